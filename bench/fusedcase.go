// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"math/rand/v2"

	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/bench/fused"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// fusedPattern is the pattern of the fused kernels.
const fusedPattern Pattern = "fused"

// fusedKernel is a whole formula, compiled to one pass, and the same in single
// ufuncs.
type fusedKernel struct {
	name string
	u    *ufunc.Ufunc
	// ranges are the values of the inputs, evenly spread.
	ranges [][2]float64
	// rows says that the inputs are a matrix.
	rows bool
	// fused and unfused compute the outputs z of the inputs x.
	fused, unfused func(x, z []*ndarray.Array) error
	// exact says that the peers can be held against values in high precision.
	exact bool
}

var fusedKernels = []fusedKernel{
	{
		name: "black_scholes", u: fused.BlackScholesUfunc, exact: true,
		ranges: [][2]float64{{50, 150}, {50, 150}, {0.1, 2}, {0.005, 0.06}, {0.1, 0.6}},
		fused: func(x, z []*ndarray.Array) error {
			return fused.BlackScholesUfunc.Out(z...).CallN(x[0], x[1], x[2], x[3], x[4])[0].Err()
		},
		unfused: blackScholesUnfused,
	},
	{
		name: "haversine", u: fused.HaversineUfunc, exact: true,
		ranges: [][2]float64{{-1.5, 1.5}, {-3.1, 3.1}, {-1.5, 1.5}, {-3.1, 3.1}},
		fused: func(x, z []*ndarray.Array) error {
			return fused.HaversineUfunc.Out(z...).Call(x[0], x[1], x[2], x[3]).Err()
		},
		unfused: haversineUnfused,
	},
	{
		name: "softmax", u: fused.ExpShiftedUfunc, exact: true,
		ranges: [][2]float64{{-5, 5}}, rows: true,
		fused: func(x, z []*ndarray.Array) error {
			top := ufunc.Maximum.Axis(1).KeepDims().Reduce(x[0])
			fused.ExpShiftedUfunc.Out(z...).Call(x[0], top)
			return ufunc.Divide.Out(z...).Call(z[0], ufunc.Add.Axis(1).KeepDims().Reduce(z[0])).Err()
		},
		unfused: func(x, z []*ndarray.Array) error {
			top := ufunc.Maximum.Axis(1).KeepDims().Reduce(x[0])
			ufunc.Exp.Out(z...).Call(ufunc.Subtract.Out(z...).Call(x[0], top))
			return ufunc.Divide.Out(z...).Call(z[0], ufunc.Add.Axis(1).KeepDims().Reduce(z[0])).Err()
		},
	},
	{
		name: "grey", u: fused.GreyUfunc, ranges: [][2]float64{{0, 255}, {0, 255}, {0, 255}},
		fused: func(x, z []*ndarray.Array) error { return fused.GreyUfunc.Out(z...).Call(x[0], x[1], x[2]).Err() },
		unfused: func(x, z []*ndarray.Array) error {
			r := ufunc.Multiply.DType(dtype.Uint32).Call(x[0], 19595)
			g := ufunc.Multiply.DType(dtype.Uint32).Call(x[1], 38470)
			b := ufunc.Multiply.DType(dtype.Uint32).Call(x[2], 7471)
			sum := ufunc.Add.Call(ufunc.Add.Call(ufunc.Add.Call(r, g), b), 32768)
			return ufunc.Copyto(z[0], ufunc.RightShift.Call(sum, 16), dtype.Unsafe, nil)
		},
	},
}

