// SPDX-License-Identifier: BSD-3-Clause

package pricing

import (
	"github.com/arraygen/arraygen/spec/kernels"
	"github.com/arraygen/arraygen/spec/lane"
)

// NormCDF returns the standard normal distribution function at x, with a
// relative error of about 1e-15 where the result is not tiny: a rational
// function times the density below 7.07, a continued fraction above. J. F.
// Hart et al., "Computer Approximations" (1968), algorithm 5666, as given by
// G. West, "Better approximations to cumulative normal functions" (2005).
func NormCDF[T lane.Float](x T) T {
	z := lane.Abs(x)
	e := kernels.Exp(T(z*z) * -0.5)

	p := lane.FMA(z, T(3.52624965998911e-02), 0.700383064443688)
	p = lane.FMA(p, z, 6.37396220353165)
	p = lane.FMA(p, z, 33.912866078383)
	p = lane.FMA(p, z, 112.079291497871)
	p = lane.FMA(p, z, 221.213596169931)
	p = lane.FMA(p, z, 220.206867912376)
	q := lane.FMA(z, T(8.83883476483184e-02), 1.75566716318264)
	q = lane.FMA(q, z, 16.064177579207)
	q = lane.FMA(q, z, 86.7807322029461)
	q = lane.FMA(q, z, 296.564248779674)
	q = lane.FMA(q, z, 637.333633378831)
	q = lane.FMA(q, z, 793.826512519948)
	q = lane.FMA(q, z, 440.413735824752)

	// z + 1/(z + 2/(z + 3/(z + 4/(z + 0.65)))) as one quotient n/d.
	n, d := z+T(0.65), T(1)
	n, d = lane.FMA(z, n, 4*d), n
	n, d = lane.FMA(z, n, 3*d), n
	n, d = lane.FMA(z, n, 2*d), n
	n, d = lane.FMA(z, n, d), n

	near := z < 7.07106781186547
	tail := T(e*lane.Select(near, p, d)) / lane.Select(near, q, T(n*2.506628274631))
	return lane.Select(x > 0, 1-tail, tail)
}
