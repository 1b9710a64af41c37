// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"slices"
	"strings"
)

// The format is one table: for each mapping a record, for each key of it a
// field. The loader, the JSON Schema and the reference in docs/ all follow it.

// record is a kind of mapping; S is the Go type that it becomes.
type record[S any] struct {
	name   string // as "Loop", its name in the schema
	doc    string
	fields []field[S]
	// either holds keys of which one is required.
	either []string
	// check looks at the whole, once all fields are read.
	check func(l *loader, s *S)
}

// field is a key of a record.
type field[S any] struct {
	key, doc string
	required bool
	example  string // of the key with its value
	schema   schema
	want     string
	read     func(l *loader, n *node, to *S) bool
}

// value is a form that a value may have; T is the Go type that it becomes.
type value[T any] struct {
	want   string // what to write, as "a name"
	schema schema
	// read returns false if it has reported a fault. What it returns besides
	// is stored nevertheless: the part of a list that is sound, say.
	read func(l *loader, n *node) (T, bool)
}

// key makes a field that is stored at a place of S.
func key[S, T any](name string, form value[T], at func(*S) *T, example, doc string) field[S] {
	return field[S]{
		key: name, doc: doc, example: example, schema: form.schema, want: form.want,
		read: func(l *loader, n *node, to *S) bool {
			v, ok := form.read(l, n)
			*at(to) = v
			return ok
		},
	}
}

// must makes a key required.
func must[S any](f field[S]) field[S] {
	f.required = true
	return f
}

// what returns the record's name with its article, as "a loop".
func (r *record[S]) what() string {
	return article(strings.ToLower(r.name))
}

// value returns the record as a form.
func (r *record[S]) value() value[*S] {
	return value[*S]{
		want:   r.what(),
		schema: schema{"$ref": "#/$defs/" + r.name},
		read:   r.read,
	}
}

// read reads a mapping. The result is there if n is a mapping at all.
func (r *record[S]) read(l *loader, n *node) (*S, bool) {
	if n.kind != mapping {
		l.mismatchHint(n, r.what(), "write a mapping, with the keys "+list(r.keys()))
		return nil, false
	}
	s, before := new(S), len(l.faults)
	seen, sound := map[string]*node{}, map[string]bool{}
	meant := map[string]bool{} // keys that unknown ones were meant to be
	last := ""
	for _, p := range n.pairs {
		if p.key.kind == broken {
			meant = nil // a merge key may stand for any
			continue
		}
		name := p.key.text.Value
		i := slices.IndexFunc(r.fields, func(f field[S]) bool { return f.key == name })
		switch {
		case p.key.kind != scalar || i < 0:
			near, cut := l.unknownKey(p, n, r.what(), r.keys())
			if cut {
				sound[last] = false // it is the rest of the value before
			}
			if meant != nil {
				meant[near] = true
			}
			continue
		case seen[name] != nil:
			l.fault(p.key.Pos, fmt.Sprintf("the key %s for the second time; the first is on line %d", quote(name), seen[name].Line), "keep one of them")
			continue
		}
		seen[name], last = p.val, name
		f, from := r.fields[i], len(l.faults)
		if p.val.kind != empty {
			sound[name] = f.read(l, p.val, s)
		} else {
			l.fault(p.key.Pos, fmt.Sprintf("the key %s without a value", quote(name)), "")
		}
		for i := range l.faults[from:] {
			if hint := &l.faults[from+i].Hint; *hint == "" {
				*hint = "write " + f.example
			}
		}
	}
	l.nodes[s], l.sound[s] = seen, sound
	for _, f := range r.fields {
		if f.required && seen[f.key] == nil && meant != nil && !meant[f.key] {
			l.fault(n.Pos, r.what()+" without "+f.key, "add "+f.example)
		}
	}
	if len(r.either) > 0 && meant != nil && !slices.ContainsFunc(r.either, func(k string) bool { return seen[k] != nil || meant[k] }) {
		l.fault(n.Pos, r.what()+" without "+alternatives(r.either), "add "+r.example(r.either[0]))
	}
	if r.check != nil {
		r.check(l, s)
	}
	return s, len(l.faults) == before
}

// example returns an example of a key.
func (r *record[S]) example(key string) string {
	i := slices.IndexFunc(r.fields, func(f field[S]) bool { return f.key == key })
	return r.fields[i].example
}

func (r *record[S]) keys() []string {
	keys := make([]string, len(r.fields))
	for i, f := range r.fields {
		keys[i] = f.key
	}
	return keys
}

// unknownKey reports a key that a mapping cannot have. It returns the key that
// was meant, if it can tell, and whether the key is what a comma cut off from
// the value before.
func (l *loader) unknownKey(p pair, in *node, what string, keys []string) (near string, cut bool) {
	name := p.key.text.Value
	hint := "the keys of " + what + " are " + list(keys)
	if p.key.kind != scalar {
		l.fault(p.key.Pos, "a key that is "+p.key.String(), hint)
		return "", false
	}
	near = Nearest(name, keys)
	if cut = in.flow && p.val.kind == empty; cut {
		hint = "inside { } a comma ends a plain value: put quotes around a value that holds one"
	} else if near != "" {
		hint = "write " + near
	}
	l.fault(p.key.Pos, fmt.Sprintf("unknown key %s in %s", quote(name), what), hint)
	return near, cut
}

// mismatch reports a value of the wrong form. What to write instead is the
// example of the key that it belongs to.
func (l *loader) mismatch(n *node, want string) {
	l.mismatchHint(n, want, "")
}

// mismatchHint is mismatch with what to write instead.
func (l *loader) mismatchHint(n *node, want, hint string) {
	if n.kind != broken {
		l.fault(n.Pos, n.String()+" where "+want+" belongs", hint)
	}
}

// has reports whether all these keys of what a record was read into are there
// and without a fault.
func (l *loader) has(s any, keys ...string) bool {
	for _, k := range keys {
		if !l.sound[s][k] {
			return false
		}
	}
	return true
}
