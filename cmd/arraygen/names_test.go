// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Names in generated code must not meet the author's. The tests below don't list
// names that are known to be dangerous: they take every identifier that is
// in a generated package, and everything that Go declares.

// plainRows has what a generated package can have: a kernel with a scalar, several outputs,
// folds of both orders, pairs, half precision, rare lanes.
const plainRows = `package: plain
ufuncs:
  - name: plus
    doc: Sum.
    in: [x, y]
    out: [z]
    identity: 0
    loops:
      - {for: ints, body: x + y, bound: exact, reduce: any}
      - {for: [float16, float32, float64, complexes], body: x + y, bound: exact, reduce: pairwise}
kernels:
  - name: mix
    doc: Mix.
    types: {T: [float32, float64]}
    in: {x: T, y: T}
    scalars: {s: T}
    out: {p: T, q: T}
    body: |
      p = Sin(x) + s
      q = max(x, y) * s
    bound: exact
`

var identifier = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// hostile lists the identifiers of the Go files of a folder and those that Go
// declares, all of them or those in snake case.
func hostile(t *testing.T, dir string) (all, snake []string) {
	t.Helper()
	seen := map[string]bool{"x1": true, "a_b": true, "ab": true, "index": true, "result": true}
	for _, n := range types.Universe.Names() {
		seen[n] = true
	}
	files, err := filepath.Glob(filepath.Join(dir, "zz_*.go"))
	require.NoError(t, err)
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, im := range f.Imports {
			seen[filepath.Base(strings.Trim(im.Path.Value, `"`))] = true
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				seen[id.Name] = true
			}
			return true
		})
	}
	for n := range seen {
		if n == "_" {
			continue
		}
		all = append(all, n)
		if identifier.MatchString(n) && !meansAnother(n) {
			snake = append(snake, n)
		}
	}
	slices.Sort(all)
	slices.Sort(snake)
	require.Greater(t, len(snake), 80, "%v", snake)
	return all, snake
}

// meansAnother reports whether an operand cannot have a name, as it means something else in
// every body.
func meansAnother(name string) bool {
	tn, isType := types.Universe.Lookup(name).(*types.TypeName)
	dtype := isType && strings.ContainsAny(tn.Name(), "0123456789") || name == "bool"
	return dtype || slices.Contains([]string{"true", "false", "nil", "iota"}, name)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
}

// goTest runs the tests of all packages of the module.
func goTest(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"vet", "-mod=mod", "./..."}, {"test", "-mod=mod", "-vet=off", "./..."}} {
		c := exec.Command("go", args...)
		c.Dir = dir
		b, err := c.CombinedOutput()
		require.NoError(t, err, string(b))
	}
}

