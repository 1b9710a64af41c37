// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var write = flag.Bool("write", false, "write testdata/hash.txt anew")

// hashInputs returns a fixed set of inputs: random bit patterns, numbers of
// usual size, neighbours of multiples of pi/2, and special values. Only
// arithmetic that is the same everywhere goes into it.
func hashInputs() (f32 []float32, f64 []float64) {
	rng := rand.New(rand.NewPCG(20, 26))
	f64 = []float64{0, zero, 1, -1, inf, -inf, nan, 0x1p-1074, 0x1p-1022, math.MaxFloat64, -math.MaxFloat64}
	for _, x := range f64 {
		f32 = append(f32, float32(x))
	}
	for i := range 20_000 {
		u := rng.Uint64()
		x := math.Float64frombits(u)
		y := math.Float32frombits(uint32(u >> 16))
		switch i % 4 {
		case 1:
			x = float64(int64(u)) * 0x1p-59 // |x| < 16
			y = float32(x)
		case 2: // near 1
			x = 1 + float64(int64(u)>>11)*0x1p-55
			y = float32(x)
		case 3: // near a multiple of pi/2
			x = float64(u>>40) * (math.Pi / 2)
			y = float32(x)
		}
		f32, f64 = append(f32, y), append(f64, x)
	}
	return f32, f64
}

// TestHash compares a hash of the results of each function over a fixed set of
// inputs with the committed one. The same hash on every machine, for every
// GOARCH and GOAMD64, is what the module promises.
func TestHash(t *testing.T) {
	f32, f64 := hashInputs()
	var got strings.Builder
	line := func(name, dtype string, h hash.Hash) {
		fmt.Fprintf(&got, "%s %s %s\n", name, dtype, hex.EncodeToString(h.Sum(nil)[:16]))
	}
	for i, f := range functions {
		name := f.name
		if i%2 == 1 {
			name += "_correct"
		}
		h32, h64 := sha256.New(), sha256.New()
		for i := range f64 {
			put(h32, uint64(math.Float32bits(f.f32(f32[i]))), f.f32(f32[i]) != f.f32(f32[i]))
			put(h64, math.Float64bits(f.f64(f64[i])), f.f64(f64[i]) != f.f64(f64[i]))
		}
		line(name, "float32", h32)
		line(name, "float64", h64)
	}
	q32, r32, q64, r64 := sha256.New(), sha256.New(), sha256.New(), sha256.New()
	for i := range f64 {
		x, y := f64[i], f64[len(f64)-1-i]
		a, b := f32[i], f32[len(f32)-1-i]
		put(q64, math.Float64bits(FloorDivide(x, y)), FloorDivide(x, y) != FloorDivide(x, y))
		put(r64, math.Float64bits(Remainder(x, y)), Remainder(x, y) != Remainder(x, y))
		put(q32, uint64(math.Float32bits(FloorDivide(a, b))), FloorDivide(a, b) != FloorDivide(a, b))
		put(r32, uint64(math.Float32bits(Remainder(a, b))), Remainder(a, b) != Remainder(a, b))
	}
	line("floor_divide", "float32", q32)
	line("floor_divide", "float64", q64)
	line("remainder", "float32", r32)
	line("remainder", "float64", r64)
	if *write {
		require.NoError(t, os.WriteFile("testdata/hash.txt", []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile("testdata/hash.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// put writes the bits of a result; all NaNs are one.
func put(h hash.Hash, bits uint64, isNaN bool) {
	if isNaN {
		bits = 1<<63 - 1
	}
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], bits)
	h.Write(b[:])
}
