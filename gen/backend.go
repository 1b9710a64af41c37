package gen

import (
	"github.com/arraygen/arraygen/asm/amd64"
	"github.com/arraygen/arraygen/asm/arm64"
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/legalise"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// backend is an assembly back end. A new instruction set is a row of backends.
type backend struct {
	Level  kernel.Level
	GOARCH string
	Suffix string // of symbols
	Target *legalise.Target
	Emit   func(pkg, constraint string, ks []plan.Kernel) (asm, stubs []byte, err error)
	// EmitCopies is Emit for kernels that copy elements.
	EmitCopies func(pkg, constraint string, ks []plan.Copy) (asm, stubs []byte, err error)
}

var backends = []backend{
	{kernel.AVX2, "amd64", "AVX2", amd64.AVX2.Target(), amd64.AVX2.Emit, amd64.AVX2.EmitCopies},
	{kernel.AVX512, "amd64", "AVX512", amd64.AVX512.Target(), amd64.AVX512.Emit, amd64.AVX512.EmitCopies},
	{kernel.NEON, "arm64", "NEON", arm64.Target(), arm64.Emit, arm64.EmitCopies},
}

// arches lists the architectures that have assembly, once each.
func arches() []string {
	var as []string
	for _, b := range backends {
		if len(as) == 0 || as[len(as)-1] != b.GOARCH {
			as = append(as, b.GOARCH)
		}
	}
	return as
}

// legal returns f for a back end, or why there is no such code.
func (b *backend) legal(f *ir.Func) (*ir.Func, error) { return legalise.For(b.Target, f) }
