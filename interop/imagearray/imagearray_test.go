// SPDX-License-Identifier: BSD-3-Clause

package imagearray_test

import (
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/imagearray"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestRGBA(t *testing.T) {
	whole := image.NewRGBA(image.Rect(10, 20, 15, 24))
	whole.SetRGBA(12, 21, color.RGBA{1, 2, 3, 4})
	part := whole.SubImage(image.Rect(12, 21, 14, 24)).(*image.RGBA)
	a := imagearray.From(part)
	require.NoError(t, a.Err())
	assert.Equal(t, []int{3, 2, 4}, a.Shape())
	v, err := ndarray.ToSlice[uint8](a.Slice("0, 0"))
	require.NoError(t, err)
	assert.Equal(t, []uint8{1, 2, 3, 4}, v)
	require.NoError(t, ndarray.SetAt(a, uint8(99), 2, 1, 3))
	assert.Equal(t, uint8(99), whole.RGBAAt(13, 23).A)

	back, err := imagearray.ToRGBA(a)
	require.NoError(t, err)
	assert.Equal(t, image.Rect(0, 0, 2, 3), back.Rect)
	assert.Equal(t, uint8(99), back.RGBAAt(1, 2).A)
	back.SetRGBA(0, 0, color.RGBA{R: 7})
	assert.Equal(t, uint8(7), whole.RGBAAt(12, 21).R)
	nrgba, err := imagearray.ToNRGBA(a)
	require.NoError(t, err)
	assert.Equal(t, uint8(7), nrgba.NRGBAAt(0, 0).R)
}

func TestOneSample(t *testing.T) {
	for _, img := range []interface {
		image.Image
		Set(x, y int, c color.Color)
	}{image.NewGray(image.Rect(0, 0, 3, 2)), image.NewAlpha(image.Rect(0, 0, 3, 2))} {
		img.Set(2, 1, color.White)
		a := imagearray.From(img)
		v, err := ndarray.ToSlice[uint8](a)
		require.NoError(t, err)
		assert.Equal(t, []uint8{0, 0, 0, 0, 0, 255}, v, "%T", img)
	}
	for _, img := range []image.Image{image.NewNRGBA(image.Rect(0, 0, 3, 2)), image.NewCMYK(image.Rect(0, 0, 3, 2))} {
		assert.Equal(t, []int{2, 3, 4}, imagearray.From(img).Shape())
	}
	x := ndarray.FromSlice([]uint8{1, 2, 3, 4, 5, 6}, 2, 3)
	img, err := imagearray.ToGray(x.Slice(":, 1:"))
	require.NoError(t, err)
	assert.Equal(t, uint8(5), img.GrayAt(0, 1).Y)
	img, err = imagearray.ToGray(ndarray.Zeros(dtype.Uint8, 0, 4))
	require.NoError(t, err)
	assert.True(t, img.Bounds().Empty())
}

func Test16Bits(t *testing.T) {
	img := image.NewGray16(image.Rect(0, 0, 2, 2))
	img.SetGray16(1, 0, color.Gray16{0x1234})
	a := imagearray.From16(img)
	v, err := ndarray.ToSlice[uint16](a)
	require.NoError(t, err)
	assert.Equal(t, []uint16{0, 0x1234, 0, 0}, v)
	b := imagearray.Bytes16(img)
	assert.Equal(t, []int{2, 2, 2}, b.Shape())
	require.NoError(t, ndarray.SetAt(b, uint8(0xff), 1, 1, 0))
	assert.Equal(t, uint16(0xff00), img.Gray16At(1, 1).Y)
	back, err := imagearray.ToGray16(imagearray.From16(img).T())
	require.NoError(t, err)
	assert.Equal(t, uint16(0x1234), back.Gray16At(0, 1).Y)

	rgba := image.NewRGBA64(image.Rect(0, 0, 1, 1))
	rgba.SetRGBA64(0, 0, color.RGBA64{1, 2, 3, 0xffff})
	v, err = ndarray.ToSlice[uint16](imagearray.From16(rgba))
	require.NoError(t, err)
	assert.Equal(t, []uint16{1, 2, 3, 0xffff}, v)
	assert.Equal(t, []int{1, 1, 4}, imagearray.From16(image.NewNRGBA64(image.Rect(0, 0, 1, 1))).Shape())
	assert.Equal(t, []int{1, 1}, imagearray.From16(image.NewAlpha16(image.Rect(0, 0, 1, 1))).Shape())
}

