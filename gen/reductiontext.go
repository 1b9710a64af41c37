// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// reductionText prints the Go loop of a reducing pass: the order written down, with the
// functions nameOp, which lets accumulators take an element, and nameJoin, which makes one of
// two.
type reductionText struct {
	strings.Builder
	name   string
	pass   passes.Pass
	inputs []ir.Operand // before the accumulators
	acc    []ir.Operand
}

func newReductionText(name string, p passes.Pass) *reductionText {
	n := len(p.Func.In) - len(p.Func.Out)
	return &reductionText{name: name, pass: p, inputs: p.Func.In[:n], acc: p.Func.Out}
}

func (t *reductionText) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// list joins what f makes of each number below n.
func list(n int, f func(i int) string) string {
	var s []string
	for i := range n {
		s = append(s, f(i))
	}
	return strings.Join(s, ", ")
}

// accumulators names a variable for each reduction.
func (t *reductionText) accumulators(name string) string {
	return list(len(t.acc), func(i int) string { return fmt.Sprint(name, i) })
}

// op is a call of nameOp for element i, at the offsets o0, o1 …, and the accumulators acc.
func (t *reductionText) op(i, acc string) string {
	args := list(len(t.inputs), func(k int) string {
		if k == t.pass.IndexInput() {
			return fmt.Sprintf("at+%s(%s)", t.inputs[k].Lane, i)
		}
		return fmt.Sprintf("*(*%s)(unsafe.Add(p%d, o%[2]d))", t.inputs[k].Lane, k)
	})
	return fmt.Sprintf("%sOp(%s, %s)", t.name, args, acc)
}

// each calls f for every input that is in memory element by element.
func (t *reductionText) each(f func(k int)) {
	for k := range t.inputs {
		if k != t.pass.IndexInput() {
			f(k)
		}
	}
}

// run is a call of nameRun for n elements from element from on.
func (t *reductionText) run(n, from string) string {
	args := []string{n}
	if k := t.pass.IndexInput(); k >= 0 {
		args = append(args, fmt.Sprintf("at+%s(%s)", t.inputs[k].Lane, from))
	}
	t.each(func(k int) {
		args = append(args, fmt.Sprintf("unsafe.Add(p%d, %s*s%[1]d)", k, from), fmt.Sprint("s", k))
	})
	return t.name + "Run(" + strings.Join(args, ", ") + ")"
}

// String prints the loop.
func (t *reductionText) text(set string) string {
	t.line("\n// %sGo is the Go loop of %s.", t.name, set)
	t.line("func %sGo(a *kernel.Args) {\nfor r := range a.Rows {", t.name)
	args := []string{"a.N"}
	if k := t.pass.IndexInput(); k >= 0 {
		args = append(args, fmt.Sprintf("*(*%s)(a.Op[%d].Ptr)", t.inputs[k].Lane, k))
	}
	t.each(func(k int) {
		args = append(args, fmt.Sprintf("unsafe.Add(a.Op[%d].Ptr, r*a.Op[%[1]d].Outer), a.Op[%[1]d].Inner", k))
	})
	t.line("%s := %sRun(%s)", t.accumulators("r"), t.name, strings.Join(args, ", "))
	for i, o := range t.acc {
		value := fmt.Sprint("r", i)
		if o.Lane.Is(ir.KindFloat) {
			value = fmt.Sprintf("lane.Canonical%d(r%d)", o.Lane.Bits(), i)
		}
		at := len(t.inputs) + i
		t.line("*(*%s)(unsafe.Add(a.Op[%d].Ptr, r*a.Op[%[2]d].Outer)) = %s", o.Lane, at, value)
	}
	t.line("}\n}\n")
	params := []string{"n int"}
	if k := t.pass.IndexInput(); k >= 0 {
		params = append(params, "at "+t.inputs[k].Lane.String())
	}
	t.each(func(k int) { params = append(params, fmt.Sprintf("p%d unsafe.Pointer, s%[1]d int", k)) })
	results := list(len(t.acc), func(i int) string { return fmt.Sprintf("r%d %s", i, t.acc[i].Lane) })
	t.line("func %sRun(%s) (%s) {", t.name, strings.Join(params, ", "), results)
	switch t.order() {
	case ir.Pairwise:
		t.halves(kernel.FoldLeaf, kernel.FoldSeries)
		t.pairwise()
	case ir.Wide:
		series := ir.WideBytes / t.acc[0].Lane.Size()
		t.halves(ir.WideLeaf, series)
		t.series(series)
	case ir.Serial:
		t.serial()
	default:
		t.series(4)
	}
	t.line("return\n}")
	return t.String()
}

func (t *reductionText) order() ir.Order { return t.pass.Reductions[0].Order }

