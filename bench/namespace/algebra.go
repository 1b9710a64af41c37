// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

var multiplied = map[string]call{
	"matmul":          made(func(o *operands) *array.Array { return array.Matmul(o.h, o.j) }),
	"dot(vectors)":    made(func(o *operands) *array.Array { return array.Dot(o.a, o.a) }),
	"vecdot":          made(func(o *operands) *array.Array { return array.Vecdot(o.a, o.a) }),
	"tensordot":       made(func(o *operands) *array.Array { return array.Tensordot(o.h, o.j, 1) }),
	"einsum":          made(func(o *operands) *array.Array { return array.Einsum("ij,jk->ik", o.h, o.j) }),
	"inner":           made(func(o *operands) *array.Array { return array.Inner(o.a, o.a) }),
	"inner(matrices)": made(func(o *operands) *array.Array { return array.Inner(o.h, o.j) }),
	"vdot":            made(func(o *operands) *array.Array { return array.Vdot(o.a, o.a) }),
	"kron":            made(func(o *operands) *array.Array { return array.Kron(o.h, o.j) }),
	"matvec":          made(func(o *operands) *array.Array { return array.Matvec(o.r, o.r.Index(ndarray.Int(0))) }),
	"vecmat": made(func(o *operands) *array.Array {
		return array.Vecmat(o.r.Index(ndarray.All, ndarray.Int(0)), o.r)
	}),
}

var calculated = map[string]call{
	"gradient":       several(func(o *operands) ([]*array.Array, error) { return array.Gradient(o.f, nil) }),
	"cov":            made(func(o *operands) *array.Array { return array.Cov(o.t) }),
	"corrcoef":       made(func(o *operands) *array.Array { return array.Corrcoef(o.t) }),
	"outer":          made(func(o *operands) *array.Array { return array.Outer(o.e, o.e) }),
	"polyval":        made(func(o *operands) *array.Array { return array.Polyval(o.e10, o.f) }),
	"polyadd":        made(func(o *operands) *array.Array { return array.Polyadd(o.f, o.f) }),
	"polysub":        made(func(o *operands) *array.Array { return array.Polysub(o.f, o.f) }),
	"polymul":        made(func(o *operands) *array.Array { return array.Polymul(o.f, o.e10) }),
	"polyder":        made(func(o *operands) *array.Array { return array.Polyder(o.f, 1) }),
	"polyint":        made(func(o *operands) *array.Array { return array.Polyint(o.f, 1, 0) }),
	"poly":           made(func(o *operands) *array.Array { return array.Poly(o.e10) }),
	"roots":          made(func(o *operands) *array.Array { return array.Roots(o.e10) }),
	"convolve":       made(func(o *operands) *array.Array { return array.Convolve(o.f, o.e10) }),
	"convolve(long)": made(func(o *operands) *array.Array { return array.Convolve(o.f, o.e) }),
	"correlate":      made(func(o *operands) *array.Array { return array.Correlate(o.f, o.e10) }),
	"cross":          made(func(o *operands) *array.Array { return array.Cross(o.v3, o.v3) }),
	"polydiv": several(func(o *operands) ([]*array.Array, error) {
		quotient, rest, err := array.Polydiv(o.f, o.e10)
		return []*array.Array{quotient, rest}, err
	}),
}

var decomposed = map[string]call{
	"inv":          made(func(o *operands) *array.Array { return array.Inv(o.q2) }),
	"solve":        made(func(o *operands) *array.Array { return array.Solve(o.q2, o.q2) }),
	"det":          made(func(o *operands) *array.Array { return array.Det(o.q2) }),
	"slogdet":      several(func(o *operands) ([]*array.Array, error) { return together(array.Slogdet(o.q2)) }),
	"cholesky":     made(func(o *operands) *array.Array { return array.Cholesky(o.q3) }),
	"qr":           several(func(o *operands) ([]*array.Array, error) { return together(array.QR(o.q2)) }),
	"svd":          several(func(o *operands) ([]*array.Array, error) { return together(array.SVD(o.q2)) }),
	"eigh":         several(func(o *operands) ([]*array.Array, error) { return together(array.Eigh(o.q3)) }),
	"eig":          several(func(o *operands) ([]*array.Array, error) { return together(array.Eig(o.q2)) }),
	"pinv":         made(func(o *operands) *array.Array { return array.Pinv(o.q2) }),
	"norm":         made(func(o *operands) *array.Array { return array.Norm(o.f) }),
	"matrix_power": made(func(o *operands) *array.Array { return array.MatrixPower(o.q2, 3) }),
	"matrix_rank":  made(func(o *operands) *array.Array { return array.MatrixRank(o.q2) }),
	"multi_dot":    made(func(o *operands) *array.Array { return array.MultiDot([]any{o.q2, o.q2, o.q2}) }),
	"vector_norm":  made(func(o *operands) *array.Array { return array.VectorNorm(o.r0, array.Axis(1)) }),
	"inv(batch)":   made(func(o *operands) *array.Array { return array.Inv(o.q4) }),
	"solve(batch)": made(func(o *operands) *array.Array { return array.Solve(o.q4, o.q4) }),
	"det(batch)":   made(func(o *operands) *array.Array { return array.Det(o.q4) }),
	"lstsq": several(func(o *operands) ([]*array.Array, error) {
		x, residuals, _, singular, err := array.Lstsq(o.q2, o.q2.Index(ndarray.Int(0)))
		return []*array.Array{x, residuals, singular}, err
	}),

	"fft":        made(func(o *operands) *array.Array { return array.FFT(o.f) }),
	"ifft":       made(func(o *operands) *array.Array { return array.IFFT(o.u) }),
	"rfft":       made(func(o *operands) *array.Array { return array.RFFT(o.f) }),
	"irfft":      made(func(o *operands) *array.Array { return array.IRFFT(o.u) }),
	"fft(rows)":  made(func(o *operands) *array.Array { return array.FFT(o.r0) }),
	"fft2":       made(func(o *operands) *array.Array { return array.FFTN(o.q2) }),
	"rfft2":      made(func(o *operands) *array.Array { return array.RFFTN(o.q2) }),
	"fft(prime)": made(func(o *operands) *array.Array { return array.FFT(o.f1) }),
	"fftshift":   made(func(o *operands) *array.Array { return array.FFTShift(o.f) }),
	"fftfreq":    made(func(o *operands) *array.Array { return array.FFTFreq(o.n, 1) }),
}
