// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"math"
	"strconv"
	"strings"
)

var inf = math.Inf(1)

func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// list puts words in a row, as "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// alternatives puts words in a row, as "a, b or c".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// count returns a number of things.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// article puts an article before a noun.
func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// plural returns the plural of a noun with its article, as "names" for "a
// name".
func plural(noun string) string {
	for _, article := range []string{"a ", "an "} {
		noun = strings.TrimPrefix(noun, article)
	}
	if before, after, ok := strings.Cut(noun, " or "); ok {
		return plural(before) + " or " + plural(after)
	}
	return noun + "s"
}

// trimmed cuts the white space around s, and makes it one line.
func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }

// suggest says which word to write instead of a wrong one.
func suggest(wrong string, words []string) string {
	if near := Nearest(wrong, words); near != "" {
		return "write " + near
	}
	return "write " + alternatives(words)
}

// Nearest returns the word that wrong is most likely meant to be, "" if none is
// near: a letter in three may differ. Of several it takes the one that begins
// most alike.
func Nearest(wrong string, words []string) string {
	wrong = strings.ToLower(wrong)
	best, least, alike := "", max(1, 2*min(len(wrong)/3, 3)), -1
	for _, w := range words {
		lower := strings.ToLower(w)
		d, p := distance(wrong, lower), commonPrefix(wrong, lower)
		if d < least || d == least && p > alike {
			best, least, alike = w, d, p
		}
	}
	return best
}

// commonPrefix counts the bytes with which both begin.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance counts what makes b of a: 2 for each character to insert, remove or
// replace, and 1 for two neighbours to swap.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return math.MaxInt
	}
	var prev, row []int
	next := make([]int, len(b)+1)
	for j := range next {
		next[j] = 2 * j
	}
	for i := range len(a) {
		prev, row, next = row, next, make([]int, len(b)+1)
		next[0] = 2 * (i + 1)
		for j := range len(b) {
			cost := 2
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+2, next[j]+2)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], prev[j-1]+1)
			}
		}
	}
	return next[len(b)]
}
