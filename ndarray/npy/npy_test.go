// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

type hexBytes []byte

func (h *hexBytes) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := hex.DecodeString(s)
	*h = v
	return err
}

type numpyFiles struct {
	Archives map[string]hexBytes
	Cases    []struct {
		File, Data             hexBytes
		DType                  string
		Shape                  []int
		Fortran, Swapped, Save bool
	}
}

func readNumPyFiles(t testing.TB) (files numpyFiles) {
	text, err := os.ReadFile("testdata/files.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &files))
	require.Greater(t, len(files.Cases), 80)
	return files
}

// little returns the elements in C order, the low byte of a number first.
func little(t *testing.T, a *ndarray.Array) []byte {
	c := a.Copy()
	require.NoError(t, c.Err())
	out := append([]byte{}, unsafe.Slice((*byte)(c.Pointer()), c.NBytes())...)
	if npyheader.HostBig {
		npyheader.Swap(out, a.DType())
	}
	return out
}

// TestNumPyFiles reads and writes what NumPy wrote, see testdata/files.py.
func TestNumPyFiles(t *testing.T) {
	for i, c := range readNumPyFiles(t).Cases {
		name := fmt.Sprintf("case %d: %s %v", i, c.DType, c.Shape)
		o := Options{Raw: dtype.BFloat16}
		for way, r := range map[string]io.Reader{
			"whole": bytes.NewReader(c.File), "bytewise": iotest.OneByteReader(bytes.NewReader(c.File)),
		} {
			a := o.Read(r)
			require.NoError(t, a.Err(), "%s %s", name, way)
			assert.Equal(t, c.DType, a.DType().String(), name)
			assert.Equal(t, c.Shape, a.Shape(), name)
			assert.Equal(t, []byte(c.Data), little(t, a), name)
			assert.Equal(t, c.Fortran, a.IsF() && !a.IsC(), name)
			assert.True(t, a.Writeable() && a.Aligned(), name)
			if c.Save && !npyheader.HostBig {
				var b bytes.Buffer
				require.NoError(t, Write(&b, a))
				assert.Equal(t, []byte(c.File), b.Bytes(), "%s: written as NumPy does", name)
			}
		}
		path := filepath.Join(t.TempDir(), "a.npy")
		require.NoError(t, os.WriteFile(path, c.File, 0o600))
		a := o.Load(path)
		require.NoError(t, a.Err(), name)
		assert.Equal(t, []byte(c.Data), little(t, a), name)
		if c.DType == "bfloat16" {
			err := Load(path).Err()
			assert.ErrorIs(t, err, ndarray.ErrDType)
			assert.ErrorContains(t, err, "set the option Raw")
		}
		// Two arrays in a row, and a file that ends too early anywhere.
		r := bytes.NewReader(append(append([]byte{}, c.File...), c.File...))
		require.NoError(t, o.Read(r).Err(), name)
		require.NoError(t, o.Read(r).Err(), name)
		for _, n := range []int{0, 1, 7, 8, 9, 11, 50, len(c.File) - 1} {
			if n < len(c.File) {
				assert.ErrorIs(t, o.Read(bytes.NewReader(c.File[:n])).Err(), ndarray.ErrFormat, "%s cut to %d", name, n)
			}
		}
	}
}

func TestWriteAnyLayout(t *testing.T) {
	big := ndarray.Arange[int32](0, 600*700*2, 1).Reshape(600, 700, 2)
	for i, a := range []*ndarray.Array{
		big.Slice("::2, ::-1"), big.Transpose(1, 2, 0), big.Slice(":, :, 0").Reshape(-1).Slice("::2"), big.T(), big.Slice("0").BroadcastTo(500, 700, 2),
		ndarray.Arange[float64](0, 1e6, 1).Flip(), ndarray.Scalar(3.5),
	} {
		var b bytes.Buffer
		require.NoError(t, Write(&b, a))
		back := Read(&b)
		require.NoError(t, back.Err())
		assert.Equal(t, a.Shape(), back.Shape())
		assert.Equal(t, little(t, a), little(t, back), "array %d", i)
	}
	assert.Error(t, Write(io.Discard, ndarray.Failed(errors.New("x"))))
	assert.ErrorIs(t, Save(filepath.Join(t.TempDir(), "no", "x"), big), os.ErrNotExist)
	assert.ErrorIs(t, Load(filepath.Join(t.TempDir(), "x")).Err(), os.ErrNotExist)
	assert.ErrorIs(t, Load(filepath.Join(t.TempDir(), "x")).Err(), ndarray.ErrIO)
}

// file makes a file of version 1.0 with a header as it is given.
func file(text string, data int) []byte {
	b := append([]byte(npyheader.Magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	return append(append(b, text...), make([]byte, data)...)
}

func TestHeadersAccepted(t *testing.T) {
	for text, shape := range map[string][]int{
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }\n":                     {3},
		"{ 'shape' : ( 1 , 2 ) ,'descr':\"<f8\",'fortran_order':False}   \n":              {1, 2},
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 1L), }                \n": {3, 1},
		"{'descr': '<f8', 'fortran_order': True, 'shape': (1, 2,), }\n":                   {1, 2},
		"{'descr': '=f8', 'fortran_order': True, 'shape': ()}\n":                          {},
		"{'descr': 'f8', 'fortran_order': False, 'shape': (0,)}\n":                        {0},
		"{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}\n":                       {2},
		"{'descr': '<b1', 'fortran_order': False, 'shape': (2,)}\n":                       {2},
	} {
		a := Read(bytes.NewReader(file(text, 24)))
		require.NoError(t, a.Err(), text)
		assert.Equal(t, shape, a.Shape())
	}
}

