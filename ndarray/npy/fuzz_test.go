// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"bytes"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func seeds(f *testing.F) {
	for i, c := range readNumPyFiles(f).Cases {
		if i%5 == 0 && len(c.File) < 500 {
			f.Add([]byte(c.File))
		}
	}
	f.Add(file("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,)}\n", 10))
	f.Add([]byte(npyheader.Magic + "\x02\x00\xff\xff\xff\xff"))
}

// FuzzHeader reads headers; one that is accepted must come back the same when
// it is written by us and read again.
func FuzzHeader(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := ReadHeader(bytes.NewReader(data))
		if err != nil {
			return
		}
		require.LessOrEqual(t, h.Offset, int64(len(data)))
		require.LessOrEqual(t, len(h.Shape), ndarray.MaxDims)
		for _, n := range h.Shape {
			require.GreaterOrEqual(t, n, 0)
		}
		if !h.DType.Valid() || h.Swapped {
			return
		}
		again, err := ReadHeader(bytes.NewReader(npyheader.Append(h.DType, h.Shape, h.Fortran)))
		require.NoError(t, err)
		require.Equal(t, h.Shape, again.Shape)
		require.Equal(t, h.Fortran, again.Fortran)
		require.Equal(t, h.DType, again.DType)
		require.Zero(t, again.Offset%64)
	})
}

// FuzzRead reads files; one that is accepted is written and read again to the
// same.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		o := Options{Raw: dtype.BFloat16}
		a := o.Read(bytes.NewReader(data))
		if a.Err() != nil {
			require.NotEmpty(t, a.Err().Error())
			return
		}
		require.LessOrEqual(t, a.NBytes(), len(data))
		var b bytes.Buffer
		require.NoError(t, Write(&b, a))
		again := o.Read(&b)
		require.NoError(t, again.Err())
		require.Equal(t, a.Shape(), again.Shape())
		require.Equal(t, little(t, a), little(t, again))
	})
}

// FuzzArchive opens archives and reads all that is in them.
func FuzzArchive(f *testing.F) {
	for _, data := range readNumPyFiles(f).Archives {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		z, err := Options{Limit: 1 << 20}.NewArchive(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, name := range z.Names() {
			if a := z.Array(name); a.Err() == nil {
				require.LessOrEqual(t, a.NBytes(), 1<<20)
			}
		}
	})
}
