// SPDX-License-Identifier: BSD-3-Clause

package files

import (
	"fmt"
	"strings"
)

// An entry is a function of Go that C calls. Nobody writes one by hand: from
// its row come the exported function of Go, which guards a body against
// panics and signals, and the function of C that guards the way there against
// a lost runtime and a GIL that is held for long. Only that function names the
// exported one.
type entry struct {
	name    string // arraygen<Name> and body<Name> in Go, enter_<name> in C
	given   string // the struct that passes between C and Go; it begins with an agCall
	signals signals
	doc     string
}

// signals is how an entry lets Python handle its signals, so that Ctrl-C is
// answered while it works.
type signals string

const (
	// short: the body never works for long.
	short signals = "the work is short"
	// between: the body works in pieces, and asks between them.
	between signals = "asked for between pieces of the work"
	// beside: the body hands its work out as a job, which runs beside a clock.
	beside signals = "answered beside the work"
)

// entries are all ways into Go.
var entries = []entry{
	{"Tables", "agTablesCall", short, "makes the tables of ufuncs and functions, once, at the import"},
	{"Ufunc", "agUfuncCall", between, "calls a ufunc, element by element"},
	{"Chain", "agChainCall", between, "calls ufuncs, each on the result of the one before"},
	{"Tensor", "agTensorCall", short, "checks a DLPack tensor, and tells how it lies in memory"},
	{"Room", "agRoomCall", short, "asks whether the process can have so many bytes more"},
	{"Row", "agRowCall", short, "calls a function over a row of bridge.Row"},
	{"Call", "agCall", beside, "calls a function of package bridge"},
}

// inC is the name of the function that C calls.
func (e entry) inC() string { return "enter_" + strings.ToLower(e.name) }

// run is the call of the body with what answers signals.
func (e entry) run() string {
	switch e.signals {
	case between:
		return fmt.Sprintf("body%s(c, func() error { return interrupted(call) })", e.name)
	default:
		return fmt.Sprintf("body%s(c)", e.name)
	}
}

// entriesGo are the exported functions.
func entriesGo() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\n//go:build pyext\n\npackage main\n\n/*\n#include \"value.h\"\n*/\nimport \"C\"\n\nimport \"unsafe\"\n", header)
	for _, e := range entries {
		fmt.Fprintf(&b, "\n// arraygen%s %s. Signals: %s.\n//\n//export arraygen%s\n", e.name, e.doc, e.signals, e.name)
		fmt.Fprintf(&b, "func arraygen%s(c *C.%s) {\n", e.name, e.given)
		b.WriteString("\tcall := (*C.agCall)(unsafe.Pointer(c))\n\tdefer guard(call)\n")
		fmt.Fprintf(&b, "\tif err := %s; err != nil {\n\t\tfail(call, err)\n\t}\n}\n", e.run())
	}
	return []byte(b.String())
}

// entriesHeader declares the functions that C calls.
func entriesHeader() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\n", header)
	b.WriteString("// The ways into Go. Each returns 0, or -1 with a Python exception set. work, in\n" +
		"// element operations, decides whether the GIL is released.\n" +
		"#ifndef ARRAYGEN_ENTRIES_H\n#define ARRAYGEN_ENTRIES_H\n\n#include \"value.h\"\n\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "// %s %s.\nint %s(%s *c, int64_t work);\n\n", e.inC(), e.doc, e.inC(), e.given)
	}
	fmt.Fprintf(&b, "enum { ENTRIES = %d };\nextern const char *const entry_names[ENTRIES];\n\n#endif\n", len(entries))
	return []byte(b.String())
}

// entriesC are the functions that C calls.
func entriesC() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\n#include \"core.h\"\n#include \"_cgo_export.h\"\n", header)
	for _, e := range entries {
		fmt.Fprintf(&b, "\nint %s(%s *c, int64_t work) {\n  agCall *call = (agCall *)c;\n", e.inC(), e.given)
		b.WriteString("  if (!go_ready()) return -1;\n  call_release(call, work);\n")
		fmt.Fprintf(&b, "  arraygen%s(c);\n  call_acquire(call);\n  return call_raise(call);\n}\n", e.name)
	}
	b.WriteString("\nconst char *const entry_names[ENTRIES] = {")
	for i, e := range entries {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", e.inC())
	}
	b.WriteString("};\n")
	return []byte(b.String())
}
