package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
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
			require.Equal(t, want, got, "%q", place)
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
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, 0)
	require.NoError(t, err, name)
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			lit.Value = `""`
		}
		return true
	})
	require.NoError(t, (&printer.Config{}).Fprint(&b, fset, f))
	return b.String()
}
