// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// RunMethod calls a method, as [Config.PlanMethod] and [Plan.Run] do, in one step that
// allocates nothing: results, of as many arrays as the ufunc has outputs, is set to those
// that Out gave, and where there is none to what allocate returns, an array of the type and
// shape that it is told, in any memory order. The lengths and strides that allocate gets are
// there for as long as it runs. A nil allocate has the results made in Go memory. poll is
// that of Run.
func (c Config) RunMethod(m protocol.Method, results []*ndarray.Array, allocate func(i int, o Output) *ndarray.Array, poll func() error, args ...any) error {
	p := getPlan()
	defer p.put(len(p.op))
	if err := c.prepare(p, m, args); err != nil {
		return err
	}
	clear(results)
	copy(results, c.outs)
	for i := range results {
		if results[i] != nil || allocate == nil {
			continue
		}
		l, d := p.resultLayout(i), p.loop.Out[i]
		strides := p.strides[:l.ndim]
		l.denseStrides(strides, d.Size())
		results[i] = allocate(i, Output{d, l.shape[:l.ndim], strides})
		if err := c.fits(p, i, results[i]); err != nil {
			return err
		}
	}
	err := c.finish(p, results, poll)
	runtime.KeepAlive(args)
	return err
}
