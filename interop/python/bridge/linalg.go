// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"slices"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// linalgFunctions are those of the module linalg: the standard's and NumPy's.
var linalgFunctions = inModule("linalg", []Function{
	{Name: "cholesky", Signature: "a: array, /, *, upper: bool = False", Call: over(array.Cholesky), Work: factorWork},
	{Name: "det", Signature: "a: array", Call: over(array.Det), Work: factorWork},
	{Name: "inv", Signature: "a: array", Call: over(array.Inv), Work: factorWork},
	{Name: "solve", Signature: "a: array, b: array", Call: over2(array.Solve), Work: factorWork},
	{Name: "eigvals", Signature: "a: array", Call: over(array.Eigvals), Work: factorWork},
	{Name: "eigvalsh", Signature: "a: array, UPLO: str = 'L'", Call: func(a Args) (any, error) {
		o, err := a.triangle()
		if err != nil {
			return nil, err
		}
		return ok(array.Eigvalsh(a.List[0], o...))
	}, Work: factorWork},
	{Name: "svdvals", Go: "SVDVals", Signature: "x: array, /", Call: over(array.SVDVals), Work: factorWork},
	{Name: "pinv", Signature: "a: array, rcond: operand_or_none = None, hermitian: bool = False, *, rtol: operand_or_none = None", Call: func(a Args) (any, error) {
		if !a.None(1) && !a.None(3) {
			return nil, fault.New("pinv", fault.Value, "rtol and rcond can't be both set")
		}
		return over(array.Pinv)(a)
	}, Work: factorWork},
	{Name: "matrix_rank", Signature: "A: array, tol: operand_or_none = None, hermitian: bool = False, *, rtol: operand_or_none = None", Call: func(a Args) (any, error) {
		if !a.None(1) && !a.None(3) {
			return nil, fault.New("matrix_rank", fault.Value, "tol and rtol can't be both set")
		}
		return over(array.MatrixRank)(a)
	}, Work: factorWork},
	{Name: "matrix_power", Signature: "a: array, n: int", Work: factorWork,
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array { return array.MatrixPower(a.List[0], a.Int(1, 0), o...) })},
	{Name: "cond", Signature: "x: array, p: norm_order = None", Call: over(array.Cond), Work: factorWork},
	{Name: "norm", Signature: "x: array, ord: norm_order = None, axis: axes = None, keepdims: bool = False", Call: over(array.Norm), Work: factorWork},
	{Name: "matrix_norm", Signature: "x: array, /, *, keepdims: bool = False, ord: norm_order = 'fro'", Call: over(array.MatrixNorm), Work: factorWork},
	{Name: "vector_norm", Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False, ord: norm_order = 2", Call: over(array.VectorNorm)},
	{Name: "cross", Signature: "x1: array, x2: array, /, *, axis: axis = -1", Call: over2(array.Cross)},
	{Name: "diagonal", View: true, Signature: "x: array, /, *, offset: offset = 0", Call: of(func(a Args) *ndarray.Array {
		return array.Diagonal(a.List[0], a.Int(1, 0), -2, -1)
	})},
	{Name: "trace", Signature: "x: array, /, *, offset: offset = 0, dtype: dtype = None", Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
		return array.Trace(a.List[0], a.Int(1, 0), -2, -1, o...)
	}), Work: traceWork},
	{Name: "outer", Signature: "x1: array, x2: array, /", Call: outerOfVectors, Work: func(a Args) float64 { return float64(a.Array(0).Size()) * float64(a.Array(1).Size()) }},
	{Name: "matmul", Signature: "x1: array, x2: array, /", Call: over2(array.Matmul), Work: matmulWork},
	{Name: "matrix_transpose", View: true, Signature: "x: array, /", Call: of(func(a Args) *ndarray.Array { return array.MatrixTranspose(a.List[0]) })},
	{Name: "tensordot", Signature: "x1: array, x2: array, /, *, axes: axis_pair = 2", Call: of(tensordot), Work: tensordotWork},
	{Name: "vecdot", Signature: "x1: array, x2: array, /, *, axis: axis = -1", Call: over2(array.Vecdot)},
	{Name: "multi_dot", Signature: "arrays: arrays, *, out: out = None", Call: with(1, func(a Args, o []array.Option) *ndarray.Array {
		return array.MultiDot(a.Tuple(0), o...)
	}), Work: chainWork},
	{Name: "tensorinv", Signature: "a: array, ind: int = 2", Work: tensorWork,
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array { return array.Tensorinv(a.List[0], a.Int(1, 2), o...) })},
	{Name: "tensorsolve", Signature: "a: array, b: array, axes: axis_list_or_none = None", Work: tensorWork,
		Call: with(2, func(a Args, o []array.Option) *ndarray.Array {
			return array.Tensorsolve(a.List[0], a.List[1], o...)
		})},

	// Those whose results have names, which Python gives them.
	{Name: "_slogdet", Call: several(plain, array.Slogdet), Work: factorWork},
	{Name: "_eig", Call: several(plain, array.Eig), Work: factorWork},
	{Name: "_eigh", Call: several(Args.triangle, array.Eigh), Work: factorWork},
	{Name: "_qr", Call: func(a Args) (any, error) {
		q, r := array.QR(a.List[0], array.Mode(a.String(1)), array.Allocate(a.Allocate))
		if q == nil {
			return []*ndarray.Array{r}, r.Err()
		}
		return []*ndarray.Array{q, r}, q.Err()
	}, Work: factorWork},
	{Name: "_svd", Call: func(a Args) (any, error) {
		var o []array.Option
		if a.Bool(3) {
			o = append(o, array.Hermitian())
		}
		o = append(o, array.Allocate(a.Allocate))
		if !a.Bool(2) {
			s := array.SVDVals(a.List[0], o...)
			return []*ndarray.Array{s}, s.Err()
		}
		if !a.Bool(1) {
			o = append(o, array.Reduced())
		}
		u, s, vh := array.SVD(a.List[0], o...)
		return []*ndarray.Array{u, s, vh}, u.Err()
	}, Work: factorWork},
	{Name: "_lstsq", Call: func(a Args) (any, error) {
		o := []array.Option{array.Allocate(a.Allocate)}
		if !a.None(2) {
			o = append(o, array.RTol(a.List[2]))
		}
		x, residuals, rank, s, err := array.Lstsq(a.List[0], a.List[1], o...)
		if err != nil {
			return nil, err
		}
		return []any{x, residuals, rank, s}, nil
	}, Work: factorWork},
})

