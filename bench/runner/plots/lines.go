// SPDX-License-Identifier: BSD-3-Clause

package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/arraygen/arraygen/bench"
)

// sizes shows the time of an element by the memory that the operands take, for
// one function bound by memory and one bound by arithmetic.
func sizes(r *bench.Report) *figure {
	var plots []*plot.Plot
	for _, u := range []string{"add", "exp"} {
		if p := sizesOf(r, u); p != nil {
			plots = append(plots, p)
		}
	}
	if len(plots) == 0 {
		return nil
	}
	return &figure{plots, len(plots), vg.Length(17*len(plots)) * vg.Centimeter, 12 * vg.Centimeter}
}

func sizesOf(r *bench.Report, u string) *plot.Plot {
	lines := map[string]plotter.XYs{}
	var names []string
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Ufunc != u || c.DTypes != "float64" || c.Pattern != bench.Contiguous || c.Threads != 1 {
			continue
		}
		for k := range c.Times {
			t := &c.Times[k]
			if t.Name == bench.Yardstick || t.Wrong != "" || bench.IsOurs(t.Name) && t.Name != c.Ours {
				continue
			}
			name := display(c, t.Name)
			if lines[name] == nil {
				names = append(names, name)
			}
			lines[name] = append(lines[name], plotter.XY{X: float64(c.Footprint), Y: c.PerElement(t)})
		}
	}
	if len(lines["arraygen"]) < 2 {
		return nil
	}
	p := newPlot(fmt.Sprintf("%s, float64, contiguous, one thread\n%s", u, machine(r)), "memory of all operands, bytes", "time, ns per element")
	logarithmic(p)
	p.X.Tick.Marker = byteTicks{}
	low, high := math.Inf(1), 0.0
	slices.Sort(names)
	for i, name := range names {
		xy := lines[name]
		slices.SortFunc(xy, func(a, b plotter.XY) int { return int(a.X - b.X) })
		line, points, err := plotter.NewLinePoints(xy)
		if err != nil {
			continue
		}
		colour := palette[i%len(palette)]
		line.Color, points.Color = colour, colour
		line.Width = vg.Points(1)
		points.Shape = plotShapes[i%len(plotShapes)]
		points.Radius = vg.Points(2.5)
		if name == "arraygen" {
			line.Width = vg.Points(2.5)
		}
		p.Add(line, points)
		p.Legend.Add(name, line, points)
		for _, v := range xy {
			low, high = min(low, v.Y), max(high, v.Y)
		}
	}
	p.Legend.Top = true
	p.Legend.TextStyle.Font.Size = vg.Points(8)
	p.Y.Min, p.Y.Max = low/1.5, high*1.5
	p.X.Max *= 20 // room for the legend
	for i, size := range []int{r.Meta.Caches.L1, r.Meta.Caches.L2, r.Meta.Caches.L3} {
		name := fmt.Sprint("L", i+1)
		edge(p, float64(size), name)
	}
	return p
}

var plotShapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{}, draw.PlusGlyph{}, draw.RingGlyph{}, draw.PyramidGlyph{}, draw.BoxGlyph{}}

func logarithmic(p *plot.Plot) {
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = decades{}, decades{}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{225}, color.Gray{225}
	p.Add(grid)
}

// edge draws the size of a cache as a dashed line.
func edge(p *plot.Plot, x float64, name string) {
	if x == 0 {
		return
	}
	line, err := plotter.NewLine(plotter.XYs{{X: x, Y: p.Y.Min}, {X: x, Y: p.Y.Max}})
	if err != nil {
		return
	}
	line.Color, line.Dashes = grey, []vg.Length{vg.Points(4), vg.Points(3)}
	p.Add(line)
	label(p, x, p.Y.Min*1.1, " "+name, text.XLeft)
}

// label writes text at a point of the data.
func label(p *plot.Plot, x, y float64, s string, align text.XAlignment) {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{s}})
	if err != nil {
		return
	}
	l.TextStyle[0].Font.Size = vg.Points(8)
	l.TextStyle[0].XAlign = align
	l.TextStyle[0].YAlign = text.YCenter
	p.Add(l)
}

// decades are the ticks of a logarithmic axis: 1, 2 and 5 of each decade.
type decades struct{}

