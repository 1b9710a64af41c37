// SPDX-License-Identifier: BSD-3-Clause

package spec_test

import (
	"fmt"

	"github.com/arraygen/arraygen/spec"
)

func ExampleLoad() {
	src := `package: mine
kernels:
  - name: axpy
    doc: Scale and add.
    types: {T: [float32, float64]}
    in: {x: T, y: T}
    scalars: {a: T}
    out: {z: T}
    body: a*x + y
    bound: exact
`
	f, err := spec.Load("kernels.yaml", []byte(src))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range f.Instances() {
		fmt.Println(i)
	}
	// Output:
	// axpy(float32, float32, float32) -> float32
	// axpy(float64, float64, float64) -> float64
}

func ExampleFaults() {
	src := `package: mine
ufuncs:
  - name: hypot3
    doc: Length of a vector of three.
    in: [x1, x2, x3]
    out: [y]
    loops:
      - {for: flaots, body: Sqrt(x1*x1 + x2*x2 + x3*x3), bound: {ulp: 2}}
      - {for: float64, body: Sqrt(x1*x1 + x2*x2), bound: {ulp: 2}}
`
	_, err := spec.Load("kernels.yaml", []byte(src))
	fmt.Println(err)
	// Output:
	// kernels.yaml:8:15: unknown dtype or group "flaots"
	//           - {for: flaots, body: Sqrt(x1*x1 + x2*x2 + x3*x3), bound: {ulp: 2}}
	//                   ^
	//     write floats
	// kernels.yaml:9:30: the body does not use x3
	//           - {for: float64, body: Sqrt(x1*x1 + x2*x2), bound: {ulp: 2}}
	//                                  ^
	//     use every input, or none for a constant
}
