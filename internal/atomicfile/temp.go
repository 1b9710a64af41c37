// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Temporary files are called .arraygen-RANDOM.tmp, in the folder of their
// target.
const (
	tempPrefix = ".arraygen-"
	tempSuffix = ".tmp"
)

// tempName returns a name that nobody can guess.
func tempName(dir string) string {
	return filepath.Join(dir, tempPrefix+rand.Text()+tempSuffix)
}

// isTemp reports whether tempName has made a name.
func isTemp(base string) bool {
	middle, ok := strings.CutPrefix(base, tempPrefix)
	middle, end := strings.CutSuffix(middle, tempSuffix)
	return ok && end && len(middle) == len(rand.Text())
}

// openNamed makes a temporary file with a name. It is locked, so that
// RemoveStale leaves it alone.
func openNamed(dir string, perm fs.FileMode) (*os.File, string, error) {
	for {
		name := tempName(dir)
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|nofollow, perm)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if lock(f) {
			if _, err := os.Lstat(name); err == nil {
				return f, name, nil
			}
		}
		// RemoveStale came between, and has taken it for one that is left over.
		f.Close()
		_ = os.Remove(name) // it is gone, or goes
	}
}

// sameFile reports whether f is what is called name.
func sameFile(f *os.File, name string) bool {
	a, err := f.Stat()
	if err != nil {
		return false
	}
	b, err := os.Lstat(name)
	return err == nil && os.SameFile(a, b)
}

// RemoveStale removes what killed programs have left in a folder: files with
// the names of temporary ones, that belong to the user, and that nobody writes
// any more. It is no error if one cannot be removed.
func RemoveStale(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(1024)
		for _, base := range names {
			if isTemp(base) {
				removeStale(filepath.Join(dir, base))
			}
		}
		if err != nil || len(names) == 0 {
			return
		}
	}
}
