// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// What gonum takes for the programs of this package that it can do: the same inputs,
// the same numbers. docs/array.md counts the lines of both; a test holds the counts.

func movingAverageInGonum() []float64 {
	prices := []float64{3, 5, 4, 6, 8, 7, 9}
	smooth := make([]float64, len(prices)-2)
	for i := range smooth {
		smooth[i] = stat.Mean(prices[i:i+3], nil)
	}
	return smooth
}

func standardisedColumnsInGonum() *mat.Dense {
	x := mat.NewDense(4, 2, []float64{1, 100, 2, 300, 3, 200, 4, 400})
	rows, columns := x.Dims()
	z := mat.NewDense(rows, columns, nil)
	for j := range columns {
		column := mat.Col(nil, j, x)
		mean, deviation := stat.PopMeanStdDev(column, nil)
		floats.AddConst(-mean, column)
		floats.Scale(1/deviation, column)
		z.SetCol(j, column)
	}
	return z
}

func distanceMatrixInGonum() (*mat.Dense, []int) {
	points := mat.NewDense(3, 2, []float64{0, 0, 3, 4, 6, 8})
	sites := mat.NewDense(2, 2, []float64{0, 1, 6, 7})
	n, _ := points.Dims()
	m, _ := sites.Dims()
	distances := mat.NewDense(n, m, nil)
	nearest := make([]int, n)
	for i := range n {
		for j := range m {
			distances.Set(i, j, floats.Distance(points.RawRowView(i), sites.RawRowView(j), 2))
		}
		nearest[i] = floats.MinIdx(distances.RawRowView(i))
	}
	return distances, nearest
}

func histogramInGonum() (counts, edges []float64, median float64, quartiles []float64) {
	waiting := []float64{1.2, 0.4, 3.3, 2.2, 2.9, 0.1, 4, 2.1}
	slices.Sort(waiting)
	edges = floats.Span(make([]float64, 5), 0, 4)
	last := edges[4]
	edges[4] = math.Nextafter(last, math.Inf(1)) // a bin is open on the right
	counts = stat.Histogram(nil, edges, waiting, nil)
	edges[4] = last
	// No method of stat.Quantile is the usual one.
	at := func(q float64) float64 {
		i, f := math.Modf(q * float64(len(waiting)-1))
		return waiting[int(i)] + f*(waiting[int(i)+1]-waiting[int(i)])
	}
	return counts, edges, at(0.5), []float64{at(0.25), at(0.75)}
}

func drawdownInGonum() (value, drawdown []float64) {
	daily := []float64{0.10, -0.20, 0.05, 0.30, -0.10}
	growth := append([]float64{0}, daily...)
	floats.AddConst(1, growth)
	value = floats.CumProd(make([]float64, len(growth)), growth)
	drawdown = make([]float64, len(value))
	peak := value[0]
	for i, v := range value {
		peak = max(peak, v)
		drawdown[i] = 1 - v/peak
	}
	return value, drawdown
}

func topKInGonum() (best [][]float64, who [][]int) {
	scores := mat.NewDense(2, 3, []float64{0.1, 0.7, 0.2, 0.5, 0.3, 0.4}) // there is no float32
	rows, columns := scores.Dims()
	for i := range rows {
		row := slices.Clone(scores.RawRowView(i))
		order := make([]int, columns)
		floats.Argsort(row, order)
		slices.Reverse(row)
		slices.Reverse(order)
		best, who = append(best, row[:2]), append(who, order[:2])
	}
	return best, who
}

func kMeansInGonum() ([]int, *mat.Dense) {
	points := mat.NewDense(5, 2, []float64{0, 0, 0, 2, 9, 9, 11, 9, 10, 12})
	centres := mat.NewDense(2, 2, []float64{1, 1, 8, 8})
	n, columns := points.Dims()
	k, _ := centres.Dims()
	nearest, counts := make([]int, n), make([]float64, k)
	sums := mat.NewDense(k, columns, nil)
	distances := make([]float64, k)
	for i := range n {
		for j := range k {
			distances[j] = floats.Distance(points.RawRowView(i), centres.RawRowView(j), 2)
		}
		nearest[i] = floats.MinIdx(distances)
		counts[nearest[i]]++
		floats.Add(sums.RawRowView(nearest[i]), points.RawRowView(i))
	}
	for j := range k {
		floats.Scale(1/counts[j], sums.RawRowView(j))
	}
	return nearest, sums
}

