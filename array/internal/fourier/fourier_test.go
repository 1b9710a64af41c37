// SPDX-License-Identifier: BSD-3-Clause

package fourier

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const precision = 160

func wide(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// exactRoots returns exp(-2 pi i k/n) for all k, by the series of the n-th one and its
// powers, in 160 bits.
func exactRoots(n int) [][2]*big.Float {
	pi, _, err := big.ParseFloat("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798", 10, precision, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	x := new(big.Float).SetPrec(precision).Quo(new(big.Float).SetPrec(precision).Mul(pi, wide(-2)), wide(float64(n)))
	cos, sin, term := wide(0), wide(0), wide(1)
	for i := 0; i < 80; i++ {
		to := cos
		if i%2 != 0 {
			to = sin
		}
		if i%4 < 2 {
			to.Add(to, term)
		} else {
			to.Sub(to, term)
		}
		term = new(big.Float).SetPrec(precision).Quo(new(big.Float).SetPrec(precision).Mul(term, x), wide(float64(i+1)))
	}
	roots := make([][2]*big.Float, n)
	roots[0] = [2]*big.Float{wide(1), wide(0)}
	for k := 1; k < n; k++ {
		roots[k] = times(roots[k-1], [2]*big.Float{cos, sin})
	}
	return roots
}

func times(x, y [2]*big.Float) [2]*big.Float {
	mul := func(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Mul(a, b) }
	re, im := mul(x[0], y[0]), mul(x[0], y[1])
	return [2]*big.Float{re.Sub(re, mul(x[1], y[1])), im.Add(im, mul(x[1], y[0]))}
}

// The roots are the exact ones, rounded to nearest.
func TestRootsAreCorrectlyRounded(t *testing.T) {
	wrong := 0
	total := 0
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 12, 100, 127, 360, 1024, 1009, 5000} {
		c := newCircle(n)
		for k, want := range exactRoots(n) {
			re, im := c.at(k)
			for i, got := range []float64{re, im} {
				w, _ := want[i].Float64()
				if math.Abs(w) < 1e-30 { // zero, but for the precision of the powers
					w = 0
				}
				total++
				if w != got {
					wrong++
					require.InDelta(t, w, got, math.Abs(w)*0x1p-52, "n=%d k=%d", n, k)
				}
			}
		}
	}
	assert.Zero(t, wrong, "of %d", total)
}

// exact is the transform by its definition in 160 bits.
func exact(x []float64, roots [][2]*big.Float) [][2]*big.Float {
	n := len(roots)
	y := make([][2]*big.Float, n)
	for k := range n {
		re, im := wide(0), wide(0)
		for j := range n {
			z := times([2]*big.Float{wide(x[2*j]), wide(x[2*j+1])}, roots[j*k%n])
			re.Add(re, z[0])
			im.Add(im, z[1])
		}
		y[k] = [2]*big.Float{re, im}
	}
	return y
}

// distance returns the relative error of got in the 2-norm, in units of eps.
func distance[T Real](want [][2]*big.Float, got []T, eps float64) float64 {
	var off, size float64
	for k, w := range want {
		for i := range 2 {
			d, _ := new(big.Float).Sub(wide(float64(got[2*k+i])), w[i]).Float64()
			v, _ := w[i].Float64()
			off += d * d
			size += v * v
		}
	}
	return math.Sqrt(off/size) / eps
}

func lengths() []int {
	var list []int
	for n := 1; n <= 40; n++ {
		list = append(list, n)
	}
	return append(list, 81, 97, 101, 125, 128, 143, 210, 243, 256, 2*127, 131)
}

// Transforms and inverses are as near to the exact ones as rounding allows, for all
// kinds of lengths.
func TestAgainstExactTransforms(t *testing.T) {
	accurate[float64](t, 0x1p-53)
	if !testing.Short() {
		accurate[float32](t, 0x1p-24)
	}
}

func accurate[T Real](t *testing.T, eps float64) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range lengths() {
		x := make([]T, 2*n)
		wideX := make([]float64, 2*n)
		for i := range x {
			x[i] = T(2*r.Float64() - 1)
			wideX[i] = float64(x[i])
		}
		roots := exactRoots(n)
		bound := 1 + math.Log2(float64(n))
		p := For[T](n)
		if p.chirp != nil {
			bound *= 3
		}
		y, scratch := make([]T, 2*n), make([]T, p.Scratch())
		p.Run(y, x, scratch, false)
		assert.LessOrEqual(t, distance(exact(wideX, roots), y, eps), bound, "n=%d", n)
		in := append([]T(nil), x...)
		p.Run(in, in, scratch, false)
		require.Equal(t, y, in, "in place, n=%d", n)
		conjugate := make([][2]*big.Float, n)
		for k := range n {
			conjugate[k] = roots[(n-k)%n]
		}
		p.Run(y, x, scratch, true)
		assert.LessOrEqual(t, distance(exact(wideX, conjugate), y, eps), bound, "inverse, n=%d", n)

		// Of real elements.
		for i := range n {
			wideX[2*i], wideX[2*i+1] = wideX[i], 0
			if i > 0 {
				wideX[2*i] = float64(x[i])
			}
		}
		want := exact(wideX, roots)
		q := ForReal[T](n)
		half, scratch := make([]T, 2*(n/2+1)), make([]T, q.Scratch())
		q.Forward(half, x[:n], scratch)
		assert.LessOrEqual(t, distance(want[:n/2+1], half, eps), bound+1, "real, n=%d", n)
		back := make([]T, n)
		q.Inverse(back, half, scratch)
		for i := range back {
			assert.InDelta(t, float64(x[i]), float64(back[i])/float64(n), 4*bound*eps, fmt.Sprint("real inverse, n=", n))
		}
	}
}

