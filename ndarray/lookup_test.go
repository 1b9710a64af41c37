// SPDX-License-Identifier: BSD-3-Clause

package ndarray_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// randomBytes returns an array of any bits, no bool of which is more than 1 bit.
func randomBytes(d dtype.DType, r *rand.Rand, shape ...int) *ndarray.Array {
	a := ndarray.Empty(d, shape...)
	p, _, _ := a.Lend()
	for i := range a.NBytes() {
		b := uint8(r.Uint32())
		if d == dtype.Bool {
			b &= 1
		}
		*(*uint8)(unsafe.Add(p, i)) = b
	}
	return a
}

// layoutsOf returns arrays of equal elements in several layouts.
func layoutsOf(a *ndarray.Array) map[string]*ndarray.Array {
	m := map[string]*ndarray.Array{"C": a, "F": a.CopyF()}
	if a.NDim() > 0 {
		shape := a.Shape()
		shape[a.NDim()-1] *= 2
		wide := ndarray.Empty(a.DType(), shape...).Slice("..., ::-2")
		if err := wide.Assign(a); err != nil {
			panic(err)
		}
		m["strided"] = wide
	}
	return m
}

// bytesOf returns the bytes of the elements in C order.
func bytesOf(a *ndarray.Array) []string {
	a = a.AsC()
	p, _, _ := a.Lend()
	list := make([]string, a.Size())
	for i := range list {
		list[i] = string(unsafe.Slice((*byte)(unsafe.Add(p, i*a.ItemSize())), a.ItemSize()))
	}
	return list
}

// places returns the index of each element in C order.
func places(shape []int) (list [][]int) {
	list = [][]int{{}}
	for _, n := range shape {
		var longer [][]int
		for _, at := range list {
			for i := range n {
				longer = append(longer, append(slices.Clone(at), i))
			}
		}
		list = longer
	}
	return list
}

func place(shape, index []int) (at int) {
	for i, n := range shape {
		at = at*n + index[i]
	}
	return at
}

// someTypes are all types, or one of each size where time is short.
func someTypes() []dtype.DType {
	if testing.Short() {
		return []dtype.DType{dtype.Uint8, dtype.Float16, dtype.Int32, dtype.Float64, dtype.Complex128}
	}
	return dtype.All()
}

