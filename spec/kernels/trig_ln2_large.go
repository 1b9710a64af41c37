// SPDX-License-Identifier: BSD-3-Clause

package kernels

// SinCosLn2Large returns the sine and the cosine of x ln2, for |x| >= 1; NaN for infinities
// and NaN. It is the scalar function behind Exp2Complex.
func SinCosLn2Large(x float64) (s, c float64) {
	r, t, q := reduceLarge(x, &twoLn2OverPiBits)
	return sincosOf64(r, t, q)
}

// twoLn2OverPiBits are the first 1280 bits after the point of 2 ln2/pi: x ln2
// is as many quarter turns as x times this.
var twoLn2OverPiBits = [20]uint64{
	0x70f7263dfa5a6eec, 0xb608582e55fef3dd, 0x8e13becd1d495c36, 0x1d72013aea9f8fca,
	0x76e866fc9b48be48, 0x15f5cb6fd8bee211, 0x0394db3020d6eb52, 0x30ffa9ae90cbc735,
	0x51358ced67c0db3c, 0x490d15bdd91a29f5, 0x682402af5e8f9c23, 0xbff15cbc71f05fed,
	0xfe0bb0622a8c8f67, 0x7309c45a7502282a, 0xead0c2435c5527bb, 0x759f345e2d0628e8,
	0xb1a563a253e62918, 0xea5ffdabeac0d479, 0xcfedb1b6fc78b439, 0xa333a25fdc77be31,
}
