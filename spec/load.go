// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Rows holds the files of the stock rows.
//
//go:embed *.yaml
var Rows embed.FS

// Load reads a file of rows. The path is for messages.
//
// The error, if any, is Faults: everything that is wrong in the file. The File
// is there nevertheless, with the rows and loops that are sound, so that the
// faults of their bodies can be reported in the same run. It is nil if the
// file cannot be read at all.
func Load(path string, src []byte) (*File, error) {
	text := strings.ReplaceAll(strings.TrimPrefix(string(src), "\ufeff"), "\r\n", "\n")
	l := &loader{
		src:     newSource(path, text),
		nodes:   map[any]map[string]*node{},
		sound:   map[any]map[string]bool{},
		unsound: map[any]bool{},
	}
	root := l.parse()
	if root == nil {
		return nil, l.faults.Err()
	}
	f, _ := fileRecord.read(l, root)
	if f == nil {
		return nil, l.faults.Err()
	}
	l.keepSound(f)
	return f, l.faults.Err()
}

// LoadFS reads the files of fsys whose names end in .yaml, and not those of
// its folders. Besides the faults of each file it reports packages and names
// of functions that two of them share, and function files that are missing.
func LoadFS(fsys fs.FS) ([]*File, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	var files []*File
	var faults Faults
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := Load(name, src)
		faults.AddError(err)
		if f != nil {
			files = append(files, f)
			faults = append(faults, f.missingFunctions(fsys)...)
		}
	}
	faults = append(faults, clashes(files)...)
	return files, faults.Err()
}

// Stock returns the rows of the library itself.
func Stock() ([]*File, error) { return LoadFS(Rows) }

// CheckFunctions reports the function files that f names and fsys, the folder
// of f, does not have. The error is Faults.
func (f *File) CheckFunctions(fsys fs.FS) error { return f.missingFunctions(fsys).Err() }

func (f *File) missingFunctions(fsys fs.FS) Faults {
	var faults Faults
	for _, t := range f.Functions {
		switch info, err := fs.Stat(fsys, t.Value); {
		case errors.Is(err, fs.ErrNotExist):
			faults.Add(f.Fault(t.Pos, fmt.Sprintf("no file %s", quote(t.Value)), "create it in the folder of "+path.Base(f.Path)+", or remove the name"))
		case err != nil:
			faults.Add(f.Fault(t.Pos, fmt.Sprintf("the file %s cannot be read: %v", quote(t.Value), err), ""))
		case info.IsDir():
			faults.Add(f.Fault(t.Pos, quote(t.Value)+" is a folder", "name Go files"))
		}
	}
	return faults
}

// loader reads a file and collects its faults.
type loader struct {
	src    *source
	faults Faults
	// nodes holds the values of the keys of each record read.
	nodes map[any]map[string]*node
	// sound says which of these keys are without a fault.
	sound map[any]map[string]bool
	// unsound holds the rows and loops whose bodies cannot be looked at.
	unsound map[any]bool
}

func (l *loader) pos(line, col int) Pos { return Pos{l.src.path, line, col} }

func (l *loader) fault(at Pos, msg, hint string) {
	l.faults = append(l.faults, l.src.fault(at, msg, hint))
}

// keepSound removes from f what has faults.
func (l *loader) keepSound(f *File) {
	for _, u := range f.Ufuncs {
		u.Loops = slices.DeleteFunc(u.Loops, func(p *Loop) bool { return l.unsound[p] })
	}
	f.Ufuncs = slices.DeleteFunc(f.Ufuncs, func(u *Ufunc) bool { return l.unsound[u] || len(u.Loops) == 0 })
	f.Kernels = slices.DeleteFunc(f.Kernels, func(k *Kernel) bool { return l.unsound[k] })
}
