// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// loops are bodies of y from x and what Go makes of the same text.
var loops = []struct {
	text string
	want func(x float64) float64
}{
	{"y = x\nfor range 5 { y = y*x + 1 }", func(x float64) float64 {
		y := x
		for range 5 {
			y = y*x + 1
		}
		return y
	}},
	{"y = 0\nfor i := range 6 { y = y*x + float64(i) }", func(x float64) float64 {
		y := 0.0
		for i := range 6 {
			y = y*x + float64(i)
		}
		return y
	}},
	{"y = 0\nfor i := 7; i >= 0; i -= 2 {\n if i == 3 { continue }\n y = y*2 + x*float64(i)\n}", func(x float64) float64 {
		y := 0.0
		for i := 7; i >= 0; i -= 2 {
			if i == 3 {
				continue
			}
			y = y*2 + x*float64(i)
		}
		return y
	}},
	// Lanes leave at different times, with what they had then.
	{"n := 0.0\nz := x\nfor range 20 {\n z *= 1.5\n if z > 100 || z < -100 { break }\n n++\n}\ny = n*1000 + z", func(x float64) float64 {
		n := 0.0
		z := x
		for range 20 {
			z *= 1.5
			if z > 100 || z < -100 {
				break
			}
			n++
		}
		return n*1000 + z
	}},
	{"s := 0.0\nfor i := 0; i < 8 && s < 10; i++ { s += x }\ny = s", func(x float64) float64 {
		s := 0.0
		for i := 0; i < 8 && s < 10; i++ {
			s += x
		}
		return s
	}},
	// continue in a branch, with variables that it leaves as they are.
	{"a, b := x, 1.0\nfor i := range 6 {\n if a > 3 {\n  a -= 2\n  if a > 5 { continue }\n  b += a\n } else if a < -3 { a += 3; continue }\n a += b * 0.5\n b -= float64(i)\n}\ny = a*100 + b", func(x float64) float64 {
		a, b := x, 1.0
		for i := range 6 {
			if a > 3 {
				a -= 2
				if a > 5 {
					continue
				}
				b += a
			} else if a < -3 {
				a += 3
				continue
			}
			a += b * 0.5
			b -= float64(i)
		}
		return a*100 + b
	}},
	// return from a loop: the earliest counts, and none after a break.
	{"for i := range 5 {\n if x == float64(i) { return -float64(i) - 1 }\n if x > 3.5 { break }\n x += 0.5\n}\ny = x * 10", func(x float64) float64 {
		for i := range 5 {
			if x == float64(i) {
				return -float64(i) - 1
			}
			if x > 3.5 {
				break
			}
			x += 0.5
		}
		return x * 10
	}},
	{"y = x\nfor range 3 {\n if y > 2 { break }\n y += 3\n if y > 4.5 { return 7 }\n}\ny++", func(x float64) float64 {
		y := x
		for range 3 {
			if y > 2 {
				break
			}
			y += 3
			if y > 4.5 {
				return 7
			}
		}
		y++
		return y
	}},
	// Two loops, the outer one left from the inner.
	{"y = 0\nouter:\nfor i := range 4 {\n for j := range 3 {\n  if x < float64(i*j) { continue outer }\n  if x > float64(8+i-j) { y += 50; break outer }\n  if x == 2.5 && j == 1 { break }\n  y += x\n }\n y += 0.25\n}\ny *= 3", func(x float64) float64 {
		y := 0.0
	outer:
		for i := range 4 {
			for j := range 3 {
				if x < float64(i*j) {
					continue outer
				}
				if x > float64(8+i-j) {
					y += 50
					break outer
				}
				if x == 2.5 && j == 1 {
					break
				}
				y += x
			}
			y += 0.25
		}
		y *= 3
		return y
	}},
	// All lanes leave in one way or another.
	{"y = 1\nfor range 9 {\n if x > 0 { y = x; break } else { return -x }\n}\ny += 100", func(x float64) float64 {
		y := 1.0
		for range 9 {
			if x > 0 {
				y = x
				break
			} else {
				return -x
			}
		}
		y += 100
		return y
	}},
	{"y = x\nfor i := range 4 {\n if x > 1 { if i == 2 { break }; y += 1; continue }\n if i > 0 { return y - 1000 }\n y *= 2\n}", func(x float64) float64 {
		y := x
		for i := range 4 {
			if x > 1 {
				if i == 2 {
					break
				}
				y += 1
				continue
			}
			if i > 0 {
				return y - 1000
			}
			y *= 2
		}
		return y
	}},
	// Counters that are declared outside, two of them, and one that a lane keeps.
	{"k := int32(0)\nfor i, j := 0, 7; i < j; i, j = i+1, j-2 {\n if x < float64(i) { k += 10 }\n k += int32(j)\n}\ny = float64(k) + x", func(x float64) float64 {
		k := int32(0)
		for i, j := 0, 7; i < j; i, j = i+1, j-2 {
			if x < float64(i) {
				k += 10
			}
			k += int32(j)
		}
		return float64(k) + x
	}},
	{"n := int64(-1)\nvar i int64\nfor i = 0; i < 9; i++ {\n if x < float64(i) { n = i; break }\n}\ny = float64(n*100 + i)", func(x float64) float64 {
		n := int64(-1)
		var i int64
		for i = 0; i < 9; i++ {
			if x < float64(i) {
				n = i
				break
			}
		}
		return float64(n*100 + i)
	}},
	{"y = x\nfor range 0 { y = 1 }\nfor i := 3; i < 3; i++ { return 5 }", func(x float64) float64 { return x }},
	{"y = 0\nfor i := range 3 {\n x := x\n for i := i; i < 4; i++ { x += float64(i) }\n y += x * float64(i+1)\n}\ny += x", func(x float64) float64 {
		y := 0.0
		for i := range 3 {
			x := x
			for i := i; i < 4; i++ {
				x += float64(i)
			}
			y += x * float64(i+1)
		}
		return y + x
	}},
	{"bits := Float64bits(x)\nvar h uint64\nfor i := range 8 { h = h*31 ^ bits>>(8*i)&0xff; if i%3 == 1 { h += 1 << i } }\ny = float64(h >> 12)", func(x float64) float64 {
		bits := math.Float64bits(x)
		var h uint64
		for i := range 8 {
			h = h*31 ^ bits>>(8*i)&0xff
			if i%3 == 1 {
				h += 1 << i
			}
		}
		return float64(h >> 12)
	}},
	// Functions: a count as an argument, results without names, a loop in a branch.
	{"y = Power(x, 5) - Power(x, 0) + Root(x)", func(x float64) float64 { return loopPower(x, 5) - loopPower(x, 0) + loopRoot(x) }},
	{"y = 3\nif x > 2 {\n for range 3 {\n  y = Root(y + x)\n  if y > 2 { break }\n }\n}", func(x float64) float64 {
		y := 3.0
		if x > 2 {
			for range 3 {
				y = loopRoot(y + x)
				if y > 2 {
					break
				}
			}
		}
		return y
	}},
}

