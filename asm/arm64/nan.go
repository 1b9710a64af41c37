package arm64

import (
	"fmt"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Results whose NaN must become canonical (ir.Result.Mend) are looked at before
// they are stored: the maximum of all lanes is NaN if one of them is. Hardly ever
// is one, so the code that mends them lies behind the loops.

// mend makes the NaNs of the results that are stored to output o canonical.
func (c *code) mend(o int) {
	var t ir.Type
	var regs []int
	for _, r := range c.f.Results {
		if r.Operand != o || !r.Mend {
			continue
		}
		t = r.Value.Type
		for vector := range c.level.vectors {
			regs = append(regs, c.register(plan.Root(r.Value), vector))
		}
	}
	if len(regs) == 0 {
		return
	}
	most, a := c.temp(), c.lanes(t)
	n := regs[0]
	for _, m := range regs[1:] {
		c.vec("fmax", a, most, n, m)
		n = most
	}
	for lanes := c.width; lanes > 1; lanes /= 2 {
		c.vec("fmaxp", a, most, n, n)
		n = most
	}
	c.testNaN(t, n, c.mendCold(t, regs, most, c.temp(), nil))
	c.clean()
	c.regs.Release()
}

// testNaN jumps to label if the first lane of type t of a register is NaN.
func (k *kernelWriter) testNaN(t ir.Type, r int, label string) {
	if t == ir.F32 {
		k.text.ins("FCMPS F%d, F%d", r, r)
	} else {
		k.text.ins("FCMPD F%d, F%d", r, r)
	}
	k.text.ins("BVS %s", label)
}

// mendCold notes the code that makes the NaNs of registers canonical, with two
// free ones, and returns its label. It goes back behind the test; there unless, if
// not nil, may jump to the label that it gets.
func (k *kernelWriter) mendCold(t ir.Type, regs []int, mask, nan int, unless func(clean string)) string {
	k.colds++
	cold, clean := fmt.Sprint("nan", k.colds), fmt.Sprint("clean", k.colds)
	k.cold = append(k.cold, func() {
		k.text.label(cold)
		if unless != nil {
			unless(clean)
		}
		k.text.ins("MOVD $%s(SB), R%d", tableSymbol, regTemp)
		k.text.ins("FMOVQ %s, F%d", at(regTemp, k.table.offset(&ir.Value{Op: ir.Const, Type: t, Imm: ir.CanonicalNaN(t)})), nan)
		for _, r := range regs {
			k.text.vec("fcmeq", fits(t.Size(), vectorBytes), mask, r, r)
			k.text.vec("bif", b16, r, nan, mask)
		}
		k.text.ins("B %s", clean)
	})
	return cold
}

// clean puts the label that the code noted last goes back to.
func (k *kernelWriter) clean() { k.text.label(fmt.Sprint("clean", k.colds)) }

// mendFold makes the NaN of the first element of a vector canonical, unless the
// row has only that one.
func (f folder) mendFold(of parts) {
	var regs []int
	for _, r := range f.f.Results {
		if r.Mend {
			regs = append(regs, of[r.Part])
		}
	}
	if len(regs) == 0 {
		return
	}
	t := f.element.Lane
	a, x, y := fits(t.Size(), vectorBytes), f.temp(), f.temp()
	cold := f.mendCold(t, regs, x, y, func(clean string) {
		f.text.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regTemp)
		f.text.ins("CMP $1, R%d", regTemp)
		f.text.ins("BEQ %s", clean)
	})
	for _, r := range regs {
		f.testNaN(t, r, cold)
		if f.element.Pair && len(of) == 1 { // two lanes in a register
			f.vec("uzp2", a, x, r, r)
			f.testNaN(t, x, cold)
		}
	}
	f.clean()
	f.regs.Release()
}

// writeCold writes the code that lies outside the loops.
func (k *kernelWriter) writeCold() {
	for _, f := range k.cold {
		f()
	}
	k.cold = nil
}
