// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/internal/plan"
)

// A form is one of the functions that the back ends write of the bodies of kernels.
type form struct {
	// own lists the kernels that are to have code of their own in it at a level.
	own func(g *family, l *asm.Level) []*Kernel
	// planned is what the back ends make it of.
	planned func(k *Kernel) plan.Kernel
}

var (
	loopForm      = &form{anyLevel((*family).own), (*Kernel).planned}
	foldForm      = &form{anyLevel((*family).ownFolds), (*Kernel).plannedFold}
	scanForm      = &form{anyLevel((*family).ownScans), (*Kernel).plannedScan}
	invariantForm = &form{anyLevel((*family).ownInvariants), (*Kernel).plannedInvariant} // of rows with one divisor
	byElementForm = &form{(*family).ownByElement, (*Kernel).plannedByElement}            // of operands of any strides
)

// forms are all of them, in the order of the files of assembly.
var forms = []*form{loopForm, foldForm, scanForm, invariantForm, byElementForm}

func anyLevel(own func(*family) []*Kernel) func(*family, *asm.Level) []*Kernel {
	return func(g *family, _ *asm.Level) []*Kernel { return own(g) }
}

// coded says, by the suffix of a level, which kernels have assembly.
type coded map[string]map[*Kernel]bool
