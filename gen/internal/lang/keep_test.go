// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// keptLoops are bodies of y from x whose loop is kept, and what Go makes of the same text.
var keptLoops = []struct {
	text string
	want func(x float64) float64
}{
	// Left before anything is assigned.
	{"a, n := x, 0.0\nfor range 60 {\n if a > 100 { break }\n a = a*1.25 + 1\n n++\n}\ny = n*1000 + a", func(x float64) float64 {
		a, n := x, 0.0
		for range 60 {
			if a > 100 {
				break
			}
			a = a*1.25 + 1
			n++
		}
		return n*1000 + a
	}},
	// After: what was assigned stays.
	{"a, n := x, 0.0\nfor range 60 {\n n++\n if a > 100 { a -= 3; break }\n a = a*1.25 + 1\n}\ny = n*1000 + a", func(x float64) float64 {
		a, n := x, 0.0
		for range 60 {
			n++
			if a > 100 {
				a -= 3
				break
			}
			a = a*1.25 + 1
		}
		return n*1000 + a
	}},
	// By two breaks, one of them early, with a continue between.
	{"a, b := x, 1.0\nfor i := 0; i < 40; i++ {\n if b > 50 { break }\n b += 1\n if a < 0 { a += 2; continue }\n if a > 30 { b = -b; break }\n a = a*1.5 - b\n}\ny = a*100 + b", func(x float64) float64 {
		a, b := x, 1.0
		for i := 0; i < 40; i++ {
			if b > 50 {
				break
			}
			b += 1
			if a < 0 {
				a += 2
				continue
			}
			if a > 30 {
				b = -b
				break
			}
			a = a*1.5 - b
		}
		return a*100 + b
	}},
	// A condition with the counter's.
	{"s, t := 0.0, x\nfor i := 0; i < 50 && s < 90 && t < 1e9; i++ { s += t*t; t = t*1.125 + 0.5 }\ny = s - t", func(x float64) float64 {
		s, t := 0.0, x
		for i := 0; i < 50 && s < 90 && t < 1e9; i++ {
			s += t * t
			t = t*1.125 + 0.5
		}
		return s - t
	}},
	// Returns, in a branch too, and what follows.
	{"a := x\nfor range 30 {\n if a > 1000 { return a }\n if a < -1000 { if a < -5000 { return -1 }; a += 7; break }\n a = a*2 + 1\n}\ny = a + 0.5", func(x float64) float64 {
		a := x
		for range 30 {
			if a > 1000 {
				return a
			}
			if a < -1000 {
				if a < -5000 {
					return -1
				}
				a += 7
				break
			}
			a = a*2 + 1
		}
		return a + 0.5
	}},
	// Variables that change places, one that nobody reads, one that is a bool.
	{"a, b, dead, up := x, 3.0, 0.0, false\nfor range 30 {\n a, b = b, a\n dead += a\n if a > b { a = a*0.5 + b; up = !up }\n if a == b || a > 1e6 { break }\n b += 1\n}\ny = a*10 + b\nif up { y = -y }", func(x float64) float64 {
		a, b, up := x, 3.0, false
		for range 30 {
			a, b = b, a
			if a > b {
				a = a*0.5 + b
				up = !up
			}
			if a == b || a > 1e6 {
				break
			}
			b += 1
		}
		y := a*10 + b
		if up {
			y = -y
		}
		return y
	}},
	// Two loops, the second of what the first left; one in a branch.
	{"a := x\nfor range 40 { if a > 9 { break }; a = a*a*0.125 + a + 1 }\nb := a\nif x > 0 {\n for range 40 { if b < 1 { break }; b = b*0.5 - 0.25 }\n}\ny = a*8 + b", func(x float64) float64 {
		a := x
		for range 40 {
			if a > 9 {
				break
			}
			a = a*a*0.125 + a + 1
		}
		b := a
		if x > 0 {
			for range 40 {
				if b < 1 {
					break
				}
				b = b*0.5 - 0.25
			}
		}
		return a*8 + b
	}},
	// Of complex numbers, with a loop inside that is unrolled, its counter read.
	{"z := complex(x, 1)\nn := 0.0\nfor range 30 {\n if real(z)*real(z) > 40 { break }\n for j := range 3 { z = z*complex(0.5, 1) + complex(float64(j), x) }\n n++\n}\ny = real(z) - imag(z) + n", func(x float64) float64 {
		re, im, n := x, 1.0, 0.0
		for range 30 {
			if re*re > 40 {
				break
			}
			for j := range 3 {
				re, im = float64(re*0.5)-im+float64(j), re+float64(im*0.5)+x
			}
			n++
		}
		return re - im + n
	}},
	// A variable that is assigned where a lane returns alone.
	{"r := x\ny = 0\nfor range 100 {\n next := (r + x/r) / 2\n if next >= r { y = r; return y }\n r = next\n}\ny += r", func(x float64) float64 {
		r := x
		y := 0.0
		for range 100 {
			next := (r + x/r) / 2
			if next >= r {
				return r
			}
			r = next
		}
		return y + r
	}},
	// A counter of lanes, which another condition reads too; one of a range, kept where it was left.
	{"s, term := 0.0, 1.0\nfor i := 1.0; i < 60 && term*i < 1e6; i++ {\n term *= x / i\n if term < 1e-12 && term > -1e-12 { break }\n s += term\n if s < -9 { continue }\n s += 0.25\n}\ny = s", func(x float64) float64 {
		s, term := 0.0, 1.0
		for i := 1.0; i < 60 && term*i < 1e6; i++ {
			term *= x / i
			if term < 1e-12 && term > -1e-12 {
				break
			}
			s += term
			if s < -9 {
				continue
			}
			s += 0.25
		}
		return s
	}},
	{"n := int32(-1)\na := x\nfor i := range int32(100) {\n if a > 50 { n = i; break }\n a = a*1.0625 + float64(i&3)\n}\ny = float64(n) + a", func(x float64) float64 {
		n := int32(-1)
		a := x
		for i := range int32(100) {
			if a > 50 {
				n = i
				break
			}
			a = a*1.0625 + float64(i&3)
		}
		return float64(n) + a
	}},
	// No lane leaves it early.
	{"a := x\nfor range 1500 { a = a*0.5 + 1 }\ny = a", func(x float64) float64 {
		a := x
		for range 1500 {
			a = a*0.5 + 1
		}
		return a
	}},
	// In a function that is called twice.
	{"y = Halve(x, 40) + Halve(x+5, 60)", func(x float64) float64 { return keptHalve(x, 40) + keptHalve(x+5, 60) }},
}

