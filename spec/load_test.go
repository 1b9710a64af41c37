// SPDX-License-Identifier: BSD-3-Clause

package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func load(t *testing.T, src string) *spec.File {
	t.Helper()
	f, err := spec.Load("rows.yaml", []byte(src))
	require.NoError(t, err)
	return f
}

// TestStock loads the rows of the library, and holds them to what every file
// of rows must have.
func TestStock(t *testing.T) {
	files, err := spec.Stock()
	require.NoError(t, err)
	names, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(names))
	for _, f := range files {
		assert.Equal(t, f.Package+".yaml", f.Path)
		assert.NotEmpty(t, f.Instances(), f.Path)
		for _, i := range f.Instances() {
			for _, d := range append(append([]dtype.DType{}, i.In...), i.Out...) {
				assert.True(t, d.Valid(), i.String())
			}
		}
	}
}

const geometry = `package: geometry
doc: Functions
  of   points.
functions: [norm.go]
ufuncs:
  - name: dist_2
    aliases: [span]
    doc: Distance.
    in: [x1, x2]
    out: [y]
    identity: -inf
    loops:
      - {for: [int8, complexes], sig: "T, int64 -> R", body: "Dist(x1, x2)", bound: {ulp: 1.5}}
      - {for: float32, body: x1 - x2, bound: {ulp: 2, of: operands}, reduce: serial}
      - {sig: "int64, uint64 -> bool", body: x1 == int64(x2), bound: exact}
  - name: convert
    doc: Conversion.
    in: [x]
    out: [y]
    loops:
      - {for: [bool, float64], to: [int8, float16], sig: "T -> U", body: "Cast[U](x)", bound: exact}
kernels:
  - name: blend
    doc: Blend.
    types: {T: [float32, float64], P: [uint8, uint16]}
    in: {b: T, a: P, z: bool}
    scalars: {k: T}
    out: {y: P, x: float32}
    body: |
      s := k * b
      y = Select(z, a, P(s))
      x = float32(s)
    bound: exact
`

// TestLoad reads every key.
func TestLoad(t *testing.T) {
	f := load(t, geometry)
	assert.Equal(t, "geometry", f.Package)
	assert.Equal(t, "rows.yaml", f.Path)
	assert.Equal(t, "Functions of points.", f.Doc)
	require.Len(t, f.Functions, 1)
	assert.Equal(t, "norm.go", f.Functions[0].Value)
	require.Len(t, f.Ufuncs, 2)
	u := f.Ufuncs[0]
	assert.Equal(t, "dist_2", u.Name)
	assert.Equal(t, "rows.yaml:6:11", u.Pos.String())
	assert.Equal(t, "Distance.", u.Doc)
	assert.Equal(t, "span", u.Aliases[0].Value)
	assert.Equal(t, "rows.yaml:7:15", u.Aliases[0].String())
	assert.Equal(t, "value", u.Identity.Kind)
	assert.True(t, u.Identity.Value < -1e308)
	assert.Equal(t, "x2", u.In[1].Value)
	assert.Equal(t, "y", u.Out[0].Value)
	assert.Equal(t, "none", f.Ufuncs[1].Identity.Kind)
	require.Len(t, u.Loops, 3)
	assert.Equal(t, spec.Bound{ULP: 1.5}, u.Loops[0].Bound)
	assert.Equal(t, []string{"T", "int64"}, u.Loops[0].SigIn)
	assert.Equal(t, []string{"R"}, u.Loops[0].SigOut)
	assert.Equal(t, "Dist(x1, x2)", u.Loops[0].Body.Value)
	assert.Equal(t, spec.Bound{ULP: 2, Of: "operands"}, u.Loops[1].Bound)
	assert.Equal(t, "serial", u.Loops[1].Reduce)
	require.Len(t, f.Kernels, 1)
	k := f.Kernels[0]
	assert.Equal(t, "b", k.In[0].Name.Value)
	assert.Equal(t, "P", k.In[1].Type.Value)
	assert.Equal(t, "k", k.Scalars[0].Name.Value)
	assert.Equal(t, "x", k.Out[1].Name.Value)
	assert.Equal(t, "s := k * b\ny = Select(z, a, P(s))\nx = float32(s)\n", k.Body.Value)
	assert.Equal(t, "rows.yaml:30:7", k.Body.String())
}

