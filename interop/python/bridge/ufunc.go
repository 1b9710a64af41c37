package bridge

import (
	"math/big"
	"sync"
	"time"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// signature is what the element types of a call's results depend on.
type signature struct {
	u       *ufunc.Ufunc
	in      uint64
	dtype   dtype.DType
	casting dtype.Casting
}

var resolved sync.Map // signature → []dtype.DType

// Results returns the element types of the outputs that a call makes: those
// of the same call on arrays without elements.
func Results(u *ufunc.Ufunc, c ufunc.Config, d dtype.DType, rule dtype.Casting, args []any) ([]dtype.DType, error) {
	key := signature{u: u, dtype: d, casting: rule}
	arrays := false
	empty := make([]any, len(args))
	var shape, strides [1]int
	for i, v := range args {
		empty[i] = v
		code := uint64(0)
		switch v := v.(type) {
		case *ndarray.Array:
			arrays = true
			code = uint64(v.DType())
			strides[0] = v.ItemSize()
			empty[i] = ndarray.FromRaw(ndarray.Raw{Ptr: unsafe.Pointer(&nothing), DType: v.DType(), Shape: shape[:], Strides: strides[:]})
		case bool:
			code = 1<<5 | 1
		case int:
			code = 1<<5 | 2
		case uint:
			code = 1<<5 | 3
		case float64:
			code = 1<<5 | 4
		case complex128:
			code = 1<<5 | 5
		case *big.Int:
			code = 1<<5 | 6
		}
		key.in = key.in<<8 | code
	}
	cache := arrays && len(args) <= 8
	if cache {
		if types, ok := resolved.Load(key); ok {
			return types.([]dtype.DType), nil
		}
	}
	results := c.CallN(empty...)
	types := make([]dtype.DType, len(results))
	for i, y := range results {
		if err := y.Err(); err != nil {
			return nil, err
		}
		types[i] = y.DType()
	}
	if cache {
		resolved.Store(key, types)
	}
	return types, nil
}

var nothing [16]byte

// Shape returns the shape of a call: its inputs and its mask broadcast together.
func Shape(fn string, args []any, where *ndarray.Array) ([]int, error) {
	var list [9][]int
	shapes := list[:0]
	for _, v := range args {
		if a, ok := v.(*ndarray.Array); ok {
			shapes = append(shapes, a.Raw().Shape)
		}
	}
	if where != nil {
		shapes = append(shapes, where.Raw().Shape)
	}
	if len(shapes) == 1 {
		return shapes[0], nil
	}
	return ndarray.BroadcastShapes(fn, shapes...)
}

// Fortran reports whether new outputs of a call lie in Fortran order: where
// it is asked for, or where all inputs do and none is in C order.
func Fortran(layout byte, args []any) bool {
	switch layout {
	case 'C':
		return false
	case 'F':
		return true
	}
	fortran := false
	for _, v := range args {
		if a, ok := v.(*ndarray.Array); ok && a.NDim() > 0 {
			if !a.IsF() || a.IsC() {
				return false
			}
			fortran = true
		}
	}
	return fortran
}

// Job is a call of a ufunc.
type Job struct {
	// Config has the keywords, Outs and Where among them.
	Config ufunc.Config
	Args   []any
	Outs   []*ndarray.Array
	Where  *ndarray.Array
	// Ops is a measure of the cost of an element.
	Ops int
}

const (
	// slowFrom is the work, in elements times cost, from which a call is cut
	// into pieces. Less is done in a blink, whatever the kernel: the slowest
	// take about 10 ns for each unit.
	slowFrom = 4 << 20
	// blink is how long a piece should take. Signals are looked at in between.
	blink = 40 * time.Millisecond
)

// Call does the job. Long work is cut along its longest axis, and tick called
// after each piece; its error ends the call.
func Call(j Job, tick func() error) error {
	out := j.Outs[0]
	if out.Size()*j.Ops < slowFrom || !j.divisible() {
		return errorOf(j.Config.CallN(j.Args...))
	}
	shape := out.Shape()
	axis := 0
	for i, n := range shape {
		if n > shape[axis] {
			axis = i
		}
	}
	args, where, err := j.broadcast(shape)
	if err != nil {
		return err
	}
	n := shape[axis]
	piece := max(1, n*(slowFrom/2)/(out.Size()*j.Ops+1))
	outs := make([]*ndarray.Array, len(j.Outs))
	part := make([]any, len(args))
	for at := 0; at < n; {
		m := min(piece, n-at)
		for i, v := range args {
			part[i] = v
			if a, ok := v.(*ndarray.Array); ok {
				part[i] = cut(a, axis, at, m)
			}
		}
		for i, z := range j.Outs {
			outs[i] = cut(z, axis, at, m)
		}
		c := j.Config.Out(outs...)
		if where != nil {
			c = c.Where(cut(where, axis, at, m))
		}
		began := time.Now()
		if err := errorOf(c.CallN(part...)); err != nil {
			return err
		}
		took := time.Since(began)
		if err := tick(); err != nil {
			return err
		}
		at += m
		switch {
		case took < blink/2:
			piece *= 2
		case took > 2*blink:
			piece = max(1, piece/2)
		}
	}
	return nil
}

// divisible reports whether the job may be cut into pieces: no output shares
// memory with an input, unless element by element.
func (j *Job) divisible() bool {
	for _, z := range j.Outs {
		for _, v := range j.Args {
			if a, ok := v.(*ndarray.Array); ok && !same(a, z) && ndarray.MayShareMemory(a, z) {
				return false
			}
		}
		if j.Where != nil && ndarray.MayShareMemory(j.Where, z) {
			return false
		}
	}
	return true
}

// same reports whether two arrays are the same elements.
func same(a, b *ndarray.Array) bool {
	r, s := a.Raw(), b.Raw()
	if r.Ptr != s.Ptr || r.DType != s.DType || len(r.Shape) != len(s.Shape) {
		return false
	}
	for i := range r.Shape {
		if r.Shape[i] != s.Shape[i] || r.Strides[i] != s.Strides[i] {
			return false
		}
	}
	return true
}

// broadcast returns the arguments and the mask in the shape of the call.
func (j *Job) broadcast(shape []int) ([]any, *ndarray.Array, error) {
	args := make([]any, len(j.Args))
	for i, v := range j.Args {
		args[i] = v
		if a, ok := v.(*ndarray.Array); ok {
			b := a.BroadcastTo(shape...)
			if err := b.Err(); err != nil {
				// The call itself has the better error.
				return nil, nil, errorOf(j.Config.CallN(j.Args...))
			}
			args[i] = b
		}
	}
	if j.Where == nil {
		return args, nil, nil
	}
	where := j.Where.BroadcastTo(shape...)
	return args, where, where.Err()
}

// cut returns the part of a of n elements from a place of an axis on.
func cut(a *ndarray.Array, axis, at, n int) *ndarray.Array {
	r := a.Raw()
	shape := append([]int(nil), r.Shape...)
	shape[axis] = n
	r.Ptr = unsafe.Add(r.Ptr, at*r.Strides[axis])
	r.Shape = shape
	return ndarray.FromRaw(r)
}

func errorOf(arrays []*ndarray.Array) error {
	for _, a := range arrays {
		if err := a.Err(); err != nil {
			return err
		}
	}
	return nil
}
