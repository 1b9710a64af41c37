// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
	"github.com/arraygen/arraygen/spec/lane"
)

// A row that says reduce: any promises that its body is associative and
// commutative: folds and goroutines combine elements in any order.

// orderFaults reports loops that promise it and do not keep it.
func orderFaults(ks []*Kernel) spec.Faults {
	var faults spec.Faults
	reported := map[*spec.Loop]bool{}
	for _, k := range ks {
		if k.reduce() != "any" || reported[k.Loop] || orderFree(k.Func) {
			continue
		}
		if why := k.orderMatters(); why != "" {
			reported[k.Loop] = true
			faults.Add(k.File.Fault(k.Loop.ReduceAt, "reduce: any, but the order matters: "+why, "write reduce: pairwise, as sums have it, or reduce: serial"))
		}
	}
	return faults
}

// orderFree reports whether f is one operation that is known to be associative
// and commutative: those of integers that wrap and of bits, minimum and maximum.
func orderFree(f *ir.Func) bool {
	for _, r := range f.Results {
		v := r.Value
		switch v.Op {
		case ir.Add, ir.Mul, ir.And, ir.Or, ir.Xor:
			if !v.Type.Is(ir.KindInteger) {
				return false
			}
		case ir.Min, ir.Max:
		default:
			return false
		}
		for i, a := range v.Args {
			if a.Op != ir.Param || int(a.Imm>>1) != i || int(a.Imm&1) != r.Part {
				return false
			}
		}
	}
	return true
}

// element is the lanes of an element as it is stored.
type element = [2]uint64

// orderMatters returns elements for which the result of k depends on their
// order, with the results, or the empty string: of small, special and random
// ones, all pairs and all threes are tried.
func (k *Kernel) orderMatters() string {
	if k.Func.HasRare() {
		return "the body has rare lanes, whose function may do anything"
	}
	d := k.In[0]
	apply := func(a, b element) element {
		out, _ := k.Func.Eval([]element{a, b})
		return out[0]
	}
	show := func(x element) string { return showElement(d, x) }
	xs := trials(d)
	pairs := make([][]element, len(xs))
	for i, a := range xs {
		pairs[i] = make([]element, len(xs))
		for j, b := range xs {
			pairs[i][j] = apply(a, b)
		}
	}
	for i, a := range xs {
		for j, b := range xs[:i] {
			if x, y := pairs[i][j], pairs[j][i]; x != y {
				return fmt.Sprintf("of %s and %s it gives %s, of %[2]s and %[1]s %[4]s, in %[5]s", show(a), show(b), show(x), show(y), d)
			}
		}
	}
	for i, a := range xs {
		for j, b := range xs {
			for l, c := range xs {
				if x, y := apply(pairs[i][j], c), apply(a, pairs[j][l]); x != y {
					return fmt.Sprintf("of %s, %s and %s it gives %s if the first two are combined first, %s if the last two are, in %s", show(a), show(b), show(c), show(x), show(y), d)
				}
			}
		}
	}
	return ""
}

// trials lists elements of a type: small and special ones, and a few at random.
func trials(d dtype.DType) []element {
	r := rand.New(rand.NewPCG(1, 2))
	var xs []element
	switch d.Kind() {
	case dtype.KindBool:
		return []element{{0}, {1}}
	case dtype.KindInt, dtype.KindUint, dtype.KindTimedelta, dtype.KindDatetime:
		bits := 8 * d.Size()
		mask := uint64(1)<<(bits-1)<<1 - 1
		for _, x := range []uint64{1, 2, 3, 0, 4, 5, 7, 10, 1<<(bits-1) - 1, 1 << (bits - 1), 1<<(bits-1) + 1, mask, mask - 1, mask - 2, 1 << (bits / 2), r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()} {
			xs = append(xs, element{x & mask})
		}
	case dtype.KindFloat:
		for _, x := range floatTrials(r, 8) {
			xs = append(xs, element{floatBits(d, x)})
		}
		for _, bits := range otherNaNs(d) {
			xs = append(xs, element{bits})
		}
	case dtype.KindComplex:
		parts := floatTrials(r, 0)
		for _, re := range parts[:9] {
			for _, im := range parts[:4] {
				xs = append(xs, element{floatBits(spec.Real(d), re), floatBits(spec.Real(d), im)})
			}
		}
		for _, bits := range otherNaNs(spec.Real(d)) {
			xs = append(xs, element{bits, 0}, element{0, bits})
		}
	}
	return xs
}

// otherNaNs returns the bits of NaNs of a floating type that a function which only
// chooses among its arguments does not make equal: with payload, and negative.
func otherNaNs(d dtype.DType) []uint64 {
	nan := floatBits(d, lane.NaN[float64]())
	return []uint64{nan | 1, nan | 1<<(8*d.Size()-1)}
}

func floatTrials(r *rand.Rand, random int) []float64 {
	xs := []float64{1, 2, 3, 0.1, math.Copysign(0, -1), 0, math.NaN(), math.Inf(1), math.Inf(-1),
		-1, -2, 0.5, 1.0 / 3, 3e4, -3e4, 1e-5, 1e16, 1e30, -1e30, math.MaxFloat64, math.SmallestNonzeroFloat64}
	for range random {
		xs = append(xs, r.NormFloat64()*10)
	}
	return xs
}

// floatBits rounds x to a floating type.
func floatBits(d dtype.DType, x float64) uint64 {
	if d.Size() < 8 {
		x = float64(float32(x))
	}
	return d.Descriptor().Float.Encode(x)
}

func floatOf(d dtype.DType, bits uint64) float64 { return d.Descriptor().Float.Decode(bits) }

func showElement(d dtype.DType, x element) string {
	switch d.Kind() {
	case dtype.KindBool:
		return fmt.Sprint(x[0] != 0)
	case dtype.KindInt, dtype.KindTimedelta, dtype.KindDatetime:
		free := 64 - 8*d.Size()
		return fmt.Sprint(int64(x[0]<<free) >> free)
	case dtype.KindFloat:
		if y := floatOf(d, x[0]); y == y {
			return fmt.Sprint(y)
		}
		return fmt.Sprintf("NaN (%#x)", x[0])
	case dtype.KindComplex:
		return fmt.Sprint(complex(floatOf(spec.Real(d), x[0]), floatOf(spec.Real(d), x[1])))
	}
	return fmt.Sprint(x[0])
}
