// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"path"

	"github.com/arraygen/arraygen/spec"
)

// The places of what the stock rows become.
const (
	module       = "github.com/arraygen/arraygen"
	generatedDir = "generated"
)

// CompileStock compiles the rows of the library itself.
func CompileStock() (*Program, error) {
	files, err := spec.Stock()
	if err != nil {
		return nil, err
	}
	return Compile(files, nil, "")
}

// Stock returns all files that the stock rows become, by path from the root of
// the module.
func Stock() (Output, error) {
	p, err := CompileStock()
	if err != nil {
		return nil, err
	}
	return stockOutput(p)
}

// stockOutput returns the files that the rows of p become as a part of the
// library.
func stockOutput(p *Program) (Output, error) {
	out := Output{}
	base := path.Join(module, generatedDir)
	shared := stockFamily(path.Join("internal", sharedFile.Package), sharedFile, share(p.elementwise()), out)
	if err := shared.generate(); err != nil {
		return nil, err
	}
	elementwise := map[string]*Kernel{}
	for _, k := range p.elementwise().Kernels {
		if key := shape(k.Func); elementwise[key] == nil {
			elementwise[key] = k
		}
	}
	var families []*family
	for _, file := range p.Files {
		g := stockFamily(file.Package, file, filter(p.Kernels, func(k *Kernel) bool { return k.File == file }), out)
		g.shared, g.elementwise = shared, elementwise
		if err := g.generate(); err != nil {
			return nil, err
		}
		families = append(families, g)
	}
	if err := castTables(p.elementwise(), generatedDir, base, out); err != nil {
		return nil, err
	}
	if err := slicesOf(p, generatedDir, base, out); err != nil {
		return nil, err
	}
	if err := namespaceOf(p, out); err != nil {
		return nil, err
	}
	if err := ufuncsOf(p, base, out); err != nil {
		return nil, err
	}
	if err := catalogueOf(p.elementwise(), generatedDir, base, out); err != nil {
		return nil, err
	}
	if err := addresses(p.elementwise(), families, base, out); err != nil {
		return nil, err
	}
	if err := strictKernels(p, out); err != nil {
		return nil, err
	}
	if err := writeStockBodies(p, out); err != nil {
		return nil, err
	}
	if err := copies(out); err != nil {
		return nil, err
	}
	if err := tiles(out); err != nil {
		return nil, err
	}
	if err := sorts(out); err != nil {
		return nil, err
	}
	if err := productAddresses(out); err != nil {
		return nil, err
	}
	if err := productUfuncs(out); err != nil {
		return nil, err
	}
	kernelsPage(p, families, out)
	return out, nil
}

// stockFamily returns the family of a file in a folder of the generated packages.
func stockFamily(dir string, file *spec.File, ks []*Kernel, out Output) *family {
	dir = path.Join(generatedDir, dir)
	return &family{dir: dir, pkg: file.Package, importPath: path.Join(module, dir), file: file, kernels: ks, scope: stockScope(), out: out}
}
