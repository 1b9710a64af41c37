// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Orders are the orders in which a kernel's reductions of floats combine the
// elements of a row.
var Orders = []string{"pairwise", "wide", "serial"}

// Edges are what a window has beyond the ends of a row: nothing, so that its operand is longer
// than the row, the last element, zeros, the elements of the other end, or those of the row
// backwards, without the last one.
var Edges = []string{"valid", "clamp", "zero", "wrap", "reflect"}

// corePattern is the type of an operand that has core dimensions.
const corePattern = `^\w+\[\s*\w+\s*(\+\s*\w+\s*(-\s*1\s*)?)?(,\s*\w+\s*(\+\s*\w+\s*)?)?\]$`

var (
	coreType = regexp.MustCompile(`^(\w*)\[(.*)\]$`)
	coreDim  = regexp.MustCompile(`^(\w+)(?:\s*\+\s*(\w+)(\s*-\s*1)?)?$`)
)

// Dim is a core dimension of an operand: n, of a window n+2, or n+k-1, along which the operand
// is read at the sum of two indices.
type Dim struct {
	Text          // the name or the length
	Window int    // how many elements follow the one at n in a window
	Plus   string // k of n+k-1
	bad    bool   // it is no dimension
}

// splitCore splits the type of an operand into the type of an element and its core
// dimensions.
func splitCore(t Text) (typ Text, dims []Dim) {
	m := coreType.FindStringSubmatchIndex(t.Value)
	if m == nil {
		return t, nil
	}
	part := func(from, to int) Text { return Text{Pos: t.PosAt(from), Value: t.Value[from:to]} }
	from := m[4]
	for text := range strings.SplitSeq(t.Value[m[4]:m[5]], ",") {
		at := from + len(text) - len(strings.TrimLeft(text, " "))
		from += len(text) + 1
		d := Dim{Text: part(at, at+len(strings.TrimSpace(text)))}
		if n := coreDim.FindStringSubmatch(d.Value); n == nil {
			d.bad = true
		} else if n[3] != "" {
			d.Value, d.Plus = n[1], n[2]
			d.bad = !snake.MatchString(n[1]) || !snake.MatchString(n[2])
		} else if n[2] != "" {
			var err error
			d.Window, err = strconv.Atoi(n[2])
			d.Value, d.bad = n[1], err != nil || !snake.MatchString(n[1])
			if d.bad {
				d.Value = strings.TrimSpace(text)
			}
		}
		dims = append(dims, d)
	}
	return part(m[2], m[3]), dims
}

// The most elements of a table of a given length, and of a window along a dimension.
const (
	maxTable  = 1 << 20
	maxWindow = 256
)

// kernelCore checks the core dimensions of a kernel's operands, its tables, its order and its
// edge. names are those of the operands. The core dimension is the last one of an output, or if
// none has one of an input, and before it may be that of rows; another one of an input is that
// of a table.
func (l *loader) kernelCore(k *Kernel, names []Text) {
	fail := func(at Pos, msg, hint string) {
		l.fault(at, msg, hint)
		l.unsound[k] = true
	}
	if reduced := reducedDim(k); reduced.Value != "" {
		l.contraction(k, names, reduced, fail)
		return
	}
	for i, p := range slices.Concat(k.Out, k.In) {
		if n := len(p.dims); k.Core == "" && n > 0 && (i < len(k.Out) || snake.MatchString(p.dims[n-1].Value)) {
			if k.Core = p.dims[n-1].Value; n == 2 {
				k.Rows = p.dims[0].Value
			}
		}
	}
	c := &coreCheck{k: k, names: names, fail: fail}
	for i := range k.In {
		c.input(&k.In[i])
	}
	c.failed = l.unsound[k]
	for _, p := range k.Scalars {
		if len(p.dims) > 0 {
			fail(p.dims[0].Pos, fmt.Sprintf("the scalar %s has the core dimension %s", p.Name.Value, p.dims[0].Value), "move it to in:, or remove the dimension")
		}
	}
	for i := range k.Out {
		c.output(&k.Out[i])
	}
	if c.tables > 0 && c.rows == 0 && !l.unsound[k] {
		fail(k.Pos, fmt.Sprintf("%s has a table, and no operand with a core dimension", k.Name), "give what is looked up one, as x: T[n]")
	}
	if n := l.nodes[k]["order"]; n != nil && k.Core == "" && !l.unsound[k] {
		fail(n.Pos, "an order, and no operand with a core dimension", "give an operand one, as x: T[n], or remove order")
	}
	if n := l.nodes[k]["edge"]; n != nil && !c.windows && !l.unsound[k] {
		fail(n.Pos, "an edge, and no operand that is a window", "make an input one, as x: T[n+2], or remove edge")
	}
	if k.Edge == "valid" {
		k.Edge = ""
	}
}

