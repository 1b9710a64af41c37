// SPDX-License-Identifier: BSD-3-Clause

package fourier

// run does a pass: for each p and q, the transform of the elements src[q+s(p+mk)] for k
// from 0 to radix-1, times the roots, goes to dst[q+s(radix p+k)]. sign is -1 for the
// inverse, which has the conjugate roots. stride is s: that of the pass, or as many times that as
// there are transforms side by side.
//
// Conversions to T keep Go from fusing a product into a sum.
func (s *pass[T]) run(dst, src []T, sign T, stride int) {
	switch s.radix {
	case 2:
		s.two(dst, src, sign, stride)
	case 3:
		s.three(dst, src, sign, stride)
	case 4:
		if stride == 1 {
			s.fourFirst(dst, src, sign)
		} else {
			s.four(dst, src, sign, stride)
		}
	case 5:
		s.five(dst, src, sign, stride)
	default:
		s.any(dst, src, sign, stride)
	}
}

// part returns the elements of stride i, as long as a stride.
func part[T Real](x []T, i, width int) []T { return x[i*width:][:width:width] }

func (s *pass[T]) two(dst, src []T, sign T, stride int) {
	w := 2 * stride
	for p := range s.m {
		a, b := part(src, p, w), part(src, p+s.m, w)
		x, y := part(dst, 2*p, w), part(dst, 2*p+1, w)
		b, x, y = b[:len(a)], x[:len(a)], y[:len(a)]
		re, im := T(1), T(0)
		if p > 0 {
			re, im = s.roots[2*p-2], T(s.roots[2*p-1]*sign)
		}
		for i := 0; i+1 < len(a); i += 2 {
			ar, ai, br, bi := a[i], a[i+1], b[i], b[i+1]
			x[i], x[i+1] = ar+br, ai+bi
			dr, di := ar-br, ai-bi
			if p == 0 {
				y[i], y[i+1] = dr, di
				continue
			}
			y[i] = T(dr*re) - T(di*im)
			y[i+1] = T(dr*im) + T(di*re)
		}
	}
}

// four is the pass of radix 4.
func (s *pass[T]) four(dst, src []T, sign T, stride int) {
	w := 2 * stride
	for p := range s.m {
		a, b, c, d := part(src, p, w), part(src, p+s.m, w), part(src, p+2*s.m, w), part(src, p+3*s.m, w)
		x, y, z, v := part(dst, 4*p, w), part(dst, 4*p+1, w), part(dst, 4*p+2, w), part(dst, 4*p+3, w)
		b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
		x, y, z, v = x[:len(a)], y[:len(a)], z[:len(a)], v[:len(a)]
		if p == 0 {
			for i := 0; i+1 < len(a); i += 2 {
				sr, si, tr, ti := a[i]+c[i], a[i+1]+c[i+1], a[i]-c[i], a[i+1]-c[i+1]
				ur, ui := b[i]+d[i], b[i+1]+d[i+1]
				er, ei := T((b[i+1]-d[i+1])*sign), T((d[i]-b[i])*sign) // -i (b-d)
				x[i], x[i+1] = sr+ur, si+ui
				z[i], z[i+1] = sr-ur, si-ui
				y[i], y[i+1] = tr+er, ti+ei
				v[i], v[i+1] = tr-er, ti-ei
			}
			continue
		}
		r := s.roots[6*(p-1):][:6:6]
		r1, i1, r2, i2, r3, i3 := r[0], T(r[1]*sign), r[2], T(r[3]*sign), r[4], T(r[5]*sign)
		for i := 0; i+1 < len(a); i += 2 {
			sr, si, tr, ti := a[i]+c[i], a[i+1]+c[i+1], a[i]-c[i], a[i+1]-c[i+1]
			ur, ui := b[i]+d[i], b[i+1]+d[i+1]
			er, ei := T((b[i+1]-d[i+1])*sign), T((d[i]-b[i])*sign)
			x[i], x[i+1] = sr+ur, si+ui
			fr, fi, gr, gi, hr, hi := tr+er, ti+ei, sr-ur, si-ui, tr-er, ti-ei
			y[i], y[i+1] = T(fr*r1)-T(fi*i1), T(fr*i1)+T(fi*r1)
			z[i], z[i+1] = T(gr*r2)-T(gi*i2), T(gr*i2)+T(gi*r2)
			v[i], v[i+1] = T(hr*r3)-T(hi*i3), T(hr*i3)+T(hi*r3)
		}
	}
}

