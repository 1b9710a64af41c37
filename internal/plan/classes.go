// SPDX-License-Identifier: BSD-3-Clause

package plan

// Classes are the registers of a machine, by class.
type Classes []*Registers

// Reset is that of every class, see Registers, as are the others.
func (c Classes) Reset() {
	for _, r := range c {
		r.Reset()
	}
}

// At begins the operation at position i of the body's order.
func (c Classes) At(i int) {
	for _, r := range c {
		r.At(i)
	}
}

// End ends the work on one vector at the current operation.
func (c Classes) End(vector int) {
	for _, r := range c {
		r.End(vector)
	}
}

// Release frees temporaries and unlocks values.
func (c Classes) Release() {
	for _, r := range c {
		r.Release()
	}
}
