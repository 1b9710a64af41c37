// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"bytes"
	"encoding/gob"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

func TestBinaryRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, d := range dtype.All() {
		for _, shape := range [][]int{{}, {0}, {3}, {2, 0, 3}, {4, 5}, {2, 3, 2}} {
			a := randomBits(r, d, false, shape...)
			for _, a := range []*Array{a, a.Copy(), a.AsC()} {
				b, err := a.MarshalBinary()
				require.NoError(t, err)
				got := Zeros(dtype.Int8, 3) // replaced whole
				require.NoError(t, got.UnmarshalBinary(b))
				sameBits(t, a, got)
				require.Equal(t, a.IsF() && !a.IsC(), got.IsF() && !got.IsC())
			}
		}
	}
}

func TestGob(t *testing.T) {
	type record struct {
		X *Array
		Y Array
	}
	in := record{X: FromSlice([]float32{1, 2, 3, 4}).Reshape(2, 2).T()}
	require.NoError(t, in.Y.UnmarshalText([]byte("[True, False]")))
	var b bytes.Buffer
	require.NoError(t, gob.NewEncoder(&b).Encode(&in))
	var out record
	require.NoError(t, gob.NewDecoder(&b).Decode(&out))
	sameBits(t, in.X, out.X)
	sameBits(t, &in.Y, &out.Y)
	require.Error(t, gob.NewEncoder(&b).Encode(Failed(ErrShape)))
}

func TestBinaryErrors(t *testing.T) {
	whole, err := FromSlice([]int16{1, 2, 3}).MarshalBinary()
	require.NoError(t, err)
	var a Array
	for n := range whole {
		require.ErrorIs(t, a.UnmarshalBinary(whole[:n]), fault.Format, "%d bytes", n)
	}
	require.EqualError(t, a.UnmarshalBinary(append(whole, 0)), "UnmarshalBinary: there are 1 bytes behind the elements")
	require.Error(t, a.Err())
	here, there := "'<i2'", "'>i2'"
	if npyheader.HostBig {
		here, there = there, here
	}
	big := bytes.Replace(whole, []byte(here), []byte(there), 1)
	require.NoError(t, a.UnmarshalBinary(big))
	require.Equal(t, "[256 512 768]", a.String())
	bools := bytes.Replace(whole, []byte(here), []byte("'|b1'"), 1)[:len(whole)-3]
	bools[len(bools)-1] = 7
	require.NoError(t, a.UnmarshalBinary(bools))
	require.Equal(t, byte(1), *(*byte)(a.at(2)))
}
