// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/arraygen/arraygen/spec/lane"
)

// Eval interprets f on one element: in[i] holds the bits of the lanes of
// input i. It returns the bits of the lanes of the outputs, and whether a
// rare lane was met, for which the result is the fast value.
func (f *Func) Eval(in [][2]uint64) (out [][2]uint64, rare bool) {
	return f.eval(in, nil)
}

// EvalOn is Eval on a machine that makes NaNs of its own: where the operation
// of v computes one, nan returns its bits. HalfToF32 makes them quiet there. A
// canonicalized function gives the results of Eval on every such machine.
func (f *Func) EvalOn(in [][2]uint64, nan func(v *Value) uint64) (out [][2]uint64, rare bool) {
	return f.eval(in, nan)
}

func (f *Func) eval(in [][2]uint64, nan func(v *Value) uint64) (out [][2]uint64, rare bool) {
	vals := make([]uint64, len(f.Values))
	args := make([]uint64, 0, 8)
	left := map[*Value]int{} // iterations, by Repeat
	for i := 0; i < len(f.Values); i++ {
		v := f.Values[i]
		args = args[:0]
		for _, a := range v.Args {
			args = append(args, vals[a.ID])
		}
		switch v.Op {
		case Param:
			vals[i] = in[v.Imm>>1][v.Imm&1]
		case Const:
			vals[i] = v.Imm
		case Rare:
			rare = rare || args[0]&1 == 1
			vals[i] = args[1]
		case Enter:
			vals[i] = args[0]
		case Leave:
			vals[i] = args[2]
		case Repeat:
			if _, began := left[v]; !began {
				left[v] = v.Times()
			}
			if left[v]--; left[v] > 0 && !isTrue(v.Args[0].Type, args[0]) {
				enters, _ := v.Variables()
				for j, e := range enters {
					vals[e.ID] = args[2+len(enters)+j]
				}
				i = f.first(v) - 1
			}
		default:
			vals[i] = evalOp(v, args)
			if nan == nil || !isNaN(v.Type, vals[i]) {
				break
			}
			switch {
			case computes(v):
				vals[i] = nan(v)
			case v.Op == HalfToF32:
				vals[i] |= quietBit
			}
		}
	}
	out = make([][2]uint64, len(f.Out))
	for _, r := range f.Results {
		x := vals[r.Value.ID]
		bad := isNaN(r.Value.Type, x)
		if r.NaN != nil {
			bad = isTrue(r.NaN.Type, vals[r.NaN.ID])
		}
		if r.Mend && bad {
			x = CanonicalNaN(r.Value.Type)
		}
		out[r.Operand][r.Part] = x
	}
	return out, rare
}

// evalOp applies the operation of v to the bits of its arguments. A NaN that it
// computes is the canonical one.
func evalOp(v *Value, x []uint64) uint64 {
	r := operate(v, x)
	if v.Type.Is(KindFloat) && (computes(v) || v.Op == Canonical) && isNaN(v.Type, r) {
		return CanonicalNaN(v.Type)
	}
	return r
}

// operate is evalOp with what NaNs the machine makes.
func operate(v *Value, x []uint64) uint64 {
	from := v.Type
	if len(v.Args) > 0 {
		from = v.Args[0].Type
	}
	var r uint64
	switch v.Op {
	case Select:
		if isTrue(from, x[0]) {
			r = x[1]
		} else {
			r = x[2]
		}
	case Bitcast, Canonical:
		r = x[0]
	case Convert, TruncToInt:
		r = convert(v.Type, from, x[0])
	case Lookup:
		r = v.Table.Bits[x[0]]
	case HalfToF32:
		r = f32(lane.HalfToFloat32(uint16(x[0])))
	case F32ToHalf:
		r = uint64(lane.HalfFromFloat32(math.Float32frombits(uint32(x[0]))))
	case And:
		r = x[0] & x[1]
	case Or:
		r = x[0] | x[1]
	case Xor:
		r = x[0] ^ x[1]
	case AndNot:
		r = x[0] &^ x[1]
	case Not:
		r = ^x[0]
	case Eq, Ne, Lt, Le, Unordered:
		r = compare(v.Op, from, x[0], x[1])
		if v.Type != Bool {
			r = -r
		}
	default:
		switch {
		case from == F64:
			r = math.Float64bits(evalFloat(v.Op, f64s(x)))
		case from == F32:
			r = f32(evalFloat32(v.Op, x))
		default:
			r = evalInt(v, from, x)
		}
	}
	return trim(v.Type, r)
}

func trim(t Type, r uint64) uint64 {
	switch {
	case t == Bool:
		return r & 1
	case t.Size() < 8:
		return r & (1<<t.Bits() - 1)
	}
	return r
}

func isTrue(t Type, x uint64) bool {
	if t == Bool {
		return x&1 == 1
	}
	return x>>(t.Bits()-1)&1 == 1
}

func f32(x float32) uint64 { return uint64(math.Float32bits(x)) }

func f64s(x []uint64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = math.Float64frombits(x[i])
	}
	return y
}

func signed(t Type, x uint64) int64 { return int64(x<<(64-t.Bits())) >> (64 - t.Bits()) }

func evalFloat32(op Op, x []uint64) float32 {
	a := make([]float32, len(x))
	for i := range x {
		a[i] = math.Float32frombits(uint32(x[i]))
	}
	return evalFloat(op, a)
}

