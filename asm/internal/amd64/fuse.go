// SPDX-License-Identifier: BSD-3-Clause

package amd64

import "github.com/arraygen/arraygen/internal/ir"

// The signs of a multiply-add, in the Imm of FMA. The instructions come in
// all four kinds, and a negated argument changes nothing but signs before the
// one rounding.
const (
	negProduct = 1 << iota
	negAddend
)

// foldSigns takes the negations of arguments of FMA into its Imm. f is
// legalised: a negation there is Xor with the sign bit.
func foldSigns(f *ir.Func) {
	found := false
	for _, v := range f.Values {
		if v.Op != ir.FMA {
			continue
		}
		args := append([]*ir.Value{}, v.Args...)
		for i, a := range args {
			if x := negated(a); x != nil {
				args[i] = x
				v.Imm ^= [3]uint64{negProduct, negProduct, negAddend}[i]
				found = true
			}
		}
		v.Args = args
	}
	if found {
		f.Prune()
	}
}

// negated returns the float of which v is the negation, or nil.
func negated(v *ir.Value) *ir.Value {
	if v.Op != ir.Bitcast || v.Args[0].Op != ir.Xor {
		return nil
	}
	for i, c := range v.Args[0].Args {
		x := v.Args[0].Args[1-i]
		if c.Op == ir.Const && c.Imm == 1<<(c.Type.Bits()-1) && x.Op == ir.Bitcast && x.Args[0].Type == v.Type {
			return x.Args[0]
		}
	}
	return nil
}
