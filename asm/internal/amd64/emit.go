// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/gotypes"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
	"github.com/mmcloughlin/avo/reg"
)

// Emit writes the kernels as a file of assembly for Go package pkg, and the
// file that declares them in Go, each with its comment. The files are built
// where the build constraint holds, which need not name the architecture if
// the names of the files do. The error names every kernel that is unfit; see
// plan.UnfitIn.
func (t Level) Emit(pkg, constraint string, kernels []plan.Kernel) (asm, stubs []byte, err error) {
	data := newConstants(t.suffix)
	var errs []error
	var docs []string
	var fns []*avo.Function
	for _, k := range kernels {
		fn, err := t.function(k, data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fns = append(fns, fn)
		docs = append(docs, k.Doc)
	}
	if len(errs) > 0 {
		return nil, nil, errors.Join(errs...)
	}
	return print(pkg, constraint, data, fns, docs)
}

// padding is what avo puts behind a mnemonic, so that operands stand in a column: a thirteenth of the text.
var padding = regexp.MustCompile(`(?m)^(\t[A-Z0-9]+) +`)

// print prints functions, their comments and their data as the two files.
func print(pkg, constraint string, data *constants, fns []*avo.Function, docs []string) (asm, stubs []byte, err error) {
	file := avo.NewFile()
	var decls strings.Builder
	for _, g := range data.sections() {
		file.AddSection(g)
	}
	for i, fn := range fns {
		file.AddSection(fn)
		declare(&decls, fn, docs[i])
	}
	if err := pass.IncludeTextFlagHeader(file); err != nil {
		return nil, nil, err
	}
	cfg := printer.Config{Name: "arraygen", Pkg: pkg}
	asm, err = printer.NewGoAsm(cfg).Print(file)
	if err != nil {
		return nil, nil, err
	}
	asm = padding.ReplaceAll(asm, []byte("$1 "))
	head := "// " + cfg.GeneratedWarning() + "\n"
	if constraint != "" {
		c := "\n//go:build " + constraint + "\n"
		asm = []byte(strings.Replace(string(asm), head, head+c, 1))
		head += c
	}
	src := head + "\npackage " + pkg + "\n\nimport \"github.com/arraygen/arraygen/ndarray/kernel\"\n" + decls.String()
	stubs, err = format.Source([]byte(src))
	return asm, stubs, err
}

// function returns the assembly of k by the best plan that fits.
func (t Level) function(k plan.Kernel, data *constants) (*avo.Function, error) {
	lower := legalise.ForLoop
	if k.Order != plan.Elementwise || k.Reducing != nil {
		lower = legalise.For
	}
	f, err := lower(t.Operations(), k.Func)
	if err != nil {
		return nil, &plan.Unfit{Kernel: k.Name, Reason: err}
	}
	var cut map[int]narrowing
	if !t.masks && !k.ByElement && k.Order == plan.Elementwise && k.Reducing == nil {
		cut = narrowStores(f)
	}
	m := plan.Machine{
		Limits: t.limits, VectorBytes: t.bytes, Fuse: foldSigns,
		InVector: func(v *ir.Value) bool { return !t.masks || v.Type != ir.Bool },
		Extremes: true,
	}
	var fn *avo.Function
	err = m.Write(k, f, func(b *plan.Body, p plan.Plan) (err error) {
		fn, err = t.write(k, b, p, data, cut)
		return err
	})
	if err != nil {
		return nil, err
	}
	return t.finish(fn, args)
}

// write writes kernel k by plan p.
func (t *level) write(k plan.Kernel, b *plan.Body, p plan.Plan, data *constants, cut map[int]narrowing) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	w := &writer{level: t, fn: avo.NewFunction(k.Name + t.suffix), data: data, body: b, plan: p, cut: cut, name: k.Name,
		lanes: t.bytes / b.Func.MaxLane(), ordered: needsOrder(b.Func), element: k.ByElement}
	w.vec = plan.NewRegisters(b, t.name+" vector", t.regs)
	if t.masks {
		w.mask = plan.NewRegisters(b, t.name+" mask", maskRegisters)
	}
	for _, c := range w.classes() {
		c.Move = func(from, to int) { w.moveWhole(from, to, c) }
	}
	if p.Spill {
		w.spilling()
	}
	if k.Reducing != nil {
		w.writeReduction(k)
	} else if k.Order == plan.Prefix {
		w.writeScan(k)
	} else if k.Order != plan.Elementwise {
		w.vec.Remat = nil // what a parameter was is in no memory
		w.writeFold(k)
	} else if k.ByElement {
		w.writeByElement(k)
	} else {
		w.writeLoop(k)
	}
	return w.fn, nil
}

