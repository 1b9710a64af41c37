// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"errors"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/internal/plan"
)

// passesFit returns why a pass of k has no code, or nil.
func (k *Kernel) passesFit(l *asm.Level) error {
	for _, p := range k.passes {
		if p.Kind == passes.Scan {
			return errors.New("a scan combines one element after the other")
		}
		_, _, unfit, err := l.EmitFit("p", l.Level.GOARCH(), []plan.Kernel{p.planned()})
		if err != nil {
			return err
		}
		if u := unfit[p.symbol]; u != nil {
			return u.Reason
		}
	}
	return nil
}

// fewValues is how many values every back end has room for, were each to be
// stored in memory: a body of no more of them need not be tried.
const fewValues = 40

// fits returns why there is no code for k, or nil.
func (k *Kernel) fits(l *asm.Level) error {
	if k.core() {
		return k.passesFit(l)
	}
	if f, err := l.Legal(k.Func); err != nil {
		return err
	} else if len(f.Values) <= fewValues {
		return nil
	}
	_, _, unfit, err := l.EmitFit("p", l.Level.GOARCH(), []plan.Kernel{k.planned()})
	if err != nil {
		return err
	}
	if u := unfit[k.Symbol]; u != nil {
		return u.Reason
	}
	return nil
}
