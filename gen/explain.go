// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Find returns the kernels of a row, by name or alias; if dtypes are given,
// those whose inputs begin with them. The error says what there is.
func (p *Program) Find(name string, dtypes ...dtype.DType) ([]*Kernel, error) {
	var found, row []*Kernel
	var names []string
	for _, k := range p.Kernels {
		if !slices.Contains(names, k.Name()) {
			names = append(names, k.Name())
		}
		if k.Name() != name && (k.Ufunc == nil || !slices.Contains(values(k.Ufunc.Aliases), name)) {
			continue
		}
		row = append(row, k)
		if len(dtypes) <= len(k.In) && slices.Equal(k.In[:len(dtypes)], dtypes) {
			found = append(found, k)
		}
	}
	switch {
	case len(row) == 0:
		return nil, fmt.Errorf("no row %q; there are %s", name, strings.Join(names, ", "))
	case len(found) == 0:
		var loops []string
		for _, k := range row {
			loops = append(loops, k.signature())
		}
		var asked []string
		for _, d := range dtypes {
			asked = append(asked, d.String())
		}
		return nil, fmt.Errorf("%s has no loop for (%s); it has %s", name, strings.Join(asked, ", "), strings.Join(loops, "; "))
	}
	return found, nil
}

// Implementations says what runs k on each level: "asm", "go", or why there
// is no assembly.
func (k *Kernel) Implementations() map[kernel.Level]string {
	impl := map[kernel.Level]string{kernel.Go: "go"}
	for i := range asm.Levels {
		l := &asm.Levels[i]
		if err := k.fits(l); err != nil {
			impl[l.Level] = "go: " + err.Error()
		} else {
			impl[l.Level] = "asm"
		}
	}
	return impl
}

// Explain prints how k is made: its row, bound and IR, and its code on a level.
func (k *Kernel) Explain(w io.Writer, level kernel.Level) error {
	t := k.text()
	fmt.Fprintf(w, "%s\n\n%s\n\nrow, %s:\n", k.String(), strings.TrimSpace(k.Doc()), t.Pos)
	for _, line := range strings.Split(strings.TrimRight(t.Value, "\n"), "\n") {
		fmt.Fprintf(w, "    %s\n", line)
	}
	fmt.Fprintf(w, "\nbound: %s\n", k.BoundText())
	if o := k.reduce(); o != "" {
		fmt.Fprintf(w, "order of a reduction: %s", o)
		if k.foldable() {
			fmt.Fprintf(w, ", by the fold %s", k.Fold)
		}
		fmt.Fprintln(w)
	}
	if k.Canonical != k {
		fmt.Fprintf(w, "code: shared with %s\n", k.Canonical)
	}
	fmt.Fprintf(w, "\nIR, the meaning on every machine:\n%s", indent(k.Func.String()))
	for i, p := range k.passes {
		fmt.Fprintf(w, "\npass %d, %s:\n%s", i+1, [...]string{"of the elements of a row", "which reduces", "of what is one element for a row", "a scan, which combines elements one after the other"}[p.Kind], indent(p.Func.String()))
	}
	if level == kernel.Go {
		return k.explainGo(w)
	}
	for i := range asm.Levels {
		if l := &asm.Levels[i]; l.Level == level && k.core() {
			return k.explainPasses(w, l)
		} else if l.Level == level {
			return k.explainAsm(w, l)
		}
	}
	return fmt.Errorf("no back end for %s", level)
}

func (k *Kernel) explainGo(w io.Writer) error {
	if k.core() {
		for _, p := range k.passes {
			if p.Kind == passes.Reduce {
				fmt.Fprintf(w, "\nGo loop:\n%s", indent(newReductionText(p.symbol, p.Pass).text(p.symbol)))
			}
		}
		return nil
	}
	f := jen.NewFile("p")
	f.Add(golang.Loop(k.Symbol+"Go", k.Symbol+"Go computes "+k.equals()+".", k.Func, ident.Predeclared()))
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return firstLines(err)
	}
	text := b.String()
	fmt.Fprintf(w, "\nGo loop:\n%s", indent(text[strings.Index(text, "// "+k.Symbol):]))
	return nil
}

func (k *Kernel) explainAsm(w io.Writer, l *asm.Level) error {
	legal, err := l.Legal(k.Func)
	if err == nil {
		err = k.fits(l)
	}
	if err != nil {
		fmt.Fprintf(w, "\n%s: %v; the Go loop runs there\n", l.Level, err)
		return k.explainGo(w)
	}
	if legal.String() != k.Func.String() {
		fmt.Fprintf(w, "\nIR for %s, in operations that it has:\n%s", l.Level, indent(legal.String()))
	}
	ks := []plan.Kernel{k.planned()}
	if k.foldable() {
		ks = append(ks, k.plannedFold())
	}
	if k.scannable() {
		ks = append(ks, k.plannedScan())
	}
	return explainCode(w, l, ks)
}

// explainPasses prints the code of the passes of k on a level.
func (k *Kernel) explainPasses(w io.Writer, l *asm.Level) error {
	if k.makeTile(); k.tile != nil {
		return k.explainTile(w, l)
	}
	if err := k.fits(l); err != nil {
		fmt.Fprintf(w, "\n%s: %v; a Go loop runs there\n", l.Level, err)
	}
	var ks []plan.Kernel
	for _, p := range k.compiled() {
		ks = append(ks, p.planned())
	}
	return explainCode(w, l, ks)
}

// explainTile prints the step of the tiles of k on a level, and the code of the passes after them. That of the
// tiles has a loop for each of their shapes.
func (k *Kernel) explainTile(w io.Writer, l *asm.Level) error {
	_, _, shapes, err := l.EmitFitTiles("p", l.Level.GOARCH(), []plan.Tile{k.tile.Tile})
	if err != nil {
		return err
	}
	if s := shapes[0]; s.Rows > 0 {
		fmt.Fprintf(w, "\n%s: register tiles of up to %d rows and %d columns compute pass 1; the sum of each element takes in an element of %s and one of %s:\n%s",
			l.Level, s.Rows, s.Columns, k.InNames()[k.tile.a], k.InNames()[k.tile.b], indent(k.tile.Step.String()))
	} else {
		fmt.Fprintf(w, "\n%s: there are no registers enough for tiles of pass 1; the Go loop of tiles runs there\n", l.Level)
	}
	var ks []plan.Kernel
	for _, p := range k.compiled() {
		if p.Kind != passes.Reduce {
			ks = append(ks, p.planned())
		}
	}
	if len(ks) == 0 {
		return nil
	}
	return explainCode(w, l, ks)
}

// explainCode prints the code of kernels on a level, those that fit it.
func explainCode(w io.Writer, l *asm.Level, ks []plan.Kernel) error {
	for i := range ks {
		ks[i].Annotate = true
	}
	asm, _, _, err := l.EmitFit("p", l.Level.GOARCH(), ks)
	if err != nil {
		return err
	}
	text := string(asm)
	if at := strings.Index(text, "#include"); at >= 0 {
		text = text[at:]
	}
	fmt.Fprintf(w, "\nassembly for %s, each value of the IR before the instructions that compute it:\n%s", l.Level, indent(text))
	return nil
}

func indent(text string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if line != "" {
			b.WriteString("    ")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Levels lists the levels that there are back ends for, Go first.
func Levels() []kernel.Level {
	ls := []kernel.Level{kernel.Go}
	for i := range asm.Levels {
		ls = append(ls, asm.Levels[i].Level)
	}
	return ls
}
