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
	const dtypePath = "github.com/arraygen/arraygen/ndarray/dtype"
	halves := map[dtype.DType]string{dtype.Float16: "F16", dtype.BFloat16: "BF16"}
	at := func(d dtype.DType, slice string, i int) *jen.Statement {
		typ := jen.Id(d.String())
		if h := halves[d]; h != "" {
			typ = jen.Qual(dtypePath, h)
		}
		return jen.Op("*").Parens(jen.Op("*").Add(typ)).Parens(jen.Id(slice).Index(jen.Lit(i)))
	}
	var args, results, stores []jen.Code
	for i, d := range in {
		x := at(d, "in", i)
		if halves[d] != "" {
			x = jen.Parens(x).Dot("Float32").Call()
		}
		args = append(args, x)
	}
	for i, d := range out {
		r := jen.Id(fmt.Sprint("r", i))
		results = append(results, jen.Id(fmt.Sprint("r", i)))
		if h := halves[d]; h != "" {
			r = jen.Qual(dtypePath, "To"+h).Call(r)
		}
		stores = append(stores, at(d, "out", i).Op("=").Add(r))
	}
	call := jen.List(results...).Op(":=").Id(name).Call(args...)
	return jen.Func().Params(jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")).Block(append([]jen.Code{call}, stores...)...)
}