// args and tileArgs are the types of kernels for avo.
var args, tileArgs = signature("a", "Args"), signature("t", "Tile")

// signature is that of a function of a pointer to a type of package kernel.
func signature(param, name string) *gotypes.Signature {
	pkg := types.NewPackage("github.com/arraygen/arraygen/ndarray/kernel", "kernel")
	named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, name, nil), types.NewStruct(nil, nil), nil)
	a := types.NewParam(token.NoPos, nil, param, types.NewPointer(named))
	return gotypes.NewSignature(nil, types.NewSignatureType(nil, nil, nil, types.NewTuple(a), nil, false))
}

// mostUnchecked is how many bytes of the stack a function takes at most without checking that there is
// room: a chain of such functions has 800.
const mostUnchecked = 512 + 16

// finish completes fn, of the given type, and checks that it needs no more than
// the level.
func (t Level) finish(fn *avo.Function, sig *gotypes.Signature) (*avo.Function, error) {
	if fn.LocalSize <= mostUnchecked {
		fn.Attributes = attr.NOSPLIT
	}
	fn.SetSignature(sig)
	if err := pass.PruneJumpToFollowingLabel(fn); err != nil {
		return nil, err
	}
	if err := pass.PruneDanglingLabels(fn); err != nil {
		return nil, err
	}
	if err := pass.RequiredISAExtensions(fn); err != nil {
		return nil, err
	}
	// avo says MMX+ of PREFETCHT0, which every amd64 machine has.
	fn.ISA = slices.DeleteFunc(fn.ISA, func(isa string) bool { return isa == "MMX+" || slices.Contains(t.some, isa) })
	for _, isa := range fn.ISA {
		if !slices.Contains(t.isa, isa) && !strings.HasPrefix(isa, "SSE") && isa != "CMOV" {
			return nil, fmt.Errorf("%s: needs %s, which %s has not", fn.Name, isa, t.name)
		}
	}
	// avo takes X16 to X31 for any instruction, and the assembler then
	// silently uses AVX-512.
	for _, i := range fn.Instructions() {
		for _, r := range i.Registers() {
			if p := reg.ToPhysical(r); p != nil && p.Kind() == reg.KindVector && int(p.PhysicalIndex()) >= t.regs {
				return nil, fmt.Errorf("%s: %s uses %s, which %s has not", fn.Name, i.Opcode, r.Asm(), t.name)
			}
		}
	}
	return fn, nil
}

// declare writes the Go declaration of fn. doc says what it does, without its
// name: "computes ...".
func declare(b *strings.Builder, fn *avo.Function, doc string) {
	b.WriteString("\n")
	if doc = strings.Trim(doc, "\n"); doc != "" {
		for _, line := range strings.Split(fn.Name+" "+doc, "\n") {
			b.WriteString(strings.TrimRight("// "+line, " ") + "\n")
		}
		b.WriteString("//\n")
	}
	fmt.Fprintf(b, "// It needs %s.\n//\n//go:noescape\nfunc %s%s\n", strings.Join(fn.ISA, ", "), fn.Name, strings.TrimPrefix(fn.Signature.String(), "func"))
}
