// SPDX-License-Identifier: BSD-3-Clause

package arm64

import "github.com/arraygen/arraygen/internal/ir"

// onesCount adds the counts of the bytes of a lane.
func onesCount(c *writer, v *ir.Value, d, _ int, x []int) {
	c.vec("cnt", c.bytes(v.Type), d, x[0], 0)
	for size := 1; size < v.Type.Size(); size *= 2 {
		c.vec("uaddlp", fits(size, c.width*v.Type.Size()), d, d, 0)
	}
}

// leadingZeros of 64-bit lanes is that of the upper half and, where that is
// zero, of the lower one.
func leadingZeros(c *writer, v *ir.Value, d, _ int, x []int) {
	if v.Type.Size() < 8 {
		c.vec("clz", c.lanes(v.Type), d, x[0], 0)
		return
	}
	upper, none := c.temp(), c.temp()
	c.vec("clz", s4, d, x[0], 0)
	c.vec("ushr", d2, upper, d, 32)
	c.vec("ushr", d2, none, upper, 5) // 32 only of zero
	c.vec("neg", d2, none, none, 0)
	c.vec("ushr", d2, none, none, 32)
	c.vec("and", b16, d, d, none)
	c.vec("add", d2, d, d, upper)
}

// reverseBytes is named after the width in which the bytes are reversed.
func reverseBytes(c *writer, v *ir.Value, d, _ int, x []int) {
	name := map[int]string{2: "rev16", 4: "rev32", 8: "rev64"}[v.Type.Size()]
	c.vec(name, c.bytes(v.Type), d, x[0], 0)
}

// nonzeroBytes: a byte of 0 is less than 1.
func nonzeroBytes(c *writer, v *ir.Value, d, _ int, x []int) {
	ones := c.temp()
	c.vec("movi", c.bytes(v.Type), ones, 0, 1)
	c.vec("umin", c.bytes(v.Type), d, x[0], ones)
}

// repeatByte keeps the lowest byte, and inserts it above itself until the lane is full.
func repeatByte(c *writer, v *ir.Value, d, _ int, x []int) {
	a, bits := c.lanes(v.Type), v.Type.Bits()
	c.vec("shl", a, d, x[0], bits-8)
	c.vec("ushr", a, d, d, bits-8)
	for n := 8; n < bits; n *= 2 {
		c.vec("sli", a, d, d, n)
	}
}

// rotate inserts the bits shifted up above those shifted down.
func rotate(c *writer, v *ir.Value, d, _ int, x []int) {
	a, n := c.lanes(v.Type), int(v.Imm)
	c.vec("ushr", a, d, x[0], v.Type.Bits()-n)
	c.vec("sli", a, d, x[0], n)
}

// rotateVariable shifts by the count modulo the width, and by that less the
// width, which is to the right. The instruction reads the low byte of a lane.
func rotateVariable(c *writer, v *ir.Value, d, _ int, x []int) {
	a, bytes, bits := c.lanes(v.Type), c.bytes(v.Type), v.Type.Bits()
	count, width := c.temp(), c.temp()
	c.vec("movi", bytes, width, 0, bits-1)
	c.vec("and", bytes, count, width, x[1])
	c.vec("ushl", a, d, x[0], count)
	c.vec("movi", bytes, width, 0, bits)
	c.vec("sub", bytes, count, count, width)
	c.vec("ushl", a, count, x[0], count)
	c.vec("orr", bytes, d, d, count)
}

// mulHi keeps the upper halves of products of twice the width.
func mulHi(multiply string) func(c *writer, v *ir.Value, d, tied int, x []int) {
	return func(c *writer, v *ir.Value, d, _ int, x []int) {
		a := c.lanes(v.Type)
		low := arrangement{a.size, 0}
		if a.full == 0 {
			c.vec(multiply, low, d, x[0], x[1])
			c.vec("uzp2", arrangement{a.size, 1}, d, d, d)
			return
		}
		t := c.temp()
		c.vec(multiply, low, t, x[0], x[1])
		c.vec(multiply+"2", a, d, x[0], x[1])
		c.vec("uzp2", a, d, t, d)
	}
}

// multiplyLow multiplies the low halves of 64-bit lanes.
func multiplyLow(multiply string) func(c *writer, v *ir.Value, d, tied int, x []int) {
	return func(c *writer, v *ir.Value, d, _ int, x []int) {
		t := c.temp()
		c.vec("xtn", s2, d, x[0], 0)
		c.vec("xtn", s2, t, x[1], 0)
		c.vec(multiply, s2, d, d, t)
	}
}
