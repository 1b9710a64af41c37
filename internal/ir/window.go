// SPDX-License-Identifier: BSD-3-Clause

package ir

// Near is what a Window reads: a part of input Input as Param has it, so many rows below the
// row at hand and so many elements behind the element.
type Near struct{ Input, Part, Row, Element int }

// Window emits the lane data of an element of a window.
func (f *Func) Window(w Near) *Value {
	return f.Emit(Window, f.In[w.Input].Lane, uint64(w.Element)<<32|uint64(w.Row)<<16|uint64(w.Input)<<1|uint64(w.Part))
}

// Window returns what a Window reads.
func (v *Value) Window() Near {
	return Near{int(v.Imm & 0xffff >> 1), int(v.Imm & 1), int(v.Imm >> 16 & 0xffff), int(v.Imm >> 32)}
}