// tooLarge is the end of a message; with ints of 32 bits such lengths are
// refused before their product is.
const tooLarge = "larger than the address space"

// TestHostile holds that headers which lie or are malformed are refused, each
// with a reason.
func TestHostile(t *testing.T) {
	dict := func(descr, order, shape string) string {
		return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n"
	}
	for _, c := range []struct {
		text string
		kind error
		msg  string
	}{
		{dict("'<f8'", "False", "(99999999999,)"), ndarray.ErrFormat, "needs 799999999992 bytes, but the file has only 24"},
		{dict("'<f8'", "False", "(4611686018427387904, 4)"), ndarray.ErrFormat, tooLarge},
		{dict("'<f8'", "False", "(4294967296, 4294967296)"), ndarray.ErrFormat, tooLarge},
		{dict("'<f8'", "False", "(0, 9223372036854775807)"), ndarray.ErrFormat, tooLarge},
		{dict("'<f8'", "False", "(9223372036854775808,)"), ndarray.ErrFormat, "a length from 0"},
		{dict("'<f8'", "False", "(-1,)"), ndarray.ErrFormat, "a length from 0"},
		{dict("'<f8'", "False", "(03,)"), ndarray.ErrFormat, "a length from 0"},
		{dict("'<f8'", "False", "(3.0,)"), ndarray.ErrFormat, "a comma or )"},
		{dict("'<f8'", "False", "(0x3,)"), ndarray.ErrFormat, "a comma or )"},
		{dict("'<f8'", "False", "(1_0,)"), ndarray.ErrFormat, "a comma or )"},
		{dict("'<f8'", "False", "(3)"), ndarray.ErrFormat, "no tuple"},
		{dict("'<f8'", "False", "(,)"), ndarray.ErrFormat, "a length from 0"},
		{dict("'<f8'", "False", "(3,,)"), ndarray.ErrFormat, "a length from 0"},
		{dict("'<f8'", "False", "[3]"), ndarray.ErrFormat, "a tuple is expected"},
		{dict("'<f8'", "False", "("+strings.Repeat("1, ", 65)+")"), ndarray.ErrFormat, "more than 64 axes"},
		{dict("'<f8'", "0", "(3,)"), ndarray.ErrFormat, "True or False"},
		{dict("'<f8'", "Falsehood", "(3,)"), ndarray.ErrFormat, "a comma or }"},
		{dict("'|O'", "False", "(3,)"), ndarray.ErrDType, "pickled Python objects"},
		{dict("'O'", "False", "(3,)"), ndarray.ErrDType, "pickled Python objects"},
		{dict("[('a', '<f8')]", "False", "(3,)"), ndarray.ErrDType, "records"},
		{dict("'<U4'", "False", "(3,)"), ndarray.ErrDType, "not supported"},
		{dict("'<M8[x]'", "False", "(3,)"), ndarray.ErrDType, "not supported"},
		{dict("'<f16'", "False", "(1,)"), ndarray.ErrDType, "not supported"},
		{dict("'<V2'", "False", "(3,)"), ndarray.ErrDType, "option Raw"},
		{dict("'|V3'", "False", "(3,)"), ndarray.ErrDType, "not supported"},
		{dict("'|f8'", "False", "(3,)"), ndarray.ErrFormat, "no byte order"},
		{dict("''", "False", "(3,)"), ndarray.ErrDType, "not supported"},
		{dict("8", "False", "(3,)"), ndarray.ErrFormat, "a string is expected"},
		{dict("'<f8", "False", "(3,)"), ndarray.ErrFormat, "a comma or }"},
		{dict("'\\x3cf8'", "False", "(3,)"), ndarray.ErrFormat, "can't be in a string"},
		{dict("'<f8'", "False", "(3,), 'extra': 1"), ndarray.ErrFormat, `key "extra" is unknown`},
		{dict("'<f8'", "False", "(3,), 'shape': (3,)"), ndarray.ErrFormat, "comes twice"},
		{"{'descr': '<f8', 'shape': (3,)}\n", ndarray.ErrFormat, `key "fortran_order" is missing`},
		{"{}\n", ndarray.ErrFormat, `key "descr" is missing`},
		{"{'descr' '<f8'}\n", ndarray.ErrFormat, "a colon is expected"},
		{"{,}\n", ndarray.ErrFormat, "a string is expected"},
		{"", ndarray.ErrFormat, "a dictionary is expected"},
		{"\n", ndarray.ErrFormat, "a dictionary is expected"},
		{"__import__('os').system('true')\n", ndarray.ErrFormat, "a dictionary is expected"},
		{strings.TrimSuffix(dict("'<f8'", "False", "(3,)"), "\n"), ndarray.ErrFormat, "line end"},
		{dict("'<f8'", "False", "(3,)") + "x\n", ndarray.ErrFormat, "follows the dictionary"},
	} {
		path := filepath.Join(t.TempDir(), "a.npy")
		require.NoError(t, os.WriteFile(path, file(c.text, 24), 0o600))
		for way, err := range map[string]error{
			"Read": Read(bytes.NewReader(file(c.text, 24))).Err(), "Load": Load(path).Err(), "Map": Map(path, ReadOnly).Err(),
		} {
			assert.ErrorIs(t, err, c.kind, "%s %s", way, c.text)
			if strconv.IntSize == 64 || c.msg != tooLarge && !strings.Contains(c.text, "99999999999") {
				assert.ErrorContains(t, err, c.msg, "%s %s", way, c.text)
			}
		}
	}
	for _, c := range []struct{ file, msg string }{
		{"", "ends within the first bytes"},
		{"PK\x03\x04....", "no .npy file"},
		{npyheader.Magic + "\x04\x00\x10\x00", "version 4.0"},
		{npyheader.Magic + "\x01\x01\x10\x00", "version 1.1"},
		{npyheader.Magic + "\x00\x00\x10\x00", "version 0.0"},
		{npyheader.Magic + "\x02\x00\xff\xff\xff\xff", "the header has 4294967295 bytes"},
		{npyheader.Magic + "\x02\x00\x10", "ends within the header's length"},
		{npyheader.Magic + "\x01\x00\x10\x00{", "ends within the header"},
	} {
		err := Read(strings.NewReader(c.file)).Err()
		assert.ErrorIs(t, err, ndarray.ErrFormat)
		assert.ErrorContains(t, err, c.msg)
	}
}

