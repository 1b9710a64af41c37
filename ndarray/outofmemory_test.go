// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && !race && !386 && !arm && !mips && !mipsle

package ndarray_test

import (
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

// underLimit runs the test again in a process of its own whose address space
// has so many KiB, and reports whether this is that process.
func underLimit(t *testing.T, kib string) bool {
	t.Helper()
	if os.Getenv("ARRAYGEN_UNDER_LIMIT") != "" {
		return true
	}
	cmd := exec.Command("/bin/sh", "-c", `ulimit -v `+kib+` && exec "$0" "$@"`, os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "ARRAYGEN_UNDER_LIMIT=1")
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "Exec format error") {
		t.Skip("the system starts no program of this architecture: the test runs natively")
	}
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: "+t.Name())
	return false
}

// still fails if the process doesn't work as before.
func still(t *testing.T) {
	t.Helper()
	x := ndarray.Linspace(0.0, 1, 1<<20)
	y := ufunc.Add.Call(x, x)
	require.NoError(t, y.Err())
	v, err := ndarray.At[float64](y, -1)
	require.NoError(t, err)
	require.Equal(t, 2.0, v)
}

// Whatever makes more than there can be fails, by an error of its kind that
// says how much, and nothing else happens.
func TestMoreThanThereIs(t *testing.T) {
	if !underLimit(t, "3145728") {
		return
	}
	huge := ndarray.Scalar(1.0).BroadcastTo(1 << 41)
	far := ndarray.Scalar[int64](0).BroadcastTo(1 << 41)
	matrix := ndarray.Scalar(1.0).BroadcastTo(1<<21, 1<<21)
	three := ndarray.Linspace(0.0, 1, 3)
	list := func(a []*ndarray.Array, err error) error { return err }
	slice := func(_ []float64, err error) error { return err }
	for name, f := range map[string]func() error{
		"Empty":            func() error { return ndarray.Empty(dtype.Int8, 1<<41).Err() },
		"Empty, near":      func() error { return ndarray.Empty(dtype.Int8, 4<<30).Err() },
		"Empty, most":      func() error { return ndarray.Empty(dtype.Int8, math.MaxInt).Err() },
		"Zeros":            func() error { return ndarray.Zeros(dtype.Complex128, 1<<20, 1<<20).Err() },
		"Zeros, most":      func() error { return ndarray.Zeros(dtype.Int8, math.MaxInt).Err() },
		"EmptyOrder":       func() error { return ndarray.EmptyOrder(dtype.Int8, []int{1 << 20, 1 << 20}, []int{1, 0}).Err() },
		"EmptyLike":        func() error { return ndarray.EmptyLike(huge, dtype.Invalid).Err() },
		"ZerosLike":        func() error { return ndarray.ZerosLike(huge, dtype.Int8).Err() },
		"Arange":           func() error { return ndarray.Arange[int64](0, 1<<40, 1).Err() },
		"Linspace":         func() error { return ndarray.Linspace(0.0, 1, 1<<40).Err() },
		"EyeAt":            func() error { return ndarray.EyeAt(dtype.Float64, 1<<20, 1<<20, 0).Err() },
		"Copy":             func() error { return huge.Copy().Err() },
		"CopyF":            func() error { return matrix.CopyF().Err() },
		"CopyLike":         func() error { return huge.CopyLike().Err() },
		"AsC":              func() error { return huge.AsC().Err() },
		"Ravel":            func() error { return ndarray.Zeros(dtype.Int8, 1<<20, 1).BroadcastTo(1<<20, 1<<21).Ravel().Err() },
		"Tri":              func() error { return matrix.Tri(0, true).Err() },
		"Concatenate":      func() error { return ndarray.Concatenate(0, huge, huge).Err() },
		"Stack":            func() error { return ndarray.Stack(0, huge, huge).Err() },
		"Tile":             func() error { return three.Tile(1 << 40).Err() },
		"Repeat":           func() error { return three.Repeat(1<<40, 0).Err() },
		"Roll":             func() error { return huge.Roll(1, 0).Err() },
		"Take":             func() error { return three.Take(far, 0).Err() },
		"TakeAlong":        func() error { return huge.TakeAlong(far, 0).Err() },
		"Index":            func() error { return three.Index(far).Err() },
		"Index with bools": func() error { return trues(1 << 28).Index(trues(1 << 28)).Err() },
		"SetIndex":         func() error { return three.SetIndex(ndarray.Scalar(1.0), far) },
		"Nonzero":          func() error { return list(trues(1 << 28).Nonzero()) },
		"ToSlice":          func() error { return slice(ndarray.ToSlice[float64](huge)) },
		"MakeSlice":        func() error { return slice(ndarray.MakeSlice[float64]("f", 1<<40)) },
		"MakeSlice, most":  func() error { return slice(ndarray.MakeSlice[float64]("f", math.MaxInt)) },
		"AskMemory":        func() error { return ndarray.AskMemory("f", 1<<41) },
		"AskMemory, most":  func() error { return ndarray.AskMemory("f", math.MaxInt) },
		"ufunc":            func() error { return ufunc.Exp.Call(huge).Err() },
		"ufunc, scalar":    func() error { return ufunc.Add.Call(huge, 1.0).Err() },
		"ufunc, order":     func() error { return ufunc.Add.Call(matrix.T(), matrix).Err() },
		"ufunc, where":     func() error { return ufunc.Add.Where(trues(1<<41)).Call(huge, 1.0).Err() },
		"ufunc, broadcast": func() error {
			return ufunc.Add.Call(ndarray.Zeros(dtype.Int8, 1<<20, 1), ndarray.Zeros(dtype.Int8, 1<<20)).Err()
		},
		"ufunc, outer": func() error {
			return ufunc.Multiply.Outer(ndarray.Zeros(dtype.Int8, 1<<21), ndarray.Zeros(dtype.Int8, 1<<21)).Err()
		},
		"ufunc, accumulate": func() error { return ufunc.Add.Axis(0).Accumulate(huge).Err() },
		"ufunc, reduce":     func() error { return ufunc.Add.Axis(0).Reduce(ndarray.Scalar(1.0).BroadcastTo(2, 1<<40)).Err() },
		"ufunc, reduceat": func() error {
			return ufunc.Add.Axis(1).ReduceAt(ndarray.Scalar(1.0).BroadcastTo(1<<40, 2), []int{0, 1}).Err()
		},
		"AsType": func() error { return ufunc.AsType(huge, dtype.Int8, dtype.Unsafe).Err() },
		"npy": func() error {
			header := "{'descr': '<f8', 'fortran_order': False, 'shape': (536870912,)}\n"
			path := t.TempDir() + "/sparse.npy"
			require.NoError(t, os.WriteFile(path, []byte("\x93NUMPY\x01\x00"+string(rune(len(header)))+"\x00"+header), 0o644))
			require.NoError(t, os.Truncate(path, 1<<10+8<<29))
			return npy.Load(path).Err()
		},
	} {
		for range 2 {
			err := f()
			require.ErrorIs(t, err, ndarray.ErrMemory, name)
			require.Regexp(t, `no memory|more than`, err.Error(), name)
		}
		still(t)
	}
}

