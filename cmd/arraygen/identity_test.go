// SPDX-License-Identifier: BSD-3-Clause

package main

import "testing"

// TestIdentitiesOfRows reduces nothing by rows with each kind of identity.
func TestIdentitiesOfRows(t *testing.T) {
	dir := module(t)
	write(t, "p/kernels.yaml", `package: p
ufuncs:
  - {name: least, doc: D., in: [x, y], out: [z], identity: inf, loops: [{for: floats, body: "min(x, y)", bound: exact, reduce: any}]}
  - {name: largest, doc: D., in: [x, y], out: [z], identity: -inf, loops: [{for: floats, body: "max(x, y)", bound: exact, reduce: any}]}
  - {name: total, doc: D., in: [x, y], out: [z], identity: -0, loops: [{for: [float32, float64, complex128], body: x + y, bound: exact, reduce: pairwise}]}
  - {name: every, doc: D., in: [x, y], out: [z], identity: true, loops: [{for: bool, body: x && y, bound: exact, reduce: any}]}
  - {name: bits, doc: D., in: [x, y], out: [z], identity: -1, loops: [{for: [uint8, uint64], body: x & y, bound: exact, reduce: any}]}
`)
	write(t, "p/results_test.go", `package p

import (
	"math"
	"testing"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

func nothing[T dtype.Element](t *testing.T, u *ufunc.Ufunc, d dtype.DType) T {
	t.Helper()
	v, err := ndarray.Data[T](u.Reduce(ndarray.Empty(d, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return v[0]
}

func TestNothing(t *testing.T) {
	if x := nothing[float64](t, LeastUfunc, dtype.Float64); !math.IsInf(x, 1) {
		t.Error(x)
	}
	if x := nothing[float32](t, LargestUfunc, dtype.Float32); !math.IsInf(float64(x), -1) {
		t.Error(x)
	}
	if x := nothing[float64](t, TotalUfunc, dtype.Float64); x != 0 || !math.Signbit(x) {
		t.Error(x)
	}
	if !nothing[bool](t, EveryUfunc, dtype.Bool) {
		t.Error("all of nothing")
	}
	if x := nothing[uint64](t, BitsUfunc, dtype.Uint64); x != math.MaxUint64 {
		t.Error(x)
	}
	if x := nothing[uint8](t, BitsUfunc, dtype.Uint8); x != 255 {
		t.Error(x)
	}
}
`)
	if _, err := command(t, "generate", "p/kernels.yaml"); err != nil {
		t.Fatal(err)
	}
	goTest(t, dir)
}
