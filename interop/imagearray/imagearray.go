// SPDX-License-Identifier: BSD-3-Clause

// Package imagearray passes images of Go's standard library to and from
// arrays. An image of 8 bits per sample is an array of uint8 over the same
// memory: (height, width) for grey and alpha, (height, width, 4) for colours,
// the samples in the order of their names: red, green, blue, alpha.
//
// Images of 16 bits hold their samples as big-endian pairs of bytes, which an
// array of uint16 can't be a view of on a little-endian machine, and must not
// on a big-endian one, lest programs differ. So there are two ways: [From16]
// and [ToGray16] copy to and from uint16, and [Bytes16] is a view whose last
// axis has the high and the low byte of a sample.
package imagearray

import (
	"image"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// From returns an array over the samples of an image of 8 bits per sample:
// *image.RGBA, *image.NRGBA, *image.CMYK, *image.Gray or *image.Alpha.
func From(img image.Image) *ndarray.Array {
	const fn = "imagearray.From"
	switch m := img.(type) {
	case *image.RGBA:
		return view(fn, m.Pix, m.Stride, m.Rect, 4)
	case *image.NRGBA:
		return view(fn, m.Pix, m.Stride, m.Rect, 4)
	case *image.CMYK:
		return view(fn, m.Pix, m.Stride, m.Rect, 4)
	case *image.Gray:
		return view(fn, m.Pix, m.Stride, m.Rect)
	case *image.Alpha:
		return view(fn, m.Pix, m.Stride, m.Rect)
	case *image.Gray16, *image.RGBA64, *image.NRGBA64, *image.Alpha16:
		return ndarray.Failed(fault.New(fn, fault.DType, "a %T has big-endian samples of 16 bits: From16 copies them, Bytes16 views their bytes", img))
	}
	return ndarray.Failed(fault.New(fn, fault.Value, "a %T is not made of samples in rows: draw it on an *image.NRGBA first, with package image/draw", img))
}

// Bytes16 returns an array of uint8 over the samples of an image of 16 bits per
// sample (*image.Gray16, *image.Alpha16, *image.RGBA64 or *image.NRGBA64). Its
// last axis has the high byte of a sample, then the low one.
func Bytes16(img image.Image) *ndarray.Array {
	const fn = "imagearray.Bytes16"
	switch m := img.(type) {
	case *image.Gray16:
		return view(fn, m.Pix, m.Stride, m.Rect, 2)
	case *image.Alpha16:
		return view(fn, m.Pix, m.Stride, m.Rect, 2)
	case *image.RGBA64:
		return view(fn, m.Pix, m.Stride, m.Rect, 4, 2)
	case *image.NRGBA64:
		return view(fn, m.Pix, m.Stride, m.Rect, 4, 2)
	}
	return ndarray.Failed(fault.New(fn, fault.DType, "a %T has no samples of 16 bits; From takes those of 8", img))
}

// From16 returns the samples of an image of 16 bits per sample as a new array
// of uint16: (height, width) or (height, width, 4).
func From16(img image.Image) *ndarray.Array {
	b := Bytes16(img)
	if err := b.Err(); err != nil {
		if e, ok := err.(*fault.Error); ok {
			e.Func = "imagearray.From16"
		}
		return b
	}
	bytes, err := ndarray.ToSlice[uint8](b)
	if err != nil {
		return ndarray.Failed(err)
	}
	samples, err := ndarray.MakeSlice[uint16]("imagearray.From16", len(bytes)/2)
	if err != nil {
		return ndarray.Failed(err)
	}
	for i := range samples {
		samples[i] = uint16(bytes[2*i])<<8 | uint16(bytes[2*i+1])
	}
	shape := b.Shape()
	return ndarray.FromSlice(samples, shape[:len(shape)-1]...)
}

// view returns an array over rows of pixels, each of which has the given shape
// of bytes.
func view(fn string, pix []byte, stride int, r image.Rectangle, pixel ...int) *ndarray.Array {
	size := 1
	for _, n := range pixel {
		size *= n
	}
	shape := append([]int{r.Dy(), r.Dx()}, pixel...)
	strides := []int{stride, size}
	for i := range pixel {
		step := 1
		for _, n := range pixel[i+1:] {
			step *= n
		}
		strides = append(strides, step)
	}
	a := ndarray.FromBytes(pix, dtype.Uint8, shape, strides, 0)
	if err := a.Err(); err != nil {
		return ndarray.Failed(fault.Wrap(fn, fault.Layout, err))
	}
	return a
}

// ToRGBA returns an image over an array of uint8 of shape (height, width, 4),
// whose colours are multiplied by their alpha.
func ToRGBA(a *ndarray.Array) (*image.RGBA, error) {
	pix, stride, r, err := pixels("imagearray.ToRGBA", a, 4)
	if err != nil {
		return nil, err
	}
	return &image.RGBA{Pix: pix, Stride: stride, Rect: r}, nil
}

// ToNRGBA returns an image over an array of uint8 of shape (height, width, 4),
// whose colours are not multiplied by their alpha.
func ToNRGBA(a *ndarray.Array) (*image.NRGBA, error) {
	pix, stride, r, err := pixels("imagearray.ToNRGBA", a, 4)
	if err != nil {
		return nil, err
	}
	return &image.NRGBA{Pix: pix, Stride: stride, Rect: r}, nil
}

// ToGray returns an image over an array of uint8 of shape (height, width).
func ToGray(a *ndarray.Array) (*image.Gray, error) {
	pix, stride, r, err := pixels("imagearray.ToGray", a, 1)
	if err != nil {
		return nil, err
	}
	return &image.Gray{Pix: pix, Stride: stride, Rect: r}, nil
}

// ToGray16 returns a new image of the samples of an array of uint16 of shape
// (height, width).
func ToGray16(a *ndarray.Array) (*image.Gray16, error) {
	const fn = "imagearray.ToGray16"
	switch {
	case a.Err() != nil:
		return nil, a.Err()
	case a.DType() != dtype.Uint16:
		return nil, fault.New(fn, fault.DType, "the array has %v elements, the image needs uint16", a.DType())
	case a.NDim() != 2:
		return nil, fault.New(fn, fault.Shape, "shape %s is not (height, width)", fault.ShapeText(a.Shape()))
	}
	samples, err := ndarray.ToSlice[uint16](a)
	if err != nil {
		return nil, err
	}
	img := image.NewGray16(image.Rect(0, 0, a.Shape()[1], a.Shape()[0]))
	for i, s := range samples {
		img.Pix[2*i], img.Pix[2*i+1] = byte(s>>8), byte(s)
	}
	return img, nil
}

// pixels returns the fields of an image over an array whose pixels have
// channels samples.
func pixels(fn string, a *ndarray.Array, channels int) (pix []byte, stride int, r image.Rectangle, err error) {
	refuse := func(kind fault.Kind, format string, args ...any) ([]byte, int, image.Rectangle, error) {
		return nil, 0, image.Rectangle{}, fault.New(fn, kind, format, args...)
	}
	if err := a.Err(); err != nil {
		return nil, 0, image.Rectangle{}, err
	}
	raw := a.Raw()
	shape, strides := raw.Shape, raw.Strides
	switch {
	case raw.DType != dtype.Uint8:
		return refuse(fault.DType, "the array has %v elements, the image needs uint8", raw.DType)
	case channels == 1 && len(shape) != 2:
		return refuse(fault.Shape, "shape %s is not (height, width)", fault.ShapeText(a.Shape()))
	case channels > 1 && (len(shape) != 3 || shape[2] != channels):
		return refuse(fault.Shape, "shape %s is not (height, width, %d)", fault.ShapeText(a.Shape()), channels)
	case !a.Writeable():
		return refuse(fault.ReadOnly, "the array is read-only, which an image doesn't know: copy it first, with Copy")
	case raw.Owner != nil:
		return refuse(fault.Layout, "the array is over foreign memory, which an image would not keep: copy it first, with Copy")
	}
	h, w := shape[0], shape[1]
	r = image.Rect(0, 0, w, h)
	if a.Size() == 0 {
		return nil, w * channels, r, nil
	}
	stride = strides[0]
	if h == 1 {
		stride = w * channels
	}
	if w > 1 && strides[1] != channels || channels > 1 && strides[2] != 1 || stride < w*channels {
		return refuse(fault.Layout, "strides %s are not those of rows of adjacent pixels: copy it first, with Copy", fault.ShapeText(a.Strides()))
	}
	return unsafe.Slice((*byte)(raw.Ptr), (h-1)*stride+w*channels), stride, r, nil
}
