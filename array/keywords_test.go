// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// one calls a function of package array on an operand with options.
type one func(x any, opts ...array.Option) *array.Array

// pair returns the first of two results.
func pair(a, _ *array.Array) *array.Array { return a }

// list returns the first of several results.
func list(arrays []*array.Array, err error) *array.Array {
	if err != nil {
		return ndarray.Failed(err)
	}
	return arrays[0]
}

// whole returns an array unless there is an error.
func whole(a *array.Array, err error) *array.Array {
	if err != nil {
		return ndarray.Failed(err)
	}
	return a
}

// behind are arguments with the options behind them.
func behind(x any, o []array.Option) []any {
	list := []any{x}
	for _, o := range o {
		list = append(list, o)
	}
	return list
}

// truth returns a bool as an array.
func truth(b bool, err error) *array.Array {
	if err != nil {
		return ndarray.Failed(err)
	}
	return ndarray.Scalar(b)
}

// calls are calls of all functions that take keywords, on a matrix of float64 or,
// where they need it, on what is made of one.
var calls = map[string]one{
	"AsArray": array.AsArray, "Copy": array.Copy, "AsType": func(x any, o ...array.Option) *array.Array { return array.AsType(x, dtype.Float32, o...) },
	"Flatnonzero": array.Flatnonzero, "UniqueValues": array.UniqueValues,
	"Diag":     func(x any, o ...array.Option) *array.Array { return array.Diag(array.AsArray(x).Ravel(), 1, o...) },
	"Diagflat": func(x any, o ...array.Option) *array.Array { return array.Diagflat(x, 1, o...) },
	"UniqueCounts": func(x any, o ...array.Option) *array.Array {
		u, err := array.UniqueCounts(x, o...)
		return whole(u.Counts, err)
	},
	"UniqueInverse": func(x any, o ...array.Option) *array.Array {
		u, err := array.UniqueInverse(x, o...)
		return whole(u.Inverse, err)
	},
	"UniqueAll": func(x any, o ...array.Option) *array.Array {
		u, err := array.UniqueAll(x, o...)
		return whole(u.Indices, err)
	},
	"Union1D":   func(x any, o ...array.Option) *array.Array { return array.Union1D(x, 3.5, o...) },
	"SetXor1D":  func(x any, o ...array.Option) *array.Array { return array.SetXor1D(x, 3.5, false, o...) },
	"SetDiff1D": func(x any, o ...array.Option) *array.Array { return array.SetDiff1D(x, 3.5, false, o...) },
	"Intersect1D": func(x any, o ...array.Option) *array.Array {
		y, _, _, err := array.Intersect1D(x, x, false, o...)
		return whole(y, err)
	},
	"Meshgrid": func(x any, o ...array.Option) *array.Array {
		return list(array.Meshgrid(true, behind(array.AsArray(x).Ravel(), o)...))
	},
	"Einsum":    func(x any, o ...array.Option) *array.Array { return array.Einsum("ij->j", behind(x, o)...) },
	"EmptyLike": array.EmptyLike, "ZerosLike": array.ZerosLike, "OnesLike": array.OnesLike,
	"FullLike":      func(x any, o ...array.Option) *array.Array { return array.FullLike(x, 7, o...) },
	"Empty":         func(_ any, o ...array.Option) *array.Array { return array.Empty(array.Shape{3}, o...) },
	"Zeros":         func(_ any, o ...array.Option) *array.Array { return array.Zeros(array.Shape{3}, o...) },
	"Ones":          func(_ any, o ...array.Option) *array.Array { return array.Ones(array.Shape{3}, o...) },
	"Full":          func(_ any, o ...array.Option) *array.Array { return array.Full(array.Shape{3}, 7, o...) },
	"Arange":        func(_ any, o ...array.Option) *array.Array { return array.Arange(3, nil, 1, o...) },
	"Linspace":      func(x any, o ...array.Option) *array.Array { return array.Linspace(x, 9.0, 5, o...) },
	"LinspaceStep":  func(x any, o ...array.Option) *array.Array { return array.LinspaceStep(x, 9.0, 5, o...) },
	"Eye":           func(_ any, o ...array.Option) *array.Array { return array.Eye(3, 4, 1, o...) },
	"Identity":      func(_ any, o ...array.Option) *array.Array { return array.Identity(3, o...) },
	"Tril":          func(x any, o ...array.Option) *array.Array { return array.Tril(x, 0, o...) },
	"Triu":          func(x any, o ...array.Option) *array.Array { return array.Triu(x, 0, o...) },
	"Clip":          func(x any, o ...array.Option) *array.Array { return array.Clip(x, 1, 5, o...) },
	"Round":         func(x any, o ...array.Option) *array.Array { return array.Round(x, 1, o...) },
	"Take":          func(x any, o ...array.Option) *array.Array { return array.Take(x, []int{0, 1}, o...) },
	"TakeAlongAxis": func(x any, o ...array.Option) *array.Array { return array.TakeAlongAxis(x, [][]int{{0}, {1}}, o...) },
	"Matmul":        func(x any, o ...array.Option) *array.Array { return array.Matmul(x, array.PermuteDims(x), o...) },
	"Vecdot":        func(x any, o ...array.Option) *array.Array { return array.Vecdot(x, x, o...) },
	"Matvec":        func(x any, o ...array.Option) *array.Array { return array.Matvec(x, x, o...) },
	"Vecmat":        func(x any, o ...array.Option) *array.Array { return array.Vecmat(x, array.MatrixTranspose(x), o...) },
	"Dot":           func(x any, o ...array.Option) *array.Array { return array.Dot(x, array.PermuteDims(x), o...) },
	"Outer":         func(x any, o ...array.Option) *array.Array { return array.Outer(x, x, o...) },
	"Tensordot":     func(x any, o ...array.Option) *array.Array { return array.Tensordot(x, x, 2, o...) },
	"TensordotAxes": func(x any, o ...array.Option) *array.Array {
		return array.TensordotAxes(x, x, []int{0}, []int{0}, o...)
	},
	"Trace":          func(x any, o ...array.Option) *array.Array { return array.Trace(x, 0, 0, 1, o...) },
	"Reshape":        func(x any, o ...array.Option) *array.Array { return array.Reshape(x, array.Shape{6}, o...) },
	"Ravel":          array.Ravel,
	"Flatten":        array.Flatten,
	"Concat":         func(x any, o ...array.Option) *array.Array { return array.Concat([]any{x, x}, o...) },
	"Stack":          func(x any, o ...array.Option) *array.Array { return array.Stack([]any{x, x}, o...) },
	"Vstack":         func(x any, o ...array.Option) *array.Array { return array.Vstack([]any{x, x}, o...) },
	"Hstack":         func(x any, o ...array.Option) *array.Array { return array.Hstack([]any{x, x}, o...) },
	"Append":         func(x any, o ...array.Option) *array.Array { return array.Append(x, x, o...) },
	"Unstack":        func(x any, o ...array.Option) *array.Array { return list(array.Unstack(x, o...)) },
	"Split":          func(x any, o ...array.Option) *array.Array { return list(array.Split(x, 1, o...)) },
	"ArraySplit":     func(x any, o ...array.Option) *array.Array { return list(array.ArraySplit(x, 2, o...)) },
	"SplitAt":        func(x any, o ...array.Option) *array.Array { return list(array.SplitAt(x, []int{1}, o...)) },
	"Repeat":         func(x any, o ...array.Option) *array.Array { return array.Repeat(x, 2, o...) },
	"Tile":           func(x any, o ...array.Option) *array.Array { return array.Tile(x, []int{2}, o...) },
	"Roll":           func(x any, o ...array.Option) *array.Array { return array.Roll(x, []int{1}, o...) },
	"Sum":            array.Sum,
	"Prod":           array.Prod,
	"Max":            array.Max,
	"Min":            array.Min,
	"Ptp":            array.Ptp,
	"Mean":           array.Mean,
	"Var":            array.Var,
	"Std":            array.Std,
	"NanSum":         array.NanSum,
	"NanProd":        array.NanProd,
	"NanMax":         array.NanMax,
	"NanMin":         array.NanMin,
	"NanMean":        array.NanMean,
	"NanVar":         array.NanVar,
	"NanStd":         array.NanStd,
	"All":            array.All,
	"Any":            array.Any,
	"CountNonzero":   array.CountNonzero,
	"CumulativeSum":  func(x any, o ...array.Option) *array.Array { return array.CumulativeSum(array.Ravel(x), o...) },
	"CumulativeProd": func(x any, o ...array.Option) *array.Array { return array.CumulativeProd(array.Ravel(x), o...) },
	"Cumsum":         array.Cumsum,
	"Cumprod":        array.Cumprod,
	"Diff":           array.Diff,
	"Size": func(x any, o ...array.Option) *array.Array {
		n, err := array.Size(x, o...)
		if err != nil {
			return ndarray.Failed(err)
		}
		return ndarray.Scalar(int64(n))
	},
	"Sort":           array.Sort,
	"Argsort":        array.Argsort,
	"Partition":      func(x any, o ...array.Option) *array.Array { return array.Partition(x, []int{1}, o...) },
	"Argpartition":   func(x any, o ...array.Option) *array.Array { return array.Argpartition(x, []int{1}, o...) },
	"TopK":           func(x any, o ...array.Option) *array.Array { return pair(array.TopK(x, 2, o...)) },
	"Argmax":         array.Argmax,
	"Argmin":         array.Argmin,
	"Where":          func(x any, o ...array.Option) *array.Array { return array.Where(array.Greater(x, 2), x, 0, o...) },
	"Searchsorted":   func(x any, o ...array.Option) *array.Array { return array.Searchsorted(array.Ravel(x), x, o...) },
	"Isin":           func(x any, o ...array.Option) *array.Array { return array.Isin(x, []float64{1, 2}, o...) },
	"Median":         array.Median,
	"Quantile":       func(x any, o ...array.Option) *array.Array { return array.Quantile(x, 0.25, o...) },
	"Percentile":     func(x any, o ...array.Option) *array.Array { return array.Percentile(x, 25, o...) },
	"NanMedian":      array.NanMedian,
	"NanQuantile":    func(x any, o ...array.Option) *array.Array { return array.NanQuantile(x, 0.25, o...) },
	"NanPercentile":  func(x any, o ...array.Option) *array.Array { return array.NanPercentile(x, 25, o...) },
	"Average":        array.Average,
	"AverageOf":      func(x any, o ...array.Option) *array.Array { return pair(array.AverageOf(x, o...)) },
	"Histogram":      func(x any, o ...array.Option) *array.Array { return pair(array.Histogram(x, 3, o...)) },
	"HistogramEdges": func(x any, o ...array.Option) *array.Array { return array.HistogramEdges(x, 3, o...) },
	"Bincount": func(x any, o ...array.Option) *array.Array {
		return array.Bincount(array.Argsort(array.Ravel(x)), 0, o...)
	},
	"Digitize":          func(x any, o ...array.Option) *array.Array { return array.Digitize(x, []float64{1, 3}, o...) },
	"IsClose":           func(x any, o ...array.Option) *array.Array { return array.IsClose(x, 1.0, o...) },
	"AllClose":          func(x any, o ...array.Option) *array.Array { return truth(array.AllClose(x, x, o...)) },
	"ArrayEqual":        func(x any, o ...array.Option) *array.Array { return truth(array.ArrayEqual(x, x, o...)) },
	"Pad":               func(x any, o ...array.Option) *array.Array { return array.Pad(x, [][2]int{{1, 2}}, o...) },
	"SlidingWindowView": func(x any, o ...array.Option) *array.Array { return array.SlidingWindowView(x, []int{2, 2}, o...) },
	"Insert":            func(x any, o ...array.Option) *array.Array { return array.Insert(x, 1, 7, o...) },
	"Delete":            func(x any, o ...array.Option) *array.Array { return array.Delete(x, 1, o...) },
	"Gradient":          func(x any, o ...array.Option) *array.Array { return list(array.Gradient(x, nil, o...)) },
	"Interp": func(x any, o ...array.Option) *array.Array {
		return array.Interp(x, []float64{1, 2}, []float64{3, 5}, o...)
	},
	"Cov":         array.Cov,
	"Corrcoef":    array.Corrcoef,
	"Cross":       func(x any, o ...array.Option) *array.Array { return array.Cross(x, x, o...) },
	"Solve":       func(x any, o ...array.Option) *array.Array { return array.Solve(gram(x), x, o...) },
	"Inv":         func(x any, o ...array.Option) *array.Array { return array.Inv(gram(x), o...) },
	"Det":         func(x any, o ...array.Option) *array.Array { return array.Det(gram(x), o...) },
	"Slogdet":     func(x any, o ...array.Option) *array.Array { return pair(array.Slogdet(gram(x), o...)) },
	"Cholesky":    func(x any, o ...array.Option) *array.Array { return array.Cholesky(gram(x), o...) },
	"Eig":         func(x any, o ...array.Option) *array.Array { return pair(array.Eig(gram(x), o...)) },
	"Eigvals":     func(x any, o ...array.Option) *array.Array { return array.Eigvals(gram(x), o...) },
	"Eigh":        func(x any, o ...array.Option) *array.Array { return pair(array.Eigh(gram(x), o...)) },
	"Eigvalsh":    func(x any, o ...array.Option) *array.Array { return array.Eigvalsh(gram(x), o...) },
	"QR":          func(x any, o ...array.Option) *array.Array { return pair(array.QR(x, o...)) },
	"SVD":         func(x any, o ...array.Option) *array.Array { return first3(array.SVD(x, o...)) },
	"SVDVals":     array.SVDVals,
	"Pinv":        array.Pinv,
	"MatrixRank":  array.MatrixRank,
	"MatrixPower": func(x any, o ...array.Option) *array.Array { return array.MatrixPower(gram(x), 3, o...) },
	"MatrixNorm":  array.MatrixNorm,
	"VectorNorm":  array.VectorNorm,
	"Norm":        array.Norm,
	"Cond":        array.Cond,
	"MultiDot":    func(x any, o ...array.Option) *array.Array { return array.MultiDot([]any{gram(x), x}, o...) },
	"Tensorinv":   func(x any, o ...array.Option) *array.Array { return array.Tensorinv(gram(x), 1, o...) },
	"Tensorsolve": func(x any, o ...array.Option) *array.Array {
		return array.Tensorsolve(gram(x), array.Sum(x, array.Axis(1)), o...)
	},
	"FFT":       array.FFT,
	"IFFT":      array.IFFT,
	"RFFT":      array.RFFT,
	"IRFFT":     array.IRFFT,
	"HFFT":      array.HFFT,
	"IHFFT":     array.IHFFT,
	"FFTN":      array.FFTN,
	"IFFTN":     array.IFFTN,
	"RFFTN":     array.RFFTN,
	"IRFFTN":    array.IRFFTN,
	"FFTFreq":   func(_ any, o ...array.Option) *array.Array { return array.FFTFreq(5, 0.5, o...) },
	"RFFTFreq":  func(_ any, o ...array.Option) *array.Array { return array.RFFTFreq(5, 0.5, o...) },
	"FFTShift":  array.FFTShift,
	"IFFTShift": array.IFFTShift,
	"Lstsq": func(x any, o ...array.Option) *array.Array {
		y, _, _, _, err := array.Lstsq(gram(x), x, o...)
		if err != nil {
			return ndarray.Failed(err)
		}
		return y
	},
	"Nonzero": func(x any, o ...array.Option) *array.Array { return list(array.Nonzero(x, o...)) },
	"Index": func(x any, o ...array.Option) *array.Array {
		return array.Index(x, []ndarray.Index{ndarray.FromSlice([]int64{1, 0})}, o...)
	},
}

