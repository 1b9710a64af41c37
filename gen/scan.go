// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"text/template"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// scannable reports whether k has a scan: its body is one operation on integers whose order does not
// matter, and of which zero is the identity. Elements are combined in steps then, in vectors.
func (k *Kernel) scannable() bool {
	if k.foldOrder() != plan.Any || !orderFree(k.Func) {
		return false
	}
	switch v := k.Func.Results[0].Value; v.Op {
	case ir.Add, ir.Or, ir.Xor:
		return v.Type.Is(ir.KindInteger)
	case ir.Max:
		return v.Type.Is(ir.KindUint)
	}
	return false
}

// ScanName is the name of k's scan in messages and tables.
func (k *Kernel) ScanName() string { return k.FullName() + ".scan" }

// scanSymbol is the name of the functions of k's scan, less the suffix of the level.
func (k *Kernel) scanSymbol() string { return scanSymbol(k.Symbol) }

func scanSymbol(symbol string) string { return prefixed("Scan", symbol) }

// plannedScan is what the back ends make k's scan of.
func (k *Kernel) plannedScan() plan.Kernel {
	return plan.Kernel{Name: k.scanSymbol(), Func: k.Func, Order: plan.Prefix, Doc: "combines each element of a row with those before it, by " + k.combines() + "."}
}

// pairScans finds the scan whose code each kernel's scan uses: those of one body share it.
func (g *family) pairScans() {
	g.scans = map[*Kernel]*Kernel{}
	first := map[string]*Kernel{}
	if g.shared != nil {
		for _, k := range g.shared.ownScans() {
			first[shape(k.Func)] = k
		}
	}
	for _, k := range g.kernels {
		if !k.scannable() {
			continue
		}
		key := shape(k.Func)
		if first[key] == nil {
			first[key] = k
		}
		g.scans[k] = first[key]
	}
}

// ownScans lists the kernels whose scans have code of their own.
func (g *family) ownScans() []*Kernel {
	return filter(g.kernels, func(k *Kernel) bool { return g.scans[k] == k })
}

// goScans writes the Go scans. Their operation is that of the fold.
func (g *family) goScans() error {
	own := g.ownScans()
	if len(own) == 0 {
		return nil
	}
	var text bytes.Buffer
	for _, k := range own {
		data := struct {
			Scan, Op, Lane, Set string
			Size                int
		}{k.scanSymbol() + "Go", k.Symbol + "Op", k.Func.In[0].Lane.String(), k.Set, k.In[0].Size()}
		if g.folds[k] != k {
			return fmt.Errorf("%s has a scan of its own, but not a fold", k.FullName())
		}
		if err := goScan.Execute(&text, data); err != nil {
			return err
		}
	}
	head := "// " + header + "\n\npackage " + g.pkg + "\n\nimport (\n\"unsafe\"\n\n\"" + golang.KernelPath + "\"\n)\n"
	return g.addText("zz_scans.go", append([]byte(head), text.Bytes()...))
}

// goScan is a Go scan. Its contract is that of package kernel.
var goScan = template.Must(template.New("scan").Parse(`
// {{.Scan}} is the Go scan of {{.Set}}.
func {{.Scan}}(a *kernel.Args) {
	if a.N <= 0 {
		return
	}
	before, in, out := &a.Op[0], &a.Op[1], &a.Op[2]
	for r := range a.Rows {
		y := *(*{{.Lane}})(unsafe.Add(before.Ptr, r*before.Outer))
		src, dst := unsafe.Add(in.Ptr, r*in.Outer), unsafe.Add(out.Ptr, r*out.Outer)
		if in.Inner == {{.Size}} && out.Inner == {{.Size}} {
			to := unsafe.Slice((*{{.Lane}})(dst), a.N)
			for i, x := range unsafe.Slice((*{{.Lane}})(src), a.N) {
				y = {{.Op}}(y, x)
				to[i] = y
			}
			continue
		}
		for i := range a.N {
			y = {{.Op}}(y, *(*{{.Lane}})(unsafe.Add(src, i*in.Inner)))
			*(*{{.Lane}})(unsafe.Add(dst, i*out.Inner)) = y
		}
	}
}
`))
