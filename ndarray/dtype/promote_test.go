// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNumPyTables compares promotion and casting with what NumPy answers, see
// testdata/promotion.py.
func TestNumPyTables(t *testing.T) {
	text, err := os.ReadFile("testdata/promotion.txt")
	require.NoError(t, err)
	kinds := map[string]Kind{"bool": KindBool, "integer": KindInt, "float": KindFloat, "complex": KindComplex}
	get := func(name string) DType {
		d, err := Parse(name)
		require.NoError(t, err)
		return d
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(text)) {
		w := strings.Fields(line)
		seen[w[0]]++
		switch w[0] {
		case "promote":
			assert.Equal(t, get(w[3]), Promote(get(w[1]), get(w[2])), line)
		case "weak":
			assert.Equal(t, get(w[3]), PromoteWeak(get(w[1]), kinds[w[2]]), line)
		case "cast":
			for c := No; c <= Unsafe; c++ {
				assert.Equal(t, w[3+c] == "1", CanCast(get(w[1]), get(w[2]), c), "%v %s", c, line)
			}
		}
	}
	assert.Equal(t, map[string]int{"promote": 196, "weak": 56, "cast": 196}, seen)
}

// TestPromotionIsALattice checks what a table of pairs must fulfil, with
// bfloat16 in it.
func TestPromotionIsALattice(t *testing.T) {
	for _, a := range All() {
		assert.Equal(t, a, Promote(a, a))
		assert.Equal(t, Invalid, Promote(a, Invalid))
		assert.Equal(t, Invalid, Promote(Num, a))
		for _, b := range All() {
			p := Promote(a, b)
			if p == Invalid && a.Kind().Time() != b.Kind().Time() {
				assert.Equal(t, p, Promote(b, a), "%v %v", a, b)
				continue // numbers are no times
			}
			if a.Kind().Time() || b.Kind().Time() {
				continue // see TestNumPyUnits
			}
			assert.Equal(t, p, Promote(b, a), "%v %v", a, b)
			assert.True(t, CanCast(a, p, Safe) && CanCast(b, p, Safe), "%v %v", a, b)
		}
	}
}

// TestTypesMeetInAnyOrder: of several types no order makes a difference, though
// Promote on pairs from left to right does, and none is wider than it must be.
func TestTypesMeetInAnyOrder(t *testing.T) {
	numbers := slices.DeleteFunc(All(), func(d DType) bool { return d.Kind().Time() })
	for _, a := range numbers {
		for _, b := range numbers {
			assert.Equal(t, Promote(a, b), Types{}.With(a).With(b).Promote())
			for _, c := range numbers {
				all := Types{}.With(a).With(b).With(c).Promote()
				assert.Equal(t, all, Types{}.With(c).With(a).With(b).Promote())
				for _, p := range []DType{Promote(Promote(a, b), c), Promote(Promote(a, c), b), Promote(Promote(b, c), a)} {
					assert.True(t, CanCast(all, p, Safe), "%v %v %v: %v, %v", a, b, c, all, p)
				}
			}
		}
	}
	// As NumPy answers.
	assert.Equal(t, Float32, Types{}.With(Int16).With(Uint16).With(Float32).Promote())
	assert.Equal(t, Float16, Types{}.With(Float16).With(Int8).With(Uint8).Promote())
	assert.Equal(t, Complex64, Types{}.With(Uint16).With(Complex64).With(Int8).Promote())
	assert.Equal(t, Float64, Types{}.With(Uint64).With(Int8).With(Float32).Promote())
	assert.Equal(t, Invalid, Types{}.Promote())
	assert.Equal(t, Invalid, Types{}.With(Int8).With(Num).Promote())
}

func TestBFloat16(t *testing.T) {
	for other, want := range map[DType]DType{
		Bool: BFloat16, Int8: BFloat16, Uint8: BFloat16, Int16: Float32, Uint16: Float32, Int32: Float64,
		Int64: Float64, Float16: Float32, Float32: Float32, Float64: Float64, Complex64: Complex64,
	} {
		assert.Equal(t, want, Promote(BFloat16, other), other)
	}
	assert.Equal(t, BFloat16, PromoteWeak(BFloat16, KindFloat))
	assert.Equal(t, BFloat16, PromoteWeak(BFloat16, KindInt))
	assert.Equal(t, Complex64, PromoteWeak(BFloat16, KindComplex))
	assert.False(t, CanCast(Float16, BFloat16, Safe))
	assert.True(t, CanCast(Float16, BFloat16, SameKind))
	assert.False(t, CanCast(BFloat16, Int64, SameKind))
}

func TestParseCasting(t *testing.T) {
	for c := No; c <= Unsafe; c++ {
		got, err := ParseCasting(c.String())
		require.NoError(t, err)
		assert.Equal(t, c, got)
	}
	_, err := ParseCasting("bogus")
	assert.ErrorContains(t, err, `no casting rule "bogus"`)
}
