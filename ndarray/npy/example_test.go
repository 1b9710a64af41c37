// SPDX-License-Identifier: BSD-3-Clause

package npy_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
)

func Example() {
	dir, err := os.MkdirTemp("", "npy")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "a.npy")
	if err := npy.Save(path, ndarray.Arange[float32](0, 6, 1).Reshape(2, 3)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(npy.Load(path))

	// A mapped file is read where it is used.
	mapped := npy.Map(path, npy.ReadOnly)
	fmt.Println(mapped.Slice("1"))
	mapped.Owner().Release()
	// Output:
	// [[0. 1. 2.]
	//  [3. 4. 5.]]
	// [3. 4. 5.]
}

// Objects, which NumPy would unpickle, are refused.
func ExampleRead() {
	header := "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
	file := append([]byte("\x93NUMPY\x01\x00\x39\x00"), header...)
	fmt.Println(npy.Read(bytes.NewReader(file)).Err())
	// Output:
	// npy: the file holds pickled Python objects (type "|O"), which could run any code: they are refused
}

func ExampleArchiveWriter() {
	var file bytes.Buffer
	w := npy.NewArchiveWriter(&file, true)
	for _, step := range []error{
		w.Add("weights", ndarray.Ones(dtype.Float64, 2, 2)),
		w.Add("bias", ndarray.Zeros(dtype.Float64, 2)),
		w.Close(),
	} {
		if step != nil {
			fmt.Println(step)
		}
	}
	z, err := npy.Options{}.NewArchive(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(z.Names())
	fmt.Println(z.Array("weights"))
	// Output:
	// [bias weights]
	// [[1. 1.]
	//  [1. 1.]]
}