// A plan that was not used for long is forgotten.
func TestPlansAreFew(t *testing.T) {
	var c plans[int]
	made := 0
	get := func(n int) { c.get(n, func(n int) *int { made++; return &n }) }
	for n := range 3 * most {
		get(n)
		get(0)
	}
	assert.Equal(t, 3*most, made)
	assert.LessOrEqual(t, len(c.all), most)
	get(1)
	assert.Equal(t, 3*most+1, made)
}

// The bits of results are those of this hash on every machine.
func TestBits(t *testing.T) {
	h := fnv.New64a()
	for _, n := range append(upTo(300), 8*139, 10*271) {
		x, p := make([]float64, 2*n), For[float64](n)
		for i := range x {
			x[i] = float64((i*i*7919+i*104729)%1009) / 1009
		}
		y, scratch := make([]float64, 2*n), make([]float64, p.Scratch())
		p.Run(y, x, scratch, n%2 == 0)
		q := ForReal[float64](n)
		half, more := make([]float64, 2*(n/2+1)), make([]float64, q.Scratch())
		q.Forward(half, x[:n], more)
		q.Inverse(x[:n], half, more)
		for _, v := range append(append(y, half...), x[:n]...) {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
			h.Write(b[:])
		}
	}
	assert.Equal(t, "8c360f723a1b02c1", fmt.Sprintf("%016x", h.Sum64()))
}

func upTo(n int) (list []int) {
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

// Where many transforms of a large prime length make a pass, that of one element is the roots, and float32 is as near to float64
// as its rounding allows.
func TestManyOfALargePrime(t *testing.T) {
	for _, n := range []int{8 * 131, 10 * 271, 3 * 5 * 293} {
		p := For[float64](n)
		require.Nil(t, p.chirp)
		roots := newCircle(n)
		x, y, scratch := make([]float64, 2*n), make([]float64, 2*n), make([]float64, p.Scratch())
		for _, j := range []int{0, 1, 7, n / 3, n - 1} {
			clear(x)
			x[2*j] = 1
			p.Run(y, x, scratch, false)
			for k := range n {
				re, im := roots.at(j * k % n)
				require.InDelta(t, re, y[2*k], 0x1p-51)
				require.InDelta(t, im, y[2*k+1], 0x1p-51)
			}
		}
		r := rand.New(rand.NewPCG(7, 8))
		single := make([]float32, 2*n)
		for i := range single {
			single[i] = float32(r.NormFloat64())
			x[i] = float64(single[i])
		}
		p.Run(y, x, scratch, false)
		q := For[float32](n)
		got := make([]float32, 2*n)
		q.Run(got, single, make([]float32, q.Scratch()), false)
		off, size := 0.0, 0.0
		for i := range y {
			off += (float64(got[i]) - y[i]) * (float64(got[i]) - y[i])
			size += y[i] * y[i]
		}
		require.LessOrEqual(t, math.Sqrt(off/size), (1+math.Log2(float64(n)))*0x1p-24)
		p.Run(y, y, scratch, true)
		for i := range y {
			require.InDelta(t, x[i], y[i]/float64(n), 64*0x1p-53)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{64, 1024, 1 << 14, 1 << 18, 1000, 1009} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := For[float64](n)
			x, y, scratch := make([]float64, 2*n), make([]float64, 2*n), make([]float64, p.Scratch())
			for i := range x {
				x[i] = float64(i % 7)
			}
			for b.Loop() {
				p.Run(y, x, scratch, false)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n)/math.Log2(float64(n)), "ns/n·log2(n)")
		})
	}
}