func confusionMatrixInGonum() (*mat.Dense, []float64) {
	truth := []int{0, 0, 1, 1, 2, 2, 2}
	predicted := []int{0, 1, 1, 1, 2, 0, 2}
	matrix := mat.NewDense(3, 3, nil)
	for i := range truth {
		matrix.Set(truth[i], predicted[i], matrix.At(truth[i], predicted[i])+1)
	}
	recall := make([]float64, 3)
	for i := range recall {
		recall[i] = matrix.At(i, i) / floats.Sum(matrix.RawRowView(i))
	}
	return matrix, recall
}

// The numbers are those of the programs beside them.
func Example_inGonum() {
	fmt.Println(movingAverageInGonum())
	fmt.Printf("%.3f\n", mat.Formatted(standardisedColumnsInGonum()))
	distances, nearest := distanceMatrixInGonum()
	fmt.Printf("%.2f\n%v\n", mat.Formatted(distances), nearest)
	counts, edges, median, quartiles := histogramInGonum()
	fmt.Printf("%v %v %.2f %.0f\n", counts, edges, median, quartiles)
	value, drawdown := drawdownInGonum()
	fmt.Printf("%.4f\n%.4f\n", value, drawdown)
	fmt.Println(topKInGonum())
	own, centres := kMeansInGonum()
	fmt.Printf("%v\n%v\n", own, mat.Formatted(centres))
	matrix, recall := confusionMatrixInGonum()
	fmt.Printf("%v\n%.3f\n", mat.Formatted(matrix), recall)
	// Output:
	// [4 5 6 7 8]
	// ⎡-1.342  -1.342⎤
	// ⎢-0.447   0.447⎥
	// ⎢ 0.447  -0.447⎥
	// ⎣ 1.342   1.342⎦
	// ⎡1.00  9.22⎤
	// ⎢4.24  4.24⎥
	// ⎣9.22  1.00⎦
	// [0 0 1]
	// [2 1 3 2] [0 1 2 3 4] 2.15 [1 3]
	// [1.0000 1.1000 0.8800 0.9240 1.2012 1.0811]
	// [0.0000 0.0000 0.2000 0.1600 0.0000 0.1000]
	// [[0.7 0.2] [0.5 0.4]] [[1 2] [0 2]]
	// [0 0 1 1 1]
	// ⎡ 0   1⎤
	// ⎣10  10⎦
	// ⎡1  1  0⎤
	// ⎢0  2  0⎥
	// ⎣1  0  2⎦
	// [0.500 1.000 0.667]
}

// The lines that docs/array.md counts are those of the functions.
func TestLinesBesideGonum(t *testing.T) {
	lines := map[string]int{}
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		positions := token.NewFileSet()
		file, err := parser.ParseFile(positions, name, text, 0)
		require.NoError(t, err)
		all := strings.Split(string(text), "\n")
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is {
				continue
			}
			for _, line := range all[positions.Position(f.Body.Lbrace).Line : positions.Position(f.Body.Rbrace).Line-1] {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
					lines[f.Name.Name]++
				}
			}
		}
	}
	page, err := os.ReadFile("../../docs/array.md")
	require.NoError(t, err)
	for _, name := range []string{"movingAverage", "standardisedColumns", "distanceMatrix", "histogram", "drawdown", "topK", "kMeans", "confusionMatrix"} {
		row := fmt.Sprintf("| `%s` | %d | %d |", name, lines["Example_"+name], lines[name+"InGonum"])
		assert.True(t, strings.Contains(string(page), row), "docs/array.md has no row %s", row)
	}
}