func TestIndexByIntegers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, d := range someTypes() {
		for _, shape := range [][]int{{7}, {4, 5}, {3, 4, 5}} {
			c := randomBytes(d, r, shape...)
			for axis := range shape {
				for _, of := range []dtype.DType{dtype.Int64, dtype.Int32, dtype.Uint8} {
					for _, points := range [][]int{{}, {1}, {9}, {2, 3}} {
						at := ndarray.Zeros(of, points...)
						var list []int
						for _, k := range places(points) {
							i := r.IntN(shape[axis])
							list = append(list, i)
							if of != dtype.Uint8 && r.IntN(2) == 0 {
								i -= shape[axis]
							}
							require.NoError(t, at.SetIndex(scalarOf(of, i), ints(k)...))
						}
						index := make([]ndarray.Index, axis+1)
						for i := range axis {
							index[i] = ndarray.All
						}
						want := slices.Concat(shape[:axis], points, shape[axis+1:])
						for how, a := range layoutsOf(c) {
							for _, by := range layoutsOf(at) {
								index[axis] = by
								what := fmt.Sprint(d, shape, axis, of, points, how)
								got := a.Index(index...)
								require.NoError(t, got.Err(), what)
								require.True(t, slices.Equal(want, got.Shape()), what)
								from, picked := bytesOf(a), bytesOf(got)
								var source []int // the place in a of each element that is picked
								for _, k := range places(want) {
									p := list[place(points, k[axis:axis+len(points)])]
									source = append(source, place(shape, slices.Concat(k[:axis], []int{p}, k[axis+len(points):])))
								}
								for i, s := range source {
									require.Equal(t, from[s], picked[i], what)
								}
								if index[0] == ndarray.Index(by) {
									// The same with an ellipsis, which stands for no axis or for all others.
									require.Equal(t, picked, bytesOf(a.Index(by, ndarray.Ellipsis)), what)
								}
								if axis == len(shape)-1 {
									require.Equal(t, picked, bytesOf(a.Index(ndarray.Ellipsis, by)), what)
								}
								for _, src := range []*ndarray.Array{randomBytes(d, r, want...), randomBytes(d, r), randomBytes(d, r, shape[axis+1:]...)} {
									for _, src := range layoutsOf(src) {
										b := a.CopyLike()
										require.NoError(t, b.SetIndex(src, index...), what)
										values := bytesOf(src.BroadcastTo(want...))
										expected := slices.Clone(from)
										for i, s := range source {
											expected[s] = values[i]
										}
										require.Equal(t, expected, bytesOf(b), what)
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

func scalarOf(d dtype.DType, v int) *ndarray.Array {
	a := ndarray.Zeros(d)
	p, _, _ := a.Lend()
	dtype.IntScalar(int64(v)).Convert(p, d)
	return a
}

func ints(list []int) (index []ndarray.Index) {
	for _, i := range list {
		index = append(index, ndarray.Int(i))
	}
	return append(index, ndarray.Ellipsis)
}

func TestIndexOutOfBoundsWritesNothing(t *testing.T) {
	for _, of := range []dtype.DType{dtype.Int64, dtype.Int32, dtype.Int8} {
		for _, bad := range []int{5, -6} {
			a := ndarray.Zeros(dtype.Float32, 2, 5)
			at := ndarray.Zeros(of, 3)
			require.NoError(t, at.SetIndex(scalarOf(of, bad), ndarray.Int(2)))
			want := fmt.Sprintf("index %d is out of bounds for axis 1 with length 5", bad)
			assert.ErrorContains(t, a.Index(ndarray.All, at).Err(), want)
			assert.ErrorContains(t, a.SetIndex(ndarray.Scalar[float32](1), ndarray.All, at), want)
			assert.Equal(t, bytesOf(ndarray.Zeros(dtype.Float32, 2, 5)), bytesOf(a))
		}
	}
	// An index that is the array itself is read before it is written.
	a := ndarray.FromSlice([]int64{1, 2, 0})
	require.NoError(t, a.SetIndex(ndarray.Scalar[int64](2), a))
	assert.Equal(t, bytesOf(ndarray.FromSlice([]int64{2, 2, 2})), bytesOf(a))
}

func TestMasks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, d := range someTypes() {
		for _, shape := range [][]int{{0}, {1}, {7}, {8}, {9}, {64}, {67}, {300}, {5000}, {3, 70}, {4, 3, 5}} {
			c := randomBytes(d, r, shape...)
			for _, percent := range []int{0, 1, 50, 99, 100} {
				for _, foreign := range []bool{false, true} {
					m := ndarray.Zeros(dtype.Bool, shape...)
					p, _, _ := m.Lend()
					var picked []int
					for i := range m.Size() {
						if r.IntN(100) < percent {
							picked = append(picked, i)
							*(*uint8)(unsafe.Add(p, i)) = 1
							if foreign {
								*(*uint8)(unsafe.Add(p, i)) = uint8(1 + r.IntN(255))
							}
						}
					}
					if m.Size() > 300 && d.Size() != 4 {
						continue
					}
					where, err := m.Nonzero()
					require.NoError(t, err)
					for axis, list := range where {
						at, err := ndarray.ToSlice[int64](list)
						require.NoError(t, err)
						require.Len(t, at, len(picked))
						for i, p := range picked {
							after := 1
							for _, n := range shape[axis+1:] {
								after *= n
							}
							require.EqualValues(t, p/after%shape[axis], at[i])
						}
					}
					for how, a := range layoutsOf(c) {
						from := bytesOf(a)
						var want []string
						for _, i := range picked {
							want = append(want, from[i])
						}
						for _, by := range layoutsOf(m) {
							if foreign && by != m {
								continue // a copy of foreign bools is of Go's
							}
							got := a.Index(by)
							require.NoError(t, got.Err())
							require.ElementsMatch(t, want, bytesOf(got), how)
							require.True(t, slices.Equal(want, bytesOf(got)), how)
							for _, src := range []*ndarray.Array{randomBytes(d, r, len(picked)), randomBytes(d, r), randomBytes(d, r, 1), randomBytes(d, r, 2*len(picked)).Slice("::-2")} {
								b := a.CopyLike()
								require.NoError(t, b.SetIndex(src, by))
								values := bytesOf(src.BroadcastTo(len(picked)))
								expected := slices.Clone(from)
								for i, p := range picked {
									expected[p] = values[i]
								}
								require.True(t, slices.Equal(expected, bytesOf(b)), how)
							}
							if len(picked) > 1 {
								require.ErrorIs(t, a.CopyLike().SetIndex(randomBytes(d, r, len(picked)+1), by), ndarray.ErrShape)
							}
						}
					}
				}
			}
		}
	}
	// A mask that is a view of the array's own memory is read before it is written.
	a := ndarray.FromSlice(slices.Repeat([]bool{true}, 40))
	require.NoError(t, a.Slice("1:").SetIndex(ndarray.Scalar(false), a.Slice(":-1")))
	assert.Equal(t, bytesOf(ndarray.FromSlice(append([]bool{true}, make([]bool, 39)...))), bytesOf(a))
}

func TestNonzeroOfAllTypes(t *testing.T) {
	for _, d := range dtype.All() {
		part := d.Part()
		c := ndarray.Zeros(d, 3, 30)
		p, _, _ := c.Lend()
		want := map[int]bool{}
		for i := range c.Size() {
			at := unsafe.Add(p, i*d.Size())
			switch i % 5 {
			case 1:
				dtype.IntScalar(1).Convert(at, d)
				want[i] = true
			case 2: // a zero with a sign where there is one
				if d.Kind() >= dtype.KindFloat && !d.Kind().Time() {
					*(*uint8)(unsafe.Add(at, part.Size()-1)) = 0x80
				}
			case 3: // the last part alone
				dtype.IntScalar(1).Convert(unsafe.Add(at, d.Size()-part.Size()), part)
				want[i] = true
			}
		}
		for how, a := range layoutsOf(c) {
			lists, err := a.Nonzero()
			require.NoError(t, err)
			rows, _ := ndarray.ToSlice[int64](lists[0])
			columns, _ := ndarray.ToSlice[int64](lists[1])
			require.Len(t, rows, len(want), "%v %s", d, how)
			for i := range rows {
				require.True(t, want[int(30*rows[i]+columns[i])], "%v %s", d, how)
			}
		}
	}
}
