// SPDX-License-Identifier: BSD-3-Clause

//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock marks a file as one that is being written, and reports whether nobody
// else has. The mark goes with the program. File systems without locks have no
// stale files that could be told from others.
func lock(f *os.File) bool {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != unix.EWOULDBLOCK
}

// removeStale removes a temporary file if nobody writes it.
func removeStale(name string) {
	f, err := os.OpenFile(name, os.O_RDONLY|nofollow|nonblock, 0)
	if err != nil {
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	if id, ok := owner(info); !ok || id.uid != os.Geteuid() {
		return
	}
	if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil && sameFile(f, name) {
		_ = os.Remove(name) // the next run tries again
	}
}

// LockFolder waits until no other program has locked a folder, and locks it.
// The lock ends with the program, or with unlock.
func LockFolder(dir string) (unlock func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(d.Fd()), unix.LOCK_EX)
		if err != unix.EINTR {
			break
		}
	}
	// A file system without locks: as if nobody had locked it.
	return func() { d.Close() }, nil
}
