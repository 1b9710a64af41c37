// SPDX-License-Identifier: BSD-3-Clause

// Package ir is the typed SSA form of a kernel body.
//
// A Func is straight-line code on lanes: no branch, no memory but its operands, and no loop
// but those that end when every lane has left them (see loop.go). The loop round it, the vector width, registers and tails
// belong to the back ends. The IR fixes what a kernel computes, bit for bit;
// what a machine lacks is rewritten (package legalise) into what it has.
package ir

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Value is one SSA value.
type Value struct {
	ID   int
	Op   Op
	Type Type
	Args []*Value
	Imm  uint64 // Const: the bits; Param: the operand; Shl, Shr, RotL: the count; Rare: the result, see RareResult; Convert: InRange or 0; of loops see Enter
	Slow string // Rare: the scalar Go function, as package path + "." + name
	// Table is that of Lookup.
	Table *Table
}

// Operand is one array operand of a kernel: what an element of it is in memory.
type Operand struct {
	Name string
	Lane Type // never Bool: a bool is a U8 in memory
	Pair bool // an element is two lanes: complex
	// Row says that the operand has the core dimension: it is a row of elements.
	Row bool
	// Table says that it is a table, which only Lookup reads.
	Table bool
}

// Parts returns how many lanes an element is.
func (o Operand) Parts() int {
	if o.Pair {
		return 2
	}
	return 1
}

// Size returns the bytes of an element.
func (o Operand) Size() int {
	if o.Pair {
		return 2 * o.Lane.Size()
	}
	return o.Lane.Size()
}

// Result is a value that the body stores: to Out[Operand], lane Part.
type Result struct {
	Operand int
	Part    int
	Value   *Value
	// Mend says that whoever stores the value stores the canonical NaN where the
	// value is NaN, or if NaN is not nil where that holds: the value may then be
	// anything there. CanonicalizeNaNs sets Mend, a legaliser NaN.
	Mend bool
	NaN  *Value
}

// roots returns the values that r is made of.
func (r Result) roots() []*Value {
	if r.NaN != nil {
		return []*Value{r.Value, r.NaN}
	}
	return []*Value{r.Value}
}

// Func is the body of a kernel.
type Func struct {
	Name    string
	In, Out []Operand
	Values  []*Value // in order of definition; arguments come first
	Results []Result
	// NaNsCanonical says that the bits of every NaN are seen to, see CanonicalizeNaNs.
	NaNsCanonical bool

	// memo finds the values by what they are; nil until a value is emitted.
	memo map[key]*Value
}

// New returns an empty function.
func New(name string) *Func { return &Func{Name: name} }

// Clone returns a copy of f that shares nothing with it.
func (f *Func) Clone() *Func {
	g := f.empty()
	to := make([]*Value, len(f.Values))
	for i, v := range f.Values {
		w := *v
		w.Args = make([]*Value, len(v.Args))
		for k, a := range v.Args {
			w.Args[k] = to[a.ID]
		}
		to[i] = &w
		g.Values = append(g.Values, &w)
	}
	g.returnAs(f, to)
	return g
}

// empty returns a function of the operands of f, without values.
func (f *Func) empty() *Func {
	g := New(f.Name)
	g.In, g.Out, g.NaNsCanonical = append(g.In, f.In...), append(g.Out, f.Out...), f.NaNsCanonical
	return g
}

// returnAs gives f the results of g, whose values are, by number, those of to.
func (f *Func) returnAs(g *Func, to []*Value) {
	for _, r := range g.Results {
		r.Value = to[r.Value.ID]
		if r.NaN != nil {
			r.NaN = to[r.NaN.ID]
		}
		f.Results = append(f.Results, r)
	}
}

// HasRare reports whether the body marks lanes for a scalar function.
func (f *Func) HasRare() bool {
	for _, v := range f.Values {
		if v.Op == Rare {
			return true
		}
	}
	return false
}

// MaxLane returns the widest lane of any value or result in bytes. An input
// that no operation reads, as isnan of an integer has, widens nothing.
func (f *Func) MaxLane() int {
	w := 1
	for _, v := range f.Values {
		w = max(w, v.Type.Size())
	}
	for _, o := range f.Out {
		w = max(w, o.Lane.Size())
	}
	return w
}

