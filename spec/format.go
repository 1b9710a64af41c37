// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

var fewOperands = fmt.Sprintf("A row has %d operands at most: inputs, scalars and outputs together.", kernel.MaxOperands)

// The keys of a file of rows.
var fileRecord = record[File]{
	name: "File",
	doc:  "A file of rows. One Go package is made from it.",
	fields: []field[File]{
		must(key("package", packageName, func(f *File) *Text { return &f.pkg },
			"package: pricing", "The name of the Go package made from the file.")),
		key("doc", prose, func(f *File) *string { return &f.Doc },
			"doc: Option prices", "What the package is for: its doc comment."),
		key("functions", filled(listOf(goFile)), func(f *File) *[]Text { return &f.Functions },
			"functions: [normcdf.go]", "Go files in the folder of the file, of the same package, whose exported functions bodies may call."),
		key("ufuncs", filled(rows(&ufuncRecord)), func(f *File) *[]*Ufunc { return &f.Ufuncs },
			"ufuncs: and a list of rows", "Universal functions: one body for each set of dtypes."),
		key("kernels", filled(rows(&kernelRecord)), func(f *File) *[]*Kernel { return &f.Kernels },
			"kernels: and a list of rows", "Fused kernels: several statements, several outputs, typed operands."),
	},
	either: []string{"ufuncs", "kernels"},
	check:  (*loader).checkFile,
}

// The keys of a row of ufuncs.
var ufuncRecord = record[Ufunc]{
	name: "Ufunc",
	doc:  "A universal function: it works element by element, and has a loop for each dtype.",
	fields: []field[Ufunc]{
		must(key("name", rowName, func(u *Ufunc) *Text { return &u.name },
			"name: hypot3", "The name, in snake case; NumPy's where NumPy has the function.")),
		key("aliases", filled(listOf(rowName)), func(u *Ufunc) *[]Text { return &u.Aliases },
			"aliases: [norm3]", "Other names of the same function."),
		must(key("doc", prose, func(u *Ufunc) *string { return &u.Doc },
			"doc: Length of a vector", "What the function computes, in a sentence.")),
		must(key("in", filled(listOf(operandName)), func(u *Ufunc) *[]Text { return &u.In },
			"in: [x1, x2]", "The names of the inputs, as bodies use them. "+fewOperands)),
		must(key("out", filled(listOf(operandName)), func(u *Ufunc) *[]Text { return &u.Out },
			"out: [y]", "The names of the outputs. A body that is an expression gives the only one; statements assign to each.")),
		key("identity", identity, func(u *Ufunc) *Identity { return &u.Identity },
			"identity: 0", "What a reduction starts from: a number, -inf, inf, true or false; none (the default: an empty reduction is an error, and axes keep their order) or reorderable (no identity, but any order of axes)."),
		key("integers", oneOf("floating type", "float32", "float64"), func(u *Ufunc) *string { return &u.Integers },
			"integers: float64", "The type in which integers and bools are computed, where no loop is made for them. Without it they take the first loop that holds them."),
		key("promotion", oneOf("promotion", Promotions...), func(u *Ufunc) *string { return &u.Promotion },
			"promotion: truth", "How the dtypes of operands choose a loop, if not in the usual way: no-bool (bools are no integers, as for subtract), widen (bools and small integers are reduced as integers of 64 bits, as for add), truth (operands count as true or false, as for logical_and), compare (integers compare with any Go integer, as for less) clip (an end of the interval of clip may be any Go integer), power (a negative integer exponent of an integer is an error) or no-time (integers are no durations, as for divide)."),
		must(key("loops", filled(rows(&loopRecord)), func(u *Ufunc) *[]*Loop { return &u.Loops },
			"loops: [{for: floats, body: x1 + x2, bound: exact}]", "The bodies, each with the dtypes that it is for.")),
	},
	check: (*loader).checkUfunc,
}

// The keys of a loop of a ufunc.
var loopRecord = record[Loop]{
	name: "Loop",
	doc:  "A body for some dtypes.",
	fields: []field[Loop]{
		key("for", dtypes, func(p *Loop) *[]dtype.DType { return &p.For },
			"for: floats", "The dtypes that T stands for: a dtype, a group, or a list of them. A loop is made for each."),
		key("to", dtypes, func(p *Loop) *[]dtype.DType { return &p.To },
			"to: all", "The dtypes that U stands for, for loops that differ in their outputs: casts."),
		key("sig", sig, func(p *Loop) *signature { return &p.sig },
			`sig: "T, T -> bool"`, "The dtypes of inputs and outputs: T, U, R (the type of T's real part) and dtypes. Without it, all are T."),
		must(key("body", text, func(p *Loop) *Text { return &p.Body },
			"body: x1 + x2", "What the loop computes for an element, in the kernel language: an expression, or statements that assign to the outputs.")),
		must(key("bound", boundForm, func(p *Loop) *Bound { return &p.Bound },
			"bound: exact", "How far the result may be from the exact one.")),
		key("reduce", oneOf("order of reduction", "any", "pairwise", "serial"), func(p *Loop) *string { return &p.Reduce },
			"reduce: pairwise", "The order of a reduction: any (the body is exactly associative and commutative), pairwise (NumPy's order of sums) or serial (from the left). Without it there is none."),
	},
	either: []string{"for", "sig"},
	check:  (*loader).checkLoop,
}

