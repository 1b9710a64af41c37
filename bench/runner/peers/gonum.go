// SPDX-License-Identifier: BSD-3-Clause

package peers

import (
	"gonum.org/v1/gonum/floats"

	"github.com/arraygen/arraygen/bench"
)

// Gonum is gonum's package floats: SIMD assembly on slices of float64.
type Gonum struct{}

// Name implements bench.Peer.
func (Gonum) Name() string { return "gonum" }

// Version implements bench.Peer.
func (Gonum) Version() string { return moduleVersion("gonum.org/v1/gonum") }

// Prepare implements bench.Peer.
func (Gonum) Prepare(j *bench.Job) (*bench.Prepared, error) {
	if j.Ins[0].DType != "float64" {
		return nil, bench.NotOffered("gonum's floats are float64")
	}
	if j.Threads != 1 {
		return nil, bench.NotOffered("gonum's floats run on one thread")
	}
	if j.Pattern == bench.ReduceAll && j.Ufunc == "add" {
		x, z := bench.ViewOf[float64](j, j.Ins[0]).Data, bench.ViewOf[float64](j, j.Outs[0]).Data
		return bench.InProcess(j, func() { z[0] = floats.Sum(x) }), nil
	}
	if j.Pattern != bench.Contiguous && j.Pattern != bench.InPlace {
		return nil, bench.NotOffered("gonum's floats take slices without gaps and write to one")
	}
	ins, ok := flat[float64](j)
	if !ok || len(ins) != 2 || j.Outs[0].DType != "float64" {
		return nil, bench.NotOffered("gonum's floats have no such function")
	}
	var to func(z, x, y []float64) []float64
	var by func(x, y []float64)
	switch j.Ufunc {
	case "add":
		to, by = floats.AddTo, floats.Add
	case "subtract":
		to, by = floats.SubTo, floats.Sub
	case "multiply":
		to, by = floats.MulTo, floats.Mul
	case "divide":
		to, by = floats.DivTo, floats.Div
	default:
		return nil, bench.NotOffered("gonum's floats have no such function")
	}
	x, y, z := ins[0], ins[1], bench.ViewOf[float64](j, j.Outs[0]).Data
	if j.Pattern == bench.InPlace {
		return bench.InProcess(j, func() { by(x, y) }), nil
	}
	return bench.InProcess(j, func() { to(z, x, y) }), nil
}
