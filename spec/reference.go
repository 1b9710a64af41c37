// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"strings"
)

// reference returns the part of docs/spec-format.md that the table of keys
// and the groups determine.
func reference() string {
	var b strings.Builder
	writeKeys(&b, &fileRecord, "The file")
	writeKeys(&b, &ufuncRecord, "A row of `ufuncs`")
	writeKeys(&b, &loopRecord, "A loop of a ufunc")
	writeKeys(&b, &kernelRecord, "A row of `kernels`")
	writeKeys(&b, &ulpRecord, "A bound that is not `exact`")
	b.WriteString("### Groups\n\n| group | dtypes |\n|---|---|\n")
	for _, g := range Groups() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", g.Name, commas(g.DTypes))
	}
	return b.String()
}

func writeKeys[S any](b *strings.Builder, r *record[S], title string) {
	fmt.Fprintf(b, "### %s\n\n%s\n\n| key | value | | what it says |\n|---|---|---|---|\n", title, r.doc)
	for _, f := range r.fields {
		need := ""
		if f.required {
			need = "required"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.key, f.want, need, f.doc)
	}
	if len(r.either) > 0 {
		fmt.Fprintf(b, "\nAt least one of %s is required.\n", alternatives(code(r.either)))
	}
	b.WriteString("\n")
}

func code(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = "`" + w + "`"
	}
	return out
}
