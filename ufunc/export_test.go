// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Resolve returns the signature of the loop that u takes for operands of the
// given types, in NumPy's letters; 1, 2 and 3 are weak int, float and complex.
// It is "" if there is none.
func (u *Ufunc) Resolve(codes string) string {
	p := getPlan()
	defer p.put(len(codes))
	for i, c := range []byte(codes) {
		o := &p.op[i]
		switch c {
		case '1':
			o.setScalar(dtype.IntScalar(1), dtype.Int64, dtype.KindInt)
		case '2':
			o.setScalar(dtype.FloatScalar(1), dtype.Float64, dtype.KindFloat)
		case '3':
			o.setScalar(dtype.ComplexScalar(1), dtype.Complex128, dtype.KindComplex)
		default:
			o.setScalar(dtype.Scalar{}, TypeOf(c), 0)
		}
	}
	in := p.op[:len(codes)]
	l, err := u.resolve(in, dtype.Invalid, dtype.SameKind)
	if err != nil || u.checkCasts(in, l, dtype.SameKind) != nil {
		return ""
	}
	b := []byte{}
	for _, d := range l.In {
		b = append(b, d.Char())
	}
	b = append(b, "->"...)
	for _, d := range l.Out {
		b = append(b, d.Char())
	}
	return string(b)
}

// TypeOf returns the type of NumPy's letter.
func TypeOf(c byte) dtype.DType {
	for _, d := range dtype.All() {
		if d.Char() == c {
			return d
		}
	}
	return dtype.Invalid
}

// Decide returns the conditions of a call on arrays of one shape in C order, element by
// element from the rule alone, that made results.
func (u *Ufunc) Decide(l *Loop, args, results []*ndarray.Array) (found Conditions) {
	var s watch
	s.set(rules[u.Name], l, AllConditions)
	at := func(a *ndarray.Array, i int) unsafe.Pointer {
		p, _, _ := a.Lend()
		return addr(p, i*a.DType().Size())
	}
	for i := range results[0].Size() {
		if s.integers {
			if s.look != 0 {
				k := s.rule.zero - 1
				found |= s.rule.division(at(args[0], i), args[0].DType(), at(args[k], i), args[k].DType())
			}
			continue
		}
		var in, out []unsafe.Pointer
		for _, a := range args {
			in = append(in, at(a, i))
		}
		for _, a := range results {
			out = append(out, at(a, i))
		}
		found |= s.element(in, out)
	}
	return found & s.look
}

// OperandStrides returns the strides of a as a call takes them.
func OperandStrides(a *ndarray.Array) []int {
	var o operand
	o.setArray(a)
	return o.ownStrides[:o.ndim]
}
