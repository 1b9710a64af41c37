// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"time"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// kernelLevel returns the instruction set of the best implementation of s.
func kernelLevel(s *kernel.Set) kernel.Level {
	levels := kernel.Levels()
	for i := len(levels) - 1; i >= 0; i-- {
		if l := levels[i]; l <= kernel.Current() && s.Impl[l] != nil {
			return l
		}
	}
	return kernel.Go
}

// ourWork is one of our own implementations of a job.
type ourWork struct {
	name  string
	level kernel.Level
	// call does the work once and returns the results.
	call func() ([]*ndarray.Array, error)
}

// ourCall returns the ufunc call of a job.
func ourCall(j *Job) func() ([]*ndarray.Array, error) {
	u, in := j.Case.Ufunc, j.Case.Loop.In
	args := make([]any, len(j.Ins))
	for i, l := range j.Ins {
		args[i] = j.mem.Array(in[i], l)
	}
	outs := make([]*ndarray.Array, len(j.Outs))
	for i, l := range j.Outs {
		outs[i] = j.mem.Array(j.Case.Loop.Out[i], l)
	}
	result := func(a *ndarray.Array) ([]*ndarray.Array, error) {
		outs[0] = a
		return outs, a.Err()
	}
	if j.Pattern == InPlace {
		outs[0] = args[0].(*ndarray.Array)
	}
	if u == casts {
		x, z, to := args[0].(*ndarray.Array), outs[0], j.Case.Loop.Out[0]
		if j.Pattern == Allocating {
			return func() ([]*ndarray.Array, error) { return result(ufunc.AsType(x, to, dtype.Unsafe)) }
		}
		return func() ([]*ndarray.Array, error) { return outs, ufunc.Copyto(z, x, dtype.Unsafe, nil) }
	}
	with := u.Out(outs...)
	switch j.Pattern {
	case Allocating:
		return func() ([]*ndarray.Array, error) { return result(u.Call(args...)) }
	case ReduceAll:
		return func() ([]*ndarray.Array, error) { return result(with.AllAxes().Reduce(args[0])) }
	case ReduceFirst:
		return func() ([]*ndarray.Array, error) { return result(with.Axis(0).Reduce(args[0])) }
	case ReduceLast:
		return func() ([]*ndarray.Array, error) { return result(with.Axis(-1).Reduce(args[0])) }
	}
	if len(outs) > 1 {
		return func() ([]*ndarray.Array, error) { return outs, with.CallN(args...)[0].Err() }
	}
	// A call spelled out: the arguments of a variadic call are made anew each
	// time, as they are in a program.
	switch len(args) {
	case 1:
		return func() ([]*ndarray.Array, error) { return result(u.Out(outs[0]).Call(args[0])) }
	case 2:
		return func() ([]*ndarray.Array, error) { return result(u.Out(outs[0]).Call(args[0], args[1])) }
	}
	return func() ([]*ndarray.Array, error) { return result(with.Call(args...)) }
}

// releasing releases the result of a call when the next one has its own, which
// is when Python drops it in a loop.
func releasing(call func() ([]*ndarray.Array, error)) func() ([]*ndarray.Array, error) {
	var last *ndarray.Array
	return func() ([]*ndarray.Array, error) {
		results, err := call()
		last.Release()
		last = results[0]
		return results, err
	}
}

// atLevel runs call with kernels of a level on so many threads.
func atLevel[T any](l kernel.Level, threads int, call func() (T, error)) (T, error) {
	restore, err := kernel.SetLevel(l)
	if err != nil {
		var none T
		return none, err
	}
	defer restore()
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(threads))
	return call()
}

func timeOurs(j *Job, o ourWork) func(int) (time.Duration, error) {
	return func(reps int) (time.Duration, error) {
		return atLevel(o.level, j.Threads, func() (time.Duration, error) {
			j.Restore()
			start := time.Now()
			for range reps {
				if _, err := o.call(); err != nil {
					return 0, err
				}
			}
			return time.Since(start), nil
		})
	}
}
