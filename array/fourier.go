// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/fourier"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Length sets how many elements a Fourier transform is of along its axis: the array is
// cut off, or continued with zeros. Of [IRFFT] and [HFFT] it is the length of the result.
func Length(n int) Option { return Option{key: keyLength, n: n} }

// Lengths is [Length] for each axis of a transform over several, or -1 for the axis's own.
// Without Axis they are those of the last axes.
func Lengths(n ...int) Option { return Option{key: keyLengths, axes: axesOf(n...)} }

// Normalization sets which transforms have a factor, by NumPy's names: "backward", the
// default, 1/n for the inverse; "forward", 1/n for the other direction; "ortho", the
// root of 1/n for both.
func Normalization(name string) Option { return Option{key: keyNormalization, value: name} }

// The keywords of Fourier transforms.
const (
	transforms  = keyAxis | keyLength | keyNormalization | keyOut
	transformsN = keyAxis | keyLengths | keyNormalization | keyOut
)

// transform is one of the transforms along one axis.
type transform struct {
	from, to kindOfNumber
	inverse  bool
}

// kindOfNumber tells the numbers on one side of a transform.
type kindOfNumber uint8

const (
	complexNumbers kindOfNumber = iota
	realNumbers
	halfComplex // the first half of numbers that are symmetric
)

var (
	forward      = transform{complexNumbers, complexNumbers, false}
	backward     = transform{complexNumbers, complexNumbers, true}
	realForward  = transform{realNumbers, halfComplex, false}
	realBackward = transform{halfComplex, realNumbers, true}
)

// FFT returns the discrete Fourier transforms of x along an axis, the last by default:
// the sums of the elements j times exp(-2πi jk/n). float32 and complex64 become complex64, other numbers
// complex128.
//
// Keywords: Axis, Length, Normalization, Out.
func FFT(x any, opts ...Option) *Array { return along("fft", forward, x, opts) }

// IFFT returns the inverses of [FFT].
//
// Keywords: Axis, Length, Normalization, Out.
func IFFT(x any, opts ...Option) *Array { return along("ifft", backward, x, opts) }

// RFFT returns the first half, n/2+1 elements, of [FFT] of real numbers, which the other
// half mirrors.
//
// Keywords: Axis, Length, Normalization, Out.
func RFFT(x any, opts ...Option) *Array { return along("rfft", realForward, x, opts) }

// IRFFT returns the inverses of [RFFT], real numbers. Their length is that of [Length], or
// twice the length of x minus 2, so that of an odd one must be given.
//
// Keywords: Axis, Length, Normalization, Out.
func IRFFT(x any, opts ...Option) *Array { return along("irfft", realBackward, x, opts) }

// HFFT returns the transforms of numbers that are symmetric, of which x has the first
// half: real numbers, as many as [IRFFT] returns.
//
// Keywords: Axis, Length, Normalization, Out.
func HFFT(x any, opts ...Option) *Array {
	return along("hfft", transform{halfComplex, realNumbers, false}, x, opts)
}

// IHFFT returns the inverses of [HFFT]: the first half of numbers that are symmetric.
//
// Keywords: Axis, Length, Normalization, Out.
func IHFFT(x any, opts ...Option) *Array {
	return along("ihfft", transform{realNumbers, halfComplex, true}, x, opts)
}

// FFTN returns the discrete Fourier transforms of x over axes, all by default.
//
// Keywords: Axis, Lengths, Normalization, Out.
func FFTN(x any, opts ...Option) *Array { return over("fftn", forward, x, opts) }

// IFFTN returns the inverses of [FFTN].
//
// Keywords: Axis, Lengths, Normalization, Out.
func IFFTN(x any, opts ...Option) *Array { return over("ifftn", backward, x, opts) }

// RFFTN returns the first half of [FFTN] of real numbers along the last of the axes.
//
// Keywords: Axis, Lengths, Normalization, Out.
func RFFTN(x any, opts ...Option) *Array { return over("rfftn", realForward, x, opts) }

// IRFFTN returns the inverses of [RFFTN], real numbers.
//
// Keywords: Axis, Lengths, Normalization, Out.
func IRFFTN(x any, opts ...Option) *Array { return over("irfftn", realBackward, x, opts) }

// along is a transform along one axis.
func along(fn string, t transform, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, transforms, opts); err != nil {
		return failed(err)
	}
	x := operand(k.fn, v)
	axis, err := k.axis(&x, -1)
	if err != nil {
		return failed(err)
	}
	n := t.length(x, axis)
	if k.has&keyLength != 0 {
		n = k.option(keyLength).n
	}
	return k.result(k.transformed(t, x, axis, n, true))
}

