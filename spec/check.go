// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// checkFile checks what the rows of a file have in common.
func (l *loader) checkFile(f *File) {
	f.Path, f.Source = l.src.path, []byte(l.src.text)
	f.Package = f.pkg.Value
	l.faults = append(l.faults, clashes([]*File{f})...)
	l.twice(f.Functions, "file")
}

// twice reports names that are in a list for the second time.
func (l *loader) twice(names []Text, what string) {
	first := map[string]Pos{}
	for _, t := range names {
		if at, ok := first[t.Value]; ok {
			l.fault(t.Pos, fmt.Sprintf("the %s %s for the second time; the first is on line %d", what, quote(t.Value), at.Line), "choose another name, or remove it")
			continue
		}
		first[t.Value] = t.Pos
	}
}

// checkUfunc checks a row of ufuncs as a whole.
func (l *loader) checkUfunc(u *Ufunc) {
	u.Pos, u.Name = l.nameOf(u, u.name)
	if u.Identity.Kind == "" {
		u.Identity.Kind = "none"
	}
	l.twice(slices.Concat(u.In, u.Out), "operand")
	if few := l.operands(u, len(u.In)+len(u.Out)); !few || !l.has(u, "in", "out") {
		l.unsound[u] = true
		return
	}
	for _, p := range u.Loops {
		l.checkSig(u, p)
	}
	l.reachable(u)
	l.checkReduce(u)
	l.checkIdentity(u)
	l.checkBodies(u)
}

// nameOf returns the name of a row and its place, though it may be at fault.
func (l *loader) nameOf(row any, name Text) (Pos, string) {
	if n := l.nodes[row]["name"]; n != nil && n.kind == scalar {
		name = n.text
	}
	return name.Pos, name.Value
}

// operands reports whether a row has no more operands than a kernel can have, n
// in all.
func (l *loader) operands(row any, n int) bool {
	if n > kernel.MaxOperands && l.has(row, "in", "out") {
		l.fault(l.nodes[row]["in"].Pos, fmt.Sprintf("%d operands; a row has %d at most, inputs, scalars and outputs together", n, kernel.MaxOperands), "split it into several")
		return false
	}
	return true
}

// checkLoop checks what a loop says about itself.
func (l *loader) checkLoop(p *Loop) {
	p.Pos = p.Body.Pos
	if !l.has(p, "body") {
		l.unsound[p] = true
	}
	for _, k := range []string{"for", "to", "sig"} {
		if l.nodes[p][k] != nil && !l.has(p, k) {
			l.unsound[p] = true
		}
	}
}

// checkSig completes the signature of a loop.
func (l *loader) checkSig(u *Ufunc, p *Loop) {
	if l.unsound[p] {
		return
	}
	fail := func(at Pos, msg, hint string) {
		l.fault(at, msg, hint)
		l.unsound[p] = true
	}
	given := l.nodes[p]["sig"]
	if given == nil {
		if p.For == nil {
			l.unsound[p] = true // it has neither, which is a fault already
			return
		}
		p.SigIn = slices.Repeat([]string{"T"}, len(u.In))
		p.SigOut = slices.Repeat([]string{"T"}, len(u.Out))
	} else {
		p.SigIn, p.SigOut = values(p.sig.in), values(p.sig.out)
		for _, side := range []struct {
			what      string
			got, want []Text
		}{{"input", p.sig.in, u.In}, {"output", p.sig.out, u.Out}} {
			if len(side.got) != len(side.want) {
				fail(side.got[0].Pos, fmt.Sprintf("a signature with %s for a ufunc with %d: %s", count(len(side.got), side.what), len(side.want), list(values(side.want))), "write as many types, as "+quote(defaultSig(u, "T")))
			}
		}
	}
	symbols := slices.Concat(p.SigIn, p.SigOut)
	for _, v := range []struct {
		name, key string
		ds        []dtype.DType
	}{{"T", "for", p.For}, {"U", "to", p.To}} {
		i := slices.IndexFunc(symbols, func(s string) bool { return s == v.name || s == "R" && v.name == "T" })
		switch {
		case i >= 0 && v.ds == nil:
			fail(slices.Concat(p.sig.in, p.sig.out)[i].Pos, fmt.Sprintf("the signature uses %s, but there is no %s", symbols[i], v.key), fmt.Sprintf("add %s: and the dtypes of %s", v.key, v.name))
		case i < 0 && v.ds != nil:
			hint := fmt.Sprintf("use %s in sig, or remove %s", v.name, v.key)
			if given == nil {
				hint = fmt.Sprintf("add sig: %q, or remove %s", defaultSig(u, v.name), v.key)
			}
			fail(l.nodes[p][v.key].Pos, fmt.Sprintf("%s gives %s its dtypes, but the signature has no %[2]s", v.key, v.name), hint)
		}
	}
	if p.For != nil && !slices.Contains(p.SigIn, "T") && !slices.Contains(p.SigIn, "R") && !l.unsound[p] {
		fail(given.Pos, "no input of type T, so that no operand distinguishes the loops", "use T among the inputs, or U and to: for outputs")
	}
}