// fourFirst is four for stride 1: one element for each p.
func (s *pass[T]) fourFirst(dst, src []T, sign T) {
	n := 2 * s.m
	a, b, c, d := part(src, 0, n), part(src, 1, n), part(src, 2, n), part(src, 3, n)
	b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
	roots := s.roots
	for i := 0; i+1 < len(a); i += 2 {
		sr, si, tr, ti := a[i]+c[i], a[i+1]+c[i+1], a[i]-c[i], a[i+1]-c[i+1]
		ur, ui := b[i]+d[i], b[i+1]+d[i+1]
		er, ei := T((b[i+1]-d[i+1])*sign), T((d[i]-b[i])*sign)
		out := dst[:8:8]
		dst = dst[8:]
		out[0], out[1] = sr+ur, si+ui
		fr, fi, gr, gi, hr, hi := tr+er, ti+ei, sr-ur, si-ui, tr-er, ti-ei
		if i == 0 {
			out[2], out[3], out[4], out[5], out[6], out[7] = fr, fi, gr, gi, hr, hi
			continue
		}
		r := roots[:6:6]
		roots = roots[6:]
		i1, i2, i3 := T(r[1]*sign), T(r[3]*sign), T(r[5]*sign)
		out[2], out[3] = T(fr*r[0])-T(fi*i1), T(fr*i1)+T(fi*r[0])
		out[4], out[5] = T(gr*r[2])-T(gi*i2), T(gr*i2)+T(gi*r[2])
		out[6], out[7] = T(hr*r[4])-T(hi*i3), T(hr*i3)+T(hi*r[4])
	}
}

func (s *pass[T]) three(dst, src []T, sign T, stride int) {
	const half, root = -0.5, 0.866025403784438646763723170752936183 // cos, sin of 2 pi/3
	w := 2 * stride
	turn := T(root * sign)
	for p := range s.m {
		a, b, c := part(src, p, w), part(src, p+s.m, w), part(src, p+2*s.m, w)
		x, y, z := part(dst, 3*p, w), part(dst, 3*p+1, w), part(dst, 3*p+2, w)
		r1, i1, r2, i2 := T(1), T(0), T(1), T(0)
		if p > 0 {
			r := s.roots[4*(p-1):][:4:4]
			r1, i1, r2, i2 = r[0], T(r[1]*sign), r[2], T(r[3]*sign)
		}
		for i := 0; i+1 < w; i += 2 {
			ur, ui := b[i]+c[i], b[i+1]+c[i+1]
			tr, ti := a[i]+T(half*ur), a[i+1]+T(half*ui)
			er, ei := T((b[i+1]-c[i+1])*turn), T((c[i]-b[i])*turn)
			x[i], x[i+1] = a[i]+ur, a[i+1]+ui
			fr, fi, gr, gi := tr+er, ti+ei, tr-er, ti-ei
			if p == 0 {
				y[i], y[i+1], z[i], z[i+1] = fr, fi, gr, gi
				continue
			}
			y[i], y[i+1] = T(fr*r1)-T(fi*i1), T(fr*i1)+T(fi*r1)
			z[i], z[i+1] = T(gr*r2)-T(gi*i2), T(gr*i2)+T(gi*r2)
		}
	}
}

