// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// The logarithm by a small table, for Power: with x = 2^k m, m from 63/64 up to 63/32, and c about
// 1/m, log(x) is k ln2 - log(c) + log1p(m c - 1). There are sixteen c, one for each sixteenth of the
// range, so that |m c - 1| is at most 1/32; the one around 1 is 1 itself, so that nothing cancels
// there. They have 11 bits. It is the method of P. T. P. Tang (1990), with a table that fits two
// registers of AVX-512.

// LogTableInverse is c. Generated loops read the tables, so they are exported.
var LogTableInverse = [16]float64{
	0x1p+0, 0x1.e2p-1, 0x1.c7p-1, 0x1.af4p-1, 0x1.998p-1, 0x1.86p-1, 0x1.744p-1, 0x1.644p-1,
	0x1.554p-1, 0x1.47cp-1, 0x1.3bp-1, 0x1.2f8p-1, 0x1.248p-1, 0x1.1a8p-1, 0x1.11p-1, 0x1.084p-1,
}

// LogTable and LogTableLo are -log(c) in two parts: the first is a multiple of 2^-43, as
// k*ln2Head is, so that their sum is exact.
var LogTable = [16]float64{
	0, 0x1.eea31c006cp-5, 0x1.e3707ee304p-4, 0x1.5f830a1a5dp-3,
	0x1.c97f8079d4p-3, 0x1.16b5ccbacf8p-2, 0x1.4668bf41ef8p-2, 0x1.736580f3ae8p-2,
	0x1.9f7240cc0fp-2, 0x1.c8c77e019b8p-2, 0x1.f168f7fb06p-2, 0x1.0bbf2fd23dcp-1,
	0x1.1ea5f6e70ecp-1, 0x1.30757344f1p-1, 0x1.41f8ff8471cp-1, 0x1.52a6d269bc8p-1,
}

var LogTableLo = [16]float64{
	0, -0x1.e113e4fc93b7bp-47, 0x1.0f684e6766abdp-45, -0x1.5bb2ece007c89p-45,
	0x1.3b161a8c6e6c5p-45, 0x1.b9acdf7a51681p-45, 0x1.943a274e95c25p-46, 0x1.b2a9674d9fb32p-45,
	-0x1.275b93a2de18dp-45, -0x1.3fcef6ec7ad0dp-45, -0x1.d6fb40a7c0c6ep-45, 0x1.40e80ad6bcd73p-45,
	-0x1.f45c0a3fcd723p-47, -0x1.ec82f533a1f99p-45, 0x1.610f75d329a3fp-45, -0x1.ffbbb2e12ec6dp-45,
}

// Log2Table is -log2(c).
var Log2Table = [16]float64{
	0, 0x1.64ce26c067157p-4, 0x1.5cba53a0762edp-3, 0x1.fb1fdb074bbf7p-3,
	0x1.4a03dcbd2e1bep-2, 0x1.921800924dd3bp-2, 0x1.d6e8acea8c8c8p-2, 0x1.0be7ebeb2cfa2p-1,
	0x1.2bae607425deap-1, 0x1.497f209a9b086p-1, 0x1.66ce34e4a6be5p-1, 0x1.8246ea6a6006bp-1,
	0x1.9d8bcbd52f3cdp-1, 0x1.b73dbe68b5a1cp-1, 0x1.d08222d28ebb0p-1, 0x1.e892308dc54b9p-1,
}

// The bits of 63/64, and those numbers that leave k + 2048 in the exponent field when they are
// subtracted from the bits of x, or of x 2^54.
const (
	tableStart  = 0x3fef800000000000
	tableLess   = 0xbfef800000000000
	tableLess54 = 0xc34f800000000000
)

// tableSplit64 returns m and k for u, the bits of x less tableLess, and the index of c.
func tableSplit64(u uint64) (m, k float64, i uint64) {
	m = lane.Float64frombits(u&(1<<52-1) + tableStart)
	e := lane.Float64frombits(u>>52 | 0x433<<52)
	return m, e - 0x10000000000800p0, u >> 48 & 15
}

// logPair64 returns log(x) as a rounded number and the rest, right to 2^-65 of it, for finite
// x > 0. The product m c is exact as a pair.
func logPair64(x float64) (h, l float64) {
	y := x
	less := uint64(tableLess)
	if x < 0x1p-1022 {
		y = x * 0x1p54
		less = tableLess54
	}
	m, k, i := tableSplit64(lane.Float64bits(y) - less)
	c := LogTableInverse[i]
	p := float64(m * c)
	d := lane.FMA(m, c, -p)
	r := p - 1 // exact
	// log1p(r + d) is r - r^2/2 + r^3/3 + r^4 q + d (1 - r + r^2 - r^3). The powers but the last
	// have their rounding errors with them: s + sl, w + wl.
	s := float64(r * r)
	sl := lane.FMA(r, r, -s)
	w := float64(s * r)
	wl := lane.FMA(sl, r, lane.FMA(s, r, -w))
	t := float64(s * s)
	a := lane.FMA(0x1.999999999be44p-3, r, -0x1.fffffffffff2cp-3)
	b := lane.FMA(0x1.24924900252c9p-3, r, -0x1.5555555725141p-3)
	e := lane.FMA(0x1.c71e1bbf13a23p-4, r, -0x1.ffffd5bea82cap-4)
	f := lane.FMA(0x1.7161a1f8b5da7p-4, r, -0x1.9a63a28411124p-4)
	q := lane.FMA(lane.FMA(f, s, e), t, lane.FMA(b, s, a))
	d = lane.FMA(-0.5, sl, lane.FMA(d, lane.FMA(s, 1-r, -r), d))
	d += lane.FMA(wl, third, float64(w*thirdLo))

	v := lane.FMA(k, ln2Head, LogTable[i]) // exact
	g, gl := fastTwoSum64(v, r)            // |v| is above |r|, or 0
	h, hl := fastTwoSum64(g, float64(-0.5*s))
	l = hl + (gl + (lane.FMA(k, ln2Rest, LogTableLo[i]) + d))
	// The larger terms come last, so that what they round counts once.
	return fastTwoSum64(h, lane.FMA(w, third, lane.FMA(t, q, l)))
}

// third and thirdLo are 1/3.
const (
	third   = 0x1.5555555555555p-2
	thirdLo = 0x1.5555555555555p-56
)

// log2Wide returns log2(x) with an error near 2^-52 of it, for a float64 x > 0 that is normal.
func log2Wide(x float64) float64 {
	m, k, i := tableSplit64(lane.Float64bits(x) - tableLess)
	r := lane.FMA(m, LogTableInverse[i], -1)
	s := float64(r * r)
	a := lane.FMA(-0x1.71547652b84f8p-1, r, 0x1.71547652b82fap+0)
	b := lane.FMA(-0x1.715476483e5b8p-2, r, 0x1.ec709dc421cbep-2)
	e := lane.FMA(-0x1.ec716e32af409p-3, r, 0x1.2776ba278f604p-2)
	f := lane.FMA(-0x1.6f48ed3e14aa3p-3, r, 0x1.a6ae725b0126ap-3)
	q := lane.FMA(lane.FMA(f, s, e), float64(s*s), lane.FMA(b, s, a))
	return k + lane.FMA(r, q, Log2Table[i])
}
