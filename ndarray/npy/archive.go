// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"io"
	"sort"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Archive is a .npz file opened for reading: arrays by name. An array is read
// when it is asked for.
type Archive struct {
	options Options
	files   map[string]*zip.File
	closer  io.Closer
}

// Open opens a .npz file. Close it after use; arrays that were read stay.
func Open(path string) (*Archive, error) { return Options{}.Open(path) }

// Open opens a .npz file.
func (o Options) Open(path string) (*Archive, error) {
	r, err := zip.OpenReader(path)
	if err != nil {
		return nil, archiveError("npy.Open", err)
	}
	z, err := o.archive(&r.Reader)
	if err != nil {
		r.Close()
		return nil, err
	}
	z.closer = r
	return z, nil
}

// NewArchive opens a .npz file of the given size in r.
func (o Options) NewArchive(r io.ReaderAt, size int64) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, archiveError("npy.NewArchive", err)
	}
	return o.archive(z)
}

// archiveError tells what is wrong with an archive from what is wrong with the
// reading of it.
func archiveError(fn string, err error) error {
	kind := ndarray.ErrIO
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || err == zip.ErrFormat || err == zip.ErrAlgorithm || err == zip.ErrChecksum || err == io.ErrUnexpectedEOF {
		kind = ndarray.ErrFormat
	}
	return fault.Wrap(fn, kind, err)
}

func (o Options) archive(r *zip.Reader) (*Archive, error) {
	z := &Archive{options: o, files: map[string]*zip.File{}}
	for _, f := range r.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
		}
		if z.files[name] != nil {
			return nil, fault.New("npy", ndarray.ErrFormat, "the archive has two arrays named %q", name)
		}
		z.files[name] = f
	}
	return z, nil
}

// Names lists the arrays in alphabetical order.
func (z *Archive) Names() []string {
	names := make([]string, 0, len(z.files))
	for name := range z.files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Array reads the array of a name.
func (z *Archive) Array(name string) *ndarray.Array {
	f := z.files[name]
	if f == nil {
		return ndarray.Failed(fault.New("Archive.Array", ndarray.ErrValue, "there is no array %q; there are %s", name, strings.Join(z.Names(), ", ")))
	}
	r, err := f.Open()
	if err != nil {
		return ndarray.Failed(archiveError("Archive.Array", err))
	}
	defer r.Close()
	// The size that the archive claims is not the size of anything yet.
	a := z.options.read(r, -1)
	if a.Err() != nil {
		return a
	}
	// What follows is nothing, and after it the checksum is compared.
	var end [1]byte
	switch n, err := io.ReadFull(r, end[:]); {
	case n > 0:
		return ndarray.Failed(npyheader.BadFormat("%q has bytes after its array", name))
	case err != io.EOF:
		return ndarray.Failed(archiveError("Archive.Array", err))
	}
	return a
}

// Close closes the file.
func (z *Archive) Close() error {
	if z.closer == nil {
		return nil
	}
	if err := z.closer.Close(); err != nil {
		return fault.Wrap("Archive.Close", ndarray.ErrIO, err)
	}
	return nil
}

// ArchiveWriter writes a .npz file array by array.
type ArchiveWriter struct {
	zip    *zip.Writer
	method uint16
	names  map[string]bool
}

// NewArchiveWriter begins a .npz file in w, whose arrays are compressed or not.
// It is not complete before Close.
func NewArchiveWriter(w io.Writer, compress bool) *ArchiveWriter {
	z := &ArchiveWriter{zip: zip.NewWriter(w), method: zip.Store, names: map[string]bool{}}
	if compress {
		z.method = zip.Deflate
	}
	return z
}

// Add writes an array under a name that is not taken yet.
func (z *ArchiveWriter) Add(name string, a *ndarray.Array) error {
	const fn = "ArchiveWriter.Add"
	if err := a.Err(); err != nil {
		return err
	}
	if name == "" || z.names[name] {
		return fault.New(fn, ndarray.ErrValue, "the name %q is empty or taken", name)
	}
	w, err := z.zip.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: z.method})
	if err != nil {
		return fault.Wrap(fn, ndarray.ErrIO, err)
	}
	z.names[name] = true
	return Write(w, a)
}

// Close completes the file; it does not close the writer underneath.
func (z *ArchiveWriter) Close() error {
	if err := z.zip.Close(); err != nil {
		return fault.Wrap("ArchiveWriter.Close", ndarray.ErrIO, err)
	}
	return nil
}

// SaveArchive writes arrays to a .npz file, in the order of their names. It
// replaces an existing file as [Save] does.
func SaveArchive(path string, compress bool, arrays map[string]*ndarray.Array) error {
	names := make([]string, 0, len(arrays))
	for name, a := range arrays {
		if err := a.Err(); err != nil {
			return err
		}
		names = append(names, name)
	}
	sort.Strings(names)
	return toFile("npy.SaveArchive", path, func(w io.Writer) error {
		z := NewArchiveWriter(w, compress)
		for _, name := range names {
			if err := z.Add(name, arrays[name]); err != nil {
				return err
			}
		}
		return z.Close()
	})
}
