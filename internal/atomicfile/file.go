// SPDX-License-Identifier: BSD-3-Clause

// Package atomicfile replaces files: whoever opens one by its name finds the
// old content or the new, each whole, whatever happens to the program that
// writes.
//
// A file is written beside the one that it replaces, without a name where the
// system can do that (Linux's O_TMPFILE), and renamed when it is complete.
//
//   - Symbolic links are followed: what the last one names is replaced, and the
//     links stay. A link to a file that does not exist makes that file.
//   - The permissions stay, and the owner and group where the user may set them.
//     Access control lists and extended attributes do not.
//   - A file with further hard links is refused. Renaming would leave the other
//     names with the old content, and writing into the file cannot be atomic.
//   - A file that the user may not write is refused, though renaming could
//     replace it. So is what is no regular file: folders, devices, sockets.
//   - Named pipes, and the program's own descriptors (/dev/stdout, /dev/fd/3),
//     are written to directly: see [File.Stream].
//
// Writers of one file do not wait for one another: each result is whole, and
// the last one to commit stays.
//
// When an existing file is replaced, the new content is on the disk before the
// rename, so that a crash of the system cannot lose both. A file that is new is
// left to the system to write, as is the entry in the folder. [Set] is for
// files that can be made again, and does not wait for the disk at all.
//
// A program that ends by a signal calls [Abandon] first. What a killed program
// leaves behind has a name that [RemoveStale] recognises.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// File is a file that will replace another. Its methods are not safe for
// concurrent use.
type File struct {
	*os.File // Name returns what the file is called while it is written

	to     target
	temp   string // the temporary name, "" if there is none
	fresh  bool   // the target must not exist
	sync   bool   // an existing file is replaced only once the new one is on the disk
	closed bool
}

// Create begins to replace the file that is called name, which need not exist.
func Create(name string) (*File, error) { return create(name, false) }

// CreateNew begins a file that must not exist: it fails if there is one, and so
// does Commit if one has come since.
func CreateNew(name string) (*File, error) { return create(name, true) }

func create(name string, fresh bool) (*File, error) {
	to, err := resolve(name)
	if err != nil {
		return nil, err
	}
	if fresh && (to.info != nil || to.isStream()) {
		return nil, &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	f := &File{to: to, fresh: fresh, sync: true}
	if to.isStream() {
		if f.File, err = to.openStream(); err != nil {
			return nil, err
		}
		return f, nil
	}
	perm := fs.FileMode(0o666) // less what the umask takes
	if to.info != nil {
		perm = to.info.Mode().Perm()
	}
	if err := live.begin(f, perm); err != nil {
		return nil, err
	}
	if to.info != nil {
		keepOwner(f.File, to.info)
	}
	return f, nil
}

// Stream reports whether the file is a pipe or one of the program's own
// descriptors: what is written goes there at once, it can neither be read nor
// mapped, and Commit replaces nothing.
func (f *File) Stream() bool { return f.to.isStream() }

// Target is the file that is replaced: the name that was given, with links
// followed.
func (f *File) Target() string { return f.to.path }

// Commit replaces the file, and closes f. If it fails the old file is
// untouched.
func (f *File) Commit() error {
	defer f.Close()
	if f.Stream() {
		f.closed = true
		return f.to.closeStream(f.File)
	}
	if f.sync && f.to.info != nil {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return live.rename(f)
}

// Close gives up what is not committed. After Commit it does nothing.
func (f *File) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	if f.Stream() {
		return f.to.closeStream(f.File)
	}
	return live.discard(f)
}

// WriteFile replaces the content of the file that is called name.
func WriteFile(name string, data []byte) error {
	return write(Create(name))(data)
}

// WriteNewFile makes a file that must not exist.
func WriteNewFile(name string, data []byte) error {
	return write(CreateNew(name))(data)
}

func write(f *File, err error) func([]byte) error {
	return func(data []byte) error {
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := f.Write(data); err != nil {
			return f.named(err)
		}
		return f.Commit()
	}
}

// named has an error of the operating system speak of the target, not of the
// temporary file.
func (f *File) named(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &fs.PathError{Op: p.Op, Path: f.to.name, Err: p.Err}
	}
	return err
}

// files are those that are being written.
type files struct {
	sync.Mutex
	of map[*File]bool
}

var live = files{of: map[*File]bool{}}

// begin opens a new file in the folder of the target.
func (l *files) begin(f *File, perm fs.FileMode) (err error) {
	l.Lock()
	defer l.Unlock()
	if f.File, f.temp, err = openTemp(f.to.path, perm); err != nil {
		return &fs.PathError{Op: "create a file in", Path: filepath.Dir(f.to.path), Err: cause(err)}
	}
	l.of[f] = true
	return nil
}

func (l *files) rename(f *File) error {
	l.Lock()
	defer l.Unlock()
	return l.renameLocked(f)
}

// renameLocked gives f the target's name, and closes it. It leaves f as it is
// if it fails.
func (l *files) renameLocked(f *File) error {
	if !l.of[f] {
		return &fs.PathError{Op: "replace", Path: f.to.name, Err: fs.ErrClosed}
	}
	if err := f.to.unchanged(f.fresh); err != nil {
		return err
	}
	if err := f.publish(); err != nil {
		return &fs.PathError{Op: "replace", Path: f.to.name, Err: cause(err)}
	}
	delete(l.of, f)
	f.closed = true
	return nil
}

func (l *files) discard(f *File) error {
	l.Lock()
	defer l.Unlock()
	return l.discardLocked(f)
}

func (l *files) discardLocked(f *File) error {
	if !l.of[f] {
		return nil
	}
	delete(l.of, f)
	err := f.File.Close()
	if f.temp != "" {
		err = errors.Join(err, os.Remove(f.temp))
	}
	return err
}

// Abandon gives up all files that are not committed, and waits for those that
// are being renamed. After it no file can be made or replaced by this package:
// it is for the end of a program, when a signal has come.
func Abandon() {
	live.Lock() // for good
	for f := range live.of {
		_ = live.discardLocked(f) // there is nobody left to tell
	}
}

// cause returns what the operating system said, without names of temporary
// files.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}
