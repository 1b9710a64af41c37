// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// text is any scalar.
var text = value[Text]{
	want:   "a text",
	schema: schema{"type": []string{"string", "number", "boolean"}},
	read: func(l *loader, n *node) (Text, bool) {
		if n.kind != scalar {
			l.mismatch(n, "a text")
			return Text{}, false
		}
		return n.text, true
	},
}

// prose is text for people.
var prose = value[string]{
	want:   "a text",
	schema: schema{"type": "string"},
	read: func(l *loader, n *node) (string, bool) {
		t, ok := text.read(l, n)
		return trimmed(t.Value), ok && l.shown(t)
	},
}

// shown reports a character that does not show as what it is in generated files:
// controls, which escapes can smuggle in, and what changes the direction of text.
func (l *loader) shown(t Text) bool {
	for off, r := range t.Value {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) && r != 0xfeff {
			continue
		}
		l.fault(t.PosAt(off), fmt.Sprintf("the control character %U", r), "remove it")
		return false
	}
	return true
}

// oneOf is one of a few words.
func oneOf(noun string, words ...string) value[string] {
	want := article(noun)
	return value[string]{
		want:   want,
		schema: schema{"enum": words},
		read: func(l *loader, n *node) (string, bool) {
			if n.kind != scalar {
				l.mismatch(n, want)
				return "", false
			}
			if v := n.text.Value; !slices.Contains(words, v) {
				l.fault(n.Pos, fmt.Sprintf("unknown %s %s", noun, quote(v)), suggest(v, words))
				return "", false
			}
			return n.text.Value, true
		},
	}
}

// listOf is a list.
func listOf[T any](item value[T]) value[[]T] {
	want := "a list of " + plural(item.want)
	return value[[]T]{
		want:   want,
		schema: schema{"type": "array", "items": item.schema},
		read: func(l *loader, n *node) ([]T, bool) {
			if n.kind != sequence {
				l.mismatch(n, want)
				return nil, false
			}
			before := len(l.faults)
			out := make([]T, 0, len(n.items))
			for _, i := range n.items {
				if i.kind == empty {
					l.fault(i.Pos, "an empty item in a list", "write "+item.want+", or remove it")
				} else if v, ok := item.read(l, i); ok {
					out = append(out, v)
				}
			}
			return out, len(l.faults) == before
		},
	}
}

// filled is a list or mapping that is not empty.
func filled[T any](v value[[]T]) value[[]T] {
	least, read := "minItems", v.read
	if v.schema["type"] == "object" {
		least = "minProperties"
	}
	v.schema = maps.Clone(v.schema)
	v.schema[least] = 1
	v.read = func(l *loader, n *node) ([]T, bool) {
		if (n.kind == sequence || n.kind == mapping) && len(n.items)+len(n.pairs) == 0 {
			l.fault(n.Pos, strings.Replace(n.String(), "a ", "an empty ", 1), "")
			return nil, false
		}
		return read(l, n)
	}
	return v
}

// entry is a key and a value of a mapping whose keys are the author's.
type entry[T any] struct {
	key Text
	val T
}

// mapOf is a mapping from names to values, in the order of the file.
func mapOf[T any](key value[Text], val value[T]) value[[]entry[T]] {
	want := "a mapping from " + plural(key.want) + " to " + plural(val.want)
	s := schema{"type": "object", "additionalProperties": val.schema}
	if key.schema != nil {
		s["propertyNames"] = key.schema
	}
	return value[[]entry[T]]{
		want:   want,
		schema: s,
		read: func(l *loader, n *node) ([]entry[T], bool) {
			if n.kind != mapping {
				l.mismatch(n, want)
				return nil, false
			}
			before := len(l.faults)
			var out []entry[T]
			for _, p := range n.pairs {
				if p.key.kind == broken {
					continue
				}
				k, ok := key.read(l, p.key)
				if p.val.kind == empty {
					l.fault(p.key.Pos, fmt.Sprintf("%s without %s", p.key, val.want), "write "+p.key.text.Value+": and "+val.want)
					continue
				}
				if v, fine := val.read(l, p.val); ok && fine {
					out = append(out, entry[T]{k, v})
				}
			}
			return out, len(l.faults) == before
		},
	}
}

// rows is a list of records: those that are mappings, at fault or not.
func rows[S any](r *record[S]) value[[]*S] {
	item := r.value()
	item.read = func(l *loader, n *node) (*S, bool) {
		s, _ := r.read(l, n)
		return s, s != nil
	}
	return listOf(item)
}

// number is a decimal number, or an infinity.
func number(n *node) (float64, bool) {
	if n.kind != scalar || n.style != plain {
		return 0, false
	}
	switch n.text.Value {
	case "inf", ".inf", "+inf":
		return inf, true
	case "-inf", "-.inf":
		return -inf, true
	}
	for _, r := range n.text.Value {
		if (r < '0' || r > '9') && r != '.' && r != '-' && r != '+' && r != 'e' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(n.text.Value, 64)
	return v, err == nil
}
