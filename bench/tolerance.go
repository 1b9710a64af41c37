// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

// elementaryULP is how far two results of an elementary function may be apart:
// the peers promise up to 3.5 ULP (SLEEF's fast grade, NumPy's float32 exp and
// log up to 4), we 1.
const elementaryULP = 5

// tolerances tells how far a peer's answer may be from ours.
type tolerances struct {
	// exact holds the loops, by ufunc and first input, whose results are exact.
	exact map[string]bool
}

// newTolerances reads the bounds from the spec rows.
func newTolerances() (*tolerances, error) {
	files, err := spec.Stock()
	if err != nil {
		return nil, err
	}
	t := &tolerances{exact: map[string]bool{}}
	for _, f := range files {
		for _, u := range f.Ufuncs {
			for _, in := range u.Instances() {
				t.exact[u.Name+"/"+in.In[0].String()] = in.Loop.Bound.Exact
			}
		}
	}
	return t, nil
}

// libraryULP is how far a peer may be off where ours is exact: most promise no
// correct rounding. PyTorch's sqrt and a division in JAX, which multiplies by
// the reciprocal where it can, are off by 1.
const libraryULP = 2

// fusedRelative is how far a fused formula may be off, relative to its largest
// value; its error in high precision is in the report besides. The arc sine near
// 1 of haversine makes the square root of a rounding error of it.
var fusedRelative = map[dtype.DType]float64{dtype.Float64: 1e-12, dtype.Float32: 1e-4}

// of returns the tolerance of a case in ULP for an implementation.
func (t *tolerances) of(j *Job, name string) float64 {
	in, out := j.Case.Loop.In[0], j.Case.Loop.Out[0]
	if out.Kind() != dtype.KindFloat && out.Kind() != dtype.KindComplex {
		return 0
	}
	switch {
	case j.Pattern.Reduces():
		// Any order of summation is right: the error of the plainest one grows
		// with the number of elements, by half an ULP for each at most.
		return 8 + float64(j.Case.N)/2
	case in.Kind() == dtype.KindComplex:
		return 4
	case !t.exact[j.Ufunc+"/"+in.String()]:
		return elementaryULP
	case name == "go-loop" || name == "numpy":
		return 0
	}
	return libraryULP
}

// wrong returns what is wrong with the result of a peer compared with ours, or "".
func (t *tolerances) wrong(j *Job, name string, mine, got []byte, ulp float64) string {
	out := j.Case.Loop.Out[0]
	if limit, ok := fusedRelative[out]; ok && j.Pattern == fusedPattern {
		if d := relativeDifference(out, mine, got); !(d <= limit) {
			return fmt.Sprintf("off by %.3g of the largest value where %.3g are allowed", d, limit)
		}
		return ""
	}
	if limit := t.of(j, name); !(ulp <= limit) {
		if math.IsInf(ulp, 1) {
			return "a result differs"
		}
		return fmt.Sprintf("off by %.3g ULP where %.3g are allowed", ulp, limit)
	}
	return ""
}