// gram is a positive definite matrix.
func gram(x any) *array.Array { return array.Matmul(x, array.MatrixTranspose(x)) }

func matrix() *array.Array { return array.AsArray([][]float64{{1, 2, 3}, {4, 6, 5}}) }

// source returns the functions of the package, by name.
func source(t *testing.T) map[string]*ast.FuncDecl {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	functions := map[string]*ast.FuncDecl{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && f.Name.IsExported() && !strings.HasPrefix(name, "zz_") {
				functions[f.Name.Name] = f
			}
		}
	}
	return functions
}

// takesOptions reports whether a function has keywords.
func takesOptions(f *ast.FuncDecl) bool {
	list := f.Type.Params.List
	if len(list) == 0 {
		return false
	}
	_, variadic := list[len(list)-1].Type.(*ast.Ellipsis)
	return variadic && list[len(list)-1].Names[0].Name == "opts"
}

// The comment of every function names the keywords that it takes, and no others.
func TestKeywordsAreDocumented(t *testing.T) {
	for name, f := range source(t) {
		if !takesOptions(f) {
			continue
		}
		c := calls[name]
		if !assert.NotNil(t, c, "%s is not among the calls", name) {
			continue
		}
		_, doc, _ := strings.Cut(f.Doc.Text(), "\n\nKeywords: ")
		var want []string
		for k := range strings.SplitSeq(strings.TrimSuffix(strings.Join(strings.Fields(doc), " "), "."), ", ") {
			if k != "" {
				want = append(want, k)
			}
		}
		// Two that no function has both of.
		var taken []string
		for _, o := range []array.Option{array.IncludeInitial(), array.Columns()} {
			err := c(matrix(), o).Err()
			if err == nil {
				continue
			}
			if _, text, found := strings.Cut(err.Error(), "; it takes "); found {
				taken = strings.Split(text, ", ")
			}
		}
		slices.Sort(want)
		slices.Sort(taken)
		assert.Equal(t, want, taken, name)
	}
}

