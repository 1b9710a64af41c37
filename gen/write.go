// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/internal/atomicfile"
)

// guardFile stands in a user's package while its files are replaced: whoever
// compiles it then, or after a run that was killed in between, is told so.
const guardFile = "zz_incomplete.go"

// guard is the text of guardFile in the package of a front file.
func guard(front []byte) ([]byte, error) {
	file, err := parser.ParseFile(token.NewFileSet(), frontFile, front, parser.PackageClauseOnly)
	if err != nil {
		return nil, err
	}
	return []byte("// " + header + "\n\n// A run of arraygen generate replaces the files of this package, or was killed\n// while it did. Run it again.\n\n" +
		"package " + file.Name.Name + "\n\nvar _ = these_files_are_of_two_runs_of_arraygen_generate__run_it_again\n"), nil
}

// Write puts the files under root, all of them or none. Files that have not
// changed are left alone; generated files that are no longer made are removed
// from the folders that out names. Nothing is replaced but what an earlier run
// has written. A user's package that a killed run has left with files of two
// runs does not compile, see guardFile; the next run makes it whole.
func (out Output) Write(root string) error {
	unlock, err := atomicfile.LockFolder(root)
	if err != nil {
		return err
	}
	defer unlock()
	if err := out.writable(root); err != nil {
		return err
	}
	stale, err := out.orphans(root)
	if err != nil {
		return err
	}
	var set atomicfile.Set
	defer set.Close()
	changed := false
	folders := map[string]bool{}
	for _, name := range out.Names() {
		p := filepath.Join(root, filepath.FromSlash(name))
		folders[filepath.Dir(p)] = true
		if old, err := os.ReadFile(p); err == nil && bytes.Equal(old, out[name]) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			return err
		}
		if err := set.Write(p, out[name]); err != nil {
			return err
		}
		changed = true
	}
	if front := out[frontFile]; front != nil && (changed || len(stale) > 0) {
		text, err := guard(front)
		if err != nil {
			return err
		}
		if err := set.Guard(filepath.Join(root, guardFile), text); err != nil {
			return err
		}
		stale = slices.DeleteFunc(stale, func(name string) bool { return name == guardFile })
	}
	for _, name := range stale {
		if err := set.Remove(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	if err := set.Commit(); err != nil {
		return err
	}
	for dir := range folders {
		atomicfile.RemoveStale(dir)
	}
	return nil
}

// writable reports files that block the output and that no earlier run has written: a
// hand-written one, a link to somewhere else, the package of another file of
// rows. All of them are looked at before one is replaced, and before one is
// read.
func (out Output) writable(root string) error {
	var errs []error
	names := out.Names()
	if out[frontFile] != nil {
		names = append(names, guardFile)
	}
	for _, name := range names {
		p := filepath.Join(root, filepath.FromSlash(name))
		info, err := os.Lstat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			errs = append(errs, err)
		case !info.Mode().IsRegular():
			errs = append(errs, fmt.Errorf("%s is %s; remove it, for a generated file has this name", p, kindOf(info.Mode())))
		default:
			if ours, err := isGenerated(p); err != nil {
				errs = append(errs, err)
			} else if !ours {
				errs = append(errs, fmt.Errorf("%s was not written by arraygen; rename it, for a generated file has this name", p))
			}
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	return out.otherRows(root)
}

// otherRows reports a folder that holds what another file of rows has become.
func (out Output) otherRows(root string) error {
	made, err := os.ReadFile(filepath.Join(root, frontFile))
	if err != nil || out[frontFile] == nil {
		return nil
	}
	source, other := sourceOf(out[frontFile]), sourceOf(made)
	if other == source || other == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(root, filepath.Base(other))); err != nil {
		return nil // it has another name now
	}
	return fmt.Errorf("%s holds the package made from %s, and a folder holds one: put the rows of %s there, or into a folder of its own", root, other, source)
}

const sourceMark = "// Source: "

// sourceOf returns the name of the file of rows that a front file was made from.
func sourceOf(src []byte) string {
	_, rest, _ := strings.Cut(string(src[:min(len(src), 1024)]), "\n"+sourceMark)
	line, _, _ := strings.Cut(rest, "\n")
	name, _ := strconv.Unquote(line)
	return name
}

// Made reports whether any of the files is there.
func (out Output) Made(root string) bool {
	for name := range out {
		if _, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name))); err == nil {
			return true
		}
	}
	return false
}

// Check compares the files with those under root. The error names every file
// that differs, is missing, or is left over from an earlier run.
func (out Output) Check(root string) error {
	if err := out.writable(root); err != nil {
		return err
	}
	var errs []error
	for _, name := range out.Names() {
		old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("%s is missing", name))
		case err != nil:
			errs = append(errs, err)
		case !bytes.Equal(old, out[name]):
			errs = append(errs, fmt.Errorf("%s is out of date", name))
		}
	}
	stale, err := out.orphans(root)
	errs = append(errs, err)
	for _, name := range stale {
		if path.Base(name) == guardFile {
			errs = append(errs, fmt.Errorf("the files are of two runs, for one was killed (%s)", name))
			continue
		}
		errs = append(errs, fmt.Errorf("%s is no longer generated", name))
	}
	return errors.Join(errs...)
}

// Names returns the paths of the files in order.
func (out Output) Names() []string {
	names := make([]string, 0, len(out))
	for n := range out {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// orphans lists files that carry the header of generated files and are not
// among those of out: in the folders of out and, under generated, everywhere.
func (out Output) orphans(root string) ([]string, error) {
	dirs := map[string]bool{}
	for n := range out {
		dirs[filepath.ToSlash(filepath.Dir(n))] = true
	}
	if _, err := os.Stat(filepath.Join(root, generatedDir)); err == nil && hasPrefix(dirs, generatedDir+"/") {
		err := filepath.WalkDir(filepath.Join(root, generatedDir), func(p string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				rel, rerr := filepath.Rel(root, p)
				dirs[filepath.ToSlash(rel)] = true
				err = rerr
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var stale []string
	for dir := range dirs {
		entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(dir)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			name := dir + "/" + e.Name()
			if dir == "." {
				name = e.Name()
			}
			if _, ok := out[name]; ok || !e.Type().IsRegular() {
				continue
			}
			if ext := filepath.Ext(name); ext != ".go" && ext != ".s" {
				continue
			}
			made, err := isGenerated(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil {
				return nil, err
			}
			if made {
				stale = append(stale, name)
			}
		}
	}
	sort.Strings(stale)
	return stale, nil
}

func hasPrefix(names map[string]bool, prefix string) bool {
	for n := range names {
		if strings.HasPrefix(n, prefix) {
			return true
		}
	}
	return false
}

// isGenerated reports whether the first line of a file is our header.
func isGenerated(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 256)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	return generated(head[:n]), nil
}

// generated reports whether src is a file that the compiler has written.
func generated(src []byte) bool {
	line, _, _ := strings.Cut(string(src[:min(len(src), 256)]), "\n")
	return line == "// "+header || line == "<!-- "+header+" -->"
}
