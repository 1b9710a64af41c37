// SPDX-License-Identifier: BSD-3-Clause

// Package plots draws the results of the benchmarks.
package plots

import (
	"fmt"
	"image/color"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/arraygen/arraygen/bench"
	"github.com/arraygen/arraygen/internal/atomicfile"
)

// Draw draws the plots for which a report has data, as PNG and SVG, and
// returns the files.
func Draw(r *bench.Report, dir, name string) ([]string, error) {
	var files []string
	for _, f := range []struct {
		name string
		make func(*bench.Report) *figure
	}{{"heatmap", heatmap}, {"roofline", roofline}, {"sizes", sizes}, {"calls", calls}, {"fused", fused}} {
		fig := f.make(r)
		if fig == nil {
			continue
		}
		for _, format := range []string{"png", "svg"} {
			path := filepath.Join(dir, fmt.Sprintf("%s-%s.%s", name, f.name, format))
			if err := fig.save(path, format); err != nil {
				return files, err
			}
			files = append(files, path)
		}
	}
	return files, nil
}

// figure is one or several plots in rows of at most columns.
type figure struct {
	plots         []*plot.Plot
	columns       int
	width, height vg.Length // of the whole
}

// rows returns the plots row by row, nil where the last row ends early.
func (f *figure) rows() [][]*plot.Plot {
	var all [][]*plot.Plot
	for at := 0; at < len(f.plots); at += f.columns {
		row := make([]*plot.Plot, f.columns)
		copy(row, f.plots[at:])
		all = append(all, row)
	}
	return all
}

func (f *figure) save(path, format string) error {
	c, err := draw.NewFormattedCanvas(f.width, f.height, format)
	if err != nil {
		return err
	}
	rows := f.rows()
	tiles := draw.Tiles{Rows: len(rows), Cols: f.columns, PadY: 6 * vg.Millimeter, PadX: 6 * vg.Millimeter, PadTop: 2 * vg.Millimeter, PadBottom: 2 * vg.Millimeter, PadLeft: 2 * vg.Millimeter, PadRight: 4 * vg.Millimeter}
	for i, row := range plot.Align(rows, tiles, draw.New(c)) {
		for k, on := range row {
			if p := rows[i][k]; p != nil {
				p.Draw(on)
			}
		}
	}
	w, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := c.WriteTo(w); err != nil {
		return err
	}
	return w.Commit()
}

// newPlot returns a plot with a title and named axes.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size = font.Length(12)
	p.Title.Padding = vg.Points(6)
	p.X.Label.Padding, p.Y.Label.Padding = vg.Points(4), vg.Points(4)
	p.BackgroundColor = color.White
	return p
}

// palette are colours that people with any colour vision tell apart, by M.
// Okabe and K. Ito.
var palette = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{213, 94, 0, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{204, 121, 167, 255},
	color.RGBA{230, 159, 0, 255}, color.RGBA{86, 180, 233, 255}, color.RGBA{0, 0, 0, 255}, color.RGBA{120, 120, 120, 255},
	color.RGBA{150, 100, 30, 255}, color.RGBA{110, 60, 160, 255},
}

var grey = color.RGBA{150, 150, 150, 255}

// display is how an implementation is called in a plot.
func display(c *bench.Cell, name string) string {
	if name == c.Ours {
		return "arraygen"
	}
	return name
}

// machine is the line that says where the figures come from.
func machine(r *bench.Report) string {
	return fmt.Sprintf("%s, %s", r.Meta.CPU, r.Meta.Date.Format("2006-01-02"))
}
