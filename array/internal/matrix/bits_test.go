// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The factors of real matrices have the same bits on every architecture, with every level's kernels: products are
// kernels, and what is Go is rounded after each product. Sizes take the loops, leaves, blocks and panels.
func TestBits(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	want := map[string]string{
		"LU": "4fa30f6051b92d1c", "Cholesky": "89975e6a8fc72d36", "QR": "9583f6c1ad7c3993", "Hermitian": "5c7b357e6eae50c0", "SVD": "1ac6825886353961",
	}
	for _, name := range []string{"LU", "Cholesky", "QR", "Hermitian", "SVD"} {
		h := fnv.New64a()
		for _, n := range []int{3, 20, 47, 70, 140} {
			a := make([]float64, n*n)
			for i := range a { // not normally distributed: their logarithms differ
				a[i] = 2*r.Float64() - 1
			}
			symmetric := make([]float64, n*n)
			for i := range n {
				for j := range n {
					symmetric[i*n+j] = a[i*n+j] + a[j*n+i]
				}
				symmetric[i*n+i] += 4 * float64(n)
			}
			x, w, tau, other := slices.Clone(a), make([]float64, n), make([]float64, n), make([]float64, n*n)
			results := [][]float64{x, w, tau, other}
			switch name {
			case "LU":
				pivots := make([]int, n)
				LU(n, x, pivots)
				copy(other, symmetric)
				Solve(n, n, x, pivots, other)
			case "Cholesky":
				copy(x, symmetric)
				Cholesky(n, x)
			case "QR":
				QR(n, n, x, tau)
				copy(other, x)
				Q(n, n, other, tau)
			case "Hermitian":
				copy(x, symmetric)
				copy(other, symmetric)
				Hermitian(n, x, w, true, false)
				Hermitian(n, other, tau, false, false)
			case "SVD":
				u := make([]float64, n*n)
				SVD(n, n, x, w, u, n, other, n)
				copy(x, a)
				SVD(n, n, x, tau, nil, 0, nil, 0)
				results = append(results[1:], u)
			}
			for _, y := range results {
				for _, x := range y {
					var b [8]byte
					binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
					h.Write(b[:])
				}
			}
		}
		assert.Equal(t, want[name], fmt.Sprintf("%016x", h.Sum64()), name)
	}
}