func TestIdentities(t *testing.T) {
	for text, want := range map[string]spec.Identity{
		"0":           {Kind: "value"},
		"-1":          {Kind: "value", Value: -1},
		"1.5e3":       {Kind: "value", Value: 1500},
		"true":        {Kind: "value", Value: 1},
		"false":       {Kind: "value"},
		"none":        {Kind: "none"},
		"reorderable": {Kind: "reorderable"},
	} {
		src := strings.Replace(geometry, "-inf", text, 1)
		if text == "true" || text == "false" {
			src = strings.Replace(src, "{for: float32, body: x1 - x2", "{for: bool, body: x1 && x2", 1)
		}
		f := load(t, src)
		assert.Equal(t, want, f.Ufuncs[0].Identity, text)
	}
}

// TestInstances lists loops and kernels for their dtypes, in order.
func TestInstances(t *testing.T) {
	f := load(t, geometry)
	var got []string
	for _, i := range f.Instances() {
		got = append(got, i.String())
		if i.Loop != nil {
			assert.Contains(t, i.Ufunc.Loops, i.Loop)
		}
	}
	assert.Equal(t, []string{
		"dist_2(int8, int64) -> int8",
		"dist_2(complex64, int64) -> float32",
		"dist_2(complex128, int64) -> float64",
		"dist_2(float32, float32) -> float32",
		"dist_2(int64, uint64) -> bool",
		"convert(bool) -> int8",
		"convert(bool) -> float16",
		"convert(float64) -> int8",
		"convert(float64) -> float16",
		"blend(float32, uint8, bool, float32) -> uint8, float32",
		"blend(float32, uint16, bool, float32) -> uint16, float32",
		"blend(float64, uint8, bool, float64) -> uint8, float32",
		"blend(float64, uint16, bool, float64) -> uint16, float32",
	}, got)
	all := f.Instances()
	assert.Equal(t, map[string]dtype.DType{"T": dtype.Complex64, "R": dtype.Float32}, all[1].Bind)
	assert.Empty(t, all[4].Bind)
	assert.Equal(t, map[string]dtype.DType{"T": dtype.Bool, "R": dtype.Bool, "U": dtype.Float16}, all[6].Bind)
	assert.Equal(t, map[string]dtype.DType{"T": dtype.Float32, "P": dtype.Uint16}, all[10].Bind)
}

// TestFaultsInOneRun puts faults of all stages into one file: keys, values,
// names, signatures, bodies, and finds each.
func TestFaultsInOneRun(t *testing.T) {
	src := strings.NewReplacer(
		"aliases: [span]", "alias: [span]",
		"bound: {ulp: 1.5}", "bound: {ulp: -1.5}",
		"x1 - x2", "x1 - + x2 x3",
		"name: convert", "name: Convert",
		"[bool, float64]", "[bool, float46]",
		"scalars: {k: T}", "scalars: {k: V}",
		"z: bool", "type: bool",
		"    bound: exact\n", "",
	).Replace(geometry)
	f, err := spec.Load("rows.yaml", []byte(src))
	var faults spec.Faults
	require.ErrorAs(t, err, &faults)
	var got []string
	for _, f := range faults {
		got = append(got, f.Pos.String()+" "+f.Msg)
		assert.NotEmpty(t, f.Hint, f.Msg)
		assert.Equal(t, strings.Split(src, "\n")[f.Line-1], f.Excerpt)
	}
	assert.Equal(t, []string{
		`rows.yaml:7:5 unknown key "alias" in a ufunc`,
		`rows.yaml:13:91 a bound of -1.5 units in the last place`,
		`rows.yaml:14:40 not Go: expected an operator or the end of the body, found x3`,
		`rows.yaml:16:11 the name "Convert" is not in snake case`,
		`rows.yaml:21:22 unknown dtype or group "float46"`,
		`rows.yaml:23:5 a kernel without bound`,
		`rows.yaml:26:22 the name "type" is a keyword of Go`,
		`rows.yaml:27:18 unknown type "V"`,
	}, got)

	// What is sound is there, so that its bodies can be compiled.
	require.NotNil(t, f)
	require.Len(t, f.Ufuncs, 1)
	assert.Len(t, f.Ufuncs[0].Loops, 2)
	assert.Empty(t, f.Kernels)
}

