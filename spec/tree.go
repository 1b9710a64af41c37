// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. The largest stock file has a few hundred lines.
const (
	maxBytes = 1 << 18
	maxDepth = 32
	maxBody  = 1 << 14
	// Anchors and tags are refused one by one, but not by the thousand: the
	// YAML parser takes time in the square of their number.
	maxRefused = 1 << 8
)

// node is a value of the file: the part of YAML that the format uses.
type node struct {
	kind  kind
	Pos   // of its first character, quotes and brackets included
	text  Text
	style style
	flow  bool // written in [] or {}
	items []*node
	pairs []pair
}

type pair struct{ key, val *node }

type kind int

const (
	scalar kind = iota
	empty       // nothing, ~ or null
	sequence
	mapping
	broken // has been reported
)

// What a node is, for messages.
func (n *node) String() string {
	switch n.kind {
	case empty:
		return "nothing"
	case sequence:
		return "a list"
	case mapping:
		return "a mapping"
	}
	if n.style == plain {
		return quote(n.text.Value)
	}
	return "the string " + quote(n.text.Value)
}

// parse reads YAML. It returns nil if there is nothing that can be read.
func (l *loader) parse() (root *node) {
	if !l.readable() {
		return nil
	}
	defer func() {
		// The YAML parser has been seen to panic on malformed input.
		if p := recover(); p != nil {
			l.fault(l.pos(1, 1), "the file cannot be read as YAML", hintSyntax)
			root = nil
		}
	}()
	tokens := lexer.Tokenize(l.src.text)
	if !l.shallow(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.syntax(err)
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		at := l.pos(1, 1)
		if doc.Start != nil {
			at = l.posOf(doc.Start)
		}
		switch d := doc.Body.(type) {
		case nil:
		case *ast.DirectiveNode:
			l.fault(l.posOf(d.GetToken()), "a directive", "remove it")
		default:
			if body != nil {
				l.fault(at, "a second document in one file", "write each package in a file of its own")
				continue
			}
			body = d
		}
	}
	if body == nil {
		l.fault(l.pos(1, 1), "the file is empty", "begin with: package: name")
		return nil
	}
	return l.node(body)
}

// readable checks the bytes of the file.
func (l *loader) readable() bool {
	if len(l.src.text) > maxBytes {
		l.fault(Pos{File: l.src.path}, fmt.Sprintf("the file has %d bytes; %d are allowed", len(l.src.text), maxBytes), "split it into several packages")
		return false
	}
	before := len(l.faults)
	for i := range l.src.lines {
		line := l.src.line(i + 1)
		for col := 1; line != ""; col++ {
			r, size := utf8.DecodeRuneInString(line)
			switch {
			case r == utf8.RuneError && size == 1:
				l.fault(l.pos(i+1, col), fmt.Sprintf("the byte 0x%02x is not UTF-8", line[0]), "save the file as UTF-8")
			case r == '\t':
				l.fault(l.pos(i+1, col), "a tab", "write spaces")
			case r < ' ' || r == 0x7f || r == 0xfeff:
				l.fault(l.pos(i+1, col), fmt.Sprintf("the control character %U", r), "remove it")
			default:
				line = line[size:]
				continue
			}
			break // one for each line will do
		}
	}
	return len(l.faults) == before
}

// shallow checks that the file is not deeper than any file of rows needs,
// before a recursive parser sees it.
func (l *loader) shallow(tokens token.Tokens) bool {
	depth, pairs, refused := 0, 0, 0 // brackets, and pairs of one item between them
	var columns []int                // of the block collections that are open
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth, pairs = depth+1, 0
		case token.CollectEntryType:
			pairs = 0
		case token.AnchorType, token.AliasType, token.TagType:
			if refused++; refused > maxRefused {
				l.fault(l.posOf(t), "anchors, aliases and tags", "write values out, and put quotes around those that begin with &, * or !")
				return false
			}
		case token.SequenceEndType, token.MappingEndType:
			depth, pairs = max(0, depth-1), 0
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if depth > 0 { // columns mean nothing between brackets
				pairs++
				break
			}
			col := t.Position.Column
			if t.Type == token.MappingValueType && t.Prev != nil {
				col = t.Prev.Position.Column
			}
			for len(columns) > 0 && columns[len(columns)-1] >= col {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, col)
		}
		if depth+pairs+len(columns) > maxDepth {
			l.fault(l.posOf(t), "lists and mappings too deep in one another", "a file of rows needs no more than six levels")
			return false
		}
	}
	return true
}

const hintSyntax = `check brackets, quotes and indentation; put quotes around a value that holds ": " or " #", begins with a sign as ! & * or {, or has a comma or a [ inside { }, as {x: "T[n]"}`

