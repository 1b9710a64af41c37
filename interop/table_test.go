// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package interop_test

import (
	"errors"
	"fmt"
	"image"
	"os"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/tensor"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/interop/arrayinterface"
	"github.com/arraygen/arraygen/interop/arrowarray"
	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/interop/dlpack/cdlpack"
	"github.com/arraygen/arraygen/interop/gonumarray"
	"github.com/arraygen/arraygen/interop/imagearray"
	"github.com/arraygen/arraygen/interop/reflectarray"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestTable fills the table of docs/interop-go.md: each row is made by the call
// that it names. ARRAYGEN_UPDATE=1 writes it.
func TestTable(t *testing.T) {
	const path, begin, end = "../docs/interop-go.md", "<!-- table: begin, written by go test ./interop -->\n", "<!-- table: end -->\n"
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	require.True(t, ok && ok2, "%s has no marks", path)
	var b strings.Builder
	b.WriteString("In:\n\n| from | what is called | memory | read-only memory |\n|---|---|---|---|\n")
	for _, r := range into {
		memory, readOnly := taken(t, r)
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", r.with, r.call, memory, readOnly)
	}
	b.WriteString("\nOut:\n\n| to | what is called | memory | read-only memory | a transposed array |\n|---|---|---|---|---|\n")
	for _, r := range out {
		memory, readOnly, transposed := given(t, r)
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s |\n", r.with, r.call, memory, readOnly, transposed)
	}
	want := head + begin + "\n" + b.String() + "\n" + end + tail
	if os.Getenv("ARRAYGEN_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o666))
		return
	}
	assert.Equal(t, want, string(page), "run ARRAYGEN_UPDATE=1 go test ./interop")
}

// in is a way from another library to an array.
type in struct {
	with, call string
	// make returns the array and where the other library has the first element;
	// readOnly asks for memory that says it must not be written, where there is
	// such a thing.
	make func(readOnly bool) (a *ndarray.Array, at unsafe.Pointer)
	// marked says that the other library can mark memory as read-only.
	marked bool
}

func taken(t *testing.T, r in) (memory, readOnly string) {
	a, at := r.make(false)
	require.NoError(t, a.Err(), r.call)
	memory = "copy"
	if a.Pointer() == at {
		memory = "same"
	}
	switch {
	case !a.Writeable():
		readOnly = "always read-only"
	case memory == "copy":
		readOnly = "copied"
	case r.marked:
		b, _ := r.make(true)
		require.NoError(t, b.Err(), r.call)
		require.False(t, b.Writeable(), r.call)
		readOnly = "kept"
	default:
		readOnly = "not known to it"
	}
	return memory, readOnly
}

// exit is a way from an array to another library.
type exit struct {
	with, call string
	// sample is an array that the other side has a type for.
	sample func() *ndarray.Array
	// give returns where the other library has the first element, and whether it
	// was told that it must not write.
	give func(a *ndarray.Array) (at unsafe.Pointer, told bool, err error)
}

func given(t *testing.T, r exit) (memory, readOnly, transposed string) {
	way := func(a *ndarray.Array) (string, bool) {
		at, told, err := r.give(a)
		runtime.KeepAlive(a)
		switch {
		case err != nil:
			kinds := errors.Is(err, ndarray.ErrLayout) || errors.Is(err, ndarray.ErrReadOnly)
			require.True(t, kinds, "%s: %v", r.call, err)
			return "refused", false
		case at == a.Pointer():
			return "same", told
		}
		return "copy", told
	}
	memory, _ = way(r.sample())
	require.NotEqual(t, "refused", memory, r.call)
	readOnly, told := way(r.sample().ReadOnly())
	switch {
	case readOnly == "same" && told:
		readOnly = "kept"
	case readOnly == "same":
		readOnly = "taken: don't write"
	case readOnly == "copy":
		readOnly = "copied"
	}
	a := r.sample()
	if a.NDim() < 2 {
		return memory, readOnly, ""
	}
	// An image has its channels behind: rows and columns change places.
	transposed, _ = way(a.SwapAxes(0, 1))
	return memory, readOnly, transposed
}

func numbers() *ndarray.Array { return ndarray.Arange(0.0, 6, 1).Reshape(2, 3) }

func line() *ndarray.Array { return ndarray.Arange(0.0, 6, 1) }

func samples(shape ...int) func() *ndarray.Array {
	return func() *ndarray.Array { return ndarray.Zeros(dtype.Uint8, shape...) }
}

func first[T any](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

var into = []in{
	{with: "Go slices", call: "ndarray.FromSlice", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		s := []float64{1, 2, 3}
		return ndarray.FromSlice(s), first(s)
	}},
	{with: "Go slices", call: "reflectarray.FromAny(slice)", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		s := []float64{1, 2, 3}
		return reflectarray.FromAny(s), first(s)
	}},
	{with: "pointers to Go arrays", call: "reflectarray.FromAny(&array)", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		s := &[2][3]int32{}
		return reflectarray.FromAny(s), unsafe.Pointer(s)
	}},
	{with: "slices of slices", call: "reflectarray.FromAny(rows)", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		s := [][]float64{{1, 2}, {3, 4}}
		return reflectarray.FromAny(s), first(s[0])
	}},
	{with: "gonum `mat.Dense`", call: "gonumarray.FromDense", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		m := mat.NewDense(2, 2, nil)
		return gonumarray.FromDense(m), first(m.RawMatrix().Data)
	}},
	{with: "gonum `mat.VecDense`", call: "gonumarray.FromVecDense", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		v := mat.NewVecDense(3, nil)
		return gonumarray.FromVecDense(v), first(v.RawVector().Data)
	}},
	{with: "gonum `mat.CDense`", call: "gonumarray.FromCDense", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		m := mat.NewCDense(2, 2, nil)
		return gonumarray.FromCDense(m), first(m.RawCMatrix().Data)
	}},
	{with: "gonum `blas64.General`", call: "gonumarray.FromGeneral", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		g := blas64.General{Rows: 2, Cols: 2, Stride: 2, Data: make([]float64, 4)}
		return gonumarray.FromGeneral(g), first(g.Data)
	}},
	{with: "Arrow arrays", call: "arrowarray.From", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		x, err := arrowarray.To(line())
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return arrowarray.From(x), first(x.(*array.Float64).Float64Values())
	}},
	{with: "Arrow arrays of bool", call: "arrowarray.From", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		x, err := arrowarray.To(ndarray.Zeros(dtype.Bool, 3))
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return arrowarray.From(x), first(x.Data().Buffers()[1].Bytes())
	}},
	{with: "Arrow arrays with nulls", call: "arrowarray.FromMasked", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		x, err := arrowarray.ToMasked(line(), ndarray.FromSlice([]bool{true, false, true, true, true, true}))
		if err != nil {
			return ndarray.Failed(err), nil
		}
		values, _ := arrowarray.FromMasked(x)
		return values, first(x.(*array.Float64).Float64Values())
	}},
	{with: "Arrow tensors", call: "arrowarray.FromTensor", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		x, err := arrowarray.ToTensor(numbers())
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return arrowarray.FromTensor(x), first(x.(*tensor.Float64).Float64Values())
	}},
	{with: "images of 8 bits", call: "imagearray.From", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		m := image.NewNRGBA(image.Rect(0, 0, 3, 2))
		return imagearray.From(m), first(m.Pix)
	}},
	{with: "images of 16 bits", call: "imagearray.From16", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		m := image.NewGray16(image.Rect(0, 0, 3, 2))
		return imagearray.From16(m), first(m.Pix)
	}},
	{with: "images of 16 bits", call: "imagearray.Bytes16", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		m := image.NewGray16(image.Rect(0, 0, 3, 2))
		return imagearray.Bytes16(m), first(m.Pix)
	}},
	{with: "NumPy's array interface", call: "arrayinterface.Interface.FromBytes", marked: true, make: func(readOnly bool) (*ndarray.Array, unsafe.Pointer) {
		b := make([]byte, 16)
		i := arrayinterface.Interface{Shape: []int{2}, Typestr: arrayinterface.Typestr(dtype.Float64), Version: arrayinterface.Version,
			Data: &arrayinterface.Data{Pointer: uintptr(first(b)), ReadOnly: readOnly}}
		return i.FromBytes(b), first(b)
	}},
	{with: "NumPy's array interface", call: "arrayinterface.Interface.FromPointer", marked: true, make: func(readOnly bool) (*ndarray.Array, unsafe.Pointer) {
		x := line()
		i, err := arrayinterface.Of(x)
		if err != nil {
			return ndarray.Failed(err), nil
		}
		i.Data.ReadOnly = readOnly
		return i.FromPointer(func() { runtime.KeepAlive(x) }), x.Pointer()
	}},
	{with: "DLPack, in Go", call: "dlpack.FromVersioned", marked: true, make: func(readOnly bool) (*ndarray.Array, unsafe.Pointer) {
		x := maybeReadOnly(readOnly)
		loan, err := dlpack.Export(x, dlpack.Request{MaxVersion: dlpack.Current})
		if err != nil {
			return ndarray.Failed(err), nil
		}
		m, err := loan.Versioned(0, 0)
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return dlpack.FromVersioned(m, loan.Release), x.Pointer()
	}},
	{with: "DLPack, with C", call: "cdlpack.ImportVersioned", marked: true, make: func(readOnly bool) (*ndarray.Array, unsafe.Pointer) {
		x := maybeReadOnly(readOnly)
		m, err := cdlpack.ExportVersioned(x, dlpack.Request{})
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return cdlpack.ImportVersioned(m), x.Pointer()
	}},
	{with: "DLPack before 1.0, with C", call: "cdlpack.ImportManaged", make: func(bool) (*ndarray.Array, unsafe.Pointer) {
		x := line()
		m, err := cdlpack.ExportManaged(x, dlpack.Request{})
		if err != nil {
			return ndarray.Failed(err), nil
		}
		return cdlpack.ImportManaged(m, false), x.Pointer()
	}},
}

