// SPDX-License-Identifier: BSD-3-Clause

// Package asm has the compiler's back ends: a row of [Levels] for each instruction set.
package asm

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/internal/amd64"
	"github.com/arraygen/arraygen/asm/internal/arm64"
	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Level is a level that a back end emits code for. A new one is a row of
// [Levels].
type Level struct {
	Level      kernel.Level
	Suffix     string // of symbols
	Operations *legalise.Operations
	Emit       func(pkg, constraint string, ks []plan.Kernel) (asm, stubs []byte, err error)
	// EmitCopies is Emit for kernels that copy elements.
	EmitCopies func(pkg, constraint string, ks []plan.Copy) (asm, stubs []byte, err error)
	// EmitTiles is Emit for tile kernels; it returns the shape of each.
	EmitTiles func(pkg, constraint string, ks []plan.Tile) (asm, stubs []byte, shapes []kernel.TileShape, err error)
	// EmitSorts is Emit for sorting kernels; it returns how many keys each takes. nil where those of the
	// level below serve, or there are none.
	EmitSorts func(pkg, constraint string, ks []plan.Sort) (asm, stubs []byte, limits []kernel.SortImpl, err error)
	// ByElement says that Emit takes kernels of operands of any strides, see [plan.Kernel].
	// A level that has none uses those of the level below.
	ByElement bool
}

// Levels are those that have a back end.
var Levels = []Level{
	{kernel.AVX2, "AVX2", amd64.AVX2.Operations(), amd64.AVX2.Emit, amd64.AVX2.EmitCopies, amd64.AVX2.EmitTiles, amd64.AVX2.EmitSorts, true},
	{kernel.AVX512, "AVX512", amd64.AVX512.Operations(), amd64.AVX512.Emit, amd64.AVX512.EmitCopies, amd64.AVX512.EmitTiles, amd64.AVX512.EmitSorts, false},
	{kernel.NEON, "NEON", arm64.Operations(), arm64.Emit, arm64.EmitCopies, arm64.EmitTiles, nil, false},
}

// Architectures lists the architectures that have assembly, once each.
func Architectures() []string {
	var as []string
	for _, l := range Levels {
		if len(as) == 0 || as[len(as)-1] != l.Level.GOARCH() {
			as = append(as, l.Level.GOARCH())
		}
	}
	return as
}

// Constant is the name of the level's constant in package kernel.
func (l *Level) Constant() string { return strings.ToUpper(l.Level.String()) }

// Legal returns f in operations of the level, or why there is no such code.
func (l *Level) Legal(f *ir.Func) (*ir.Func, error) { return legalise.ForLoop(l.Operations, f) }

// EmitFitTiles is EmitTiles for the tiles of ks that the back end has operations and room for; the others have an
// empty shape. It returns no code if there is none.
func (l *Level) EmitFitTiles(pkg, constraint string, ks []plan.Tile) (asm, stubs []byte, shapes []kernel.TileShape, err error) {
	shapes = make([]kernel.TileShape, len(ks))
	var fit []plan.Tile
	var at []int
	for i, k := range ks {
		switch _, _, _, err := l.EmitTiles(pkg, constraint, []plan.Tile{k}); {
		case err == nil:
			fit, at = append(fit, k), append(at, i)
		case plan.UnfitIn(err) == nil:
			return nil, nil, nil, fmt.Errorf("%s: %w", l.Level, err)
		}
	}
	if len(fit) == 0 {
		return nil, nil, shapes, nil
	}
	asm, stubs, list, err := l.EmitTiles(pkg, constraint, fit)
	for i, s := range list {
		shapes[at[i]] = s
	}
	return asm, stubs, shapes, err
}

// EmitFit is Emit for the kernels of ks that the back end has operations and
// room for; the others, by name, are left to the Go loop.
func (l *Level) EmitFit(pkg, constraint string, ks []plan.Kernel) (asm, stubs []byte, unfit map[string]*plan.Unfit, err error) {
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