// coreCheck checks the core dimensions of the operands of a kernel.
type coreCheck struct {
	k            *Kernel
	names        []Text
	fail         func(at Pos, msg, hint string)
	rows, tables int  // how many inputs are rows and tables
	windows      bool // an input is a window
	failed       bool // an input is at fault
}

// dims reports whether the dimensions of an operand are such as may be.
func (c *coreCheck) dims(p *Param) bool {
	for _, d := range p.dims {
		switch {
		case d.bad:
			c.fail(d.Pos, fmt.Sprintf("the core dimension %s", quote(d.Value)), "write a name in lower-case letters, as T[n], a window of so many elements more, as T[n+2], or the length of a table, as T[256]")
		case d.Plus != "":
			c.fail(d.Pos, fmt.Sprintf("the core dimension %s+%s-1 of %s", d.Value, d.Plus, p.Name.Value), "one of both is a dimension of the outputs, the other one is reduced: x: T[n+k-1], w: T[k], y: T[n]")
		case d.Window >= maxWindow:
			c.fail(d.Pos, fmt.Sprintf("a window of %d elements", d.Window+1), fmt.Sprintf("a window has %d elements at most along a dimension", maxWindow))
		case slices.Contains(values(c.names), d.Value):
			c.fail(d.Pos, fmt.Sprintf("the core dimension %s has the name of an operand", d.Value), "choose another name")
		default:
			continue
		}
		return false
	}
	if len(p.dims) > 2 {
		c.fail(p.dims[2].Pos, fmt.Sprintf("%s has %d core dimensions", p.Name.Value, len(p.dims)), "an operand has two at most, as T[m, n]: its ufunc takes arrays of any more dimensions")
		return false
	}
	return len(p.dims) > 0
}

// input checks input p, and notes what it is.
func (c *coreCheck) input(p *Param) {
	if !c.dims(p) {
		return
	}
	last := p.dims[len(p.dims)-1]
	length, err := strconv.Atoi(last.Value)
	number := err == nil
	switch {
	case last.Value == c.k.Core && !number:
		c.row(p, last)
	case len(p.dims) == 2:
		c.fail(p.dims[0].Pos, fmt.Sprintf("%s has the core dimensions %s and %s", p.Name.Value, p.dims[0].Value, last.Value), c.shapeHint())
	case number && (length < 1 || length > maxTable):
		c.fail(last.Pos, fmt.Sprintf("a table of %s elements", last.Value), fmt.Sprintf("a table has 1 to %d elements, or any number, as T[m]", maxTable))
	case !number && !snake.MatchString(last.Value):
		c.fail(last.Pos, fmt.Sprintf("the core dimension %s", quote(last.Value)), "write a name in lower-case letters, as T[n], or the length of a table, as T[256]")
	case last.Window > 0:
		c.fail(last.Pos, fmt.Sprintf("a window along %s, which is the core dimension of no output", last.Value), fmt.Sprintf("the core dimension of the row is %s; a table is T[m] or T[256]", c.k.Core))
	case last.Value == c.k.Rows:
		c.fail(last.Pos, fmt.Sprintf("%s has the dimension %s of rows, and not %s", p.Name.Value, last.Value, c.k.Core), c.shapeHint())
	default:
		p.Core, p.Table, p.Len = last.Text, true, length
		c.tables++
	}
}

