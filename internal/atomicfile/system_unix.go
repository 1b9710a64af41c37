// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The flags with which files are opened.
const (
	nofollow = syscall.O_NOFOLLOW
	nonblock = syscall.O_NONBLOCK
)

// links is the number of names of a file.
func links(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

type ids struct{ uid, gid int }

func owner(info fs.FileInfo) (ids, bool) {
	if info == nil {
		return ids{}, false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ids{}, false
	}
	return ids{int(s.Uid), int(s.Gid)}, true
}

// duplicate returns a descriptor of this program as a file of its own.
func duplicate(fd int, name string) (*os.File, error) {
	syscall.ForkLock.RLock() // no child gets it
	fd, err := unix.Dup(fd)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(fd), name), nil
}
