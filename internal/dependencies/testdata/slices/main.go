// SPDX-License-Identifier: BSD-3-Clause

// Command slices prints what one function of slices makes of three numbers: which one is a build tag.
package main

import "fmt"

func main() {
	x := []float64{1, 2, 4}
	fmt.Println(call(x), x)
}
