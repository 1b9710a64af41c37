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
	name := strings.ToLower(r.name)
	if strings.ContainsRune("aeiou", rune(name[0])) && name != "ufunc" {
		return "an " + name
	}
	return "a " + name
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
		l.mismatch(n, r.what()+": a mapping with the keys "+list(r.keys()))
		return nil, false
	}
	s, before := new(S), len(l.faults)
	seen, sound := map[string]*node{}, map[string]bool{}
	for _, p := range n.pairs {
		if p.key.kind == broken {
			continue
		}
		name := p.key.text.Value
		i := slices.IndexFunc(r.fields, func(f field[S]) bool { return f.key == name })
		switch {
		case p.key.kind != scalar || i < 0:
			l.unknownKey(p, n, r.what(), r.keys())
			continue
		case seen[name] != nil:
			l.fault(p.key.Pos, fmt.Sprintf("the key %s for the second time; the first is on line %d", quote(name), seen[name].Line), "keep one of them")
			continue
		}
		seen[name] = p.val
		if f := r.fields[i]; p.val.kind != empty {
			sound[name] = f.read(l, p.val, s)
		} else {
			l.fault(p.key.Pos, fmt.Sprintf("the key %s without a value", quote(name)), "write "+f.example+", or remove the key")
		}
	}
	l.nodes[s], l.sound[s] = seen, sound
	for _, f := range r.fields {
		if f.required && seen[f.key] == nil {
			l.fault(n.Pos, r.what()+" without "+f.key, "add "+f.example)
		}
	}
	if r.check != nil {
		r.check(l, s)
	}
	return s, len(l.faults) == before
}

func (r *record[S]) keys() []string {
	keys := make([]string, len(r.fields))
	for i, f := range r.fields {
		keys[i] = f.key
	}
	return keys
}

// unknownKey reports a key that a mapping cannot have.
func (l *loader) unknownKey(p pair, in *node, what string, keys []string) {
	name := p.key.text.Value
	hint := "the keys of " + what + " are " + list(keys)
	if p.key.kind != scalar {
		l.fault(p.key.Pos, "a key that is "+p.key.String(), hint)
		return
	}
	if in.flow && p.val.kind == empty {
		hint = "inside { } a comma ends a plain value: put quotes around a value that holds one"
	} else if near := nearest(name, keys); near != "" {
		hint = "write " + near
	}
	l.fault(p.key.Pos, fmt.Sprintf("unknown key %s in %s", quote(name), what), hint)
}

// mismatch reports a value of the wrong form.
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
