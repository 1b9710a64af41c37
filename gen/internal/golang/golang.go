// SPDX-License-Identifier: BSD-3-Clause

// Package golang is the Go back end: it prints IR as a portable Go loop.
//
// The loop is the kernel of machines without assembly, what finishes rare
// lanes, and the yardstick of the others. Every float operation is wrapped in
// a conversion, which forbids the Go compiler to fuse it with another.
package golang

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
)

// The packages that generated loops call.
const (
	KernelPath = "github.com/arraygen/arraygen/ndarray/kernel"
	LanePath   = "github.com/arraygen/arraygen/spec/lane"
)

// Light is the most operations of a body for which the loop over contiguous
// slices is printed next to the one over any strides: a longer body hides the
// cost of the strides.
const Light = 10

// Loop returns the declaration of func name(a *kernel.Args), the kernel of f.
// Its variables meet no identifier of outer: what is declared around it.
func Loop(name, doc string, f *ir.Func, outer ident.Set) *jen.Statement {
	f = ir.CanonicalizeNaNs(f).OfOneLane()
	p := newPrinter(f, outer)
	body := []jen.Code{p.pointers()}
	if p.light() {
		body = append(body, jen.If(p.contiguous()).Block(p.sliceLoop()...))
	}
	body = append(body, p.strideLoop()...)
	return jen.Comment(doc).Line().
		Func().Id(name).Params(p.local("a").Op("*").Qual(KernelPath, "Args")).Block(
		jen.For(p.local("r").Op(":=").Range().Add(p.local("a")).Dot("Rows")).Block(body...),
	)
}

// Scalar returns the declaration of func name(lanes...) (lanes...), the body
// of f for one element. Its variables meet no identifier of outer.
func Scalar(name, doc string, f *ir.Func, outer ident.Set) *jen.Statement {
	f = ir.CanonicalizeNaNs(f).OfOneLane()
	p := newPrinter(f, outer)
	var params, results []jen.Code
	for i, o := range f.In {
		for part := range o.Parts() {
			params = append(params, jen.Id(p.params[i][part]).Id(o.Lane.String()))
		}
	}
	for _, o := range f.Out {
		for range o.Parts() {
			results = append(results, jen.Id(o.Lane.String()))
		}
	}
	var block []jen.Code
	block = append(block, p.values()...)
	ret := make([]jen.Code, len(f.Results))
	for _, r := range f.Results {
		i := 0
		for _, o := range f.Out[:r.Operand] {
			i += o.Parts()
		}
		ret[i+r.Part] = p.result(r)
	}
	block = append(block, jen.Return(ret...))
	return jen.Comment(doc).Line().Func().Id(name).Params(params...).Params(results...).Block(block...)
}

func partName(o ir.Operand, part int) string {
	if !o.Pair {
		return o.Name
	}
	return o.Name + [2]string{"Re", "Im"}[part]
}

type printer struct {
	f       *ir.Func
	inlined []bool // by ID: the values that are printed where they are used
	taken   ident.Set
	// params are the variables of the inputs, called as the author calls these
	// wherever that is free; locals are all others, by what they would be
	// called in a function without operands.
	params [][2]string
	locals map[string]string
}

func newPrinter(f *ir.Func, outer ident.Set) *printer {
	p := &printer{f: f, inlined: inlined(f), taken: outer.Inner(), locals: map[string]string{}}
	for _, o := range f.In {
		var names [2]string
		for part := range o.Parts() {
			names[part] = p.taken.New(partName(o, part))
		}
		p.params = append(p.params, names)
	}
	return p
}

// local is a variable of the function.
func (p *printer) local(want string) *jen.Statement {
	if _, ok := p.locals[want]; !ok {
		p.locals[want] = p.taken.New(want)
	}
	return jen.Id(p.locals[want])
}

// operand is a variable that belongs to an operand.
func (p *printer) operand(letter string, i int) *jen.Statement {
	return p.local(fmt.Sprint(letter, i))
}

func (p *printer) light() bool {
	n := 0
	for _, v := range p.f.Values {
		switch v.Op {
		case ir.Param, ir.Const, ir.Bitcast:
		case ir.Rare, ir.Repeat:
			return false
		default:
			n++
		}
	}
	return n <= Light
}

