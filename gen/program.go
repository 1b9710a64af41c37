// SPDX-License-Identifier: BSD-3-Clause

// Package gen is the compiler: it makes kernels, their tables and what goes
// with them from rows.
//
// Its stages are packages: lang turns bodies into IR, legalise (under asm)
// rewrites it for a machine, the back ends print it, and this package says
// which files come of it.
package gen

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/gen/internal/lang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

// Kernel is one row for concrete dtypes, compiled.
type Kernel struct {
	spec.Instance
	File *spec.File
	Func *ir.Func
	// Exported is the name of the kernel in Go, as AddFloat64.
	Exported string
	// Symbol is what its unexported identifiers begin with, as addFloat64.
	Symbol string
	// Set is the variable of its implementations: AddFloat64 in the stock
	// packages, addFloat64Set where there are slice functions too; Fold is
	// that of its fold.
	Set, Fold, Scan string
	// Canonical is the kernel whose code this one uses: an addition does not know
	// whether its integers have a sign. It is of the same package or, see share, of
	// one that several use. A kernel that has code of its own is its own canonical
	// kernel.
	Canonical *Kernel

	// Table is the variable of the passes of a kernel with a core dimension; program and
	// passes are what it lists. Row is the function of one row, if it has one.
	Table   string
	Row     string
	program *passes.Program
	passes  []*passCode
	// row are the passes of the function of a row.
	row rowProgram
	// tile is the tile kernel of a contraction, or nil.
	tile *contractionTile
	// numbers says that all inputs but the first are numbers, see scalarForm.
	numbers bool
	// spills has a bit for each level whose assembly of it keeps values in the scratch memory.
	spills uint
	// invariant is its form for rows with one divisor, or nil.
	invariant *passes.Invariant
	// reductions are those of its text.
	reductions []lang.ReductionText
}

// Program is a set of files of rows, compiled.
type Program struct {
	Files   []*spec.File
	text    map[*spec.File]*strictBodies
	Kernels []*Kernel // in the order of the files and their rows
}

// elementwise returns p without the kernels that have a core dimension.
func (p *Program) elementwise() *Program {
	q := *p
	q.Kernels = filter(p.Kernels, func(k *Kernel) bool { return !k.core() })
	return &q
}