// halves cuts a row of more than leaf elements in two, at a multiple of series.
func (t *reductionText) halves(leaf, series int) {
	t.line("if n > %d {\nhalf := n / 2\nhalf -= half %% %d", leaf, series)
	t.line("%s := %s", t.accumulators("a"), t.run("half", "0"))
	t.line("%s := %s", t.accumulators("b"), t.run("n-half", "half"))
	t.line("return %sJoin(%s, %s)\n}", t.name, t.accumulators("a"), t.accumulators("b"))
}

// offsets declares the offsets of the element at hand.
func (t *reductionText) offsets() {
	t.each(func(k int) { t.line("o%d := 0", k) })
}

func (t *reductionText) advance() {
	t.each(func(k int) { t.line("o%d += s%[1]d", k) })
}

// identity is the value with which reduction i begins.
func (t *reductionText) identity(i int) string {
	lane := t.acc[i].Lane
	bits := t.pass.Reductions[i].Identity(ir.New(""), lane).Imm
	switch {
	case lane == ir.F64:
		return fmt.Sprintf("math.Float64frombits(%#x)", bits)
	case lane == ir.F32:
		return fmt.Sprintf("math.Float32frombits(%#x)", bits)
	}
	return ir.FormatConst(lane, bits)
}

func (t *reductionText) identities() string { return list(len(t.acc), t.identity) }

// series combines element i in series i modulo n, and the series by halves.
func (t *reductionText) series(n int) {
	at := func(array, i string) string {
		return list(len(t.acc), func(k int) string { return fmt.Sprintf("%s%d[%s]", array, k, i) })
	}
	for i, o := range t.acc {
		t.line("var x%d [%d]%s", i, n, o.Lane)
	}
	t.line("for i := range x0 {\n%s = %s\n}", at("x", "i"), t.identities())
	t.offsets()
	t.line("for i := range n {\nj := i %% %d\n%s = %s", n, at("x", "j"), t.op("i", at("x", "j")))
	t.advance()
	t.line("}\nfor h := %d; h > 0; h /= 2 {\nfor i := range h {", n/2)
	t.line("%s = %sJoin(%s, %s)\n}\n}", at("x", "i"), t.name, at("x", "i"), at("x", "i+h"))
	t.line("%s = %s", t.accumulators("r"), at("x", "0"))
}

// pairwise combines a leaf in NumPy's order.
func (t *reductionText) pairwise() {
	const n = kernel.FoldSeries
	at := func(i int) string {
		return list(len(t.acc), func(k int) string { return fmt.Sprintf("x%d[%d]", k, i) })
	}
	t.line("%s = %s", t.accumulators("r"), t.identities())
	t.offsets()
	t.line("i := 0\nif n >= %d {", n)
	for i, o := range t.acc {
		t.line("var x%d [%d]%s", i, n, o.Lane)
	}
	all := func(i string) string {
		return list(len(t.acc), func(k int) string { return fmt.Sprintf("x%d[%s]", k, i) })
	}
	t.line("for j := range x0 {\n%s = %s\n}", all("j"), t.identities())
	t.line("for ; i < n-n%%%d; i++ {\nj := i %% %[1]d\n%s = %s", n, all("j"), t.op("i", all("j")))
	t.advance()
	t.line("}")
	for h := 1; h < n; h *= 2 {
		for i := 0; i < n; i += 2 * h {
			t.line("%s = %sJoin(%s, %s)", at(i), t.name, at(i), at(i+h))
		}
	}
	t.line("%s = %s\n}", t.accumulators("r"), at(0))
	t.line("for ; i < n; i++ {\n%s = %s", t.accumulators("r"), t.op("i", t.accumulators("r")))
	t.advance()
	t.line("}")
}

// serial combines blocks from the first element to the last, and what they give in order. The first block is not joined
// to anything: a product that is rounded to -0 makes a sum -0, which 0 and it are not.
func (t *reductionText) serial() {
	t.line("%s = %s", t.accumulators("r"), t.identities())
	t.offsets()
	t.line("for i := 0; i < n; {\n%s := %s", t.accumulators("x"), list(len(t.acc), func(i int) string {
		return fmt.Sprintf("%s(%s)", t.acc[i].Lane, t.identity(i))
	}))
	t.line("first := i == 0")
	t.line("for end := min(n, i+%d); i < end; i++ {\n%s = %s", ir.SerialBlock, t.accumulators("x"), t.op("i", t.accumulators("x")))
	t.advance()
	t.line("}\nif first {\n%s = %s\n} else {\n%s = %sJoin(%s, %s)\n}\n}", t.accumulators("r"), t.accumulators("x"), t.accumulators("r"), t.name, t.accumulators("r"), t.accumulators("x"))
}