func trues(n int) *ndarray.Array { return ndarray.Scalar(true).BroadcastTo(n) }

// Results that fill the memory together end in an error too. When they are
// gone, there is memory again, for blocks of any size: not all that there was,
// for the addresses that Go's heap has taken it never returns.
func TestMemoryRunsOut(t *testing.T) {
	if !underLimit(t, "2621440") {
		return
	}
	for _, bytes := range []int{300 << 20, 64 << 20, 1 << 20, 300 << 10, 64 << 20, 64 << 10, 10 << 20, 100, 16 << 20} {
		all := 0
		var held []*ndarray.Array
		for bytes > 100 || all < 10<<20 {
			a := ndarray.Empty(dtype.Uint8, bytes)
			if err := a.Err(); err != nil {
				require.ErrorIs(t, err, ndarray.ErrMemory)
				break
			}
			v, err := ndarray.Data[uint8](a)
			require.NoError(t, err)
			v[0], v[bytes-1] = 1, 1
			held = append(held, a)
			all += bytes
		}
		if bytes > 100 {
			// How much there is again depends on how the heap lies in pieces.
			require.Greater(t, all, 100<<20, "%d bytes each", bytes)
		}
		runtime.KeepAlive(held)
		held = nil
		still(t)
	}
}

// Goroutines that ask at the same time don't get the same memory.
func TestMemoryRunsOutTogether(t *testing.T) {
	if !underLimit(t, "2621440") {
		return
	}
	done := make(chan error, 8)
	for range cap(done) {
		go func() {
			var held []*ndarray.Array
			for {
				a := ndarray.Zeros(dtype.Uint8, 20<<20)
				if a.Err() != nil {
					done <- a.Err()
					runtime.KeepAlive(held)
					return
				}
				held = append(held, a)
			}
		}()
	}
	for range cap(done) {
		require.ErrorIs(t, <-done, ndarray.ErrMemory)
	}
	still(t)
}
