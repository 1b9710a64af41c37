// SPDX-License-Identifier: BSD-3-Clause

package gen

import "github.com/arraygen/arraygen/spec"

// sharedFile stands for the package of the kernels that several packages use: a
// logical OR of bools is also their sum, their maximum and their bitwise OR. Its
// functions are exported, the tables that list them are in the packages of the rows.
var sharedFile = &spec.File{Package: "shared", Doc: "They are those that several packages of rows use."}

// share makes kernels of unlike files that have the same code use one of a package
// of its own, which it returns.
func share(p *Program) (shared []*Kernel) {
	groups := map[string][]*Kernel{}
	var order []string
	for _, k := range p.Kernels {
		key := shape(k.Func)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], k)
	}
	for _, key := range order {
		ks := groups[key]
		if len(filter(ks, func(k *Kernel) bool { return k.File != ks[0].File })) == 0 {
			continue
		}
		of := ks[0]
		if fs := filter(ks, (*Kernel).foldable); len(fs) > 0 {
			of = fs[0] // its fold is shared, too
		}
		code := *of
		code.File, code.Symbol, code.Canonical = sharedFile, of.Exported, &code
		shared = append(shared, &code)
		for _, k := range ks {
			k.Canonical = &code
		}
	}
	return shared
}
