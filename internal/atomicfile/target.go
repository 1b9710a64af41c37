// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// target is where a file goes.
type target struct {
	name string      // as the caller calls it
	path string      // with links followed
	info fs.FileInfo // nil if there is no such file
	fd   int         // a descriptor of this program, -1 if it is none
}

// maxLinks is how many links lead to one another before it is called a loop.
const maxLinks = 40

// resolve finds out what a name stands for, and whether it can be replaced.
func resolve(name string) (target, error) {
	t := target{name: name, path: name, fd: -1}
	refuse := func(format string, args ...any) (target, error) {
		return target{}, &fs.PathError{Op: "write", Path: name, Err: fmt.Errorf(format, args...)}
	}
	if name == "" {
		return refuse("the name is empty")
	}
	for range maxLinks {
		if fd, ok := ownDescriptor(t.path); ok {
			t.fd = fd
			return t, nil
		}
		// Not filepath.Dir, which would take x/.. for nothing even if x is a link.
		dir, base := filepath.Split(t.path)
		if base == "" || base == "." || base == ".." {
			return refuse("is a directory")
		}
		if dir == "" {
			dir = "."
		}
		dir, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return refuse("%w", cause(err))
		}
		t.path = filepath.Join(dir, base)
		info, err := os.Lstat(t.path)
		if errors.Is(err, fs.ErrNotExist) {
			return t, nil
		}
		if err != nil {
			return refuse("%w", cause(err))
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			t.info = info
			if err := t.check(); err != nil {
				return refuse("%w", err)
			}
			return t, nil
		}
		to, err := os.Readlink(t.path)
		if err != nil {
			return refuse("%w", cause(err))
		}
		if !filepath.IsAbs(to) {
			to = dir + string(filepath.Separator) + to
		}
		t.path = to
	}
	return refuse("too many symbolic links")
}

// check tells why what is there cannot be replaced.
func (t *target) check() error {
	mode := t.info.Mode()
	switch {
	case mode.IsRegular():
		if n := links(t.info); n > 1 {
			return fmt.Errorf("the file has %d hard links, and replacing it would part them: remove this one first, or write to standard output and redirect it", n)
		}
		return writable(t.path)
	case mode&fs.ModeNamedPipe != 0:
		return nil
	case mode.IsDir():
		return errors.New("is a directory")
	case mode&fs.ModeDevice != 0:
		return errors.New("is a device, and only regular files are replaced: write to standard output and redirect it")
	case mode&fs.ModeSocket != 0:
		return errors.New("is a socket, and only regular files are replaced")
	}
	return fmt.Errorf("is no regular file (%v)", mode)
}

// writable tells whether the user may write to a file.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|nonblock, 0)
	if err != nil {
		return cause(err)
	}
	return f.Close()
}

// unchanged tells whether a target can still be replaced as when it was
// resolved.
func (t *target) unchanged(fresh bool) error {
	info, err := os.Lstat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	switch {
	case err != nil:
		err = cause(err)
	case fresh:
		err = fs.ErrExist
	case !info.Mode().IsRegular():
		err = errors.New("is no longer a regular file")
	case links(info) > 1:
		err = errors.New("has got a hard link meanwhile")
	default:
		return nil
	}
	return &fs.PathError{Op: "replace", Path: t.name, Err: err}
}

func (t *target) isStream() bool {
	return t.fd >= 0 || t.info != nil && t.info.Mode()&fs.ModeNamedPipe != 0
}

// openStream opens a pipe, which waits for its reader, or takes one of this
// program's descriptors.
func (t *target) openStream() (*os.File, error) {
	switch t.fd {
	case -1:
		return os.OpenFile(t.path, os.O_WRONLY, 0)
	case 1:
		return os.Stdout, nil
	case 2:
		return os.Stderr, nil
	}
	return duplicate(t.fd, t.name)
}

// closeStream closes what openStream has opened.
func (t *target) closeStream(f *os.File) error {
	if t.fd == 1 || t.fd == 2 {
		return nil
	}
	return f.Close()
}

// ownDescriptor recognises the names of this program's own descriptors. To open
// one would not do: an own file begins at its start again, and a socket cannot
// be opened.
func ownDescriptor(path string) (int, bool) {
	switch path = filepath.Clean(path); path {
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	for _, dir := range []string{"/dev/fd/", "/proc/self/fd/"} {
		if digits, ok := strings.CutPrefix(path, dir); ok {
			fd, err := strconv.Atoi(digits)
			return fd, err == nil && fd >= 0
		}
	}
	return 0, false
}
