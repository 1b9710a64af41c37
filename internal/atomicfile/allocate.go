// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import "errors"

// Allocate makes a file n bytes long and takes the space for them, so that a
// full disk is an error here and not the end of a program that writes to a
// mapping. Bytes that were not written are 0. Streams have no length, and are
// left alone.
func (f *File) Allocate(n int64) error {
	if f.Stream() || n == 0 {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return f.named(err)
	}
	if info.Size() >= n {
		return nil
	}
	err = fallocate(f.File, n)
	if errors.Is(err, errors.ErrUnsupported) {
		err = zeros(f, info.Size(), n)
	}
	return f.named(err)
}

// Reserve takes the space for n bytes where the system can do that at little
// cost, so that a full disk is told early. The file may still end shorter.
func (f *File) Reserve(n int64) error {
	if f.Stream() || n == 0 {
		return nil
	}
	err := fallocate(f.File, n)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return f.named(err)
}

// zeros writes zeros from one place to another.
func zeros(f *File, from, to int64) error {
	block := make([]byte, min(to-from, 1<<20))
	for from < to {
		n, err := f.WriteAt(block[:min(to-from, int64(len(block)))], from)
		if err != nil {
			return err
		}
		from += int64(n)
	}
	return nil
}
