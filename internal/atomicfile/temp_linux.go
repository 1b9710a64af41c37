// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// nameless files are made where the system can. Tests do without.
var nameless = true

// openTemp opens a new file in the folder of path, and returns its name if it
// has one. A file without a name is gone when its program ends, however it
// ends.
func openTemp(path string, perm fs.FileMode) (*os.File, string, error) {
	dir := filepath.Dir(path)
	if !nameless {
		return openNamed(dir, perm)
	}
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, uint32(perm))
	if err == nil {
		// To name it later takes /proc.
		if _, err := os.Lstat(descriptorPath(fd)); err == nil {
			return os.NewFile(uintptr(fd), path), "", nil
		}
		unix.Close(fd)
	}
	// File systems say in many ways that they have no such files.
	if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EROFS) || errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENOSPC) {
		return nil, "", err
	}
	return openNamed(dir, perm)
}

func descriptorPath(fd int) string { return "/proc/self/fd/" + strconv.Itoa(fd) }

// name gives a file without a name a temporary one, or the target's if that
// must not exist.
func (f *File) name() error {
	from := descriptorPath(int(f.Fd()))
	if f.fresh {
		return unix.Linkat(unix.AT_FDCWD, from, unix.AT_FDCWD, f.to.path, unix.AT_SYMLINK_FOLLOW)
	}
	lock(f.File)
	for {
		temp := tempName(filepath.Dir(f.to.path))
		err := unix.Linkat(unix.AT_FDCWD, from, unix.AT_FDCWD, temp, unix.AT_SYMLINK_FOLLOW)
		if err == nil {
			f.temp = temp
		}
		if err != unix.EEXIST {
			return err
		}
	}
}
