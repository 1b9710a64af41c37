// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// flows are bodies of y from x and what Go makes of the same text: every
// way in which control leaves or rejoins, and names that hide others.
var flows = []struct {
	text string
	want func(x float64) (y float64)
}{
	{"if x > 0 {\n if x > 10 {\n  y = 1\n  return\n }\n}\ny = 2", func(x float64) (y float64) {
		if x > 0 {
			if x > 10 {
				y = 1
				return
			}
		}
		y = 2
		return
	}},
	{"if x < 0 {\n y = -1\n return\n} else if x == 0 {\n y = 0\n return\n}\ny = 1", func(x float64) (y float64) {
		if x < 0 {
			y = -1
			return
		} else if x == 0 {
			y = 0
			return
		}
		y = 1
		return
	}},
	{"y = x\n{\n if x > 5 {\n  return\n }\n y++\n}\ny *= 2", func(x float64) (y float64) {
		y = x
		{
			if x > 5 {
				return
			}
			y++
		}
		y *= 2
		return
	}},
	{"y = 1\nif x > 1 {\n y := 3.0\n if y < x {\n  return\n }\n x = y\n}\ny = x", func(x float64) (y float64) {
		y = 1
		if x > 1 {
			y := 3.0
			if y < x {
				goto out // a bare return would not compile under the shadow
			}
			x = y
		}
		y = x
	out:
		return
	}},
	{"if x > 0 {\n if x > 5 {\n  y = 1\n } else {\n  return 2\n }\n y += x\n} else {\n y = 7\n if x < -5 {\n  return -y\n }\n}\ny *= 10\nif d := y - 60; d > 0 {\n if d > 20 { return d }\n y = d\n}\nreturn y + 0.5", func(x float64) (y float64) {
		if x > 0 {
			if x > 5 {
				y = 1
			} else {
				return 2
			}
			y += x
		} else {
			y = 7
			if x < -5 {
				return -y
			}
		}
		y *= 10
		if d := y - 60; d > 0 {
			if d > 20 {
				return d
			}
			y = d
		}
		return y + 0.5
	}},
	{"y = Nested(x) + Unnamed(x)*100", func(x float64) float64 { return Nested(x) + Unnamed(x)*100 }},
	{"y = x\nif x > 0 {\n y = Nested(-x)\n if y > 0 { return Unnamed(y) }\n}\ny -= 3", func(x float64) (y float64) {
		y = x
		if x > 0 {
			y = Nested(-x)
			if y > 0 {
				return Unnamed(y)
			}
		}
		y -= 3
		return
	}},
}

// flowFunctions is the text of Nested and Unnamed.
const flowFunctions = `package flows
func Nested(x float64) (y float64) {
	if x > 0 {
		if x > 10 {
			y = 1
			return
		}
		if x > 5 {
			x := -x
			return x
		}
	}
	y += 2
	return
}
func Unnamed(x float64) float64 {
	{
		if x < 0 {
			if x < -5 {
				return -2
			}
		} else if x == 0 {
			return 0
		} else {
			if x > 7 { return 8 }
		}
	}
	return x
}
`

func Nested(x float64) (y float64) {
	if x > 0 {
		if x > 10 {
			y = 1
			return
		}
		if x > 5 {
			x := -x
			return x
		}
	}
	y += 2
	return
}

func Unnamed(x float64) float64 {
	{
		if x < 0 {
			if x < -5 {
				return -2
			}
		} else if x == 0 {
			return 0
		} else {
			if x > 7 {
				return 8
			}
		}
	}
	return x
}

func TestEveryPathMeansWhatGoSays(t *testing.T) {
	c := stock(t)
	require.Empty(t, c.load(Library{Files: map[string][]byte{"flows.go": []byte(flowFunctions)}}, false))
	var bodies []Body
	for i, f := range flows {
		text := f.text
		if strings.Contains(text, "y := 3.0") {
			// Go refuses a bare return where a result is hidden.
			text = strings.Replace(text, "return", "return 1", 1)
		}
		bodies = append(bodies, Body{Name: fmt.Sprint("flow", i), In: f64("x"), Out: f64("y"), Text: text})
	}
	fs, errs := c.Compile(bodies)
	require.Empty(t, errs)
	for i, f := range flows {
		for _, x := range []float64{-20, -6, -5, -1, 0, 0.5, 1, 2, 3, 4, 5, 5.5, 6, 7, 8, 9, 10, 11, 20, math.Inf(1), math.Inf(-1), math.NaN()} {
			out, _ := fs[i].Eval([][2]uint64{{math.Float64bits(x)}})
			want := f.want(x)
			if got := math.Float64frombits(out[0][0]); got != want && (got == got || want == want) {
				t.Errorf("x = %v: %v, want %v, of\n%s", x, got, want, f.text)
			}
		}
	}
}

