// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Group is a name for several dtypes.
type Group struct {
	Name   string
	DTypes []dtype.DType
}

// Groups lists the groups that a row may name instead of dtypes.
func Groups() []Group {
	signed := ofKind(dtype.KindInt)
	unsigned := ofKind(dtype.KindUint)
	ints := slices.Concat(signed, unsigned)
	floats := ofKind(dtype.KindFloat)
	complexes := ofKind(dtype.KindComplex)
	return []Group{
		{"signed", signed},
		{"unsigned", unsigned},
		{"ints", ints},
		{"floats", floats},
		{"reals", slices.Concat(ints, floats)},
		{"complexes", complexes},
		{"numbers", slices.Concat(ints, floats, complexes)},
		{"all", slices.DeleteFunc(dtype.WithLoops(), func(d dtype.DType) bool { return d.Kind().Time() })},
		{"times", slices.Concat(ofKind(dtype.KindDatetime), ofKind(dtype.KindTimedelta))},
	}
}

func ofKind(k dtype.Kind) []dtype.DType {
	return slices.DeleteFunc(dtype.WithLoops(), func(d dtype.DType) bool { return d.Kind() != k })
}

// groupOf returns the dtypes that a name of a group or dtype stands for.
func groupOf(name string) []dtype.DType {
	for _, g := range Groups() {
		if g.Name == name {
			return g.DTypes
		}
	}
	if d, err := dtype.Parse(name); err == nil && d.Loops() == d {
		return []dtype.DType{d}
	}
	return nil
}

func dtypeNames() []string {
	var names []string
	for _, d := range dtype.WithLoops() {
		names = append(names, d.String())
	}
	return names
}

func groupNames() []string {
	var names []string
	for _, g := range Groups() {
		names = append(names, g.Name)
	}
	return names
}

// isType reports whether a name is that of a dtype or group.
func isType(name string) bool { return groupOf(name) != nil }

// dtypes is a dtype, a group, or a list of them.
var dtypes = value[[]dtype.DType]{
	want: "a dtype or group",
	schema: schema{"oneOf": []schema{
		{"$ref": "#/$defs/DType"},
		{"type": "array", "minItems": 1, "uniqueItems": true, "items": schema{"$ref": "#/$defs/DType"}},
	}},
	read: func(l *loader, n *node) ([]dtype.DType, bool) {
		items := []*node{n}
		if n.kind == sequence {
			items = n.items
			if len(items) == 0 {
				l.fault(n.Pos, "a list without a dtype", "write a dtype or group, as float64 or floats")
				return nil, false
			}
		}
		before := len(l.faults)
		var out []dtype.DType
		from := map[dtype.DType]string{}
		for _, i := range items {
			if i.kind != scalar {
				l.mismatch(i, "the name of a dtype or group")
				continue
			}
			name := i.text.Value
			ds := groupOf(name)
			if ds == nil {
				l.fault(i.Pos, fmt.Sprintf("unknown dtype or group %s", quote(name)), suggestType(name, groupNames()))
				continue
			}
			for _, d := range ds {
				if by := from[d]; by != "" {
					l.fault(i.Pos, fmt.Sprintf("%s is here already, through %s", d, by), "name each dtype once")
					break
				}
				from[d] = name
				out = append(out, d)
			}
		}
		return out, len(l.faults) == before
	},
}

// operandType is the type of a kernel's operand. Which names there are depends
// on the kernel.
var operandType = value[Text]{
	want: "a type",
	schema: schema{"anyOf": []schema{
		{"enum": dtypeNames()},
		{"type": "string", "pattern": typeVariablePattern},
		{"type": "string", "pattern": corePattern},
	}},
	read: func(l *loader, n *node) (Text, bool) {
		if n.kind != scalar {
			l.mismatch(n, "a type")
			return Text{}, false
		}
		return n.text, true
	},
}

// suggestType says which type to write instead of an unknown one.
func suggestType(wrong string, others []string) string {
	known := map[string]string{
		"int": "int64", "uint": "uint64", "byte": "uint8", "rune": "int32", "float": "float64", "double": "float64",
		"single": "float32", "half": "float16", "complex": "complex128", "boolean": "bool", "f16": "float16", "bf16": "bfloat16",
		"f32": "float32", "f64": "float64", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
		"u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64", "c64": "complex64", "c128": "complex128",
	}
	if w := known[wrong]; w != "" {
		return "write " + w
	}
	if near := Nearest(wrong, slices.Concat(others, dtypeNames())); near != "" {
		return "write " + near
	}
	return "write " + strings.Join(others, ", ") + " or a dtype, as float64"
}