// Ticks implements plot.Ticker.
func (decades) Ticks(low, high float64) []plot.Tick {
	var all []plot.Tick
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for m := 1; m < 10; m++ {
			v := float64(m) * math.Pow(10, e)
			v = math.Round(v*1e6) / 1e6 // so that it prints short
			if v < low || v > high {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 || (m == 2 || m == 5) && high/low < 1e4 {
				t.Label = strconv.FormatFloat(v, 'f', -1, 64)
			}
			all = append(all, t)
		}
	}
	return all
}

// byteTicks are the powers of 8 in units that people use.
type byteTicks struct{}

// Ticks implements plot.Ticker.
func (byteTicks) Ticks(low, high float64) []plot.Tick {
	var all []plot.Tick
	for e := 0; e < 50; e += 2 {
		v := math.Exp2(float64(e))
		if v < low || v > high {
			continue
		}
		t := plot.Tick{Value: v}
		if e%4 == 0 {
			t.Label = byteText(v)
		}
		all = append(all, t)
	}
	return all
}

func byteText(v float64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	i := 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	return fmt.Sprintf("%g %s", v, units[i])
}

// roofline shows the rate of operations of our contiguous cells by their
// operations per byte, under the limits of the machine.
func roofline(r *bench.Report) *figure {
	type point struct {
		x, y  float64
		label string
	}
	groups := map[string][]point{}
	for i := range r.Cells {
		c := &r.Cells[i]
		best := c.Best()
		if c.DTypes != "float64" || c.Pattern != bench.Contiguous && c.Pattern != "fused" || c.Threads != 1 || best == nil || c.N < 1000 || c.Ops == 0 || c.Ufunc == "softmax" {
			continue
		}
		ops := float64(c.N * c.Ops)
		_, memory := bench.Share(r, c)
		groups[memory] = append(groups[memory], point{ops / float64(c.Traffic), ops / best.Nanos.Mid, c.Ufunc})
	}
	if len(groups) == 0 {
		return nil
	}
	p := newPlot("Roofline: our float64 kernels, contiguous, one thread   "+machine(r)+"\nthe flat line is the rate of multiply-adds; integer and logic operations run beside them, so a kernel with many of those lies above", "operations per byte of operands", "rate, 10^9 operations per second")
	logarithmic(p)
	peak := 0.0
	for _, k := range r.Limits.Peak {
		if k.DType == "float64" {
			peak = max(peak, k.GFlops/2) // an instruction that does two operations counts once
		}
	}
	left, right := 0.02, 20.0
	// named are the points with a name: where names would hide each other, only
	// the first stands.
	var named []point
	hides := func(q, pt point) bool {
		const letter, line = 0.05, 0.14 // the size of letters in the scale of the axes
		from, to := math.Log(q.x), math.Log(pt.x)
		return math.Abs(math.Log(q.y/pt.y)) < line && from < to+letter*float64(len(pt.label)+1) && to < from+letter*float64(len(q.label)+1)
	}
	low, high := math.Inf(1), peak
	for i, memory := range []string{"L1", "L2", "L3", "DRAM"} {
		colour := palette[i]
		if limit := r.Limits.Limit(memory, 1); limit > 0 && peak > 0 {
			corner := peak / limit
			line, err := plotter.NewLine(plotter.XYs{{X: left, Y: left * limit}, {X: corner, Y: peak}, {X: right, Y: peak}})
			if err == nil {
				line.Color, line.Width = colour, vg.Points(1.2)
				p.Add(line)
				p.Legend.Add(fmt.Sprintf("%s, %.0f GB/s", memory, limit), line)
			}
			low = min(low, left*limit)
		}
		var xy plotter.XYs
		for _, pt := range groups[memory] {
			xy = append(xy, plotter.XY{X: pt.x, Y: pt.y})
			low, high = min(low, pt.y), max(high, pt.y)
		}
		if len(xy) == 0 {
			continue
		}
		points, err := plotter.NewScatter(xy)
		if err != nil {
			continue
		}
		points.Color, points.Shape, points.Radius = colour, plotShapes[i], vg.Points(3)
		p.Add(points)
		p.Legend.Add("operands in "+memory, points)
		for _, pt := range groups[memory] {
			if !slices.ContainsFunc(named, func(q point) bool { return hides(q, pt) }) {
				named = append(named, pt)
				label(p, pt.x*1.06, pt.y, pt.label, text.XLeft)
			}
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = left, right, low/1.5, high*1.6
	p.Legend.YOffs, p.Legend.Padding = vg.Centimeter, vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	return &figure{[]*plot.Plot{p}, 1, 26 * vg.Centimeter, 18 * vg.Centimeter}
}
