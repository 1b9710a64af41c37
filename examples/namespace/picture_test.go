// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Crop and flip are views, without a copy; to downsample is a mean over blocks.
// gonum has no bytes and no third axis.
func Example_picture() {
	x, y := array.Arange(0, 8, 1), array.Reshape(array.Arange(0, 6, 1), array.Shape{6, 1})
	picture := array.AsType(array.Add(array.Multiply(y, 10), x), dtype.Uint8)

	crop := picture.Slice("1:5, 2:6")
	mirrored := array.Fliplr(crop)
	blocks := array.Reshape(crop, array.Shape{2, 2, 2, 2})
	small := array.AsType(array.Mean(blocks, array.Axis(1, 3)), dtype.Uint8)
	fmt.Println(mirrored)
	fmt.Println(small)
	// Output:
	// [[15 14 13 12]
	//  [25 24 23 22]
	//  [35 34 33 32]
	//  [45 44 43 42]]
	// [[17 19]
	//  [37 39]]
}
