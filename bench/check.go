// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// clearOut overwrites the outputs, so that a result that was never written is seen.
func (j *Job) clearOut() {
	if j.Pattern == InPlace {
		return
	}
	for _, l := range j.Outs {
		b := j.Bytes(l)
		for i := range b {
			b[i] = 0xa5
		}
	}
}

// outContents returns the elements of the first output, without gaps.
func (j *Job) outContents() []byte {
	return contents([]*ndarray.Array{j.mem.Array(j.Case.Loop.Out[0], j.Outs[0])})
}

// contents returns the elements of the first array in C order.
func contents(arrays []*ndarray.Array) []byte {
	a := arrays[0].Copy()
	b := make([]byte, a.NBytes())
	copy(b, unsafe.Slice((*byte)(a.Pointer()), a.NBytes()))
	runtime.KeepAlive(a)
	return b
}

// exactCount is how many elements are compared with high precision.
const exactCount = 2000

func (r *run) exactValues(j *Job) (hi, lo []float64) {
	if j.Pattern != fusedPattern || r.Reference == nil {
		return nil, nil
	}
	for _, k := range fusedKernels {
		if k.name == j.Ufunc && k.exact {
			hi, lo, err := r.Reference(j, min(exactCount, j.Case.N))
			if err == nil {
				return hi, lo
			}
			r.report.Meta.Absent["mpmath"] = "no errors of the fused kernels: " + err.Error()
		}
	}
	return nil, nil
}

// errorOf returns the largest error of the first elements of a result in ULP
// of its type.
func errorOf(j *Job, got []byte, hi, lo []float64) float64 {
	worst := 0.0
	for i, h := range hi {
		v, u := 0.0, 0.0
		if j.Case.Loop.Out[0] == dtype.Float32 {
			v, u = float32At(got[4*i:]), ulp(math.Abs(h), 23, -149)
		} else {
			v, u = float64At(got[8*i:]), ulp(math.Abs(h), 52, -1074)
		}
		worst = max(worst, math.Abs((v-h)-lo[i])/u)
	}
	return round4(worst)
}