const keptFunctions = `package kept
func Halve(x float64, n int) float64 {
	for range n {
		if x < 1 { return x }
		x = x*0.5 - 0.125
	}
	return -x
}
`

func keptHalve(x float64, n int) float64 {
	for range n {
		if x < 1 {
			return x
		}
		x = x*0.5 - 0.125
	}
	return -x
}

func TestKeptLoopsMeanWhatGoSays(t *testing.T) {
	c := stock(t)
	require.Empty(t, c.load(Library{Files: map[string][]byte{"kept.go": []byte(keptFunctions)}}, false))
	var bodies []Body
	for i, l := range keptLoops {
		bodies = append(bodies, Body{Name: fmt.Sprint("loop", i), In: f64("x"), Out: f64("y"), Text: l.text})
	}
	fs, errs := c.Compile(bodies)
	require.Empty(t, errs)
	for i, l := range keptLoops {
		require.True(t, fs[i].HasLoops(), l.text)
		unrolled := fs[i].Unrolled()
		require.NoError(t, unrolled.Verify())
		require.False(t, unrolled.HasLoops())
		for _, x := range []float64{-1e5, -2000, -20, -6, -5, -1, 0, 0.5, 1, 2, 2.5, 3, 4, 5, 5.5, 6, 7, 8, 9, 10, 11, 20, 99, 101, 1e3, 1e9, math.Inf(1), math.Inf(-1), math.NaN()} {
			in := [][2]uint64{{math.Float64bits(x)}}
			out, _ := fs[i].Eval(in)
			straight, _ := unrolled.Eval(in)
			require.Equal(t, straight, out, "x = %v, of\n%s", x, l.text)
			want := l.want(x)
			if got := math.Float64frombits(out[0][0]); got != want && (got == got || want == want) {
				t.Errorf("x = %v: %v, want %v, of\n%s", x, got, want, l.text)
			}
		}
	}
}

// TestUnrolledLoops: these are better off unrolled, or have to be.
func TestUnrolledLoops(t *testing.T) {
	c := stock(t)
	require.Empty(t, c.load(Library{Path: "example.org/slow", Files: map[string][]byte{"slow.go": []byte(`package slow
import "` + LanePath + `"
func Slow(x float64) float64 { return x }
func Root(x float64) float64 {
	if lane.Rare(x > 1e300) { return Slow(x) }
	return x*0.5
}
`)}}, false))
	for _, text := range []string{
		"y = x\nfor range 5 { if y > 3 { break }; y = y*2 + 1 }",
		"y = x\nfor range 100 { y = y*x + 1 }",
		"y = x\nfor i := range 100 { if y > 3 { break }; y = y*2 + float64(i) }",
		"y = x\nfor i := 0; i < 100 && y*float64(i) < 50; i++ { y = y*2 + 1 }",
		"y = x\nfor i := int32(0); i < 60; i++ { if y > 3 { break }; i += 1; y = y*2 + float64(i) }",
		"y = x\nfor range 400 { z := x*x + 1; if z > 3 { break }; z++ }",
		"n := 0\ny = x\nfor range 60 { if n == 50 { break }; n++; y = y*2 + 1 }",
		"y = x\nfor range 40 { if y > 3 { break }; y = Root(y) + 1 }",
		"y = x\nfor range 3 { for range 60 { if y > 3 { break }; y = y*2 + 1 }; y -= 5 }",
	} {
		fs, errs := c.Compile([]Body{{Name: "b", In: f64("x"), Out: f64("y"), Text: text}})
		require.Empty(t, errs, text)
		require.False(t, fs[0].HasLoops(), text)
	}
	sum := Body{Name: "b", Core: "n", In: []Param{{Name: "x", DType: dtype.Float64, Row: true}}, Out: f64("y"),
		Text: "s := x\nfor range 60 { if s > 3 { break }; s = s*2 + 1 }\ny = Sum(s)"}
	fs, errs := c.Compile([]Body{sum})
	require.Empty(t, errs)
	require.False(t, fs[0].HasLoops())
}
