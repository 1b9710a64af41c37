package ufunc

import (
	"fmt"
	"testing"
	"time"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestTmpSpeed(t *testing.T) {
	old := SetMaxThreads(1)
	defer SetMaxThreads(old)
	fast := func(f func() *ndarray.Array) time.Duration {
		best := time.Hour
		if err := f().Err(); err != nil { t.Fatal(err) }
		for end := time.Now().Add(150 * time.Millisecond); time.Now().Before(end); {
			b := time.Now()
			f()
			best = min(best, time.Since(b))
		}
		return best
	}
	for _, d := range []dtype.DType{dtype.Float64, dtype.Float32, dtype.Int64, dtype.Int32, dtype.Complex128} {
		for _, n := range []int{4, 64, 1000} {
			x := ndarray.Ones(d, n, n)
			v := ndarray.Ones(d, n)
			z, zv, z0 := ndarray.Zeros(d, n, n), ndarray.Zeros(d, n), ndarray.Zeros(d)
			_ = z0
			fmt.Println(d, n, "matmul", fast(func() *ndarray.Array { return Matmul.Out(z).Call(x, x) }),
				"NT", fast(func() *ndarray.Array { return Matmul.Out(z).Call(x, x.T()) }),
				"TN", fast(func() *ndarray.Array { return Matmul.Out(z).Call(x.T(), x) }),
				"matvec", fast(func() *ndarray.Array { return Matvec.Out(zv).Call(x, v) }),
				"matvecT", fast(func() *ndarray.Array { return Matvec.Out(zv).Call(x.T(), v) }),
				"vecmat", fast(func() *ndarray.Array { return Vecmat.Out(zv).Call(v, x) }),
				"vecmatT", fast(func() *ndarray.Array { return Vecmat.Out(zv).Call(v, x.T()) }),
				"dot", fast(func() *ndarray.Array { return Vecdot.Call(v, v) }))
		}
	}
	x := ndarray.Ones(dtype.Float64, 4, 4)
	z := ndarray.Zeros(dtype.Float64, 4, 4)
	v, zv := ndarray.Ones(dtype.Float64, 4), ndarray.Zeros(dtype.Float64, 4)
	fmt.Println(testing.AllocsPerRun(100, func() { Matmul.Out(z).Call(x, x) }), testing.AllocsPerRun(100, func() { Matvec.Out(zv).Call(x, v) }))
}
