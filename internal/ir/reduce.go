// SPDX-License-Identifier: BSD-3-Clause

package ir

// A body with a core dimension is evaluated at every element of a row. Operands
// with the dimension have an element there; all others are the same at each. A
// reduction combines a value over the whole row, and its own value is the same
// at each element.

// ReductionKind is what a reduction combines elements with.
type ReductionKind uint8

// The reductions.
const (
	Sum ReductionKind = iota
	Prod
	Least    // the minimum
	Greatest // the maximum
	AllOf    // bitwise and
	AnyOf    // bitwise or
	Dot      // a sum of products; of floats each is added by FMA
	First    // the index of the first of what the reduction before it finds: package passes makes it
	numReductions
)

var reductionNames = [numReductions]string{"sum", "prod", "min", "max", "all", "any", "dot", "first"}

// String returns the name of k.
func (k ReductionKind) String() string { return reductionNames[k] }

// Arity returns how many values k reduces.
func (k ReductionKind) Arity() int {
	if k == Dot {
		return 2
	}
	return 1
}

// Order is the order in which a reduction combines the elements of a row.
type Order uint8

// The orders. Every one begins with the identity of the reduction, and leaves out
// what is not there.
const (
	// AnyOrder is that of reductions which are exactly associative and commutative.
	AnyOrder Order = iota
	// Pairwise is NumPy's order, the one that package kernel describes with its folds.
	Pairwise
	// Wide has as many series as WideBytes have elements: element i is in series i
	// modulo their number. Series are combined by halves, the first with the one in
	// the middle. Rows of more than WideLeaf elements are cut in two below the middle, at a
	// multiple of the number of series.
	Wide
	// Serial combines from the first to the last, in blocks of SerialBlock whose
	// results are combined in order.
	Serial
)

// The sizes of the orders.
const (
	WideBytes   = 256
	WideLeaf    = 8192
	SerialBlock = 256
)

// String returns the name of o, as rows have it.
func (o Order) String() string { return [...]string{"any", "pairwise", "wide", "serial"}[o] }

// Reduction is what a Reduce does.
type Reduction struct {
	Kind  ReductionKind
	Order Order
	// ForIndex says of an extreme in a pass that only the index after it is asked for, so that a zero may have either
	// sign: package passes sets it.
	ForIndex bool
}

// Reduce emits a reduction of values of the row.
func (f *Func) Reduce(r Reduction, args ...*Value) *Value {
	return f.Emit(Reduce, args[0].Type, uint64(r.Kind)|uint64(r.Order)<<8, args...)
}

// Scan emits the values that a reduction of the row up to each element has.
func (f *Func) Scan(k ReductionKind, x *Value) *Value { return f.Emit(Scan, x.Type, uint64(k), x) }

// Reduction returns what a Reduce does.
func (v *Value) Reduction() Reduction {
	return Reduction{Kind: ReductionKind(v.Imm & 0xff), Order: Order(v.Imm >> 8)}
}

// VariesOverRow returns, by the number of the value, whether it may differ from
// element to element of a row.
func (f *Func) VariesOverRow() []bool {
	varies := make([]bool, len(f.Values))
	for i, v := range f.Values {
		switch v.Op {
		case Param:
			varies[i] = f.In[v.Imm>>1].Row
		case Index, Window, Scan:
			varies[i] = true
		case Reduce:
		default:
			for _, a := range v.Args {
				varies[i] = varies[i] || varies[a.ID]
			}
		}
	}
	return varies
}

func (f *Func) varies() func(*Value) bool {
	varies := f.VariesOverRow()
	return func(v *Value) bool { return varies[v.ID] }
}

// HasRows reports whether f has a core dimension.
func (f *Func) HasRows() bool {
	for _, o := range f.In {
		if o.Row {
			return true
		}
	}
	return false
}

// Identity returns the value of type t with which r begins: it changes nothing
// that is combined with it.
func (r Reduction) Identity(f *Func, t Type) *Value {
	float := t.Is(KindFloat)
	switch r.Kind {
	case Sum:
		if float {
			return f.Const(t, 1<<(t.Bits()-1)) // -0: +0 would change -0
		}
	case Prod:
		if float {
			return f.Float(t, 1)
		}
		return f.Int(t, 1)
	case AllOf:
		return f.Int(t, -1)
	case Least, Greatest:
		return extreme(f, t, r.Kind == Least)
	}
	return f.Const(t, 0)
}

// extreme returns the largest value of t, or the least.
func extreme(f *Func, t Type, largest bool) *Value {
	top := uint64(1) << (t.Bits() - 1)
	switch {
	case t == F32 && largest:
		return f.Const(t, 0x7f800000)
	case t == F32:
		return f.Const(t, 0xff800000)
	case t == F64 && largest:
		return f.Const(t, 0x7ff0000000000000)
	case t == F64:
		return f.Const(t, 0xfff0000000000000)
	case t.Is(KindInt) && largest:
		return f.Const(t, top-1)
	case t.Is(KindInt):
		return f.Const(t, top)
	case largest:
		return f.Const(t, ^uint64(0))
	}
	return f.Const(t, 0)
}

// Step emits what becomes of the accumulator acc of r with the values args of one
// more element.
func (r Reduction) Step(f *Func, acc *Value, args ...*Value) *Value {
	if r.Kind == Dot {
		if acc.Type.Is(KindFloat) {
			return f.Ternary(FMA, args[0], args[1], acc)
		}
		return f.Binary(Add, acc, f.Binary(Mul, args[0], args[1]))
	}
	return r.Join(f, acc, args[0])
}

// Join emits what two accumulators of r become together.
func (r Reduction) Join(f *Func, a, b *Value) *Value {
	return f.Binary([First]Op{Add, Mul, Min, Max, And, Or, Add}[r.Kind], a, b)
}
