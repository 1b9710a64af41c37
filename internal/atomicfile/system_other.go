// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

const nofollow, nonblock = 0, 0

func links(fs.FileInfo) uint64 { return 1 }

func duplicate(_ int, name string) (*os.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}
