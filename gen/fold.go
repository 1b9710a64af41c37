// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// foldOrders are the orders of reduction for which there are folds. A serial
// reduction is a chain: no fold would be faster than the kernel.
var foldOrders = map[string]plan.Order{"any": plan.Any, "pairwise": plan.Pairwise}

// reduce is the order of reductions with k, "" for none.
func (k *Kernel) reduce() string {
	if k.Loop == nil {
		return ""
	}
	return k.Loop.Reduce
}

// foldOrder is the order of the fold of k, Elementwise for none. Half precision
// is summed in float32, by the fold of that.
func (k *Kernel) foldOrder() plan.Order {
	o := foldOrders[k.reduce()]
	in := k.Func.In
	switch {
	case k.Func.HasRare():
		return plan.Elementwise // one element may need the scalar function
	case o == plan.Any && in[0].Pair:
		return plan.Elementwise
	case o == plan.Pairwise && k.In[0].Size() <= 2:
		return plan.Elementwise
	}
	return o
}

// foldable reports whether k has a fold.
func (k *Kernel) foldable() bool { return k.foldOrder() != plan.Elementwise }

// Reduction returns the order in which k reduces, "" if it does not, and whether
// a fold does it, in assembly wherever k is.
func (k *Kernel) Reduction() (order string, fold bool) { return k.reduce(), k.foldable() }

// FoldName is the name of k's fold in messages and tables.
func (k *Kernel) FoldName() string { return k.FullName() + ".fold" }

// foldSymbol is the name of the functions of k's fold, less the suffix of the
// level.
func (k *Kernel) foldSymbol() string { return foldSymbol(k.Symbol) }

// plannedFold is what the back ends make k's fold of.
func (k *Kernel) plannedFold() plan.Kernel {
	return plan.Kernel{Name: k.foldSymbol(), Func: k.Func, Order: k.foldOrder(), Doc: "reduces rows by " + k.combines() + ", in the order " + k.reduce() + "."}
}

// pairFolds finds the fold whose code each kernel's fold uses: as
// kernels do, folds of one body and order share it.
func (g *family) pairFolds() {
	g.folds = map[*Kernel]*Kernel{}
	first := map[string]*Kernel{}
	if g.shared != nil {
		for _, k := range g.shared.ownFolds() {
			first[k.foldKey()] = k
		}
	}
	for _, k := range g.kernels {
		if !k.foldable() {
			continue
		}
		key := k.foldKey()
		if first[key] == nil {
			first[key] = k
		}
		g.folds[k] = first[key]
	}
}

// foldKey is a key that folds with the same code share.
func (k *Kernel) foldKey() string { return fmt.Sprint(k.foldOrder(), shape(k.Func)) }

// ownFolds lists the kernels whose folds have code of their own.
func (g *family) ownFolds() []*Kernel {
	return filter(g.kernels, func(k *Kernel) bool { return g.folds[k] == k })
}

// foldBody returns f as a fold combines elements with it, and the function that
// makes the NaN of the last result canonical, "" for none: the NaNs on the way to
// it may have any bits.
func foldBody(f *ir.Func) (op *ir.Func, canonical string) {
	f = ir.CanonicalizeNaNs(f)
	g := *f
	g.Results = slices.Clone(f.Results)
	for i := range g.Results {
		r := &g.Results[i]
		if !r.Mend {
			return f, "" // of pairs, one part is computed and one is moved
		}
		canonical = fmt.Sprint("lane.Canonical", r.Value.Type.Bits())
		r.Mend = false
	}
	return &g, canonical
}

// goFolds writes the Go folds, with the body of each as a function of its own
// that Go inlines.
func (g *family) goFolds() error {
	own := g.ownFolds()
	if len(own) == 0 {
		return nil
	}
	f := g.newFile("")
	var text bytes.Buffer
	var canonical bool // any fold's results
	for _, k := range own {
		op, mend := foldBody(k.Func)
		f.Add(golang.Scalar(k.Symbol+"Op", k.Symbol+"Op is the operation of "+k.Set+" on one element.", op, g.scope.level)).Line()
		canonical = canonical || mend != ""
		data := struct {
			Fold, Run, Op, Lane, Set, Canonical string
			Size, Series, Leaf                  int
		}{k.foldSymbol() + "Go", k.Symbol + "Run", k.Symbol + "Op", k.Func.In[0].Lane.String(), k.Set, mend, k.In[0].Size(), kernel.FoldSeries, kernel.FoldLeaf}
		t := anyFold
		if k.foldOrder() == plan.Pairwise {
			t = realFold
			if k.Func.In[0].Pair {
				t = pairFold
				data.Series, data.Leaf = data.Series/2, data.Leaf/2
			}
		}
		if err := t.Execute(&text, data); err != nil {
			return err
		}
	}
	if err := g.add("zz_ops.go", f); err != nil {
		return err
	}
	imports := "\"" + golang.KernelPath + "\"\n"
	if canonical {
		imports += "\"" + golang.LanePath + "\"\n"
	}
	head := "// " + header + "\n\npackage " + g.pkg + "\n\nimport (\n\"unsafe\"\n\n" + imports + ")\n"
	return g.addText("zz_folds.go", append([]byte(head), text.Bytes()...))
}
