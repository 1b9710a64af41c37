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
// each whole. Its caller, who can make the set again, mends it by doing so.
type Set struct {
	files  []*File
	before []old
	gone   []string
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
	if f.Stream() {
		f.Close()
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("is no regular file")}
	}
	f.sync = false
	s.files = append(s.files, f)
	if _, err := f.Write(data); err != nil {
		return f.named(err)
	}
	return s.remember(f.Target())
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
	for _, b := range s.before {
		if now, rerr := os.ReadFile(b.name); b.ok == (rerr == nil) && string(now) == string(b.data) {
			continue
		}
		if b.ok {
			err = errors.Join(err, WriteFile(b.name, b.data))
		} else {
			err = errors.Join(err, os.Remove(b.name))
		}
	}
	return err
}

func (s *Set) commit() error {
	live.Lock()
	defer live.Unlock()
	for _, f := range s.files {
		if err := live.renameLocked(f); err != nil {
			return err
		}
	}
	for _, name := range s.gone {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Close gives up what is not committed.
func (s *Set) Close() {
	for _, f := range s.files {
		_ = f.Close() // the file was of no use to anybody
	}
}