// row notes that input p is a row, or a window.
func (c *coreCheck) row(p *Param, last Dim) {
	if len(p.dims) == 2 {
		if first := p.dims[0]; first.Value != c.k.Rows {
			c.fail(first.Pos, fmt.Sprintf("%s has the dimension %s before %s, and the outputs have not", p.Name.Value, first.Value, last.Value), c.shapeHint())
			return
		}
		p.Rows, p.RowWindow = p.dims[0].Text, p.dims[0].Window
	}
	p.Core, p.Window = last.Text, last.Window
	c.windows = c.windows || p.IsWindow()
	c.rows++
}

// shapeHint says which dimensions the operands may have.
func (c *coreCheck) shapeHint() string {
	if c.k.Rows == "" {
		return fmt.Sprintf("the core dimension of the row is %s; of two dimensions the outputs have both, as y: T[m, %[1]s]", c.k.Core)
	}
	return fmt.Sprintf("the outputs have the dimensions %s and %s: an input is T[%[1]s, %[2]s], T[%[2]s], a window of these as T[%[1]s+2, %[2]s+2], or one element", c.k.Rows, c.k.Core)
}

// output checks output p.
func (c *coreCheck) output(p *Param) {
	if !c.dims(p) {
		if len(p.dims) == 0 && c.k.Rows != "" {
			c.fail(p.Name.Pos, fmt.Sprintf("the output %s has not the dimensions %s and %s of another operand", p.Name.Value, c.k.Rows, c.k.Core), fmt.Sprintf("a kernel of two dimensions makes operands of both, as T[%s, %s]; for one element for a row write it for a row, as x: T[%[2]s]: its ufunc takes rows of any number", c.k.Rows, c.k.Core))
		}
		return
	}
	last := p.dims[len(p.dims)-1]
	_, err := strconv.Atoi(last.Value)
	switch {
	case err == nil:
		c.fail(last.Pos, fmt.Sprintf("%s has the length %s", p.Name.Value, last.Value), "only an input has a length, as a table: lut: T[256]; a core dimension has a name, as T[n]")
	case !snake.MatchString(last.Value):
		c.fail(last.Pos, fmt.Sprintf("the core dimension %s", quote(last.Value)), "write a name in lower-case letters, as T[n], or the length of a table, as T[256]")
	case last.Window > 0 || len(p.dims) == 2 && p.dims[0].Window > 0:
		c.fail(last.Pos, fmt.Sprintf("the output %s is a window", p.Name.Value), "an output has the elements at which the body is evaluated, as T[n]; inputs may be windows")
	case last.Value != c.k.Core:
		c.fail(last.Pos, fmt.Sprintf("a second core dimension, %s beside %s", last.Value, c.k.Core), "the outputs have the same core dimensions, or none; an input with a dimension of its own is a table")
	case len(p.dims) == 2 && p.dims[0].Value != c.k.Rows || len(p.dims) == 1 && c.k.Rows != "":
		c.fail(last.Pos, fmt.Sprintf("the output %s has other core dimensions than another", p.Name.Value), c.shapeHint())
	case c.failed: // whether an input has the dimension is not known
	case c.rows == 0:
		c.fail(last.Pos, fmt.Sprintf("the core dimension %s is that of no input", last.Value), fmt.Sprintf("give it to an input, as x: T[%s]", last.Value))
	case len(p.dims) == 2 && !slices.ContainsFunc(c.k.In, func(q Param) bool { return q.Rows.Value == c.k.Rows }):
		c.fail(p.dims[0].Pos, fmt.Sprintf("the core dimension %s is that of no input", c.k.Rows), fmt.Sprintf("give it to an input, as x: T[%s, %s]", c.k.Rows, c.k.Core))
	default:
		if p.Core = last.Text; len(p.dims) == 2 {
			p.Rows = p.dims[0].Text
		}
	}
}
