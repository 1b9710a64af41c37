// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// Set is a set of files that are replaced, and removed, as one. All are written
// before the first gets its name, so that a full disk or a bad name changes
// nothing; then all get their names, which a signal does not interrupt (see
// [Abandon]). If that fails in the middle, the files that were there come back.
//
// Only a kill between two renames leaves a part of the set, whose files are
// each whole. Then the file that Guard names is there, and its caller, who can
// make the set again, mends it by doing so.
type Set struct {
	files  []*File
	before []old
	gone   []string
	guards []*File
}

// old is what a name stood for.
type old struct {
	name string
	data []byte
	ok   bool // there was a file
}

// Write adds a file with its new content.
func (s *Set) Write(name string, data []byte) error {
	f, err := Create(name)
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	if err := f.fill(name, data); err != nil {
		return err
	}
	return s.remember(f.Target())
}

// Guard adds a file that is there while the set is replaced, and no longer: its
// content says that the set is not whole. A set of one file needs none.
func (s *Set) Guard(name string, data []byte) error {
	f, err := Create(name)
	if err != nil {
		return err
	}
	s.guards = append(s.guards, f)
	return f.fill(name, data)
}

// fill writes the content of a file that can be made again.
func (f *File) fill(name string, data []byte) error {
	if f.Stream() {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("is no regular file")}
	}
	f.sync = false
	if _, err := f.Write(data); err != nil {
		return f.named(err)
	}
	return nil
}

// Remove adds a file that is to go.
func (s *Set) Remove(name string) error {
	s.gone = append(s.gone, name)
	return s.remember(name)
}

func (s *Set) remember(name string) error {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.before = append(s.before, old{name, data, err == nil})
	return nil
}

// Commit gives all files their names, and removes those that are to go.
func (s *Set) Commit() error {
	defer s.Close()
	err := s.commit()
	if err == nil {
		return nil
	}
	mixed := false
	for _, b := range s.before {
		if now, rerr := os.ReadFile(b.name); b.ok == (rerr == nil) && string(now) == string(b.data) {
			continue
		}
		var rerr error
		if b.ok {
			rerr = WriteFile(b.name, b.data)
		} else {
			rerr = os.Remove(b.name)
		}
		mixed = mixed || rerr != nil
		err = errors.Join(err, rerr)
	}
	if mixed {
		return err // under guard
	}
	return errors.Join(err, s.unguard())
}

// step is called after each change of the folder. Tests stop there.
var step = func() {}

func (s *Set) commit() error {
	live.Lock()
	defer live.Unlock()
	if len(s.files)+len(s.gone) > 1 {
		for _, f := range s.guards {
			if err := live.renameLocked(f); err != nil {
				return err
			}
			step()
		}
	}
	for _, f := range s.files {
		if err := live.renameLocked(f); err != nil {
			return err
		}
		step()
	}
	for _, name := range s.gone {
		if err := remove(name); err != nil {
			return err
		}
		step()
	}
	return s.unguard()
}

// unguard removes the guards: the set is whole.
func (s *Set) unguard() error {
	for _, f := range s.guards {
		if err := remove(f.Target()); err != nil {
			return err
		}
		step()
	}
	return nil
}

func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Close gives up what is not committed.
func (s *Set) Close() {
	for _, f := range append(s.files, s.guards...) {
		_ = f.Close() // the file was of no use to anybody
	}
}
