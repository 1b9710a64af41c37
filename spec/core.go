// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Orders are the orders in which a kernel's reductions of floats combine the
// elements of a row.
var Orders = []string{"pairwise", "wide", "serial"}

// corePattern is the type of an operand that has a core dimension.
const corePattern = `^\w+\[\w+\]$`

var coreType = regexp.MustCompile(`^(\w*)\[(.*)\]$`)

// splitCore splits the type of an operand into the type of an element and its core
// dimension, which is empty if it has none.
func splitCore(t Text) (typ, core Text) {
	m := coreType.FindStringSubmatchIndex(t.Value)
	if m == nil {
		return t, Text{}
	}
	part := func(i int) Text { return Text{Pos: t.PosAt(m[2*i]), Value: t.Value[m[2*i]:m[2*i+1]]} }
	return part(1), part(2)
}

// maxTable is the most elements of a table of a given length.
const maxTable = 1 << 20

// kernelCore checks the core dimension of a kernel's operands, its tables and its order. names
// are those of the operands. The core dimension is that of an output, or if none has one
// the first of an input; another one of an input is that of a table.
func (l *loader) kernelCore(k *Kernel, names []Text) {
	fail := func(at Pos, msg, hint string) {
		l.fault(at, msg, hint)
		l.unsound[k] = true
	}
	for i, p := range slices.Concat(k.Out, k.In) {
		if c := p.Core; k.Core == "" && (i < len(k.Out) || snake.MatchString(c.Value)) {
			k.Core = c.Value
		}
	}
	rows, tables := 0, 0
	for i, p := range slices.Concat(k.In, k.Scalars, k.Out) {
		c := p.Core
		length, err := strconv.Atoi(c.Value)
		switch isInput, isOutput := i < len(k.In), i >= len(k.In)+len(k.Scalars); {
		case c.Pos == Pos{}:
		case err == nil && isInput && 0 < length && length <= maxTable:
			k.In[i].Table, k.In[i].Len = true, length
			tables++
		case err == nil && isInput:
			fail(c.Pos, fmt.Sprintf("a table of %s elements", c.Value), fmt.Sprintf("a table has 1 to %d elements, or any number, as T[m]", maxTable))
		case err == nil:
			fail(c.Pos, fmt.Sprintf("%s has the length %s", p.Name.Value, c.Value), "only an input has a length, as a table: lut: T[256]; a core dimension has a name, as T[n]")
		case !snake.MatchString(c.Value):
			fail(c.Pos, fmt.Sprintf("the core dimension %s", quote(c.Value)), "write a name in lower-case letters, as T[n], or the length of a table, as T[256]")
		case slices.Contains(values(names), c.Value):
			fail(c.Pos, fmt.Sprintf("the core dimension %s has the name of an operand", c.Value), "choose another name")
		case !isOutput && !isInput:
			fail(c.Pos, fmt.Sprintf("the scalar %s has the core dimension %s", p.Name.Value, c.Value), "move it to in:, or remove the dimension")
		case k.Core == c.Value && isInput:
			rows++
		case k.Core == c.Value && rows > 0:
		case k.Core == c.Value:
			fail(c.Pos, fmt.Sprintf("the core dimension %s is that of no input", c.Value), fmt.Sprintf("give it to an input, as x: T[%s]", c.Value))
		case isOutput:
			fail(c.Pos, fmt.Sprintf("a second core dimension, %s beside %s", c.Value, k.Core), "a kernel has one core dimension, and tables; call it for each row of a matrix, or use its ufunc")
		default:
			k.In[i].Table = true
			tables++
		}
	}
	if tables > 0 && rows == 0 && !l.unsound[k] {
		fail(k.Pos, fmt.Sprintf("%s has a table, and no operand with a core dimension", k.Name), "give what is looked up one, as x: T[n]")
	}
	if n := l.nodes[k]["order"]; n != nil && k.Core == "" && !l.unsound[k] {
		fail(n.Pos, "an order, and no operand with a core dimension", "give an operand one, as x: T[n], or remove order")
	}
}
