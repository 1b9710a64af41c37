// SPDX-License-Identifier: BSD-3-Clause

package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/arraygen/arraygen/bench"
)

// heatSize and heatType are the cells that the map shows.
const (
	heatSize = 30_000
	heatType = "float64"
)

// heatmap shows the time of NumPy, or of the plain Go loop where there is no
// NumPy, divided by ours: ufunc × pattern.
func heatmap(r *bench.Report) *figure {
	peer := "go-loop"
	if _, ok := r.Meta.Versions["numpy"]; ok {
		peer = "numpy"
	}
	var names []string
	grid := map[string]map[bench.Pattern]*bench.Time{}
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.N != heatSize || c.Threads != 1 || c.DTypes != heatType || !slices.Contains(bench.Patterns(), c.Pattern) {
			continue
		}
		t := c.Time(peer)
		if t == nil {
			continue
		}
		if grid[c.Ufunc] == nil {
			grid[c.Ufunc] = map[bench.Pattern]*bench.Time{}
			names = append(names, c.Ufunc)
		}
		grid[c.Ufunc][c.Pattern] = t
	}
	if len(names) == 0 {
		return nil
	}
	patterns := bench.Patterns()
	slices.Reverse(names) // the first row at the top
	p := newPlot(fmt.Sprintf("Time of %s / ours, %s, %d elements, one thread: blue is faster than %s, red slower\n(functions that it has not are left out; – not offered in this layout, see the report; \"wrong\": results differ)   %s", peer, heatType, heatSize, peer, machine(r)), "", "")
	p.Add(heat{grid, names, patterns})
	ticks := func(n int, name func(int) string) plot.ConstantTicks {
		var t plot.ConstantTicks
		for i := range n {
			t = append(t, plot.Tick{Value: float64(i), Label: name(i)})
		}
		return t
	}
	p.X.Tick.Marker = ticks(len(patterns), func(i int) string { return string(patterns[i]) })
	p.Y.Tick.Marker = ticks(len(names), func(i int) string { return names[i] })
	p.X.Tick.Label.Rotation = math.Pi / 6
	p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = text.XRight, text.YTop
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -0.5, float64(len(patterns))-0.5, -0.5, float64(len(names))-0.5
	p.X.Padding, p.Y.Padding = 0, 0
	p.X.Tick.Length, p.Y.Tick.Length = 0, 0
	return &figure{[]*plot.Plot{p}, 1, 30 * vg.Centimeter, vg.Length(6+0.75*float64(len(names))) * vg.Centimeter}
}

// heat draws coloured rectangles with their numbers.
type heat struct {
	grid     map[string]map[bench.Pattern]*bench.Time
	names    []string
	patterns []bench.Pattern
}

// Plot implements plot.Plotter.
func (h heat) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	style := p.X.Tick.Label
	style.Rotation, style.XAlign, style.YAlign = 0, text.XCenter, text.YCenter
	style.Font.Size = vg.Points(9)
	for y, name := range h.names {
		for x, pattern := range h.patterns {
			t := h.grid[name][pattern]
			x0, x1, y0, y1 := tx(float64(x)-0.49), tx(float64(x)+0.49), ty(float64(y)-0.48), ty(float64(y)+0.48)
			fill, label, ink := heatColour(t)
			c.FillPolygon(fill, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
			style.Color = ink
			c.FillText(style, vg.Point{X: (x0 + x1) / 2, Y: (y0 + y1) / 2}, label)
		}
	}
}

// heatColour returns fill, text and its colour: white at 1, dark blue from 8
// times as fast, dark red from 8 times as slow.
func heatColour(t *bench.Time) (fill color.Color, label string, ink color.Color) {
	switch {
	case t == nil:
		return color.Gray{235}, "–", color.Gray{120}
	case t.Wrong != "":
		return color.Gray{215}, "wrong", color.Black
	}
	v := t.Ratio.Mid
	s := min(1, max(-1, math.Log2(v)/3))
	mix := func(to color.RGBA, a float64) color.Color {
		ch := func(c uint8) uint8 { return uint8(255 + a*(float64(c)-255)) }
		return color.RGBA{ch(to.R), ch(to.G), ch(to.B), 255}
	}
	ink = color.Black
	if math.Abs(s) > 0.6 {
		ink = color.White
	}
	label = fmt.Sprintf("%.2g", v)
	if v >= 10 {
		label = fmt.Sprintf("%.0f", v)
	}
	if s >= 0 {
		return mix(color.RGBA{8, 69, 148, 255}, s), label, ink
	}
	return mix(color.RGBA{165, 15, 21, 255}, -s), label, ink
}
