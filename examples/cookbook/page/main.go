// SPDX-License-Identifier: BSD-3-Clause

// Command page prints docs/cookbook.md: for each row of the cookbook its text, the
// function that was generated, the time of an element and the hash of the results.
//
//	go run ./examples/cookbook/page            the page
//	go run ./examples/cookbook/page -measure   the times, for examples/cookbook/times.txt
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"github.com/arraygen/arraygen/spec"
	"github.com/arraygen/arraygen/ufunc/digest"
)

func main() {
	dir := flag.String("dir", "examples/cookbook", "the folder of the cookbook")
	again := flag.Bool("measure", false, "measure, and print the times")
	flag.Parse()
	text, err := page(*dir)
	if *again {
		text, err = measure(*dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}

// row is a recipe: the text of a row and the heading above it, if it begins a
// section.
type row struct {
	name, doc, text, section string
}

var (
	rowName = regexp.MustCompile(`(?m)^  - name: (\w+)$`)
	rowDoc  = regexp.MustCompile(`(?m)^    doc: (.*)$`)
)

// rows cuts the spec file: a row begins with its name, and a comment that is
// indented like rows is a heading.
func rows(spec string) (all []row) {
	_, body, _ := strings.Cut(spec, "\nkernels:\n")
	section := ""
	for _, block := range strings.Split(strings.TrimRight(body, "\n"), "\n\n") {
		if heading, ok := strings.CutPrefix(block, "  # "); ok {
			section = heading
			continue
		}
		r := row{text: block, section: section}
		r.name = rowName.FindStringSubmatch(block)[1]
		r.doc = rowDoc.FindStringSubmatch(block)[1]
		all = append(all, r)
		section = ""
	}
	return all
}

const head = "# Cookbook\n\n" +
	"Kernels that people write by hand, each as a row: put it into a `kernels.yaml`, and `arraygen generate` makes the function below it, for every type,\n" +
	"with AVX2, AVX-512 and NEON code, a test, a benchmark, and the same as a ufunc over arrays. They are the package [examples/cookbook](../examples/cookbook), whose tests CI runs;\n" +
	"this page is written by `make cookbook`. The functions and tables that some rows call are in\n" +
	"[functions.go](../examples/cookbook/functions.go) and [tables.go](../examples/cookbook/tables.go).\n\n" +
	"Times are nanoseconds an element, on slices of 1000 elements, one goroutine: %s. \"Go\" is the portable loop, which has the same bits as the others on any machine; a loop\n" +
	"that need not have them can be faster. A hash is that of the results over fixed operands, the same on every machine: `arraygen verify` compares it.\n"

// page returns the page.
func page(dir string) ([]byte, error) {
	file, err := os.ReadFile(filepath.Join(dir, "kernels.yaml"))
	if err != nil {
		return nil, err
	}
	signatures, err := functions(filepath.Join(dir, "zz_kernels.go"))
	if err != nil {
		return nil, err
	}
	onFile, err := os.ReadFile(filepath.Join(dir, "kernels.sum"))
	if err != nil {
		return nil, err
	}
	sums, err := digest.Read(bytes.NewReader(onFile))
	if err != nil {
		return nil, err
	}
	machine, times, err := readTimes(filepath.Join(dir, "times.txt"))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, head, machine)
	beside := ", beside examples/cookbook/functions.go examples/cookbook/tables.go"
	for _, r := range rows(string(file)) {
		if r.section != "" {
			fmt.Fprintf(&b, "\n## %s\n", r.section)
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n<!-- snippet: in cookbook/kernels.yaml%s -->\n```yaml\n%s\n```\n\n", r.name, r.doc, beside, r.text)
		beside = ""
		goName := spec.GoName(r.name)
		signature, ok := signatures[goName]
		if !ok {
			return nil, fmt.Errorf("no function %s in zz_kernels.go", goName)
		}
		fmt.Fprintf(&b, "`%s`\n\n| types | Go | AVX2 | AVX-512 | hash |\n|---|---:|---:|---:|---|\n", signature)
		for _, loop := range slices.Sorted(maps.Keys(sums)) {
			types, ok := strings.CutPrefix(loop, r.name+".")
			if !ok || strings.HasSuffix(loop, ".reduce") {
				continue
			}
			types = strings.ReplaceAll(strings.ReplaceAll(types, "..", " → "), ".", ", ")
			t := times[loop]
			fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` |\n", types, t["portable-go"], t["avx2"], t["avx512"], sums[loop])
		}
	}
	return b.Bytes(), nil
}

// functions returns the signatures of a file's exported functions, in a line each.
func functions(name string) (map[string]string, error) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || !fn.Name.IsExported() {
			continue
		}
		fn.Body, fn.Doc = nil, nil
		var b strings.Builder
		if err := printer.Fprint(&b, files, fn); err != nil {
			return nil, err
		}
		all[fn.Name.Name] = b.String()
	}
	return all, nil
}

var timed = regexp.MustCompile(`^Benchmark\w+/(\w+\.[^/\s]+)/([\w-]+?)(?:/n=1000)?(?:-\d+)?\s.*\s([\d.]+) ns/elem`)

// readTimes reads what measure printed: the machine, then the output of go test;
// times are in nanoseconds an element, by loop and level.
func readTimes(name string) (machine string, times map[string]map[string]string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	times = map[string]map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text := lines.Text()
		if m, ok := strings.CutPrefix(text, "# "); ok {
			machine = m
		}
		m := timed.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if times[m[1]] == nil {
			times[m[1]] = map[string]string{}
		}
		times[m[1]][m[2]] = short(m[3])
	}
	return machine, times, nil
}

// short keeps two significant digits below 10, and whole numbers above.
func short(ns string) string {
	var x float64
	fmt.Sscan(ns, &x)
	switch {
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	case x >= 1:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// measure runs the benchmarks of the package.
func measure(dir string) ([]byte, error) {
	c := exec.Command("go", "test", "-run", "^$", "-bench", "Generated", "-benchtime", "50ms", ".")
	c.Dir, c.Stderr = dir, os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s, %s\n", cpuid.CPU.BrandName, runtime.Version())
	for line := range strings.Lines(string(out)) {
		if timed.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.Bytes(), nil
}
