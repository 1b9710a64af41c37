package bridge

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// creationFunctions make arrays of numbers.
var creationFunctions = []Function{
	{
		Name:      "_arange",
		Signature: "start: number, /, stop: number = None, step: number = 1, *, dtype: dtype = None",
		Doc:       "Evenly spaced numbers from start up to stop, without it.",
		Call:      arange,
		Work:      rangeWork,
	},
	{
		Name:      "linspace",
		Signature: "start: operand, stop: operand, /, num: int = 50, *, dtype: dtype = None, device: device = None, endpoint: bool = True",
		Doc:       "num evenly spaced numbers from start to stop; with endpoint=False, without stop.",
		Call:      linspace,
		Work:      linspaceWork,
	},
	{
		Name:      "eye",
		Signature: "n_rows: int, n_cols: int_or_none = None, /, *, k: offset = 0, dtype: dtype = None, device: device = None",
		Doc:       "Ones on a diagonal, the main one for k = 0 and one above it for k = 1, and zeros elsewhere.",
		Call: func(a Args) (any, error) {
			rows := a.Int(0, 0)
			return ok(ndarray.EyeAt(a.DType(3, dtype.Float64), rows, a.Int(1, rows), a.Int(2, 0)))
		},
		Work: eyeWork,
	},
	{
		Name:      "tril",
		Signature: "x: array, /, *, k: offset = 0",
		Doc:       "Lower triangles of the matrices of x: elements above diagonal k are zero.",
		Call:      func(a Args) (any, error) { return ok(a.Array(0).Tri(a.Int(1, 0), true)) },
	},
	{
		Name:      "triu",
		Signature: "x: array, /, *, k: offset = 0",
		Doc:       "Upper triangles of the matrices of x: elements below diagonal k are zero.",
		Call:      func(a Args) (any, error) { return ok(a.Array(0).Tri(a.Int(1, 0), false)) },
	},
	{
		Name: "_meshgrid",
		Call: func(a Args) (any, error) {
			arrays := a.Arrays(0)
			swap := a.String(1) == "xy" && len(arrays) > 1
			grids, err := ndarray.Meshgrid(arrays...)
			if err != nil {
				return nil, err
			}
			if swap {
				for i := range grids {
					grids[i] = grids[i].SwapAxes(0, 1)
				}
			}
			return grids, nil
		},
		Work: gridWork,
	},
}

// arange counts in integers where start and step are integers, in floats
// elsewhere, and converts at the end.
func arange(a Args) (any, error) {
	start, stop, step := a.List[0], a.List[1], a.List[2]
	if stop == nil {
		start, stop = 0, start
	}
	i, integer := start.(int)
	j, ok1 := stop.(int)
	k, ok2 := step.(int)
	if integer && ok1 && ok2 {
		x := ndarray.Arange(int64(i), int64(j), int64(k))
		return converted(x, a.DType(3, dtype.Int64))
	}
	var f [3]float64
	for n, v := range []any{start, stop, step} {
		var err error
		if f[n], err = (Args{List: []any{v}}).Float(0); err != nil {
			return nil, err
		}
	}
	if f[2] == 0 || math.IsNaN(f[0]+f[1]+f[2]) {
		return nil, fault.New("arange", fault.Value, "no array goes from %v to %v by %v", f[0], f[1], f[2])
	}
	return converted(ndarray.Arange(f[0], f[1], f[2]), a.DType(3, dtype.Float64))
}

func converted(x *ndarray.Array, d dtype.DType) (any, error) {
	if x.Err() == nil && x.DType() != d {
		x = ufunc.AsType(x, d, dtype.Unsafe)
	}
	return ok(x)
}

// linspace is start + i·step for float64, the last element exactly stop.
// Complex ends are done for each part. Integers are rounded down, as in NumPy.
func linspace(a Args) (any, error) {
	num := a.Int(2, 50)
	if num < 0 {
		return nil, fault.New("linspace", fault.Value, "the number of elements is %d, it can't be negative", num)
	}
	endpoint := a.Bool(5)
	for _, end := range a.List[:2] {
		if _, is := end.(*ndarray.Array); is {
			return linspaces(a.List[0], a.List[1], num, endpoint, a.DType(3, 0))
		}
	}
	line := func(start, stop float64) *ndarray.Array {
		if endpoint {
			return ndarray.Linspace(start, stop, num)
		}
		// The place of the last of num+1 points is left out.
		return ndarray.Linspace(start, stop, num+1).Index(ndarray.To(num))
	}
	c0, complex0 := a.List[0].(complex128)
	c1, complex1 := a.List[1].(complex128)
	if !complex0 && !complex1 {
		start, err := a.Float(0)
		if err != nil {
			return nil, err
		}
		stop, err := a.Float(1)
		if err != nil {
			return nil, err
		}
		return roundedDown(line(start, stop), a.DType(3, dtype.Float64))
	}
	if !complex0 {
		f, err := a.Float(0)
		if err != nil {
			return nil, err
		}
		c0 = complex(f, 0)
	}
	if !complex1 {
		f, err := a.Float(1)
		if err != nil {
			return nil, err
		}
		c1 = complex(f, 0)
	}
	z := ndarray.Empty(dtype.Complex128, num)
	if err := z.Err(); err != nil {
		return nil, err
	}
	if err := z.Real().Assign(line(real(c0), real(c1))); err != nil {
		return nil, err
	}
	if err := z.Imag().Assign(line(imag(c0), imag(c1))); err != nil {
		return nil, err
	}
	return converted(z, a.DType(3, dtype.Complex128))
}

// roundedDown converts x to d, for integers by the floor.
func roundedDown(x *ndarray.Array, d dtype.DType) (any, error) {
	if k := d.Kind(); x.Err() == nil && (k == dtype.KindInt || k == dtype.KindUint) {
		x = ufunc.Floor.Out(x).Call(x)
	}
	return converted(x, d)
}

// linspaces is linspace for each pair of an element of start and one of stop,
// broadcast together, along a new first axis, in the type that they promote to.
func linspaces(start, stop any, num int, endpoint bool, d dtype.DType) (any, error) {
	of, err := resultType("linspace", []any{start, stop, 1.0})
	if err != nil {
		return nil, err
	}
	if d == dtype.Invalid {
		d = of
	}
	parts := num
	if endpoint {
		parts--
	}
	distance := ufunc.Subtract.DType(of).Call(stop, start)
	shape := append([]int{num}, distance.Shape()...)
	count := make([]int, len(shape))
	for i := range count {
		count[i] = 1
	}
	count[0] = num
	places := ufunc.AsType(ndarray.Arange(0.0, float64(num), 1).Reshape(count...), of, dtype.SameKind)
	y := ufunc.Add.Call(ufunc.Multiply.Call(places, ufunc.Divide.Call(distance, float64(max(parts, 1)))), start)
	if y = y.Reshape(shape...); y.Err() != nil {
		return ok(y)
	}
	if endpoint && num > 1 {
		if err := ufunc.Copyto(y.At(num-1), stop, dtype.SameKind, nil); err != nil {
			return nil, err
		}
	}
	return roundedDown(y, d)
}
