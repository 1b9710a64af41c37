// SPDX-License-Identifier: BSD-3-Clause

package plots

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/arraygen/arraygen/bench"
)

// calls shows what a call costs: ten elements, where the work is nothing.
func calls(r *bench.Report) *figure {
	var plots []*plot.Plot
	for _, pattern := range []bench.Pattern{bench.Contiguous, bench.Allocating} {
		for i := range r.Cells {
			c := &r.Cells[i]
			if c.Ufunc != "add" || c.DTypes != "float64" || c.Pattern != pattern || c.N != 10 || c.Threads != 1 {
				continue
			}
			how := "with out"
			if pattern == bench.Allocating {
				how = "result in new memory"
			}
			if p := barsOf(c, fmt.Sprintf("A call of add on 10 float64, %s", how), "time of a call, ns", 1); p != nil {
				plots = append(plots, p)
			}
		}
	}
	if len(plots) == 0 {
		return nil
	}
	return &figure{plots, len(plots), vg.Length(15*len(plots)) * vg.Centimeter, 10 * vg.Centimeter}
}

// fused shows the fused kernels against the peers.
func fused(r *bench.Report) *figure {
	var plots []*plot.Plot
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Pattern != "fused" || c.Threads != 1 || c.N > 100_000 {
			continue
		}
		if p := barsOf(c, fmt.Sprintf("%s, %s", c.Ufunc, c.DTypes), "time, ns per element", float64(c.N)); p != nil {
			plots = append(plots, p)
		}
	}
	if len(plots) == 0 {
		return nil
	}
	const columns = 4
	n := min(columns, len(plots))
	return &figure{plots, n, vg.Length(10*n) * vg.Centimeter, vg.Length(9*((len(plots)+n-1)/n)) * vg.Centimeter}
}

// barsOf draws a horizontal bar for each implementation of a cell, the fastest
// at the top, on a logarithmic axis.
func barsOf(c *bench.Cell, title, axis string, per float64) *plot.Plot {
	type bar struct {
		name  string
		value float64
	}
	var bars []bar
	for k := range c.Times {
		t := &c.Times[k]
		if t.Name == bench.Yardstick || t.Wrong != "" || t.Nanos.Mid <= 0 {
			continue
		}
		bars = append(bars, bar{display(c, t.Name), t.Nanos.Mid / per})
	}
	if len(bars) == 0 {
		return nil
	}
	slices.SortFunc(bars, func(a, b bar) int {
		if a.value < b.value {
			return 1
		}
		return -1
	})
	p := newPlot(title, axis, "")
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, decades{}
	left, right := bars[len(bars)-1].value/2, bars[0].value*2.2
	var ticks plot.ConstantTicks
	for i, b := range bars {
		area, err := plotter.NewPolygon(plotter.XYs{{X: left, Y: float64(i) - 0.35}, {X: b.value, Y: float64(i) - 0.35}, {X: b.value, Y: float64(i) + 0.35}, {X: left, Y: float64(i) + 0.35}})
		if err != nil {
			return nil
		}
		area.Color, area.Width = grey, 0
		if b.name == "arraygen" || bench.IsOurs(b.name) {
			area.Color = palette[0]
		}
		p.Add(area)
		label(p, b.value, float64(i), " "+short(b.value), text.XLeft)
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: b.name})
	}
	p.Y.Tick.Marker = ticks
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = left, right, -0.6, float64(len(bars))-0.4
	return p
}

// short prints three digits, and no exponent.
func short(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
