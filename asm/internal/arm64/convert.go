// SPDX-License-Identifier: BSD-3-Clause

package arm64

import "github.com/arraygen/arraygen/internal/ir"

// conversion is Convert from one lane type to another, nothing where it is a
// Bitcast.
func conversion(to, from ir.Type) emitter {
	toFloat, fromFloat := to.Is(ir.KindFloat), from.Is(ir.KindFloat)
	switch {
	case to == from, !toFloat && !fromFloat && to.Size() == from.Size():
		return emitter{}
	case !toFloat && !fromFloat:
		return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) { c.resize(d, x[0], to, from, "xtn") }}
	case toFloat && fromFloat && to == ir.F64:
		return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) { c.vec("fcvtl", s2, d, x[0], 0) }}
	case toFloat && fromFloat:
		return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) { c.vec("fcvtn", s2, d, x[0], 0) }}
	case fromFloat:
		return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) { c.floatToInt(d, x[0], to, from) }}
	case from.Size() > to.Size():
		return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) { c.int64ToFloat32(d, x[0], from) }}
	}
	return emitter{emit: func(c *writer, _ *ir.Value, d, _ int, x []int) {
		at := c.resize(d, x[0], to, from, "")
		c.vec(toFloatName(from), c.lanes(to), d, at, 0)
	}}
}

func toFloatName(from ir.Type) string {
	if from.Is(ir.KindInt) {
		return "scvtf"
	}
	return "ucvtf"
}

// resize brings integers in register x to the size of type to, in steps of a
// factor of two: down by the instruction given, up by the sign of from. It
// returns the register of the result: d, or x if there is nothing to do.
func (c *writer) resize(d, x int, to, from ir.Type, down string) int {
	up := "uxtl"
	if from.Is(ir.KindInt) {
		up = "sxtl"
	}
	for size := from.Size(); size < to.Size(); size *= 2 {
		c.vec(up, fits(size, 0), d, x, 0)
		x = d
	}
	for size := from.Size(); size > to.Size(); size /= 2 {
		c.vec(down, fits(size/2, 0), d, x, 0)
		x = d
	}
	return x
}

// floatToInt converts with saturation, which is what the instructions do, in
// the wider of the two sizes.
func (c *writer) floatToInt(d, x int, to, from ir.Type) {
	name, down := "fcvtzu", "uqxtn"
	if to.Is(ir.KindInt) {
		name, down = "fcvtzs", "sqxtn"
	}
	if to.Size() > from.Size() {
		c.vec("fcvtl", s2, d, x, 0)
		c.vec(name, d2, d, d, 0)
		return
	}
	c.vec(name, c.lanes(from), d, x, 0)
	c.resize(d, d, to, from, down)
}

// int64ToFloat32 goes through float64. So that the value is rounded only
// once, integers of more than 53 bits are first cut to 53, of which the
// lowest is set if a bit was lost; float32 is too short to see more of it.
func (c *writer) int64ToFloat32(d, x int, from ir.Type) {
	signed := from.Is(ir.KindInt)
	shr := "ushr"
	if signed {
		shr = "sshr"
	}
	cut, short := c.temp(), c.temp()
	c.vec("shl", d2, d, x, 64-11)
	c.vec("neg", d2, short, d, 0)
	c.vec("orr", b16, d, d, short)
	c.vec("ushr", d2, d, d, 63) // 1 if any of the low 11 bits is set
	c.vec(shr, d2, cut, x, 11)
	c.vec("orr", b16, cut, cut, d)
	c.vec("shl", d2, cut, cut, 11)
	c.vec(shr, d2, short, x, 52)
	if signed {
		c.vec("sshr", d2, d, x, 63)
	} else {
		c.vec("movi", b16, d, 0, 0)
	}
	c.vec("cmeq", d2, short, short, d)
	c.vec("bsl", b16, short, x, cut)
	c.vec(toFloatName(from), d2, d, short, 0)
	c.vec("fcvtn", s2, d, d, 0)
}
