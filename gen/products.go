// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// productRow is a ufunc of the family products: sums of products along a core
// dimension. Its method in package ufunc multiplies matrices by tile kernels.
type productRow struct{ Name, Signature, Order, Doc string }

var productRows = []productRow{
	{"matmul", "(n?,k),(k,m?)->(n?,m?)", "in the order serial, and of one column in the order wide", "Matrix products. A vector counts as a row on the left and as a column on the right. Of bools, logical OR of the logical ANDs."},
	{"matvec", "(m,n),(n)->(m)", "in the order wide", "Products of matrices and vectors. Of bools, logical OR of the logical ANDs."},
	{"vecmat", "(n),(n,m)->(m)", "in the order serial", "Products of vectors, conjugated if they are complex, and matrices. Of bools, logical OR of the logical ANDs."},
	{"vecdot", "(n),(n)->()", "in the order wide", "Sums of products along an axis, the first argument conjugated if it is complex. Of bools, logical OR of the logical ANDs."},
}

// productType is a type of the kernels of products.
type productType struct {
	DType dtype.DType
	Tiles string // the tile kernels
	Dot   string // the dot product
	Size  int    // of an element of theirs
	Pair  bool   // an element is two of theirs
}

var productTypes = []productType{
	{dtype.Int32, "MatmulInt32", "Int32", 4, false},
	{dtype.Int64, "MatmulInt64", "Int64", 8, false},
	{dtype.Float32, "MatmulFloat32", "Float32", 4, false},
	{dtype.Float64, "MatmulFloat64", "Float64", 8, false},
	{dtype.Complex64, "MatmulFloat32", "Float32", 4, true},
	{dtype.Complex128, "MatmulFloat64", "Float64", 8, true},
}

// productLoops are the loops of a product, in the order in which they are tried, and
// the type by which each computes. Integers wrap, so that their sign is nothing to a
// product and narrow ones are computed in 32 bits; so are bools, of which a sum of
// products is not zero if one of them is true.
var productLoops = []struct{ DType, By dtype.DType }{
	{dtype.Bool, dtype.Int32},
	{dtype.Int8, dtype.Int32},
	{dtype.Uint8, dtype.Int32},
	{dtype.Int16, dtype.Int32},
	{dtype.Uint16, dtype.Int32},
	{dtype.Int32, dtype.Int32},
	{dtype.Uint32, dtype.Int32},
	{dtype.Int64, dtype.Int64},
	{dtype.Uint64, dtype.Int64},
	{dtype.Float16, dtype.Float32},
	{dtype.BFloat16, dtype.Float32},
	{dtype.Float32, dtype.Float32},
	{dtype.Float64, dtype.Float64},
	{dtype.Complex64, dtype.Complex64},
	{dtype.Complex128, dtype.Complex128},
}

// byteProduct is such a type, and its dot product into int32.
type byteProduct struct {
	DType  dtype.DType
	Dot    string
	Signed bool
}

// byteProducts are the types whose matrices have products of their own: matmul computes them from the
// bytes, into bytes or, where these are asked for, into int32.
var byteProducts = []byteProduct{
	{dtype.Int8, "DotBytesInt8", true},
	{dtype.Uint8, "DotBytesUint8", false},
}

// productUfuncs writes the ufuncs of the family.
func productUfuncs(out Output) error {
	d := struct {
		Rows  []productRow
		Types []productType
		Loops any
		Bytes any
	}{productRows, productTypes, productLoops, byteProducts}
	return execute(productTemplate, d, path.Join("ufunc", "zz_products.go"), out)
}

var productTemplate = template.Must(template.New("products").Funcs(template.FuncMap{
	"exported": exportedType,
	"constant": func(d dtype.DType) string { return strings.Replace(exportedType(d.String()), "Bf", "BF", 1) },
	"via":      func(d, by dtype.DType) bool { return d.Size() != by.Size() },
	"bytes": func(product string, d dtype.DType) bool {
		return product == "matmul" && slices.ContainsFunc(byteProducts, func(b byteProduct) bool { return b.DType == d })
	},
}).Parse(`// ` + header + `

package ufunc

import (
	"` + module + "/" + tilesDir + `"
	"` + module + "/" + generatedDir + `/reductions"
	"` + module + `/ndarray/dtype"
	"` + module + `/ndarray/kernel"
)
{{range $r := .Rows}}
// {{exported .Name}}: {{.Doc}}
//
// Sums of floats are FMA chains: {{.Order}}. Of complex numbers, each part is one of
// real products, of its two sums in turn.
var {{exported .Name}} = &Ufunc{
	Doc: "{{.Doc}}",
	Inputs: []string{"x1", "x2"},
	Loops: []Loop{
{{- range $.Loops}}
		{
			In: []dtype.DType{dtype.{{constant .DType}}, dtype.{{constant .DType}}},
			{{- if bytes $r.Name .DType}}
			Kernel: &{{$r.Name}}{{constant .DType}},
			Out: []dtype.DType{dtype.{{constant .DType}}},
			{{- else}}
			Kernel: &{{$r.Name}}{{constant .By}},
			Out: []dtype.DType{dtype.{{constant .DType}}},
			{{- if via .DType .By}}
			Via: dtype.{{constant .By}},
			{{- end}}
			{{- end}}
		},
{{- end}}
	},
	Name: "{{.Name}}",
	Outputs: []string{"y"},
	Signature: "{{.Signature}}",
	{{- if eq .Name "matmul"}}
	Widening: []Loop{
	{{- range $.Bytes}}
		{
			In: []dtype.DType{dtype.{{constant .DType}}, dtype.{{constant .DType}}},
			Kernel: &matmul{{constant .DType}}Wide,
			Out: []dtype.DType{dtype.Int32},
		},
	{{- end}}
	},
	{{- end}}
}
{{if eq .Name "matmul"}}{{range $.Bytes}}
var matmul{{constant .DType}} = kernel.Set{
	Impl: [kernel.NumLevels]kernel.Func{kernel.Go: func(a *kernel.Args) {
		byteProduct{&reductions.{{.Dot}}Passes, {{.Signed}}, 1}.matmul(a)
	}},
	Name: "matmul.{{.DType}}",
	Ops: 2,
}

var matmul{{constant .DType}}Wide = kernel.Set{
	Impl: [kernel.NumLevels]kernel.Func{kernel.Go: func(a *kernel.Args) {
		byteProduct{&reductions.{{.Dot}}Passes, {{.Signed}}, 4}.matmul(a)
	}},
	Name: "matmul.{{.DType}}.int32",
	Ops: 2,
}
{{end}}{{end}}{{range $.Types}}
var {{$r.Name}}{{constant .DType}} = kernel.Set{
	Impl: [kernel.NumLevels]kernel.Func{kernel.Go: func(a *kernel.Args) {
		product{&products.{{.Tiles}}, &reductions.Dot{{.Dot}}Passes, {{.Size}}, {{.Pair}}}.{{$r.Name}}(a)
	}},
	Name: "{{$r.Name}}.{{.DType}}",
	Ops: 2,
}
{{end}}{{end}}`))