// length is the length of a transform of x along an axis unless another is asked for.
func (t transform) length(x *Array, axis int) int {
	if t.from == halfComplex {
		return 2 * (length(x, axis) - 1)
	}
	return length(x, axis)
}

// over is a transform over several axes: the one with real numbers along the last.
func over(fn string, t transform, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, transformsN, opts); err != nil {
		return failed(err)
	}
	x := operand(k.fn, v)
	axes, lengths, err := k.axesAndLengths(x)
	if err != nil {
		return failed(err)
	}
	if len(axes) == 0 {
		if t.from != t.to {
			return reject(k.fn, fault.Value, "at least one axis is needed")
		}
		d, err := k.numbers(x, complexNumbers)
		if err != nil {
			return failed(err)
		}
		return k.copy(cast(x, d))
	}
	last := len(axes) - 1
	if lengths[last] < 0 {
		lengths[last] = t.length(x, axes[last])
	}
	for i := range last {
		if lengths[i] < 0 {
			lengths[i] = length(x, axes[i])
		}
	}
	plain := transform{inverse: t.inverse}
	inner := keywords{fn: k.fn, opts: k.opts, has: k.has &^ keyOut}
	z := x
	if t.from != halfComplex {
		z = inner.one(&k, t, z, axes[last], lengths[last], last == 0)
		for i := last - 1; i >= 0; i-- {
			z = inner.one(&k, plain, z, axes[i], lengths[i], i == 0)
		}
		return k.result(z)
	}
	for i := range last {
		z = inner.one(&k, plain, z, axes[i], lengths[i], false)
	}
	return k.result(inner.one(&k, t, z, axes[last], lengths[last], true))
}

// one is a step of a transform over several axes; the last one makes the result.
func (k *keywords) one(whole *keywords, t transform, x *Array, axis, n int, last bool) *Array {
	if err := x.Err(); err != nil {
		return x
	}
	if last {
		return whole.transformed(t, x, axis, n, true)
	}
	return k.transformed(t, x, axis, n, false)
}

// axesAndLengths returns the axes of a transform over several, and their lengths, -1 for
// those of the array.
func (k *keywords) axesAndLengths(x *Array) (axes, lengths []int, err error) {
	if err := x.Err(); err != nil {
		return nil, nil, err
	}
	if k.has&keyLengths != 0 {
		o := k.option(keyLengths)
		lengths = append(lengths, o.axes.list()...)
	}
	switch {
	case k.has&keyAxis != 0 && !k.all:
		for _, axis := range k.axes.list() {
			if axis, err = ndarray.NormalizeAxis(k.fn, axis, x.NDim()); err != nil {
				return nil, nil, err
			}
			axes = append(axes, axis)
		}
	default:
		n := x.NDim()
		if lengths != nil {
			n = len(lengths)
		}
		if n > x.NDim() {
			return nil, nil, fault.New(k.fn, fault.Value, "Shape and axes have different lengths: %d lengths for %d axes", n, x.NDim())
		}
		for i := range n {
			axes = append(axes, x.NDim()-n+i)
		}
	}
	if lengths == nil {
		for range axes {
			lengths = append(lengths, -1)
		}
	}
	if len(lengths) != len(axes) {
		return nil, nil, fault.New(k.fn, fault.Value, "Shape and axes have different lengths: %d and %d", len(lengths), len(axes))
	}
	for i, n := range lengths {
		if n == 0 || n < -1 {
			return nil, nil, fault.New(k.fn, fault.Value, "Invalid number of FFT data points (%d) specified for axis %d", n, axes[i])
		}
	}
	return axes, lengths, nil
}

// numbers returns the type in which x is transformed.
func (k *keywords) numbers(x *Array, kind kindOfNumber) (dtype.DType, error) {
	d := x.DType()
	single := d == dtype.Float32 || d == dtype.Complex64 || d.Kind() == dtype.KindFloat && d.Size() < 4
	switch {
	case d != dtype.Bool && d.Kind() != dtype.KindInt && d.Kind() != dtype.KindUint && d.Kind() != dtype.KindFloat && d.Kind() != dtype.KindComplex:
		return 0, fault.New(k.fn, fault.DType, "takes no elements of %v, only numbers", d)
	case kind == realNumbers && d.Kind() == dtype.KindComplex:
		return 0, fault.New(k.fn, fault.DType, "takes real numbers, not %v; fft takes complex ones", d)
	case kind == realNumbers && single:
		return dtype.Float32, nil
	case kind == realNumbers:
		return dtype.Float64, nil
	case single:
		return dtype.Complex64, nil
	}
	return dtype.Complex128, nil
}

