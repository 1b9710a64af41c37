// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/arraygen/arraygen/ndarray/npy"
)

// TestRun maps the photograph; run itself compares every pixel with math's
// functions.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	if err := run(photo, 0.9, dir); err != nil {
		t.Fatal(err)
	}
	luma := npy.Load(filepath.Join(dir, "luma.npy"))
	if err := luma.Err(); err != nil {
		t.Fatal(err)
	}
	if got := luma.Shape(); got[0] != 600 || got[1] != 512 {
		t.Fatalf("luma.npy has shape %v", got)
	}
	if info, err := os.Stat(filepath.Join(dir, "toned.png")); err != nil || info.Size() == 0 {
		t.Fatal(info, err)
	}
}
