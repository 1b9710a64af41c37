// SPDX-License-Identifier: BSD-3-Clause

// Command image maps the tones of a photograph with the fused kernel of
// package tone, checks every pixel against the same mathematics on math's
// functions, and prints what a pixel costs.
//
//	go run . [-gain 0.9] [-out DIR] [photo.jpg]
//
// It writes toned.png, the photograph before and after, and luma.npy, the
// luminance of the result as float32.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"example.com/image/tone"
	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
)

//go:embed data/grace_hopper.jpg
var photo []byte

func main() {
	gain := flag.Float64("gain", 0.9, "exposure: what linear light is multiplied by")
	dir := flag.String("out", ".", "folder of the results")
	flag.Parse()
	data := photo
	if flag.NArg() > 0 {
		var err error
		if data, err = os.ReadFile(flag.Arg(0)); err != nil {
			fail(err)
		}
	}
	if err := run(data, float32(*gain), *dir); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "image:", err)
	os.Exit(1)
}

func run(data []byte, gain float32, dir string) error {
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	src := image.NewRGBA(decoded.Bounds())
	draw.Draw(src, src.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	dst := image.NewRGBA(src.Bounds())
	copy(dst.Pix, src.Pix) // alpha

	// The colours are views of the image: every fourth byte of its memory.
	x, y := pixels(src), pixels(dst)
	h, w := x.Shape()[0], x.Shape()[1]
	luma := ndarray.Empty(dtype.Float32, h, w)
	call := tone.ToneMapUfunc.Out(y.Slice(":,:,0"), y.Slice(":,:,1"), y.Slice(":,:,2"), luma)
	apply := func() error {
		return call.CallN(x.Slice(":,:,0"), x.Slice(":,:,1"), x.Slice(":,:,2"), gain)[0].Err()
	}
	if err := apply(); err != nil {
		return err
	}
	fmt.Printf("photograph: %d x %d pixels, gain %g\n", w, h, gain)
	if err := check(src, dst, luma, gain); err != nil {
		return err
	}
	if err := times(apply, src, gain); err != nil {
		return err
	}
	return save(dir, src, dst, luma)
}

// pixels returns an image as an array of height x width x 4 bytes, which
// shares its memory.
func pixels(m *image.RGBA) *ndarray.Array {
	return ndarray.FromSlice(m.Pix, m.Rect.Dy(), m.Rect.Dx(), 4)
}

// check compares every pixel with the curve on math's functions in float64.
func check(src, dst *image.RGBA, luma *ndarray.Array, gain float32) error {
	lumas, err := ndarray.Data[float32](luma)
	if err != nil {
		return err
	}
	off, worst := 0, 0.0
	for i := range lumas {
		var lin [3]float64
		for c := range 3 {
			v := float64(src.Pix[4*i+c]) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			v *= float64(gain)
			lin[c] = math.Min(v*(2.51*v+0.03)/(v*(2.43*v+0.59)+0.14), 1)
			e := 12.92 * lin[c]
			if lin[c] > 0.0031308 {
				e = 1.055*math.Pow(lin[c], 1/2.4) - 0.055
			}
			// float32 may round a value half-way between two levels the other way.
			got := float64(dst.Pix[4*i+c])
			if d := math.Abs(got - 255*e); d > 0.5+1e-3 {
				return fmt.Errorf("pixel %d, colour %d: got %v, want %v", i, c, got, 255*e)
			}
			if got != math.RoundToEven(255*e) {
				off++
			}
		}
		l := 0.2126*lin[0] + 0.7152*lin[1] + 0.0722*lin[2]
		worst = math.Max(worst, math.Abs(float64(lumas[i])-l))
	}
	if worst > 1e-6 {
		return fmt.Errorf("luminance differs by %g", worst)
	}
	fmt.Printf("checked against math.Pow in float64: %d of %d bytes on the other side of a half, luminance within %.1e\n", off, 3*len(lumas), worst)
	return nil
}

// times prints what a pixel costs: by the same formulas as a Go loop, and by the
// kernel on each instruction set.
func times(apply func() error, src *image.RGBA, gain float32) error {
	dst, n := image.NewRGBA(src.Bounds()), len(src.Pix)/4
	luma := make([]float32, n)
	work := []measure.Work{{Name: "by hand", Run: measure.Timed(func() { byHand(dst.Pix, luma, src.Pix, gain) })}}
	plan := measure.Plan{Rounds: 9, Slice: time.Millisecond, Rand: rand.New(rand.NewPCG(1, 2))}
	fmt.Println("time per pixel, three colours and luminance, one fused pass over strided bytes:")
	samples := plan.Time(append(work, measure.Levels(apply)...))
	for i, s := range samples {
		if s.Err != nil {
			return s.Err
		}
		fmt.Printf("  %-7s %7.2f ns", s.Name, slices.Min(s.Nanos)/float64(n))
		switch i {
		case 0:
			fmt.Println(" (the same formulas as a Go loop on package math)")
		case 1:
			fmt.Printf(", %.1f times as fast as by hand (the portable Go loop, with the bits of those below)\n", speedup(samples, i))
		default:
			fmt.Printf(", %.1f times as fast as by hand\n", speedup(samples, i))
		}
	}
	return nil
}

func speedup(s []measure.Samples, i int) float64 {
	return slices.Min(s[0].Nanos) / slices.Min(s[i].Nanos)
}

// byHand is what one would write without a kernel: the formulas of its row, on
// package math, over the bytes of images.
func byHand(dst []uint8, luma []float32, src []uint8, gain float32) {
	for i := range luma {
		var lin [3]float32
		for c := range lin {
			v := float32(src[4*i+c]) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = float32(math.Pow(float64((v+0.055)/1.055), 2.4))
			}
			v *= gain
			lin[c] = min(v*(2.51*v+0.03)/(v*(2.43*v+0.59)+0.14), 1)
			e := 12.92 * lin[c]
			if lin[c] > 0.0031308 {
				e = 1.055*float32(math.Pow(float64(lin[c]), 1/2.4)) - 0.055
			}
			dst[4*i+c] = uint8(math.RoundToEven(float64(255 * e)))
		}
		luma[i] = 0.2126*lin[0] + 0.7152*lin[1] + 0.0722*lin[2]
	}
}

// save writes the luminance, and both images side by side.
func save(dir string, src, dst *image.RGBA, luma *ndarray.Array) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	name := filepath.Join(dir, "luma.npy")
	if err := npy.Save(name, luma); err != nil {
		return err
	}
	b := src.Bounds()
	both := image.NewRGBA(image.Rect(0, 0, 2*b.Dx(), b.Dy()))
	draw.Draw(both, b, src, b.Min, draw.Src)
	draw.Draw(both, b.Add(image.Pt(b.Dx(), 0)), dst, b.Min, draw.Src)
	picture := filepath.Join(dir, "toned.png")
	f, err := os.Create(picture)
	if err != nil {
		return err
	}
	if err := png.Encode(f, both); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	fmt.Printf("wrote %s and %s\n", filepath.Base(name), filepath.Base(picture))
	return nil
}
