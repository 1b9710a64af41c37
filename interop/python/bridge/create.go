package bridge

import (
	"math"
	"math/big"

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
			for i := range grids {
				if swap {
					grids[i] = grids[i].SwapAxes(0, 1)
				}
				grids[i] = grids[i].Copy()
			}
			return grids, nil
		},
		Work: gridWork,
	},
}

// arange counts in integers where all three are integers, in floats elsewhere,
// and converts at the end.
func arange(a Args) (any, error) {
	start, stop, step := a.List[0], a.List[1], a.List[2]
	if stop == nil {
		start, stop = 0, start
	}
	d := a.DType(3, 0)
	if d.Kind() <= dtype.KindInt {
		if i, j, k := integer(start), integer(stop), integer(step); i != nil && j != nil && k != nil {
			return countIntegers(i, j, k, d)
		}
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
	return converted("arange", ndarray.Arange(f[0], f[1], f[2]), a.DType(3, dtype.Float64))
}

// countIntegers returns the integers from start up to stop by step in the type
// d, which must hold them, or in int64 or, for some that it doesn't hold, uint64.
func countIntegers(start, stop, step *big.Int, d dtype.DType) (any, error) {
	const fn = "arange"
	if step.Sign() == 0 {
		return nil, fault.New(fn, fault.Value, "no array goes from %v to %v by 0", start, stop)
	}
	count := new(big.Int).Sub(start, stop)
	if step.Sign() < 0 {
		count.Neg(count)
	}
	count.Neg(count.Div(count, new(big.Int).Abs(step))) // the distance in steps, rounded up
	if count.Sign() <= 0 {
		return ok(ndarray.Empty(orInt64(d), 0))
	}
	if !count.IsInt64() {
		return nil, fault.New(fn, fault.Memory, "%s elements don't fit an address", describe(count))
	}
	last := new(big.Int).Mul(step, new(big.Int).Sub(count, big.NewInt(1)))
	last.Add(last, start)
	of := dtype.Int64
	if !start.IsInt64() || !last.IsInt64() {
		of = dtype.Uint64
	}
	for _, end := range []*big.Int{start, last} {
		s, _ := dtype.ScalarOf(end)
		for _, t := range []dtype.DType{of, d} {
			if t == dtype.Invalid {
				continue
			}
			if err := s.Check(t); err != nil {
				return nil, fault.In(fn, err)
			}
		}
	}
	// Modulo 2⁶⁴, as the steps may be wider than the elements.
	x := ndarray.Arange(0, count.Int64(), 1)
	if count.Cmp(big.NewInt(1)) > 0 {
		x = ufunc.Multiply.Out(x).Call(x, low64(step))
	}
	x = ufunc.Add.Out(x).Call(x, low64(start))
	if d == dtype.Invalid {
		d = of
	}
	if x.Err() == nil && x.DType() != d {
		x = ufunc.AsType(x, d, dtype.Unsafe)
	}
	return ok(x)
}

func orInt64(d dtype.DType) dtype.DType {
	if d == dtype.Invalid {
		return dtype.Int64
	}
	return d
}

// low64 returns the low 64 bits of v in two's complement.
func low64(v *big.Int) int64 {
	return int64(new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64())
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
	return converted("linspace", z, a.DType(3, dtype.Complex128))
}

// roundedDown converts x to d, for integers by the floor.
func roundedDown(x *ndarray.Array, d dtype.DType) (any, error) {
	if k := d.Kind(); x.Err() == nil && (k == dtype.KindInt || k == dtype.KindUint) {
		x = ufunc.Floor.Out(x).Call(x)
	}
	return converted("linspace", x, d)
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
		if err := ufunc.Copyto(y.Index(ndarray.Int(num-1), ndarray.Ellipsis), stop, dtype.SameKind, nil); err != nil {
			return nil, err
		}
	}
	return roundedDown(y, d)
}