// The keys of a row of kernels.
var kernelRecord = record[Kernel]{
	name: "Kernel",
	doc:  "A fused kernel: elementwise, or with a core dimension over rows, which it may reduce.",
	fields: []field[Kernel]{
		must(key("name", rowName, func(k *Kernel) *Text { return &k.name },
			"name: black_scholes", "The name, in snake case.")),
		must(key("doc", prose, func(k *Kernel) *string { return &k.Doc },
			"doc: European option prices", "What the kernel computes, in a sentence.")),
		key("types", filled(mapOf(typeName, dtypes)), func(k *Kernel) *[]entry[[]dtype.DType] { return &k.types },
			"types: {T: [float32, float64]}", "Type variables and the dtypes they stand for. A kernel is made for each combination."),
		must(key("in", filled(mapOf(operandName, operandType)), func(k *Kernel) *[]entry[Text] { return &k.in },
			"in: {x: T, y: T}", "The names of the inputs, in order, with their types: type variables or dtypes, with a core dimension for a row, as in x: T[n], or two for rows, as in x: T[m, n]; with more elements for a window, as in x: T[n+2]; with a dimension along which the kernel reduces for each element of the outputs, as in a: T[m, k] or x: T[n+k-1]; or a length or a dimension of its own for a table, as in lut: T[256] or lut: T[m]. "+fewOperands)),
		key("scalars", filled(mapOf(operandName, operandType)), func(k *Kernel) *[]entry[Text] { return &k.scalars },
			"scalars: {a: T}", "The names of inputs that are one number for a whole call, with their types."),
		must(key("out", filled(mapOf(operandName, operandType)), func(k *Kernel) *[]entry[Text] { return &k.out },
			"out: {z: T}", "The names of the outputs, in order, with their types. Where inputs have a core dimension, an output without it is one element for a row.")),
		key("order", oneOf("order of reductions", Orders...), func(k *Kernel) *string { return &k.Order },
			"order: wide", "The order in which reductions of floats combine the elements of a row: pairwise (NumPy's order of sums, the default of Sum and Prod), wide (256 bytes of elements side by side, the default of Dot) or serial (from the first to the last). Integers, minimum and maximum are the same in any order."),
		key("edge", oneOf("edge", Edges...), func(k *Kernel) *string { return &k.Edge },
			"edge: clamp", "What windows have beyond the ends of a row: valid (nothing, the default: an input T[n+2] is longer than the outputs by 2), or else inputs are as long as the outputs and have their windows round each element, with clamp (the first or last element again), zero, wrap (the elements of the other end) or reflect (those before the end backwards, without the last one)."),
		must(key("body", text, func(k *Kernel) *Text { return &k.Body },
			"body: z = a*x + y", "What the kernel computes for an element, in the kernel language.")),
		must(key("bound", boundForm, func(k *Kernel) *Bound { return &k.Bound },
			"bound: exact", "How far results may be from the body's, evaluated as plain Go.")),
	},
	check: (*loader).checkKernel,
}

// ulpBound is a bound as a mapping.
type ulpBound struct {
	ulp float64
	of  string
}

var ulpRecord = record[ulpBound]{
	name: "Bound",
	doc:  "A bound in units in the last place of the result.",
	fields: []field[ulpBound]{
		must(key("ulp", ulps, func(b *ulpBound) *float64 { return &b.ulp },
			"ulp: 1", "The most units in the last place.")),
		key("of", oneOf("reference of a bound", "operands", "modulus"), func(b *ulpBound) *string { return &b.of },
			"of: operands", "Whose last places are counted, if not the result's: operands (those of the largest of the operands and the result, for a sum that may cancel) or modulus (those of a complex result's modulus)."),
	},
}

var ulps = value[float64]{
	want:   "a number of units in the last place",
	schema: schema{"type": "number", "exclusiveMinimum": 0},
	read: func(l *loader, n *node) (float64, bool) {
		v, ok := number(n)
		switch {
		case !ok || math.IsInf(v, 0):
			l.mismatchHint(n, "a number of units in the last place", "write a number without quotes, as ulp: 1")
		case v <= 0:
			l.fault(n.Pos, fmt.Sprintf("a bound of %s units in the last place", n.text.Value), "write a number above 0, or bound: exact")
		default:
			return v, true
		}
		return 0, false
	},
}

var boundForm = value[Bound]{
	want:   "a bound",
	schema: schema{"oneOf": []schema{{"const": "exact"}, {"$ref": "#/$defs/Bound"}}},
	read: func(l *loader, n *node) (Bound, bool) {
		const hint = "write exact or {ulp: 1}"
		switch {
		case n.kind == mapping:
			b, ok := ulpRecord.read(l, n)
			if !ok {
				return Bound{}, false
			}
			return Bound{ULP: b.ulp, Of: b.of}, true
		case n.kind == scalar && n.text.Value == "exact":
			return Bound{Exact: true}, true
		}
		l.mismatchHint(n, "a bound", hint)
		return Bound{}, false
	},
}

var identity = value[Identity]{
	want: "an identity",
	schema: schema{"oneOf": []schema{
		{"type": []string{"number", "boolean"}},
		{"enum": []string{"none", "reorderable", "inf", "-inf"}},
	}},
	read: func(l *loader, n *node) (Identity, bool) {
		if n.kind == scalar && n.style == plain {
			switch n.text.Value {
			case "none", "reorderable":
				return Identity{Kind: n.text.Value}, true
			case "true":
				return Identity{Kind: "value", Value: 1}, true
			case "false":
				return Identity{Kind: "value"}, true
			}
			if v, ok := number(n); ok {
				return Identity{Kind: "value", Value: v}, true
			}
		}
		l.mismatchHint(n, "an identity", "write a number, inf, -inf, true, false, none or reorderable")
		return Identity{}, false
	},
}
