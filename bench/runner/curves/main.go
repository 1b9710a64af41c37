// SPDX-License-Identifier: BSD-3-Clause

// Command curves draws the errors of the elementary functions over their ranges, as
// docs/accuracy.png. It runs in this module's folder:
//
//	go run ./curves
package main

import (
	"flag"
	"fmt"
	"image/color"
	"math"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

func main() {
	out := flag.String("o", "../../docs/accuracy.png", "file to write")
	flag.Parse()
	if err := drawCurves(*out, accuracy.Functions64()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// columns of panels, and the size of one.
const (
	columns     = 4
	panelWidth  = 6 * vg.Centimeter
	panelHeight = 3.6 * vg.Centimeter
)

// drawCurves draws the error of each function over its range as a panel of one picture.
func drawCurves(path string, fs []accuracy.Func64) error {
	var rows [][]*plot.Plot
	for i, f := range fs {
		if i%columns == 0 {
			rows = append(rows, make([]*plot.Plot, columns))
		}
		p, err := panel(f)
		if err != nil {
			return err
		}
		rows[i/columns][i%columns] = p
	}
	canvas, err := draw.NewFormattedCanvas(columns*panelWidth, vg.Length(len(rows))*panelHeight, "png")
	if err != nil {
		return err
	}
	dc := draw.New(canvas)
	gap := 3 * vg.Millimeter
	tiles := draw.Tiles{Rows: len(rows), Cols: columns, PadX: gap, PadY: gap, PadTop: gap, PadBottom: gap, PadLeft: gap, PadRight: gap}
	for r, cells := range plot.Align(rows, tiles, dc) {
		for c, cell := range cells {
			if p := rows[r][c]; p != nil {
				p.Draw(cell)
			}
		}
	}
	file, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := canvas.WriteTo(file); err != nil {
		return err
	}
	return file.Commit()
}

func panel(f accuracy.Func64) (*plot.Plot, error) {
	r := accuracy.RangeOf(f.Name)
	var xy plotter.XYs
	for _, c := range accuracy.Curve(f, 160, 40) {
		xy = append(xy, plotter.XY{X: c.X, Y: c.ULP})
	}
	line, err := plotter.NewLine(xy)
	if err != nil {
		return nil, err
	}
	line.Color, line.Width = color.RGBA{0x1f, 0x5f, 0xa8, 0xff}, vg.Points(0.7)
	bound, err := plotter.NewLine(plotter.XYs{{X: r.Lo, Y: f.Bound}, {X: r.Hi, Y: f.Bound}})
	if err != nil {
		return nil, err
	}
	bound.Color, bound.Width = color.RGBA{0xc0, 0x30, 0x30, 0xff}, vg.Points(0.5)
	p := plot.New()
	p.Title.Text = f.Name
	p.Title.TextStyle.Font.Size = font.Length(8)
	p.Title.Padding = vg.Points(2)
	p.Add(line, bound)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = r.Lo, r.Hi, 0, 1.1
	p.X.Tick.Label.Font.Size, p.Y.Tick.Label.Font.Size = font.Length(6), font.Length(6)
	p.Y.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"}}
	p.X.Tick.Marker = plot.ConstantTicks(ticks(r))
	if r.Log {
		p.X.Scale = plot.LogScale{}
	}
	return p, nil
}

// ticks returns five marks of a range.
func ticks(r accuracy.Range) []plot.Tick {
	var marks []plot.Tick
	for i := range 5 {
		u := float64(i) / 4
		x := r.Lo + u*(r.Hi-r.Lo)
		if r.Log {
			x = math.Exp2(math.Log2(r.Lo) + u*(math.Log2(r.Hi)-math.Log2(r.Lo)))
			x = min(max(x, r.Lo), r.Hi)
		}
		label := fmt.Sprintf("%.3g", x)
		if r.Log {
			label = fmt.Sprintf("2^%.0f", math.Log2(x))
		}
		marks = append(marks, plot.Tick{Value: x, Label: label})
	}
	return marks
}
