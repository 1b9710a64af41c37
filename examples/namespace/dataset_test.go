// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/npy"
)

// A data set in NumPy's .npz file: written, read, split and summarised. gonum
// doesn't know the format.
func Example_dataSet() {
	if err := dataSet(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 4 rows to train, 2 to test
	// mean of the classes [2. 5.]
}

func dataSet() error {
	folder, err := os.MkdirTemp("", "namespace")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "data.npz")
	x := array.Reshape(array.Arange(0.0, 6, 1), array.Shape{6, 1})
	labels := array.AsArray([]int{0, 0, 0, 1, 1, 1})
	if err := npy.SaveArchive(file, true, map[string]*array.Array{"x": array.Add(x, 1), "y": labels}); err != nil {
		return err
	}

	data, err := npy.Open(file)
	if err != nil {
		return err
	}
	defer data.Close()
	features, classes := data.Array("x"), data.Array("y")
	parts, err := array.SplitAt(features, []int{4})
	if err != nil {
		return err
	}
	fmt.Println(parts[0].Len(), "rows to train,", parts[1].Len(), "to test")
	sums := array.Bincount(classes, 0, array.Weights(array.Ravel(features)))
	fmt.Println("mean of the classes", array.Divide(sums, array.Bincount(classes, 0)))
	return features.Err()
}
