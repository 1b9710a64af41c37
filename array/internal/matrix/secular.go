// SPDX-License-Identifier: BSD-3-Clause

package matrix

import "math"

// secular finds root i of 1 + rho sum z[j]²/(pole[j] - x), where the poles ascend, rho is positive and gap[j] is
// pole[j] less the pole origin, which is i, or for roots nearer to it, i+1. It returns the root less that pole in
// offset, and sets gap[j] to pole[j] less the root, each with a small relative error: by rational interpolation with
// the poles next to the root, as Li, Solving secular equations stably and efficiently (LAPACK working note 89, 1993).
// The gaps are computed by poles.
func secular(i, n int, rho float64, z, gap []float64, poles func(origin int, gap []float64)) (origin int, offset float64) {
	z, gap = z[:n], gap[:n]
	poles(i, gap)
	origin = i
	if n == 1 {
		offset = rho * float64(z[0]*z[0])
		gap[0] = -offset
		return 0, offset
	}
	left, right := i, i+1 // the poles whose terms are interpolated
	var low, high float64 // the root is between, less the origin
	if i < n-1 {
		// The value in the middle tells which half; the terms of the two poles and the rest of it, a first offset.
		width := gap[i+1]
		middle := 0.5 * width
		f, _ := evaluate(i, rho, z, gap, middle)
		p, q := float64(rho*float64(z[i]*z[i])), float64(rho*float64(z[i+1]*z[i+1]))
		rest := f.value + p/middle - q/(width-middle)
		if f.value >= 0 {
			high = middle
			a, b := float64(rest*width)+p+q, p*width
			root := math.Sqrt(math.Abs(float64(a*a) - float64(4*b*rest)))
			if a > 0 {
				offset = 2 * b / (a + root)
			} else {
				offset = (a - root) / (2 * rest)
			}
		} else {
			origin = i + 1
			poles(origin, gap)
			low = gap[i] - gap[i]*0.5
			a, b := float64(rest*width)-p-q, q*width
			root := math.Sqrt(math.Abs(float64(a*a) + float64(4*b*rest)))
			if a < 0 {
				offset = 2 * b / (a - root)
			} else {
				offset = -(a + root) / (2 * rest)
			}
		}
		if !(offset > low && offset < high) {
			offset = 0.5 * (low + high)
		}
	} else {
		left, right = n-2, n-1
		sum := 0.0
		for _, x := range z {
			sum += float64(x * x)
		}
		high = float64(rho * sum * (1 + 8*eps))
		offset = 0.5 * high
	}
	cut := left // sums up to it and after it
	for range 100 {
		f, noise := evaluate(cut, rho, z, gap, offset)
		if math.Abs(f.value) <= noise {
			break
		}
		if f.value < 0 {
			low = offset
		} else {
			high = offset
		}
		// c + s/(dl - x) + t/(dr - x) has the values and slopes of both sums at x = 0; dl and dr are the distances.
		dl, dr := gap[left]-offset, gap[right]-offset
		c := f.value - float64(dl*f.below) - float64(dr*f.above)
		a := float64((dl+dr)*f.value) - float64(float64(dl*dr)*(f.below+f.above))
		b := float64(dl*dr) * f.value
		root := math.Sqrt(math.Abs(float64(a*a) - float64(4*b*c)))
		var step float64
		switch {
		case i == n-1 && c != 0 && a >= 0:
			step = (a + root) / (2 * math.Abs(c))
		case i == n-1 && c != 0:
			step = 2 * b / (a - root)
		case a <= 0:
			step = (a - root) / (2 * c)
		default:
			step = 2 * b / (a + root)
		}
		if !(f.value*step < 0) { // the function rises
			step = -f.value / (f.below + f.above)
		}
		next := offset + step
		if !(next > low && next < high) {
			next = 0.5 * (low + high)
		}
		if next == offset || next == low || next == high {
			break
		}
		offset = next
	}
	for j := range gap {
		gap[j] -= offset
	}
	return origin, offset
}

// A sum is the value of the secular function, and the slopes of its terms up to an index and after it.
type sum struct{ value, below, above float64 }

// evaluate computes the secular function at a distance from the origin of the gaps, and a bound on what rounding
// makes of it.
func evaluate(cut int, rho float64, z, gap []float64, x float64) (f sum, noise float64) {
	below, slopeBelow := terms(z[:cut+1], gap[:cut+1], x)
	above, slopeAbove := terms(z[cut+1:], gap[cut+1:], x)
	below, above = float64(rho*below), float64(rho*above)
	f = sum{1 + below + above, float64(rho * slopeBelow), float64(rho * slopeAbove)}
	noise = 8 * eps * (1 + math.Abs(below) + math.Abs(above))
	return f, noise
}

// terms is the sum of z²/(gap - x) and of its slopes. Four sums don't wait for each other.
func terms(z, gap []float64, x float64) (value, slope float64) {
	gap = gap[:len(z)]
	var v0, v1, s0, s1 float64
	j := 0
	for ; j+1 < len(z); j += 2 {
		p, q := z[j]/(gap[j]-x), z[j+1]/(gap[j+1]-x)
		v0 += float64(z[j] * p)
		v1 += float64(z[j+1] * q)
		s0 += float64(p * p)
		s1 += float64(q * q)
	}
	if j < len(z) {
		p := z[j] / (gap[j] - x)
		v0 += float64(z[j] * p)
		s0 += float64(p * p)
	}
	return v0 + v1, s0 + s1
}
