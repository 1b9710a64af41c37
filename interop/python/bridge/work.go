// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"math"
	"math/bits"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// WorkOf estimates the element operations of a call: what it is worth to
// release the GIL and to watch for signals. Too much is harmless.
func (f *Function) WorkOf(a Args) int {
	if f.View {
		return 0
	}
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
	if work >= 0 && work < math.MaxInt {
		return int(work)
	}
	return math.MaxInt
}

// passWork is for functions that pass over the elements of their first argument once or
// twice, by vectors: eight take as long as an element of others.
func passWork(a Args) float64 { return float64(elements(a.List[:1])) / 8 }

// movedWork is for functions that copy their arguments: 64 bytes of runs of one type take as
// long as an element of others; of other layouts and of conversions it is eight elements.
func movedWork(a Args) float64 { return moved(a.List, firstType(a.List)) }

func moved(list []any, d dtype.DType) float64 {
	work := 0.0
	for _, v := range list {
		switch v := v.(type) {
		case *ndarray.Array:
			if v.DType() == d && (v.IsC() || v.IsF()) {
				work += float64(v.NBytes()) / 64
			} else {
				work += float64(v.Size()) / 8
			}
		case []any:
			work += moved(v, d)
		}
	}
	return work
}

// insertWork is for functions that copy an array but for named places, argument 1, each of
// which is sorted and looked up.
func insertWork(a Args) float64 {
	return moved(a.List[:1], a.Array(0).DType()) + float64(elements(a.List[1:]))
}

// firstType is the element type of the first array among values.
func firstType(list []any) dtype.DType {
	for _, v := range list {
		switch v := v.(type) {
		case *ndarray.Array:
			return v.DType()
		case []any:
			if d := firstType(v); d != dtype.Invalid {
				return d
			}
		}
	}
	return dtype.Invalid
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

// traceWork counts the diagonal of a matrix.
func traceWork(a Args) float64 {
	x := a.Array(0)
	if s := x.Shape(); len(s) == 2 {
		return float64(min(s[0], s[1]))
	}
	return float64(x.Size())
}

// matmulWork counts the products: each element of the first array meets every
// column of the second. By tiles, 32 products of matrices take as long as an element of others.
func matmulWork(a Args) float64 {
	x, y := a.Array(0), a.Array(1)
	work := float64(x.Size())
	if y.NDim() > 1 {
		work *= float64(y.Raw().Shape[y.NDim()-1])
		if x.NDim() > 1 {
			work /= 32
		}
	}
	return work
}

// vectorWork counts the products of vectors and matrices, whose last axis of the first
// array is summed over.
func vectorWork(a Args) float64 {
	x, y := a.Array(0), a.Array(1)
	if x.NDim() == 0 {
		return 0 // refused
	}
	return float64(x.Size()) * float64(y.Size()) / float64(max(x.Raw().Shape[x.NDim()-1], 1))
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
	if counts, ok := a.List[1].(*ndarray.Array); ok && counts.Size() > 1 {
		if list, err := ndarray.Data[int64](counts); err == nil {
			work := 0.0
			for _, n := range list {
				work += float64(n)
			}
			return work * max(1, size/float64(len(list)))
		}
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

// The work of functions that touch a few elements of a large array.

// indexWork is for what an index picks: nothing for a view, else as many parts as
// the arrays of the index name.
func indexWork(a Args) float64 {
	if picked, views := pickedBy(a); !views {
		return picked
	}
	return 0
}

// setIndexWork is for the elements that are set.
func setIndexWork(a Args) float64 {
	picked, _ := pickedBy(a)
	return picked
}

// pickedBy returns about how many elements an index picks, and whether they are a
// view. A slice counts as the whole axis.
func pickedBy(a Args) (picked float64, views bool) {
	x := a.Array(0)
	list, _ := a.List[1].([]any)
	shape := x.Raw().Shape
	picked, views = float64(x.Size()), true
	at := 0
	takeAxis := func() {
		if at < len(shape) {
			picked /= float64(max(shape[at], 1))
			at++
		}
	}
	for _, v := range list {
		switch v := v.(type) {
		case *ndarray.Array:
			views = false
			axes := 1
			if v.DType() == dtype.Bool {
				axes = v.NDim()
			}
			for range axes {
				takeAxis()
			}
			picked *= float64(v.Size())
		case int:
			takeAxis()
		case Slice:
			at++
		}
	}
	return picked, views
}

// takeWork counts the parts along an axis that indices name.
func takeWork(a Args) float64 {
	x := a.Array(0)
	work := float64(a.Array(1).Size())
	if axis := a.Int(2, 0); !a.None(2) && axis >= -x.NDim() && axis < x.NDim() {
		n := x.Raw().Shape[(axis+x.NDim())%x.NDim()]
		work *= float64(x.Size()) / float64(max(n, 1))
	}
	return work
}

// searchWork counts the elements that are looked at for each value; all of them
// where they are converted first.
func searchWork(a Args) float64 {
	x := a.Array(0)
	work := 1.0
	if v, is := a.List[1].(*ndarray.Array); is {
		work = float64(v.Size())
		if v.DType() != x.DType() {
			work += float64(x.Size())
		}
	}
	return work * float64(1+bits.Len(uint(x.Size())))
}
