// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"math/bits"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// The parameter lists of Fourier transforms.
const (
	transforms  = "a: array, n: int_or_none = None, axis: axis = -1, norm: str_or_none = None, out: out_or_outs = None"
	transformsN = "a: array, s: lengths_or_none = None, axes: axis_list_or_none = None, norm: str_or_none = None, out: out_or_outs = None"
	transforms2 = "a: array, s: lengths_or_none = None, axes: axis_list_or_none = (-2,-1), norm: str_or_none = None, out: out_or_outs = None"
	shifts      = "x: array, axes: axis_list_or_none = None"
)

// fftFunctions are those of the module fft: the standard's and NumPy's.
var fftFunctions = inModule("fft", []Function{
	{Name: "fft", Go: "FFT", Signature: transforms, Call: over(array.FFT), Work: transformWork},
	{Name: "ifft", Go: "IFFT", Signature: transforms, Call: over(array.IFFT), Work: transformWork},
	{Name: "rfft", Go: "RFFT", Signature: transforms, Call: over(array.RFFT), Work: transformWork},
	{Name: "irfft", Go: "IRFFT", Signature: transforms, Call: over(array.IRFFT), Work: transformWork},
	{Name: "hfft", Go: "HFFT", Signature: transforms, Call: over(array.HFFT), Work: transformWork},
	{Name: "ihfft", Go: "IHFFT", Signature: transforms, Call: over(array.IHFFT), Work: transformWork},
	{Name: "fftn", Go: "FFTN", Signature: transformsN, Call: over(array.FFTN), Work: transformWork},
	{Name: "ifftn", Go: "IFFTN", Signature: transformsN, Call: over(array.IFFTN), Work: transformWork},
	{Name: "rfftn", Go: "RFFTN", Signature: transformsN, Call: over(array.RFFTN), Work: transformWork},
	{Name: "irfftn", Go: "IRFFTN", Signature: transformsN, Call: over(array.IRFFTN), Work: transformWork},
	{Name: "fft2", Go: "FFTN", Signature: transforms2, Call: over(array.FFTN), Work: transformWork},
	{Name: "ifft2", Go: "IFFTN", Signature: transforms2, Call: over(array.IFFTN), Work: transformWork},
	{Name: "rfft2", Go: "RFFTN", Signature: transforms2, Call: over(array.RFFTN), Work: transformWork},
	{Name: "irfft2", Go: "IRFFTN", Signature: transforms2, Call: over(array.IRFFTN), Work: transformWork},
	{Name: "fftfreq", Go: "FFTFreq", Signature: frequencies, NotNumPy: true, Call: frequenciesOf(array.FFTFreq), Work: firstWork},
	{Name: "rfftfreq", Go: "RFFTFreq", Signature: frequencies, NotNumPy: true, Call: frequenciesOf(array.RFFTFreq), Work: firstWork},
	{Name: "fftshift", Go: "FFTShift", Signature: shifts, Call: over(array.FFTShift)},
	{Name: "ifftshift", Go: "IFFTShift", Signature: shifts, Call: over(array.IFFTShift)},
})

const frequencies = "n: int, d: number = 1.0, device: device = None, *, dtype: dtype = None"

func frequenciesOf(f func(int, float64, ...array.Option) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		d, err := a.Float(1)
		if err != nil {
			return nil, err
		}
		options, err := a.options(2)
		if err != nil {
			return nil, err
		}
		return ok(f(a.Int(0, 0), d, options...))
	}
}

func firstWork(a Args) float64 { return float64(a.Int(0, 0)) }

// transformWork is the elements, as many as lengths ask for, times the logarithm of their
// number.
func transformWork(a Args) float64 {
	n := float64(a.Array(0).Size())
	asked := 1.0
	for _, m := range a.Ints(1) {
		asked *= float64(max(m, 1))
	}
	return (n + asked) * 4 * float64(1+bits.Len(uint(n+asked)))
}
