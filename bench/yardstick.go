// SPDX-License-Identifier: BSD-3-Clause

package bench

// Yardstick is the name of a fixed piece of scalar work that every cell times
// along: it tells how fast the machine was at that moment.
const Yardstick = "yardstick"

// yardstick is a chain of multiplications, some ten microseconds of it.
func yardstick() {
	x := uint64(Seed)
	for range 8192 {
		x = x*6364136223846793005 + 1442695040888963407
	}
	yardstickSink = x
}

// yardstickSink keeps the chain from being dropped.
//
//lint:ignore U1000 writing to it is its use
var yardstickSink uint64