// operands returns all operands, inputs first.
func (p *printer) operands() []ir.Operand {
	return append(append([]ir.Operand{}, p.f.In...), p.f.Out...)
}

// used lists the operands that the body reads or writes: a constant body
// reads none.
func (p *printer) used() []int {
	var list []int
	for i := range p.f.In {
		for _, v := range p.f.Values {
			if v.Op == ir.Param && int(v.Imm>>1) == i {
				list = append(list, i)
				break
			}
		}
	}
	for i := range p.f.Out {
		list = append(list, len(p.f.In)+i)
	}
	return list
}

// pointers declares the address of each operand's row: p0, p1 ...
func (p *printer) pointers() jen.Code {
	var names, vals []jen.Code
	for _, i := range p.used() {
		op := p.local("a").Dot("Op").Index(jen.Lit(i))
		names = append(names, p.operand("p", i))
		vals = append(vals, jen.Qual("unsafe", "Add").Call(op.Clone().Dot("Ptr"), p.local("r").Op("*").Add(op.Clone().Dot("Outer"))))
	}
	return jen.List(names...).Op(":=").List(vals...)
}

func (p *printer) contiguous() *jen.Statement {
	s := jen.Null()
	ops := p.operands()
	for n, i := range p.used() {
		o := ops[i]
		if n > 0 {
			s = s.Op("&&")
		}
		s = s.Add(p.local("a")).Dot("Op").Index(jen.Lit(i)).Dot("Inner").Op("==").Lit(o.Size())
	}
	return s
}

func (p *printer) sliceLoop() []jen.Code {
	var code []jen.Code
	ops := p.operands()
	for _, i := range p.used() {
		o := ops[i]
		n := p.local("a").Dot("N")
		if o.Pair {
			n = jen.Lit(2).Op("*").Add(p.local("a")).Dot("N")
		}
		code = append(code, p.operand("s", i).Op(":=").Qual("unsafe", "Slice").Call(
			jen.Parens(jen.Op("*").Id(o.Lane.String())).Parens(p.operand("p", i)), n))
	}
	// Equal lengths that the compiler can see remove its bounds checks.
	last := len(ops) - 1
	simple := true
	for _, o := range ops {
		simple = simple && !o.Pair
	}
	if simple {
		for _, i := range p.used() {
			if i == last {
				break
			}
			code = append(code, p.operand("s", i).Op("=").Add(p.operand("s", i)).Index(jen.Op(":").Len(p.operand("s", last))))
		}
	}
	at := func(i, part int) *jen.Statement {
		s := p.operand("s", i)
		if !ops[i].Pair {
			return s.Index(p.local("i"))
		}
		if part == 0 {
			return s.Index(jen.Lit(2).Op("*").Add(p.local("i")))
		}
		return s.Index(jen.Lit(2).Op("*").Add(p.local("i")).Op("+").Lit(1))
	}
	rng := p.local("i").Op(":=").Range().Add(p.local("a")).Dot("N")
	if simple {
		rng = p.local("i").Op(":=").Range().Add(p.operand("s", last))
	}
	if p.chains() {
		code = append(code, p.chainLoop(at))
	}
	code = append(code, jen.For(rng).Block(p.element(at)...), jen.Continue())
	return code
}

// chains reports whether the result may be the first operand of the next element: of a
// body of two inputs and one output of one type.
func (p *printer) chains() bool {
	f := p.f
	if len(p.used()) != 3 || len(f.In) != 2 || len(f.Out) != 1 {
		return false
	}
	for _, o := range p.operands() {
		if o.Pair || o.Lane != f.Out[0].Lane {
			return false
		}
	}
	return true
}

