// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Instance is a loop or kernel for concrete dtypes.
type Instance struct {
	Ufunc  *Ufunc  // nil for a kernel
	Loop   *Loop   // nil for a kernel
	Kernel *Kernel // nil for a loop
	// Bind gives the dtype of each type variable: T, U and R, or the kernel's.
	Bind map[string]dtype.DType
	// In are the dtypes of the inputs (a kernel's scalars after its arrays),
	// Out those of the outputs.
	In, Out []dtype.DType
}

// Name returns the name of the row.
func (i Instance) Name() string {
	if i.Kernel != nil {
		return i.Kernel.Name
	}
	return i.Ufunc.Name
}

// String returns the row and the dtypes, as "less(float64, float64) -> bool".
func (i Instance) String() string {
	return i.Name() + "(" + commas(i.In) + ") -> " + commas(i.Out)
}

func commas(ds []dtype.DType) string {
	names := make([]string, len(ds))
	for i, d := range ds {
		names[i] = d.String()
	}
	return strings.Join(names, ", ")
}

// Instances lists the loops and kernels of f for all their dtypes, in the
// order of the file: ufuncs before kernels, and the last type variable varying
// fastest.
func (f *File) Instances() []Instance {
	var all []Instance
	for _, u := range f.Ufuncs {
		all = append(all, u.Instances()...)
	}
	for _, k := range f.Kernels {
		all = append(all, k.Instances()...)
	}
	return all
}

// Instances lists the loops of u for all their dtypes.
func (u *Ufunc) Instances() []Instance {
	var all []Instance
	for _, p := range u.Loops {
		for _, i := range p.Instances() {
			i.Ufunc = u
			all = append(all, i)
		}
	}
	return all
}

// Instances lists p for all its dtypes, without the ufunc.
func (p *Loop) Instances() []Instance {
	var all []Instance
	for _, t := range orNone(p.For) {
		for _, u := range orNone(p.To) {
			bind := map[string]dtype.DType{}
			if t.Valid() {
				bind["T"], bind["R"] = t, Real(t)
			}
			if u.Valid() {
				bind["U"] = u
			}
			all = append(all, Instance{Loop: p, Bind: bind, In: resolve(p.SigIn, bind), Out: resolve(p.SigOut, bind)})
		}
	}
	return all
}

// orNone returns ds, or if there are none the one invalid dtype.
func orNone(ds []dtype.DType) []dtype.DType {
	if len(ds) == 0 {
		return []dtype.DType{dtype.Invalid}
	}
	return ds
}

// resolve returns the dtypes that names of type variables and dtypes stand
// for.
func resolve(names []string, bind map[string]dtype.DType) []dtype.DType {
	ds := make([]dtype.DType, len(names))
	for i, name := range names {
		d, ok := bind[name]
		if !ok {
			d, _ = dtype.Parse(name)
		}
		ds[i] = d
	}
	return ds
}

// Instances lists k for all combinations of its type variables.
func (k *Kernel) Instances() []Instance {
	binds := []map[string]dtype.DType{{}}
	for _, v := range k.Types {
		var next []map[string]dtype.DType
		for _, b := range binds {
			for _, d := range v.DTypes {
				with := map[string]dtype.DType{v.Value: d}
				for name, d := range b {
					with[name] = d
				}
				next = append(next, with)
			}
		}
		binds = next
	}
	all := make([]Instance, len(binds))
	for i, b := range binds {
		all[i] = Instance{
			Kernel: k, Bind: b,
			In:  append(resolve(types(k.In), b), resolve(types(k.Scalars), b)...),
			Out: resolve(types(k.Out), b),
		}
	}
	return all
}

func types(ps []Param) []string {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.Type.Value
	}
	return names
}
