package arm64

import (
	"testing"

	"github.com/arraygen/arraygen/asm/kerneltest"
	"github.com/arraygen/arraygen/asm/legalise"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/stretchr/testify/require"
)

// inGo lists the cases for which NEON has no way: 64-bit integer division.
var inGo = []string{
	"DivInt64", "DivInt64Const", "DivInt64Same", "DivUint64", "DivUint64Const", "DivUint64Same",
	"RemInt64", "RemInt64Const", "RemInt64Same", "RemUint64", "RemUint64Const", "RemUint64Same",
}

// kernels returns the cases that NEON can run.
func kernels(t *testing.T) (ks []plan.Kernel, names []string) {
	var not []string
	for _, c := range kerneltest.Cases() {
		if _, err := legalise.For(Target(), c.Func); err != nil {
			not = append(not, c.Name)
			continue
		}
		ks = append(ks, plan.Kernel{Name: c.Name, Func: c.Func})
		names = append(names, c.Name)
	}
	require.ElementsMatch(t, inGo, not)
	return ks, names
}

// TestKernels runs kernels of every operation, type and shape against the
// interpreter of the IR.
func TestKernels(t *testing.T) {
	ks, names := kernels(t)
	asm, stubs, err := Emit("kernels", "arm64", ks)
	require.NoError(t, err)
	files := map[string][]byte{"kernels_arm64.s": asm, "kernels_arm64.go": stubs}
	kerneltest.Run(t, "arm64", Suffix, kernel.NEON, files, names, "qemu-aarch64")
}
