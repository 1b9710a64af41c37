package bridge

import (
	"math"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
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
	list := a.Tuple(0)
	work := float64(len(list))
	for i := range list {
		work *= float64((Args{List: list}).Array(i).Size())
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

// tensordotWork counts as matmulWork does, without the axes that are summed over.
func tensordotWork(a Args) float64 {
	x, y := a.Array(0), a.Array(1)
	work := float64(x.Size()) * float64(y.Size())
	summed := y.Raw().Shape
	switch axes := a.List[2].(type) {
	case int:
		if axes < 0 || axes > len(summed) {
			return 0 // refused
		}
		summed = summed[:axes]
	case []any:
		if len(axes) != 2 {
			return 0 // refused
		}
		named := Args{List: axes}.Ints(1)
		lengths := make([]int, 0, len(named))
		for _, axis := range named {
			if axis < -len(summed) || axis >= len(summed) {
				return 0 // refused
			}
			lengths = append(lengths, summed[(axis+len(summed))%len(summed)])
		}
		summed = lengths
	}
	for _, length := range summed {
		work /= float64(max(length, 1))
	}
	return work
}

func repeatWork(a Args) float64 {
	size := float64(a.Array(0).Size())
	if n, isInt := a.List[1].(int); isInt {
		return size * float64(n)
	}
	mean, err := ndarray.Item[float64](array.Mean(a.List[1]))
	if err != nil {
		return 0 // refused
	}
	return size * mean
}

func tileWork(a Args) float64 {
	work := float64(a.Array(0).Size())
	for _, n := range a.Ints(1) {
		work *= float64(n)
	}
	return work
}
