// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// planeRow writes a row whose outputs have two dimensions, as its windows.
func (g *generator) planeRow(i int) string {
	b := &body{generator: g, taken: map[string]bool{}}
	p := &planeBody{body: b, rows: b.fresh(), columns: b.fresh()}
	var in, out strings.Builder
	var ins, outs []variable
	for n := range 1 + g.r.IntN(3) {
		if n == 0 || g.r.IntN(3) == 0 {
			ins = append(ins, p.window(&in)...)
			continue
		}
		d := elementTypes[g.r.IntN(len(elementTypes))]
		v := variable{b.fresh(), laneType(d), new(bool), false, false}
		dims := []string{p.rows + ", " + p.columns, p.columns}[g.r.IntN(2)]
		fmt.Fprintf(&in, "      %s: \"%s[%s]\"\n", v.name, d, dims)
		ins = append(ins, v)
	}
	for range 1 + g.r.IntN(2) {
		d := elementTypes[g.r.IntN(len(elementTypes))]
		v := variable{b.fresh(), laneType(d), new(bool), false, false}
		fmt.Fprintf(&out, "      %s: \"%s[%s, %s]\"\n", v.name, d, p.rows, p.columns)
		outs = append(outs, v)
	}
	text := b.statements(ins, outs)
	return fmt.Sprintf("  - name: k%d\n    doc: Random.\n    in:\n%s    out:\n%s    edge: %s\n    body: |\n%s    bound: exact\n",
		i, in.String(), out.String(), edges[g.r.IntN(len(edges))], indent(p.text.String()+text, "      "))
}

// planeBody writes the text before the body of a plane, which reads elements of its windows.
type planeBody struct {
	*body
	rows, columns string
	text          strings.Builder
}

// window writes an input that is a window of two dimensions, or of one of them, and returns variables of some
// of its elements.
func (p *planeBody) window(in *strings.Builder) (vars []variable) {
	d, name := elementTypes[p.r.IntN(len(elementTypes))], p.fresh()
	tall, wide := p.r.IntN(4), p.r.IntN(5)
	if tall+wide == 0 {
		tall = 1
	}
	dims := []string{p.rows, p.columns}
	for i, more := range []int{tall, wide} {
		if more > 0 {
			dims[i] += fmt.Sprint("+", more)
		}
	}
	fmt.Fprintf(in, "      %s: \"%s[%s]\"\n", name, d, strings.Join(dims, ", "))
	element := func() string {
		text := name
		for _, more := range []int{tall, wide} {
			if more > 0 {
				text += fmt.Sprintf("[%d]", p.r.IntN(more+1))
			}
		}
		return text
	}
	for range 1 + p.r.IntN(4) {
		v := variable{p.fresh(), laneType(d), new(bool), false, false}
		fmt.Fprintf(&p.text, "%s := %s\n_ = %[1]s\n", v.name, element())
		vars = append(vars, v)
	}
	if d == dtype.Bool || p.r.IntN(2) == 0 {
		return vars
	}
	v := variable{p.fresh(), laneType(d), new(bool), false, false}
	i, e := p.fresh(), p.fresh()
	loop := fmt.Sprintf("for _, %s := range %s {\n%s += %[1]s\n}\n", e, name, v.name)
	if tall > 0 && wide > 0 {
		loop = fmt.Sprintf("for %s := range %s {\nfor _, %s := range %[2]s[%[1]s] {\nif %[1]s != 1 {\n%[4]s += %[3]s\n}\n}\n}\n", i, name, e, v.name)
	}
	fmt.Fprintf(&p.text, "%s := %s\n%s_ = %[1]s\n", v.name, element(), loop)
	return append(vars, v)
}
