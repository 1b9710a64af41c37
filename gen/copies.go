// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"strings"
	"text/template"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/internal/plan"
)

// The package of the copies: its Go loop, which any machine has, is not
// generated.
const (
	copiesDir = "ndarray/strided"
	copiesPkg = "strided"
)

// Copies lists the kernels that copy elements, by size.
func Copies() []plan.Copy {
	var ks []plan.Copy
	for _, size := range []int{1, 2, 4, 8, 16} {
		ks = append(ks, plan.Copy{
			Name: fmt.Sprint("copy", size), Size: size,
			Doc: fmt.Sprintf("computes y[i] = x[i] for elements of %d bytes, with any strides.", size),
		})
	}
	return ks
}

// copies writes the assembly of the copies and the tables of their
// implementations.
func copies(out Output) error {
	ks := Copies()
	for _, l := range asm.Levels {
		asm, stubs, err := l.EmitCopies(copiesPkg, l.Level.GOARCH()+" && !purego", ks)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Level, err)
		}
		base := path.Join(copiesDir, "zz_"+l.Level.String()+"_"+l.Level.GOARCH())
		out[base+".s"], out[base+".go"] = asm, stubs
	}
	for _, arch := range append(asm.Architectures(), "") {
		d := struct {
			Constraint string
			Levels     []*asm.Level
			Copies     []plan.Copy
		}{Copies: ks}
		name := arch
		if d.Constraint = arch + " && !purego"; arch == "" {
			name, d.Constraint = "other", "purego || !("+strings.Join(asm.Architectures(), " || ")+")"
		}
		for i := range asm.Levels {
			if l := &asm.Levels[i]; l.Level.GOARCH() == arch {
				d.Levels = append(d.Levels, l)
			}
		}
		var text bytes.Buffer
		if err := copyTables.Execute(&text, d); err != nil {
			return err
		}
		src, err := format.Source(text.Bytes())
		if err != nil {
			return fmt.Errorf("%s: %w", copiesDir, err)
		}
		out[path.Join(copiesDir, "zz_sets_"+name+".go")] = src
	}
	return nil
}

// copyTables writes a table for callers of kernels, and run for callers that
// keep their arguments on the stack: a call through a table moves them to the
// heap.
var copyTables = template.Must(template.New("copies").Parse(`// ` + header + `

//go:build {{.Constraint}}

package ` + copiesPkg + `

import "github.com/arraygen/arraygen/ndarray/kernel"

// sets are the kernels, by class.
var sets = [...]kernel.Set{
{{- range $k := .Copies}}
	{Name: "copy.{{.Size}}", Strided: true, Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: {{.Name}}Go
		{{- range $.Levels}}, kernel.{{.Constant}}: {{$k.Name}}{{.Suffix}}{{end}}}},
{{- end}}
}

// run runs the kernel of a class at level l.
func run(class int, l kernel.Level, a *kernel.Args) {
	switch l {
{{- range $l := .Levels}}
	case kernel.{{.Constant}}:
		switch class {
		{{- range $i, $k := $.Copies}}
		case {{$i}}:
			{{.Name}}{{$l.Suffix}}(a)
		{{- end}}
		}
		return
{{- end}}
	}
	switch class {
	{{- range $i, $k := .Copies}}
	case {{$i}}:
		{{.Name}}Go(a)
	{{- end}}
	}
}
`))