func maybeReadOnly(readOnly bool) *ndarray.Array {
	if readOnly {
		return line().ReadOnly()
	}
	return line()
}

var out = []exit{
	{"Go slices", "ndarray.Data", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		s, err := ndarray.Data[float64](a)
		return first(s), false, err
	}},
	{"Go slices", "ndarray.ToSlice", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		s, err := ndarray.ToSlice[float64](a)
		return first(s), false, err
	}},
	{"nested slices, Go arrays", "reflectarray.To", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		s, err := reflectarray.To[[][]float64](a)
		if err != nil {
			return nil, false, err
		}
		return first(s[0]), false, nil
	}},
	{"gonum `mat.Dense`", "gonumarray.ToDense", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := gonumarray.ToDense(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.RawMatrix().Data), false, nil
	}},
	{"gonum `mat.VecDense`", "gonumarray.ToVecDense", line, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		v, err := gonumarray.ToVecDense(a)
		if err != nil {
			return nil, false, err
		}
		return first(v.RawVector().Data), false, nil
	}},
	{"gonum `mat.CDense`", "gonumarray.ToCDense", func() *ndarray.Array { return ndarray.Zeros(dtype.Complex128, 2, 3) }, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := gonumarray.ToCDense(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.RawCMatrix().Data), false, nil
	}},
	{"gonum `blas64.General`", "gonumarray.ToGeneral", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		g, err := gonumarray.ToGeneral(a)
		return first(g.Data), false, err
	}},
	{"gonum `mat.Matrix`", "gonumarray.View", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := gonumarray.View(a)
		if err != nil {
			return nil, false, err
		}
		if before := m.At(0, 0); a.Writeable() {
			// The matrix has no address to ask for: a write must show in it.
			if err := ndarray.SetAt(a, before+1, 0, 0); err != nil || m.At(0, 0) == before {
				return nil, false, err
			}
		}
		return a.Pointer(), true, nil // gonum's Matrix has no way to write
	}},
	{"Arrow arrays", "arrowarray.To", line, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		x, err := arrowarray.To(a)
		if err != nil {
			return nil, false, err
		}
		return first(x.(*array.Float64).Float64Values()), true, nil // Arrow never writes
	}},
	{"Arrow arrays of bool", "arrowarray.To", func() *ndarray.Array { return ndarray.Zeros(dtype.Bool, 6) }, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		x, err := arrowarray.To(a)
		if err != nil {
			return nil, false, err
		}
		return first(x.Data().Buffers()[1].Bytes()), true, nil
	}},
	{"Arrow tensors", "arrowarray.ToTensor", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		x, err := arrowarray.ToTensor(a)
		if err != nil {
			return nil, false, err
		}
		return first(arrow.Float64Traits.CastFromBytes(x.Data().Buffers()[1].Bytes())), true, nil
	}},
	{"`image.NRGBA`", "imagearray.ToNRGBA", samples(2, 3, 4), func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := imagearray.ToNRGBA(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.Pix), false, nil
	}},
	{"`image.RGBA`", "imagearray.ToRGBA", samples(2, 3, 4), func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := imagearray.ToRGBA(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.Pix), false, nil
	}},
	{"`image.Gray`", "imagearray.ToGray", samples(2, 3), func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := imagearray.ToGray(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.Pix), false, nil
	}},
	{"`image.Gray16`", "imagearray.ToGray16", func() *ndarray.Array { return ndarray.Zeros(dtype.Uint16, 2, 3) }, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := imagearray.ToGray16(a)
		if err != nil {
			return nil, false, err
		}
		return first(m.Pix), false, nil
	}},
	{"NumPy's array interface", "arrayinterface.Of", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		i, err := arrayinterface.Of(a)
		if err != nil {
			return nil, false, err
		}
		return *(*unsafe.Pointer)(unsafe.Pointer(&i.Data.Pointer)), i.Data.ReadOnly, nil
	}},
	{"DLPack, in Go", "dlpack.Export", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		loan, err := dlpack.Export(a, dlpack.Request{MaxVersion: dlpack.Current})
		if err != nil {
			return nil, false, err
		}
		defer loan.Release()
		m, err := loan.Versioned(0, 0)
		if err != nil {
			return nil, false, err
		}
		return *(*unsafe.Pointer)(unsafe.Pointer(&m.Tensor.Data)), m.Flags&dlpack.ReadOnly != 0, nil
	}},
	{"DLPack, with C", "cdlpack.ExportVersioned", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := cdlpack.ExportVersioned(a, dlpack.Request{})
		if err != nil {
			return nil, false, err
		}
		defer cdlpack.DeleteVersioned(m)
		return *(*unsafe.Pointer)(unsafe.Pointer(&m.Tensor.Data)), m.Flags&dlpack.ReadOnly != 0, nil
	}},
	{"DLPack before 1.0, with C", "cdlpack.ExportManaged", numbers, func(a *ndarray.Array) (unsafe.Pointer, bool, error) {
		m, err := cdlpack.ExportManaged(a, dlpack.Request{})
		if err != nil {
			return nil, false, err
		}
		defer cdlpack.DeleteManaged(m)
		return *(*unsafe.Pointer)(unsafe.Pointer(&m.Tensor.Data)), false, nil
	}},
}
