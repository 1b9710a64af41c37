package ndarray

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Choose is the loop over all elements, for every size of element, one for all or each
// its own, and refuses what lies otherwise.
func TestChoose(t *testing.T) {
	for _, d := range []dtype.DType{dtype.Bool, dtype.Uint8, dtype.Float16, dtype.Float32, dtype.Int64, dtype.Complex64, dtype.Complex128} {
		for _, n := range []int{0, 1, 2, 7, 1000} {
			mask, x, y := Zeros(dtype.Bool, n), Zeros(d, n), Zeros(d, n)
			size := d.Size()
			for i := range n {
				bytesAt(mask.ptr, n)[i] = []byte{0, 1, 0, 255}[i*7%4] // of foreign memory
				bytesAt(x.ptr, n*size)[i*size], bytesAt(y.ptr, n*size)[i*size] = byte(i)&1, byte(i>>1)&1
			}
			one, other := Zeros(d), Zeros(d, 1)
			bytesAt(one.ptr, size)[size-1] = 1
			for _, c := range [][2]*Array{{x, y}, {one, y}, {x, other}, {other, one}, {x, x}} {
				z := Empty(d, n)
				require.True(t, z.Choose(mask, c[0], c[1]), fmt.Sprint(d, n))
				for i := range n {
					from := c[1]
					if bytesAt(mask.ptr, n)[i] != 0 {
						from = c[0]
					}
					at := 0
					if from.Size() == n {
						at = i * size
					}
					require.Equal(t, bytesAt(from.ptr, from.NBytes())[at:at+size], bytesAt(z.ptr, n*size)[i*size:(i+1)*size], fmt.Sprint(d, n, i))
				}
			}
		}
	}
	z, x, mask := Empty(dtype.Float64, 2, 3), Zeros(dtype.Float64, 2, 3), Zeros(dtype.Bool, 2, 3)
	for name, refused := range map[string]bool{
		"another type":  z.Choose(mask, Zeros(dtype.Float32, 2, 3), x),
		"another shape": z.Choose(mask, Zeros(dtype.Float64, 3, 2), x),
		"Fortran order": z.Choose(mask, Zeros(dtype.Float64, 3, 2).T(), x),
		"a wide mask":   z.Choose(Zeros(dtype.Int16, 2, 3), x, x),
		"itself":        z.Choose(mask, z, x),
		"read-only":     z.ReadOnly().Choose(mask, x, x),
		"more axes":     z.Choose(mask, x.ExpandDims(0), x),
	} {
		require.False(t, refused, name)
	}
}
