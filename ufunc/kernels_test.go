// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/spec/lane"
)

// The ufuncs of the tests: kernels written by hand, in two implementations.
// One is plain and takes any strides; the other stands for assembly and
// refuses operands that assembly would read or write wrongly.

type part struct {
	size, align int
}

func partOf[T any]() part {
	var z T
	return part{int(unsafe.Sizeof(z)), int(unsafe.Alignof(z))}
}

// strict returns a kernel that checks the contract of assembly, then runs f.
func strict(name string, nin int, parts []part, f kernel.Func) kernel.Func {
	return func(a *kernel.Args) {
		if a.Scratch == nil {
			panic(name + ": no scratch")
		}
		if a.N <= 0 || a.Rows <= 0 {
			panic(fmt.Sprintf("%s: %d rows of %d", name, a.Rows, a.N))
		}
		if a.N*a.Rows > kernel.Chunk+64 {
			panic(fmt.Sprintf("%s: %d rows of %d elements cannot be preempted", name, a.Rows, a.N))
		}
		for i, p := range parts {
			op := &a.Op[i]
			if op.Inner != p.size && (op.Inner != 0 || i >= nin) && a.N > 1 {
				panic(fmt.Sprintf("%s: operand %d has stride %d", name, i, op.Inner))
			}
			if (uintptr(op.Ptr)|uintptr(op.Outer))%uintptr(p.align) != 0 {
				panic(fmt.Sprintf("%s: operand %d is misaligned: %p, %d", name, i, op.Ptr, op.Outer))
			}
		}
		for i := len(parts); i < len(a.Op); i++ {
			if a.Op[i].Ptr != nil {
				panic(fmt.Sprintf("%s: operand %d doesn't exist", name, i))
			}
		}
		f(a)
	}
}

func newSet(name string, ops uint16, nin int, parts []part, f kernel.Func) *kernel.Set {
	// Short bodies may run as plain loops; half of them shall not.
	s := &kernel.Set{Name: name, Ops: ops + 2*uint16(len(name)%2)}
	s.Impl[kernel.Go] = f
	for l := kernel.Go + 1; l < kernel.NumLevels; l++ {
		s.Impl[l] = strict(name, nin, parts, f)
	}
	return s
}

func unary[T, R any](name string, f func(T) R) *kernel.Set {
	return newSet(name, 1, 1, []part{partOf[T](), partOf[R]()}, func(a *kernel.Args) {
		x, y := &a.Op[0], &a.Op[1]
		for r := range a.Rows {
			for i := range a.N {
				*(*R)(unsafe.Add(y.Ptr, r*y.Outer+i*y.Inner)) = f(*(*T)(unsafe.Add(x.Ptr, r*x.Outer+i*x.Inner)))
			}
		}
	})
}

func binary[T, U, R any](name string, f func(T, U) R) *kernel.Set {
	return newSet(name, 1, 2, []part{partOf[T](), partOf[U](), partOf[R]()}, func(a *kernel.Args) {
		x, y, z := &a.Op[0], &a.Op[1], &a.Op[2]
		for r := range a.Rows {
			for i := range a.N {
				*(*R)(unsafe.Add(z.Ptr, r*z.Outer+i*z.Inner)) = f(*(*T)(unsafe.Add(x.Ptr, r*x.Outer+i*x.Inner)), *(*U)(unsafe.Add(y.Ptr, r*y.Outer+i*y.Inner)))
			}
		}
	})
}

func twoOut[T any](name string, f func(x, y T) (T, T)) *kernel.Set {
	p := partOf[T]()
	return newSet(name, 1, 2, []part{p, p, p, p}, func(a *kernel.Args) {
		x, y, q, m := &a.Op[0], &a.Op[1], &a.Op[2], &a.Op[3]
		for r := range a.Rows {
			for i := range a.N {
				v, w := f(*(*T)(unsafe.Add(x.Ptr, r*x.Outer+i*x.Inner)), *(*T)(unsafe.Add(y.Ptr, r*y.Outer+i*y.Inner)))
				*(*T)(unsafe.Add(q.Ptr, r*q.Outer+i*q.Inner)) = v
				*(*T)(unsafe.Add(m.Ptr, r*m.Outer+i*m.Inner)) = w
			}
		}
	})
}

type number64 interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64 | complex64 | complex128
}

