// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package atomicfile

import (
	"io/fs"
	"os"
)

// publish gives a file its target's name, and closes it.
func (f *File) publish() error {
	if err := f.File.Close(); err != nil { // no open file can be renamed
		return err
	}
	if f.fresh {
		if _, err := os.Lstat(f.to.path); err == nil {
			return fs.ErrExist
		}
	}
	if err := os.Rename(f.temp, f.to.path); err != nil {
		return err
	}
	f.temp = ""
	return nil
}

func keepOwner(*os.File, fs.FileInfo) {}
