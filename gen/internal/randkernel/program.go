// SPDX-License-Identifier: BSD-3-Clause

// Package randkernel makes random kernels and compares what the compiler makes
// of them with the same text compiled by Go.
//
// A Program is a file of rows and a file of functions, as an author writes
// them. They take the path of an author's rows: through the compiler into a package of
// their own, whose generated test has the text of every body as its reference.
// Many kernels share one package, since most of the time is Go's compiler's.
package randkernel

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Program is the text of random rows and functions.
type Program struct {
	YAML      string
	Functions string
	Rows      int
}

// New returns the program of a seed, with some rows and those that were found.
// A later version of this package may give another.
func New(seed uint64, rows int) Program {
	return program(seed, rows, func(g *generator, i int) string {
		switch {
		case i%6 == 5:
			return g.contractionRow(i)
		case i%12 == 8:
			return g.planeRow(i)
		case i%3 == 2:
			return g.coreRow(i)
		}
		return g.row(i)
	})
}

// NewContractions is New for contractions alone.
func NewContractions(seed uint64, rows int) Program {
	return program(seed, rows, (*generator).contractionRow)
}

// programHead is what stands before the rows.
const programHead = "package: random\ndoc: Random kernels.\nfunctions: [functions.go]\nkernels:\n"

// program is New, of rows that row writes.
func program(seed uint64, rows int, row func(g *generator, i int) string) Program {
	g := &generator{r: rand.New(rand.NewPCG(seed, 0x61727261))}
	var y, f strings.Builder
	f.WriteString("package random\n\nimport (\n\t\"github.com/arraygen/arraygen/spec/kernels\"\n\t\"github.com/arraygen/arraygen/spec/lane\"\n)\n\n")
	f.WriteString("// Keep says that the stock functions are used.\nfunc Keep(x float64) float64 { return lane.Abs(kernels.Exp(x)) }\n")
	f.WriteString(g.tables())
	for i := range rows {
		f.WriteString(g.function(i))
	}
	y.WriteString(programHead)
	for i := range rows {
		y.WriteString(row(g, i))
	}
	return g.siblings(Program{y.String(), f.String(), rows}).withFound()
}

// withFound is p with the rows that were found, after its own.
func (p Program) withFound() Program {
	for _, text := range found {
		p.YAML += fmt.Sprintf("  - name: k%d%s", p.Rows, text)
		p.Rows++
	}
	return p
}

// NewWithoutFloat16 is New for emulators that round float32 to float16 wrongly:
// bfloat16 stands where float16 would be converted to.
func NewWithoutFloat16(seed uint64, rows int) Program {
	return New(seed, rows).WithoutFloat16()
}

// WithoutFloat16 is p with bfloat16 for float16.
func (p Program) WithoutFloat16() Program {
	for _, text := range []*string{&p.YAML, &p.Functions} {
		*text = strings.ReplaceAll(float16.ReplaceAllString(*text, "bfloat16"), "HalfFromFloat32(", "BFloat16FromFloat32(")
	}
	return p
}

var float16 = regexp.MustCompile(`\bfloat16\b`)

// generator writes random text. Its language is one statement or expression a
// method, chosen from tables: what the kernel language gains is a row more.
type generator struct {
	r     *rand.Rand
	funcs []signature
}

type signature struct {
	name    string
	in, out []string
	ops     int // about how many operations it has, its calls included
}

// variable is one that text may read.
type variable struct {
	name, typ string
	used      *bool
	counts    bool // it must not be assigned: the counter of a loop stays a constant
	once      bool // it is one for a row
}

// names are what operands and locals are called: among them all that generated
// code might like to call its own.
var names = strings.Fields("a b c d e i j k n p q r s t u v w x y z a1 x1 x2 y1 p0 s0 o0 v0 v1 v2 r0 in out dst src args done rows len cap copy " +
	"kernel op set math unsafe strict kernels acc tmp lo hi re im n1 body test k0 dtype ufunc append print new make err init_x main t0 t1 t2 t3 f g h")

// row writes a row with its operands and body.
func (g *generator) row(i int) string {
	b := &body{generator: g, taken: map[string]bool{}}
	var in, out []string
	spec := func(d dtype.DType) string { return d.String() }
	var ins, outs []variable
	for range 1 + g.r.IntN(4) {
		d := elementTypes[g.r.IntN(len(elementTypes))]
		v := variable{b.fresh(), laneType(d), new(bool), false, false}
		ins = append(ins, v)
		in = append(in, v.name+": "+spec(d))
	}
	for range 1 + g.r.IntN(3) {
		d := elementTypes[g.r.IntN(len(elementTypes))]
		v := variable{b.fresh(), laneType(d), new(bool), false, false}
		outs = append(outs, v)
		out = append(out, v.name+": "+spec(d))
	}
	text := b.statements(ins, outs)
	return fmt.Sprintf("  - name: k%d\n    doc: Random.\n    in: {%s}\n    out: {%s}\n    body: |\n%s    bound: exact\n",
		i, strings.Join(in, ", "), strings.Join(out, ", "), indent(text, "      "))
}

func indent(text, by string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		b.WriteString(by + line + "\n")
	}
	return b.String()
}

// function writes a kernel function, which later text may call.
func (g *generator) function(i int) string {
	b := &body{generator: g, taken: map[string]bool{"lane": true, "kernels": true}, qualified: true}
	sig := signature{name: fmt.Sprintf("Own%d", i)}
	var params, results []string
	var ins, outs []variable
	for range 1 + g.r.IntN(3) {
		v := variable{b.fresh(), g.typ(), new(bool), false, false}
		ins, params, sig.in = append(ins, v), append(params, v.name+" "+v.typ), append(sig.in, v.typ)
	}
	named := g.r.IntN(2) == 0
	for range 1 + g.r.IntN(4)/3 {
		v := variable{b.fresh(), g.typ(), new(bool), false, false}
		r := v.typ
		if named {
			r = v.name + " " + v.typ
		} else {
			v.name = ""
		}
		outs, results, sig.out = append(outs, v), append(results, r), append(sig.out, v.typ)
	}
	text := b.statements(ins, outs)
	sig.ops = b.ops
	g.funcs = append(g.funcs, sig)
	return fmt.Sprintf("\n// %s is random.\nfunc %[1]s(%s) (%s) {\n%s}\n", sig.name, strings.Join(params, ", "), strings.Join(results, ", "), indent(text, "\t"))
}

// elementTypes are the dtypes of operands.
var elementTypes = []dtype.DType{
	dtype.Bool, dtype.Int8, dtype.Int16, dtype.Int32, dtype.Int64, dtype.Uint8, dtype.Uint16, dtype.Uint32, dtype.Uint64,
	dtype.Float16, dtype.BFloat16, dtype.Float32, dtype.Float64, dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128,
}

// laneType is the type that text sees for an element.
func laneType(d dtype.DType) string {
	if d == dtype.Float16 || d == dtype.BFloat16 {
		return "float32"
	}
	return d.String()
}
