// SPDX-License-Identifier: BSD-3-Clause

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

// row says which folders of the module the packages of a folder may import,
// besides those of the folder itself.
type row struct {
	folder  string
	imports []string
}

// table has the folders from the ground up: what a folder may import stands above
// it here, so that nothing climbs back up. A folder that is not named belongs to
// the one that holds it. Imports of
// tests don't count.
var table = []row{
	// The ground floor: conversions, errors, lanes, element types, the kernel contract.
	{"internal/convert", nil},
	{"internal/atomicfile", nil},
	{"internal/fixed", nil},
	{"ndarray/fault", nil},
	{"spec/lane", []string{"internal/convert"}},
	{"ndarray/dtype", []string{"internal/convert", "ndarray/fault"}},
	{"ndarray/kernel", []string{"ndarray/dtype", "ndarray/fault"}},

	// The array.
	{"ndarray/strided", []string{"ndarray/kernel"}},
	{"internal/gemm", []string{"ndarray/kernel", "ndarray/strided"}},
	{"ndarray/internal", []string{"ndarray/dtype", "ndarray/fault"}},
	{"ndarray/core", []string{"internal/gemm", "ndarray/dtype", "ndarray/fault", "ndarray/internal", "ndarray/kernel", "ndarray/strided"}},
	{"ndarray", []string{"ndarray/dtype", "ndarray/fault", "ndarray/internal", "ndarray/strided"}},
	{"ndarray/protocol", []string{"ndarray", "ndarray/dtype", "ndarray/fault"}},
	{"ndarray/npy", []string{"ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/internal", "internal/atomicfile"}},

	// The rows, and what the compiler made of them.
	{"spec/kernels", []string{"internal/fixed", "spec/lane"}},
	{"spec", []string{"ndarray/dtype", "ndarray/kernel"}},
	{"generated", []string{"internal/convert", "internal/fixed", "ndarray/core", "ndarray/dtype", "ndarray/kernel", "spec/kernels", "spec/lane"}},
	{"spec/kernels/accuracy", []string{"generated", "internal/atomicfile", "spec/kernels"}},

	// The engine.
	{"ufunc", []string{"internal/convert", "internal/gemm", "generated", "ndarray", "ndarray/core", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "ndarray/protocol", "ndarray/strided"}},
	{"ufunc/digest", []string{"ufunc", "ndarray", "ndarray/dtype", "ndarray/kernel", "internal/atomicfile"}},
	{"ufunc/npyapply", []string{"ufunc", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/npy", "internal/atomicfile"}},

	// The algorithms of the namespace.
	{"array/internal", []string{"generated", "internal/gemm", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "ndarray/strided", "spec/lane", "ufunc"}},

	// The namespace.
	{"array", []string{"array/internal", "generated", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "ndarray/protocol", "ufunc"}},

	// The compiler.
	{"internal/ir", []string{"spec/lane"}},
	{"internal/passes", []string{"internal/ir", "ndarray/kernel"}},
	{"internal/narrow", []string{"internal/ir"}},
	{"internal/plan", []string{"internal/ir", "internal/narrow", "ndarray/kernel"}},
	{"internal/irtest", []string{"internal/ir", "ndarray/kernel"}},
	{"asm/internal/legalise", []string{"internal/ir", "internal/narrow"}},
	{"asm/internal/amd64", []string{"asm/internal/legalise", "internal/ir", "internal/plan", "ndarray/kernel"}},
	{"asm/internal/arm64", []string{"asm/internal/legalise", "internal/ir", "internal/plan", "ndarray/kernel"}},
	{"asm", []string{"asm/internal/amd64", "asm/internal/arm64", "asm/internal/legalise", "internal/ir", "internal/plan", "ndarray/kernel"}},
	{"gen/internal/ident", nil},
	{"gen/internal/lang", []string{"internal/ir", "gen/internal/ident", "ndarray/dtype", "spec"}},
	{"gen/internal/golang", []string{"internal/ir", "gen/internal/ident", "ndarray/dtype"}},
	{"gen", []string{"asm", "internal/ir", "internal/passes", "internal/plan", "gen/internal/ident", "gen/internal/lang", "gen/internal/golang", "internal/atomicfile", "ndarray/dtype", "ndarray/kernel", "spec", "spec/lane"}},
	{"gen/internal/randkernel", []string{"gen", "ndarray/dtype", "ndarray/kernel"}},
	{"gen/bootstrap", []string{"gen"}},
	{"internal/extending", nil},
	{"internal/portable", nil},

	// The protocols.
	{"interop/dlpack", []string{"ndarray", "ndarray/dtype", "ndarray/fault"}},
	{"interop", []string{"ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/protocol", "ufunc"}},
	{"interop/python", []string{"array", "generated", "internal/atomicfile", "ndarray", "ndarray/dtype", "ndarray/fault", "ndarray/kernel", "ndarray/protocol", "interop/dlpack", "ufunc"}},

	// What stands on top.
	{"bench", []string{"array", "generated", "internal/atomicfile", "ndarray", "ndarray/core", "ndarray/dtype", "ndarray/kernel", "spec", "spec/kernels", "spec/lane", "ufunc"}},
	{"cmd", []string{"bench", "gen", "internal/atomicfile", "ndarray/dtype", "ndarray/kernel", "spec", "ufunc", "ufunc/digest", "ufunc/npyapply"}},
	{"examples", []string{"interop", "ndarray", "ndarray/core", "ndarray/dtype", "ndarray/kernel", "ndarray/protocol", "spec", "spec/kernels", "spec/lane", "ufunc", "ufunc/digest"}},
	{"docs", nil},
}

// libraries are what users import: they bring none of heavy into a program.
var (
	libraries = []string{"array", "ndarray", "ufunc", "generated", "interop"}
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

// allowed is the table by folder.
var allowed = func() map[string][]string {
	m := map[string][]string{}
	for _, r := range table {
		m[r.folder] = r.imports
	}
	return m
}()

// folder returns the most special folder of the table that a package is in.
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

// covers reports whether an entry of the table allows a folder.
func covers(entry, folder string) bool {
	if below, all := strings.CutSuffix(entry, "/..."); all {
		return strings.HasPrefix(folder, below+"/")
	}
	return folder == entry
}

// The table is in order: a folder imports those that stand before it.
func TestOrder(t *testing.T) {
	for i, r := range table {
		assert.False(t, slices.ContainsFunc(table[:i], func(o row) bool { return o.folder == r.folder }), "%s stands in the table twice", r.folder)
		for _, entry := range r.imports {
			assert.True(t, slices.ContainsFunc(table[:i], func(o row) bool { return covers(entry, o.folder) }), "%s imports %s, which does not stand before it", r.folder, entry)
			assert.False(t, slices.ContainsFunc(table[i:], func(o row) bool { return covers(entry, o.folder) }), "%s imports %s, part of which does not stand before it", r.folder, entry)
		}
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
		if used[from] == nil {
			used[from] = map[string]bool{}
		}
		for _, to := range p.Imports {
			to, ours := strings.CutPrefix(to, module)
			if !ours || folder(to) == from {
				continue
			}
			i := slices.IndexFunc(allowed[from], func(entry string) bool { return covers(entry, folder(to)) })
			if i < 0 {
				t.Errorf("%s imports %s: %s may import %s; see the table in internal/dependencies", path, to, from, strings.Join(allowed[from], ", "))
				continue
			}
			used[from][allowed[from][i]] = true
		}
		checkUsers(t, path, p)
	}
	// What nobody uses any more is not allowed any more.
	for _, r := range table {
		assert.NotNil(t, used[r.folder], "%s has no package: take it out of the table", r.folder)
		for _, to := range r.imports {
			assert.True(t, used[r.folder][to], "%s imports nothing of %s: take it out of the table", r.folder, to)
		}
	}
}

// checkUsers checks what a package brings into the program of a user.
func checkUsers(t *testing.T, path string, p listed) {
	if len(p.CgoFiles) > 0 && !strings.HasPrefix(path, "interop/") {
		t.Errorf("%s has cgo; it lives in interop/ alone", path)
	}
	top, _, _ := strings.Cut(path, "/")
	if !slices.Contains(libraries, top) || strings.HasPrefix(path, "interop/python/gen") {
		return
	}
	for _, d := range p.Deps {
		for _, h := range heavy {
			assert.False(t, strings.HasPrefix(d, h), "%s, which users import, brings in %s", path, d)
		}
	}
}
