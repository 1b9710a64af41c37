// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/token"
	"go/types"
)

// A body becomes straight-line code, every call of it inlined, and assemblers and
// Go's compiler take it as one function: its size has limits.
const (
	// MaxOps is the most operations of a body, those of the functions that it
	// calls included.
	MaxOps = 10_000
	// maxInlined is the most calls that are inlined in a body. Calls of which
	// no operation remains would else be followed for ever.
	maxInlined = 10_000
)

// call is a call that is being inlined.
type call struct {
	fn *types.Func
	at token.Pos
}

// limitCalls refuses a body in which too many calls are inlined.
func (t *translator) limitCalls() {
	if t.inlined++; t.inlined > maxInlined {
		t.tooLarge(token.NoPos, "makes more than %d calls, those of the functions that it calls included", maxInlined)
	}
}

// limitSize refuses a body of too many operations, of which one is at pos.
func (t *translator) limitSize(pos token.Pos) {
	if len(t.f.Values) > MaxOps {
		t.tooLarge(pos, "has more than %d operations, those of the functions that it calls included", MaxOps)
	}
}

// tooLarge refuses a body, at the call in it that leads to where translation
// is, or at pos.
func (t *translator) tooLarge(pos token.Pos, format string, limit int) {
	hint := "make several rows of it"
	if len(t.calls) > 0 {
		pos = t.calls[0].at
		hint = "every call is compiled in place, here down to " + t.calls[len(t.calls)-1].fn.Name() + ": call it once and keep its result in a variable, or make several rows"
	}
	t.fail(pos, hint, "the body "+format, limit)
}