// chainLoop prints the loop for an output that lies one element behind the first
// input, as an accumulation has it: what one element gives to the next is held in a register,
// since memory would give it back several times as late.
func (p *printer) chainLoop(at func(operand, part int) *jen.Statement) jen.Code {
	var body []jen.Code
	var first jen.Code
	for _, v := range p.f.Values {
		if v.Op != ir.Param {
			continue
		}
		if v.Imm>>1 == 0 {
			first = p.name(v)
		} else {
			body = append(body, p.name(v).Op(":=").Add(at(1, 0)))
		}
	}
	body = append(body, p.values()...)
	body = append(body, jen.Add(first).Op("=").Add(p.result(p.f.Results[0])), at(2, 0).Op("=").Add(first))
	behind := jen.Uintptr().Call(p.operand("p", 2)).Op("-").Uintptr().Call(p.operand("p", 0)).Op("==").Lit(p.f.Out[0].Size())
	return jen.If(behind.Op("&&").Add(p.local("a")).Dot("N").Op(">").Lit(0)).Block(
		jen.Add(first).Op(":=").Add(p.operand("s", 0)).Index(jen.Lit(0)),
		jen.For(p.local("i").Op(":=").Range().Add(p.operand("s", 2))).Block(body...),
		jen.Continue(),
	)
}

func (p *printer) strideLoop() []jen.Code {
	ops := p.operands()
	var code []jen.Code
	var offs, strides []jen.Code
	for _, i := range p.used() {
		offs = append(offs, p.operand("o", i))
		strides = append(strides, p.operand("o", i).Op("+=").Add(p.local("a")).Dot("Op").Index(jen.Lit(i)).Dot("Inner"))
	}
	at := func(i, part int) *jen.Statement {
		off := p.operand("o", i)
		if part == 1 {
			off = off.Op("+").Lit(ops[i].Lane.Size())
		}
		return jen.Op("*").Parens(jen.Op("*").Id(ops[i].Lane.String())).Parens(
			jen.Qual("unsafe", "Add").Call(p.operand("p", i), off))
	}
	block := append(p.element(at), strides...)
	code = append(code,
		jen.Var().List(offs...).Int(),
		jen.For(jen.Range().Add(p.local("a")).Dot("N")).Block(block...))
	return code
}

// element prints the body for one element; at gives the place of a lane.
func (p *printer) element(at func(operand, part int) *jen.Statement) []jen.Code {
	var code []jen.Code
	for _, v := range p.f.Values {
		if v.Op == ir.Param {
			code = append(code, p.name(v).Op(":=").Add(at(int(v.Imm>>1), int(v.Imm&1))))
		}
	}
	code = append(code, p.values()...)
	// All stores follow all loads: an output may be an input.
	for _, r := range p.f.Results {
		code = append(code, at(len(p.f.In)+r.Operand, r.Part).Op("=").Add(p.result(r)))
	}
	return code
}

// name is the variable of a value.
func (p *printer) name(v *ir.Value) *jen.Statement {
	if v.Op == ir.Leave {
		v = v.Args[1]
	}
	if v.Op == ir.Param {
		return jen.Id(p.params[v.Imm>>1][v.Imm&1])
	}
	return p.local(fmt.Sprint("v", v.ID))
}

// values prints the definitions of the values that need a variable.
func (p *printer) values() []jen.Code {
	var code []jen.Code
	from := 0
	for _, r := range p.f.Loops() {
		inside := p.f.Inside(r)
		code = append(code, p.definitions(p.f.Values[from:r.ID-len(inside)])...)
		code = append(code, p.loop(r))
		from = r.ID + 1
	}
	return append(code, p.definitions(p.f.Values[from:])...)
}

// definitions is values of some that follow each other.
func (p *printer) definitions(values []*ir.Value) []jen.Code {
	var code []jen.Code
	for _, v := range values {
		switch {
		case v.Op == ir.Param || v.Op == ir.Const || v.Op == ir.Leave:
		case v.Op == ir.Select:
			code = append(code, p.chosen(v)...)
		case v.Op == ir.Rare:
			if results := p.rareResults(v); results != nil {
				code = append(code, p.rare(results)...)
			}
		case !p.inlined[v.ID]:
			code = append(code, p.name(v).Op(":=").Add(p.expr(v)))
		}
	}
	return code
}

func (p *printer) use(v *ir.Value) *jen.Statement {
	if p.inlined[v.ID] {
		return p.expr(v)
	}
	return p.name(v)
}

