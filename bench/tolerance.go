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

// of returns the tolerance of a case in ULP.
func (t *tolerances) of(j *Job) float64 {
	in, out := j.Case.Loop.In[0], j.Case.Loop.Out[0]
	if out.Kind() != dtype.KindFloat && out.Kind() != dtype.KindComplex {
		return 0
	}
	switch {
	case j.Pattern.Reduces():
		// Any order of summation is right: the error of the plainest one grows
		// with the number of elements, by half an ULP for each at most.
		return 8 + float64(j.Case.N)/2
	case j.Pattern == fusedPattern:
		return math.Inf(1) // judged by its error against high precision
	case in.Kind() == dtype.KindComplex:
		return 4
	case t.exact[j.Ufunc+"/"+in.String()]:
		return 0
	}
	return elementaryULP
}

// wrong returns what is wrong with a difference, or "".
func (t *tolerances) wrong(j *Job, ulp float64) string {
	if limit := t.of(j); ulp > limit {
		if math.IsInf(ulp, 1) {
			return "a result differs"
		}
		return fmt.Sprintf("off by %.3g ULP where %.3g are allowed", ulp, limit)
	}
	return ""
}
