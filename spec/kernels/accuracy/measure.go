// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Effort says how much Measure does.
type Effort struct {
	// Step: every Step'th block of float32 inputs; 1 is all of them.
	Step int
	// Samples and Rounds are the arguments of Hunt, Samples that of Hunt2.
	Samples, Rounds int
}

// The efforts of a complete report, of one in minutes, and of a test that runs at every change.
var (
	Full  = Effort{Step: 1, Samples: 400_000, Rounds: 80}
	Usual = Effort{Step: 61, Samples: 30_000, Rounds: 20}
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

// Row is a line of the table of docs/accuracy.md.
type Row struct {
	Key  string // function, dtype and grade
	Line string
	// Inputs is how many were tried, and Max the error as it is written.
	Inputs uint64
	Max    float64
}

// Merge returns the rows of a page, in their order, with those of newer results. A row that was measured at
// more inputs stays, unless the newer one has found a larger error; so does one that is not measured now.
func Merge(page string, newer []Row) []Row {
	byKey := map[string]Row{}
	for _, r := range newer {
		byKey[r.Key] = r
	}
	var rows []Row
	for line := range strings.Lines(page) {
		o, ok := parseRow(strings.TrimSuffix(line, "\n"))
		if !ok {
			continue
		}
		if r, ok := byKey[o.Key]; ok && (r.Inputs >= o.Inputs || r.Max > o.Max) {
			o = r
		}
		delete(byKey, o.Key)
		rows = append(rows, o)
	}
	for _, r := range newer {
		if _, ok := byKey[r.Key]; ok {
			rows = append(rows, r)
		}
	}
	return rows
}

// parseRow reads a line that RowOf wrote.
func parseRow(line string) (Row, bool) {
	c := strings.Split(line, "|")
	if len(c) != 9 {
		return Row{}, false
	}
	for i := range c {
		c[i] = strings.TrimSpace(c[i])
	}
	most, err := strconv.ParseFloat(c[4], 64)
	if err != nil {
		return Row{}, false
	}
	inputs := uint64(1 << 32)
	if c[7] != allInputs {
		if inputs, err = strconv.ParseUint(c[7], 10, 64); err != nil {
			return Row{}, false
		}
	}
	return Row{strings.Join(c[1:4], " "), line, inputs, most}, true
}

const allInputs = "all 2^32"

// Write writes rows as docs/accuracy.md.
func Write(w io.Writer, rows []Row) error {
	_, err := io.WriteString(w, preamble)
	for _, r := range rows {
		if err == nil {
			_, err = io.WriteString(w, r.Line+"\n")
		}
	}
	return err
}

// Rows returns results as lines of the Markdown table of docs/accuracy.md.
func Rows(results []Result) []Row {
	var rows []Row
	for _, r := range results {
		worst, at := fmt.Sprintf("%.3f", r.Max), "`"+hex(r.At)+"`"
		if r.At2 != 0 {
			at += ", `" + hex(r.At2) + "`"
		}
		if r.Inexact == 0 {
			worst, at = "0.500", "none"
		}
		inputs := allInputs
		if r.Samples != 1<<32 {
			inputs = strconv.FormatUint(r.Samples, 10)
		}
		row, _ := parseRow(fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s |",
			r.Name, r.Dtype, r.Grade, worst, at, share(r.Inexact, r.Samples), inputs))
		rows = append(rows, row)
	}
	return rows
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

Where a row says "all 2^32", the float32 function was evaluated on every float32
number: its maximum is the maximum. Other float32 rows are of every 61st block of
4096 neighbouring numbers; of gammaln, whose reference is slow, of every 1999th number.
A float64 function is evaluated on random numbers of all sizes,
numbers near 1, near the ends of the range, those nearest to multiples of
pi/2 and near the zeros of gammaln, and then around the worst found: its maximum is the largest seen. A
function of two arguments is evaluated on random pairs, and what counts for logaddexp is
the last place of the largest of operands and result. A complex function is compared with mpmath's values
(spec/kernels/testdata) at random points and hard ones, near cuts, zeros, overflow and the
unit circle: its error is that of the worse part, for power that of the modulus.
` + "`make accuracy`" + ` takes samples, in minutes, and keeps a row that was measured
at more inputs unless it finds a larger error; ` + "`make accuracy-full`" + ` takes all float32 numbers,
and 10^9 pairs of the functions of two arguments, whose reference are pairs of float64 and, for float32 but power,
float64 arithmetic with the big-integer one where that can't tell. The share of results
that are not the correctly rounded ones is over all inputs tried, for float64
the neighbourhoods of the worst included.

The functions of grade "correct" are exp_correct and its like. Their float32
results are the correctly rounded ones, all of them.

The errors of the float64 functions over their ranges, the largest in each of 160 parts, in ULP; the
red line is the promise. It takes random numbers; the table's maxima were searched for.

![errors of the float64 functions](accuracy.png)

Those of the float32 functions, of the grade "correct" in green:

![errors of the float32 functions](accuracy32.png)

| function | dtype | grade | max ULP | at | not correctly rounded | inputs |
|---|---|---|---|---|---|---|
`
