// SPDX-License-Identifier: BSD-3-Clause

package amd64_test

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/asm/internal/amd64"
	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/stretchr/testify/require"
)

// symbol is the Go name of a body.
func symbol(f *ir.Func) string {
	return "k" + strings.Map(func(r rune) rune {
		if r == '.' || r == '-' {
			return '_'
		}
		return r
	}, f.Name)
}

// Every operation, shape and random body, assembled for both levels, computes
// what ir.Eval says, folds in the pairwise order too, and touches nothing but its operands. The bodies become a
// program of their own, see irtest.Build.
func TestRun(t *testing.T) {
	files := map[string][]byte{}
	var entries []irtest.Entry
	fs := irtest.Bodies()
	for _, level := range []amd64.Level{amd64.AVX2, amd64.AVX512} {
		at, err := kernel.ParseLevel(level.Suffix())
		require.NoError(t, err)
		var ks []plan.Kernel
		for i, f := range fs {
			g, err := legalise.For(level.Operations(), f)
			if err != nil {
				require.Contains(t, err.Error(), "int64", "only 64-bit division may be missing")
				continue
			}
			name := fmt.Sprint(symbol(f), "_", i)
			ks = append(ks, plan.Kernel{Name: name, Func: g})
			entries = append(entries, irtest.Entry{Body: i, Level: at, Symbol: name + level.Suffix()})
		}
		for i, f := range irtest.Folds() {
			name := fmt.Sprint(symbol(f), "_", i)
			ks = append(ks, plan.Kernel{Name: name, Func: f, Order: plan.Pairwise})
			entries = append(entries, irtest.Entry{Body: i, Fold: true, Level: at, Symbol: name + level.Suffix()})
		}
		asm, stubs, err := level.Emit("main", "!purego", ks)
		require.NoError(t, err)
		name := strings.ToLower(level.Suffix()) + "_amd64"
		files[name+".s"], files[name+".go"] = asm, stubs
	}
	bin := irtest.Build(t, "amd64", files, entries)
	out, err := exec.Command(bin, "-every", "3").CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)
	for _, l := range kerneltest.Required(t) {
		if l != kernel.Go {
			require.Contains(t, string(out), "of "+l.String())
		}
	}

	// A machine without AVX-512 refuses what must not be in AVX2 kernels.
	if runtime.GOOS != "linux" || testing.Short() {
		return
	}
	out, err = exec.Command("qemu-x86_64", "-cpu", "Haswell", bin, "-every", "9").CombinedOutput()
	require.NoError(t, err, "the test of AVX2 alone needs qemu-x86_64: %s", out)
	require.Contains(t, string(out), "of avx2")
	require.NotContains(t, string(out), "of avx512")
}
