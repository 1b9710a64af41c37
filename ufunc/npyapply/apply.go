// Package npyapply applies ufuncs to .npy files: inputs are mapped into
// memory, results are written to mapped files, and long work is done in
// pieces that a caller can follow.
package npyapply

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

// piece is about how many bytes of results are made between two reports.
const piece = 8 << 20

// Files applies u to operands, each a .npy file, or a number as text, and
// writes the results to new .npy files, in the order of u's outputs. They
// appear under their names when they are complete. progress, if not nil, is told how
// many of the results' bytes are made.
func Files(u *ufunc.Ufunc, operands, results []string, progress func(done, total int64)) error {
	if len(operands) != u.NIn() || len(results) != u.NOut() {
		return fault.New("npyapply", fault.Value, "%s takes %d operands (%s) and has %d results (%s); got %d and %d",
			u.Name, u.NIn(), strings.Join(u.Inputs, ", "), u.NOut(), strings.Join(u.Outputs, ", "), len(operands), len(results))
	}
	args := make([]any, len(operands))
	var shapes [][]int
	for i, name := range operands {
		if n, ok := number(name); ok {
			args[i] = n
			continue
		}
		a := npy.Map(name, npy.ReadOnly)
		if err := a.Err(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		args[i] = a
		shapes = append(shapes, a.Shape())
	}
	shape, err := ndarray.BroadcastShapes(u.Name, shapes...)
	if err != nil {
		return err
	}
	// A call on nothing tells the types of the results.
	trial := u.CallN(rows(args, shape, 0, 0)...)
	outs := make([]*ndarray.Array, len(results))
	temps := make([]string, len(results))
	total := int64(0)
	for i, name := range results {
		if err := trial[i].Err(); err != nil {
			return err
		}
		temps[i] = filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".part")
		defer os.Remove(temps[i])
		outs[i] = npy.Create(temps[i], trial[i].DType(), false, shape...)
		if err := outs[i].Err(); err != nil {
			return err
		}
		total += int64(outs[i].NBytes())
	}
	if err := fill(u, args, outs, shape, total, progress); err != nil {
		return err
	}
	for i, name := range results {
		outs[i].Owner().Release()
		if err := os.Rename(temps[i], name); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the results, some rows at a time.
func fill(u *ufunc.Ufunc, args []any, outs []*ndarray.Array, shape []int, total int64, progress func(done, total int64)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if len(shape) == 0 || shape[0] == 0 {
		r := u.Out(outs...).CallN(args...)
		progress(total, total)
		return r[0].Err()
	}
	n := shape[0]
	step := max(1, int(int64(n)*piece/max(total, 1)))
	for at := 0; at < n; at += step {
		to := min(at+step, n)
		part := make([]*ndarray.Array, len(outs))
		for i, o := range outs {
			part[i] = o.Index(ndarray.From(at).To(to))
		}
		for _, r := range u.Out(part...).CallN(rows(args, shape, at, to)...) {
			if err := r.Err(); err != nil {
				return err
			}
		}
		progress(total*int64(to)/int64(n), total)
	}
	return nil
}

// rows returns the operands of rows [from, to) of the result: operands that
// have no such axis, or are broadcast along it, stay whole.
func rows(args []any, shape []int, from, to int) []any {
	cut := make([]any, len(args))
	for i, arg := range args {
		cut[i] = arg
		a, ok := arg.(*ndarray.Array)
		if ok && len(shape) > 0 && a.NDim() == len(shape) && a.Shape()[0] == shape[0] {
			cut[i] = a.Index(ndarray.From(from).To(to))
		}
	}
	return cut
}

// number reads an operand that is not a file: an integer or a float.
func number(s string) (any, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	if x, err := strconv.ParseFloat(s, 64); err == nil {
		return x, true
	}
	return nil, false
}
