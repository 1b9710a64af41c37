// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"go/token"
	"path"
	"regexp"
	"strings"
	"unicode"
)

const snakePattern = `^[a-z][a-z0-9]*(_[a-z0-9]+)*$`

var snake = regexp.MustCompile(snakePattern)

// GoName returns the exported Go name of a row: "floor_divide" gives
// FloorDivide.
func GoName(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// toSnake makes a name in snake case of anything.
func toSnake(s string) string {
	var b strings.Builder
	lower, gap := false, false
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0:
			if gap {
				b.WriteByte('_')
			}
			b.WriteRune(r)
			lower, gap = true, false
		case r >= 'A' && r <= 'Z':
			if b.Len() > 0 && (lower || gap) {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
			lower, gap = false, false
		default:
			gap = b.Len() > 0
		}
	}
	return b.String()
}

// nameForm is a name in snake case; also says what else must hold.
func nameForm(want string, also func(name string) (msg, hint string)) value[Text] {
	return value[Text]{
		want:   want,
		schema: schema{"type": "string", "pattern": snakePattern},
		read: func(l *loader, n *node) (Text, bool) {
			if n.kind != scalar {
				l.mismatch(n, want)
				return Text{}, false
			}
			name := n.text.Value
			if !snake.MatchString(name) {
				what := "is not in snake case"
				if !token.IsIdentifier(name) && !token.IsKeyword(name) {
					what = "is no Go identifier"
				}
				hint := "write lower-case letters, digits and _, a letter first"
				if s := toSnake(name); snake.MatchString(s) && !token.IsKeyword(s) {
					if msg, _ := also(s); msg == "" {
						hint = "write " + s
					}
				}
				l.fault(n.Pos, fmt.Sprintf("the name %s %s", quote(name), what), hint)
				return Text{}, false
			}
			msg, hint := also(name)
			if token.IsKeyword(name) {
				msg, hint = fmt.Sprintf("the name %s is a keyword of Go", quote(name)), "choose another name"
			}
			if msg != "" {
				l.fault(n.Pos, msg, hint)
				return Text{}, false
			}
			return n.text, true
		},
	}
}

// rowName is the name of a ufunc or kernel. In Go it begins with a capital, so
// that it hides nothing.
var rowName = nameForm("a name", func(string) (string, string) { return "", "" })

// operandName is the name of an operand, which bodies use.
var operandName = nameForm("a name", func(name string) (string, string) {
	if isType(name) || name == "true" || name == "false" || name == "nil" || name == "iota" {
		return fmt.Sprintf("an operand with the name %s, which means something else in a body", quote(name)), "choose another name"
	}
	return "", ""
})

var packageName = nameForm("a name", packageFault)

func packageFault(name string) (msg, hint string) {
	switch {
	case name == "main" || name == "init" || strings.HasSuffix(name, "_test"):
		return fmt.Sprintf("a package with the name %s cannot be imported", quote(name)), "choose another name"
	case name == "documentation":
		return fmt.Sprintf("a package with the name %s, whose files Go leaves out", quote(name)), "choose another name"
	}
	return "", ""
}

// IsPackageName reports whether the package of a file of rows can have a name.
func IsPackageName(name string) bool {
	msg, _ := packageFault(name)
	return snake.MatchString(name) && !token.IsKeyword(name) && msg == ""
}

// typeName is the name of a type variable.
var typeName = value[Text]{
	want:   "a type variable",
	schema: schema{"type": "string", "pattern": typeVariablePattern},
	read: func(l *loader, n *node) (Text, bool) {
		if n.kind != scalar {
			l.mismatch(n, "a type variable")
			return Text{}, false
		}
		if name := n.text.Value; !typeVariable.MatchString(name) {
			l.fault(n.Pos, fmt.Sprintf("the type variable %s", quote(name)), "write a capital, then letters and digits, as T or U")
			return Text{}, false
		}
		return n.text, true
	},
}

const typeVariablePattern = `^[A-Z][A-Za-z0-9]*$`

var typeVariable = regexp.MustCompile(typeVariablePattern)

// goFile is the name of a Go file in the folder of the file of rows, in whose package it
// is.
var goFile = value[Text]{
	want:   "a Go file",
	schema: schema{"type": "string", "pattern": `^[^/]*\.go$`},
	read: func(l *loader, n *node) (Text, bool) {
		if n.kind != scalar {
			l.mismatch(n, "a Go file")
			return Text{}, false
		}
		const hint = "write the name of a Go file in the folder of this one, as normcdf.go"
		switch name := n.text.Value; {
		case strings.ContainsAny(name, `/\`):
			l.fault(n.Pos, fmt.Sprintf("%s is not in the folder of this file, whose package it must belong to", quote(name)), hint)
		case path.Ext(name) != ".go":
			l.fault(n.Pos, fmt.Sprintf("%s is no Go file", quote(name)), hint)
		case strings.HasSuffix(name, "_test.go"):
			l.fault(n.Pos, fmt.Sprintf("%s is a test", quote(name)), hint)
		default:
			return n.text, true
		}
		return Text{}, false
	},
}
