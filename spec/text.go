// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Pos is a place in a file. Columns count characters, not bytes.
type Pos struct {
	File      string
	Line, Col int // from 1; 0 if unknown
}

// String returns p as file:line:column, less what is unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

func (p Pos) before(q Pos) bool {
	switch {
	case p.File != q.File:
		return p.File < q.File
	case p.Line != q.Line:
		return p.Line < q.Line
	}
	return p.Col < q.Col
}

// Text is a scalar of a file and its position: Pos is that of the
// first character of the text itself, behind quotes or the sign of a block
// scalar.
type Text struct {
	Pos
	Value string
	marks []mark
}

// A mark says that the byte off of a Text's Value is at line and col, and
// what follows, up to the next mark, behind it on the same line.
type mark struct{ off, line, col int }

// PosAt returns the place in the file of the byte off of t.Value, whatever
// the style of the scalar: plain, quoted, folded or a block.
func (t Text) PosAt(off int) Pos {
	off = max(0, min(off, len(t.Value)))
	i := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].off > off }) - 1
	if i < 0 {
		return t.Pos
	}
	m := t.marks[i]
	return Pos{t.File, m.line, m.col + utf8.RuneCountInString(t.Value[m.off:off])}
}

// source is the text of a file, by lines.
type source struct {
	path  string
	text  string
	lines []int // the offset of each line's first byte
	// last is the cursor returned last: places are asked for in order, and
	// lines may be long.
	last cursor
}

func newSource(path, text string) *source {
	s := &source{path: path, text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// line returns a line, counted from 1, without its end.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	line, _, _ := strings.Cut(s.text[s.lines[n-1]:], "\n")
	return line
}

// cursor is a place in a source by its offset and by line and column.
type cursor struct {
	*source
	off, ln, col int
}

// at returns a cursor to a line and a column, counted from 1; to the end of
// the line if it is shorter.
func (s *source) at(line, col int) cursor {
	if line < 1 || line > len(s.lines) {
		return cursor{s, len(s.text), line, col}
	}
	c := cursor{s, s.lines[line-1], line, 1}
	if s.last.ln == line && s.last.col <= col {
		c = s.last
	}
	for c.col < col && c.off < len(s.text) && c.peek() != '\n' {
		c.advance(1)
	}
	s.last = c
	return c
}

// peek returns the character at c, or -1 at the end.
func (c *cursor) peek() rune {
	if c.off >= len(c.text) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(c.text[c.off:])
	return r
}

// advance moves c over n characters.
func (c *cursor) advance(n int) {
	for ; n > 0 && c.off < len(c.text); n-- {
		r, size := utf8.DecodeRuneInString(c.text[c.off:])
		c.off += size
		c.col++
		if r == '\n' {
			c.ln++
			c.col = 1
		}
	}
}

// style is how a scalar is written.
type style int

const (
	plain style = iota
	single
	double
	block // literal or folded
)

// locate finds the characters of a scalar's value in the source, from c on,
// which is inside the quotes, or on the line below the sign of a block. It
// follows the rules of YAML backwards: what is not white space is in the
// source in the same order, except for quotes and escapes. It returns false if
// the value is not there, and what it has found until then.
func locate(c cursor, st style, value string) ([]mark, bool) {
	var marks []mark
	next := mark{line: -1}
	put := func(off int) {
		if c.ln != next.line || c.col != next.col {
			marks = append(marks, mark{off, c.ln, c.col})
		}
		next = mark{line: c.ln, col: c.col + 1}
	}
	for off, r := range value {
		escaped := func() bool { return st == double && c.peek() == '\\' }
		if white(r) {
			put(off)
			if escaped() {
				c.advance(escapeLen(c.text[c.off:]))
			} else if c.peek() == r {
				c.advance(1)
			}
			continue
		}
		for white(c.peek()) || st == double && strings.HasPrefix(c.text[c.off:], "\\\n") {
			c.advance(1)
		}
		put(off)
		switch {
		case escaped():
			c.advance(escapeLen(c.text[c.off:]))
		case c.peek() != r:
			return marks[:len(marks)-1], false
		case st == single && r == '\'':
			c.advance(2)
		default:
			c.advance(1)
		}
	}
	put(len(value))
	return marks, true
}

func white(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// escapeLen is the number of characters of the escape that s begins with.
func escapeLen(s string) int {
	if len(s) > 1 {
		switch s[1] {
		case 'x':
			return 4
		case 'u':
			return 6
		case 'U':
			return 10
		}
	}
	return 2
}
