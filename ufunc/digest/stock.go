// SPDX-License-Identifier: BSD-3-Clause

package digest

import (
	"bytes"
	_ "embed"

	"github.com/arraygen/arraygen/ufunc/catalogue"
)

//go:embed stock.sum
var stock []byte

// Stock returns the stock ufuncs and casts, and the hashes of their results.
func Stock() ([]Item, Sums, error) {
	sums, err := Read(bytes.NewReader(stock))
	return append(Of(catalogue.All...), Casts()...), sums, err
}