// result prints what is stored for r.
func (p *printer) result(r ir.Result) *jen.Statement {
	x := p.use(r.Value)
	if r.Mend {
		return canonical(r.Value.Type, x)
	}
	return x
}

// canonical prints float x with its NaN made canonical.
func canonical(t ir.Type, x jen.Code) *jen.Statement {
	return jen.Qual(LanePath, fmt.Sprint("Canonical", t.Bits())).Call(x)
}

// rareResults returns all values that one call of v's scalar function gives, so that it is called
// once: nil if v is not the first of them. They are those with its condition and arguments whose
// fast values stand before it.
func (p *printer) rareResults(v *ir.Value) []*ir.Value {
	var results []*ir.Value
	for _, w := range p.f.Values {
		if w.Op != ir.Rare || w.Slow != v.Slow || w.Args[0] != v.Args[0] || !slices.Equal(w.Args[2:], v.Args[2:]) {
			continue
		}
		if len(results) == 0 || w.Args[1].ID < results[0].ID {
			results = append(results, w)
		} else if w == v {
			return []*ir.Value{v}
		}
	}
	if results[0] != v {
		return nil
	}
	return results
}

// rare prints the values that one call of a scalar function gives.
func (p *printer) rare(results []*ir.Value) []jen.Code {
	v := results[0]
	dot := strings.LastIndexByte(v.Slow, '.')
	var args []jen.Code
	for _, a := range v.Args[2:] {
		args = append(args, p.use(a))
	}
	call := jen.Qual(v.Slow[:dot], v.Slow[dot+1:]).Call(args...)
	_, n := v.SlowResult()
	to := make([]jen.Code, max(n, 1))
	for k := range to {
		to[k] = jen.Id("_")
	}
	var code, mend []jen.Code
	for _, w := range results {
		i, _ := w.SlowResult()
		to[i] = p.name(w)
		code = append(code, p.name(w).Op(":=").Add(p.use(w.Args[1])))
		if w.Type.Is(ir.KindFloat) {
			mend = append(mend, p.name(w).Op("=").Add(canonical(w.Type, p.name(w))))
		}
	}
	block := append([]jen.Code{jen.List(to...).Op("=").Add(call)}, mend...)
	return append(code, jen.If(p.use(v.Args[0])).Block(block...))
}

var infix = map[ir.Op]string{
	ir.Add: "+", ir.Sub: "-", ir.Mul: "*", ir.Div: "/", ir.And: "&", ir.Or: "|", ir.Xor: "^", ir.AndNot: "&^",
	ir.Eq: "==", ir.Ne: "!=", ir.Lt: "<", ir.Le: "<=", ir.ShlV: "<<", ir.ShrV: ">>",
}

var boolInfix = map[ir.Op]string{ir.And: "&&", ir.Or: "||", ir.Xor: "!=", ir.Eq: "==", ir.Ne: "!="}

