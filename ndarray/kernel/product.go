// SPDX-License-Identifier: BSD-3-Clause

package kernel

import "unsafe"

// Product is the kernel of products that computes the same bits as a kernel of two inputs where the
// second of these is one element of certain values.
type Product struct {
	Kernel *Set
	Form   ProductForm
	// Size is that of an element in bytes.
	Size int
}

// ProductForm says of which values.
type ProductForm uint8

// The forms.
const (
	// OfItself is a power of floats whose exponent is 2: the base times itself.
	OfItself ProductForm = iota
	// ByReciprocal is a quotient of floats of 4 or 8 bytes whose divisor is a power of two: the dividend times
	// the reciprocal, which is exact. Both are the number next to the same one.
	ByReciprocal
)

// applies reports whether p computes what the kernel of a does. By a reciprocal it has set that of a then.
func (p *Product) applies(a *Args) bool {
	if p == nil || a.N <= 0 || a.Rows <= 0 {
		return false
	}
	y := &a.Op[1]
	if y.Inner != 0 || a.Rows > 1 && y.Outer != 0 {
		return false
	}
	if p.Form == ByReciprocal {
		bits, ok := reciprocalOf(load(y.Ptr, p.Size), p.Size)
		store(unsafe.Pointer(&a.reciprocal), p.Size, bits)
		return ok
	}
	switch p.Size {
	case 2:
		return *(*uint16)(y.Ptr) == 0x4000 // as a float16 and as a bfloat16
	case 4:
		return *(*float32)(y.Ptr) == 2
	default:
		return *(*float64)(y.Ptr) == 2
	}
}

// reciprocalOf returns the bits of the reciprocal of a float, if it is a power of two whose reciprocal is as
// normal as itself.
func reciprocalOf(bits uint64, size int) (uint64, bool) {
	mantissa, most := 52, uint64(2046)
	if size == 4 {
		mantissa, most = 23, 254
	}
	exponent := bits >> mantissa & (most + 1)
	if bits&(1<<mantissa-1) != 0 || exponent == 0 || exponent >= most {
		return 0, false
	}
	return bits&^((most+1)<<mantissa) | (most-exponent)<<mantissa, true
}

// run runs the product on rows for which p applies.
func (p *Product) run(l Level, a *Args) {
	second := a.Op[1]
	if p.Form == OfItself {
		a.Op[1] = a.Op[0]
	} else {
		a.Op[1].Ptr = unsafe.Pointer(&a.reciprocal)
	}
	p.Kernel.RunAt(l, a)
	a.Op[1] = second
}
