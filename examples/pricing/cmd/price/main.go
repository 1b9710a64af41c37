// Command price values a surface of options, strikes against volatilities, in
// one call of the fused kernel, checks it against the textbook formula, and
// prints what an option costs.
package main

import (
	"fmt"
	"math"
	"os"
	"sort"
	"time"

	"example.com/pricing"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
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
	fmt.Println("time per option, call and put, exp, log, sqrt and four normal distributions in one pass:")
	var goTime float64
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		if err != nil {
			return err
		}
		var runs []float64
		for range 5 {
			start := time.Now()
			if err := apply(); err != nil {
				return err
			}
			runs = append(runs, float64(time.Since(start).Nanoseconds())/(strikes*vols))
		}
		restore()
		sort.Float64s(runs)
		t := runs[len(runs)/2]
		if l == kernel.Go {
			goTime = t
			fmt.Printf("  %-7s %7.2f ns (the plain Go loop)\n", l, t)
			continue
		}
		fmt.Printf("  %-7s %7.2f ns, %.1f times as fast\n", l, t, goTime/t)
	}
	return nil
}

func textbook(s, k, t, r, sigma float64) float64 {
	cdf := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	dev := sigma * math.Sqrt(t)
	d1 := (math.Log(s/k) + (r+sigma*sigma/2)*t) / dev
	return s*cdf(d1) - k*math.Exp(-r*t)*cdf(d1-dev)
}