type ordered interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// computed returns x as a kernel that computes it does: a NaN is the canonical one.
func computed[T any](x T) T {
	switch p := any(&x).(type) {
	case *float32:
		*p = lane.Canonical(*p)
	case *float64:
		*p = lane.Canonical(*p)
	case *complex64:
		*p = complex(lane.Canonical(real(*p)), lane.Canonical(imag(*p)))
	case *complex128:
		*p = complex(lane.Canonical(real(*p)), lane.Canonical(imag(*p)))
	case *dtype.F16:
		*p = dtype.ToF16(lane.Canonical(p.Float32()))
	case *dtype.BF16:
		*p = dtype.ToBF16(lane.Canonical(p.Float32()))
	}
	return x
}

func same[T dtype.Element](name string, order Order, op func(a, b T) T) Loop {
	d := dtype.Of[T]()
	f := func(a, b T) T { return computed(op(a, b)) }
	l := Loop{In: []dtype.DType{d, d}, Out: []dtype.DType{d}, Kernel: binary(name+"."+d.String(), f), Reduce: order}
	if order != Serial && d.Size() > 1 { // a loop may have none
		l.Fold = foldOf(name+"."+d.String()+".fold", order, d, f)
	}
	return l
}

// foldOf returns the fold of f, whose order is written down as a recursion.
func foldOf[T any](name string, order Order, d dtype.DType, f func(a, b T) T) *kernel.Set {
	series, leaf := 8, 128
	if d.Kind() == dtype.KindComplex {
		series, leaf = 4, 64
	}
	var run func(p unsafe.Pointer, n, step int) T
	run = func(p unsafe.Pointer, n, step int) T {
		at := func(i int) T { return *(*T)(unsafe.Add(p, i*step)) }
		if order == Pairwise && n > leaf {
			half := n / 2 / series * series
			return f(run(p, half, step), run(unsafe.Add(p, half*step), n-half, step))
		}
		var acc [8]T
		i, k := 1, 1
		if order == Pairwise && n >= series {
			i, k = series, series
		}
		for j := range k {
			acc[j] = at(j)
		}
		for ; k > 1 && i+k <= n; i += k {
			for j := range k {
				acc[j] = f(acc[j], at(i+j))
			}
		}
		for by := 1; by < k; by *= 2 {
			for j := 0; j < k; j += 2 * by {
				acc[j] = f(acc[j], acc[j+by])
			}
		}
		for ; i < n; i++ {
			acc[0] = f(acc[0], at(i))
		}
		return acc[0]
	}
	fold := func(a *kernel.Args) {
		x, y := &a.Op[0], &a.Op[1]
		for r := range a.Rows {
			*(*T)(unsafe.Add(y.Ptr, r*y.Outer)) = run(unsafe.Add(x.Ptr, r*x.Outer), a.N, x.Inner)
		}
	}
	s := newSet(name, 1, 1, []part{partOf[T](), partOf[T]()}, fold)
	for l := kernel.Go + 1; l < kernel.NumLevels; l++ {
		assembly := s.Impl[l]
		s.Impl[l] = func(a *kernel.Args) {
			out := a.Op[1].Inner
			a.Op[1].Inner = partOf[T]().size // means nothing in a fold
			assembly(a)
			a.Op[1].Inner = out
		}
	}
	return s
}

func add[T number64](order Order) Loop {
	return same("add", order, func(a, b T) T { return a + b })
}
func sub[T number64]() Loop { return same("subtract", Serial, func(a, b T) T { return a - b }) }
func mul[T number64](order Order) Loop {
	return same("multiply", order, func(a, b T) T { return a * b })
}
func maxi[T ordered]() Loop { return same("maximum", Any, func(a, b T) T { return max(a, b) }) }
func half(name string, order Order, f func(a, b float32) float32) []Loop {
	return []Loop{
		same(name, order, func(a, b dtype.F16) dtype.F16 { return dtype.ToF16(f(a.Float32(), b.Float32())) }),
		same(name, order, func(a, b dtype.BF16) dtype.BF16 { return dtype.ToBF16(f(a.Float32(), b.Float32())) }),
	}
}
func compare[T ordered](name string, f func(a, b T) bool) Loop {
	d := dtype.Of[T]()
	return Loop{In: []dtype.DType{d, d}, Out: []dtype.DType{dtype.Bool}, Kernel: binary(name+"."+d.String(), f)}
}
func lt[T ordered](a, b T) bool { return a < b }
func cmp(name string, i8 func(a, b int8) bool, u8 func(a, b uint8) bool, i64 func(a, b int64) bool, u64 func(a, b uint64) bool, f64 func(a, b float64) bool) *Ufunc {
	return &Ufunc{Name: name, Inputs: []string{"x1", "x2"}, Outputs: []string{"y"}, Loops: []Loop{
		compare(name, i8), compare(name, u8), compare(name, i64), compare(name, u64), compare(name, f64)}}
}