// expr prints the definition of v.
func (p *printer) expr(v *ir.Value) *jen.Statement {
	if v.Op == ir.Const {
		return constant(v.Type, v.Imm)
	}
	x := make([]jen.Code, len(v.Args))
	for i, a := range v.Args {
		x[i] = p.use(a)
	}
	if v.Op == ir.Enter {
		return jen.Add(x[0])
	}
	typ := v.Type.String()
	if v.Type == ir.Bool && v.Args[0].Type == ir.Bool {
		switch v.Op {
		case ir.Not:
			return jen.Op("!").Parens(jen.Add(x[0]))
		case ir.AndNot:
			return jen.Parens(jen.Add(x[0]).Op("&&").Op("!").Parens(jen.Add(x[1])))
		}
		return jen.Parens(jen.Add(x[0]).Op(boolInfix[v.Op]).Add(x[1]))
	}
	float := v.Args[0].Type.Is(ir.KindFloat)
	switch v.Op {
	case ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem:
		if !float {
			return jen.Qual(LanePath, map[ir.Op]string{ir.Div: "Div", ir.Rem: "Rem", ir.FloorDiv: "FloorDiv", ir.FloorRem: "FloorRem"}[v.Op]).Call(x...)
		}
		fallthrough
	case ir.Add, ir.Sub, ir.Mul:
		e := jen.Add(x[0]).Op(infix[v.Op]).Add(x[1])
		if float {
			return jen.Id(typ).Parens(e) // stops fusing
		}
		return jen.Parens(e)
	case ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Eq, ir.Ne, ir.Lt, ir.Le, ir.ShlV, ir.ShrV:
		return jen.Parens(jen.Add(x[0]).Op(infix[v.Op]).Add(x[1]))
	case ir.Shl:
		return jen.Parens(jen.Add(x[0]).Op("<<").Lit(int(v.Imm)))
	case ir.Shr:
		return jen.Parens(jen.Add(x[0]).Op(">>").Lit(int(v.Imm)))
	case ir.RotL:
		return jen.Qual(LanePath, "RotateLeft").Call(x[0], jen.Lit(int(v.Imm)))
	case ir.Lookup:
		if v.Table.FromInput {
			return p.inputElement(v.Table, x[0])
		}
		return element(v.Table, x[0])
	case ir.Neg:
		return jen.Parens(jen.Op("-").Add(x[0]))
	case ir.Not:
		return jen.Parens(jen.Op("^").Add(x[0]))
	case ir.Min:
		return jen.Id("min").Call(x...)
	case ir.Max:
		return jen.Id("max").Call(x...)
	case ir.Bitcast:
		return bitcast(v, x[0])
	case ir.Convert:
		return convert(v, x[0])
	case ir.Canonical:
		return canonical(v.Type, x[0])
	case ir.HalfToF32:
		return jen.Qual(LanePath, "HalfToFloat32").Call(x[0])
	case ir.F32ToHalf:
		return jen.Qual(LanePath, "HalfFromFloat32").Call(x[0])
	}
	if name := laneCalls[v.Op]; name != "" {
		return jen.Qual(LanePath, name).Call(x...)
	}
	return call(v, x)
}

// laneCalls are the functions of package lane that an operation on integers of
// any type is.
var laneCalls = map[ir.Op]string{
	ir.OnesCount: "OnesCount", ir.LeadingZeros: "LeadingZeros", ir.TrailingZeros: "TrailingZeros", ir.ReverseBytes: "ReverseBytes",
	ir.RepeatByte: "RepeatByte", ir.NonzeroBytes: "NonzeroBytes",
	ir.RotLV: "RotateLeft", ir.MulHi: "MulHi", ir.AddSat: "AddSat", ir.SubSat: "SubSat", ir.Avg: "Avg", ir.AbsDiff: "AbsDiff",
}

// element prints what a table has at an index.
func element(t *ir.Table, index jen.Code) *jen.Statement {
	e := jen.Id(t.Name).Index(index)
	if t.Path != "" {
		e = jen.Qual(t.Path, t.Name).Index(index)
	}
	if t.Part != "" {
		e = jen.Id(t.Part).Call(e)
	}
	return e
}

// inputElement prints what a table that is an operand has at an index.
func (p *printer) inputElement(t *ir.Table, index jen.Code) *jen.Statement {
	at := jen.Int().Call(index)
	if t.Stride > 1 {
		at = at.Op("*").Lit(t.Stride)
	}
	if t.Offset > 0 {
		at = at.Op("+").Lit(t.Offset)
	}
	return jen.Op("*").Parens(jen.Op("*").Id(t.Type.String())).Parens(
		jen.Qual("unsafe", "Add").Call(p.local("a").Dot("Op").Index(jen.Lit(t.Input)).Dot("Ptr"), at))
}

// mathCalls are the functions of package math that are exact on every
// machine.
var mathCalls = map[ir.Op]string{
	ir.Sqrt: "Sqrt", ir.RoundEven: "RoundToEven", ir.Floor: "Floor", ir.Ceil: "Ceil", ir.Trunc: "Trunc", ir.Abs: "Abs",
}

