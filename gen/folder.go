// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxSource is the most bytes of a file that the compiler reads: files of rows
// and of kernel functions are written by hand.
const maxSource = 1 << 20

// folder is the folder of a file of rows as the compiler sees it: the regular
// files of limited size in it. Links may lead from one to another, but not out.
type folder struct {
	root *os.Root
	dir  string // of the names in messages; they are looked up without it
}

func openFolder(file string) (*folder, error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	return &folder{root, path.Dir(filepath.ToSlash(file))}, nil
}

func (f *folder) Close() error { return f.root.Close() }

// Open opens a file, or the folder itself, by its name or its path for messages.
func (f *folder) Open(name string) (fs.File, error) {
	if f.dir != "." {
		name = strings.TrimPrefix(name, strings.TrimSuffix(f.dir, "/")+"/")
	}
	info, err := f.root.Stat(name)
	if err != nil {
		if link, lerr := f.root.Lstat(name); lerr == nil && link.Mode()&fs.ModeSymlink != 0 && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is a symbolic link that leads out of the folder", name)
		}
		return nil, err
	}
	if name == "." {
		return f.root.Open(name)
	}
	if err := readable(name, info); err != nil {
		return nil, err
	}
	file, err := f.root.Open(name)
	return limited{file, io.LimitReader(file, maxSource)}, err
}

// limited is a file of which no more than the limit is read: that of some
// system files is not their size.
type limited struct {
	*os.File
	r io.Reader
}

func (l limited) Read(b []byte) (int, error) { return l.r.Read(b) }

// readable says why a file is none that the compiler reads. What is no regular
// file may block or never end.
func readable(name string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return fmt.Errorf("%s is %s, not a regular file", name, kindOf(mode))
	case info.Size() > maxSource:
		return fmt.Errorf("%s has %d bytes; %d are allowed", name, info.Size(), maxSource)
	}
	return nil
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "special"
}

// readRows reads a file of rows.
func readRows(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if err := readable(name, info); err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSource))
}
