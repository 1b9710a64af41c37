// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Kernels of a package whose code is the same share it. Siblings are rows that differ from another one in one thing: some share
// code with it, and the others must not.

// changes make a sibling of a row. Not each of what they give is a row.
var changes = []func(g *generator, r *parsedRow){
	func(g *generator, r *parsedRow) { // a row where there was an element for a row, or the other way round
		i := g.r.IntN(len(r.In))
		typ := fmt.Sprint(r.In[i].Value)
		if at := strings.IndexByte(typ, '['); at >= 0 {
			r.In[i].Value = typ[:at]
			return
		}
		for _, o := range append(slices.Clone(r.In), r.Out...) {
			if m := rowDimension.FindStringSubmatch(fmt.Sprint(o.Value)); m != nil {
				r.In[i].Value = typ + "[" + m[1] + "]"
			}
		}
	},
	func(g *generator, r *parsedRow) { // another order of the inputs
		i := g.r.IntN(len(r.In))
		r.In[0], r.In[i] = r.In[i], r.In[0]
	},
	func(g *generator, r *parsedRow) { // an integer of the other sign, a float or a short one of another type
		list := []yaml.MapSlice{r.In, r.Out}[g.r.IntN(2)]
		o := &list[g.r.IntN(len(list))]
		typ := fmt.Sprint(o.Value)
		for from, to := range alike {
			if rest, ok := strings.CutPrefix(typ, from); ok && (rest == "" || rest[0] == '[') {
				o.Value = to + rest
				return
			}
		}
	},
	func(g *generator, r *parsedRow) { // another constant
		if all := integer.FindAllStringIndex(r.Body, -1); len(all) > 0 {
			at := all[g.r.IntN(len(all))]
			r.Body = r.Body[:at[0]] + fmt.Sprint(1+g.r.IntN(9)) + r.Body[at[1]:]
		}
	},
	func(g *generator, r *parsedRow) { r.Order = orders[g.r.IntN(len(orders))] },
	func(g *generator, r *parsedRow) {
		if r.Edge != "" {
			r.Edge = edges[g.r.IntN(len(edges))]
		}
	},
}

var (
	rowDimension = regexp.MustCompile(`\[(\w+)\]$`)
	integer      = regexp.MustCompile(`\b\d+\b`)
	alike        = map[string]string{
		"int8": "uint8", "uint8": "int8", "int16": "uint16", "uint16": "int16", "int32": "uint32", "uint32": "int32", "int64": "uint64", "uint64": "int64",
		"float16": "bfloat16", "bfloat16": "float16",
	}
)

// siblings writes rows that differ in one thing from some of p, after those.
func (g *generator) siblings(p Program) Program {
	var file struct{ Kernels []parsedRow }
	if err := yaml.Unmarshal([]byte(p.YAML), &file); err != nil {
		panic(err)
	}
	for range (p.Rows + 9) / 10 {
		r := file.Kernels[g.r.IntN(len(file.Kernels))]
		r.In, r.Out = slices.Clone(r.In), slices.Clone(r.Out)
		changes[g.r.IntN(len(changes))](g, &r)
		if !r.compiles(p.Functions) {
			continue
		}
		text, err := r.text(fmt.Sprint("k", p.Rows))
		if err != nil {
			panic(err)
		}
		p.YAML += text
		p.Rows++
	}
	return p
}
