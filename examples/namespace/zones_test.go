// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"github.com/arraygen/arraygen/array"
)

// The hours of a day in several time zones: a row for each zone, a column for each
// hour. gonum has no broadcasting: mat.Dense.Outer or two loops.
func Example_timeZones() {
	hours := array.Arange(0, 24, 6)
	zones := array.AsArray([][]int{{0}, {-5}, {9}}) // London, New York, Tokyo
	local := array.Remainder(array.Add(hours, zones), 24)
	office := array.LogicalAnd(array.GreaterEqual(local, 9), array.Less(local, 17))
	fmt.Println(local)
	fmt.Println("offices open", array.CountNonzero(office, array.Axis(0)))
	// Output:
	// [[ 0  6 12 18]
	//  [19  1  7 13]
	//  [ 9 15 21  3]]
	// offices open [1 1 1 1]
}
