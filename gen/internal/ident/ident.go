// SPDX-License-Identifier: BSD-3-Clause

// Package ident hands out the identifiers of generated code, so that none of
// them meets a name of the author's, of Go, or another generated one.
package ident

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// Set is the identifiers that are taken in a scope.
type Set map[string]bool

// Predeclared returns the identifiers that Go declares: types, constants and
// builtin functions.
func Predeclared() Set {
	s := Set{}
	s.Add(types.Universe.Names()...)
	return s
}

// Add takes names.
func (s Set) Add(names ...string) {
	for _, n := range names {
		s[n] = true
	}
}

// Inner returns a set for a scope inside that of s: what is taken there does
// not count in s.
func (s Set) Inner() Set { return maps.Clone(s) }

// New takes an identifier and returns it: want, or if that is taken or a
// keyword want with as many underscores behind it as are needed.
func (s Set) New(want string) string {
	return s.NewBase(want, func(name string) []string { return []string{name} })
}

// NewBase returns what several identifiers are derived from, and takes these:
// want, or want with underscores behind it until all of them are free.
func (s Set) NewBase(want string, derived func(base string) []string) string {
	for slices.ContainsFunc(derived(want), func(name string) bool { return s[name] || token.IsKeyword(name) }) {
		want += "_"
	}
	s.Add(derived(want)...)
	return want
}
