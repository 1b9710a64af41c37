// SPDX-License-Identifier: BSD-3-Clause

package gen

import "text/template"

// The Go folds. Their contract and orders are those of package kernel.

// rowsText is the loop over rows round a run over the elements of one.
const rowsText = `
// {{.Fold}} is the Go fold of {{.Set}}.
func {{.Fold}}(a *kernel.Args) {
	if a.N <= 0 {
		return
	}
	in, out := &a.Op[0], &a.Op[1]
	for r := range a.Rows {
		src, dst := unsafe.Add(in.Ptr, r*in.Outer), unsafe.Add(out.Ptr, r*out.Outer)
`

var anyFold = template.Must(template.New("any").Parse(rowsText + `
		y := {{.Run}}(src, a.N, in.Inner)
		{{- if .Canonical}}
		if a.N > 1 {
			y = {{.Canonical}}(y)
		}
		{{- end}}
		*(*{{.Lane}})(dst) = y
	}
}

func {{.Run}}(src unsafe.Pointer, n, stride int) {{.Lane}} {
	o, i := 0, 0
	at := func(k int) {{.Lane}} { return *(*{{.Lane}})(unsafe.Add(src, o+k*stride)) }
	r := at(0)
	o, i = stride, 1
	if n >= 8 {
		// Four chains, so that no operation waits for the one before.
		r1, r2, r3 := at(0), at(1), at(2)
		o, i = 4*stride, 4
		if stride == {{.Size}} {
			s := unsafe.Slice((*{{.Lane}})(src), n)
			for ; i+4 <= n; i += 4 {
				t := s[i : i+4 : i+4]
				r, r1, r2, r3 = {{.Op}}(r, t[0]), {{.Op}}(r1, t[1]), {{.Op}}(r2, t[2]), {{.Op}}(r3, t[3])
			}
			o = i * stride
		}
		for ; i+4 <= n; i += 4 {
			r, r1, r2, r3 = {{.Op}}(r, at(0)), {{.Op}}(r1, at(1)), {{.Op}}(r2, at(2)), {{.Op}}(r3, at(3))
			o += 4 * stride
		}
		r = {{.Op}}({{.Op}}(r, r1), {{.Op}}(r2, r3))
	}
	for ; i < n; i++ {
		r = {{.Op}}(r, at(0))
		o += stride
	}
	return r
}
`))

var realFold = template.Must(template.New("real").Parse(rowsText + `
		y := {{.Run}}(src, a.N, in.Inner)
		{{- if .Canonical}}
		if a.N > 1 {
			y = {{.Canonical}}(y)
		}
		{{- end}}
		*(*{{.Lane}})(dst) = y
	}
}

func {{.Run}}(src unsafe.Pointer, n, stride int) {{.Lane}} {
	if n > {{.Leaf}} {
		half := n / 2
		half -= half % {{.Series}}
		return {{.Op}}({{.Run}}(src, half, stride), {{.Run}}(unsafe.Add(src, half*stride), n-half, stride))
	}
	o, i := 0, 0
	at := func(k int) {{.Lane}} { return *(*{{.Lane}})(unsafe.Add(src, o+k*stride)) }
	if n < {{.Series}} {
		r := at(0)
		for i = 1; i < n; i++ {
			o += stride
			r = {{.Op}}(r, at(0))
		}
		return r
	}
	r0, r1, r2, r3, r4, r5, r6, r7 := at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)
	if stride == {{.Size}} {
		s := unsafe.Slice((*{{.Lane}})(src), n)
		for i = 8; i+8 <= n; i += 8 {
			t := s[i : i+8 : i+8]
			r0 = {{.Op}}(r0, t[0])
			r1 = {{.Op}}(r1, t[1])
			r2 = {{.Op}}(r2, t[2])
			r3 = {{.Op}}(r3, t[3])
			r4 = {{.Op}}(r4, t[4])
			r5 = {{.Op}}(r5, t[5])
			r6 = {{.Op}}(r6, t[6])
			r7 = {{.Op}}(r7, t[7])
		}
		o = i * stride
	} else {
		o = 8 * stride
		for i = 8; i+8 <= n; i += 8 {
			r0 = {{.Op}}(r0, at(0))
			r1 = {{.Op}}(r1, at(1))
			r2 = {{.Op}}(r2, at(2))
			r3 = {{.Op}}(r3, at(3))
			r4 = {{.Op}}(r4, at(4))
			r5 = {{.Op}}(r5, at(5))
			r6 = {{.Op}}(r6, at(6))
			r7 = {{.Op}}(r7, at(7))
			o += 8 * stride
		}
	}
	r := {{.Op}}({{.Op}}({{.Op}}(r0, r1), {{.Op}}(r2, r3)), {{.Op}}({{.Op}}(r4, r5), {{.Op}}(r6, r7)))
	for ; i < n; i++ {
		r = {{.Op}}(r, at(0))
		o += stride
	}
	return r
}
`))

// A complex number counts as two elements: four chains, 64 numbers.
var pairFold = template.Must(template.New("pair").Parse(rowsText + `
		re, im := {{.Run}}(src, a.N, in.Inner)
		{{- if .Canonical}}
		if a.N > 1 {
			re, im = {{.Canonical}}(re), {{.Canonical}}(im)
		}
		{{- end}}
		*(*[2]{{.Lane}})(dst) = [2]{{.Lane}}{re, im}
	}
}

func {{.Run}}(src unsafe.Pointer, n, stride int) (re, im {{.Lane}}) {
	if n > {{.Leaf}} {
		half := n / 2
		half -= half % {{.Series}}
		a, b := {{.Run}}(src, half, stride)
		c, d := {{.Run}}(unsafe.Add(src, half*stride), n-half, stride)
		return {{.Op}}(a, b, c, d)
	}
	o, i := 0, 0
	at := func(k int) (re, im {{.Lane}}) {
		p := (*[2]{{.Lane}})(unsafe.Add(src, o+k*stride))
		return p[0], p[1]
	}
	if n < {{.Series}} {
		re, im = at(0)
		for i = 1; i < n; i++ {
			o += stride
			a, b := at(0)
			re, im = {{.Op}}(re, im, a, b)
		}
		return re, im
	}
	a0, b0 := at(0)
	a1, b1 := at(1)
	a2, b2 := at(2)
	a3, b3 := at(3)
	o = 4 * stride
	for i = 4; i < n-n%4; i += 4 {
		x, y := at(0)
		a0, b0 = {{.Op}}(a0, b0, x, y)
		x, y = at(1)
		a1, b1 = {{.Op}}(a1, b1, x, y)
		x, y = at(2)
		a2, b2 = {{.Op}}(a2, b2, x, y)
		x, y = at(3)
		a3, b3 = {{.Op}}(a3, b3, x, y)
		o += 4 * stride
	}
	a0, b0 = {{.Op}}(a0, b0, a1, b1)
	a2, b2 = {{.Op}}(a2, b2, a3, b3)
	re, im = {{.Op}}(a0, b0, a2, b2)
	for ; i < n; i++ {
		x, y := at(0)
		re, im = {{.Op}}(re, im, x, y)
		o += stride
	}
	return re, im
}
`))