// blackScholesUnfused is what one writes with single ufuncs. The stock rows
// have no error function: the normal distribution function is a kernel of its
// own, as the arc sine is below.
func blackScholesUnfused(x, z []*ndarray.Array) error {
	s, k, t, r, sigma := x[0], x[1], x[2], x[3], x[4]
	dev := ufunc.Multiply.Call(sigma, ufunc.Sqrt.Call(t))
	drift := ufunc.Multiply.Call(ufunc.Add.Call(r, ufunc.Multiply.Call(ufunc.Square.Call(sigma), 0.5)), t)
	d1 := ufunc.Divide.Call(ufunc.Add.Call(ufunc.Log.Call(ufunc.Divide.Call(s, k)), drift), dev)
	d2 := ufunc.Subtract.Call(d1, dev)
	disc := ufunc.Multiply.Call(k, ufunc.Exp.Call(ufunc.Negative.Call(ufunc.Multiply.Call(r, t))))
	n := func(d *ndarray.Array) *ndarray.Array { return fused.NormalCdfUfunc.Call(d) }
	ufunc.Subtract.Out(z[0]).Call(ufunc.Multiply.Call(s, n(d1)), ufunc.Multiply.Call(disc, n(d2)))
	return ufunc.Subtract.Out(z[1]).Call(ufunc.Multiply.Call(disc, n(ufunc.Negative.Call(d2))), ufunc.Multiply.Call(s, n(ufunc.Negative.Call(d1)))).Err()
}

func haversineUnfused(x, z []*ndarray.Array) error {
	u := ufunc.Sin.Call(ufunc.Multiply.Call(ufunc.Subtract.Call(x[2], x[0]), 0.5))
	v := ufunc.Sin.Call(ufunc.Multiply.Call(ufunc.Subtract.Call(x[3], x[1]), 0.5))
	c := ufunc.Multiply.Call(ufunc.Cos.Call(x[0]), ufunc.Cos.Call(x[2]))
	h := ufunc.Add.Call(ufunc.Square.Call(u), ufunc.Multiply.Call(c, ufunc.Square.Call(v)))
	return ufunc.Multiply.Out(z[0]).Call(fused.ArcsinUfunc.Call(ufunc.Sqrt.Call(h)), 12742.0).Err()
}

// layFused lays out the operands of a fused kernel, somewhere in memory.
func layFused(f fusedJob, mem *arena.Arena, where *rand.Rand) (*Job, error) {
	k, l, n := f.k, f.l, f.n
	mem.Reset(where.IntN(arena.Align / arena.Line))
	j := &Job{Case: f.asCase(), Ufunc: k.name, Pattern: fusedPattern, Threads: f.threads, Pristine: -1, mem: mem}
	shape, strides := []int{n}, []int{1}
	if k.rows {
		rows, cols := grid(n)
		shape, strides = []int{rows, cols}, []int{cols, 1}
	}
	place := func(d dtype.DType) (arena.Layout, error) {
		at, err := mem.Cut(d, n)
		bytes := make([]int, len(strides))
		for i, s := range strides {
			bytes[i] = s * d.Size()
		}
		return arena.Layout{DType: d.String(), Shape: shape, Strides: bytes, Offset: at, Base: at, Bytes: n * d.Size()}, err
	}
	for i := range k.ranges {
		a, err := place(l.In[i])
		if err != nil {
			return nil, err
		}
		j.Ins = append(j.Ins, a)
	}
	for _, d := range l.Out {
		a, err := place(d)
		if err != nil {
			return nil, err
		}
		j.Outs = append(j.Outs, a)
	}
	j.move(where.IntN(mem.Pages() + 1))
	for i, r := range k.ranges {
		if err := fillRange(mem, j.Ins[i], l.In[i], r, i); err != nil {
			return nil, err
		}
	}
	return j, nil
}

func fillRange(mem *arena.Arena, a arena.Layout, d dtype.DType, r [2]float64, which int) error {
	n := min(elements(a.Shape), period)
	block := mem.Array(d, arena.Layout{Shape: []int{n}, Strides: []int{d.Size()}, Offset: a.Base})
	source := rand.New(rand.NewPCG(Seed, uint64(100+which)))
	for i := range n {
		if err := block.Index(ndarray.Int(i), ndarray.Ellipsis).Fill(r[0] + (r[1]-r[0])*source.Float64()); err != nil {
			return err
		}
	}
	whole := mem.Bytes(a.Base, a.Bytes)
	for at := n * d.Size(); at < len(whole); {
		at += copy(whole[at:], whole[:n*d.Size()])
	}
	return nil
}
