// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// fusedJob is a fused kernel for an element type, size and number of threads.
type fusedJob struct {
	k       fusedKernel
	l       *ufunc.Loop
	n       int
	threads int
}

func (f fusedJob) asCase() Case {
	return Case{Ufunc: f.k.u, Loop: f.l, Pattern: fusedPattern, N: f.n, Threads: f.threads}
}

// key is the key of the formula, which may be made of more than its ufunc.
func (f fusedJob) key() string {
	c := f.asCase()
	c.Ufunc = &ufunc.Ufunc{Name: f.k.name}
	return c.Key()
}

// fusedJobs lists the fused kernels that the run takes.
func (r *run) fusedJobs() []fusedJob {
	var all []fusedJob
	for _, k := range fusedKernels {
		for i := range k.u.Loops {
			for _, n := range []int{cacheSize, largeSize} {
				for _, threads := range []int{1, 0} {
					f := fusedJob{k, &k.u.Loops[i], n, threads}
					s := r.Selection
					switch {
					case s.Filter != nil && !s.Filter.MatchString(f.key()), s.Filter == nil && threads == 0 && n != largeSize, s.Filter == nil && s.Quick && (n != cacheSize || threads != 1):
						continue
					}
					all = append(all, f)
				}
			}
		}
	}
	return all
}

func (r *run) fusedCell(f fusedJob) *Cell {
	c := f.asCase()
	return r.measure(f.key(), c, func() (placement, error) {
		j, err := layFused(f, r.Mem, r.rand)
		if err != nil {
			return placement{}, err
		}
		x, z := f.arrays(j)
		do := func(f func(x, z []*ndarray.Array) error) func() ([]*ndarray.Array, error) {
			return func() ([]*ndarray.Array, error) { return z, f(x, z) }
		}
		top := kernel.Current()
		ours := []ourWork{{OursPrefix + "unfused", top, do(f.k.unfused)}}
		for _, l := range kernel.Levels() {
			if f.threads == 1 || l == top {
				ours = append(ours, ourWork{OursPrefix + l.String(), l, do(f.k.fused)})
			}
		}
		return placement{j, ours}, nil
	})
}

// arrays returns the operands of a job of f.
func (f fusedJob) arrays(j *Job) (x, z []*ndarray.Array) {
	for i, l := range j.Ins {
		x = append(x, j.mem.Array(f.l.In[i], l))
	}
	for i, l := range j.Outs {
		z = append(z, j.mem.Array(f.l.Out[i], l))
	}
	return x, z
}
