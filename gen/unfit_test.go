// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// ownRows compiles rows and functions of a user in a module of their own.
func ownRows(t *testing.T, yaml, functions string) (Output, *Program, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.org/own\n\ngo 1.26\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kernels.yaml"), []byte(yaml), 0o666))
	if functions != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "f.go"), []byte(functions), 0o666))
	}
	return File(filepath.Join(dir, "kernels.yaml"))
}

// TestBodiesWithoutRoom: a body that keeps more values alive than registers
// and scratch memory hold runs as the Go loop, the other rows do not.
func TestBodiesWithoutRoom(t *testing.T) {
	const live = 200
	var f, sum, product strings.Builder
	f.WriteString("package own\n\nfunc Wide(x, y float64) float64 {\n")
	for i := range live {
		fmt.Fprintf(&f, "\tt%d := x*%d.5 + y\n", i, i)
		fmt.Fprintf(&sum, " + t%d*t%d", i, i*37%live)
		fmt.Fprintf(&product, " - t%d*t%d", i, (i*71+1)%live)
	}
	fmt.Fprintf(&f, "\treturn (x%s) * (y%s)\n}\n", sum.String(), product.String())
	start := time.Now()
	out, p, err := ownRows(t, `package: own
functions: [f.go]
kernels:
  - {name: wide_row, doc: Wide., in: {x: float64, y: float64}, out: {z: float64}, body: "Wide(x, y)", bound: exact}
  - {name: narrow, doc: Narrow., in: {x: float64, y: float64}, out: {z: float64}, body: x + y, bound: exact}
`, f.String())
	require.NoError(t, err)
	t.Logf("%d operations in %v", p.Kernels[0].cost(), time.Since(start))
	for l, how := range p.Kernels[0].Implementations() {
		if l != kernel.Go {
			require.Contains(t, how, "go: "+l.String()+": more values would go to memory than the")
		}
		require.NotContains(t, string(out["zz_"+l.String()+"_amd64.s"]), "wideRow")
	}
	for l, how := range p.Kernels[1].Implementations() {
		if l != kernel.Go {
			require.Equal(t, "asm", how)
		}
	}
	require.Contains(t, string(out["zz_avx2_amd64.s"]), "TEXT ·narrowAVX2")
	require.Contains(t, string(out["zz_neon_arm64.s"]), "TEXT ·narrowNEON")
	sets := string(out["zz_sets_amd64.go"])
	require.Contains(t, sets, "narrowAVX512")
	require.NotContains(t, sets, "wideRowAVX512")
}

// TestLongLoops: a loop of many iterations is one of assembly in a kernel, and of the Go loop in a fold, which would have
// to write them out.
func TestLongLoops(t *testing.T) {
	out, p, err := ownRows(t, `package: own
ufuncs:
  - name: divisor
    doc: Divisors.
    in: [x1, x2]
    out: [y]
    loops:
      - for: uint32
        reduce: any
        body: |
          a, b := x1, x2
          for range 1000000 {
            if b == 0 {
              break
            }
            a, b = b, Rem(a, b)
          }
          y = a
        bound: exact
`, "")
	require.NoError(t, err)
	require.Equal(t, "asm", p.Kernels[0].Implementations()[kernel.AVX2])
	require.Contains(t, string(out["zz_folds.go"]), "func foldDivisorUint32Go")
	for name, text := range out {
		if strings.HasSuffix(name, ".s") {
			require.Contains(t, string(text), "·divisorUint32", name)
			require.NotContains(t, string(text), "·foldDivisorUint32", name)
			require.Less(t, len(text), 20_000, name)
		}
	}
}

// TestManyMasks: conditions that are alive together beyond the mask registers
// go to the stack, of which a function has little.
func TestManyMasks(t *testing.T) {
	frame := regexp.MustCompile(`TEXT ·chooseRowAVX512\(SB\), NOSPLIT, \$(\d+)-8`)
	for live, want := range map[int]string{40: "asm", 60: "asm", 400: "go: avx512: more than 64 masks would go to the stack"} {
		var f, all strings.Builder
		f.WriteString("package own\n\nfunc Choose(x, y float64) float64 {\n\ts := x\n")
		for i := range live {
			fmt.Fprintf(&f, "\tc%d := x*y > %d\n", i, i)
			fmt.Fprintf(&all, "\tif c%d { s += %d*x } \n\tif c%d { s *= y }\n", i, i, i*37%live)
		}
		fmt.Fprintf(&f, "%s\treturn s\n}\n", all.String())
		out, p, err := ownRows(t, `package: own
functions: [f.go]
kernels:
  - {name: choose_row, doc: Choose., in: {x: float64, y: float64}, out: {z: float64}, body: "Choose(x, y)", bound: exact}
`, f.String())
		require.NoError(t, err)
		require.Equal(t, want, p.Kernels[0].Implementations()[kernel.AVX512], live)
		for _, m := range frame.FindAllStringSubmatch(string(out["zz_avx512_amd64.s"]), -1) {
			bytes, _ := strconv.Atoi(m[1])
			require.Less(t, bytes, 750, "the linker refuses it") // of 800, with what the runtime keeps
		}
	}
}
