// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/spec"
)

const arrayPath = "github.com/arraygen/arraygen/array"

// byHand are the ufuncs whose functions of package array are written by hand,
// since they take more than their row says.
var byHand = map[string]bool{"clip": true}

// namespaceOf writes the element-wise functions of package array: one for each
// name of each stock ufunc.
func namespaceOf(p *Program, out Output) error {
	f := jen.NewFilePathName(arrayPath, "array")
	f.HeaderComment(header)
	for _, file := range p.Files {
		for _, u := range file.Ufuncs {
			if isCast(u) || byHand[u.Name] {
				continue
			}
			k := filter(p.Kernels, func(k *Kernel) bool { return k.Ufunc == u })[0]
			name := spec.GoName(u.Name)
			doc := strings.TrimSpace(u.Doc)
			f.Comment(name + " is the ufunc [ufunc." + name + "]: " + doc)
			elementWise(f, name, name, k)
			for _, a := range values(u.Aliases) {
				f.Comment(spec.GoName(a) + " is another name of [" + name + "].")
				elementWise(f, spec.GoName(a), name, k)
			}
		}
	}
	return render(out, "array/zz_elementwise.go", f)
}

// elementWise writes one function, which calls the variable row of package ufunc.
func elementWise(f *jen.File, name, row string, k *Kernel) {
	var params, args []jen.Code
	for _, in := range k.InNames() {
		params = append(params, jen.Id(in))
		args = append(args, jen.Id(in))
	}
	u := jen.Qual(ufuncPath, row)
	result := jen.Op("*").Id("Array")
	if len(k.OutNames()) > 1 {
		f.Func().Id(name).Params(jen.List(params...).Any()).Index().Add(result).Block(jen.Return(u.Dot("CallN").Call(args...))).Line()
		return
	}
	f.Func().Id(name).Params(jen.List(params...).Any(), jen.Id("opts").Op("...").Id("Option")).Add(result).Block(
		jen.Return(jen.Id("call").Call(append([]jen.Code{u, jen.Id("opts")}, args...)...))).Line()
}
