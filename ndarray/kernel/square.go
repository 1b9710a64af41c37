// SPDX-License-Identifier: BSD-3-Clause

package kernel

// Square is the product of the first input by itself, which a power of floats is where the exponent is 2, with
// the same bits.
type Square struct {
	Product *Set
	// Size is that of an element in bytes.
	Size int
}

// applies reports whether the exponents of a are one element, 2.
func (q *Square) applies(a *Args) bool {
	if q == nil || a.N <= 0 || a.Rows <= 0 {
		return false
	}
	y := &a.Op[1]
	if y.Inner != 0 || a.Rows > 1 && y.Outer != 0 {
		return false
	}
	switch q.Size {
	case 2:
		return *(*uint16)(y.Ptr) == 0x4000 // as a float16 and as a bfloat16
	case 4:
		return *(*float32)(y.Ptr) == 2
	default:
		return *(*float64)(y.Ptr) == 2
	}
}

// run runs the product on rows for which q applies.
func (q *Square) run(l Level, a *Args) {
	exponent := a.Op[1]
	a.Op[1] = a.Op[0]
	q.Product.RunAt(l, a)
	a.Op[1] = exponent
}
