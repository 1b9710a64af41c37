// SPDX-License-Identifier: BSD-3-Clause

package peers

import (
	"github.com/viterin/vek"
	"github.com/viterin/vek/vek32"

	"github.com/arraygen/arraygen/bench"
)

// Vek is viterin/vek: SIMD assembly on slices, made by a C compiler with
// fast-math.
type Vek struct{}

// Name implements bench.Peer.
func (Vek) Name() string { return "vek" }

// Version implements bench.Peer.
func (Vek) Version() string { return moduleVersion("github.com/viterin/vek") }

// vekTable is what vek offers for an element type.
type vekTable[T float] struct {
	binary  map[string]func(z, x, y []T) []T
	compare map[string]func(z []bool, x, y []T) []bool
	unary   map[string]func(z, x []T) []T
	scalar  map[string]func(z, x []T, y T) []T
	reduce  map[string]func(x []T) T
}

var vek64 = vekTable[float64]{
	binary: map[string]func(z, x, y []float64) []float64{
		"add": vek.Add_Into, "subtract": vek.Sub_Into, "multiply": vek.Mul_Into, "divide": vek.Div_Into,
		"maximum": vek.Maximum_Into, "minimum": vek.Minimum_Into,
	},
	compare: map[string]func(z []bool, x, y []float64) []bool{
		"less": vek.Lt_Into, "less_equal": vek.Lte_Into, "greater": vek.Gt_Into, "greater_equal": vek.Gte_Into,
		"equal": vek.Eq_Into, "not_equal": vek.Neq_Into,
	},
	unary: map[string]func(z, x []float64) []float64{
		"absolute": vek.Abs_Into, "negative": vek.Neg_Into, "reciprocal": vek.Inv_Into, "sqrt": vek.Sqrt_Into,
		"floor": vek.Floor_Into, "ceil": vek.Ceil_Into, "rint": vek.Round_Into,
	},
	scalar: map[string]func(z, x []float64, y float64) []float64{
		"add": vek.AddNumber_Into, "subtract": vek.SubNumber_Into, "multiply": vek.MulNumber_Into, "divide": vek.DivNumber_Into,
		"maximum": vek.MaximumNumber_Into, "minimum": vek.MinimumNumber_Into,
	},
	reduce: map[string]func(x []float64) float64{"add": vek.Sum, "multiply": vek.Prod, "maximum": vek.Max, "minimum": vek.Min},
}

var vekF32 = vekTable[float32]{
	binary: map[string]func(z, x, y []float32) []float32{
		"add": vek32.Add_Into, "subtract": vek32.Sub_Into, "multiply": vek32.Mul_Into, "divide": vek32.Div_Into,
		"maximum": vek32.Maximum_Into, "minimum": vek32.Minimum_Into,
	},
	compare: map[string]func(z []bool, x, y []float32) []bool{
		"less": vek32.Lt_Into, "less_equal": vek32.Lte_Into, "greater": vek32.Gt_Into, "greater_equal": vek32.Gte_Into,
		"equal": vek32.Eq_Into, "not_equal": vek32.Neq_Into,
	},
	unary: map[string]func(z, x []float32) []float32{
		"absolute": vek32.Abs_Into, "negative": vek32.Neg_Into, "reciprocal": vek32.Inv_Into, "sqrt": vek32.Sqrt_Into,
		"floor": vek32.Floor_Into, "ceil": vek32.Ceil_Into, "rint": vek32.Round_Into,
		"exp": vek32.Exp_Into, "log": vek32.Log_Into, "log2": vek32.Log2_Into, "log10": vek32.Log10_Into,
		"sin": vek32.Sin_Into, "cos": vek32.Cos_Into,
	},
	scalar: map[string]func(z, x []float32, y float32) []float32{
		"add": vek32.AddNumber_Into, "subtract": vek32.SubNumber_Into, "multiply": vek32.MulNumber_Into, "divide": vek32.DivNumber_Into,
		"maximum": vek32.MaximumNumber_Into, "minimum": vek32.MinimumNumber_Into,
	},
	reduce: map[string]func(x []float32) float32{"add": vek32.Sum, "multiply": vek32.Prod, "maximum": vek32.Max, "minimum": vek32.Min},
}

// Prepare implements bench.Peer.
func (Vek) Prepare(j *bench.Job) (*bench.Prepared, error) {
	if j.Threads != 1 {
		return nil, bench.NotOffered("vek runs on one thread")
	}
	var f func()
	switch j.Ins[0].DType {
	case "float64":
		f = vek64.call(j)
	case "float32":
		f = vekF32.call(j)
	}
	if f == nil {
		return nil, bench.NotOffered("vek has no such function on slices")
	}
	return bench.InProcess(j, f), nil
}

func (t vekTable[T]) call(j *bench.Job) func() {
	x := bench.ViewOf[T](j, j.Ins[0])
	switch j.Pattern {
	case bench.ReduceAll:
		if f := t.reduce[j.Ufunc]; f != nil {
			z := bench.ViewOf[T](j, j.Outs[0]).Data
			return func() { z[0] = f(x.Data) }
		}
		return nil
	case bench.ScalarArg:
		if f := t.scalar[j.Ufunc]; f != nil {
			z, y := bench.ViewOf[T](j, j.Outs[0]).Data, bench.ViewOf[T](j, j.Ins[1]).Data
			return func() { f(z, x.Data, y[0]) }
		}
		return nil
	case bench.Contiguous:
	default:
		return nil
	}
	ins, ok := flat[T](j)
	if !ok {
		return nil
	}
	switch len(ins) {
	case 1:
		if f := t.unary[j.Ufunc]; f != nil {
			z := bench.ViewOf[T](j, j.Outs[0]).Data
			return func() { f(z, ins[0]) }
		}
	case 2:
		if f := t.binary[j.Ufunc]; f != nil {
			z := bench.ViewOf[T](j, j.Outs[0]).Data
			return func() { f(z, ins[0], ins[1]) }
		}
		if f := t.compare[j.Ufunc]; f != nil {
			z := bench.ViewOf[bool](j, j.Outs[0]).Data
			return func() { f(z, ins[0], ins[1]) }
		}
	}
	return nil
}
