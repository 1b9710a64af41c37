package gen

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/amd64"
	"github.com/arraygen/arraygen/asm/arm64"
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/legalise"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// asmLevel is a level that a back end emits code for. A new one is a row of
// asmLevels.
type asmLevel struct {
	Level      kernel.Level
	Suffix     string // of symbols
	Operations *legalise.Operations
	Emit       func(pkg, constraint string, ks []plan.Kernel) (asm, stubs []byte, err error)
	// EmitCopies is Emit for kernels that copy elements.
	EmitCopies func(pkg, constraint string, ks []plan.Copy) (asm, stubs []byte, err error)
	// EmitTiles is Emit for tile kernels; it returns the shape of each.
	EmitTiles func(pkg, constraint string, ks []plan.Tile) (asm, stubs []byte, shapes []kernel.TileShape, err error)
}

var asmLevels = []asmLevel{
	{kernel.AVX2, "AVX2", amd64.AVX2.Operations(), amd64.AVX2.Emit, amd64.AVX2.EmitCopies, amd64.AVX2.EmitTiles},
	{kernel.AVX512, "AVX512", amd64.AVX512.Operations(), amd64.AVX512.Emit, amd64.AVX512.EmitCopies, amd64.AVX512.EmitTiles},
	{kernel.NEON, "NEON", arm64.Operations(), arm64.Emit, arm64.EmitCopies, arm64.EmitTiles},
}

// arches lists the architectures that have assembly, once each.
func arches() []string {
	var as []string
	for _, l := range asmLevels {
		if len(as) == 0 || as[len(as)-1] != l.Level.GOARCH() {
			as = append(as, l.Level.GOARCH())
		}
	}
	return as
}

// Constant is the name of the level's constant in package kernel.
func (l *asmLevel) Constant() string { return strings.ToUpper(l.Level.String()) }

// legal returns f in operations of the level, or why there is no such code.
func (l *asmLevel) legal(f *ir.Func) (*ir.Func, error) { return legalise.ForLoop(l.Operations, f) }

// emitFit is Emit for the kernels of ks that the back end has operations and
// room for; the others, by name, are left to the Go loop.
func (l *asmLevel) emitFit(pkg, constraint string, ks []plan.Kernel) (asm, stubs []byte, unfit map[string]*plan.Unfit, err error) {
	asm, stubs, err = l.Emit(pkg, constraint, ks)
	if err == nil {
		return asm, stubs, nil, nil
	}
	if unfit = plan.UnfitIn(err); unfit == nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", l.Level, err)
	}
	var fit []plan.Kernel
	for _, k := range ks {
		if unfit[k.Name] == nil {
			fit = append(fit, k)
		}
	}
	if len(fit) == 0 {
		return nil, nil, unfit, nil
	}
	if asm, stubs, err = l.Emit(pkg, constraint, fit); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", l.Level, err)
	}
	return asm, stubs, unfit, nil
}

// fitPasses returns why a pass of k has no code, or nil.
func (l *asmLevel) fitPasses(k *Kernel) error {
	for _, p := range k.passes {
		_, _, unfit, err := l.emitFit("p", l.Level.GOARCH(), []plan.Kernel{p.planned()})
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
func (l *asmLevel) fits(k *Kernel) error {
	if k.core() {
		return l.fitPasses(k)
	}
	if f, err := l.legal(k.Func); err != nil {
		return err
	} else if len(f.Values) <= fewValues {
		return nil
	}
	_, _, unfit, err := l.emitFit("p", l.Level.GOARCH(), []plan.Kernel{k.planned()})
	if err != nil {
		return err
	}
	if u := unfit[k.Symbol]; u != nil {
		return u.Reason
	}
	return nil
}
