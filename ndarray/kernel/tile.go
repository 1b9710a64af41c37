// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"math/bits"
	"unsafe"
)

// TileDepth is how many products a block of the order serial has: a sum of products
// is a chain of fused multiply-adds from the first product to the last, begun
// anew with zero every TileDepth products; the sums of the blocks are added from
// the first to the last.
const TileDepth = 256

// Tile is the argument of a tile kernel: Rows × Columns elements of C, each a sum
// over Depth products of an element of A and one of B,
//
//	for r := range Rows {
//		for c := range Columns {
//			sum := 0 // or C[r, c], to go on with a chain
//			for k := range Depth {
//				sum = FMA(A[r, k], B[k, c], sum)
//			}
//			C[r, c] = sum // or C[r, c] + sum
//		}
//	}
//
// The rows of C, and those of B, are contiguous. All strides are in bytes.
type Tile struct {
	A           unsafe.Pointer
	ARow, AStep int // from row to row, and from product to product
	B           unsafe.Pointer
	BStep       int // from product to product
	C           unsafe.Pointer
	CRow        int
	Depth       int
	// Rows are as many as TileShape.High says; Columns at most those of the TileShape, a multiple of its Lanes. Of
	// one row there are as many columns as there may be, a multiple of Lanes.
	Rows, Columns int
	// Add is 1 to add to what C holds: the sum of the blocks before. Last is 1 for
	// the last block, whose NaNs are made canonical.
	Add, Last int
	// Resume is 1 to begin the sums with what C holds, not with zero: the chain of the
	// products before.
	Resume int
	// Start is what sums begin with where Resume is 0, of kernels that don't begin with zero: the row of a whole
	// tile, else a vector of elements that change no sum.
	Start unsafe.Pointer
}

// Offsets of the fields of Tile, for generated assembly.
const (
	TileA       = 0
	TileARow    = 8
	TileAStep   = 16
	TileB       = 24
	TileBStep   = 32
	TileC       = 40
	TileCRow    = 48
	TileDepthAt = 56
	TileRows    = 64
	TileColumns = 72
	TileAdd     = 80
	TileLast    = 88
	TileResume  = 96
	TileStart   = 104
)

const _ = -(unsafe.Sizeof(uintptr(0)) / 8 * (unsafe.Offsetof(Tile{}.AStep) ^ TileAStep | unsafe.Offsetof(Tile{}.B) ^ TileB |
	unsafe.Offsetof(Tile{}.C) ^ TileC | unsafe.Offsetof(Tile{}.Depth) ^ TileDepthAt | unsafe.Offsetof(Tile{}.Last) ^ TileLast |
	unsafe.Offsetof(Tile{}.Resume) ^ TileResume | unsafe.Offsetof(Tile{}.Start) ^ TileStart))

// TileFunc is a tile kernel.
type TileFunc func(*Tile)

// TileShape is the largest tile of an implementation, whose sums it holds in
// registers, and how many columns are a vector. Flat is how many columns of one row don't
// wait for each other. Few says that other tiles have a power of two of rows.
type TileShape struct {
	Rows, Columns, Lanes, Flat int
	Few                        bool
}

// High is how many rows the next tile has of so many.
func (s *TileShape) High(rows int) int {
	switch {
	case rows >= s.Rows:
		return s.Rows
	case s.Few:
		return 1 << (bits.Len(uint(rows)) - 1)
	}
	return rows
}

// TileSet is a tile kernel in all its implementations.
type TileSet struct {
	// Name is the function and its type, as "matmul.float64".
	Name  string
	Impl  [NumLevels]TileFunc
	Shape [NumLevels]TileShape
	// One has the bits of an element that is 1.
	One uint64
	// Group is how many products a step of a whole tile takes: two of int16, or four of bytes. Such a tile has
	// the rows and columns of its shape, no fewer. An element of A or of B is 32 bits with as many
	// factors, Depth counts these, C has sums of 32 bits; Add and Last mean nothing.
	Group int
	// Moved says that the bytes of A have their highest bit the other way round, so that they are 128
	// more, or less: the caller takes back what that adds.
	Moved [NumLevels]bool
}

// Level returns the level of the best implementation for a machine of level l.
func (s *TileSet) Level(l Level) Level {
	for s.Impl[l] == nil {
		l = levels[l].below
	}
	return l
}