// Reads reports whether a value is made of input k.
func (f *Func) Reads(k int) bool {
	return slices.ContainsFunc(f.Values, func(v *Value) bool { return v.Op == Param && int(v.Imm>>1) == k })
}

// LooksUp reports whether a value is looked up in input k.
func (f *Func) LooksUp(k int) bool {
	return slices.ContainsFunc(f.Values, func(v *Value) bool { return v.Op == Lookup && v.Table.FromInput && v.Table.Input == k })
}

// Emit adds a value, or returns the equal one that exists. A value of
// constants only becomes a constant.
func (f *Func) Emit(op Op, t Type, imm uint64, args ...*Value) *Value {
	return f.emit(&Value{Op: op, Type: t, Imm: imm, Args: args})
}

func (f *Func) emit(v *Value) *Value {
	if s := f.simplify(v); s != nil {
		return s
	}
	if Ops[v.Op].Commutative {
		// One order for equal values, constants last.
		a, b := v.Args[0], v.Args[1]
		if a.Op == Const || b.Op != Const && a.ID > b.ID {
			v.Args[0], v.Args[1] = b, a
		}
	}
	if f.memo == nil {
		f.memo = make(map[key]*Value, 2*len(f.Values))
		for _, w := range f.Values {
			f.memo[w.key()] = w
		}
	}
	k := v.key()
	if w, ok := f.memo[k]; ok {
		return w
	}
	v.ID = len(f.Values)
	f.Values = append(f.Values, v)
	f.memo[k] = v
	return v
}

// key tells values of a function apart.
type key struct {
	op          Op
	typ         Type
	imm         uint64
	slow, table string
	args        [4]int32
	more        string // the arguments beyond four
}

func (v *Value) key() key {
	k := key{op: v.Op, typ: v.Type, imm: v.Imm, slow: v.Slow, table: v.Table.Key()}
	for i := range k.args {
		k.args[i] = -1
	}
	for i, a := range v.Args {
		if i < len(k.args) {
			k.args[i] = int32(a.ID)
		} else {
			k.more += "," + strconv.Itoa(a.ID)
		}
	}
	return k
}

// simplify returns an existing or constant value equal to v, or nil.
func (f *Func) simplify(v *Value) *Value {
	switch v.Op {
	case Param, Const, Window, Reduce, Scan, Index, Last, Enter, Repeat, Leave:
		return nil
	case Lookup:
		if v.Table.FromInput {
			return nil
		}
	case Bitcast, Convert:
		if v.Args[0].Type == v.Type {
			return v.Args[0]
		}
		if v.Op == Bitcast && v.Args[0].Op == Bitcast {
			return f.Emit(Bitcast, v.Type, 0, v.Args[0].Args[0])
		}
		if v.Op == Convert {
			if s := f.simplifyResize(v); s != nil {
				return s
			}
		}
	case Shl, Shr, RotL:
		if v.Imm == 0 {
			return v.Args[0]
		}
		if a := v.Args[0]; a.Op == v.Op && v.Op != RotL && a.Imm+v.Imm < uint64(v.Type.Bits()) {
			return f.Emit(v.Op, v.Type, a.Imm+v.Imm, a.Args[0])
		}
	case ReverseBytes:
		if v.Type.Size() == 1 {
			return v.Args[0]
		}
		if v.Args[0].Op == ReverseBytes {
			return v.Args[0].Args[0]
		}
	case RepeatByte:
		if v.Type.Size() == 1 {
			return v.Args[0]
		}
	case RotLV:
		if n := v.Args[1]; n.Op == Const {
			return f.Emit(RotL, v.Type, n.Imm&uint64(v.Type.Bits()-1), v.Args[0])
		}
	case Not, Neg:
		if v.Args[0].Op == v.Op {
			return v.Args[0].Args[0]
		}
	case Canonical:
		if v.Args[0].Op == Canonical {
			return v.Args[0]
		}
	case Abs:
		if a := v.Args[0]; a.Op == Neg || a.Op == Abs {
			return f.Emit(Abs, v.Type, 0, a.Args[0])
		}
	case Select:
		if v.Args[1] == v.Args[2] {
			return v.Args[1]
		}
		if c := v.Args[0]; c.Op == Const {
			return v.Args[2-c.Imm&1]
		}
		if x, y := v.Args[1], v.Args[2]; v.Type == Bool && x.Op == Const && y.Op == Const {
			if x.Imm&1 == 1 {
				return v.Args[0]
			}
			return f.Emit(Not, Bool, 0, v.Args[0])
		}
		if c := v.Args[0]; c.Op == Not {
			return f.Emit(Select, v.Type, 0, c.Args[0], v.Args[2], v.Args[1])
		}
	case Add, Sub, Mul, Min, Max:
		if v.Type.Is(KindInteger) {
			if s := f.simplifyInteger(v); s != nil {
				return s
			}
		}
	case And, Or, Xor, AndNot:
		if s := f.reassociate(v); s != nil {
			return s
		}
		if v.Args[0] == v.Args[1] {
			if v.Op == And || v.Op == Or {
				return v.Args[0]
			}
			return f.Const(v.Type, 0)
		}
		if v.Type == Bool {
			if s := f.simplifyBool(v); s != nil {
				return s
			}
		}
	case Eq, Ne, Lt, Le:
		// An integer equals itself; a float may be NaN.
		if v.Args[0] == v.Args[1] && v.Type == Bool && !v.Args[0].Type.Is(KindFloat) {
			return f.Const(Bool, b2u(v.Op == Eq || v.Op == Le))
		}
	case Rare:
		if c := v.Args[0]; c.Op == Const && c.Imm == 0 {
			return v.Args[1]
		}
		return nil
	}
	for _, a := range v.Args {
		if a.Op != Const {
			return nil
		}
	}
	args := make([]uint64, len(v.Args))
	for i, a := range v.Args {
		args[i] = a.Imm
	}
	return f.Const(v.Type, evalOp(v, args))
}