// syntax reports what the YAML parser found.
func (l *loader) syntax(err error) {
	at, msg := l.pos(1, 1), err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		msg = e.GetMessage()
		if t := e.GetToken(); t != nil {
			at = l.posOf(t)
		}
	}
	msg, _, _ = strings.Cut(msg, "\n")
	l.fault(at, "not YAML: "+msg, hintSyntax)
}

// posOf returns the place of a token, inside the file.
func (l *loader) posOf(t *token.Token) Pos {
	if t == nil || t.Position == nil {
		return l.pos(1, 1)
	}
	line := max(1, min(t.Position.Line, len(l.src.lines)))
	return l.pos(line, l.src.at(line, max(1, t.Position.Column)).col)
}

// node converts a node of the YAML parser into one of ours.
func (l *loader) node(n ast.Node) *node {
	at := l.posOf(n.GetToken())
	bad := &node{kind: broken, Pos: at}
	switch n := n.(type) {
	case *ast.MappingNode:
		m := &node{kind: mapping, Pos: at, flow: n.IsFlowStyle}
		for _, v := range n.Values {
			m.add(l, v)
		}
		return m
	case *ast.MappingValueNode:
		m := &node{kind: mapping, Pos: at}
		m.add(l, n)
		return m
	case *ast.SequenceNode:
		s := &node{kind: sequence, Pos: at, flow: n.IsFlowStyle}
		for _, v := range n.Values {
			if v == nil {
				s.items = append(s.items, &node{kind: empty, Pos: at})
				continue
			}
			s.items = append(s.items, l.node(v))
		}
		return s
	case *ast.LiteralNode:
		return l.scalar(at, block, n.Value.Value)
	case *ast.StringNode:
		switch n.Token.Type {
		case token.SingleQuoteType:
			return l.scalar(at, single, n.Value)
		case token.DoubleQuoteType:
			return l.scalar(at, double, n.Value)
		}
		return l.scalar(at, plain, n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return l.scalar(at, plain, n.GetToken().Value)
	case *ast.NullNode:
		return &node{kind: empty, Pos: at}
	case *ast.AnchorNode:
		l.fault(at, "an anchor", "write the value out where it is needed; put quotes around a value that begins with &")
		if n.Value != nil {
			l.node(n.Value)
		}
	case *ast.AliasNode:
		l.fault(at, "an alias", "write the value out; put quotes around a value that begins with *")
	case *ast.TagNode:
		l.fault(at, "a tag", "put quotes around a value that begins with !")
	default:
		l.fault(at, "YAML that a file of rows has no use for", "write keys and values")
	}
	return bad
}

// add adds a key and its value to a mapping.
func (m *node) add(l *loader, v *ast.MappingValueNode) {
	key := &node{kind: broken, Pos: l.posOf(v.Key.GetToken())}
	switch k := v.Key.(type) {
	case *ast.MergeKeyNode:
		l.fault(key.Pos, "a merge key", "write the values out")
	case *ast.MappingKeyNode:
		l.fault(key.Pos, "a key that begins with ?", "write key: value")
	default:
		key = l.node(k)
	}
	if len(m.pairs) == 0 && !m.flow {
		m.Pos = key.Pos
	}
	val := &node{kind: empty, Pos: key.Pos}
	if v.Value != nil {
		val = l.node(v.Value)
	}
	if val.kind == empty {
		val.Pos = key.Pos
	}
	m.pairs = append(m.pairs, pair{key, val})
}

// shifts are the columns to look for a scalar in: where the YAML parser says
// that it is, and next to it, because behind a tag the parser miscounts.
var shifts = []int{0, 1, -1, 2, -2, 3, -3, 4, -4}

// scalar returns a scalar that begins at a place, and finds its text there.
func (l *loader) scalar(at Pos, st style, value string) *node {
	n := &node{Pos: at, style: st, text: Text{Pos: at, Value: value}}
	if st == block {
		if strings.TrimSpace(value) != "" {
			n.text.marks, _ = locate(l.src.at(at.Line+1, 1), st, value)
		}
	} else {
		for _, shift := range shifts {
			c := l.src.at(at.Line, max(1, at.Col+shift))
			col := c.col
			if opening := map[style]rune{single: '\'', double: '"'}[st]; opening != 0 {
				if c.peek() != opening {
					continue
				}
				c.advance(1)
			}
			if marks, ok := locate(c, st, value); ok {
				n.Col = col
				n.text.marks = marks
				break
			}
		}
	}
	if len(n.text.marks) > 0 {
		// A block may begin with blank lines; its text begins behind them.
		n.text.Pos = n.text.PosAt(len(value) - len(strings.TrimLeft(value, " \n")))
	}
	return n
}
