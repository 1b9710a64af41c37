// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/array/row"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// RowFunction is a function over a row of elements that C calls without describing an
// array: an argument of a few elements takes longer to describe than to work on.
type RowFunction int

// The functions. C names them in value.h.
const (
	RowSort RowFunction = iota
	RowArgsort
	RowPartition
	RowArgpartition
	RowUnique
	RowSearchsorted
	RowDigitize
	RowArgmax
	RowArgmin
	RowCountNonzero
	RowNonzero
	RowCumulativeSum
	RowGreatest
	RowCount
	RowCast
	RowPack
	RowUnpack
	RowCumulativeProd
	RowLexsort
	RowRavelMultiIndex
	RowUnravelIndex
	RowInterp
	RowRound
	RowDivide
	NumRowFunctions
)

// Row is a call of a function over a row: N elements at X of a type. Functions that return
// their result in the row itself get a copy of the argument.
type Row struct {
	Function RowFunction
	DType    dtype.DType
	X        unsafe.Pointer
	N        int
	// Rows is the number of rows of N elements, one after the other: those of sorts and of extremes may be several. With
	// Columns they are the columns of a matrix in C order.
	Rows    int
	Columns bool
	// Out is where so many int64 of a result go; of a cumulative sum, sums of its type; of rounding, N elements of the row's type; of flags and bits, bytes.
	Out   unsafe.Pointer
	Count int
	// Values are what is looked for, as many as there are results; of a cast they are its results.
	Values unsafe.Pointer
	// To is the type of the results of a cast.
	To dtype.DType
	// Place is that of a partition, or the number of decimals.
	Place int
	// Right is the side of searches, and of the first flag among the bits of a byte.
	Right bool
	// List are the addresses of further operands or results: the keys of a sort, of the types Types; indices along each axis of
	// an array with the lengths Lengths; points and their values, Count of them.
	List    []unsafe.Pointer
	Types   []dtype.DType
	Lengths []int64
	// Loop is that of a ufunc, whose second operand is one element at Values; its results go to List.
	Loop *ufunc.Loop
	// Fortran is the order in which indices count.
	Fortran bool
	// Join has all NaNs count as one element.
	Join bool
}

// NoRow is the result of a call that is none on rows: the function of the arrays does it.
const NoRow = -1

// Call calls the function. Its result is an index, a number of elements, or [NoRow].
func (r Row) Call() (int, error) {
	var out []int64
	if r.Function != RowPack && r.Function != RowUnpack && r.Function != RowInterp {
		out = unsafe.Slice((*int64)(r.Out), r.Count)
	}
	switch r.Function {
	case RowSort:
		return r.sort()
	case RowArgsort:
		return 0, row.Argsort("argsort", out, r.DType, r.X, r.N)
	case RowPartition:
		return 0, row.Partition("partition", r.DType, r.X, r.N, []int{r.Place})
	case RowArgpartition:
		return 0, row.Argpartition("argpartition", out, r.DType, r.X, []int{r.Place})
	case RowUnique:
		return row.Unique("unique", r.DType, r.X, r.N, r.Join)
	case RowSearchsorted:
		return 0, row.Searchsorted("searchsorted", out, r.DType, r.X, r.N, r.Values, r.Right)
	case RowDigitize:
		if !row.Rises(r.DType, r.X, r.N) {
			return NoRow, nil
		}
		return 0, row.Searchsorted("digitize", out, r.DType, r.X, r.N, r.Values, !r.Right)
	case RowArgmax:
		row.Argmax(out, r.DType, r.X, r.N)
		return 0, nil
	case RowArgmin:
		row.Argmin(out, r.DType, r.X, r.N)
		return 0, nil
	case RowCountNonzero:
		return row.CountNonzero(r.DType, r.X, r.N), nil
	case RowNonzero:
		return row.Nonzero(out, r.DType, r.X, r.N), nil
	case RowCumulativeSum:
		if row.CumulativeSum(r.Out, r.DType, r.X, r.N) {
			return 0, nil
		}
	case RowCumulativeProd:
		if row.CumulativeProd(r.Out, r.DType, r.X, r.N) {
			return 0, nil
		}
	case RowLexsort:
		return 0, row.Lexsort("lexsort", out, r.Types, r.List)
	case RowRavelMultiIndex:
		var lists [maxAxes][]int64
		if row.RavelMultiIndex(out, r.lists(&lists), r.Lengths, r.Fortran) {
			return 0, nil
		}
	case RowUnravelIndex:
		var lists [maxAxes][]int64
		if row.UnravelIndex(r.lists(&lists), unsafe.Slice((*int64)(r.X), r.N), r.Lengths, r.Fortran) {
			return 0, nil
		}
	case RowInterp:
		floats := func(p unsafe.Pointer, n int) []float64 { return unsafe.Slice((*float64)(p), n) }
		row.Interpolate(floats(r.Out, r.N), floats(r.X, r.N), floats(r.List[0], r.Count), floats(r.List[1], r.Count))
		return 0, nil
	case RowRound:
		if row.Round(r.Out, r.DType, r.X, r.N, r.Place) {
			return 0, nil
		}
	case RowDivide:
		row.Divide(r.Loop, r.List, r.X, r.Values, r.N)
		return 0, nil
	case RowGreatest:
		if most, ok := row.Greatest(r.DType, r.X, r.N); ok && most <= math.MaxInt {
			return int(most), nil
		}
	case RowCount:
		row.Count(out, r.DType, r.X, r.N)
		return 0, nil
	case RowCast:
		row.Cast(r.To, r.Values, r.DType, r.X, r.N)
		return 0, nil
	case RowPack:
		row.Pack(r.Out, r.X, r.N, r.Right)
		return 0, nil
	case RowUnpack:
		row.Unpack(r.Out, r.Count, r.X, r.N, r.Right)
		return 0, nil
	}
	return NoRow, nil
}

// maxAxes is the most lists of indices.
const maxAxes = 8

// lists returns the N indices at each address of List.
func (r Row) lists(space *[maxAxes][]int64) [][]int64 {
	for i, p := range r.List {
		space[i] = unsafe.Slice((*int64)(p), r.N)
	}
	return space[:len(r.List)]
}

func (r Row) sort() (int, error) {
	sort := row.Sort
	if r.Columns {
		sort = row.SortColumns
	}
	if ok, err := sort("sort", r.DType, r.X, r.N, r.Rows); !ok {
		return NoRow, err
	}
	return 0, nil
}