// defaultSig is an example of a signature for u, with one type for outputs.
func defaultSig(u *Ufunc, result string) string {
	in := slices.Repeat([]string{"T"}, len(u.In))
	out := slices.Repeat([]string{result}, len(u.Out))
	return strings.Join(in, ", ") + " -> " + strings.Join(out, ", ")
}

func values(ts []Text) []string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = t.Value
	}
	return out
}

// reachable reports loops for dtypes that an earlier loop has taken. Only the
// inputs choose a loop, unless the ufunc has loops with U: those are chosen by
// their outputs too.
func (l *loader) reachable(u *Ufunc) {
	byOut := slices.ContainsFunc(u.Loops, func(p *Loop) bool { return p.To != nil })
	taken := map[string]*Loop{}
	for _, p := range u.Loops {
		if l.unsound[p] {
			continue
		}
		var again []string
		var by *Loop
		all := p.Instances()
		for _, i := range all {
			id := commas(i.In)
			if byOut {
				id += " -> " + commas(i.Out)
			}
			if other := taken[id]; other != nil {
				again = append(again, id)
				if by == nil {
					by = other
				}
				continue
			}
			taken[id] = p
		}
		at := p.Pos
		for _, k := range []string{"sig", "for"} {
			if n := l.nodes[p][k]; n != nil {
				at = n.Pos
			}
		}
		switch {
		case by == p:
			l.fault(at, fmt.Sprintf("two loops for %s in one", again[0]), "name each combination of dtypes once")
		case len(again) == len(all):
			l.fault(at, fmt.Sprintf("this loop is never reached: the loop on line %d takes the same dtypes", by.Line), "remove it, or change the dtypes of one of them")
		case len(again) > 0:
			l.fault(at, fmt.Sprintf("a second loop for %s; the first is on line %d", some(again), by.Line), "take them out of one of the two")
		}
	}
}

// some lists a few of many.
func some(words []string) string {
	const most = 3
	if len(words) > most {
		return strings.Join(words[:most], "; ") + fmt.Sprintf(" and %d more", len(words)-most)
	}
	return strings.Join(words, "; ")
}

// checkReduce checks that the loops with a reduction can reduce.
func (l *loader) checkReduce(u *Ufunc) {
	for _, p := range u.Loops {
		if l.unsound[p] || !l.has(p, "reduce") {
			continue
		}
		p.ReduceAt = l.nodes[p]["reduce"].Pos
		same := len(p.SigIn) == 2 && len(p.SigOut) == 1
		for _, i := range p.Instances() {
			same = same && i.In[0] == i.In[1] && i.In[0] == i.Out[0]
		}
		if !same {
			l.fault(l.nodes[p]["reduce"].Pos, "reduce on a loop that is not T, T -> T", "remove reduce: only a function of two that gives the type it takes can reduce")
		}
	}
}

// checkIdentity checks that an identity is of use, and a value of the loops
// that reduce.
func (l *loader) checkIdentity(u *Ufunc) {
	n := l.nodes[u]["identity"]
	if n == nil || !l.has(u, "identity") || u.Identity.Kind == "none" || len(u.Loops) == 0 {
		return
	}
	reduces := false
	for _, p := range u.Loops {
		reduces = reduces || l.nodes[p]["reduce"] != nil
		if l.unsound[p] || !l.has(p, "reduce") || u.Identity.Kind != "value" {
			continue
		}
		for _, i := range p.Instances() {
			if hint := misfit(n.text.Value, u.Identity.Value, i.Out[0]); hint != "" {
				l.fault(n.Pos, fmt.Sprintf("the identity %s is no %s, as which the loop on line %d reduces", n.text.Value, i.Out[0], p.Line), hint)
				return
			}
		}
	}
	if !reduces {
		l.fault(n.Pos, "an identity, and no loop with reduce", "add reduce: to loops of signature T, T -> T, or remove identity")
	}
}

// misfit says what to write instead of an identity that is no value of d; the
// empty string if it is one. -1 stands for all bits set, in bools and unsigned
// integers too.
func misfit(text string, v float64, d dtype.DType) string {
	boolean := text == "true" || text == "false"
	exact, _ := new(big.Float).SetPrec(256).SetString(text)
	switch kind := d.Kind(); {
	case kind == dtype.KindBool:
		if v != 0 && v != 1 && v != -1 {
			return "write true or false"
		}
	case boolean:
		return "write a number, as 0 or 1"
	case kind == dtype.KindInt || kind == dtype.KindUint:
		bits := 8 * d.Size()
		lo, hi := -math.Ldexp(1, bits-1), math.Ldexp(1, bits-1)
		if kind == dtype.KindUint {
			lo, hi = -1, math.Ldexp(1, bits)
		}
		if v != math.Trunc(v) || v < lo || v >= hi || exact == nil || exact.Cmp(big.NewFloat(v)) != 0 {
			return "write an integer that the type holds, and that a float64 holds too"
		}
	case !math.IsInf(v, 0) && math.Abs(v) > Real(d).Descriptor().Float.Max():
		return "write a number that the type holds"
	}
	return ""
}

