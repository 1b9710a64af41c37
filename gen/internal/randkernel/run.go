// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/arraygen/arraygen/gen"
)

//go:embed harness_test.go.txt
var harness string

//go:embed core_harness_test.go.txt
var coreHarness string

// Options says how a program is run.
type Options struct {
	Seed   uint64   // of the data
	Rounds int      // of data a kernel
	Env    []string // such as GOARCH=arm64
	Flags  []string // of go test, such as -exec=qemu-aarch64
}

// Write compiles p and writes it to dir as a module, with its tests.
func (p Program) Write(dir, tree string) error {
	mod, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(tree, "go.sum"))
	if err != nil {
		return err
	}
	// The tree's own requirements, so that nothing has to be looked up.
	_, requires, _ := strings.Cut(string(mod), "\n")
	var ufuncs strings.Builder
	ufuncs.WriteString("package random\n\nimport \"github.com/arraygen/arraygen/ufunc\"\n\nvar ufuncs = map[string]*ufunc.Ufunc{\n")
	for i := range p.Rows {
		fmt.Fprintf(&ufuncs, "\t\"k%d\": K%[1]dUfunc,\n", i)
	}
	ufuncs.WriteString("}\n")
	for name, text := range map[string]string{
		"go.mod":               "module example.org/random\n" + requires + "\nrequire github.com/arraygen/arraygen v0.0.0\n\nreplace github.com/arraygen/arraygen => " + tree + "\n",
		"go.sum":               string(sum),
		"kernels.yaml":         p.YAML,
		"functions.go":         p.Functions,
		"harness_test.go":      harness,
		"core_harness_test.go": coreHarness,
		"ufuncs_test.go":       ufuncs.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	out, _, err := gen.File(filepath.Join(dir, "kernels.yaml"))
	if err != nil {
		return err
	}
	const test = "zz_kernels_test.go"
	reference, rest, err := splitReference(string(out[test]), p.Functions)
	if err != nil {
		return err
	}
	out[test], out["reference/reference.go"] = []byte(rest), []byte(reference)
	return out.Write(dir)
}

// Run tests the program in dir and returns what go test prints.
func Run(dir string, o Options) (string, error) {
	args := append([]string{"test", "-mod=mod", "-vet=off", "-count=1", "-v", "-run", "^(TestRandom|TestRandomRows|TestRandomContractions|TestGeneratedKernels)$"}, unoptimized...)
	c := exec.Command("go", append(append(args, o.Flags...), ".")...)
	c.Dir = dir
	c.Env = append(os.Environ(), fmt.Sprint("ARRAYGEN_SEED=", o.Seed), fmt.Sprint("ARRAYGEN_ROUNDS=", o.Rounds), "GOFLAGS=", "GOWORK=off")
	c.Env = append(c.Env, o.Env...)
	b, err := c.CombinedOutput()
	return string(b), err
}
