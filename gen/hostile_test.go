// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTextsAreNoCode generates from rows whose texts try to become Go: the code
// must be that of rows with harmless texts.
func TestTextsAreNoCode(t *testing.T) {
	made := func(doc, comment string) (map[string]string, error) {
		name := filepath.Join(t.TempDir(), "kernels.yaml")
		src := fmt.Sprintf("package: p\ndoc: %s\nufuncs:\n- name: plus\n  doc: %[1]s\n  in: [x, y]\n  out: [z]\n  loops:\n  - {for: [float64, int8], body: %s, bound: exact, reduce: serial}\n"+
			"kernels:\n- name: both\n  doc: %[1]s\n  in: {x: float64, y: float64}\n  out: {z: float64}\n  body: %s\n  bound: exact\n", doc, yamlString("x + y "+comment), yamlString("z = x + y\n"+comment+"\n"))
		require.NoError(t, os.WriteFile(name, []byte(src), 0o666))
		out, _, err := File(name)
		code := map[string]string{}
		for name, src := range out {
			require.True(t, filepath.IsLocal(name) && !strings.Contains(name, "/"), name)
			code[name] = withoutTexts(t, name, src)
		}
		return code, err
	}
	want, err := made("D.", "")
	require.NoError(t, err)
	require.Greater(t, len(want), 8)
	bad := 0
	for _, text := range []string{
		"x */ func init() { panic(1) } /*", "`+panic(1)+`", "\" + panic(1) + \"", "\nfunc init() {}\n", "\r\nfunc init() {}", "x\rfunc init() {}",
		"\u2028func init() {}", "\u0085func init() {}", "\x00", "a\ufeffb", "\u202efunc", "\\\nfunc init() {}", "//go:build ignore", "+build ignore", "go:embed x", "\n//go:linkname a b\n",
		"\n/*line x.go:1:1*/\n", "#include \"x\"\n#define x y", "TEXT ·x(SB)", "é ∑ 数", "%d %s %!v(MISSING)", "{{.Run}}", strings.Repeat("long ", 2000),
	} {
		for _, place := range []struct{ doc, comment string }{{yamlString(text), ""}, {"D.", "// " + text}, {"D.", "//" + text}, {"D.", "/* " + text + "*/"}, {"D.", "/*" + strings.TrimSpace(text)}, {"D.", text}} {
			got, err := made(place.doc, place.comment)
			if err != nil {
				require.Contains(t, err.Error(), "kernels.yaml:")
				bad++
				continue
			}
			for name := range want {
				require.True(t, want[name] == got[name], "%s: %q", name, place)
			}
		}
	}
	require.Greater(t, bad, 20)
	for _, comment := range []string{"//go:linkname a b", "//line f.go:1", "/*line f.go:1:1*/", "//export f", "//extern f"} {
		_, err := made("D.", comment)
		require.ErrorContains(t, err, "is a directive to Go", comment)
	}
}

func yamlString(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "\\U%08x", r)
	}
	return "\"" + b.String() + "\""
}

// withoutTexts returns the code of a file without comments and strings, but with
// the comments that Go's tools obey.
func withoutTexts(t *testing.T, name string, src []byte) string {
	var b bytes.Buffer
	for _, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "// ") && !strings.HasPrefix(line, "//\t") && line != "//" || strings.HasPrefix(line, "// +build") {
			b.WriteString(line + "\n")
		}
	}
	if strings.HasSuffix(name, ".s") {
		for _, line := range strings.Split(string(src), "\n") {
			if !strings.HasPrefix(line, "//") {
				b.WriteString(line + "\n")
			}
		}
		return b.String()
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	require.NoError(t, err, name)
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			lit.Value = `""`
		}
		return true
	})
	require.NoError(t, ast.Fprint(&b, nil, f, func(_ string, v reflect.Value) bool { return v.Type() != reflect.TypeFor[token.Pos]() }))
	return b.String()
}

// TestFunctionsAreOnlyRead compiles functions files with comments that Go's tools
// obey: none of them moves a fault or an offset, and none is copied.
func TestFunctionsAreOnlyRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "kernels.yaml")
	rows := "package: p\nfunctions: [own.go]\nufuncs:\n- name: plus\n  doc: D.\n  in: [x, y]\n  out: [z]\n  loops:\n  - {for: float64, body: \"Twice(x, y)\", bound: exact}\n"
	require.NoError(t, os.WriteFile(name, []byte(rows), 0o666))
	code := func(comment, inside string) string {
		own := "package p\n\n" + comment + "\nfunc Twice(x, y float64) float64 {\n" + inside + "\n\treturn x + x + y\n}\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "own.go"), []byte(own), 0o666))
		out, _, err := File(name)
		require.NoError(t, err, own)
		var all strings.Builder
		for _, name := range out.Names() {
			all.WriteString(withoutTexts(t, name, out[name]))
		}
		return all.String()
	}
	want := code("", "")
	for _, c := range []string{"//line /etc/passwd:1", "//line kernels.yaml:1:1", "/*line body 0:7:7*/", "//go:noinline", "//go:linkname Twice runtime.exit", "//go:embed kernels.yaml", "//export Twice", "/* a */ /* b\r\n\r\n*/", "// c\r"} {
		require.True(t, want == code(c, ""), c)
		require.True(t, want == code("", c), c)
	}
}
