// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"math/rand/v2"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Seed is the seed of the data, the same in every run.
const Seed = 20240607

// period is after how many elements the data repeats: making it must not take
// longer than measuring.
const period = 1 << 15

// data makes the values of operands.
type data struct {
	blocks map[blockKey][]byte
}

type blockKey struct {
	d     dtype.DType
	which int
}

// fill writes the values of the operand number which to a block of memory:
// floats from 0.1 to 8, where every function has a value and sines are not
// huge; integers from 1 to 7, which are divisors and shifts as well; bools
// values at even odds.
func (m *data) fill(mem []byte, d dtype.DType, which int) error {
	key := blockKey{d, which}
	block, ok := m.blocks[key]
	if !ok {
		block = make([]byte, period*d.Size())
		a := ndarray.FromBytes(block, d, []int{period}, nil, 0)
		r := rand.New(rand.NewPCG(Seed, uint64(which)))
		for i := range period {
			if err := a.Index(ndarray.Int(i), ndarray.Ellipsis).Fill(value(r, d)); err != nil {
				return err
			}
		}
		if m.blocks == nil {
			m.blocks = map[blockKey][]byte{}
		}
		m.blocks[key] = block
	}
	for len(mem) > 0 {
		mem = mem[copy(mem, block):]
	}
	return nil
}

func value(r *rand.Rand, d dtype.DType) any {
	u := 0.1 + 7.9*r.Float64()
	switch d.Kind() {
	case dtype.KindBool:
		return u < 4
	case dtype.KindInt, dtype.KindUint:
		return 1 + int(u)%7
	case dtype.KindComplex:
		return complex(u, 0.1+7.9*r.Float64())
	}
	return u
}
