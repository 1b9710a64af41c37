// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
)

// publish gives a file its target's name, and closes it.
func (f *File) publish() error {
	// Some systems report only here that what was written has not arrived. The
	// descriptor itself stays open, because the lock goes with it.
	again, err := duplicate(int(f.Fd()), f.Name())
	if err != nil {
		return err
	}
	if err := again.Close(); err != nil {
		return err
	}
	if f.temp == "" {
		if err := f.name(); err != nil {
			return err
		}
	}
	switch {
	case f.fresh && f.temp == "": // it has its name
	case f.fresh:
		if err := os.Link(f.temp, f.to.path); err != nil {
			return err
		}
		if err := os.Remove(f.temp); err != nil {
			return err
		}
	default:
		if err := os.Rename(f.temp, f.to.path); err != nil {
			return err
		}
	}
	f.temp = ""
	_ = f.File.Close() // what could fail has been tried
	return nil
}

// keepOwner gives a new file the owner, the group and the permissions of the
// one that it replaces. If the group cannot be kept, the new group may do no
// more than everybody.
func keepOwner(f *os.File, old fs.FileInfo) {
	perm := old.Mode().Perm()
	want, ok := owner(old)
	have, err := f.Stat()
	if is, ok2 := owner(have); ok && ok2 && err == nil && want != is {
		if f.Chown(want.uid, want.gid) != nil && f.Chown(-1, want.gid) != nil {
			perm = perm&^0o070 | perm&(perm<<3)&0o070
		}
	}
	_ = f.Chmod(perm) // a file system without permissions has none to keep
}