// simplifyInteger is for arithmetic of integers: floats have NaN, -0 and roundings.
func (f *Func) simplifyInteger(v *Value) *Value {
	x, y := v.Args[0], v.Args[1]
	if x == y {
		switch v.Op {
		case Sub:
			return f.Const(v.Type, 0)
		case Min, Max:
			return x
		}
	}
	if v.Op == Mul && x.Op == Const {
		x, y = y, x
	}
	if v.Op == Mul && y.Op == Const && x.Op != Const {
		switch y.Imm {
		case 0:
			return y
		case 1:
			return x
		}
	}
	return f.reassociate(v)
}

// reassociate returns (x op c) op d of integers as x op (c op d), or nil.
func (f *Func) reassociate(v *Value) *Value {
	if !Ops[v.Op].Commutative || !v.Type.Is(KindInteger) {
		return nil
	}
	x, d := v.Args[0], v.Args[1]
	if x.Op == Const {
		x, d = d, x
	}
	if d.Op != Const || x.Op != v.Op {
		return nil
	}
	if c := x.Args[1]; c.Op == Const { // constants are last
		return f.Emit(v.Op, v.Type, 0, x.Args[0], f.Emit(v.Op, v.Type, 0, c, d))
	}
	return nil
}

// simplifyResize returns an integer that is widened and cut again as the one
// conversion, or nil: the lowest bits of what was widened are those of the narrow
// one, extended by its own sign.
func (f *Func) simplifyResize(v *Value) *Value {
	w := v.Args[0]
	if w.Op != Convert || !v.Type.Is(KindInteger) || !w.Type.Is(KindInteger) {
		return nil
	}
	x := w.Args[0]
	if !x.Type.Is(KindInteger) || w.Type.Size() < x.Type.Size() || w.Type.Size() < v.Type.Size() {
		return nil
	}
	if x.Type.Size() == v.Type.Size() {
		return f.Bitcast(v.Type, x)
	}
	return f.Convert(v.Type, x)
}

