// SPDX-License-Identifier: BSD-3-Clause

// Command price values a surface of options, strikes against volatilities, in
// one call of the fused kernel, checks it against the textbook formula, and
// prints what an option costs.
package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"example.com/pricing"
	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

const strikes, vols = 1000, 1000

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "price:", err)
		os.Exit(1)
	}
}

func run() error {
	k := ndarray.Linspace(50.0, 150, strikes).Reshape(strikes, 1)
	sigma := ndarray.Linspace(0.05, 0.6, vols)
	call, put := ndarray.Empty(dtype.Float64, strikes, vols), ndarray.Empty(dtype.Float64, strikes, vols)
	surface := pricing.BlackScholesUfunc.Out(call, put)
	apply := func() error { return surface.CallN(100.0, k, 1.0, 0.03, sigma)[0].Err() }
	if err := apply(); err != nil {
		return err
	}
	worst := 0.0
	calls, err := ndarray.Data[float64](call)
	if err != nil {
		return err
	}
	for i, c := range calls {
		k, s := 50+float64(i/vols)*100/(strikes-1), 0.05+float64(i%vols)*0.55/(vols-1)
		worst = math.Max(worst, math.Abs(c-textbook(100, k, 1, 0.03, s)))
	}
	if worst > 1e-11 {
		return fmt.Errorf("a price differs from the textbook's by %g", worst)
	}
	fmt.Printf("prices of %d options (synthetic: strikes x volatilities, broadcast), within %.1e of the textbook formula on math.Erfc\n", strikes*vols, worst)
	return times(apply)
}

// times prints what an option costs: by the textbook's formula as a Go loop, and
// by the kernel on each instruction set.
func times(apply func() error) error {
	call, put := make([]float64, strikes*vols), make([]float64, strikes*vols)
	k, sigma := make([]float64, len(call)), make([]float64, len(call))
	for i := range k {
		k[i], sigma[i] = 50+float64(i/vols)*100/(strikes-1), 0.05+float64(i%vols)*0.55/(vols-1)
	}
	work := []measure.Work{{Name: "by hand", Run: measure.Timed(func() { byHand(call, put, k, sigma) })}}
	plan := measure.Plan{Rounds: 7, Slice: time.Millisecond, Rand: rand.New(rand.NewPCG(1, 2))}
	fmt.Println("time per option, call and put, exp, log, sqrt and four normal distributions in one pass:")
	samples := plan.Time(append(work, measure.Levels(apply)...))
	for i, s := range samples {
		if s.Err != nil {
			return s.Err
		}
		fmt.Printf("  %-7s %7.2f ns", s.Name, slices.Min(s.Nanos)/(strikes*vols))
		switch i {
		case 0:
			fmt.Println(" (the same formulas as a Go loop on package math)")
		case 1:
			fmt.Printf(", %.1f times as fast as by hand (the portable Go loop, with the bits of those below)\n", speedup(samples, i))
		default:
			fmt.Printf(", %.1f times as fast as by hand\n", speedup(samples, i))
		}
	}
	return nil
}

func speedup(s []measure.Samples, i int) float64 {
	return slices.Min(s[0].Nanos) / slices.Min(s[i].Nanos)
}

// byHand is what one would write without a kernel: the statements of its row,
// on package math.
func byHand(call, put, k, sigma []float64) {
	const s, t, r = 100, 1, 0.03
	for i := range call {
		dev := sigma[i] * math.Sqrt(t)
		d1 := (math.Log(s/k[i]) + (r+0.5*sigma[i]*sigma[i])*t) / dev
		d2 := d1 - dev
		disc := k[i] * math.Exp(-r*t)
		call[i] = s*normCDF(d1) - disc*normCDF(d2)
		put[i] = disc*normCDF(-d2) - s*normCDF(-d1)
	}
}

func normCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// textbook is the price of a call.
func textbook(s, k, t, r, sigma float64) float64 {
	dev := sigma * math.Sqrt(t)
	d1 := (math.Log(s/k) + (r+sigma*sigma/2)*t) / dev
	return s*normCDF(d1) - k*math.Exp(-r*t)*normCDF(d1-dev)
}
