// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/narrow"
)

// For returns f with the operations that a level lacks rewritten into those
// it has, in lanes as narrow as its values are (package narrow), and the bits of its NaNs seen to (ir.CanonicalizeNaNs). Its error names the
// operation that has no lowering; such a kernel exists only as a Go loop on t. Loops are unrolled.
func For(t *Operations, f *ir.Func) (*ir.Func, error) {
	for _, r := range f.Loops() {
		if n := r.Times(); n*len(f.Inside(r)) > maxUnrolled {
			return nil, &unsupported{f.Name, t.Name, fmt.Sprintf("room for a loop of %d iterations that is unrolled", n)}
		}
	}
	return withoutLoops(t, f.Unrolled())
}

// maxUnrolled is the most operations of a loop that is unrolled, as many as a body may have.
const maxUnrolled = 10_000

// WithLoops is For of a body whose loops stay, unless their variables are constants on the level.
func WithLoops(t *Operations, f *ir.Func) (*ir.Func, error) {
	if f.HasLoops() {
		if g, err := lower(t, narrow.Saturate(ir.CanonicalizeNaNs(f))); err == nil && hasVariables(g) {
			return g, nil
		}
	}
	return For(t, f)
}

// hasVariables reports whether every variable of a loop of f changes in an iteration.
func hasVariables(f *ir.Func) bool {
	for _, r := range f.Loops() {
		in := f.Changing(r)
		_, next := r.Variables()
		for _, v := range next {
			if !in[v.ID] {
				return false
			}
		}
	}
	return true
}

// withoutLoops is For of straight-line code.
func withoutLoops(t *Operations, f *ir.Func) (*ir.Func, error) {
	f = narrow.Saturate(ir.CanonicalizeNaNs(f))
	if g := narrow.Func(f); g != nil {
		if h, err := lower(t, g); err == nil {
			return h, nil
		}
	}
	return lower(t, f)
}

// lower is For of a body in lanes as they are.
func lower(t *Operations, f *ir.Func) (_ *ir.Func, err error) {
	b := &Builder{level: t, out: ir.New(f.Name), name: f.Name, maxLane: f.MaxLane()}
	b.out.In = append(b.out.In, f.In...)
	b.out.Out = append(b.out.Out, f.Out...)
	defer func() {
		if r := recover(); r != nil {
			no, ok := r.(*unsupported)
			if !ok {
				panic(r)
			}
			err = no
		}
	}()
	b.made = make([]*ir.Value, len(f.Values))
	for i, v := range f.Values {
		args := make([]*ir.Value, len(v.Args))
		for k, a := range v.Args {
			args[k] = b.made[a.ID]
		}
		b.made[i] = b.value(v, args)
	}
	for _, r := range f.Results {
		r.Value = b.made[r.Value.ID]
		if r.NaN != nil {
			r.NaN = b.made[r.NaN.ID]
		}
		b.out.Results = append(b.out.Results, r)
	}
	b.out.Prune()
	b.out.NaNsCanonical = true
	if err := b.out.Verify(); err != nil {
		return nil, fmt.Errorf("legalise for %s: %w", t.Name, err)
	}
	return b.out, nil
}

// unsupported is the error of an operation that neither level nor rules have.
type unsupported struct{ kernel, level, op string }

func (e *unsupported) Error() string {
	return fmt.Sprintf("%s: %s has no %s", e.kernel, e.level, e.op)
}

// value emits the counterpart of v.
func (b *Builder) value(v *ir.Value, args []*ir.Value) *ir.Value {
	switch v.Op {
	case ir.Param:
		return b.out.Param(int(v.Imm>>1), int(v.Imm&1))
	case ir.Const:
		if v.Type == ir.Bool {
			return b.boolConst(v.Imm&1 == 1)
		}
		return b.out.Const(v.Type, v.Imm)
	case ir.Rare:
		return b.out.Rare(args[0], args[1], v.Slow, int(v.Imm), args[2:]...)
	case ir.Lookup:
		return b.lookup(v.Table, args[0])
	case ir.Enter, ir.Repeat, ir.Leave:
		return b.loop(v, args)
	}
	if op, x, y := b.matchMinMax(v); x != nil {
		return b.emit(Node{op, v.Type, 0, []*ir.Value{b.made[x.ID], b.made[y.ID]}})
	}
	t := v.Type
	if v.Op.Compares() {
		t = ir.Bool
		if v.Args[0].Type == ir.Bool {
			differ := b.Mask(ir.Xor, args[0], args[1])
			if v.Op == ir.Eq {
				return b.emit(Node{ir.Not, ir.Bool, 0, []*ir.Value{differ}})
			}
			return differ
		}
	}
	return b.emit(Node{v.Op, t, v.Imm, args})
}

// maxDepth ends a circle of rules: it is far above what they need.
const maxDepth = 40

// emit emits n if the level has it, else what its rule makes of it.
func (b *Builder) emit(n Node) *ir.Value {
	if v := b.trivial(n); v != nil {
		return v
	}
	if v := b.mask(n); v != nil {
		return v
	}
	t, from := n.key()
	if b.Has(n.Op, t, from) {
		return b.out.Emit(n.Op, b.resultType(n), n.Imm, n.Args...)
	}
	if b.depth++; b.depth < maxDepth {
		for _, rules := range []map[ir.Op]Rule{b.level.Rules, rules} {
			if r := rules[n.Op]; r != nil {
				if v := r(b, n); v != nil {
					b.depth--
					return v
				}
			}
		}
	}
	what := fmt.Sprintf("%s of %s", n.Op, t)
	if from != t {
		what = fmt.Sprintf("%s from %s to %s", n.Op, from, t)
	}
	panic(&unsupported{b.name, b.level.Name, what})
}

