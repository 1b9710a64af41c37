package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"strings"
	"text/template"

	"github.com/arraygen/arraygen/gen/golang"
	"github.com/arraygen/arraygen/spec"
)

// folds writes, for each loop that reduces pairwise, the fold of one run of
// elements, with the body as a function of its own that Go inlines.
func (g *family) folds() error {
	f := g.newFile("")
	var text bytes.Buffer
	n := 0
	for _, k := range g.kernels {
		if !k.foldable() {
			continue
		}
		n++
		f.Add(golang.Scalar(k.Symbol+"Op", k.Symbol+"Op is the operation of "+k.Set+" on one element.", k.Func)).Line()
		lane := k.Func.In[0].Lane.String()
		data := struct {
			Fold, Run, Op, Lane, Zero string
			Size                      int
		}{k.fold(), "fold" + spec.GoName(k.Symbol), k.Symbol + "Op", lane, "", k.In[0].Size()}
		if k.Name() == "add" {
			data.Zero = "math.Copysign(0, -1)"
		}
		t := realFold
		if k.Func.In[0].Pair {
			t = pairFold
		}
		if err := t.Execute(&text, data); err != nil {
			return err
		}
	}
	if n == 0 {
		return nil
	}
	if err := g.add("zz_ops.go", f); err != nil {
		return err
	}
	src := "// " + header + "\n\npackage " + g.pkg + "\n\nimport (\n"
	if strings.Contains(text.String(), "math.") {
		src += "\"math\"\n"
	}
	src += "\"unsafe\"\n)\n" + text.String()
	b, err := format.Source([]byte(src))
	if err != nil {
		return fmt.Errorf("%s: %w", path.Join(g.dir, "zz_folds.go"), err)
	}
	g.out[path.Join(g.dir, "zz_folds.go")] = b
	return nil
}

// reduce is the order of reductions with k, "" for none.
func (k *Kernel) reduce() string {
	if k.Loop == nil {
		return ""
	}
	return k.Loop.Reduce
}

// foldable reports whether k has a fold: half precision reduces in float32.
func (k *Kernel) foldable() bool { return k.reduce() == "pairwise" && k.In[0].Size() > 2 }

// fold names the fold of k.
func (k *Kernel) fold() string { return "Fold" + spec.GoName(k.Symbol) }

// The order of a fold is NumPy's (pairwise_sum in loops_utils.h.src): up to 7
// elements one after the other, up to 128 in eight chains, more as two halves
// cut at a multiple of 8. A sum of few elements starts from -0, so that a sum
// of nothing but -0 is -0.
var realFold = template.Must(template.New("real").Parse(`
// {{.Fold}} reduces n > 0 elements, stride bytes apart from src on, to one at
// dst, in NumPy's pairwise order.
func {{.Fold}}(dst, src unsafe.Pointer, n, stride int) {
	*(*{{.Lane}})(dst) = {{.Run}}(src, n, stride)
}

func {{.Run}}(src unsafe.Pointer, n, stride int) {{.Lane}} {
	if n > 128 {
		half := n / 2
		half -= half % 8
		return {{.Op}}({{.Run}}(src, half, stride), {{.Run}}(unsafe.Add(src, half*stride), n-half, stride))
	}
	o, i := 0, 0
	at := func(k int) {{.Lane}} { return *(*{{.Lane}})(unsafe.Add(src, o+k*stride)) }
	if n < 8 {
		{{if .Zero}}r := {{.Lane}}({{.Zero}})
		{{else}}r := at(0)
		o, i = stride, 1
		{{end}}for ; i < n; i++ {
			r = {{.Op}}(r, at(0))
			o += stride
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
var pairFold = template.Must(template.New("pair").Parse(`
// {{.Fold}} reduces n > 0 elements, stride bytes apart from src on, to one at
// dst, in NumPy's pairwise order.
func {{.Fold}}(dst, src unsafe.Pointer, n, stride int) {
	re, im := {{.Run}}(src, n, stride)
	*(*[2]{{.Lane}})(dst) = [2]{{.Lane}}{re, im}
}

func {{.Run}}(src unsafe.Pointer, n, stride int) (re, im {{.Lane}}) {
	if n > 64 {
		half := n / 2
		half -= half % 4
		a, b := {{.Run}}(src, half, stride)
		c, d := {{.Run}}(unsafe.Add(src, half*stride), n-half, stride)
		return {{.Op}}(a, b, c, d)
	}
	o, i := 0, 0
	at := func(k int) (re, im {{.Lane}}) {
		p := (*[2]{{.Lane}})(unsafe.Add(src, o+k*stride))
		return p[0], p[1]
	}
	if n < 4 {
		{{if .Zero}}re, im = {{.Lane}}({{.Zero}}), {{.Lane}}({{.Zero}})
		{{else}}re, im = at(0)
		o, i = stride, 1
		{{end}}for ; i < n; i++ {
			a, b := at(0)
			re, im = {{.Op}}(re, im, a, b)
			o += stride
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
