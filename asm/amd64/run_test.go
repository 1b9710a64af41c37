package amd64_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/asm/amd64"
	"github.com/arraygen/arraygen/asm/internal/irtest"
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/legalise"
	"github.com/arraygen/arraygen/asm/plan"
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

// Every operation, shape and random body, assembled for both
// tiers, compute what ir.Eval says, and touch nothing but their operands.
// The bodies become a program of their own, which exists only in an overlay.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	root, err := filepath.Abs("internal/run")
	require.NoError(t, err)
	overlay := map[string]map[string]string{"Replace": {}}
	write := func(name string, text []byte) {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, text, 0o644))
		overlay["Replace"][filepath.Join(root, name)] = file
	}
	fs := irtest.Bodies()
	var table strings.Builder
	for _, tier := range []amd64.Tier{amd64.AVX2, amd64.AVX512} {
		var ks []plan.Kernel
		for i, f := range fs {
			g, err := legalise.For(tier.Target(), f)
			if err != nil {
				require.Contains(t, err.Error(), "int64", "only 64-bit division may be missing")
				continue
			}
			name := fmt.Sprint(symbol(f), "_", i)
			ks = append(ks, plan.Kernel{Name: name, Func: g})
			fmt.Fprintf(&table, "\t\t{%d, kernel.%s, %s},\n", i, tier.Suffix(), name+tier.Suffix())
		}
		asm, stubs, err := tier.Emit("main", "!purego", ks)
		require.NoError(t, err)
		name := strings.ToLower(tier.Suffix()) + "_amd64"
		write(name+".s", asm)
		write(name+".go", stubs)
	}
	write("table_amd64.go", fmt.Appendf(nil, "package main\n\nimport \"github.com/arraygen/arraygen/ndarray/kernel\"\n\nfunc init() {\n\ttable = []entry{\n%s\t}\n}\n", table.String()))
	js, err := json.Marshal(overlay)
	require.NoError(t, err)
	over := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(over, js, 0o644))
	if keep := os.Getenv("ARRAYGEN_KEEP"); keep != "" {
		require.NoError(t, os.CopyFS(keep, os.DirFS(dir)))
	}

	bin := filepath.Join(dir, "run")
	pkg := "github.com/arraygen/arraygen/asm/amd64/internal/run"
	out, err := exec.Command("go", "build", "-overlay", over, "-o", bin, pkg).CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.Command("go", "vet", "-overlay", over, pkg).CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.Command(bin).CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)

	// A machine without AVX-512 refuses what must not be in AVX2 kernels.
	if qemu, err := exec.LookPath("qemu-x86_64"); err == nil && !testing.Short() {
		out, err := exec.Command(qemu, "-cpu", "Haswell", bin).CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "of avx2")
		require.NotContains(t, string(out), "of avx512")
	}
}
