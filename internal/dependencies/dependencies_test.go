// Package dependencies holds the test of what may import what.
package dependencies

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/arraygen/arraygen/"

// allowed says which folders of the module the packages of a folder may import,
// besides those of the folder itself. A folder that is not named belongs to the
// one above it; "asm/..." stands for all folders below asm. Imports of tests
// don't count.
var allowed = map[string][]string{
	// The ground floor: errors, lanes, element types, the kernel contract.
	"ndarray/fault":       {},
	"spec/lane":           {},
	"ndarray/dtype":       {"ndarray/fault", "spec/lane"},
	"ndarray/kernel":      {"ndarray/dtype", "ndarray/fault"},
	"internal/atomicfile": {},
	"internal/extending":  {},

	// The array.
	"ndarray/strided":  {"ndarray/kernel"},
	"ndarray/internal": {"ndarray/dtype", "ndarray/fault"},
	"ndarray":          {"ndarray/dtype", "ndarray/fault", "ndarray/internal", "ndarray/strided"},
	"ndarray/protocol": {"ndarray", "ndarray/dtype", "ndarray/fault"},
	"ndarray/npy":      {"ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/internal", "internal/atomicfile"},

	// The rows, and what the compiler made of them.
	"spec/kernels":          {"spec/lane"},
	"spec":                  {"ndarray/dtype", "ndarray/kernel"},
	"generated":             {"ndarray/dtype", "ndarray/kernel", "spec/kernels", "spec/lane"},
	"spec/kernels/accuracy": {"generated", "internal/atomicfile", "spec/kernels"},

	// The engine.
	"ufunc":          {"generated", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "ndarray/protocol", "ndarray/strided"},
	"ufunc/npyapply": {"ufunc", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/npy", "internal/atomicfile"},

	// The compiler.
	"asm/ir":        {"spec/lane"},
	"asm/legalise":  {"asm/ir"},
	"asm/plan":      {"asm/ir", "ndarray/kernel"},
	"asm/internal":  {"asm/ir", "ndarray/kernel"},
	"asm/amd64":     {"asm/ir", "asm/legalise", "asm/plan", "ndarray/kernel"},
	"asm/arm64":     {"asm/ir", "asm/legalise", "asm/plan", "ndarray/kernel"},
	"gen/ident":     {},
	"gen/lang":      {"asm/ir", "gen/ident", "ndarray/dtype", "spec"},
	"gen/golang":    {"asm/ir", "gen/ident", "ndarray/dtype"},
	"gen":           {"asm/...", "gen/ident", "gen/lang", "gen/golang", "internal/atomicfile", "ndarray/dtype", "ndarray/kernel", "spec", "spec/lane"},
	"gen/bootstrap": {"gen"},

	// The protocols.
	"interop":        {"ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/protocol", "ufunc"},
	"interop/python": {"internal/atomicfile", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "interop/dlpack", "ufunc"},
	"interop/dlpack": {"ndarray", "ndarray/dtype", "ndarray/fault"},

	// What stands on top.
	"bench":    {"generated", "internal/atomicfile", "ndarray", "ndarray/dtype", "ndarray/kernel", "spec", "spec/kernels", "spec/lane", "ufunc"},
	"cmd":      {"bench", "gen", "internal/atomicfile", "ndarray/dtype", "ndarray/kernel", "spec", "ufunc", "ufunc/npyapply"},
	"examples": {"interop", "ndarray", "ndarray/dtype", "ndarray/protocol", "ufunc"},
	"docs":     {},
}

// libraries are what users import: they bring none of heavy into a program.
var (
	libraries = []string{"ndarray", "ufunc", "generated", "interop"}
	heavy     = []string{"github.com/mmcloughlin/avo", "github.com/dave/jennifer", "golang.org/x/tools", "github.com/goccy/go-yaml"}
)

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
	CgoFiles   []string
}

// list runs go list over the module.
func list(t *testing.T) (packages []listed) {
	cmd := exec.Command("go", "list", "-tags=pyext", "-json=ImportPath,Imports,Deps,CgoFiles", module+"...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	dec := json.NewDecoder(out)
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		packages = append(packages, p)
	}
	require.NoError(t, cmd.Wait())
	require.Greater(t, len(packages), 40)
	return packages
}

// folder returns the most special folder in the table that a package is in.
func folder(path string) string {
	for p := path; ; {
		if _, ok := allowed[p]; ok {
			return p
		}
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			return ""
		}
		p = p[:i]
	}
}

func TestImports(t *testing.T) {
	used := map[string]map[string]bool{}
	for _, p := range list(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		from := folder(path)
		if from == "" && path != "internal/dependencies" {
			t.Errorf("%s is in no folder of the table", path)
			continue
		}
		for _, to := range p.Imports {
			to, ours := strings.CutPrefix(to, module)
			if !ours || folder(to) == from {
				continue
			}
			found := ""
			for _, a := range allowed[from] {
				below, all := strings.CutSuffix(a, "/...")
				if folder(to) == a || all && strings.HasPrefix(to, below+"/") {
					found = a
				}
			}
			if found == "" {
				t.Errorf("%s imports %s: %s may import %s; see the table in internal/dependencies", path, to, from, strings.Join(allowed[from], ", "))
			}
			if used[from] == nil {
				used[from] = map[string]bool{}
			}
			used[from][found] = true
		}
		if len(p.CgoFiles) > 0 && !strings.HasPrefix(path, "interop/") {
			t.Errorf("%s has cgo; it lives in interop/ alone", path)
		}
		if slices.Contains(libraries, strings.SplitN(path, "/", 2)[0]) && !strings.HasPrefix(path, "interop/python/gen") {
			for _, d := range p.Deps {
				for _, h := range heavy {
					assert.False(t, strings.HasPrefix(d, h), "%s, which users import, brings in %s", path, d)
				}
			}
		}
	}
	// What nobody uses any more is not allowed any more.
	for from, list := range allowed {
		for _, to := range list {
			assert.True(t, used[from][to], "%s imports nothing of %s: take it out of the table", from, to)
		}
	}
}
