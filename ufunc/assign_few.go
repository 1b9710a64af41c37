// SPDX-License-Identifier: BSD-3-Clause

package ufunc

// assignFew is assign for few elements, in C order both, without units of time: one row of the conversion's kernel, for which
// there is nothing to plan. It reports whether they were such; where not, nothing is written.
func assignFew(src, dst *operand) bool {
	if src.misaligned || dst.misaligned || src.dtype.Kind().Time() || dst.dtype.Kind().Time() || src.ndim != dst.ndim {
		return false
	}
	n := 1
	for i := src.ndim - 1; i >= 0; i-- {
		length := src.own[i]
		if length != dst.own[i] || length > 1 && (src.ownStrides[i] != n*src.dtype.Size() || dst.ownStrides[i] != n*dst.dtype.Size()) {
			return false
		}
		if n *= length; n > fastSize {
			return false
		}
	}
	if n == 0 {
		return true
	}
	w := getWorker()
	a := &w.args
	a.N, a.Rows = n, 1
	w.row(0, src.ptr, src.dtype.Size())
	w.row(1, dst.ptr, dst.dtype.Size())
	castSet(src.dtype, dst.dtype).Run(a)
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
	workers.Put(w)
	return true
}