// loopFunctions is the text of loopPower and loopRoot.
const loopFunctions = `package loops
func Power(x float64, n int) float64 {
	r := 1.0
	for range n { r *= x }
	return r
}
func Root(x float64) float64 {
	if x < 0 { return -1 }
	r := x/2 + 0.5
	for i := range 30 {
		next := (r + x/r) / 2
		if next >= r { return r + float64(i) }
		r = next
	}
	return r
}
`

func loopPower(x float64, n int) float64 {
	r := 1.0
	for range n {
		r *= x
	}
	return r
}

func loopRoot(x float64) float64 {
	if x < 0 {
		return -1
	}
	r := x/2 + 0.5
	for i := range 30 {
		next := (r + x/r) / 2
		if next >= r {
			return r + float64(i)
		}
		r = next
	}
	return r
}

func TestLoopsMeanWhatGoSays(t *testing.T) {
	c := stock(t)
	require.Empty(t, c.load(Library{Files: map[string][]byte{"loops.go": []byte(loopFunctions)}}, false))
	var bodies []Body
	for i, l := range loops {
		bodies = append(bodies, Body{Name: fmt.Sprint("loop", i), In: f64("x"), Out: f64("y"), Text: l.text})
	}
	fs, errs := c.Compile(bodies)
	require.Empty(t, errs)
	for i, l := range loops {
		for _, x := range []float64{-20, -6, -5, -1, 0, 0.5, 1, 2, 2.5, 3, 4, 5, 5.5, 6, 7, 8, 9, 10, 11, 20, 1e9, math.Inf(1), math.Inf(-1), math.NaN()} {
			out, _ := fs[i].Eval([][2]uint64{{math.Float64bits(x)}})
			want := l.want(x)
			if got := math.Float64frombits(out[0][0]); got != want && (got == got || want == want) {
				t.Errorf("x = %v: %v, want %v, of\n%s", x, got, want, l.text)
			}
		}
	}
}

