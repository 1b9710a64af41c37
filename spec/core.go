package spec

import (
	"fmt"
	"regexp"
	"slices"
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

// kernelCore checks the core dimension of a kernel's operands, and its order. names
// are those of the operands.
func (l *loader) kernelCore(k *Kernel, names []Text) {
	fail := func(at Pos, msg, hint string) {
		l.fault(at, msg, hint)
		l.unsound[k] = true
	}
	for i, p := range slices.Concat(k.In, k.Scalars, k.Out) {
		c := p.Core
		switch isOutput := i >= len(k.In)+len(k.Scalars); {
		case c.Pos == Pos{}:
		case !snake.MatchString(c.Value):
			fail(c.Pos, fmt.Sprintf("the core dimension %s", quote(c.Value)), "write a name in lower-case letters, as T[n]")
		case slices.Contains(values(names), c.Value):
			fail(c.Pos, fmt.Sprintf("the core dimension %s has the name of an operand", c.Value), "choose another name")
		case !isOutput && i >= len(k.In):
			fail(c.Pos, fmt.Sprintf("the scalar %s has the core dimension %s", p.Name.Value, c.Value), "move it to in:, or remove the dimension")
		case k.Core == "" && isOutput:
			fail(c.Pos, fmt.Sprintf("the core dimension %s is that of no input", c.Value), fmt.Sprintf("give it to an input, as x: T[%s]", c.Value))
		case k.Core != "" && k.Core != c.Value:
			fail(c.Pos, fmt.Sprintf("a second core dimension, %s beside %s", c.Value, k.Core), "a kernel has one core dimension; call it for each row of a matrix, or use its ufunc")
		default:
			k.Core = c.Value
		}
	}
	if n := l.nodes[k]["order"]; n != nil && k.Core == "" && !l.unsound[k] {
		fail(n.Pos, "an order, and no operand with a core dimension", "give an operand one, as x: T[n], or remove order")
	}
}
