// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"math/bits"
	"slices"
)

// LayoutWriter is what a back end writes a kernel of operands of any strides with. An
// operand is adjacent whose vectors are loaded and stored whole: its elements lie side by
// side, or it is an input of one element, which StartRow has broadcast.
type LayoutWriter interface {
	// IfApart jumps to label if operand k is not adjacent.
	IfApart(k int, label string)
	// Layout says which operands are adjacent in the blocks that follow; all others have
	// any strides.
	Layout(adjacent []int)
}

// maxApart is the most inputs of which each choice has a layout.
const maxApart = 2

// layouts lists the sets of adjacent operands for which there is a loop of its own, those
// with more operands before those with fewer; after them comes the loop in which none is
// adjacent. With results that are adjacent there is one for every choice of inputs, or for
// all and none if there are more than a few; with results that are not, one for all inputs.
// The loop in which all operands are adjacent is another kernel.
func layouts(inputs, outputs []int) [][]int {
	var sets [][]int
	all := 1<<len(inputs) - 1
	for choice := all - 1; choice >= 0; choice-- {
		if len(inputs) > maxApart && choice > 0 && bits.OnesCount(uint(choice)) < len(inputs)-1 {
			continue
		}
		set := slices.Clone(outputs)
		for i, k := range inputs {
			if choice>>i&1 != 0 {
				set = append(set, k)
			}
		}
		sets = append(sets, set)
	}
	return append(sets, inputs)
}

// otherLayouts writes, for a kernel of operands of any strides, the loops over blocks
// like b of rows in which some operands are adjacent; these go on at after. Other rows go
// on behind, where no operand is. No loop is aligned: jumps over several that are lead Go's
// assembler to change their lengths for ever.
func (l Loop) otherLayouts(w LoopWriter, cold *coldCode, b Block, after string) {
	e := w.(LayoutWriter)
	inputs := l.Body.Inputs()
	outputs := slices.DeleteFunc(slices.Clone(l.Body.Operands()), func(k int) bool { return slices.Contains(inputs, k) })
	for i, adjacent := range layouts(inputs, outputs) {
		loop, other := label("layout", i), label("otherlayout", i)
		for _, k := range adjacent {
			e.IfApart(k, other)
		}
		e.Layout(adjacent)
		w.Label(loop)
		l.block(w, cold, b)
		w.Advance(b)
		w.Count(-b.Elements(), NotNegative, loop)
		w.Jump(after)
		w.Label(other)
	}
	e.Layout(nil)
}