// TestLoopsCostNothingElse: a loop in which nothing leaves is what its text
// written out is, without a choice.
func TestLoopsCostNothingElse(t *testing.T) {
	c := stock(t)
	fs, errs := c.Compile([]Body{
		{Name: "a", In: f64("x"), Out: f64("y"), Text: "y = x\nfor i := 1; i <= 3; i++ {\n if i == 2 { continue }\n y = y*x + float64(i)\n}"},
		{Name: "a", In: f64("x"), Out: f64("y"), Text: "y = (x*x+1)*x + 3"},
	})
	require.Empty(t, errs)
	require.Equal(t, fs[1].String(), fs[0].String())
}

// TestRareLanesInALoop: a lane is rare only in an iteration that it is in.
func TestRareLanesInALoop(t *testing.T) {
	src := `package loops
import "` + LanePath + `"
func Slow(x float64) float64 { for x > 1 { x /= 2 }; return x }
func Count(x float64) float64 {
	n := 0.0
	for i := range 4 {
		if x < 0 { break }
		if i == 1 { if x > 50 { x -= 45; continue } }
		if lane.Rare(x > 9) { return Slow(x) }
		x -= 2
		n++
	}
	return n
}
`
	c := stock(t)
	require.Empty(t, c.load(Library{Path: "example.org/loops", Files: map[string][]byte{"loops.go": []byte(src)}}, false))
	fs, errs := c.Compile([]Body{{Name: "count", In: f64("x"), Out: f64("y"), Text: "Count(x)"}})
	require.Empty(t, errs)
	for x, want := range map[float64]struct {
		y    float64
		rare bool
	}{-1: {0, false}, 1: {1, false}, 3: {2, false}, 8: {4, false}, 9.5: {0, true}, 60: {0, true}} {
		out, rare := fs[0].Eval([][2]uint64{{math.Float64bits(x)}})
		require.Equal(t, want.rare, rare, x)
		if !rare {
			require.Equal(t, want.y, math.Float64frombits(out[0][0]), x)
		}
	}
}

