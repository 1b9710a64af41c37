// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface_test

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/arrayinterface"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestAsNumPy compares what is exported with what NumPy exports for the same
// views of the same arrays, see testdata/interfaces.py, and imports NumPy's.
func TestAsNumPy(t *testing.T) {
	text, err := os.ReadFile("testdata/interfaces.json")
	require.NoError(t, err)
	var golden struct {
		Entries []struct {
			DType     string
			Base      []int
			Steps     string
			ReadOnly  bool
			Interface struct {
				arrayinterface.Interface
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &golden))
	require.Greater(t, len(golden.Entries), 300)
	little := binary.NativeEndian.Uint16([]byte{1, 0}) == 1
	for _, e := range golden.Entries {
		d, err := dtype.Parse(e.DType)
		require.NoError(t, err)
		base := ndarray.Zeros(d, e.Base...)
		a := base
		switch e.Steps {
		case "":
		case "T":
			a = base.T()
		default:
			a = base.Slice(e.Steps)
		}
		if e.ReadOnly {
			a = a.ReadOnly()
		}
		want := e.Interface.Interface
		want.Data.Pointer += uintptr(base.Pointer())
		if !little && want.Typestr[0] == '<' { // the golden file is of a little-endian machine
			want.Typestr = ">" + want.Typestr[1:]
			want.Descr[0].Typestr = want.Typestr
		}
		got, err := arrayinterface.Of(a)
		require.NoError(t, err)
		assert.Equal(t, want, *got, "%s of %v, [%s]", e.DType, e.Base, e.Steps)

		b := want.FromForeign(ndarray.Foreign{Base: base.Pointer(), Len: base.NBytes()})
		require.NoError(t, b.Err(), "%s of %v, [%s]", e.DType, e.Base, e.Steps)
		assert.Equal(t, a.Shape(), b.Shape())
		assert.Equal(t, a.Writeable(), b.Writeable())
		if a.Size() > 0 {
			for axis, n := range a.Shape() {
				if n > 1 { // an axis of one element may have any stride
					assert.Equal(t, a.Strides()[axis], b.Strides()[axis])
				}
			}
			assert.Equal(t, a.Pointer(), b.Pointer())
		}
	}
}
