// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"errors"
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Machine is what the plan of a kernel depends on.
type Machine struct {
	Limits      Limits
	VectorBytes int
	// InVector reports whether a value is in a vector register; nil says that all
	// are.
	InVector func(*ir.Value) bool
	// Extremes says that the back end has an ExtremesWriter.
	Extremes bool
	// Fuse, if not nil, joins operations of a body that the machine has in one.
	Fuse func(*ir.Func)
}

// Write writes kernel k, whose legalised body is f, by the best plan that it fits.
// write panics with an Unfit or OutOfRegisters where it does not fit one. The error is
// that of write, or an Unfit.
func (m Machine) Write(k Kernel, f *ir.Func, write func(*Body, Plan) error) error {
	if n := len(f.In) + len(f.Out); n > kernel.MaxOperands {
		return fmt.Errorf("%s: has %d operands, at most %d are possible", k.Name, n, kernel.MaxOperands)
	}
	if k.Order != Elementwise {
		if g := Lanewise(f); g != nil {
			f = g
		}
	}
	if m.Fuse != nil {
		m.Fuse(f)
	}
	b := Lay(f)
	var plans []Plan
	if k.Reducing != nil {
		if k.Reducing.Order() == ir.Serial {
			return &Unfit{Kernel: k.Name, Reason: errors.New("elements are combined one by one, in order: serial")}
		}
		plans = ChooseReduction(b, k.Reducing, m.Limits, m.VectorBytes/f.MaxLane(), m.InVector)
		if m.Extremes {
			plans = k.Reducing.Extremes(k.Func).plans(plans)
		}
	} else if k.Order == Elementwise {
		limits := m.limitsFor(f)
		if k.ByElement {
			limits.MaxUnroll = 1
		}
		plans = Choose(b, limits, m.InVector)
	} else {
		plans = ChooseFold(b, k.Order, m.Limits, m.InVector)
	}
	var unfit error
	for _, p := range plans {
		var err error
		if unfit, err = attempt(k, b, p, write); unfit == nil {
			if p.Spill && k.Spills != nil {
				*k.Spills = true
			}
			return err
		}
	}
	return unfit
}

// limitsFor returns the limits of the plan for f: an iteration's elements of each
// operand must fit the scratch memory in which a broadcast element is filled in.
func (m Machine) limitsFor(f *ir.Func) Limits {
	l := m.Limits
	lanes := m.VectorBytes / f.MaxLane()
	for k, o := range f.In {
		for f.Reads(k) && l.MaxUnroll > 1 && l.MaxUnroll*lanes*o.Size() > kernel.ScratchSize {
			l.MaxUnroll /= 2
		}
	}
	return l
}

// attempt writes a kernel by a plan, or returns why it does not fit.
func attempt(k Kernel, b *Body, p Plan, write func(*Body, Plan) error) (unfit, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *OutOfRegisters:
			unfit = &Unfit{Kernel: k.Name, Reason: r}
		case *Unfit:
			unfit = r
		default:
			panic(r)
		}
	}()
	return nil, write(b, p)
}