// withoutOperand are the functions whose call has no operand.
var withoutOperand = map[string]bool{"Empty": true, "Zeros": true, "Ones": true, "Full": true, "Arange": true, "Eye": true, "Identity": true, "FFTFreq": true, "RFFTFreq": true}

// Every call works, and one on a failed array hands its error on.
func TestCalls(t *testing.T) {
	bad := errors.New("bad")
	for name, c := range calls {
		assert.NoError(t, c(matrix()).Err(), name)
		if !withoutOperand[name] {
			assert.ErrorIs(t, c(ndarray.Failed(bad)).Err(), bad, name)
		}
		err := c(matrix(), array.Option{}).Err()
		assert.ErrorContains(t, err, "empty Option", name)
	}
}

// views are the functions whose results are views or temporaries of their own.
var notAllocated = map[string]bool{
	"AsArray": true, "Reshape": true, "Ravel": true, "Unstack": true, "Split": true, "ArraySplit": true, "SplitAt": true, "SlidingWindowView": true, "Size": true,
	"AllClose": true, "ArrayEqual": true, "LinspaceStep": true,
}

// An allocator makes the results of the others that are as long as their operand or
// longer; what it does not make, Python copies.
func TestAllocate(t *testing.T) {
	copied := map[string]bool{
		"Take": true, "Dot": false, "Hstack": true, "Vstack": true, "Append": false,
		"HistogramEdges": true, "NanMedian": true, "NanQuantile": true,
		"NanPercentile": true, "CumulativeSum": false,
	}
	for name, c := range calls {
		if notAllocated[name] {
			continue
		}
		memory := make([]byte, 1<<12)
		used := 0
		o := array.Allocate(func(fn string, d dtype.DType, shape, strides []int, zero bool) *array.Array {
			n := d.Size()
			for _, m := range shape {
				n *= m
			}
			a := ndarray.FromBytes(memory, d, shape, strides, used)
			used += (n + 63) &^ 63
			return a
		})
		y := c(matrix(), o)
		require.NoError(t, y.Err(), name)
		at := uintptr(y.Pointer()) - uintptr(unsafe.Pointer(&memory[0]))
		if copied[name] {
			continue
		}
		assert.Less(t, at, uintptr(len(memory)), "%s is not in the allocator's memory", name)
		if name != "Empty" && name != "EmptyLike" {
			same, err := array.ArrayEqual(y, c(matrix()))
			assert.NoError(t, err, name)
			assert.True(t, same, name)
		}
	}
}