// TestLyingHeaderTakesNoMemory reads from a stream whose header claims far more
// than comes.
func TestLyingHeaderTakesNoMemory(t *testing.T) {
	text := "{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,), }\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := Read(bytes.NewReader(file(text, 5000))).Err()
	runtime.ReadMemStats(&after)
	assert.ErrorContains(t, err, "needs 1600000000 bytes, but the file has only 5000")
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(3<<20))

	err = Options{Limit: 1 << 20}.Read(bytes.NewReader(file(text, 0))).Err()
	assert.ErrorIs(t, err, ndarray.ErrMemory)
}

func TestReadGrows(t *testing.T) {
	a := ndarray.Arange[float64](0, 700001, 1)
	var b bytes.Buffer
	require.NoError(t, Write(&b, a))
	back := Read(iotest.HalfReader(&b))
	require.NoError(t, back.Err())
	assert.Equal(t, little(t, a), little(t, back))

	want := errors.New("disk on fire")
	err := Read(io.MultiReader(bytes.NewReader(file("{'descr': '<f8', 'fortran_order': False, 'shape': (9,)}\n", 8)), iotest.ErrReader(want))).Err()
	assert.ErrorIs(t, err, want)
	assert.ErrorIs(t, err, ndarray.ErrIO)
}

func TestBoolBytes(t *testing.T) {
	b := append(file("{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}\n", 0), 0, 1, 255)
	got, err := ndarray.Data[bool](Read(bytes.NewReader(b)))
	require.NoError(t, err)
	assert.Equal(t, []byte{0, 1, 1}, unsafe.Slice((*byte)(unsafe.Pointer(&got[0])), 3))
}