func call(v *ir.Value, x []jen.Code) *jen.Statement {
	switch {
	case v.Op == ir.FMA && v.Type == ir.F64:
		return jen.Qual("math", "FMA").Call(x...)
	case v.Op == ir.FMA:
		return jen.Qual(LanePath, "FMA32").Call(x...)
	case v.Op == ir.Abs && v.Type == ir.F32:
		return jen.Qual(LanePath, "Abs32").Call(x...)
	case v.Op == ir.Abs && v.Type != ir.F64:
		return jen.Qual(LanePath, "AbsInt").Call(x...)
	case v.Type == ir.F64:
		return jen.Qual("math", mathCalls[v.Op]).Call(x...)
	case v.Type == ir.F32:
		return jen.Id("float32").Call(jen.Qual("math", mathCalls[v.Op]).Call(jen.Id("float64").Call(x[0])))
	}
	panic(fmt.Sprintf("golang: no form for %s", v.Long()))
}

func bitcast(v *ir.Value, x jen.Code) *jen.Statement {
	from, to := v.Args[0].Type, v.Type
	bits := fmt.Sprint(to.Bits())
	switch {
	case from.Is(ir.KindFloat):
		e := jen.Qual("math", "Float"+bits+"bits").Call(x)
		if to.Is(ir.KindInt) {
			return jen.Id(to.String()).Call(e)
		}
		return e
	case to.Is(ir.KindFloat):
		if from.Is(ir.KindInt) {
			x = jen.Id("uint" + bits).Call(x)
		}
		return jen.Qual("math", "Float"+bits+"frombits").Call(x)
	}
	return jen.Id(to.String()).Call(x)
}

func convert(v *ir.Value, x jen.Code) *jen.Statement {
	from, to := v.Args[0].Type, v.Type
	if from.Is(ir.KindFloat) && to.Is(ir.KindInteger) {
		if from == ir.F32 {
			x = jen.Id("float64").Call(x)
		}
		return jen.Qual(LanePath, "Sat"+strings.ToUpper(to.String()[:1])+to.String()[1:]).Call(x)
	}
	return jen.Id(to.String()).Call(x)
}

func constant(t ir.Type, bits uint64) *jen.Statement {
	switch t {
	case ir.Bool:
		return jen.Lit(bits == 1)
	case ir.F64:
		x := math.Float64frombits(bits)
		if x != x || x-x != 0 || x == 0 && bits != 0 {
			return jen.Qual("math", "Float64frombits").Call(jen.Id(fmt.Sprintf("%#x", bits)))
		}
		return jen.Id("float64").Call(jen.Id(hex(x, 64)))
	case ir.F32:
		x := math.Float32frombits(uint32(bits))
		if x != x || x-x != 0 || x == 0 && bits != 0 {
			return jen.Qual("math", "Float32frombits").Call(jen.Id(fmt.Sprintf("%#x", bits)))
		}
		return jen.Id("float32").Call(jen.Id(hex(float64(x), 32)))
	}
	return jen.Id(t.String()).Call(jen.Id(ir.FormatConst(t, bits)))
}

// hex prints a finite float exactly, small integers in decimal.
func hex(x float64, bits int) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e6 {
		return fmt.Sprintf("%d", int64(x))
	}
	return fmt.Sprintf("%x", x)
}

// CallScalar prints a function literal that calls the function that Scalar
// declares, with its operands behind in and out, slices of unsafe.Pointer.
func CallScalar(name string, f *ir.Func) *jen.Statement {
	lane := func(slice string, i, part int, o ir.Operand) *jen.Statement {
		p := jen.Id(slice).Index(jen.Lit(i))
		if part == 1 {
			p = jen.Qual("unsafe", "Add").Call(p, jen.Lit(o.Lane.Size()))
		}
		return jen.Op("*").Parens(jen.Op("*").Id(o.Lane.String())).Parens(p)
	}
	var args, results []jen.Code
	for i, o := range f.In {
		for part := range o.Parts() {
			args = append(args, lane("in", i, part, o))
		}
	}
	for i, o := range f.Out {
		for part := range o.Parts() {
			results = append(results, lane("out", i, part, o))
		}
	}
	return jen.Func().Params(jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")).Block(
		jen.List(results...).Op("=").Id(name).Call(args...))
}