func (s *pass[T]) five(dst, src []T, sign T, stride int) {
	const (
		cos1, sin1 = 0.309016994374947424102293417182819059, 0.951056516295153572116439333379382143
		cos2, sin2 = -0.809016994374947424102293417182819059, 0.587785252292473129168705954639072769
	)
	w := 2 * stride
	y1, y2 := T(sin1*sign), T(sin2*sign)
	for p := range s.m {
		a, b, c, d, e := part(src, p, w), part(src, p+s.m, w), part(src, p+2*s.m, w), part(src, p+3*s.m, w), part(src, p+4*s.m, w)
		x, y, z, u, v := part(dst, 5*p, w), part(dst, 5*p+1, w), part(dst, 5*p+2, w), part(dst, 5*p+3, w), part(dst, 5*p+4, w)
		b, c, d, e = b[:len(a)], c[:len(a)], d[:len(a)], e[:len(a)]
		x, y, z, u, v = x[:len(a)], y[:len(a)], z[:len(a)], u[:len(a)], v[:len(a)]
		var r1, i1, r2, i2, r3, i3, r4, i4 T
		if p > 0 {
			r := s.roots[8*(p-1):][:8:8]
			r1, i1, r2, i2, r3, i3, r4, i4 = r[0], T(r[1]*sign), r[2], T(r[3]*sign), r[4], T(r[5]*sign), r[6], T(r[7]*sign)
		}
		for i := 0; i+1 < len(a); i += 2 {
			pr, pi, qr, qi := b[i]+e[i], b[i+1]+e[i+1], c[i]+d[i], c[i+1]+d[i+1]
			mr, mi, nr, ni := b[i]-e[i], b[i+1]-e[i+1], c[i]-d[i], c[i+1]-d[i+1]
			ar, ai := a[i], a[i+1]
			x[i], x[i+1] = ar+(pr+qr), ai+(pi+qi)
			cr, ci := ar+(T(cos1*pr)+T(cos2*qr)), ai+(T(cos1*pi)+T(cos2*qi))
			dr, di := ar+(T(cos2*pr)+T(cos1*qr)), ai+(T(cos2*pi)+T(cos1*qi))
			sr, si := T(y1*mr)+T(y2*nr), T(y1*mi)+T(y2*ni)
			tr, ti := T(y2*mr)-T(y1*nr), T(y2*mi)-T(y1*ni)
			// -i (s) and -i (t)
			fr, fi, gr, gi := cr+si, ci-sr, dr+ti, di-tr
			hr, hi, kr, ki := dr-ti, di+tr, cr-si, ci+sr
			if p == 0 {
				y[i], y[i+1], z[i], z[i+1], u[i], u[i+1], v[i], v[i+1] = fr, fi, gr, gi, hr, hi, kr, ki
				continue
			}
			y[i], y[i+1] = T(fr*r1)-T(fi*i1), T(fr*i1)+T(fi*r1)
			z[i], z[i+1] = T(gr*r2)-T(gi*i2), T(gr*i2)+T(gi*r2)
			u[i], u[i+1] = T(hr*r3)-T(hi*i3), T(hr*i3)+T(hi*r3)
			v[i], v[i+1] = T(kr*r4)-T(ki*i4), T(kr*i4)+T(ki*r4)
		}
	}
}

// store writes element k of a transform, times its root.
func (s *pass[T]) store(out, roots []T, w, i, k int, re, im, sign T) {
	if roots != nil {
		r, m := roots[2*k-2], T(roots[2*k-1]*sign)
		re, im = T(re*r)-T(im*m), T(re*m)+T(im*r)
	}
	out[k*w+i], out[k*w+i+1] = re, im
}

// any is the pass of an odd radix, by its definition, with the elements that lie
// opposite taken together.
func (s *pass[T]) any(dst, src []T, sign T, stride int) {
	w, r := 2*stride, s.radix
	var plus, minus [scalar / 2][2]T
	for p := range s.m {
		var roots []T
		if p > 0 {
			roots = s.roots[2*(p-1)*(r-1):][:2*(r-1)]
		}
		out := dst[r*p*w:][:r*w]
		for i := 0; i+1 < w; i += 2 {
			ar, ai := src[p*w+i], src[p*w+i+1]
			totalR, totalI := ar, ai
			for k := 1; k <= r/2; k++ {
				b, c := src[(p+k*s.m)*w+i:][:2:2], src[(p+(r-k)*s.m)*w+i:][:2:2]
				plus[k-1] = [2]T{b[0] + c[0], b[1] + c[1]}
				minus[k-1] = [2]T{b[0] - c[0], b[1] - c[1]}
				totalR += plus[k-1][0]
				totalI += plus[k-1][1]
			}
			out[i], out[i+1] = totalR, totalI
			for j := 1; j <= r/2; j++ {
				cr, ci, sr, si := ar, ai, T(0), T(0)
				at := 0
				for k := 0; k < r/2; k++ {
					if at += j; at >= r {
						at -= r
					}
					cos, sin := s.circle[2*at], -s.circle[2*at+1]
					cr += T(cos * plus[k][0])
					ci += T(cos * plus[k][1])
					sr += T(sin * minus[k][0])
					si += T(sin * minus[k][1])
				}
				sr, si = T(sr*sign), T(si*sign)
				s.store(out, roots, w, i, j, cr+si, ci-sr, sign)
				s.store(out, roots, w, i, r-j, cr-si, ci+sr, sign)
			}
		}
	}
}
