// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// signature is the value of the key sig.
type signature struct{ in, out []Text }

var sig = value[signature]{
	want:   "a signature",
	schema: schema{"type": "string", "pattern": `^\s*\w+(\s*,\s*\w+)*\s*->\s*\w+(\s*,\s*\w+)*\s*$`},
	read: func(l *loader, n *node) (signature, bool) {
		t, ok := text.read(l, n)
		if !ok {
			return signature{}, false
		}
		in, _, ok := strings.Cut(t.Value, "->")
		if !ok {
			l.fault(t.Pos, fmt.Sprintf("the signature %s has no ->", quote(t.Value)), `write the inputs, ->, the outputs, as "T, T -> bool"`)
			return signature{}, false
		}
		before := len(l.faults)
		s := signature{l.symbols(t, 0, len(in)), l.symbols(t, len(in)+len("->"), len(t.Value))}
		return s, len(l.faults) == before
	},
}

// symbols splits the part of a signature between two offsets.
func (l *loader) symbols(t Text, from, to int) []Text {
	var out []Text
	for _, part := range strings.Split(t.Value[from:to], ",") {
		name := strings.TrimSpace(part)
		at := t.PosAt(from + strings.Index(part, name))
		from += len(part) + 1
		if d := groupOf(name); name != "T" && name != "U" && name != "R" && len(d) != 1 {
			msg, hint := fmt.Sprintf("unknown type %s in a signature", quote(name)), suggestType(name, []string{"T", "U", "R"})
			switch {
			case name == "":
				msg, hint = "a type is missing in a signature", "write T, U, R or a dtype"
			case len(d) > 1:
				msg, hint = fmt.Sprintf("the group %s in a signature", quote(name)), fmt.Sprintf("write T, and for: %s", name)
			}
			l.fault(at, msg, hint)
		}
		out = append(out, Text{Pos: at, Value: name})
	}
	return out
}

// Real returns the type of the real part of a number of type d, which is what
// R stands for where T is d: d itself unless d is complex.
func Real(d dtype.DType) dtype.DType { return d.Part() }
