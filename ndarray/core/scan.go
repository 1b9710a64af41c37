// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A scan goes over a row one element after the other, since each value is made of the one before:
// that is its order, of floats too.

// ScanFunc scans n elements, which lie strides of bytes apart.
type ScanFunc func(n int, to, from kernel.Operand)

// scanned is the type of the elements of a scan.
type scanned interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// scan runs a scan over rows. Long rows that are not contiguous are read and written as they lie.
func (c *call) scan(p *Pass, rows, n int) {
	if n == 0 {
		return
	}
	place := func(o int8, near Offset) (op kernel.Operand) {
		if f := &c.far[o]; f.ptr != nil {
			return kernel.Operand{Ptr: unsafe.Add(f.ptr, int(near.Row)*f.outer+int(near.Element)*f.inner), Inner: f.inner}
		}
		c.setRow(&op, o, near, 0, n, false)
		return op
	}
	from, to := place(p.In[0], p.offset(0)), place(p.Out[0], Offset{})
	for r := range rows {
		x, y := from, to
		x.Ptr, y.Ptr = unsafe.Add(x.Ptr, r*x.Outer), unsafe.Add(y.Ptr, r*y.Outer)
		p.Scan(n, y, x)
	}
}

// at is element i of o.
func at[T scanned](o *kernel.Operand, i int) *T { return (*T)(unsafe.Add(o.Ptr, i*o.Inner)) }

// canonicalNaN returns the NaN that a computed one is.
func canonicalNaN[T scanned]() (x T) {
	switch p := any(&x).(type) {
	case *float32:
		*(*uint32)(unsafe.Pointer(p)) = 0x7fc00000
	case *float64:
		*(*uint64)(unsafe.Pointer(p)) = 0x7ff8 << 48
	}
	return x
}

// CumSum scans by sums.
func CumSum[T scanned](n int, to, from kernel.Operand) {
	acc := *at[T](&from, 0)
	for i := 0; ; {
		if acc != acc {
			acc = canonicalNaN[T]()
		}
		*at[T](&to, i) = acc
		if i++; i == n {
			return
		}
		acc += *at[T](&from, i)
	}
}

// CumProd scans by products.
func CumProd[T scanned](n int, to, from kernel.Operand) {
	acc := *at[T](&from, 0)
	for i := 0; ; {
		if acc != acc {
			acc = canonicalNaN[T]()
		}
		*at[T](&to, i) = acc
		if i++; i == n {
			return
		}
		acc = T(acc * *at[T](&from, i))
	}
}

// CumMin scans by minima.
func CumMin[T scanned](n int, to, from kernel.Operand) {
	acc := *at[T](&from, 0)
	for i := 0; ; {
		if acc != acc {
			acc = canonicalNaN[T]()
		}
		*at[T](&to, i) = acc
		if i++; i == n {
			return
		}
		acc = min(acc, *at[T](&from, i))
	}
}

// CumMax scans by maxima.
func CumMax[T scanned](n int, to, from kernel.Operand) {
	acc := *at[T](&from, 0)
	for i := 0; ; {
		if acc != acc {
			acc = canonicalNaN[T]()
		}
		*at[T](&to, i) = acc
		if i++; i == n {
			return
		}
		acc = max(acc, *at[T](&from, i))
	}
}