// trivial returns n where it costs nothing on any level, or nil.
func (b *Builder) trivial(n Node) *ir.Value {
	switch n.Op {
	case ir.Bitcast:
		return b.out.Bitcast(n.Type, n.Args[0])
	case ir.Convert:
		from := n.Args[0].Type
		if from.Is(ir.KindInteger) && n.Type.Is(ir.KindInteger) && from.Size() == n.Type.Size() {
			return b.out.Bitcast(n.Type, n.Args[0])
		}
	}
	for _, a := range n.Args {
		if a.Op != ir.Const {
			return b.shortcut(n)
		}
	}
	if n.Type == ir.Bool && !b.level.MaskRegisters {
		return nil // the constants are of several widths
	}
	return b.out.Emit(n.Op, n.Type, n.Imm, n.Args...)
}

// matchMinMax returns the operation that chooses the lesser or greater of two
// values, if v is a choice by Lt between what is compared and the level has
// the operation, and its arguments.
func (b *Builder) matchMinMax(v *ir.Value) (op ir.Op, x, y *ir.Value) {
	if v.Op != ir.Select {
		return 0, nil, nil
	}
	c, x, y := v.Args[0], v.Args[1], v.Args[2]
	for c.Op == ir.Not {
		c, x, y = c.Args[0], y, x
	}
	if c.Op != ir.Lt {
		return 0, nil, nil
	}
	least, greatest := ir.Min, ir.Max
	if v.Type.Is(ir.KindFloat) { // Min and Max are others for NaN and zeros
		least, greatest = ir.MinLT, ir.MaxGT
	}
	switch p, q := c.Args[0], c.Args[1]; {
	case x == p && y == q && b.Has(least, v.Type, v.Type):
		return least, p, q
	case x == q && y == p && b.Has(greatest, v.Type, v.Type):
		return greatest, q, p
	}
	return 0, nil, nil
}

// shortcut returns the value of an operation that one constant argument
// decides, makes void or makes a cheaper one, or nil.
func (b *Builder) shortcut(n Node) *ir.Value {
	if len(n.Args) == 2 && n.Type.Is(ir.KindFloat) {
		return b.multiplyInstead(n)
	}
	if len(n.Args) != 2 || !n.Type.Is(ir.KindInteger) {
		return nil
	}
	for i, c := range n.Args {
		if c.Op != ir.Const {
			continue
		}
		x := n.Args[1-i]
		zero, ones := c.Imm == 0, isOnes(c)
		switch n.Op {
		case ir.And:
			if zero {
				return c
			}
			if ones {
				return x
			}
		case ir.Or:
			if ones {
				return c
			}
			if zero {
				return x
			}
		case ir.Xor, ir.Add:
			if zero {
				return x
			}
		case ir.Sub:
			if zero && i == 1 {
				return x
			}
		case ir.MulLo32:
			if zero {
				return c
			}
		case ir.Mul:
			return b.multiplyBy(x, c)
		}
	}
	return nil
}

// multiplyBy returns x*c of integers by shifts, nil where a product is cheaper: of
// 64 bits, which no level multiplies at once but AVX-512, that of three powers of two.
func (b *Builder) multiplyBy(x, c *ir.Value) *ir.Value {
	t := x.Type
	d := c.Imm
	k := bits.TrailingZeros64(d)
	switch odd := d >> k; {
	case d == 0:
		return c
	case odd == 1:
		return b.Shift(ir.Shl, x, k)
	case t.Size() < 8 || b.Has(ir.Mul, t, t):
		return nil
	case bits.OnesCount64(odd-1) == 1:
		return b.Shift(ir.Shl, b.Add(x, b.Shift(ir.Shl, x, bits.TrailingZeros64(odd-1))), k)
	case bits.OnesCount64(odd+1) == 1:
		return b.Shift(ir.Shl, b.Sub(b.Shift(ir.Shl, x, bits.TrailingZeros64(odd+1)), x), k)
	}
	return nil
}

// multiplyInstead returns a float divided by a power of two as the product with
// its reciprocal, which is exact, so that both are rounded alike; nil for any other
// operation.
func (b *Builder) multiplyInstead(n Node) *ir.Value {
	c := n.Args[1]
	if n.Op != ir.Div || c.Op != ir.Const {
		return nil
	}
	y := math.Float64frombits(c.Imm)
	inverse := 1 / y
	if n.Type == ir.F32 {
		y = float64(math.Float32frombits(uint32(c.Imm)))
		inverse = float64(float32(1 / y))
	}
	if f, _ := math.Frexp(y); math.Abs(f) != 0.5 || inverse*y != 1 { // no power of two, or its reciprocal is no float
		return nil
	}
	return b.Mul(n.Args[0], b.Float(n.Type, inverse))
}

// resultType returns the type that n has on the level.
func (b *Builder) resultType(n Node) ir.Type {
	if n.Type == ir.Bool && !b.level.MaskRegisters {
		return ir.Int(n.Args[0].Type.Size())
	}
	return n.Type
}