func TestArchives(t *testing.T) {
	for name, data := range readNumPyFiles(t).Archives {
		z, err := Options{}.NewArchive(bytes.NewReader(data), int64(len(data)))
		require.NoError(t, err)
		assert.Equal(t, []string{"x", "y"}, z.Names(), name)
		x, err := ndarray.Data[int64](z.Array("x"))
		require.NoError(t, err)
		assert.Equal(t, []int64{0, 1, 2, 3, 4}, x)
		y := z.Array("y")
		require.NoError(t, y.Err())
		assert.Equal(t, []int{100, 3}, y.Shape())
		assert.True(t, y.IsF())
		assert.ErrorContains(t, z.Array("z").Err(), `there is no array "z"; there are x, y`)
		require.NoError(t, z.Close())
	}
	dir := t.TempDir()
	for _, compress := range []bool{false, true} {
		path := filepath.Join(dir, "a.npz")
		arrays := map[string]*ndarray.Array{"one": ndarray.Ones(dtype.Float16, 1000), "two": ndarray.Arange[int8](0, 9, 1).Reshape(3, 3).T()}
		require.NoError(t, SaveArchive(path, compress, arrays))
		z, err := Open(path)
		require.NoError(t, err)
		for name, a := range arrays {
			back := z.Array(name)
			require.NoError(t, back.Err())
			assert.Equal(t, little(t, a), little(t, back))
			assert.Equal(t, a.Strides(), back.Strides())
		}
		require.NoError(t, z.Close())
	}
	_, err := Open(filepath.Join(dir, "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Options{}.NewArchive(strings.NewReader("hello"), 5)
	assert.ErrorIs(t, err, ndarray.ErrFormat)
	assert.Error(t, SaveArchive(filepath.Join(dir, "b.npz"), false, map[string]*ndarray.Array{"x": nil}))
}

// TestHostileArchives reads archives whose members are not what they claim.
func TestHostileArchives(t *testing.T) {
	var x bytes.Buffer
	require.NoError(t, Write(&x, ndarray.Arange[int16](0, 100, 1)))
	build := func(f func(w *zip.Writer)) *Archive {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		f(w)
		require.NoError(t, w.Close())
		z, err := Options{}.NewArchive(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			assert.ErrorIs(t, err, ndarray.ErrFormat)
		}
		return z
	}
	member := func(w *zip.Writer, name string, data []byte) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name})
		require.NoError(t, err)
		_, err = f.Write(data)
		require.NoError(t, err)
	}
	assert.Nil(t, build(func(w *zip.Writer) { member(w, "x.npy", x.Bytes()); member(w, "x.npy", x.Bytes()) }))
	z := build(func(w *zip.Writer) {
		member(w, "more.npy", append(x.Bytes(), 0))
		member(w, "less.npy", x.Bytes()[:200])
		member(w, "other.txt", nil)
		member(w, "sum.npy", x.Bytes())
	})
	assert.Equal(t, []string{"less", "more", "sum"}, z.Names())
	assert.ErrorContains(t, z.Array("more").Err(), "bytes after its array")
	assert.ErrorIs(t, z.Array("less").Err(), ndarray.ErrFormat)
	assert.NoError(t, z.Array("sum").Err())

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	member(w, "x.npy", x.Bytes())
	require.NoError(t, w.Close())
	broken := bytes.Replace(b.Bytes(), []byte{50, 0, 51, 0}, []byte{50, 0, 52, 0}, 1)
	require.NotEqual(t, b.Bytes(), broken)
	z, err := Options{}.NewArchive(bytes.NewReader(broken), int64(len(broken)))
	require.NoError(t, err)
	assert.ErrorIs(t, z.Array("x").Err(), ndarray.ErrFormat, "the checksum")
}