// inModule sets the module of functions.
func inModule(name string, list []Function) []Function {
	for i := range list {
		list[i].Module = name
	}
	return list
}

// several calls a function with two results, whose keywords options finds.
func several(options func(Args) ([]array.Option, error), f func(any, ...array.Option) (x, y *ndarray.Array)) func(Args) (any, error) {
	return func(a Args) (any, error) {
		o, err := options(a)
		if err != nil {
			return nil, err
		}
		x, y := f(a.List[0], o...)
		return []*ndarray.Array{x, y}, x.Err()
	}
}

func plain(a Args) ([]array.Option, error) {
	return []array.Option{array.Allocate(a.Allocate)}, nil
}

// triangle is the keyword of argument 1, UPLO.
func (a Args) triangle() ([]array.Option, error) {
	o := []array.Option{array.Allocate(a.Allocate)}
	switch a.String(1) {
	case "L", "l":
		return o, nil
	case "U", "u":
		return append(o, array.Upper()), nil
	}
	return nil, fault.New(a.Function.Name, fault.Value, "UPLO argument must be 'L' or 'U', not %q", a.String(1))
}

// outerOfVectors is the standard's outer, which takes vectors alone.
func outerOfVectors(a Args) (any, error) {
	for i := range 2 {
		if n := a.Array(i).NDim(); n != 1 {
			return nil, fault.New("outer", fault.Value, "Input arrays must be one-dimensional, but they are x1.ndim=%d and x2.ndim=%d", a.Array(0).NDim(), a.Array(1).NDim())
		}
	}
	return over2(array.Outer)(a)
}

// factorWork is the elements times the longest of the two last axes.
func factorWork(a Args) float64 {
	x := a.Array(0)
	work := float64(x.Size())
	if n := x.NDim(); n > 1 {
		work *= float64(slices.Max(x.Raw().Shape[n-2:]))
	}
	return 10 * work
}

// tensorWork is that of a matrix with as many elements as argument 0.
func tensorWork(a Args) float64 {
	n := float64(a.Array(0).Size())
	return n * n
}

// chainWork is about that of the products from left to right.
func chainWork(a Args) float64 {
	list := Args{List: a.Tuple(0)}
	work := 0.0
	for i := range list.List {
		x := list.Array(i)
		if n := x.NDim(); n > 0 {
			work += float64(x.Size()) * float64(slices.Max(x.Raw().Shape))
		}
	}
	return work
}
