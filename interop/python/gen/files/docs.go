// SPDX-License-Identifier: BSD-3-Clause

package files

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/arraygen/arraygen/interop/python/bridge"
)

// arrayDocs returns the comments of the functions of package array, which are the
// documentation in Python too.
func arrayDocs(root string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(root, "array", "*.go"))
	if err != nil {
		return nil, err
	}
	docs := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil {
				docs[f.Name.Name] = f.Doc.Text()
			}
		}
	}
	return docs, nil
}

// goNames are what the comments call keywords and words of Go's, and Python's for
// them.
var goNames = strings.NewReplacer(
	"an error of kind [fault.LinAlg]", "a LinAlgError", "[RTol]", "rtol", "[ATol]", "tol", "[Ord]", "ord", "[Upper]", "upper", "[Mode]", "mode", "[Reduced]", "full_matrices=False",
	"[FFT]", "fft", "[RFFT]", "rfft", "[HFFT]", "hfft", "[FFTN]", "fftn", "[RFFTN]", "rfftn", "[IRFFT]", "irfft", "[FFTShift]", "fftshift", "[Length]", "n",
	"[", "", "]", "",
	"AllAxes", "axis=None", "KeepDims", "keepdims", "DType", "dtype", "IncludeInitial", "include_initial", "Descending", "descending",
	"Side(Right)", "side='right'", "Inverted", "invert=True", "Endpoint", "endpoint", "Casting", "casting", "dtype.Unsafe", "'unsafe'",
	"Layout FOrder", "order 'F'", "Layout", "order", "KeepOrder", "'K'", "Correction", "ddof", "Initial", "initial", "Mask", "where", "Out", "out",
	"Order says", "n says", "(true)", "",
)

// goName returns the name in Go of a function of Python's.
func goName(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// docOf returns the documentation of a function: of the comment in Go, what comes
// before its keywords, without the name in front.
func docOf(f *bridge.Function, docs map[string]string) (string, error) {
	name := f.Go
	if name == "" {
		name = goName(strings.TrimPrefix(f.Name, "_"))
	}
	doc, found := docs[name]
	if !found {
		return "", fmt.Errorf("%s: package array has no function %s", f.Name, name)
	}
	doc, _, _ = strings.Cut(doc, "\n\nKeywords:")
	verb := " returns "
	if f.Returns == "None" { // it writes to an argument
		verb = " sets "
	}
	doc, begins := strings.CutPrefix(strings.Join(strings.Fields(doc), " "), name+verb)
	if !begins {
		return "", fmt.Errorf("%s: the comment of %s must begin with %q", f.Name, name, name+verb)
	}
	return goName(strings.TrimSpace(verb)) + " " + goNames.Replace(doc), nil
}