func sqrtLoop[T float32 | float64]() Loop {
	d := dtype.Of[T]()
	return Loop{In: []dtype.DType{d}, Out: []dtype.DType{d}, Kernel: unary("sqrt."+d.String(), func(x T) T { return computed(T(math.Sqrt(float64(x)))) })}
}

func f32of(x float64) float32 { return float32(x) }

var (
	xx = []string{"x1", "x2"}
	y1 = []string{"y"}

	testAdd = &Ufunc{Name: "add", Inputs: xx, Outputs: y1, Identity: Identity{Kind: IdentityValue}, Promotion: PromoteWiden, Loops: append([]Loop{
		same("add", Any, func(a, b bool) bool { return a || b }),
		add[int8](Any), add[uint8](Any), add[int16](Any), add[uint16](Any), add[int32](Any), add[uint32](Any), add[int64](Any), add[uint64](Any)},
		append(half("add", Pairwise, func(a, b float32) float32 { return a + b }),
			add[float32](Pairwise), add[float64](Pairwise), add[complex64](Pairwise), add[complex128](Pairwise))...)}
	testMultiply = &Ufunc{Name: "multiply", Inputs: xx, Outputs: y1, Identity: Identity{Kind: IdentityValue, Value: 1}, Promotion: PromoteWiden, Loops: append([]Loop{
		same("multiply", Any, func(a, b bool) bool { return a && b }),
		mul[int8](Any), mul[uint8](Any), mul[int16](Any), mul[uint16](Any), mul[int32](Any), mul[uint32](Any), mul[int64](Any), mul[uint64](Any)},
		append(half("multiply", Pairwise, func(a, b float32) float32 { return a * b }),
			mul[float32](Pairwise), mul[float64](Pairwise), mul[complex64](Pairwise), mul[complex128](Pairwise))...)}
	testSubtract = &Ufunc{Name: "subtract", Inputs: xx, Outputs: y1, Promotion: PromoteNoBool, Loops: append([]Loop{
		sub[int8](), sub[uint8](), sub[int16](), sub[uint16](), sub[int32](), sub[uint32](), sub[int64](), sub[uint64]()},
		append(half("subtract", Serial, func(a, b float32) float32 { return a - b }),
			sub[float32](), sub[float64](), sub[complex64](), sub[complex128]())...)}
	testMaximum = &Ufunc{Name: "maximum", Inputs: xx, Outputs: y1, Identity: Identity{Kind: IdentityReorderable}, Loops: []Loop{
		maxi[int8](), maxi[uint8](), maxi[int16](), maxi[uint16](), maxi[int32](), maxi[uint32](), maxi[int64](), maxi[uint64](), maxi[float32](), maxi[float64]()}}
	testSqrt = &Ufunc{Name: "sqrt", Inputs: []string{"x"}, Outputs: y1, Loops: []Loop{
		{In: []dtype.DType{dtype.Float16}, Out: []dtype.DType{dtype.Float16}, Kernel: unary("sqrt.float16", func(x dtype.F16) dtype.F16 {
			return computed(dtype.ToF16(f32of(math.Sqrt(float64(x.Float32())))))
		})}, sqrtLoop[float32](), sqrtLoop[float64]()}}
	testLess   = cmp("less", lt, lt, lt, lt, lt)
	testDivmod = &Ufunc{Name: "divmod", Inputs: xx, Outputs: []string{"quotient", "remainder"}, Loops: []Loop{
		{In: []dtype.DType{dtype.Int64, dtype.Int64}, Out: []dtype.DType{dtype.Int64, dtype.Int64}, Kernel: twoOut("divmod.int64", func(x, y int64) (int64, int64) {
			if y == 0 {
				return 0, 0
			}
			return x / y, x % y
		})},
	}}
)
