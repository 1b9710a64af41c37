// SPDX-License-Identifier: BSD-3-Clause

package entry

import (
	"github.com/arraygen/arraygen/generated/products/entries"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Product has the kernels of products of a type.
type Product struct {
	Dot, Tile uintptr // addresses; Tile is 0 for none
	Shape     kernel.TileShape
	Sum       int // bytes of a dot product
}

// OfProduct returns the kernels of products of type d for a machine of level l. ok is false
// if there are none.
func OfProduct(d dtype.DType, l kernel.Level) (p Product, ok bool) {
	for i, r := range entries.Rows {
		if r.DType != d {
			continue
		}
		at := &entries.Addresses()[i]
		p.Dot, p.Tile, p.Sum = at[0][l], at[1][l], r.Sum
		if r.Tiles != nil {
			p.Shape = r.Tiles.Shape[l]
		}
		return p, p.Dot != 0
	}
	return p, false
}