func (f *Func) simplifyBool(v *Value) *Value {
	for i, c := range v.Args {
		if c.Op != Const {
			continue
		}
		other, set := v.Args[1-i], c.Imm&1 == 1
		switch {
		case v.Op == And && set, v.Op == Or && !set, v.Op == Xor && !set, v.Op == AndNot && i == 1 && !set:
			return other
		case v.Op == And && !set, v.Op == Or && set, v.Op == AndNot && (i == 0) != set:
			return f.Const(Bool, c.Imm&1&^b2u(v.Op == AndNot))
		case v.Op == Xor && set, v.Op == AndNot && i == 0 && set:
			return f.Emit(Not, Bool, 0, other)
		}
	}
	return nil
}

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// Const returns the constant of type t with the given bits.
func (f *Func) Const(t Type, bits uint64) *Value {
	switch {
	case t == Bool:
		bits &= 1
	case t.Size() < 8:
		bits &= 1<<t.Bits() - 1
	}
	return f.emit(&Value{Op: Const, Type: t, Imm: bits})
}

// Int returns the integer constant n of type t.
func (f *Func) Int(t Type, n int64) *Value { return f.Const(t, uint64(n)) }

// Float returns x rounded once to the float type t; of NaN the canonical one.
func (f *Func) Float(t Type, x float64) *Value {
	if x != x {
		return f.Const(t, CanonicalNaN(t))
	}
	if t == F32 {
		return f.Const(t, uint64(math.Float32bits(float32(x))))
	}
	return f.Const(t, math.Float64bits(x))
}

// Param returns lane part of input operand i.
func (f *Func) Param(i, part int) *Value {
	return f.emit(&Value{Op: Param, Type: f.In[i].Lane, Imm: uint64(i)<<1 | uint64(part)})
}

// Unary emits an operation whose result has its argument's type.
func (f *Func) Unary(op Op, a *Value) *Value { return f.Emit(op, a.Type, 0, a) }

// Binary emits an operation of two arguments; a comparison gives Bool.
func (f *Func) Binary(op Op, a, b *Value) *Value {
	t := a.Type
	if Ops[op].Rule == ruleCompare {
		t = Bool
	}
	return f.Emit(op, t, 0, a, b)
}

// Ternary emits FMA.
func (f *Func) Ternary(op Op, a, b, c *Value) *Value { return f.Emit(op, a.Type, 0, a, b, c) }

// Shift emits Shl or Shr by a constant.
func (f *Func) Shift(op Op, a *Value, n int) *Value { return f.Emit(op, a.Type, uint64(n), a) }

// Select emits c ? a : b.
func (f *Func) Select(c, a, b *Value) *Value { return f.Emit(Select, a.Type, 0, c, a, b) }

// Bitcast reads the bits of a as type t of the same width.
func (f *Func) Bitcast(t Type, a *Value) *Value { return f.Emit(Bitcast, t, 0, a) }

// Convert converts a to type t.
func (f *Func) Convert(t Type, a *Value) *Value { return f.Emit(Convert, t, 0, a) }

// RareResult packs which of n results of a scalar function a Rare value is, as
// the Imm of the value.
func RareResult(i, n int) int { return i | n<<8 }

// SlowResult returns which of how many results of its scalar function a Rare
// value is.
func (v *Value) SlowResult() (i, n int) { return int(v.Imm & 0xff), int(v.Imm >> 8) }

// Rare emits fast, replaced where cond holds by the result res, packed by
// RareResult, of the scalar function slow on args.
func (f *Func) Rare(cond, fast *Value, slow string, res int, args ...*Value) *Value {
	return f.emit(&Value{Op: Rare, Type: fast.Type, Imm: uint64(res), Slow: slow, Args: append([]*Value{cond, fast}, args...)})
}

// Return adds v as lane part of output operand i.
func (f *Func) Return(i, part int, v *Value) {
	f.Results = append(f.Results, Result{Operand: i, Part: part, Value: v})
}

// LastUse returns, for each value ID, the index of the last value that reads
// it: len(Values) if it is a result, -1 if nothing does.
func (f *Func) LastUse() []int {
	last := make([]int, len(f.Values))
	for i := range last {
		last[i] = -1
	}
	for i, v := range f.Values {
		for _, a := range v.Args {
			last[a.ID] = i
		}
		if v.Op != Repeat {
			continue
		}
		for _, w := range f.Inside(v) {
			for _, a := range w.Args { // the next iteration reads it again
				last[a.ID] = i
			}
		}
	}
	for _, r := range f.Results {
		for _, v := range r.roots() {
			last[v.ID] = len(f.Values)
		}
	}
	return last
}

