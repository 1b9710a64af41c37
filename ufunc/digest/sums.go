// SPDX-License-Identifier: BSD-3-Clause

package digest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Sums are the hashes of results by the names of the items.
type Sums map[string]string

// names returns the names in order.
func (s Sums) names() []string { return slices.Sorted(maps.Keys(s)) }

// Against compares s with what is on file, and says for each name that differs
// how it does.
func (s Sums) Against(onFile Sums) []string {
	var found []string
	for _, name := range s.names() {
		switch want, ok := onFile[name]; {
		case !ok:
			found = append(found, fmt.Sprintf("%s: %s here, and not on file", name, s[name]))
		case want != s[name]:
			found = append(found, fmt.Sprintf("%s: %s here, %s on file", name, s[name], want))
		}
	}
	for _, name := range onFile.names() {
		if _, ok := s[name]; !ok {
			found = append(found, fmt.Sprintf("%s: %s on file, and there is no such loop here", name, onFile[name]))
		}
	}
	return found
}

// Text is how sums are kept in a file: a line for each, in the order of the names.
func (s Sums) Text() []byte {
	var b bytes.Buffer
	b.WriteString("# Hashes of what the kernels compute from fixed operands; arraygen verify compares them.\n")
	for _, name := range s.names() {
		fmt.Fprintf(&b, "%s %s\n", name, s[name])
	}
	return b.Bytes()
}

// Read reads what Text wrote.
func Read(r io.Reader) (Sums, error) {
	s := Sums{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := lines.Text()
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, sum, ok := strings.Cut(text, " ")
		if !ok || len(sum) != 16 || strings.Trim(sum, "0123456789abcdef") != "" {
			return nil, fmt.Errorf("line %d: %q is no name and hash of 16 hexadecimal digits", n, text)
		}
		if s[name] != "" {
			return nil, fmt.Errorf("line %d: %s is there twice", n, name)
		}
		s[name] = sum
	}
	return s, lines.Err()
}
