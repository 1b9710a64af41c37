// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
	"github.com/arraygen/arraygen/spec"
)

// moving lists the ufuncs of floats that only move bits, and those that choose
// among their arguments of some types: a NaN that they give may be an argument's.
// All others compute theirs.
var moving = map[string]bool{
	"positive": true, "negative": true, "absolute": true, "fabs": true, "copysign": true, "conjugate": true,
	"cast": true, "checked_cast": true, "choose": true, "maximum": true, "minimum": true, "fmax": true, "fmin": true, "clip": true,
	"replace_special": true, "round_parts": true,
}

// TestComputedNaNs: the NaN of a ufunc that computes is the canonical one.
func TestComputedNaNs(t *testing.T) {
	const n = 3000
	ks, _, _ := stockKernels(t)
	for _, k := range ks {
		if k.Out[0].Kind() != dtype.KindFloat && k.Out[0].Kind() != dtype.KindComplex {
			continue
		}
		complexes := k.In[0].Kind() == dtype.KindComplex
		if moving[k.Name()] && (complexes || k.Name() != "maximum" && k.Name() != "minimum" && k.Name() != "fmax" && k.Name() != "fmin" && k.Name() != "clip") {
			continue
		}
		r := rand.New(rand.NewPCG(5, 6))
		data := make([][]byte, len(k.In))
		for i, d := range k.In {
			data[i] = sample.Special(r, d, n, i)
		}
		in := make([][2]uint64, len(k.In))
		nans := 0
		for e := range n {
			for i, o := range k.Func.In {
				for part := range lanes(o) {
					in[i][part] = get(unsafe.Pointer(&data[i][e*o.Size()+part*o.Lane.Size()]), o.Lane.Size())
				}
			}
			out, rare := k.Func.Eval(in)
			if rare {
				continue
			}
			for i, d := range k.Out {
				if d.Kind() != dtype.KindFloat && d.Kind() != dtype.KindComplex {
					continue
				}
				for part := range lanes(k.Func.Out[i]) {
					x := out[i][part]
					if f := floatOf(spec.Real(d), x); f != f {
						nans++
						assert.Equal(t, canonicalBits(spec.Real(d)), x, "%s of %x", k.FullName(), in)
					}
				}
			}
		}
		if k.In[0].Kind() == dtype.KindFloat || complexes {
			require.Positive(t, nans, k.FullName())
		}
	}
}

func canonicalBits(d dtype.DType) uint64 {
	switch d {
	case dtype.Float16:
		return 0x7e00
	case dtype.BFloat16:
		return 0x7fc0
	case dtype.Float32:
		return ir.CanonicalNaN(ir.F32)
	}
	return ir.CanonicalNaN(ir.F64)
}
