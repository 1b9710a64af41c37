// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"
)

// tables declares a table of each type of numbers for each length.
func (g *generator) tables() string {
	var b strings.Builder
	b.WriteString("\nvar (\n")
	seen := map[string]bool{}
	for _, t := range types {
		if t == "bool" || seen[t] {
			continue
		}
		seen[t] = true
		for _, n := range tableLengths {
			var list []string
			for range n {
				list = append(list, g.constant(t))
			}
			fmt.Fprintf(&b, "\t%s = [%d]%s{%s}\n", tableName(t, n), n, t, strings.Join(list, ", "))
		}
	}
	b.WriteString(")\n")
	return b.String()
}

// tableLengths reach from those that fit a register to those that fit none.
var tableLengths = []int{5, 16, 32, 256, 300}

func tableName(t string, n int) string { return fmt.Sprintf("Table%d%s", n, t) }

// tableForms are expressions that read a table of their type: by an index that
// fits, or clamped.
func tableForms() (fs []form) {
	for _, n := range tableLengths {
		name := tableName("$T", n)
		fs = append(fs, form{"number", "%lane.At(" + name + "[:], $i)"})
		if n&(n-1) == 0 && n < 100 {
			fs = append(fs, form{"number", fmt.Sprintf("%s[$i & %d]", name, n-1)})
		}
		if n >= 256 {
			fs = append(fs, form{"number", name + "[$uint8]"})
		}
	}
	return fs
}