// Prune removes values that no result needs, takes what is the same in every iteration out of loops, and renumbers the rest.
func (f *Func) Prune() {
	live := f.live()
	kept := f.Values[:0]
	for _, v := range f.Values {
		if live[v] {
			v.ID = len(kept)
			kept = append(kept, v)
		}
	}
	f.Values = kept
	f.dropVariables(live)
	f.placeLoops()
	f.memo = nil
}

// live tells which values a result needs.
func (f *Func) live() map[*Value]bool {
	live := map[*Value]bool{}
	loops := f.byVariable()
	var mark func(*Value)
	mark = func(v *Value) {
		if live[v] {
			return
		}
		live[v] = true
		args := v.Args
		switch v.Op {
		case Repeat: // only what variables that are needed become
			args = args[:2]
		case Enter:
			l := loops[v]
			mark(l.end)
			mark(l.next)
		}
		for _, a := range args {
			mark(a)
		}
	}
	for _, r := range f.Results {
		for _, v := range r.roots() {
			mark(v)
		}
	}
	return live
}

// String prints f, one value per line.
func (f *Func) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s(", f.Name)
	for i, o := range f.In {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.String())
	}
	b.WriteString(") (")
	for i, o := range f.Out {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.String())
	}
	b.WriteString(")\n")
	for _, v := range f.Values {
		fmt.Fprintf(&b, "  %s\n", v.Long())
	}
	for _, r := range f.Results {
		part := ""
		if f.Out[r.Operand].Pair {
			part = [2]string{".re", ".im"}[r.Part]
		}
		mend := ""
		if r.Mend {
			mend = ", NaN canonical"
		}
		if r.NaN != nil {
			mend = fmt.Sprintf(", canonical NaN where v%d", r.NaN.ID)
		}
		fmt.Fprintf(&b, "  %s%s = v%d%s\n", f.Out[r.Operand].Name, part, r.Value.ID, mend)
	}
	return b.String()
}

// String prints an operand as name and element type.
func (o Operand) String() string {
	if o.Pair {
		return fmt.Sprintf("%s %sx2", o.Name, o.Lane)
	}
	return fmt.Sprintf("%s %s", o.Name, o.Lane)
}

// String names v.
func (v *Value) String() string { return fmt.Sprintf("v%d", v.ID) }

// Long prints v with its definition.
func (v *Value) Long() string {
	var b strings.Builder
	fmt.Fprintf(&b, "v%d = %s %s", v.ID, v.Op, v.Type)
	switch v.Op {
	case Const:
		fmt.Fprintf(&b, " %s", FormatConst(v.Type, v.Imm))
	case Param:
		fmt.Fprintf(&b, " #%d.%d", v.Imm>>1, v.Imm&1)
	case Window:
		w := v.Window()
		fmt.Fprintf(&b, " #%d.%d[%d][%d]", w.Input, w.Part, w.Row, w.Element)
	case Shl, Shr, RotL:
		fmt.Fprintf(&b, " v%d %d", v.Args[0].ID, v.Imm)
		return b.String()
	case Rare:
		fmt.Fprintf(&b, " %s", v.Slow)
	case Scan:
		fmt.Fprintf(&b, " %s", ReductionKind(v.Imm))
	case Reduce:
		fmt.Fprintf(&b, " %s %s", v.Reduction().Kind, v.Reduction().Order)
	case Lookup:
		fmt.Fprintf(&b, " %s[%d]", v.Table, v.Table.Size())
	case Last:
		fmt.Fprintf(&b, " #%d", v.Imm)
	case Enter, Repeat, Leave:
		b.WriteString(v.loopString())
	}
	for _, a := range v.Args {
		fmt.Fprintf(&b, " v%d", a.ID)
	}
	return b.String()
}

// FormatConst prints a constant: floats in hexadecimal.
func FormatConst(t Type, bits uint64) string {
	switch {
	case t == F64:
		return fmt.Sprintf("%x", math.Float64frombits(bits))
	case t == F32:
		return fmt.Sprintf("%x", math.Float32frombits(uint32(bits)))
	case t == Bool:
		return fmt.Sprint(bits&1 == 1)
	case t.Is(KindInt):
		return fmt.Sprint(int64(bits<<(64-t.Bits())) >> (64 - t.Bits()))
	}
	return fmt.Sprint(bits)
}
