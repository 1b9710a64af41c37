package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Tan returns the tangent of x radians; within 1 ULP in float32 and float64 for
// every x.
//
// Tan(+-0) = +-0, Tan(+-Inf) = NaN, Tan(NaN) = NaN.
func Tan[T lane.Float](x T) T { return lane.Pick(x, tan32, tan64) }

// TanCorrect is Tan, correctly rounded in float32.
func TanCorrect[T lane.Float](x T) T { return lane.Pick(x, tanCorrect32, tan64) }

func tan64(x float64) float64 {
	if lane.Rare(lane.Abs(x) >= trigLarge) {
		return TanLarge(x)
	}
	r, t, q := reduce64(x)
	h, l := tanSum64(r, t, q)
	return lane.Select(x == 0, x, h+l)
}

// tanSum64 returns tan(r + t + q pi/2) as the quotient of sine and cosine and
// its correction: sine over cosine for even q, and minus cosine over sine.
func tanSum64(r, t float64, q uint64) (h, l float64) {
	z := float64(r * r)
	s, sl := sinSum64(r, t, z)
	c, cl := cosSum64(r, t, z)
	s, sl = fastTwoSum64(s, sl)
	c, cl = fastTwoSum64(c, cl)
	odd := q&1 != 0
	n, nl := lane.Select(odd, -c, s), lane.Select(odd, -cl, sl)
	d, dl := lane.Select(odd, s, c), lane.Select(odd, sl, cl)
	i := 1 / d
	h = float64(n * i)
	return h, float64((lane.FMA(-h, d, n) + lane.FMA(-h, dl, nl)) * i)
}

// fastTwoSum64 returns x + y as its rounded value and the rest, exactly, for |x|
// not below |y|. T. J. Dekker.
func fastTwoSum64(x, y float64) (s, e float64) {
	s = x + y
	return s, (x - s) + y
}

// tanCorrect32 evaluates in float64 and rounds once.
func tanCorrect32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= 0x1p24) {
		return TanLarge32(x)
	}
	r, q := reduceWide(float64(x))
	z := float64(r * r)
	s, c := sinPart64(r, 0, z), cosPart64(r, 0, z)
	odd := q&1 != 0
	v := float32(lane.Select(odd, -c, s) / lane.Select(odd, s, c))
	return lane.Select(x == 0, x, v)
}

// tan32 is tan64 for float32.
func tan32(x float32) float32 {
	if lane.Rare(lane.Abs(x) >= trigLarge32) {
		return TanLarge32(x)
	}
	r, t, q := reduce32(x)
	z := float32(r * r)
	s := lane.FMA[float32](-0x1.9917e4p-13, z, 0x1.1106bep-7)
	s = lane.FMA(s, z, -0x1.555544p-3)
	s, sl := fastTwoSum32(r, lane.FMA(float32(z*r), s, t))
	c := lane.FMA[float32](0x1.99e1dap-16, z, -0x1.6c0c1cp-10)
	c = lane.FMA(c, z, 0x1.55554ap-5)
	w := lane.FMA(z, -0.5, 1)
	l := lane.FMA(z, -0.5, 1-w)
	c, cl := fastTwoSum32(w, lane.FMA(float32(z*z), c, lane.FMA(r, -t, l)))
	odd := q&1 != 0
	n, nl := lane.Select(odd, -c, s), lane.Select(odd, -cl, sl)
	d, dl := lane.Select(odd, s, c), lane.Select(odd, sl, cl)
	i := 1 / d
	h := float32(n * i)
	v := h + float32((lane.FMA(-h, d, n)+lane.FMA(-h, dl, nl))*i)
	return lane.Select(x == 0, x, v)
}

// fastTwoSum32 is fastTwoSum64 for float32.
func fastTwoSum32(x, y float32) (s, e float32) {
	s = x + y
	return s, (x - s) + y
}
