// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
)

func openTemp(path string, perm fs.FileMode) (*os.File, string, error) {
	return openNamed(filepath.Dir(path), perm)
}

// name has nothing to do: every file has a name.
func (f *File) name() error { return nil }
