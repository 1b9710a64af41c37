// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestNoMethodPanics calls every method, on every kind of array, with many
// arguments, sensible and not. What comes back as an array must be a failed
// one or lie within the memory that is its own.
func TestNoMethodPanics(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	mem := make([]byte, 64)
	released := FromForeign(Foreign{Base: unsafe.Pointer(&mem[0]), Len: 64}, dtype.Int8, []int{2, 3}, nil, 0)
	released.Owner().Release()
	arrays := []*Array{
		nil, new(Array), Failed(nil), released,
		base([]int{2, 3, 4}), base([]int{2, 3, 4}).T(), base([]int{5}).Flip(), base([]int{}), base([]int{0, 3}), base([]int{3}).ReadOnly(),
		Zeros(dtype.Complex64, 3, 3), Ones(dtype.Bool, 2, 3), Zeros(dtype.Float16, 1, 1, 1, 1, 1, 2), base([]int{3}).BroadcastTo(2, 3),
		FromBytes(make([]byte, 33), dtype.Complex128, []int{2}, nil, 1), Arange[int8](-3, 3, 1),
	}
	ints := []int{0, 1, 2, -1, -2, 3, 5, -7, 63, 64, 65, 1 << 20, math.MaxInt, math.MinInt}
	number := func() int { return ints[r.IntN(len(ints))] }
	argument := func(t reflect.Type) reflect.Value {
		switch t {
		case reflect.TypeFor[int]():
			return reflect.ValueOf(number())
		case reflect.TypeFor[string]():
			return reflect.ValueOf([]string{"", "0", ":", "::-1", "..., None", "1:2, x", "9223372036854775807:", "::-9223372036854775808"}[r.IntN(8)])
		case reflect.TypeFor[*Array]():
			return reflect.ValueOf(arrays[r.IntN(len(arrays))])
		case reflect.TypeFor[Index]():
			return []reflect.Value{
				reflect.ValueOf(Int(number())), reflect.ValueOf(From(number()).To(number()).Step(number())), reflect.ValueOf(All),
				reflect.ValueOf(NewAxis), reflect.ValueOf(Ellipsis), reflect.ValueOf(arrays[r.IntN(len(arrays))]),
			}[r.IntN(6)].Convert(t)
		case reflect.TypeFor[dtype.DType]():
			return reflect.ValueOf(dtype.DType(r.IntN(int(dtype.Num) + 2)))
		case reflect.TypeFor[any]():
			return reflect.ValueOf([]any{1, 1.5, 1i, true, "x", -300, uint64(1) << 63}[r.IntN(7)])
		}
		return reflect.Zero(t)
	}
	methods := reflect.TypeFor[*Array]()
	calls := 0
	for m := range methods.NumMethod() {
		name := methods.Method(m).Name
		if name == "Format" {
			continue // its arguments come from fmt, see TestVerbs
		}
		for _, a := range arrays {
			f := reflect.ValueOf(a).Method(m)
			ft := f.Type()
			tries := 150
			if ft.NumIn() == 0 {
				tries = 1
			}
			for range tries {
				var args []reflect.Value
				for i := range ft.NumIn() {
					if ft.IsVariadic() && i == ft.NumIn()-1 {
						for range r.IntN(5) {
							args = append(args, argument(ft.In(i).Elem()))
						}
						continue
					}
					args = append(args, argument(ft.In(i)))
				}
				if name == "Tile" || name == "Repeat" {
					for i := range args { // a big result is no mistake
						if args[i].Int() > 100 {
							args[i] = reflect.ValueOf(2)
						}
					}
				}
				func() {
					defer func() {
						if p := recover(); p != nil {
							t.Fatalf("%s of %v with %v: %v", name, a, args, p)
						}
					}()
					calls++
					for _, out := range f.Call(args) {
						if v, ok := out.Interface().(*Array); ok && v.Err() == nil {
							lo, hi := v.Bounds()
							require.LessOrEqual(t, lo, hi)
							if al, ah := a.Bounds(); a.Err() == nil && lo != hi && MayShareMemory(a, v) {
								require.True(t, al <= lo && hi <= ah, "%s of %v with %v leaves the memory", name, a, args)
							}
						}
					}
				}()
			}
		}
	}
	require.Greater(t, calls, 20000)
}

// FuzzSlice holds that no index leaves the memory of its array.
func FuzzSlice(f *testing.F) {
	for _, s := range []string{"1:-1:2, ..., ::-1, None, 3", ":", "-1", "::-1, 2:", "+1 : 2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := base([]int{4, 5, 6})
		v := a.Slice(s)
		if v.Err() != nil {
			return
		}
		al, ah := a.Bounds()
		lo, hi := v.Bounds()
		require.True(t, al <= lo && lo <= hi && hi <= ah)
		_, err := ToSlice[int16](v)
		require.NoError(t, err)
	})
}
