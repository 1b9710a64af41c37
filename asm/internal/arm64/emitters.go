// SPDX-License-Identifier: BSD-3-Clause

package arm64

import "github.com/arraygen/arraygen/internal/ir"

// key names an operation on lanes by the types that legalise.Operations.Has is
// asked with.
type key struct {
	op        ir.Op
	typ, from ir.Type
}

// keyOf returns the key of v.
func keyOf(v *ir.Value) key {
	t, from := ir.LaneTypes(v.Op, v.Type, v.Args)
	return key{v.Op, t, from}
}

// emitter writes the instructions of one operation.
type emitter struct {
	// ties lists the arguments of which one must be in the destination
	// beforehand, because the instruction changes its destination.
	ties []int
	// emit writes the code: d is the destination, which is no register of x
	// unless tied, tied the argument that is in it.
	emit func(c *writer, v *ir.Value, d, tied int, x []int)
}

var (
	integers = []ir.Type{ir.I8, ir.I16, ir.I32, ir.I64, ir.U8, ir.U16, ir.U32, ir.U64}
	floats   = []ir.Type{ir.F32, ir.F64}
)

// emitters says what NEON computes, and how.
var emitters = table()

func table() map[key]emitter {
	e := map[key]emitter{}
	same := func(ts []ir.Type, op ir.Op, f emitter) {
		for _, t := range ts {
			e[key{op, t, t}] = f
		}
	}
	for op, name := range map[ir.Op]string{
		ir.Add: "fadd", ir.Sub: "fsub", ir.Mul: "fmul", ir.Div: "fdiv", ir.Min: "fmin", ir.Max: "fmax",
		ir.Sqrt: "fsqrt", ir.Abs: "fabs", ir.Neg: "fneg",
		ir.RoundEven: "frintn", ir.Floor: "frintm", ir.Ceil: "frintp", ir.Trunc: "frintz",
	} {
		same(floats, op, lanewise(name))
	}
	same(floats, ir.FMA, emitter{ties: []int{2}, emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
		c.vec("fmla", c.lanes(v.Type), d, x[0], x[1])
	}})
	for op, name := range map[ir.Op]string{ir.Add: "add", ir.Sub: "sub", ir.Mul: "mul", ir.Neg: "neg"} {
		same(integers, op, lanewise(name))
	}
	for op, name := range map[ir.Op]string{ir.And: "and", ir.Or: "orr", ir.Xor: "eor", ir.AndNot: "bic", ir.Not: "mvn"} {
		same(integers, op, bitwise(name))
	}
	for _, t := range integers {
		sign := "u"
		if t.Is(ir.KindInt) {
			sign = "s"
			e[key{ir.Abs, t, t}] = lanewise("abs")
		}
		e[key{ir.Min, t, t}], e[key{ir.Max, t, t}] = lanewise(sign+"min"), lanewise(sign+"max")
		e[key{ir.Shl, t, t}], e[key{ir.Shr, t, t}] = shiftBy("shl"), shiftBy(sign+"shr")
		e[key{ir.ShlV, t, t}], e[key{ir.ShrV, t, t}] = emitter{emit: shiftVariable}, emitter{emit: shiftVariable}
		e[key{ir.AddSat, t, t}], e[key{ir.SubSat, t, t}] = lanewise(sign+"qadd"), lanewise(sign+"qsub")
		e[key{ir.OnesCount, t, t}] = emitter{emit: onesCount}
		e[key{ir.LeadingZeros, t, t}] = emitter{emit: leadingZeros}
		e[key{ir.RotL, t, t}] = emitter{emit: rotate}
		e[key{ir.RotLV, t, t}] = emitter{emit: rotateVariable}
		if t.Size() < 8 {
			e[key{ir.MulHi, t, t}] = emitter{emit: mulHi(sign + "mull")}
			e[key{ir.Avg, t, t}], e[key{ir.AbsDiff, t, t}] = lanewise(sign+"rhadd"), lanewise(sign+"abd")
		}
		if t.Size() > 1 {
			e[key{ir.ReverseBytes, t, t}] = emitter{emit: reverseBytes}
			e[key{ir.RepeatByte, t, t}] = emitter{emit: repeatByte}
		}
		e[key{ir.NonzeroBytes, t, t}] = emitter{emit: nonzeroBytes}
		if t.Size() == 8 {
			e[key{ir.Min, t, t}], e[key{ir.Max, t, t}] = emitter{emit: extreme64}, emitter{emit: extreme64}
			e[key{ir.Mul, t, t}] = emitter{emit: multiply64}
			e[key{ir.MulLo32, t, t}] = emitter{emit: multiplyLow(sign + "mull")}
		}
	}
	for _, t := range append(append([]ir.Type{}, integers...), floats...) {
		for op, f := range comparisons(t) {
			e[key{op, t, t}] = f
		}
		e[key{ir.Lookup, t, t}] = emitter{emit: lookup}
		e[key{ir.Select, t, t}] = emitter{ties: []int{0, 2, 1}, emit: selectLanes}
		for _, from := range append(append([]ir.Type{}, integers...), floats...) {
			if f := conversion(t, from); f.emit != nil {
				e[key{ir.Convert, t, from}] = f
			}
		}
	}
	for _, t := range floats {
		e[key{ir.TruncToInt, ir.Int(t.Size()), t}] = lanewise("fcvtzs")
	}
	e[key{ir.MulAddPairs, ir.I16, ir.I16}] = emitter{ties: []int{0}, emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
		if v.Imm == ir.Neighbours {
			low, high := c.temp(), c.temp()
			c.vec("smull", h4, low, x[1], x[2])
			c.vec("smull2", h8, high, x[1], x[2])
			c.vec("addp", s4, low, low, high)
			c.vec("add", s4, d, d, low)
			return
		}
		c.vec("smlal", h4, d, x[1], x[2])
		c.vec("smlal2", h8, d, x[1], x[2])
	}}
	for _, sign := range []struct {
		t    ir.Type
		name string
	}{{ir.I8, "sdot"}, {ir.U8, "udot"}} { // where the CPU has dotprod
		e[key{ir.MulAddQuads, sign.t, sign.t}] = emitter{ties: []int{0}, emit: func(c *writer, _ *ir.Value, d, _ int, x []int) {
			c.vec(sign.name, b16, d, x[1], x[2])
		}}
	}
	e[key{ir.HalfToF32, ir.F32, ir.U16}] = emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) {
		c.vec("fcvtl", h4, d, x[0], 0)
	}}
	e[key{ir.F32ToHalf, ir.U16, ir.F32}] = emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) {
		c.vec("fcvtn", h4, d, x[0], 0)
	}}
	return e
}

