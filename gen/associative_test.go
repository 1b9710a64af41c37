// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// TestOrdersThatMatter promises of bodies that they reduce in any order.
func TestOrdersThatMatter(t *testing.T) {
	const integers = "[int8, int32, uint16, uint64]"
	for _, tc := range []struct{ dtypes, body, says string }{
		{integers, "x + y", ""},
		{integers, "x * y", ""},
		{integers, "x ^ y", ""},
		{integers, "x*y + x + y", ""},
		{integers, "max(x, y)", ""},
		{integers, "min(y, x)", ""},
		{"floats", "max(x, y)", ""},
		{"floats", "Fmin(x, y)", ""},
		{"bool", "x != y", ""},
		{"bool", "x == y", ""},
		{"complexes", "complex(max(real(x), real(y)), min(imag(x), imag(y)))", ""},
		{"int32", "x - y", "of 2 and 1 it gives 1, of 1 and 2 -1, in int32"},
		{"float64", "x1 - x2", "of 2 and 1 it gives 1, of 1 and 2 -1, in float64"},
		{"float64", "x + y", "of 1, 1 and 0.3333333333333333 it gives 2.3333333333333335 if the first two are combined first, 2.333333333333333 if the last two are, in float64"},
		{"float16", "x + y", "in float16"},
		{"bfloat16", "x * y", "in bfloat16"},
		{"float32", "x * y", "in float32"},
		{"complexes", "x + y", "in complex64"},
		{integers, "Shr(x, 1) + Shr(y, 1)", "it gives"},
		{integers, "x*x + y*y", "if the first two are combined first"},
		{"float64", "(x + y) * 0.5", "if the first two are combined first"},
		{"bool", "x && !y || x && y", "of true and false it gives true, of false and true false, in bool"},
		{"int64", "max(x, -y)", "of 2 and 1 it gives 2, of 1 and 2 1, in int64"},
		{"float64", "Select(x < y, x, y)", "of 0 and -0 it gives -0, of -0 and 0 0, in float64"},
		{"float64", "Sin(x) + Sin(y)", "rare lanes"},
	} {
		body := strings.NewReplacer("x1", "x", "x2", "y").Replace(tc.body)
		src := fmt.Sprintf("package: p\nufuncs:\n- name: f\n  doc: D.\n  in: [x, y]\n  out: [z]\n  loops:\n  - {for: %s, body: %q, bound: exact, reduce: any}\n", tc.dtypes, body)
		f, err := spec.Load("f.yaml", []byte(src))
		require.NoError(t, err, tc.body)
		_, err = Compile([]*spec.File{f}, nil, "")
		if tc.says == "" {
			require.NoError(t, err, tc.body)
			continue
		}
		require.ErrorContains(t, err, "reduce: any, but the order matters", tc.body)
		require.ErrorContains(t, err, tc.says, tc.body)
		require.ErrorContains(t, err, fmt.Sprintf("f.yaml:8:%d: ", strings.Index(strings.Split(src, "\n")[7], "any")+1))
		require.Len(t, err, 1, "once for all dtypes")
	}
}
