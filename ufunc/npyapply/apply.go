// SPDX-License-Identifier: BSD-3-Clause

// Package npyapply applies ufuncs to .npy files: it is what arraygen run does.
// Operands are mapped to memory, results are made and written some megabytes at
// a time, so that files may be larger than memory, and a caller can follow.
package npyapply

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

// ErrUsage is what errors are that lie in the arguments and not in files: too
// few of them, or one result named twice.
var ErrUsage = errors.New("wrong usage")

// Options say how ufuncs are applied.
type Options struct {
	Stdin  io.Reader // what the operand "-" reads; os.Stdin if it is nil
	Stdout io.Writer // where the result "-" goes; os.Stdout if it is nil
	// Raw is the type of elements that a file only says to be raw bytes.
	Raw dtype.DType
	// Progress, if it is not nil, is told how many of the results' bytes are
	// made.
	Progress func(done, total int64)
}

// Files applies u to operands, and writes the results in the order of u's
// outputs.
//
// An operand is the name of a .npy file, which may be a pipe; "-", the standard
// input; or a number: 2, -1.5, 0x1p-3, nan, 1+2j, True. Operands broadcast as in
// NumPy, and numbers take the type of the arrays that they meet.
//
// A result is the name of a file, or "-", the standard output. Files appear
// under their names, or are replaced, when all results are complete: see
// [npy.Save] for what is replaced. They are in Fortran order if the
// operands of their shape are.
func Files(u *ufunc.Ufunc, operands, results []string, o Options) error {
	if len(operands) != u.NIn() || len(results) != u.NOut() {
		return fmt.Errorf("%w: %s", ErrUsage, count(u, len(operands)+len(results)))
	}
	args, err := o.operands(operands)
	if err != nil {
		return err
	}
	c, err := newCall(u, args)
	if err != nil {
		return err
	}
	rs, err := o.open(results, c)
	defer rs.close()
	if err != nil {
		return err
	}
	if err := c.run(rs.append, o.Progress); err != nil {
		return err
	}
	return rs.commit()
}

// count says what arguments a ufunc takes.
func count(u *ufunc.Ufunc, got int) string {
	names := func(list []string, word string) string {
		if len(list) != 1 {
			word += "s"
		}
		return fmt.Sprintf("%d %s (%s)", len(list), word, strings.Join(list, ", "))
	}
	return fmt.Sprintf("%s takes %s and writes %s: %d files or numbers, not %d",
		u.Name, names(u.Inputs, "operand"), names(u.Outputs, "result"), u.NIn()+u.NOut(), got)
}

// of has an error speak of a file.
func of(name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", name, path.Err)
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return &fault.Error{Func: name, Kind: f.Kind, Msg: f.Msg, Err: f.Err}
	}
	return fmt.Errorf("%s: %w", name, err)
}

// results are the files that are being written.
type results []*result

type result struct {
	name string
	file *atomicfile.File // nil for the standard output
	npy  *npy.Writer
}

// open begins all results before the first is computed, so that a name that
// cannot be written, or a full disk, is told at once.
func (o Options) open(names []string, c *call) (rs results, err error) {
	seen := map[string]bool{}
	for i, name := range names {
		r := &result{name: name}
		rs = append(rs, r)
		w, target := o.Stdout, name
		if w == nil {
			w = os.Stdout
		}
		if name == "-" {
			r.name = "standard output"
		} else {
			f, err := atomicfile.Create(name)
			if err != nil {
				return rs, of(name, err)
			}
			r.file, w, target = f, f, f.Target()
		}
		if seen[target] {
			return rs, fmt.Errorf("%w: two results would go to %s", ErrUsage, r.name)
		}
		seen[target] = true
		if r.npy, err = npy.NewWriter(w, c.dtypes[i], c.fortran, c.fileShape()...); err != nil {
			return rs, of(r.name, err)
		}
		if r.file != nil {
			if err := r.file.Reserve(r.npy.Left()); err != nil {
				return rs, of(r.name, err)
			}
		}
	}
	return rs, nil
}

// append writes the next part of each result.
func (rs results) append(parts []*ndarray.Array) error {
	for i, r := range rs {
		if err := r.npy.Append(parts[i]); err != nil {
			return of(r.name, err)
		}
	}
	return nil
}

func (rs results) commit() error {
	for _, r := range rs {
		if err := r.npy.Close(); err != nil {
			return of(r.name, err)
		}
	}
	for _, r := range rs {
		if r.file == nil {
			continue
		}
		if err := r.file.Commit(); err != nil {
			return of(r.name, err)
		}
	}
	return nil
}

func (rs results) close() {
	for _, r := range rs {
		if r.file != nil {
			_ = r.file.Close() // an error of its own has been told
		}
	}
}