// lanewise is one instruction on lanes of the value's type.
func lanewise(name string) emitter {
	return emitter{emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
		c.vec(name, c.lanes(v.Type), d, x[0], x[len(x)-1])
	}}
}

// bitwise is one instruction on the bits of a register.
func bitwise(name string) emitter {
	return emitter{emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
		c.vec(name, c.bytes(v.Type), d, x[0], x[len(x)-1])
	}}
}

// shiftBy is a shift by a constant.
func shiftBy(name string) emitter {
	return emitter{emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
		c.vec(name, c.lanes(v.Type), d, x[0], int(v.Imm))
	}}
}

// shiftVariable is a shift by lanes. The instructions take the low byte of a
// lane as a signed count, negative to the right, so that counts past the
// width must be brought down to it first.
func shiftVariable(c *writer, v *ir.Value, d, _ int, x []int) {
	a, bits := c.lanes(v.Type), v.Type.Bits()
	shift := "ushl"
	if v.Type.Is(ir.KindInt) && v.Op == ir.ShrV {
		shift = "sshl"
	}
	count := c.temp()
	c.vec("movi", c.bytes(v.Type), count, 0, bits)
	if bits > 8 { // keep one byte a lane
		c.vec("ushr", a, count, count, bits-8)
	}
	if bits < 64 {
		c.vec("umin", a, d, count, x[1])
	} else { // there is no umin of 64 bits
		c.vec("cmhi", a, d, count, x[1])
		c.vec("bsl", b16, d, x[1], count)
	}
	if v.Op == ir.ShrV {
		c.vec("neg", a, d, d, 0)
	}
	c.vec(shift, a, d, x[0], d)
}

// extreme64 is the minimum or maximum of 64-bit integers.
func extreme64(c *writer, v *ir.Value, d, _ int, x []int) {
	greater := "cmhi"
	if v.Type.Is(ir.KindInt) {
		greater = "cmgt"
	}
	c.vec(greater, d2, d, x[0], x[1])
	if v.Op == ir.Max {
		c.vec("bsl", b16, d, x[0], x[1])
	} else {
		c.vec("bsl", b16, d, x[1], x[0])
	}
}

// multiply64 is the product of 64-bit integers: low*low, plus the two cross
// products shifted up.
func multiply64(c *writer, v *ir.Value, d, _ int, x []int) {
	low := c.temp()
	c.vec("rev64", s4, d, x[1], 0)
	c.vec("mul", s4, d, d, x[0])
	c.vec("uaddlp", s4, d, d, 0)
	c.vec("shl", d2, d, d, 32)
	c.vec("xtn", s2, low, x[0], 0)
	if x[0] == x[1] {
		c.vec("umlal", s2, d, low, low)
		return
	}
	low2 := c.temp()
	c.vec("xtn", s2, low2, x[1], 0)
	c.vec("umlal", s2, d, low, low2)
}

// selectLanes picks bits by the mask, through the instruction that changes
// the register that may be changed.
func selectLanes(c *writer, v *ir.Value, d, tied int, x []int) {
	switch a := c.bytes(v.Type); tied {
	case 0:
		c.vec("bsl", a, d, x[1], x[2])
	case 1:
		c.vec("bif", a, d, x[2], x[0])
	default:
		c.vec("bit", a, d, x[1], x[0])
	}
}

// comparisons returns the comparisons of lanes of type t.
func comparisons(t ir.Type) map[ir.Op]emitter {
	equal, greater, atLeast := "cmeq", "cmgt", "cmge"
	switch {
	case t.Is(ir.KindFloat):
		equal, greater, atLeast = "fcmeq", "fcmgt", "fcmge"
	case t.Is(ir.KindUint):
		greater, atLeast = "cmhi", "cmhs"
	}
	swapped := func(name string) emitter {
		return emitter{emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
			c.vec(name, c.lanes(v.Type), d, x[1], x[0])
		}}
	}
	return map[ir.Op]emitter{
		ir.Eq: lanewise(equal),
		ir.Ne: {emit: func(c *writer, v *ir.Value, d, _ int, x []int) {
			c.vec(equal, c.lanes(v.Type), d, x[0], x[1])
			c.vec("mvn", c.bytes(v.Type), d, d, 0)
		}},
		ir.Lt: swapped(greater),
		ir.Le: swapped(atLeast),
	}
}
