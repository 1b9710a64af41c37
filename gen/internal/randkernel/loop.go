// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"
)

// loop is one round the text being written.
type loop struct {
	label   string
	labeled bool // a jump names it
	count   int
}

// times is how often the text at hand is compiled: once for each iteration.
func (b *body) times() int {
	n := 1
	for _, l := range b.loops {
		n *= l.count
	}
	return n
}

// loop writes a loop of a constant count. What it assigns counts as not assigned:
// a lane may leave before.
func (b *body) loop(w *strings.Builder, s *scope) {
	b.depth++
	defer func() { b.depth-- }()
	l := &loop{label: fmt.Sprintf("loop%d", b.r.IntN(1000)), count: 1 + b.r.IntN(5)}
	kept := len(b.loops) == 0 && !b.stays && b.r.IntN(3) == 0
	if kept {
		l.count = 6 + b.r.IntN(60)
	}
	if b.ops+20*l.count*b.times() > maxOps || b.taken[l.label] {
		return
	}
	b.taken[l.label] = true
	at := s.inner()
	counter := variable{b.local(at), "int", new(bool), true, false}
	head := "for range " + fmt.Sprint(l.count)
	form := b.r.IntN(5)
	if kept { // the compiler keeps those alone that read no counter and do not return
		form = -b.r.IntN(2)
		stays := b.stays
		b.stays = true
		defer func() { b.stays = stays }()
	}
	switch form {
	case -1:
		head = fmt.Sprintf("for %s := 0; %[1]s < %d; %[1]s++", "of_"+l.label, l.count)
		counter.name = ""
	case 0:
		counter.name = ""
	case 1:
		head = fmt.Sprintf("for %s := range %d", counter.name, l.count)
	case 2:
		counter.typ = integers[b.r.IntN(len(integers))]
		head = fmt.Sprintf("for %s := range %s(%d)", counter.name, counter.typ, l.count)
	case 3:
		counter.typ = integers[b.r.IntN(len(integers))]
		head = fmt.Sprintf("for %s := %s(%d); %[1]s > 0; %[1]s--", counter.name, counter.typ, l.count)
	case 4:
		head = fmt.Sprintf("for %s := 0; %[1]s < %d && $; %[1]s += 2", counter.name, 2*l.count)
	}
	var text strings.Builder
	if counter.name != "" {
		var mark strings.Builder
		b.add(&mark, at, counter)
		at.own = nil
		fmt.Fprintf(&text, "_ = %s\n", counter.name)
		if before, after, found := strings.Cut(head, "$"); found {
			head = before + b.expr(at, "bool", 2) + after
		}
	}
	b.loops = append(b.loops, l)
	b.block(&text, at.inner())
	b.loops = b.loops[:len(b.loops)-1]
	if l.labeled {
		w.WriteString(l.label + ":\n")
	}
	fmt.Fprintf(w, "%s {\n%s}\n", head, text.String())
}

// jump leaves a loop, or an iteration of it.
func (b *body) jump(w *strings.Builder) {
	tok := []string{"break", "continue"}[b.r.IntN(2)]
	if l := b.loops[b.r.IntN(len(b.loops))]; b.r.IntN(3) == 0 {
		l.labeled = true
		tok += " " + l.label
	}
	w.WriteString(tok + "\n")
}