// TestAnyNameOfAnOperand gives each hostile name to an input, an output and a
// scalar, in kernels and ufuncs.
func TestAnyNameOfAnOperand(t *testing.T) {
	dir := module(t)
	write(t, "plain/kernels.yaml", plainRows)
	_, err := command(t, "generate", "plain/kernels.yaml")
	require.NoError(t, err)
	_, names := hostile(t, "plain")
	var rows, loops, check, own strings.Builder
	own.WriteString("package names\n\nimport \"github.com/arraygen/arraygen/spec/lane\"\n\nfunc Scale[T lane.Float](x, by T) T { return x * by }\n")
	types := []string{"float64", "complex64", "uint8", "float16", "int64", "float32"}
	for i, in := range names {
		scalar, out := names[(i+1)%len(names)], names[(i+2)%len(names)]
		fmt.Fprintf(&rows, "  - name: k%d\n    doc: Row %d.\n    types: {T: [float64, %s]}\n    in: {%s: T}\n    scalars: {%s: T}\n    out: {%s: T}\n    body: %[6]s = %[4]s*%[5]s + %[4]s\n    bound: exact\n",
			i, i, types[1+i%5], in, scalar, out)
		fmt.Fprintf(&rows, "  - name: l%d\n    doc: Row %d.\n    types: {T: [float64, float32]}\n    in: {operand: T}\n    out: {product: T}\n    body: |\n      %s := operand * 3\n      %[4]s := Scale(Sqrt(%[3]s*%[3]s) + 1, 2)\n      product = Floor(%[4]s) + 0*Log2(%[4]s) - Max(%[3]s, %[4]s) + Own%[1]d(operand) - 3\n    bound: exact\n", i, i, in, scalar)
		fmt.Fprintf(&check, "\tif err := L%dFloat64(got, x); err != nil || got[1] != 0 {\n\t\tt.Error(%[1]d, got, err)\n\t}\n", i)
		fmt.Fprintf(&own, "\nfunc Own%d[T lane.Float](%s T) T {\n\t%s := %[2]s + 1\n\treturn %[3]s\n}\n", i, in, scalar)
		fmt.Fprintf(&loops, "  - name: u%d\n    doc: Row %d.\n    in: [%s, %s]\n    out: [%s]\n    loops:\n      - {for: [float64, int16], body: %[3]s - %[4]s - %[4]s, bound: exact, reduce: serial}\n      - {for: complex128, body: %[3]s + %[4]s, bound: exact, reduce: pairwise}\n",
			i, i, in, scalar, out)
		fmt.Fprintf(&check, "\tif err := K%dFloat64(got, x, 3); err != nil || got[1] != 8 {\n\t\tt.Error(%[1]d, got, err)\n\t}\n", i)
		fmt.Fprintf(&check, "\tif err := U%dFloat64(got, x, y); err != nil || got[1] != -8 {\n\t\tt.Error(%[1]d, got, err)\n\t}\n", i)
	}
	write(t, "names/kernels.yaml", "package: names\nfunctions: [own.go]\nufuncs:\n"+loops.String()+"kernels:\n"+rows.String())
	write(t, "names/results_test.go", "package names\n\nimport \"testing\"\n\nfunc TestResults(t *testing.T) {\n\tx, y, got := []float64{1, 2}, []float64{4, 5}, make([]float64, 2)\n"+check.String()+"}\n")
	write(t, "names/own.go", own.String())
	_, err = command(t, "generate", "names/kernels.yaml")
	require.NoError(t, err)
	text, err := os.ReadFile("names/zz_kernels.go")
	require.NoError(t, err)
	for i, in := range names {
		scalar, out := names[(i+1)%len(names)], names[(i+2)%len(names)]
		require.Contains(t, string(text), fmt.Sprintf("func K%dFloat64(%s []float64, %s []float64, %s float64) error {", i, out, in, scalar))
		index := "i"
		if in == "i" || scalar == "i" || out == "i" {
			index = "i_"
		}
		require.Contains(t, string(text), fmt.Sprintf("//\tfor %[5]s := range %[3]s {\n//\t\t%[3]s[%[5]s] = k%[4]d(%[1]s[%[5]s], %[2]s)\n", in, scalar, out, i, index))
		require.Contains(t, string(text), fmt.Sprintf("//\t\t%[3]s[%[4]s] = %[1]s[%[4]s] - %[2]s[%[4]s] - %[2]s[%[4]s]\n", in, scalar, out, index))
	}
	goTest(t, dir)
}

// TestAnyNameOfARowOrFunction gives hostile names to rows and to functions.
func TestAnyNameOfARowOrFunction(t *testing.T) {
	dir := module(t)
	write(t, "plain/kernels.yaml", plainRows)
	_, err := command(t, "generate", "plain/kernels.yaml")
	require.NoError(t, err)
	all, names := hostile(t, "plain")
	var rows, check strings.Builder
	for _, name := range append(names, "test_generated_kernels", "benchmark_generated_kernels") {
		fmt.Fprintf(&rows, "  - name: %s\n    doc: Row.\n    in: [x]\n    out: [y]\n    loops:\n      - {for: [float64, float32], body: x + 2, bound: exact}\n", name)
		id := ""
		for _, word := range strings.Split(name, "_") {
			id += strings.ToUpper(word[:1]) + word[1:]
		}
		fmt.Fprintf(&check, "\tif err := %s(got, x); err != nil || got[1] != 4 {\n\t\tt.Error(%[1]q, got, err)\n\t}\n", id)
	}
	write(t, "rows/kernels.yaml", "package: rows\nufuncs:\n"+rows.String())
	write(t, "rows/results_test.go", "package rows\n\nimport \"testing\"\n\nfunc TestResults(t *testing.T) {\n\tx, got := []float64{1, 2}, make([]float64, 2)\n"+check.String()+"}\n")
	_, err = command(t, "generate", "rows/kernels.yaml")
	require.NoError(t, err)

	// The functions of a package are called what generated code would call its own.
	api := regexp.MustCompile(`^(Mix|Plus)(Float|Int|Uint|Complex|Ufunc|$)`) // what the rows become
	var own strings.Builder
	own.WriteString("package funcs\n\nimport (\n\tmix \"github.com/arraygen/arraygen/spec/lane\"\n)\n\nfunc Root(x float64) float64 { return mix.Sqrt(x) }\n\nfunc Exp(x float64) float64 { return x + 1 }\n")
	var refused []string
	for _, name := range all {
		switch {
		case types.Universe.Lookup(name) != nil || api.MatchString(name):
			refused = append(refused, name)
		case name == "mix" || name == "init" || token.IsKeyword(name) || name == "Exp" || name == "Sin": // Sin is what the rows call
		case ast.IsExported(name):
			fmt.Fprintf(&own, "\nfunc %s(x float64) float64 { return x }\n", name)
		default:
			fmt.Fprintf(&own, "\nfunc %s(x float64) float64 { return x }\n\nfunc Call_%[1]s(ZZ float64) float64 { return %[1]s(ZZ) + 1 }\n", name)
		}
	}
	write(t, "funcs/own.go", own.String())
	spec := strings.Replace(plainRows, "package: plain", "package: funcs\nfunctions: [own.go]", 1)
	spec = strings.Replace(spec, "q = max(x, y) * s", "q = T(Call_kernel(Root(float64(x))))*T(Exp(float64(y))) * s", 1)
	write(t, "funcs/kernels.yaml", spec)
	write(t, "funcs/results_test.go", "package funcs_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/mine/funcs\"\n)\n\nfunc TestResults(t *testing.T) {\n\tp, q := make([]float64, 1), make([]float64, 1)\n\tif err := funcs.Mix(p, q, []float64{9}, []float64{3}, 2); err != nil || q[0] != 32 {\n\t\tt.Error(q, err)\n\t}\n}\n")
	_, err = command(t, "generate", "funcs/kernels.yaml")
	require.NoError(t, err)
	goTest(t, dir)

	for _, name := range refused {
		write(t, "funcs/more.go", "package funcs\n\nfunc "+name+"(x float64) float64 { return x }\n")
		_, err = command(t, "check", "funcs/kernels.yaml")
		require.ErrorContains(t, err, "funcs/more.go:3", name)
		require.ErrorContains(t, err, name)
	}
}

