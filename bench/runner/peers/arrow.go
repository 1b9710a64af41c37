// SPDX-License-Identifier: BSD-3-Clause

package peers

import (
	"context"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/compute"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/arraygen/arraygen/bench"
	"github.com/arraygen/arraygen/bench/arena"
)

// Arrow is the package compute of Apache Arrow for Go: functions on immutable
// columns, each result in new memory.
type Arrow struct{}

// Name implements bench.Peer.
func (Arrow) Name() string { return "arrow-go" }

// Version implements bench.Peer.
func (Arrow) Version() string { return moduleVersion("github.com/apache/arrow-go/v18") }

var arrowTypes = map[string]arrow.FixedWidthDataType{
	"int8": arrow.PrimitiveTypes.Int8.(arrow.FixedWidthDataType), "int16": arrow.PrimitiveTypes.Int16.(arrow.FixedWidthDataType),
	"int32": arrow.PrimitiveTypes.Int32.(arrow.FixedWidthDataType), "int64": arrow.PrimitiveTypes.Int64.(arrow.FixedWidthDataType),
	"uint8": arrow.PrimitiveTypes.Uint8.(arrow.FixedWidthDataType), "uint16": arrow.PrimitiveTypes.Uint16.(arrow.FixedWidthDataType),
	"uint32": arrow.PrimitiveTypes.Uint32.(arrow.FixedWidthDataType), "uint64": arrow.PrimitiveTypes.Uint64.(arrow.FixedWidthDataType),
	"float32": arrow.PrimitiveTypes.Float32.(arrow.FixedWidthDataType), "float64": arrow.PrimitiveTypes.Float64.(arrow.FixedWidthDataType),
}

var arrowNames = map[string]string{
	"add": "add_unchecked", "subtract": "sub_unchecked", "multiply": "multiply_unchecked", "divide": "divide_unchecked",
	"absolute": "abs_unchecked", "negative": "negate_unchecked", "sqrt": "sqrt_unchecked", "sign": "sign",
	"bitwise_and": "bit_wise_and", "bitwise_or": "bit_wise_or", "bitwise_xor": "bit_wise_xor", "invert": "bit_wise_not",
	"less": "less", "less_equal": "less_equal", "greater": "greater", "greater_equal": "greater_equal",
	"equal": "equal", "not_equal": "not_equal", "floor": "floor", "ceil": "ceil", "trunc": "trunc",
	"exp": "exp_unchecked", "log": "ln_unchecked", "log2": "log2_unchecked", "log10": "log10_unchecked",
	"sin": "sin_unchecked", "cos": "cos_unchecked", "tanh": "tanh",
}

// Prepare implements bench.Peer.
func (Arrow) Prepare(j *bench.Job) (*bench.Prepared, error) {
	if j.Threads != 1 {
		return nil, bench.NotOffered("arrow-go computes on one thread")
	}
	if j.Pattern != bench.Allocating && j.Pattern != bench.Contiguous {
		return nil, bench.NotOffered("arrow-go takes columns without gaps and makes new ones")
	}
	name, ok := arrowNames[j.Ufunc]
	if !ok {
		return nil, bench.NotOffered("arrow-go has no such function")
	}
	if _, ok := compute.GetFunctionRegistry().GetFunction(name); !ok {
		return nil, bench.NotOffered("arrow-go has no function " + name)
	}
	var args []compute.Datum
	for _, l := range j.Ins {
		t, ok := arrowTypes[l.DType]
		if !ok {
			return nil, bench.NotOffered("arrow-go has no such function for " + l.DType)
		}
		n := l.Shape[0]
		data := array.NewData(t, n, []*memory.Buffer{nil, memory.NewBufferBytes(j.Bytes(l))}, nil, 0, 0)
		args = append(args, compute.NewDatum(data))
	}
	ctx := context.Background()
	call := func() (compute.Datum, error) { return compute.CallFunction(ctx, name, nil, args...) }
	out, err := call()
	if err != nil {
		return nil, bench.NotOffered("arrow-go: " + err.Error())
	}
	defer out.Release()
	got := "bool"
	if t := out.(compute.ArrayLikeDatum).Type(); t.ID() != arrow.BOOL {
		got = t.Name()
		for name, known := range arrowTypes {
			if arrow.TypeEqual(t, known) {
				got = name
			}
		}
	}
	if want := j.Outs[0].DType; got != want {
		return nil, bench.NotOffered("arrow-go gives " + got + ", not " + want)
	}
	p := bench.InProcess(j, func() {
		if out, err := call(); err == nil {
			out.Release()
		}
	})
	p.Store = func() error {
		out, err := call()
		if err != nil {
			return err
		}
		defer out.Release()
		return store(j, j.Outs[0], out)
	}
	p.Close = func() {
		for _, a := range args {
			a.Release()
		}
	}
	return p, nil
}

// store copies a column to an output; Arrow packs bools to bits.
func store(j *bench.Job, l arena.Layout, out compute.Datum) error {
	d, ok := out.(*compute.ArrayDatum)
	if !ok {
		return fmt.Errorf("arrow-go gave a %v", out.Kind())
	}
	to := j.Bytes(l)
	a := d.MakeArray()
	defer a.Release()
	if b, ok := a.(*array.Boolean); ok {
		for i := range b.Len() {
			to[i] = 0
			if b.Value(i) {
				to[i] = 1
			}
		}
		return nil
	}
	width := a.DataType().(arrow.FixedWidthDataType).BitWidth() / 8
	if len(to) != a.Len()*width {
		return fmt.Errorf("arrow-go gave %d elements of %v", a.Len(), a.DataType())
	}
	from := a.Data().Buffers()[1].Bytes()
	copy(to, from[a.Data().Offset()*width:])
	return nil
}