// factor is what a transform of length n is multiplied by.
func (k *keywords) factor(inverse bool, n int) (float64, error) {
	name := "backward"
	if k.has&keyNormalization != 0 {
		name, _ = k.option(keyNormalization).value.(string)
	}
	switch {
	case name == "ortho":
		return 1 / math.Sqrt(float64(n)), nil
	case name != "backward" && name != "forward":
		return 0, fault.New(k.fn, fault.Value, "Invalid norm value %s; should be \"backward\",\"ortho\" or \"forward\".", name)
	case inverse == (name == "backward"):
		return 1 / float64(n), nil
	}
	return 1, nil
}

// transformed is the transform t of x of length n along an axis. The last one of
// several makes the result.
func (k *keywords) transformed(t transform, x *Array, axis, n int, last bool) *Array {
	if n < 1 {
		return reject(k.fn, fault.Value, "Invalid number of FFT data points (%d) specified.", n)
	}
	if t.ofReal(x, n) {
		t.from = realNumbers
	}
	d, err := k.numbers(x, t.from)
	if err != nil {
		return failed(err)
	}
	factor, err := k.factor(t.inverse, n)
	if err != nil {
		return failed(err)
	}
	x = cast(x, d)
	if x.Err() != nil {
		return x
	}
	shape := x.Shape()
	to := d
	switch t.to {
	case complexNumbers:
		shape[axis], to = n, complexType(d)
	case halfComplex:
		shape[axis], to = n/2+1, complexType(d)
	case realNumbers:
		shape[axis], to = n, realType(d)
	}
	var z *Array
	if last {
		z = k.dst(to, shape, x)
	} else {
		z = ndarray.Empty(to, shape...)
	}
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	if realType(d) == dtype.Float32 {
		err = transformRows[float32](k.fn, t, z, x, axis, n, factor)
	} else {
		err = transformRows[float64](k.fn, t, z, x, axis, n, factor)
	}
	if err != nil {
		return failed(err)
	}
	return z
}

// ofReal reports whether a transform of complex numbers is better made of one of real numbers, as x has: of an even number
// of them, which takes half of the time.
func (t transform) ofReal(x *Array, n int) bool {
	return t.from == complexNumbers && t.to == complexNumbers && n%2 == 0 && x.Err() == nil && x.DType().Kind() <= dtype.KindFloat
}

// mirror sets the second half of the transform z of n real numbers to the conjugates of the first.
func mirror[T fourier.Real](z []T, n int) {
	for k := 1; k < (n+1)/2; k++ {
		z[2*(n-k)], z[2*(n-k)+1] = z[2*k], -z[2*k+1]
	}
}

func transformRows[T fourier.Real](fn string, t transform, z, x *Array, axis, n int, factor float64) error {
	if length(x, axis) == 0 { // continued with zeros alone
		return z.Fill(0)
	}
	each := 2 * math.Log2(float64(n)+1)
	walk := rows.Start(fn, each*float64(n)/float64(length(x, axis)))
	walk.Add(x, axis, rows.Read)
	walk.Add(z, axis, rows.Write)
	row := transformRow[T]{t: t, n: n, given: length(x, axis), factor: T(factor)}
	scratch, columns := 0, 1
	if t.from == complexNumbers {
		row.plan = fourier.For[T](n)
		scratch = row.plan.Scratch()
		if most := row.plan.Together(); most > 1 && z.Size() >= leastTogether*n {
			columns = most
			walk.Columns(columns)
		}
	} else {
		row.reals = fourier.ForReal[T](n)
		scratch = row.reals.Scratch()
	}
	return walk.Run(func() (rows.Work, error) {
		w := row
		words, buffer, err := memory.Words((scratch+2*n)*columns + 2)
		if err != nil {
			return nil, err
		}
		w.buffer = buffer
		all := memory.As[T](words, len(words))
		w.scratch, w.in = all[:scratch*columns], all[scratch*columns:][:2*n*columns+2]
		return &w, nil
	})
}

// leastTogether is from how many transforms on they are made side by side.
const leastTogether = 4

// transformRow transforms one row after another.
type transformRow[T fourier.Real] struct {
	t           transform
	n, given    int
	factor      T
	plan        *fourier.Plan[T]
	reals       *fourier.RealPlan[T]
	scratch, in []T
	buffer      memory.Buffer
}

func (w *transformRow[T]) Release() { w.buffer.Release() }

