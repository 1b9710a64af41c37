package accuracy

import (
	"fmt"
	"io"
	"strconv"
)

// Effort says how much Measure does.
type Effort struct {
	// Step: every Step'th block of float32 inputs; 1 is all of them.
	Step int
	// Samples and Rounds are the arguments of Hunt, Samples that of Hunt2.
	Samples, Rounds int
}

// The efforts of a report, and of a test that runs at every change.
var (
	Full  = Effort{Step: 1, Samples: 400_000, Rounds: 80}
	Quick = Effort{Step: 3989, Samples: 12_000, Rounds: 4}
)

// Measure measures all functions, calling done after each result. Functions of
// one name follow one another in f32.
func Measure(f32 []Func32, f64 []Func64, f2 []Func2, effort Effort, done func(Result)) {
	for len(f32) > 0 {
		n := 1
		for n < len(f32) && f32[n].Name == f32[0].Name {
			n++
		}
		for _, r := range Sweep(f32[:n], effort.Step) {
			done(r)
		}
		f32 = f32[n:]
	}
	for _, f := range f64 {
		done(Hunt(f, effort.Samples, effort.Rounds))
	}
	for _, f := range f2 {
		done(Hunt2(f, effort.Samples))
	}
}

// Failure says what is wrong with a result, or "".
func (r *Result) Failure() string {
	what := fmt.Sprintf("%s of %s, grade %s", r.Name, r.Dtype, r.Grade)
	if len(r.Faults) > 0 {
		f := r.Faults[0]
		return fmt.Sprintf("%s: f(%s) is %v, not %v", what, hex(f.X), f.Got, f.Want)
	}
	if r.Bound == 0.5 && r.Inexact > 0 {
		return fmt.Sprintf("%s: %d results are not correctly rounded, the worst at %s", what, r.Inexact, hex(r.At))
	}
	if r.Max > r.Bound {
		return fmt.Sprintf("%s: %.4f ULP at %s, where %v is promised", what, r.Max, hex(r.At), r.Bound)
	}
	return ""
}

func hex(x float64) string { return strconv.FormatFloat(x, 'x', -1, 64) }

// Write writes results as the Markdown table of docs/accuracy.md.
func Write(w io.Writer, results []Result) error {
	_, err := io.WriteString(w, preamble)
	for _, r := range results {
		if err != nil {
			return err
		}
		worst, at := fmt.Sprintf("%.3f", r.Max), "`"+hex(r.At)+"`"
		if r.At2 != 0 {
			at += ", `" + hex(r.At2) + "`"
		}
		if r.Inexact == 0 {
			worst, at = "0.500", "none"
		}
		inputs := "all 2^32"
		if r.Samples != 1<<32 {
			inputs = strconv.FormatUint(r.Samples, 10)
		}
		_, err = fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s |\n",
			r.Name, r.Dtype, r.Grade, worst, at, share(r.Inexact, r.Samples), inputs)
	}
	return err
}

// share writes n of all as a percentage, or as a number where it is small.
func share(n, of uint64) string {
	if n == 0 || n < 1000 && of == 1<<32 {
		return strconv.FormatUint(n, 10)
	}
	p := 100 * float64(n) / float64(of)
	return strconv.FormatFloat(p, 'f', 2, 64) + " %"
}

const preamble = `# Accuracy of the elementary functions

Written by ` + "`make accuracy`" + `; do not edit.

Errors are in ULP, units in the last place of the exact result. The reference is
big-integer arithmetic to 180 bits and more (package spec/kernels/accuracy),
checked against mpmath. Results have the same bits on every machine, so one
measurement holds for all: for the Go loops and for the kernels of every
instruction set.

A float32 function is evaluated on every float32 number: its maximum is the
maximum. A float64 function is evaluated on random numbers of all sizes,
numbers near 1, near the ends of the range, and those nearest to multiples of
pi/2, and then around the worst found: its maximum is the largest seen. A
function of two arguments is evaluated on random pairs. The share of results
that are not the correctly rounded ones is over all inputs tried, for float64
the neighbourhoods of the worst included.

The functions of grade "correct" are exp_correct and its like. Their float32
results are the correctly rounded ones, all of them.

| function | dtype | grade | max ULP | at | not correctly rounded | inputs |
|---|---|---|---|---|---|---|
`
