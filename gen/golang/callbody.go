package golang

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// CallBody prints a function literal that calls the Go function name of a
// body's text on one element, with its operands behind in and out, slices of
// unsafe.Pointer. Half precision is float32 in the text.
func CallBody(name string, in, out []dtype.DType) *jen.Statement {
	at := func(typ, slice string, i int) *jen.Statement {
		return jen.Op("*").Parens(jen.Op("*").Id(typ)).Parens(jen.Id(slice).Index(jen.Lit(i)))
	}
	var args, results, stores []jen.Code
	for i, d := range in {
		switch d {
		case dtype.Float16:
			args = append(args, jen.Qual(LanePath, "HalfToFloat32").Call(at("uint16", "in", i)))
		case dtype.BFloat16:
			args = append(args, jen.Qual("math", "Float32frombits").Call(jen.Uint32().Call(at("uint16", "in", i)).Op("<<").Lit(16)))
		default:
			args = append(args, at(d.String(), "in", i))
		}
	}
	for i, d := range out {
		r := jen.Id(fmt.Sprint("r", i))
		results = append(results, r)
		switch d {
		case dtype.Float16:
			stores = append(stores, at("uint16", "out", i).Op("=").Qual(LanePath, "HalfFromFloat32").Call(r))
		case dtype.BFloat16:
			stores = append(stores, at("uint16", "out", i).Op("=").Qual(LanePath, "BFloat16FromFloat32").Call(r))
		default:
			stores = append(stores, at(d.String(), "out", i).Op("=").Add(r))
		}
	}
	call := jen.List(results...).Op(":=").Id(name).Call(args...)
	return jen.Func().Params(jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")).Block(append([]jen.Code{call}, stores...)...)
}
