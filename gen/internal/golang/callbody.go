// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// CallBody prints a function literal that calls the Go function name of a
// body's text on one element, with its operands behind in and out, slices of
// unsafe.Pointer. Short floats are float32 in the text.
func CallBody(name string, in, out []dtype.DType) *jen.Statement {
	short := func(d dtype.DType) *jen.Statement {
		return jen.Qual(d.Descriptor().Go.Type.PkgPath(), d.Descriptor().Go.Type.Name())
	}
	at := func(d dtype.DType, slice string, i int) *jen.Statement {
		typ := jen.Id(d.String())
		switch {
		case d.Short():
			typ = short(d)
		case d.Kind().Time():
			typ = jen.Id(d.Descriptor().Lane.String())
		}
		return jen.Op("*").Parens(jen.Op("*").Add(typ)).Parens(jen.Id(slice).Index(jen.Lit(i)))
	}
	var args, results, stores []jen.Code
	for i, d := range in {
		x := at(d, "in", i)
		if d.Short() {
			x = jen.Parens(x).Dot("Float32").Call()
		}
		args = append(args, x)
	}
	for i, d := range out {
		r := jen.Id(fmt.Sprint("r", i))
		results = append(results, jen.Id(fmt.Sprint("r", i)))
		if t := d.Descriptor().Go.Type; d.Short() {
			r = jen.Qual(t.PkgPath(), "To"+t.Name()).Call(r)
		}
		stores = append(stores, at(d, "out", i).Op("=").Add(r))
	}
	call := jen.List(results...).Op(":=").Id(name).Call(args...)
	return jen.Func().Params(jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")).Block(append([]jen.Code{call}, stores...)...)
}