// TestRareLanesInABranch: a rare lane may be left to a function in a branch
// that others leave, and only where control gets there.
func TestRareLanesInABranch(t *testing.T) {
	src := `package flows
import "` + LanePath + `"
func Slow(x float64) float64 { for x > 1 { x /= 2 }; return x }
func Halve(x float64) float64 {
	if x > 5 {
		if x > 8 { return 8 }
		if lane.Rare(x > 6) { return Slow(x) }
	}
	return x
}
`
	c := stock(t)
	require.Empty(t, c.load(Library{Path: "example.org/flows", Files: map[string][]byte{"flows.go": []byte(src)}}, false))
	fs, errs := c.Compile([]Body{{Name: "halve", In: f64("x"), Out: f64("y"), Text: "Halve(x)"}})
	require.Empty(t, errs)
	for x, want := range map[float64]struct {
		y    float64
		rare bool
	}{4: {4, false}, 5.5: {5.5, false}, 7: {0, true}, 9: {8, false}} {
		out, rare := fs[0].Eval([][2]uint64{{math.Float64bits(x)}})
		require.Equal(t, want.rare, rare, x)
		if !rare {
			require.Equal(t, want.y, math.Float64frombits(out[0][0]))
		}
	}
}

func TestUnassignedOutputs(t *testing.T) {
	for _, tc := range []struct {
		text, at, msg string
	}{
		{"if x < 0 {\n lo = 1\n} else {\n lo = 2\n}", "", "output hi is not assigned"},
		{"lo = x\nif x < 0 {\n hi = 1\n}", "if x", "output hi is not assigned where !(x < 0)"},
		{"lo = x\nif x < 0 {\n if y < 0 || y > 3 { hi = 1 } else { hi = 2 }\n} else if x > 2 {\n hi = 2\n if y > 1 { hi = 3 }\n} else if y > 7 { hi = 1 }", "if y > 7",
			"output hi is not assigned where !(x < 0) && !(x > 2) && !(y > 7)"},
		{"lo = x\nif x < 0 {\n if y < 0 { return }\n}\nhi = 1", "return", "this return leaves output hi unassigned where x < 0 && y < 0"},
		{"lo = x\nhi += 1", "hi +=", "output hi is read before it is assigned"},
		{"lo = x\nif y > 1 || x > 1 { hi = 2 }\nhi = hi + 1", "hi + 1", "output hi is read before it is assigned where !(y > 1 || x > 1)"},
		{"lo = x\nhi := x\nlo = hi", ":= x", "no new variables on left side of :="},
		{"lo = x\nif x > 1 {\n hi := x\n lo = hi\n}", "", "output hi is not assigned"},
		{"lo = x\nif x > 1 { hi = 1 }\nif !(x > 1) { hi = 2 }", "if !", "output hi is not assigned where !(x > 1) && !!(x > 1)"},
	} {
		_, errs := stock(t).Compile([]Body{{Name: "b", In: f64("x", "y"), Out: f64("lo", "hi"), Text: tc.text}})
		require.NotEmpty(t, errs, tc.text)
		require.Contains(t, errs[0].Msg, tc.msg, tc.text)
		if tc.at != "" {
			require.Equal(t, strings.Index(tc.text, tc.at), errs[0].Offset, tc.text)
		}
	}
	// All of these assign on every path.
	for _, text := range []string{
		"lo, hi = x, y",
		"return x, y",
		"if x < 0 { return 1, 2 }\nlo, hi = x, y",
		"if x < 0 {\n lo, hi = x, y\n return\n}\nif x > 1 { lo = 1 } else { lo = 2 }\nhi = lo",
		"if 1 > 2 { lo = 1 } else { lo = 2 }\n{ hi = lo }\nhi += lo",
	} {
		_, errs := stock(t).Compile([]Body{{Name: "b", In: f64("x", "y"), Out: f64("lo", "hi"), Text: text}})
		require.Empty(t, errs, text)
	}
}

// TestSizeLimits: functions that each call the one before twice, and long
// sums, end with a message at the call in the body.
func TestSizeLimits(t *testing.T) {
	var src strings.Builder
	src.WriteString("package flows\nfunc Same0(x float64) float64 { return x }\nfunc Grow0(x float64) float64 { return x*x*x/3 - x/2 + 1 }\n")
	for i := 1; i <= 30; i++ {
		fmt.Fprintf(&src, "func Same%d(x float64) float64 { return Same%d(Same%[2]d(x)) }\n", i, i-1)
		fmt.Fprintf(&src, "func Grow%d(x float64) float64 { return Grow%d(Grow%[2]d(x)) }\n", i, i-1)
	}
	lib, err := ReadLibrary("", fstest.MapFS{"p/flows.go": {Data: []byte(src.String())}}, "p")
	require.NoError(t, err)
	for text, want := range map[string]struct {
		at        int
		msg, hint string
	}{
		"y = x + Same30(x)":                   {8, "the body makes more than 10000 calls", "down to Same"},
		"y = x + Grow30(x)":                   {8, "the body has more than 10000 operations", "down to Grow"},
		"y = x" + strings.Repeat("*x", 12000): {-1, "the body has more than 10000 operations", "several rows"},
	} {
		c := stock(t)
		require.Empty(t, c.load(lib, false))
		_, errs := c.Compile([]Body{{Name: "b", In: f64("x"), Out: f64("y"), Text: text}})
		require.Len(t, errs, 1)
		require.Contains(t, errs[0].Msg, want.msg)
		require.Contains(t, errs[0].Hint, want.hint)
		require.Equal(t, 0, errs[0].Body)
		if want.at >= 0 {
			require.Equal(t, want.at, errs[0].Offset, text)
		}
	}
}
