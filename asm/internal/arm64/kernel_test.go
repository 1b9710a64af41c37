// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"os/exec"
	"runtime"
	"testing"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/stretchr/testify/require"
)

// kernels returns the bodies that NEON can compile: all but those with
// 64-bit integer division; and the folds.
func kernels(t *testing.T) (ks []plan.Kernel, entries []irtest.Entry) {
	for i, f := range irtest.Bodies() {
		if _, err := legalise.For(Operations(), f); err != nil {
			require.Regexp(t, `neon has no (div|rem) of u?int64$`, err.Error())
			continue
		}
		name := fmt.Sprint("k", i)
		ks = append(ks, plan.Kernel{Name: name, Func: f, Doc: f.String()})
		entries = append(entries, irtest.Entry{Body: i, Level: kernel.NEON, Symbol: name + Suffix})
	}
	for i, f := range irtest.Folds() {
		name := fmt.Sprint("fold", i)
		ks = append(ks, plan.Kernel{Name: name, Func: f, Doc: f.String(), Order: plan.Pairwise})
		entries = append(entries, irtest.Entry{Body: i, Fold: true, Level: kernel.NEON, Symbol: name + Suffix})
	}
	return ks, entries
}

// TestRun runs kernels of every operation, type and shape, and random ones,
// against the interpreter of the IR: on an arm64 machine, or by qemu's
// emulation of one, which takes a third of the lengths of each: others of the
// next kernel.
func TestRun(t *testing.T) {
	ks, entries := kernels(t)
	asm, stubs, err := Emit("main", "", ks)
	require.NoError(t, err)
	files := map[string][]byte{"kernels_arm64.s": asm, "kernels_arm64.go": stubs}
	program := irtest.Build(t, "arm64", files, entries)
	cmd := exec.Command("qemu-aarch64", program, "-every", "3")
	if runtime.GOARCH == "arm64" {
		if _, err := exec.LookPath("qemu-aarch64"); err != nil {
			cmd = exec.Command(program)
		}
	}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "NEON kernels need an arm64 machine or qemu-aarch64: %s", out)
	require.Contains(t, string(out), fmt.Sprintf("ran %d kernels of neon", len(ks)))
}