// checkKernel checks a row of kernels as a whole.
func (l *loader) checkKernel(k *Kernel) {
	k.Pos, k.Name = l.nameOf(k, k.name)
	var names []Text
	for _, part := range []struct {
		from []entry[Text]
		to   *[]Param
	}{{k.in, &k.In}, {k.scalars, &k.Scalars}, {k.out, &k.Out}} {
		for _, e := range part.from {
			typ, dims := splitCore(e.val)
			*part.to = append(*part.to, Param{Name: e.key, Type: typ, dims: dims})
			names = append(names, e.key)
		}
	}
	var vars []Text
	for _, e := range k.types {
		k.Types = append(k.Types, TypeVar{e.key, e.val})
		vars = append(vars, e.key)
	}
	l.twice(names, "operand")
	l.twice(vars, "type variable")
	few := l.operands(k, len(names))
	l.unsound[k] = !few || !l.has(k, "in", "out", "body")
	for _, key := range []string{"types", "scalars"} {
		if l.nodes[k][key] != nil && !l.has(k, key) {
			l.unsound[k] = true
		}
	}
	l.kernelTypes(k, vars)
	l.kernelCore(k, names)
	if !l.unsound[k] {
		l.kernelBody(k)
	}
}

// maxKernels is how many kernels one row may stand for.
const maxKernels = 256

// kernelTypes checks the types of a kernel's operands.
func (l *loader) kernelTypes(k *Kernel, vars []Text) {
	if l.nodes[k]["types"] != nil && !l.has(k, "types") {
		return
	}
	used, chosen := map[string]bool{}, map[string]bool{}
	for i, p := range slices.Concat(k.In, k.Scalars, k.Out) {
		name := p.Type.Value
		if slices.Contains(values(vars), name) {
			used[name] = true
			chosen[name] = chosen[name] || i < len(k.In)+len(k.Scalars)
			continue
		}
		if ds := groupOf(name); len(ds) != 1 {
			msg, hint := fmt.Sprintf("unknown type %s", quote(name)), suggestType(name, values(vars))
			if len(vars) == 0 {
				hint = suggestType(name, []string{"a type variable"})
			}
			if len(ds) > 1 {
				msg, hint = fmt.Sprintf("the group %s as the type of an operand", quote(name)), fmt.Sprintf("write T, and types: {T: %s}", name)
			} else if typeVariable.MatchString(name) && len(vars) == 0 {
				hint = fmt.Sprintf("add types: {%s: [float32, float64]}", name)
			}
			l.fault(p.Type.Pos, msg, hint)
			l.unsound[k] = true
		}
	}
	n := 1
	for _, v := range k.Types {
		n *= max(1, len(v.DTypes))
		switch {
		case l.unsound[k]:
		case !used[v.Value]:
			l.fault(v.Pos, fmt.Sprintf("no operand has the type %s", v.Value), "give it to an operand, or remove it")
		case !chosen[v.Value] && len(v.DTypes) > 1:
			l.fault(v.Pos, fmt.Sprintf("no input has the type %s, so that no operand distinguishes the kernels", v.Value), "give it to an input, or name one dtype")
		}
		if n > maxKernels {
			l.fault(v.Pos, fmt.Sprintf("the type variables have more than %d combinations", maxKernels), "name fewer dtypes")
			l.unsound[k] = true
			return
		}
	}
}

// clashes reports packages and names that are there twice. Names are compared
// as they are in Go, where rows become functions.
func clashes(files []*File) Faults {
	var faults Faults
	packages := map[string]Pos{}
	type row struct {
		Text
		what string
	}
	rows := map[string]row{}
	for _, f := range files {
		if at, ok := packages[f.Package]; ok && f.Package != "" {
			faults.Add(f.Fault(f.pkg.Pos, fmt.Sprintf("the package %s for the second time; the first is in %s", quote(f.Package), at.File), "choose another name"))
		}
		packages[f.Package] = f.pkg.Pos
		claim := func(t Text, what string) {
			id := GoName(t.Value)
			if t.Value == "" {
				return
			}
			first, ok := rows[id]
			if !ok {
				rows[id] = row{t, what}
				return
			}
			where := fmt.Sprintf("line %d", first.Line)
			if first.File != t.File {
				where = fmt.Sprintf("%s:%d", first.File, first.Line)
			}
			msg := fmt.Sprintf("the name %s for the second time; the first is %s on %s", quote(t.Value), first.what, where)
			if first.Value != t.Value {
				msg = fmt.Sprintf("the name %s is %s in Go, as is %s on %s", quote(t.Value), id, quote(first.Value), where)
			}
			faults.Add(f.Fault(t.Pos, msg, "choose another name"))
		}
		for _, u := range f.Ufuncs {
			claim(u.name, "a ufunc")
			for _, a := range u.Aliases {
				claim(a, "an alias of "+quote(u.Name))
			}
		}
		for _, k := range f.Kernels {
			claim(k.name, "a kernel")
		}
	}
	return faults
}
