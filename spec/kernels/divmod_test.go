// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"encoding/csv"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDivmodAgainstNumPy compares bit by bit, the fast path and the slow one.
func TestDivmodAgainstNumPy(t *testing.T) {
	rows := readCSV(t, "testdata/divmod.csv")
	require.Greater(t, len(rows), 9000)
	for _, row := range rows {
		if row[0] == "float32" {
			x, y, q, r := float32Of(t, row[1]), float32Of(t, row[2]), float32Of(t, row[3]), float32Of(t, row[4])
			requireSame(t, q, FloorDivide(x, y), "FloorDivide(%v, %v)", x, y)
			requireSame(t, r, Remainder(x, y), "Remainder(%v, %v)", x, y)
			requireSame(t, q, FloorDivideLarge(x, y), "FloorDivideLarge(%v, %v)", x, y)
			requireSame(t, r, RemainderLarge(x, y), "RemainderLarge(%v, %v)", x, y)
			continue
		}
		x, y, q, r := float64Of(t, row[1]), float64Of(t, row[2]), float64Of(t, row[3]), float64Of(t, row[4])
		requireSame(t, q, FloorDivide(x, y), "FloorDivide(%v, %v)", x, y)
		requireSame(t, r, Remainder(x, y), "Remainder(%v, %v)", x, y)
		requireSame(t, q, FloorDivideLarge(x, y), "FloorDivideLarge(%v, %v)", x, y)
		requireSame(t, r, RemainderLarge(x, y), "RemainderLarge(%v, %v)", x, y)
	}
}

// TestFmod compares fmod with rational arithmetic.
func TestFmod(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		x := math.Ldexp(rng.Float64()+0.5, rng.IntN(2090)-1066)
		y := math.Ldexp(rng.Float64()+0.5, rng.IntN(2090)-1066)
		if y == 0 || math.IsInf(x, 0) || math.IsInf(y, 0) {
			continue
		}
		a, b := new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y)
		q := new(big.Rat).Quo(a, b)
		n := new(big.Int).Quo(q.Num(), q.Denom())
		want, exact := a.Sub(a, b.Mul(b, new(big.Rat).SetInt(n))).Float64()
		require.True(t, exact)
		require.Equal(t, want, fmod(x, y), "fmod(%x, %x)", x, y)
	}
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

func float64Of(t *testing.T, hex string) float64 {
	t.Helper()
	if hex == "nan" {
		return math.NaN()
	}
	b, err := strconv.ParseUint(hex, 16, 64)
	require.NoError(t, err)
	return math.Float64frombits(b)
}

func float32Of(t *testing.T, hex string) float32 {
	t.Helper()
	if hex == "nan" {
		return float32(math.NaN())
	}
	b, err := strconv.ParseUint(hex, 16, 32)
	require.NoError(t, err)
	return math.Float32frombits(uint32(b))
}

// requireSame wants the same bits, or a NaN for a NaN.
func requireSame[T float32 | float64](t *testing.T, want, got T, format string, args ...any) {
	t.Helper()
	if want != want && got != got {
		return
	}
	if want != got || math.Signbit(float64(want)) != math.Signbit(float64(got)) {
		require.FailNowf(t, "wrong result", format+": got %v, want %v", append(args, got, want)...)
	}
}