var takesOut = regexp.MustCompile(`\bOut\b`)

// Out has the result that there is without, converted, and is what is returned.
func TestOut(t *testing.T) {
	for name, c := range calls {
		want := c(matrix())
		if takesOut.MatchString(c(matrix(), array.Columns(), array.IncludeInitial()).Err().Error()) {
			z := ndarray.Empty(dtype.Complex128, want.Shape()...)
			got := c(matrix(), array.Out(z))
			if assert.NoError(t, got.Err(), name) {
				assert.Same(t, z, got, name)
				same, err := array.AllClose(z, want)
				assert.NoError(t, err)
				assert.True(t, same, name)
			}
			assert.Error(t, c(matrix(), array.Out(ndarray.Empty(dtype.Complex128, 99))).Err(), name)
		}
	}
}

func TestUnknownKeyword(t *testing.T) {
	err := array.Sort(matrix(), array.KeepDims()).Err()
	assert.EqualError(t, err, "sort: takes no keyword KeepDims; it takes Axis, Descending")
	err = array.Tril(matrix(), 0, array.KeepDims()).Err()
	assert.EqualError(t, err, "tril: takes no keyword, not even KeepDims")
}

// With Out nothing is allocated, keywords included.
func TestNoAllocation(t *testing.T) {
	x := array.Reshape(array.Linspace(0, 1, 100), array.Shape{10, 10})
	z, rows, mask := ndarray.EmptyLike(x, dtype.Invalid), ndarray.Empty(dtype.Float64, 10), array.Greater(x, 0.5)
	for name, f := range map[string]func(){
		"call":   func() { array.Add(x, x, array.Out(z)) },
		"scalar": func() { array.Multiply(x, 2.5, array.Out(z)) },
		"mask":   func() { array.Multiply(x, x, array.Out(z), array.Mask(mask)) },
		"reduce": func() { array.Sum(x, array.Axis(1), array.Out(rows)) },
		"layout": func() { array.Sqrt(x, array.Out(z), array.Layout(ufunc.COrder)) },
	} {
		if !raceEnabled { // the race detector has pools forget at random
			assert.Zero(t, testing.AllocsPerRun(100, f), name)
		}
	}
}
