// SPDX-License-Identifier: BSD-3-Clause

package legalise

import "github.com/arraygen/arraygen/internal/ir"

// ForLoop is For of a kernel that stores every result, as folds do not. Where the
// level finds the minimum or maximum of numbers with less work than that of
// numbers and NaNs, a result that is one is found so, and separately where it is
// NaN. Loops of the body stay loops.
func ForLoop(t *Operations, f *ir.Func) (*ir.Func, error) {
	return WithLoops(t, splitExtrema(t, ir.CanonicalizeNaNs(f)))
}

func splitExtrema(t *Operations, f *ir.Func) *ir.Func {
	f = f.Clone()
	for i := range f.Results {
		r := &f.Results[i]
		op, ok := map[ir.Op]ir.Op{ir.Min: ir.MinNumbers, ir.Max: ir.MaxNumbers}[r.Value.Op]
		typ := r.Value.Type
		if !ok || !r.Mend || r.NaN != nil || !t.Has(op, typ, typ) {
			continue
		}
		x, y := r.Value.Args[0], r.Value.Args[1]
		r.Value, r.NaN = f.Emit(op, typ, 0, x, y), f.Emit(ir.Unordered, ir.Bool, 0, x, y)
	}
	f.Prune()
	return f
}

// ForNumbers is For of the body of a fold where no element is NaN. It is nil unless the
// level finds the extreme of numbers with less work than that of numbers and NaNs. With anyZero an
// extreme that is zero may have either sign, which is less work still where the level has instructions that
// take -0 and +0 for equal.
func ForNumbers(t *Operations, f *ir.Func, anyZero bool) (*ir.Func, error) {
	f = splitExtrema(t, ir.CanonicalizeNaNs(f))
	for i := range f.Results {
		r := &f.Results[i]
		if r.NaN == nil {
			return nil, nil
		}
		r.NaN, r.Mend = nil, false
		v := r.Value
		if op, ok := map[ir.Op]ir.Op{ir.MinNumbers: ir.MinLT, ir.MaxNumbers: ir.MaxGT}[v.Op]; ok && anyZero {
			r.Value = f.Emit(op, v.Type, 0, v.Args[0], v.Args[1])
		}
	}
	f.Prune()
	return For(t, f)
}

// ForExtremes is For of a body whose results are minima and maxima, where no argument is NaN. anyZero says that
// one which is zero may have the wrong sign. It is nil where the level finds extremes of numbers with no less work than
// those of numbers and NaNs.
func ForExtremes(t *Operations, f *ir.Func) (g *ir.Func, anyZero bool, err error) {
	f = f.Clone()
	for i := range f.Results {
		r := &f.Results[i]
		v := r.Value
		if !v.Type.Is(ir.KindFloat) {
			continue
		}
		exact := t.Has(ir.MinNumbers, v.Type, v.Type) && t.Has(ir.MaxNumbers, v.Type, v.Type)
		if !exact && !(t.Has(ir.MinLT, v.Type, v.Type) && t.Has(ir.MaxGT, v.Type, v.Type)) {
			return nil, false, nil
		}
		ops := map[ir.Op]ir.Op{ir.Min: ir.MinLT, ir.Max: ir.MaxGT}
		if exact {
			ops = map[ir.Op]ir.Op{ir.Min: ir.MinNumbers, ir.Max: ir.MaxNumbers}
		}
		anyZero = anyZero || !exact
		r.Value, r.Mend, r.NaN = f.Emit(ops[v.Op], v.Type, 0, v.Args...), false, nil
	}
	f.Prune()
	g, err = For(t, f)
	return g, anyZero, err
}