// Row transforms the row at at[0] to at[1].
func (w *transformRow[T]) Row(at [rows.Most]unsafe.Pointer) error {
	parts := 2 // of an element of the row
	wanted := w.n
	switch w.t.from {
	case realNumbers:
		parts = 1
	case halfComplex:
		wanted = w.n/2 + 1
	}
	src := memory.Slice[T](at[0], parts*w.given)
	conjugate := w.t.from == halfComplex && !w.t.inverse
	if w.given < wanted || conjugate {
		n := copy(w.in, src)
		clear(w.in[min(n, parts*wanted) : parts*wanted])
		src = w.in
		if conjugate {
			for i := 1; i < 2*wanted; i += 2 {
				src[i] = -src[i]
			}
		}
	}
	src = src[:parts*wanted]
	var dst []T
	switch w.t.to {
	case complexNumbers:
		dst = memory.Slice[T](at[1], 2*w.n)
		if w.t.from == realNumbers {
			w.forward(dst[:2*(w.n/2+1)], src)
			mirror(dst, w.n)
			break
		}
		w.plan.Run(dst, src, w.scratch, w.t.inverse)
	case halfComplex:
		dst = memory.Slice[T](at[1], 2*(w.n/2+1))
		w.forward(dst, src)
	case realNumbers:
		dst = memory.Slice[T](at[1], w.n)
		w.reals.Inverse(dst, src, w.scratch)
	}
	w.scale(dst)
	return nil
}

// Columns transforms the columns of the matrix at at[0] to that at at[1], in complex numbers.
func (w *transformRow[T]) Columns(at [rows.Most]unsafe.Pointer, count int) error {
	src := memory.Slice[T](at[0], 2*w.given*count)
	if w.given < w.n {
		n := copy(w.in, src)
		clear(w.in[n : 2*w.n*count])
		src = w.in
	}
	dst := memory.Slice[T](at[1], 2*w.n*count)
	w.plan.RunColumns(dst, src, w.scratch, w.t.inverse, count)
	w.scale(dst)
	return nil
}

func (w *transformRow[T]) scale(dst []T) {
	if w.factor != 1 {
		for i := range dst {
			dst[i] *= w.factor
		}
	}
}

// forward writes the first half of the transform of real numbers to dst, or of the inverse.
func (w *transformRow[T]) forward(dst, src []T) {
	w.reals.Forward(dst, src, w.scratch)
	if w.t.inverse {
		for i := 1; i < len(dst); i += 2 {
			dst[i] = -dst[i]
		}
	}
}

// FFTFreq returns the frequencies of the elements of [FFT] of n samples that are d apart:
// 0, 1, … and then the negative ones up to -1, over d*n.
//
// Keywords: DType.
func FFTFreq(n int, d float64, opts ...Option) *Array {
	return frequencies("fftfreq", n, d, opts, func(i int) int {
		if i <= (n-1)/2 {
			return i
		}
		return i - n
	}, n)
}

// RFFTFreq returns the frequencies of the elements of [RFFT] of n samples that are d
// apart: 0 to n/2, over d*n.
//
// Keywords: DType.
func RFFTFreq(n int, d float64, opts ...Option) *Array {
	return frequencies("rfftfreq", n, d, opts, func(i int) int { return i }, n/2+1)
}

func frequencies(fn string, n int, d float64, opts []Option, at func(i int) int, count int) *Array {
	var k keywords
	if err := k.read(fn, keyDType, opts); err != nil {
		return failed(err)
	}
	if n < 1 {
		return reject(k.fn, fault.Value, "the number of samples is %d, it must be positive", n)
	}
	to := dtype.Float64
	if k.d != dtype.Invalid {
		to = k.d
	}
	if to.Kind() != dtype.KindFloat {
		return reject(k.fn, fault.DType, "frequencies are real numbers, not %v", to)
	}
	z, err := newOutput[float64](&k, to, nil, count)
	if err != nil {
		return failed(err)
	}
	step := 1 / float64(float64(n)*d) // As NumPy: the product with the reciprocal.
	for i := range z.data {
		z.data[i] = float64(at(i)) * step
	}
	return z.done()
}

// FFTShift returns x with the element of frequency zero in the middle of axes, all by
// default: rolled by half their lengths.
//
// Keywords: Axis.
func FFTShift(x any, opts ...Option) *Array {
	return shifted("fftshift", x, opts, func(n int) int { return n / 2 })
}

// IFFTShift returns the inverse of [FFTShift]; they differ for odd lengths.
//
// Keywords: Axis.
func IFFTShift(x any, opts ...Option) *Array {
	return shifted("ifftshift", x, opts, func(n int) int { return -(n / 2) })
}

func shifted(fn string, v any, opts []Option, by func(n int) int) *Array {
	var k keywords
	if err := k.read(fn, keyAxis, opts); err != nil {
		return failed(err)
	}
	x := operand(k.fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	axes := make([]int, x.NDim())
	for i := range axes {
		axes[i] = i
	}
	if k.has&keyAxis != 0 && !k.all {
		axes = k.axes.list()
	}
	shifts := make([]int, len(axes))
	for i, axis := range axes {
		axis, err := normalize(k.fn, axis, x)
		if err != nil {
			return failed(err)
		}
		shifts[i] = by(length(x, axis))
	}
	return k.roll(x, shifts, axes)
}
