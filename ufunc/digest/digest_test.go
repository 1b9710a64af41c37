// SPDX-License-Identifier: BSD-3-Clause

package digest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/arraygen/arraygen/ufunc"
)

// TestStock verifies the stock ufuncs; with ARRAYGEN_UPDATE=1 it writes their
// hashes anew.
func TestStock(t *testing.T) {
	kerneltest.Required(t)
	items, onFile, err := Stock()
	require.NoError(t, err)
	if testing.Short() {
		defer func(all []int) { Threads = all }(Threads)
		Threads = []int{1, 3}
	}
	sums, found := Verify(items, nil)
	for _, d := range found {
		t.Error(d)
	}
	if os.Getenv("ARRAYGEN_UPDATE") != "" {
		require.NoError(t, os.WriteFile("stock.sum", sums.Text(), 0o666))
		return
	}
	for _, d := range sums.Against(onFile) {
		t.Error(d)
	}
	t.Logf("%d results on %v", len(sums), kernel.Levels())
}

// TestDifferences runs a loop that is wrong on one level, with gaps, and in what
// it reduces.
func TestDifferences(t *testing.T) {
	add := &ufunc.Add.Loops[0]
	for i := range ufunc.Add.Loops {
		if l := &ufunc.Add.Loops[i]; l.Out[0] == dtype.Int32 {
			add = l
		}
	}
	wrong := *add.Kernel
	top := kernel.Levels()[len(kernel.Levels())-1]
	right := wrong.At(top)
	wrong.Impl[top] = func(a *kernel.Args) {
		right(a)
		if a.N > 100 {
			*(*int32)(a.Op[2].Ptr)++
		}
	}
	u := &ufunc.Ufunc{Name: "add", Inputs: []string{"x1", "x2"}, Outputs: []string{"y"}, Loops: []ufunc.Loop{*add}}
	right1, found := Verify(Of(u), nil)
	require.Empty(t, found)
	require.Len(t, right1, 2)

	u.Loops[0].Kernel = &wrong
	sums, found := Verify(Of(u), nil)
	if top == kernel.Go {
		require.NotEqual(t, right1, sums)
		return
	}
	require.Equal(t, right1, sums)
	require.NotEmpty(t, found)
	assert.Equal(t, "add.int32.int32..int32", found[0].Item)
	assert.Equal(t, top, found[0].Level)
	assert.Contains(t, found[0].String(), "from the Go loop")
}

func TestAgainst(t *testing.T) {
	const one, two = "0123456789abcdef", "fedcba9876543210"
	assert.Empty(t, Sums{"a": one}.Against(Sums{"a": one}))
	assert.Equal(t, []string{"a: " + one + " here, " + two + " on file", "b: " + one + " here, and not on file", "c: " + two + " on file, and there is no such loop here"},
		Sums{"a": one, "b": one}.Against(Sums{"a": two, "c": two}))
	again, err := Read(strings.NewReader(string(Sums{"a": one, "b": two}.Text())))
	require.NoError(t, err)
	assert.Equal(t, Sums{"a": one, "b": two}, again)
	for text, want := range map[string]string{
		"a":                                      "line 1",
		"# x\na 123":                             "line 2",
		"a " + one + "\na " + one:                "twice",
		"a " + strings.Replace(one, "0", "x", 1): "hexadecimal",
	} {
		_, err := Read(strings.NewReader(text))
		assert.ErrorContains(t, err, want, text)
	}
}

// TestItemsHaveResults: an operand that a function refuses would hide its loop.
func TestItemsHaveResults(t *testing.T) {
	items, _, err := Stock()
	require.NoError(t, err)
	for i, it := range items {
		if testing.Short() && i%8 != 0 {
			continue // no error depends on the machine
		}
		some := false
		for _, a := range it.run() {
			some = some || a.Err() == nil
		}
		assert.True(t, some, it.Name)
	}
	assert.NotEqual(t, results([]*ndarray.Array{ndarray.Zeros(dtype.Int8, 2)}), results([]*ndarray.Array{ndarray.Zeros(dtype.Int8, 3)}))
}
