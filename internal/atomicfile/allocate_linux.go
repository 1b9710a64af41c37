// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

func fallocate(f *os.File, n int64) error {
	for {
		err := unix.Fallocate(int(f.Fd()), 0, 0, n)
		switch err {
		case nil:
			return nil
		case unix.EINTR:
			continue
		case unix.ENOSYS, unix.EOPNOTSUPP:
			return errors.ErrUnsupported
		}
		return &fs.PathError{Op: "allocate", Path: f.Name(), Err: err}
	}
}