// Compile compiles the bodies of files. Functions of files are read from
// fsys; the stock functions need none. The error is spec.Faults: every fault
// of every body.
func Compile(files []*spec.File, fsys fs.FS, functionsPath string) (*Program, error) {
	p := &Program{Files: files, text: map[*spec.File]*strictBodies{}}
	var faults spec.Faults
	for _, f := range files {
		ks, c, err := compileFile(f, fsys, functionsPath)
		faults.AddError(err)
		p.text[f] = &strictBodies{c, ks}
		p.Kernels = append(p.Kernels, ks...)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

func compileFile(f *spec.File, fsys fs.FS, functionsPath string) ([]*Kernel, *lang.Compiler, error) {
	var faults spec.Faults
	c, errs := newCompiler(f, fsys, functionsPath)
	for _, e := range errs {
		faults.Add(functionFault(fsys, e))
	}
	if len(errs) > 0 {
		return nil, nil, faults.Err()
	}
	var ks []*Kernel
	var bodies []lang.Body
	for _, in := range f.Instances() {
		k := &Kernel{Instance: in, File: f, Exported: exported(in)}
		if k.Exported == "" {
			continue // a row without a name, which is a fault of the file
		}
		k.Symbol = lowerFirst(k.Exported)
		k.Set, k.Fold, k.Scan = k.Exported, "Fold"+k.Exported, "Scan"+k.Exported
		k.Table, k.Row = k.Exported+"Passes", k.Exported+"Row"
		ks = append(ks, k)
		bodies = append(bodies, k.body())
	}
	funcs, errs := c.Compile(bodies)
	seen := map[string]bool{}
	for _, e := range errs {
		if e.Body < 0 {
			faults.Add(functionFault(fsys, e))
			continue
		}
		// A body of many dtypes has the same fault in each: say it once.
		ft := bodyFault(ks[e.Body], e)
		if key := fmt.Sprint(ft.Pos); !seen[key] {
			seen[key] = true
			faults.Add(ft)
		}
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	canonical := map[string]*Kernel{}
	for i, k := range ks {
		k.Func = funcs[i]
		k.Func.Name = k.Symbol
		if k.core() {
			k.Canonical = k
			k.makePasses()
			if n := len(k.program.Operands); n > passes.MaxOperands {
				faults.Add(k.File.Fault(k.text().Pos, fmt.Sprintf("the operands of %s and what its passes leave for later ones are %d, at most %d are possible", k.Name(), n, passes.MaxOperands), "reduce fewer values, or make several rows of it"))
			}
			continue
		}
		key := shape(k.Func)
		if canonical[key] == nil {
			canonical[key] = k
			k.makeInvariant()
		}
		k.Canonical = canonical[key]
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	if faults := orderFaults(ks); len(faults) > 0 {
		return nil, nil, faults
	}
	return ks, c, nil
}

// newCompiler returns a compiler for the bodies of f: it knows the stock
// functions and those that f names.
func newCompiler(f *spec.File, fsys fs.FS, functionsPath string) (*lang.Compiler, []*lang.Error) {
	lane, err := lang.ReadLibrary(lang.LanePath, spec.Source, "lane")
	if err != nil {
		panic(err) // embedded
	}
	stock, err := lang.ReadLibrary(lang.KernelsPath, spec.Source, "kernels")
	if err != nil {
		panic(err)
	}
	libs := []lang.Library{stock}
	if len(f.Functions) > 0 {
		own := lang.Library{Path: functionsPath, Files: map[string][]byte{}}
		for _, t := range f.Functions {
			src, err := fs.ReadFile(fsys, path.Join(path.Dir(f.Path), t.Value))
			if err != nil {
				return nil, []*lang.Error{{Body: -1, Msg: err.Error()}}
			}
			own.Files[path.Join(path.Dir(f.Path), t.Value)] = src
		}
		libs = append(libs, own)
	}
	return lang.New(lane, libs...)
}

// body returns what the front end needs to know of k.
func (k *Kernel) body() lang.Body {
	b := lang.Body{Name: k.String(), Bind: k.Bind, Text: k.text().Value}
	if k.Kernel != nil {
		b.Core, b.Order = k.Kernel.Core, k.Kernel.Order
	}
	for i, name := range k.InNames() {
		b.In = append(b.In, k.inParam(i, name))
	}
	for i, name := range k.OutNames() {
		b.Out = append(b.Out, lang.Param{Name: name, DType: k.Out[i], Row: k.outRow(i)})
	}
	return b
}

// inParam returns what the front end needs to know of input i.
func (k *Kernel) inParam(i int, name string) lang.Param {
	p := lang.Param{Name: name, DType: k.In[i], Row: k.inRow(i), Table: k.inTable(i)}
	if p.Table {
		p.Len = k.Kernel.In[i].Len
	}
	if k.window(i) {
		q := k.Kernel.In[i]
		if q.RowWindow > 0 {
			p.Rows = q.RowWindow + 1
		}
		if q.Window > 0 {
			p.Elements = q.Window + 1
		}
	}
	return p
}

// window reports whether input i is a window.
func (k *Kernel) window(i int) bool {
	return k.Kernel != nil && i < len(k.Kernel.In) && k.Kernel.In[i].IsWindow()
}

// hasWindows reports whether an input is a window.
func (k *Kernel) hasWindows() bool {
	return k.Kernel != nil && slices.ContainsFunc(k.Kernel.In, spec.Param.IsWindow)
}

// inRow reports whether input i has the core dimension, outRow whether output i has.
func (k *Kernel) inRow(i int) bool {
	return k.Kernel != nil && i < len(k.Kernel.In) && k.Kernel.In[i].Core.Value != "" && !k.Kernel.In[i].Table
}

// inTable reports whether input i is a table.
func (k *Kernel) inTable(i int) bool {
	return k.Kernel != nil && i < len(k.Kernel.In) && k.Kernel.In[i].Table
}

// hasTables reports whether an input is a table.
func (k *Kernel) hasTables() bool {
	return k.Kernel != nil && slices.ContainsFunc(k.Kernel.In, func(p spec.Param) bool { return p.Table })
}

// dims names the core dimensions of the ufunc, in the order in which its signature does.
func (k *Kernel) dims() (names []string) {
	for _, p := range k.Kernel.In {
		list := []string{p.Rows.Value, p.Core.Value}
		if k.contracts() {
			list = nil
			for _, a := range p.Axes {
				list = append(list, a.Dim, a.Plus)
			}
		}
		for _, n := range list {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return names
}

func (k *Kernel) outRow(i int) bool { return k.Kernel != nil && k.Kernel.Out[i].Core.Value != "" }

func (k *Kernel) text() spec.Text {
	if k.Kernel != nil {
		return k.Kernel.Body
	}
	return k.Loop.Body
}

// Bound returns how far results may be from exact ones.
func (k *Kernel) Bound() spec.Bound {
	if k.Kernel != nil {
		return k.Kernel.Bound
	}
	return k.Loop.Bound
}

// Doc returns the sentence that describes the row.
func (k *Kernel) Doc() string {
	if k.Kernel != nil {
		return k.Kernel.Doc
	}
	return k.Ufunc.Doc
}

// InNames names the inputs; a kernel's scalars come after its arrays.
func (k *Kernel) InNames() []string {
	if k.Kernel == nil {
		return values(k.Ufunc.In)
	}
	var names []string
	for _, p := range append(append([]spec.Param{}, k.Kernel.In...), k.Kernel.Scalars...) {
		names = append(names, p.Name.Value)
	}
	return names
}

// OutNames names the outputs.
func (k *Kernel) OutNames() []string {
	if k.Kernel == nil {
		return values(k.Ufunc.Out)
	}
	var names []string
	for _, p := range k.Kernel.Out {
		names = append(names, p.Name.Value)
	}
	return names
}

func values(ts []spec.Text) []string {
	vs := make([]string, len(ts))
	for i, t := range ts {
		vs[i] = t.Value
	}
	return vs
}

// DTypeName is d as a part of a Go name.
func DTypeName(d dtype.DType) string { return d.Descriptor().Go.Const }

// exported names a kernel: the row and its dtypes, each once where all inputs
// are of one.
func exported(in spec.Instance) string {
	name := spec.GoName(in.Name())
	var ds []dtype.DType
	switch {
	case in.Kernel != nil:
		for _, v := range in.Kernel.Types {
			ds = append(ds, in.Bind[v.Value])
		}
	case in.Bind["U"].Valid():
		ds = append(append(ds, in.In...), in.Out...)
	default:
		ds = in.In[:1]
		for _, d := range in.In {
			if d != in.In[0] {
				ds = in.In
			}
		}
	}
	for _, d := range ds {
		name += DTypeName(d)
	}
	return name
}

// lowerFirst makes an exported name one that is not.
func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// bodyFault places a fault of the front end in the file of the body.
func bodyFault(k *Kernel, e *lang.Error) spec.Fault {
	t := k.text()
	msg := e.Msg
	if multi := k.dtypes(); multi != "" {
		msg += " (for " + multi + ")"
	}
	return k.File.Fault(t.PosAt(e.Offset), msg, e.Hint)
}

// dtypes names the dtypes of an instance, for messages.
func (k *Kernel) dtypes() string {
	var s []string
	for _, v := range []string{"T", "U"} {
		if d, ok := k.Bind[v]; ok {
			s = append(s, v+" = "+d.String())
		}
	}
	return strings.Join(s, ", ")
}

// functionFault places a fault in a Go file of kernel functions, with the line
// where the file can be read.
func functionFault(fsys fs.FS, e *lang.Error) spec.Fault {
	at := spec.Pos{File: e.File, Line: e.Line, Col: e.Col}
	if fsys != nil && e.File != "" {
		if src, err := fs.ReadFile(fsys, e.File); err == nil {
			return spec.NewFault(src, at, e.Msg, e.Hint)
		}
	}
	return spec.Fault{Pos: at, Msg: e.Msg, Hint: e.Hint}
}