// TestFaultInBody shows a fault that a compiler adds, in bodies of all styles.
func TestFaultInBody(t *testing.T) {
	head := "package: p\nkernels:\n  - name: k\n    doc: D.\n    in: {x: float64}\n    out: {y: float64}\n    bound: exact\n"
	for _, c := range []struct{ name, body, line, caret string }{
		{"plain", "    body: x + foo(x)\n", "    body: x + foo(x)", "              ^"},
		{"plain lines", "    body: x\n      + é\n         + foo(x)\n", "         + foo(x)", "           ^"},
		{"single", "    body: 'x + ''a'' + foo(x)'\n", "    body: 'x + ''a'' + foo(x)'", "                       ^"},
		{"double", `    body: "x + \x41 +\t\"\u00e9\" + foo(x)"` + "\n", `    body: "x + \x41 +\t\"\u00e9\" + foo(x)"`, "                                    ^"},
		{"double lines", "    body: \"x +\\\n      1 +\n\n      foo(x)\"\n", "      foo(x)\"", "      ^"},
		{"literal", "    body: |\n\n        y = x\n          y += foo(x)\n", "          y += foo(x)", "               ^"},
		{"literal indicator", "    body: |2-\n        y = x +\n          foo(x)\n", "          foo(x)", "          ^"},
		{"folded", "    body: >-\n      x +\n\n      1 +\n      é + foo(x)\n", "      é + foo(x)", "          ^"},
		{"key before", "    body:\n      x + foo(x)\n", "      x + foo(x)", "          ^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := load(t, head+c.body)
			body := f.Kernels[0].Body
			fault := f.Fault(body.PosAt(strings.Index(body.Value, "foo")), "undefined: foo", "write Foo")
			lines := strings.Split(fault.Error(), "\n")
			require.Len(t, lines, 4)
			assert.Equal(t, "    "+c.line, lines[1])
			assert.Equal(t, "    "+c.caret, lines[2])
			assert.Equal(t, "    write Foo", lines[3])
		})
	}
}

func TestLoadFS(t *testing.T) {
	row := "ufuncs:\n  - name: NAME\n    doc: D.\n    in: [x]\n    out: [y]\n    loops:\n      - {for: floats, body: -x, bound: exact}\n"
	fsys := fstest.MapFS{
		"a.yaml":      {Data: []byte("package: one\nfunctions: [f.go, g.go, sub.go]\n" + strings.Replace(row, "NAME", "neg_1", 1))},
		"b.yaml":      {Data: []byte("package: one\n" + strings.Replace(row, "NAME", "neg1", 1))},
		"c.yaml":      {Data: []byte("package: two\nbad: key\n" + strings.Replace(row, "NAME", "neg_1", 1))},
		"d.yaml":      {Data: []byte("package: [")},
		"f.go":        {Data: []byte("package one\n")},
		"sub.go/x.go": {Data: []byte("package one\n")},
		"sub/e.yaml":  {Data: []byte("not read")},
		"readme.text": {Data: []byte("not read")},
	}
	files, err := spec.LoadFS(fsys)
	assert.Len(t, files, 3)
	var faults spec.Faults
	require.ErrorAs(t, err, &faults)
	var got []string
	for _, f := range faults {
		got = append(got, f.Pos.String()+" "+f.Msg)
	}
	assert.Equal(t, []string{
		`a.yaml:2:19 no file "g.go"`,
		`a.yaml:2:25 "sub.go" is a folder`,
		`b.yaml:1:10 the package "one" for the second time; the first is in a.yaml`,
		`b.yaml:3:11 the name "neg1" is Neg1 in Go, as is "neg_1" on a.yaml:4`,
		`c.yaml:2:1 unknown key "bad" in a file`,
		`c.yaml:4:11 the name "neg_1" for the second time; the first is a ufunc on a.yaml:4`,
		`d.yaml:1:10 not YAML: sequence end token ']' not found`,
	}, got)
	assert.Error(t, files[0].CheckFunctions(fsys))
	assert.NoError(t, files[1].CheckFunctions(fsys))
}

// TestLineEnds reads a file as Windows writes it.
func TestLineEnds(t *testing.T) {
	f := load(t, "\ufeff"+strings.ReplaceAll(geometry, "\n", "\r\n"))
	assert.Equal(t, geometry, string(f.Source))
	assert.Equal(t, "rows.yaml:30:7", f.Kernels[0].Body.String())
}

