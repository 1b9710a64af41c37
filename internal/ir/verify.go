// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"errors"
	"fmt"
	"slices"
)

// Verify checks that f is well formed: definitions before uses, the typing
// rule of every operation, operands and results that exist. It reports every
// fault that it finds.
func (f *Func) Verify() error {
	var errs []error
	bad := func(v *Value, format string, args ...any) {
		errs = append(errs, fmt.Errorf("ir: %s: %s: %s", f.Name, v.Long(), fmt.Sprintf(format, args...)))
	}
	for i, v := range f.Values {
		if v.ID != i {
			bad(v, "has number %d, is at %d", v.ID, i)
			continue
		}
		defined := true
		for _, a := range v.Args {
			if a.ID >= i || f.Values[a.ID] != a {
				bad(v, "uses v%d before its definition", a.ID)
				defined = false
			}
		}
		if defined {
			f.verifyTypes(v, bad)
		}
	}
	seen := map[[2]int]bool{}
	for _, r := range f.Results {
		if r.Operand >= len(f.Out) {
			bad(r.Value, "is stored to output %d of %d", r.Operand, len(f.Out))
			continue
		}
		o := f.Out[r.Operand]
		if r.Value.Type != o.Lane {
			bad(r.Value, "is stored to %s", o)
		}
		if r.Part > 0 && !o.Pair {
			bad(r.Value, "is stored to part %d of %s", r.Part, o)
		}
		if r.NaN != nil && r.NaN.Type != Bool && !(r.NaN.Type.Is(KindInt) && r.NaN.Type.Size() == o.Lane.Size()) {
			bad(r.NaN, "says where %s is NaN", o)
		}
		seen[[2]int{r.Operand, r.Part}] = true
	}
	for i, o := range f.Out {
		if !seen[[2]int{i, 0}] || o.Pair && !seen[[2]int{i, 1}] {
			errs = append(errs, fmt.Errorf("ir: %s: output %s is not stored", f.Name, o))
		}
	}
	return errors.Join(errs...)
}

func (f *Func) verifyTypes(v *Value, bad func(*Value, string, ...any)) {
	info := Ops[v.Op]
	if info.Arity >= 0 && len(v.Args) != info.Arity {
		bad(v, "has %d arguments, wants %d", len(v.Args), info.Arity)
		return
	}
	switch info.Rule {
	case ruleSame:
		for _, a := range v.Args {
			if a.Type != v.Type {
				bad(v, "argument v%d is %s", a.ID, a.Type)
			}
		}
		if !v.Type.Is(info.Kinds) {
			bad(v, "does not exist for %s", v.Type)
		}
		if (v.Op == Shl || v.Op == Shr || v.Op == RotL) && int(v.Imm) >= v.Type.Bits() {
			bad(v, "by %d", v.Imm)
		}
	case ruleCompare:
		a, b := v.Args[0], v.Args[1]
		if a.Type != b.Type || !a.Type.Is(info.Kinds) {
			bad(v, "compares %s with %s", a.Type, b.Type)
		}
		// A lowered mask is an integer of the compared width.
		if v.Type != Bool && !(v.Type.Is(KindInt) && v.Type.Size() == a.Type.Size()) {
			bad(v, "is no mask")
		}
	case ruleShift:
		a, b := v.Args[0], v.Args[1]
		if a.Type != v.Type || b.Type.Size() != a.Type.Size() || !b.Type.Is(KindInteger) || !v.Type.Is(KindInteger) {
			bad(v, "shifts %s by %s", a.Type, b.Type)
		}
	case ruleSelect:
		c, a, b := v.Args[0], v.Args[1], v.Args[2]
		if a.Type != v.Type || b.Type != v.Type {
			bad(v, "selects from %s and %s", a.Type, b.Type)
		}
		if c.Type != Bool && !(c.Type.Is(KindInt) && c.Type.Size() == v.Type.Size()) {
			bad(v, "selects by %s", c.Type)
		}
	case ruleFree:
		f.verifyFree(v, bad)
	}
}

func (f *Func) verifyFree(v *Value, bad func(*Value, string, ...any)) {
	switch v.Op {
	case Param:
		i := int(v.Imm >> 1)
		switch {
		case i >= len(f.In):
			bad(v, "there are %d inputs", len(f.In))
		case f.In[i].Lane != v.Type:
			bad(v, "input is %s", f.In[i])
		case v.Imm&1 == 1 && !f.In[i].Pair:
			bad(v, "input %s has one part", f.In[i])
		}
	case Window:
		switch w := v.Window(); {
		case w.Input >= len(f.In):
			bad(v, "there are %d inputs", len(f.In))
		case f.In[w.Input].Lane != v.Type || !f.In[w.Input].Row || w.Part == 1 && !f.In[w.Input].Pair:
			bad(v, "input is %s", f.In[w.Input])
		}
	case Reduce:
		k := v.Reduction().Kind
		ok := k < First && len(v.Args) == k.Arity()
		for _, a := range v.Args {
			ok = ok && a.Type == v.Type
		}
		if !ok || !slices.ContainsFunc(v.Args, f.varies()) {
			bad(v, "reduces what is no row")
		}
	case Bitcast:
		if v.Args[0].Type.Size() != v.Type.Size() || v.Type == Bool {
			bad(v, "argument is %s", v.Args[0].Type)
		}
	case Convert:
		if !v.Args[0].Type.Is(KindNumber) || !v.Type.Is(KindNumber) {
			bad(v, "argument is %s", v.Args[0].Type)
		}
		if v.Imm == InRange && !(v.Args[0].Type.Is(KindFloat) && v.Type.Is(KindInteger) && f.HasRare()) {
			bad(v, "of %s has no rare lanes", v.Args[0].Type)
		}
	case Lookup:
		if t := v.Table; t == nil || t.Type != v.Type || !v.Args[0].Type.Is(KindUint) || v.Args[0].Type.Size() < t.IndexType().Size() {
			bad(v, "argument is %s", v.Args[0].Type)
		}
	case HalfToF32:
		if v.Args[0].Type != U16 || v.Type != F32 {
			bad(v, "argument is %s", v.Args[0].Type)
		}
	case F32ToHalf:
		if v.Args[0].Type != F32 || v.Type != U16 {
			bad(v, "argument is %s", v.Args[0].Type)
		}
	case TruncToInt:
		if !v.Args[0].Type.Is(KindFloat) || !v.Type.Is(KindInteger) || v.Type.Size() < 4 {
			bad(v, "argument is %s", v.Args[0].Type)
		}
	case MulAddQuads:
		for _, a := range v.Args {
			if a.Type.Size() != 1 || !a.Type.Is(KindInteger) {
				bad(v, "argument is %s", a.Type)
			}
		}
		if v.Type != v.Args[0].Type {
			bad(v, "sum is %s", v.Args[0].Type)
		}
	case Enter, Leave:
		f.verifyVariable(v, bad)
	case Repeat:
		f.verifyLoop(v, bad)
	case Rare:
		if len(v.Args) < 3 || v.Args[1].Type != v.Type || v.Slow == "" {
			bad(v, "is incomplete")
		}
	}
}
