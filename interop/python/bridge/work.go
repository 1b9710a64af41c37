package bridge

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// WorkOf estimates the element operations of a call: what it is worth to
// release the GIL and to watch for signals. Too much is harmless.
func (f *Function) WorkOf(a Args) int {
	if f.Work != nil {
		return clip(f.Work(a))
	}
	return elements(a.List)
}

// elements is the number of elements among values.
func elements(list []any) int {
	n := 0
	for _, v := range list {
		switch v := v.(type) {
		case *ndarray.Array:
			n += v.Size()
		case []any:
			n += elements(v)
		}
	}
	return n
}

func clip(work float64) int {
	if work >= 0 && work < math.MaxInt64 {
		return int(work)
	}
	return math.MaxInt64
}

// The work of functions whose results outgrow their arguments.

func rangeWork(a Args) float64 {
	var f [3]float64
	for i := range f {
		f[i], _ = a.Float(i) // 0 for None
	}
	if f[2] == 0 {
		return 0 // refused
	}
	return math.Abs((f[1] - f[0]) / f[2])
}

func linspaceWork(a Args) float64 { return float64(a.Int(2, 50)) }

func eyeWork(a Args) float64 {
	rows := a.Int(0, 0)
	return float64(rows) * float64(a.Int(1, rows))
}

// gridWork is for as many grids as there are arrays.
func gridWork(a Args) float64 {
	list := a.Arrays(0)
	work := float64(len(list))
	for _, x := range list {
		work *= float64(x.Size())
	}
	return work
}

// matmulWork counts the products: each element of the first array meets every
// column of the second.
func matmulWork(a Args) float64 {
	x, y := a.Array(0), a.Array(1)
	work := float64(x.Size())
	if y.NDim() > 1 {
		work *= float64(y.Raw().Shape[y.NDim()-1])
	}
	return work
}

func tensordotWork(a Args) float64 {
	x, y, n, err := summedLast(a)
	if err != nil {
		return 0 // refused
	}
	work := float64(x.Size())
	for _, length := range y.Raw().Shape[n:] {
		work *= float64(length)
	}
	return work
}

func repeatWork(a Args) float64 {
	size := float64(a.Array(0).Size())
	if n, isInt := a.List[1].(int); isInt {
		return size * float64(n)
	}
	counts, err := ndarray.ToSlice[int64](ufunc.AsType(a.Array(1), dtype.Int64, dtype.Unsafe))
	if err != nil {
		return 0 // refused
	}
	total := 0.0
	for _, n := range counts {
		total += float64(n)
	}
	return size * total / float64(max(len(counts), 1))
}

func tileWork(a Args) float64 {
	work := float64(a.Array(0).Size())
	reps, _ := a.Ints(1)
	for _, n := range reps {
		work *= float64(n)
	}
	return work
}