func TestFaultsErr(t *testing.T) {
	var fs spec.Faults
	assert.NoError(t, fs.Err())
	assert.True(t, fs.AddError(nil))
	assert.False(t, fs.AddError(os.ErrNotExist))
	src := []byte("one\ntwo\n")
	at := func(line, col int) spec.Pos { return spec.Pos{File: "f.go", Line: line, Col: col} }
	fs.Add(spec.NewFault(src, at(2, 1), "second", ""))
	fs.Add(spec.NewFault(src, at(1, 3), "first", "write 1"))
	fs.Add(spec.NewFault(src, at(2, 1), "second", ""))
	fs.Add(spec.NewFault(src, at(0, 0), "whole file", ""))
	assert.EqualError(t, fs.Err(), "f.go: whole file\nf.go:1:3: first\n    one\n      ^\n    write 1\nf.go:2:1: second\n    two\n    ^")
	var more spec.Faults
	assert.True(t, more.AddError(fs.Err()))
	assert.Len(t, more, 3)
}

func TestGoName(t *testing.T) {
	for name, want := range map[string]string{"add": "Add", "floor_divide": "FloorDivide", "exp2": "Exp2", "logical_and": "LogicalAnd", "a_2_b": "A2B"} {
		assert.Equal(t, want, spec.GoName(name))
	}
}

// TestLimits loads files that are made to take long. A test that runs into
// its time limit has failed.
func TestLimits(t *testing.T) {
	for name, src := range map[string]string{
		"too large":    strings.Repeat("# rows\n", 1<<16),
		"brackets":     strings.Repeat("[", 1<<17),
		"braces":       strings.Repeat("{a: ", 1<<16),
		"dashes":       strings.Repeat("- ", 1<<17),
		"keys":         strings.Repeat("a: ", 1<<16),
		"questions":    strings.Repeat("? ", 1<<17-1),
		"stairs":       stairs(1000),
		"anchors":      strings.Repeat("&a ", 1<<16),
		"tags":         strings.Repeat("!a ", 1<<16),
		"parentheses":  strings.Replace(geometry, "x1 - x2", strings.Repeat("(", 1<<16)+"x1-x2"+strings.Repeat(")", 1<<16), 1),
		"minus signs":  strings.Replace(geometry, "x1 - x2", "x1-x2"+strings.Repeat("- ", 1<<16)+"x1", 1),
		"unknown keys": "package: p\n" + strings.Repeat("bad: 1\n", 1<<12),
		"long line":    "package: p\n" + "bad: {" + strings.Repeat("x, ", 1<<14) + "x}",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := spec.Load("rows.yaml", []byte(src))
			var faults spec.Faults
			require.ErrorAs(t, err, &faults)
		})
	}
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// FuzzLoad holds Load to what it promises for any input: no panic, faults
// inside the file, and texts that are at the positions that they have.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(geometry))
	for _, pattern := range []string{"*.yaml", "testdata/faults/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, path := range files {
			src, err := os.ReadFile(path)
			require.NoError(f, err)
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := spec.Load("rows.yaml", src)
		if err != nil {
			var faults spec.Faults
			require.ErrorAs(t, err, &faults)
			require.NotEmpty(t, faults)
			text := strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(src), "\ufeff"), "\r\n", "\n"), "\n")
			for _, f := range faults {
				require.NotEmpty(t, f.Msg)
				require.NotEmpty(t, f.Error())
				if f.Line > 0 {
					require.LessOrEqual(t, f.Line, len(text))
					require.LessOrEqual(t, f.Col, len([]rune(text[f.Line-1]))+1)
				}
			}
		}
		if file == nil {
			require.Error(t, err)
			return
		}
		lines := strings.Split(string(file.Source), "\n")
		for _, i := range file.Instances() {
			for _, d := range append(append([]dtype.DType{}, i.In...), i.Out...) {
				require.True(t, d.Valid())
			}
			body := spec.Text{}
			if i.Loop != nil {
				body = i.Loop.Body
			} else {
				body = i.Kernel.Body
			}
			for off, r := range body.Value {
				at := body.PosAt(off)
				line := []rune(lines[at.Line-1])
				if unicode.IsSpace(r) || at.Col > len(line) || line[at.Col-1] == '\\' {
					continue
				}
				require.Equal(t, string(r), string(line[at.Col-1]), "at %v", at)
			}
		}
	})
}