// TestLoopFaults: each with its place, and what to write instead.
func TestLoopFaults(t *testing.T) {
	i32 := []Param{{Name: "x", DType: dtype.Int32}, {Name: "n", DType: dtype.Int32}}
	for _, tc := range []struct{ text, at, msg, hint string }{
		{"z = x\nfor x < 3 { z++ }", "for", "the body has a loop without a constant count", "for range 64 { if x > 4 { break } … }"},
		{"z = x\nfor { z++ }", "for", "the body has a loop without a constant count", "break"},
		{"z = x\nfor range n { z++ }", "n {", "the loop has no constant count: n depends on the operands", "break"},
		{"z = x\nfor i := int32(0); i < n; i++ { z++ }", "i < n", "the loop has no constant count: i < n depends on the operands", "break"},
		{"z = x\nfor i := x; i < 9; i++ { z++ }", "i < 9", "the loop has no constant count: i < 9 depends on the operands", "break"},
		{"z = x\nfor i := int32(0); i < 9; i++ { if x > 3 { i = 7 } }", "i < 9", "the loop has no constant count: i < 9 depends on the operands", "break"},
		{"z = x\nfor i := 0; i < 9; i-- { z++ }", "i < 9", "the body has more than 10000 operations", "several rows"},
		{"z = x\nfor i := uint8(0); i <= 255; i++ { }", "for", "the body has more than 10000 iterations", "several rows"},
		{"z = x\nfor i := range 5000 { z = z*x + int32(i) }", "", "the body has more than 10000 operations", "several rows"},
		{"k := 0\nif x > 3 { k = 1 }\nz = x + int32(k)", "k)", "an int counts and must be a constant when a body is compiled: k depends on the operands", "int32 or int64"},
		{"z = x\nfor i := range 3 { z += int32(6 / i) }", "/ i", "division by zero", ""},
		{"z = x\nfor i := range 3 { z += x << (i - 1) }", "(i - 1)", "a shift by -1", ""},
		{"z = x\nagain:\nif z < 9 { z++; goto again }", "again:", "the body has a jump", "loops of a constant count"},
		{"z = x\nbreak", "break", "break not in for, switch, or select statement", ""},
		{"for i := range 3 { if x > 2 { z = int32(i) } }", "if x", "output z is not assigned where !(x > 2)", "assign it"},
		{"for range 3 { if x > 2 { break }; z = x }", "", "output z is not assigned where x > 2", "assign it"},
		{"for i := int32(0); i < 3 && x > i; i++ { z = x }", "", "output z is not assigned", "assign it"},
		{"for range 2 { z += x }", "z +=", "output z is read before it is assigned", "assign it"},
	} {
		c := stock(t)
		_, errs := c.Compile([]Body{{Name: "b", In: i32, Out: []Param{{Name: "z", DType: dtype.Int32}}, Text: tc.text}})
		require.NotEmpty(t, errs, tc.text)
		require.Contains(t, errs[0].Msg, tc.msg, tc.text)
		require.Contains(t, errs[0].Hint, tc.hint, tc.text)
		if tc.at != "" {
			require.Equal(t, strings.Index(tc.text, tc.at), errs[0].Offset, tc.text)
		}
	}
	// All of these assign on every path.
	for _, text := range []string{
		"for range 3 { z = x }",
		"for i := 0; i < 2; i++ { if x > 2 { z = 1; break }\n z = n }",
		"for i := range 2 { z = int32(i); if x > 2 { continue }; z++ }",
		"for range 2 { if x > 1 { return 5 }; z = n }",
		"z = 0\nfor i := 3; i < 2; i++ { z = x }",
	} {
		_, errs := stock(t).Compile([]Body{{Name: "b", In: i32, Out: []Param{{Name: "z", DType: dtype.Int32}}, Text: text}})
		require.Empty(t, errs, text)
	}
}

// TestLoopsInSlowFunctions: what rare lanes call may loop as it likes.
func TestLoopsInSlowFunctions(t *testing.T) {
	c := stock(t)
	require.Empty(t, c.load(Library{Files: map[string][]byte{"f.go": []byte("package f\nfunc Slow(x float64) float64 { for x > 1 { x /= 2 }; return x }\n")}}, false))
	_, errs := c.Compile([]Body{{Name: "b", In: f64("x"), Out: f64("y"), Text: "Slow(x)"}})
	require.Len(t, errs, 1)
	require.Equal(t, "the function Slow has a loop without a constant count (f.go:2:32), so it is not in the kernel language", errs[0].Msg)
	require.Contains(t, errs[0].Hint, "break")
	require.Contains(t, errs[0].Hint, "lane.Rare")
}
