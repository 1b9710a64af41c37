// SPDX-License-Identifier: BSD-3-Clause

package lang

import "fmt"

// callers collects the faults of kernel functions: one that many bodies call is
// at fault once.
type callers map[place]*inFunction

type place struct {
	file      string
	line, col int
	msg       string
}

// inFunction is a fault of a function, and which bodies call that.
type inFunction struct {
	err   *Error
	first string
	more  int
}

// add takes a fault that showed in the body called name, and reports whether
// it is new.
func (c callers) add(err *Error, name string) bool {
	at := place{err.File, err.Line, err.Col, err.Msg}
	if f := c[at]; f != nil {
		f.more++
		return false
	}
	c[at] = &inFunction{err: err, first: name}
	return true
}

// name says in each fault who calls the function.
func (c callers) name() {
	for _, f := range c {
		f.err.Msg += " (called from " + f.first
		if f.more > 0 {
			f.err.Msg += fmt.Sprintf(" and %d more", f.more)
		}
		f.err.Msg += ")"
	}
}
