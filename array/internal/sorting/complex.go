// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
)

// argsortComplex writes the indices that sort a row of complex numbers, whose
// parts are those of x, to out. The buffer has complexBuffer words.
func argsortComplex[K uint32 | uint64](out []int64, x []K, buffer []uint64, greatest K, descending bool, fn string) error {
	n := len(out)
	flip := K(0)
	if descending {
		flip = ^K(0)
	}
	keys := memory.As[K](buffer[n:], 2*n)
	real, imag := keys[:n], keys[n:]
	key.Complex(real, imag, x, greatest, flip)
	var f key.Format[K]
	if err := argsortRow(out, real, buffer[:n], &f, fn); err != nil {
		return err
	}
	// Equal real parts, by the imaginary ones.
	for first := 0; first < n-1; {
		re := real[out[first]]
		last := first + 1
		for last < n && real[out[last]] == re {
			last++
		}
		if last-first > 1 {
			same := memory.As[uint64](out[first:last], last-first)
			if err := sortTie(same, ^uint64(0), imag, &f, fn); err != nil {
				return err
			}
		}
		first = last
	}
	return nil
}

// complexBuffer returns the words that argsortComplex needs for rows of n.
func complexBuffer(n int) int { return 3 * n }

// sortComplex sorts a row of complex numbers by the indices that do.
func sortComplex[K uint32 | uint64](x []K, buffer []uint64, greatest K, descending bool, fn string) error {
	n := len(x) / 2
	out := memory.As[int64](buffer, n)
	if err := argsortComplex(out, x, buffer[n:], greatest, descending, fn); err != nil {
		return err
	}
	type number [2]K
	from, to := memory.As[number](buffer[n:], n), memory.As[number](x, n)
	copy(from, to)
	for i, j := range out {
		to[i] = from[j]
	}
	return nil
}
