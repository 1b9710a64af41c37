package arm64

import "github.com/arraygen/arraygen/asm/ir"

// onesCount adds the counts of the bytes of a lane.
func onesCount(c *code, v *ir.Value, d, _ int, x []int) {
	c.vec("cnt", c.bytes(v.Type), d, x[0], 0)
	for size := 1; size < v.Type.Size(); size *= 2 {
		c.vec("uaddlp", fits(size, c.width*v.Type.Size()), d, d, 0)
	}
}
