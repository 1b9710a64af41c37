// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"path"
	"strings"
	"text/template"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The package of the sorting kernels.
const (
	sortsDir = "generated/sorts"
	sortsPkg = "sorts"
)

// stockSorts are the sorting kernels.
var stockSorts = []plan.Sort{{Size: 4}, {Size: 8}, {Size: 4, Float: true}, {Size: 8, Float: true}}

// sorts writes the sorting kernels and the tables of their implementations.
func sorts(out Output) error {
	type level struct {
		*asm.Level
		Limits []kernel.SortImpl
	}
	levels := map[string][]level{}
	for i := range asm.Levels {
		l := &asm.Levels[i]
		if l.EmitSorts == nil {
			continue
		}
		asm, stubs, limits, err := l.EmitSorts(sortsPkg, l.Level.GOARCH()+" && !purego", stockSorts)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Level, err)
		}
		base := path.Join(sortsDir, "zz_"+l.Level.String()+"_"+l.Level.GOARCH())
		out[base+".s"], out[base+".go"] = asm, stubs
		levels[l.Level.GOARCH()] = append(levels[l.Level.GOARCH()], level{l, limits})
	}
	var archs []string
	for _, arch := range asm.Architectures() {
		if levels[arch] != nil {
			archs = append(archs, arch)
		}
	}
	for _, arch := range append(archs, "") {
		d := struct {
			Constraint string
			Sorts      []plan.Sort
			Levels     []level
		}{arch + " && !purego", stockSorts, levels[arch]}
		name := arch
		if arch == "" {
			name, d.Constraint = "other", "purego || !("+strings.Join(archs, " || ")+")"
		}
		if err := execute(sortTables, d, path.Join(sortsDir, "zz_sets_"+name+".go"), out); err != nil {
			return err
		}
	}
	return nil
}

var sortTables = template.Must(template.New("sorts").Parse(`// ` + header + `

//go:build {{.Constraint}}

// Package ` + sortsPkg + ` has the sorting kernels: see kernel.Sort.
package ` + sortsPkg + `

import "github.com/arraygen/arraygen/ndarray/kernel"
{{range $i, $k := .Sorts}}
// {{.Keys}} sorts {{if .Float}}floats{{else}}signed integers{{end}} of {{.Bits}} bits.
var {{.Keys}} = kernel.SortSet{
{{- range $.Levels}}{{$limits := index .Limits $i}}
	kernel.{{.Constant}}: {Network: {{$k.Network}}{{.Suffix}}, Fewest: {{$limits.Fewest}}, Most: {{$limits.Most}}, Partition: {{$k.Partition}}{{.Suffix}}, Least: {{$limits.Least}}{{if $k.Float}}, Specials: {{$k.Specials}}{{.Suffix}}, FloatKeys: {{$k.FloatKeys}}{{.Suffix}}{{end}}},
{{- end}}
}
{{end}}`))