// TestAnyNameOfAPackage makes packages that are called like files, systems and
// what Go declares.
func TestAnyNameOfAPackage(t *testing.T) {
	dir := module(t)
	for _, name := range []string{"loops", "ops", "kernels", "test", "sets_other", "x_arm64", "x_linux", "nil", "string", "math", "kernel", "unsafe", "documentation"} {
		file := filepath.Join("of_"+name, "kernels.yaml")
		write(t, file, "package: "+name+"\nufuncs:\n- name: plus\n  doc: Sum.\n  in: [x, y]\n  out: [z]\n  loops:\n  - {for: float64, body: x + y, bound: exact, reduce: pairwise}\n")
		write(t, filepath.Join("of_"+name, "r_test.go"), "package "+name+"_test\n\nimport (\n\t\"testing\"\n\n\tp \"example.com/mine/of_"+name+"\"\n)\n\nfunc Test(t *testing.T) {\n\tz := []float64{0}\n\tif err := p.Plus(z, z, z); err != nil {\n\t\tt.Error(err)\n\t}\n}\n")
		_, err := command(t, "generate", file)
		if name == "documentation" { // Go leaves out files of this package
			require.ErrorContains(t, err, file+":1:10")
			require.NoError(t, os.RemoveAll("of_"+name))
			continue
		}
		require.NoError(t, err, name)
	}
	goTest(t, dir)
	for _, name := range []string{"main", "init", "func", "x_test", "_x", "x_", "aB", "é", "a-b"} {
		write(t, "kernels.yaml", "package: "+name+"\nufuncs:\n- name: plus\n  doc: Sum.\n  in: [x, y]\n  out: [z]\n  loops:\n  - {for: float64, body: x + y, bound: exact}\n")
		_, err := command(t, "check")
		require.ErrorContains(t, err, "kernels.yaml:1:10", name)
	}
}

// TestInitNamesAPackage makes starters in folders whose names no package can have.
func TestInitNamesAPackage(t *testing.T) {
	t.Chdir(t.TempDir())
	for dir, want := range map[string]string{"func": "kernels", "main": "kernels", "init": "kernels", "2d": "kernels", "ä": "kernels", "A-b": "ab", "waves": "waves", "string": "string"} {
		file := filepath.Join(dir, "kernels.yaml")
		_, err := command(t, "init", file)
		require.NoError(t, err)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), "\npackage: "+want+"\n")
		_, err = command(t, "check", file)
		require.NoError(t, err)
	}
}

// TestNamesThatAreRefused gives the names that no operand or row can have, each
// refused in its place.
func TestNamesThatAreRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	bad := []string{"x1_", "_x", "x__y", "aB", "Ab", "é", "x²", "1x", "a-b", `"a b"`, `""`, `"a\nb"`, "func_"}
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		bad = append(bad, tok.String())
	}
	for _, name := range bad {
		for _, key := range []string{"in", "out", "name"} {
			row := map[string]string{"in": "[x, y]", "out": "[z]", "name": "plus"}
			row[key] = name
			if key != "name" {
				row[key] = "[" + name + "]"
			}
			write(t, "kernels.yaml", fmt.Sprintf("package: p\nufuncs:\n- doc: D.\n  name: %s\n  in: %s\n  out: %s\n  loops:\n  - {for: float64, body: x + y, bound: exact}\n", row["name"], row["in"], row["out"]))
			_, err := command(t, "check")
			require.ErrorContains(t, err, fmt.Sprintf("kernels.yaml:%d:", map[string]int{"name": 4, "in": 5, "out": 6}[key]), name)
			require.NotContains(t, err.Error(), "write func\n")
		}
	}
}
