// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fault is one thing that is wrong in a file of rows, or in a Go file of
// kernel functions.
type Fault struct {
	Pos
	// Msg says what is wrong, Hint what to write instead; Hint may be empty.
	Msg, Hint string
	// Excerpt is the line of the file at Pos.
	Excerpt string
}

// NewFault returns a fault at a place in a file with the text src.
func NewFault(src []byte, at Pos, msg, hint string) Fault {
	return newSource(at.File, string(src)).fault(at, msg, hint)
}

// Fault returns a fault at a place in f, for whoever finds one that the loader
// cannot see: a type error in a body, say.
func (f *File) Fault(at Pos, msg, hint string) Fault {
	return NewFault(f.Source, at, msg, hint)
}

func (s *source) fault(at Pos, msg, hint string) Fault {
	return Fault{Pos: at, Msg: msg, Hint: hint, Excerpt: s.line(at.Line)}
}

// excerptWidth is how much of a long line is shown, in characters.
const excerptWidth = 120

// Error returns f as it is shown to the author of the file: place and message,
// the line with a caret under the column, and what to write instead.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Pos.String() + ": " + f.Msg)
	if f.Excerpt != "" {
		line, col := []rune(f.Excerpt), max(f.Col, 1)
		var cut, more string
		if from := col - excerptWidth*3/4; from > 0 && len(line) > excerptWidth {
			from = min(from, len(line)-1)
			line, col, cut = line[from:], col-from, "…"
		}
		if len(line) > excerptWidth {
			line, more = line[:excerptWidth], "…"
		}
		b.WriteString("\n    " + cut + string(line) + more + "\n    ")
		if f.Col > 0 {
			for i := range col - 1 + utf8.RuneCountInString(cut) {
				if i < len(line) && line[i] == '\t' {
					b.WriteByte('\t')
				} else {
					b.WriteByte(' ')
				}
			}
			b.WriteByte('^')
		}
	}
	if f.Hint != "" {
		b.WriteString("\n    " + f.Hint)
	}
	return b.String()
}

// Faults is everything that is wrong in one or more files.
type Faults []Fault

// Error returns all faults, one below the other.
func (fs Faults) Error() string {
	var b strings.Builder
	for i, f := range fs {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Error())
	}
	return b.String()
}

// Add adds a fault.
func (fs *Faults) Add(f Fault) { *fs = append(*fs, f) }

// AddError adds the faults of an error that Load, LoadFS or Err returned. It
// reports whether there were none of another kind in err: an error that is no
// Faults is not added.
func (fs *Faults) AddError(err error) bool {
	var more Faults
	if err == nil {
		return true
	}
	if !errors.As(err, &more) {
		return false
	}
	*fs = append(*fs, more...)
	return true
}

// Err returns fs by position, each fault once, as an error; nil if fs is
// empty.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	sorted := slices.Clone(fs)
	slices.SortStableFunc(sorted, func(a, b Fault) int {
		switch {
		case a.before(b.Pos):
			return -1
		case b.before(a.Pos):
			return 1
		}
		return 0
	})
	return slices.CompactFunc(sorted, func(a, b Fault) bool { return a.Pos == b.Pos && a.Msg == b.Msg })
}
