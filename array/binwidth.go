// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// sample is what the width of bins is estimated from: some float64 numbers between
// two ends.
type sample struct {
	k      *keywords
	x      *Array
	n      float64
	lo, hi float64 // the ends of the bins
	ptp    float64 // of the elements
}

// binWidths estimate the width of the bins of [Histogram], by NumPy's names. 0 stands
// for one bin.
var binWidths = map[string]func(s *sample) (float64, error){
	"auto":    (*sample).auto,
	"doane":   (*sample).doane,
	"fd":      (*sample).freedmanDiaconis,
	"rice":    func(s *sample) (float64, error) { return s.ptp / (2 * math.Pow(s.n, 1.0/3)), nil },
	"scott":   (*sample).scott,
	"sqrt":    func(s *sample) (float64, error) { return s.ptp / math.Sqrt(s.n), nil },
	"stone":   (*sample).stone,
	"sturges": func(s *sample) (float64, error) { return s.ptp / (math.Log2(s.n) + 1), nil },
}

// binCount returns the number of bins between two ends that the estimator of a name
// finds for the elements of x between them.
func (k *keywords) binCount(x *Array, name string, lo, hi float64) (int, error) {
	estimate, known := binWidths[name]
	if !known {
		return 0, fault.New(k.fn, fault.Value, "'%s' is not a valid estimator for `bins`; there are auto, doane, fd, rice, scott, sqrt, stone, sturges", name)
	}
	if k.has&keyWeights != 0 {
		return 0, fault.New(k.fn, fault.DType, "Automated estimation of the number of bins is not supported for weighted data")
	}
	integers := x.DType().Kind() < dtype.KindFloat && x.DType() != dtype.Bool
	x = cast(x, dtype.Float64).Ravel()
	if k.has&keyRange != 0 {
		x = x.Index(ufunc.LogicalAnd.Call(ufunc.GreaterEqual.Call(x, lo), ufunc.LessEqual.Call(x, hi)))
	}
	if x.Err() != nil || x.Size() == 0 {
		return 1, x.Err()
	}
	ptp, err := ndarray.Item[float64](Ptp(x))
	if err != nil {
		return 0, err
	}
	s := sample{k: k, x: x, n: float64(x.Size()), lo: lo, hi: hi, ptp: ptp}
	width, err := estimate(&s)
	switch {
	case err != nil:
		return 0, err
	case integers && width > 0 && width < 1:
		width = 1
	case width == 0:
		return 1, nil
	}
	count := math.Ceil((hi - lo) / width)
	if !(count < 1<<31) {
		return 0, fault.New(k.fn, fault.Value, "Too many bins for data range: the estimator '%s' asks for %g bins", name, count)
	}
	return max(int(count), 1), nil
}

// freedmanDiaconis is twice the range between the quartiles over the cube root of n.
func (s *sample) freedmanDiaconis() (float64, error) {
	quartiles, err := ndarray.ToSlice[float64](Percentile(s.x, []float64{75, 25}))
	if err != nil {
		return 0, err
	}
	return 2 * (quartiles[0] - quartiles[1]) * math.Pow(s.n, -1.0/3), nil
}

// auto is the smaller of the widths of Freedman and Diaconis, and of Sturges. Where
// the former is 0, it is at least half that of the square root.
func (s *sample) auto() (float64, error) {
	fd, err := s.freedmanDiaconis()
	if err != nil {
		return 0, err
	}
	fd = max(fd, s.ptp/math.Sqrt(s.n)/2)
	return min(fd, s.ptp/(math.Log2(s.n)+1)), nil
}

// scott is Scott's normal reference rule.
func (s *sample) scott() (float64, error) {
	sigma, err := ndarray.Item[float64](Std(s.x))
	return math.Pow(24*math.Sqrt(math.Pi)/s.n, 1.0/3) * sigma, err
}

// doane is Doane's formula: that of Sturges with the skewness of the elements.
func (s *sample) doane() (float64, error) {
	if s.n <= 2 {
		return 0, nil
	}
	sigma, err := ndarray.Item[float64](Std(s.x))
	if err != nil || sigma == 0 {
		return 0, err
	}
	t := ufunc.Divide.Call(ufunc.Subtract.Call(s.x, Mean(s.x)), sigma)
	skewness, err := ndarray.Item[float64](Mean(ufunc.Multiply.Call(ufunc.Multiply.Call(t, t), t)))
	if err != nil {
		return 0, err
	}
	expected := math.Sqrt(6 * (s.n - 2) / ((s.n + 1) * (s.n + 3)))
	return s.ptp / (1 + math.Log2(s.n) + math.Log2(1+math.Abs(skewness)/expected)), nil
}

// stone is the width with the least estimated integrated squared error (Stone 1984).
func (s *sample) stone() (float64, error) {
	if s.n <= 1 || s.ptp == 0 {
		return 0, nil
	}
	best, least := 0, math.Inf(1)
	for bins := 1; bins <= max(100, int(math.Sqrt(s.n))); bins++ {
		of := keywords{fn: s.k.fn}
		counts, err := ndarray.ToSlice[int64](of.counted(s.x, ndarray.Linspace(s.lo, s.hi, bins+1), nil))
		if err != nil {
			return 0, err
		}
		squares := 0.0
		for _, c := range counts {
			squares += float64(c) / s.n * (float64(c) / s.n)
		}
		if loss := (2 - (s.n+1)*squares) / (s.ptp / float64(bins)); loss < least {
			best, least = bins, loss
		}
	}
	return s.ptp / float64(best), nil
}
