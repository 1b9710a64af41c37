// SPDX-License-Identifier: BSD-3-Clause

// Command curves draws the errors of the elementary functions over their ranges, as
// docs/accuracy.png of float64 and docs/accuracy32.png of float32. It runs in this module's folder:
//
//	go run ./curves
package main

import (
	"flag"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/spec/kernels/accuracy"
)

func main() {
	dir := flag.String("o", "../../docs", "folder of the files to write")
	flag.Parse()
	for name, fs := range map[string][]function{"accuracy.png": functions64(), "accuracy32.png": functions32()} {
		if err := drawCurves(filepath.Join(*dir, name), fs); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// function is what a panel shows: the errors of a function, and those of its correctly rounded grade
// if it has one.
type function struct {
	name    string
	r       accuracy.Range
	bound   float64
	curve   []accuracy.CurvePoint
	correct []accuracy.CurvePoint
}

// parts of a range, and the numbers that are tried in each.
const (
	parts   = 160
	numbers = 40
)

func functions64() []function {
	var fs []function
	for _, f := range accuracy.Functions64() {
		fs = append(fs, function{name: f.Name, r: accuracy.RangeOf(f.Name), bound: f.Bound, curve: accuracy.Curve(f, parts, numbers)})
	}
	return fs
}

func functions32() []function {
	var fs []function
	for _, f := range accuracy.Functions32() {
		curve := accuracy.Curve32(f, parts, numbers)
		if f.Grade == accuracy.GradeCorrect {
			fs[len(fs)-1].correct = curve // of the same name
			continue
		}
		fs = append(fs, function{name: f.Name, r: accuracy.RangeOf32(f.Name), bound: f.Bound, curve: curve})
	}
	return fs
}

// columns of panels, and the size of one.
const (
	columns     = 4
	panelWidth  = 6 * vg.Centimeter
	panelHeight = 3.6 * vg.Centimeter
)

// drawCurves draws the error of each function over its range as a panel of one picture.
func drawCurves(path string, fs []function) error {
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

// The colours of the curves and of the promise.
var (
	blue  = color.RGBA{0x1f, 0x5f, 0xa8, 0xff}
	green = color.RGBA{0x2c, 0x8c, 0x4a, 0xff}
	red   = color.RGBA{0xc0, 0x30, 0x30, 0xff}
)

func panel(f function) (*plot.Plot, error) {
	r := f.r
	p := plot.New()
	for _, l := range []struct {
		points []accuracy.CurvePoint
		color  color.Color
		width  font.Length
	}{
		{f.curve, blue, vg.Points(0.7)},
		{f.correct, green, vg.Points(0.7)},
		{[]accuracy.CurvePoint{{X: r.Lo, ULP: f.bound}, {X: r.Hi, ULP: f.bound}}, red, vg.Points(0.5)},
	} {
		if len(l.points) == 0 {
			continue
		}
		var xy plotter.XYs
		for _, c := range l.points {
			xy = append(xy, plotter.XY{X: c.X, Y: c.ULP})
		}
		line, err := plotter.NewLine(xy)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = l.color, l.width
		p.Add(line)
	}
	p.Title.Text = f.name
	p.Title.TextStyle.Font.Size = font.Length(8)
	p.Title.Padding = vg.Points(2)
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