func evalFloat[T lane.Float](op Op, x []T) T {
	switch op {
	case Add:
		return x[0] + x[1]
	case Sub:
		return x[0] - x[1]
	case Mul:
		return T(x[0] * x[1])
	case Div:
		return x[0] / x[1]
	case Neg:
		return -x[0]
	case Abs:
		return lane.Abs(x[0])
	case Min, MinNumbers:
		return min(x[0], x[1])
	case Max, MaxNumbers:
		return max(x[0], x[1])
	case MinLT:
		return lane.Select(x[0] < x[1], x[0], x[1])
	case MaxGT:
		return lane.Select(x[0] > x[1], x[0], x[1])
	case Sqrt:
		return lane.Sqrt(x[0])
	case FMA:
		return lane.FMA(x[0], x[1], x[2])
	case RoundEven:
		return lane.RoundEven(x[0])
	case Floor:
		return lane.Floor(x[0])
	case Ceil:
		return lane.Ceil(x[0])
	case Trunc:
		return lane.Trunc(x[0])
	}
	panic(fmt.Sprintf("ir: %s of floats", op))
}

func evalInt(v *Value, t Type, x []uint64) uint64 {
	sgn := t.Is(KindInt)
	s := func(i int) int64 { return signed(t, x[i]) }
	less := func() bool {
		if sgn {
			return s(0) < s(1)
		}
		return x[0] < x[1]
	}
	pick := func(first bool) uint64 {
		if first {
			return x[0]
		}
		return x[1]
	}
	switch v.Op {
	case Add:
		return x[0] + x[1]
	case Sub:
		return x[0] - x[1]
	case Mul:
		return x[0] * x[1]
	case MulLo32:
		if sgn {
			return uint64(int64(int32(x[0])) * int64(int32(x[1])))
		}
		hi, lo := bits.Mul64(uint64(uint32(x[0])), uint64(uint32(x[1])))
		_ = hi
		return lo
	case Div:
		if sgn {
			return uint64(lane.Div(s(0), s(1)))
		}
		return lane.Div(x[0], x[1])
	case Rem:
		if sgn {
			return uint64(lane.Rem(s(0), s(1)))
		}
		return lane.Rem(x[0], x[1])
	case FloorDiv:
		if sgn {
			return uint64(lane.FloorDiv(s(0), s(1)))
		}
		return lane.Div(x[0], x[1])
	case FloorRem:
		if sgn {
			return uint64(lane.FloorRem(s(0), s(1)))
		}
		return lane.Rem(x[0], x[1])
	case Neg:
		return -x[0]
	case Abs:
		return uint64(lane.Abs(s(0)))
	case Min:
		return pick(less())
	case Max:
		return pick(!less())
	case Shl:
		return x[0] << v.Imm
	case Shr:
		if sgn {
			return uint64(s(0) >> v.Imm)
		}
		return x[0] >> v.Imm
	case ShlV:
		if x[1] >= uint64(t.Bits()) {
			return 0
		}
		return x[0] << x[1]
	case ShrV:
		if sgn {
			return uint64(s(0) >> min(x[1], 63))
		}
		if x[1] >= uint64(t.Bits()) {
			return 0
		}
		return x[0] >> x[1]
	}
	return evalBits(v, t, x)
}

func compare(op Op, t Type, a, b uint64) uint64 {
	switch {
	case t == F64:
		return compareOrdered(op, math.Float64frombits(a), math.Float64frombits(b))
	case t == F32:
		return compareOrdered(op, math.Float32frombits(uint32(a)), math.Float32frombits(uint32(b)))
	case t.Is(KindInt):
		return compareOrdered(op, signed(t, a), signed(t, b))
	}
	return compareOrdered(op, a, b)
}

func compareOrdered[T float32 | float64 | int64 | uint64](op Op, a, b T) uint64 {
	switch op {
	case Eq:
		return b2u(a == b)
	case Ne:
		return b2u(a != b)
	case Lt:
		return b2u(a < b)
	case Unordered:
		return b2u(a != a || b != b)
	}
	return b2u(a <= b)
}

func convert(to, from Type, x uint64) uint64 {
	switch {
	case from == F64:
		return convertFloat(to, math.Float64frombits(x))
	case from == F32:
		return convertFloat(to, math.Float32frombits(uint32(x)))
	case from.Is(KindInt):
		s := signed(from, x)
		switch to {
		case F64:
			return math.Float64bits(float64(s))
		case F32:
			return f32(float32(s))
		}
		return uint64(s)
	}
	switch to {
	case F64:
		return math.Float64bits(float64(x))
	case F32:
		return f32(float32(x))
	}
	return x
}

func convertFloat[T lane.Float](to Type, x T) uint64 {
	switch to {
	case F64:
		return math.Float64bits(float64(x))
	case F32:
		return f32(float32(x))
	case I8:
		return uint64(lane.Sat[int8](x))
	case I16:
		return uint64(lane.Sat[int16](x))
	case I32:
		return uint64(lane.Sat[int32](x))
	case I64:
		return uint64(lane.Sat[int64](x))
	case U8:
		return uint64(lane.Sat[uint8](x))
	case U16:
		return uint64(lane.Sat[uint16](x))
	case U32:
		return uint64(lane.Sat[uint32](x))
	}
	return lane.Sat[uint64](x)
}
