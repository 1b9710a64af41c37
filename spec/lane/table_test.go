// SPDX-License-Identifier: BSD-3-Clause

package lane

import "testing"

// TestAt: past either end of the table is the element there.
func TestAt(t *testing.T) {
	table := []int16{10, 20, 30}
	for i, want := range map[int64]int16{-1 << 63: 10, -1: 10, 0: 10, 1: 20, 2: 30, 3: 30, 1<<63 - 1: 30} {
		if got := At(table, i); got != want {
			t.Errorf("At(%d) is %d, want %d", i, got, want)
		}
	}
	if At(table, int8(-128)) != 10 || At(table, uint8(255)) != 30 || At(table, uint64(1<<63)) != 30 || At([]complex64{1i}, uint16(7)) != 1i {
		t.Error("At does not clamp")
	}
}