func TestRefusals(t *testing.T) {
	for want, img := range map[string]image.Image{
		"imagearray.From: a *image.Gray16 has big-endian samples of 16 bits: From16 copies them, Bytes16 views their bytes":            image.NewGray16(image.Rect(0, 0, 1, 1)),
		"imagearray.From: a *image.Paletted is not made of samples in rows: draw it on an *image.NRGBA first, with package image/draw": image.NewPaletted(image.Rect(0, 0, 1, 1), palette.Plan9),
		"imagearray.From: FromBytes: uint8 of shape (2, 2) with strides (2, 1) at byte 0 leaves the memory of 3 bytes":                 &image.Gray{Pix: make([]byte, 3), Stride: 2, Rect: image.Rect(0, 0, 2, 2)},
	} {
		assert.EqualError(t, imagearray.From(img).Err(), want)
	}
	assert.EqualError(t, imagearray.From16(image.NewGray(image.Rect(0, 0, 1, 1))).Err(), "imagearray.From16: a *image.Gray has no samples of 16 bits; From takes those of 8")
	x := ndarray.Zeros(dtype.Uint8, 4, 5, 4)
	foreign := ndarray.FromForeign(ndarray.Foreign{Base: x.Pointer(), Len: 80}, dtype.Uint8, []int{4, 5, 4}, nil, 0)
	for want, a := range map[string]*ndarray.Array{
		"imagearray.ToRGBA: the array has uint16 elements, the image needs uint8":                                      ndarray.Zeros(dtype.Uint16, 2, 2, 4),
		"imagearray.ToRGBA: shape (4, 5) is not (height, width, 4)":                                                    x.Slice(":, :, 0"),
		"imagearray.ToRGBA: shape (4, 5, 3) is not (height, width, 4)":                                                 x.Slice(":, :, :3"),
		"imagearray.ToRGBA: the array is read-only, which an image doesn't know: copy it first, with Copy":             x.ReadOnly(),
		"imagearray.ToRGBA: the array is over foreign memory, which an image would not keep: copy it first, with Copy": foreign,
		"imagearray.ToRGBA: strides (-20, 4, 1) are not those of rows of adjacent pixels: copy it first, with Copy":    x.Slice("::-1"),
		"imagearray.ToRGBA: strides (20, 8, 1) are not those of rows of adjacent pixels: copy it first, with Copy":     x.Slice(":, ::2"),
		"imagearray.ToRGBA: strides (20, 4, -1) are not those of rows of adjacent pixels: copy it first, with Copy":    x.Slice(":, :, ::-1"),
	} {
		_, err := imagearray.ToRGBA(a)
		assert.EqualError(t, err, want)
	}
	_, err := imagearray.ToGray(x)
	assert.EqualError(t, err, "imagearray.ToGray: shape (4, 5, 4) is not (height, width)")
	_, err = imagearray.ToGray16(x)
	assert.EqualError(t, err, "imagearray.ToGray16: the array has uint8 elements, the image needs uint16")
	_, err = imagearray.ToGray16(ndarray.Zeros(dtype.Uint16, 3))
	assert.EqualError(t, err, "imagearray.ToGray16: shape (3,) is not (height, width)")
}

// The red channel of a picture is a view that can be written.
func ExampleFrom() {
	img := image.NewRGBA(image.Rect(0, 0, 3, 2))
	red := imagearray.From(img).Slice("..., 0")
	if err := red.Fill(200); err != nil {
		panic(err)
	}
	fmt.Println(img.RGBAAt(2, 1))
	// Output: {200 0 0 0}
}
