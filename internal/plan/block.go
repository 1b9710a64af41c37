// SPDX-License-Identifier: BSD-3-Clause

package plan

// Block is one copy of a body in a loop: the vectors that it takes, and how
// these meet memory.
type Block struct {
	Vectors int
	Lanes   int // elements of a vector
	First   int // the number of its first vector in the iteration
	Access  Access
	// rare is where a rare lane of the block leads.
	rare string
}

// Elements returns how many elements the block takes.
func (b Block) Elements() int { return b.Vectors * b.Lanes }

// Access is how the vectors of a block meet memory.
type Access uint8

const (
	// Whole vectors are in memory as in registers.
	Whole Access = iota
	// Overlapping blocks have two whole vectors: the second begins as many
	// elements after the first as the count says, before the end of it.
	Overlapping
	// Masked blocks have one vector, of which the first lanes are in memory, as
	// many as the count says, or all of them.
	Masked
	// Partial blocks have one vector, too, of which the first lanes are in
	// memory, as many as the count says: fewer than all.
	Partial
)

// Tail is how a back end takes the elements that are left at the end of a row.
type Tail uint8

const (
	// ByMask takes them, and single vectors before them, under a mask.
	ByMask Tail = iota
	// ByPieces puts a vector together from pieces, see Partial.
	ByPieces
	// ByElements takes one element after the other.
	ByElements
	// ByHalves takes half a vector, a quarter, … down to one element.
	ByHalves
)

// blocks returns the blocks that a row is cut into, those that repeat first, and
// how many these are.
func (t Tail) blocks(unroll, lanes int) (blocks []Block, repeat int) {
	if unroll > 1 || t != ByMask {
		blocks = append(blocks, Block{Vectors: unroll, Lanes: lanes})
	}
	if unroll > 1 && t != ByMask {
		blocks = append(blocks, Block{Vectors: 1, Lanes: lanes})
	}
	if t == ByElements {
		blocks = append(blocks, Block{Vectors: 1, Lanes: 1})
	}
	repeat = len(blocks)
	switch t {
	case ByMask:
		blocks = append(blocks, Block{Vectors: 1, Lanes: lanes, Access: Masked})
	case ByPieces:
		blocks = append(blocks, Block{Vectors: 1, Lanes: lanes, Access: Partial})
	case ByHalves:
		for n := lanes / 2; n > 0; n /= 2 {
			blocks = append(blocks, Block{Vectors: 1, Lanes: n})
		}
	}
	return blocks, repeat
}
