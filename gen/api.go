// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"

	"github.com/arraygen/arraygen/spec"
)

// exports lists the exported identifiers that a row becomes in a package of its
// own: slice functions, one for each kernel and a generic one, and the ufunc.
func exports(row []*Kernel) []string {
	name := spec.GoName(row[0].Name())
	names := []string{name + "Ufunc"}
	if len(row) == 1 {
		return append(names, name)
	}
	for _, k := range row {
		names = append(names, k.Exported)
	}
	if _, ok := onlyTypeVariable(row); ok {
		names = append(names, name)
	}
	return names
}

// apiClashes reports rows that become an identifier which another row becomes
// too, or which a hand-written file of the package declares.
func apiClashes(f *spec.File, ks []*Kernel, declared []declaration) spec.Faults {
	var faults spec.Faults
	owner := map[string]string{}
	for _, d := range declared {
		if owner[d.name] == "" {
			owner[d.name] = fmt.Sprintf("which %s:%d declares", d.File, d.Line)
		}
	}
	named := map[string]bool{}
	for _, row := range rows(ks) {
		name := spec.GoName(row[0].Name())
		if named[name] {
			continue // the loader has said so
		}
		named[name] = true
		for _, id := range exports(row) {
			if by := owner[id]; by != "" {
				faults.Add(f.Fault(row[0].pos(), fmt.Sprintf("the row %s becomes %s in Go, %s", row[0].Name(), id, by), "choose another name"))
				continue
			}
			owner[id] = fmt.Sprintf("as does the row %s on line %d", row[0].Name(), row[0].pos().Line)
		}
	}
	return faults
}

// pos is the position of the name of the row.
func (k *Kernel) pos() spec.Pos {
	if k.Kernel != nil {
		return k.Kernel.Pos
	}
	return k.Ufunc.Pos
}
