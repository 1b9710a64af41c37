// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"errors"
	"io"
	"os"
	"strconv"
)

// Level is an instruction set that kernels are made for.
type Level uint8

// The levels. Go is the portable loop, which every machine has.
const (
	Go Level = iota
	NEON
	AVX2
	AVX512
	NumLevels
)

// level describes an instruction set. Rows name no fields, so that one without a
// value doesn't compile.
type level struct {
	level Level
	// name is what the environment variable and reports call it.
	name string
	// below is the level whose implementation serves where a kernel has none.
	below Level
	// goarch is the architecture that has it; "" is every one.
	goarch string
	// loop says that its implementations are Go loops: they take any stride and
	// any length, and finish rare lanes by themselves. Others take contiguous
	// rows, see [Operand], and may stop, see Args.Done.
	loop bool
	// needs are the features that a machine of that architecture must have, beside
	// those of the level below.
	needs []feature
	// byteDots is a further feature, which some machines of the level have, for
	// products of bytes, see ByteDotsVariable; nil for none.
	byteDots *feature
}

// levels describes every level.
var levels = [...]level{
	{Go, "go", Go, "", true, nil, nil},
	{NEON, "neon", Go, "arm64", false, nil, &dotprod}, // NEON is part of every arm64 machine that Go supports
	{AVX2, "avx2", Go, "amd64", false, avx2Features, nil},
	{AVX512, "avx512", AVX2, "amd64", false, avx512Features, &vnni},
}

// Every level has a row: the lengths are equal, or this doesn't compile.
var _ [NumLevels]level = levels

// String returns the name of l, as the environment variable spells it.
func (l Level) String() string { return levels[l].name }

// GOARCH returns the architecture that has l, "" for every one.
func (l Level) GOARCH() string { return levels[l].goarch }

// Loop reports whether the implementations of level l are Go loops, which take
// operands of any stride.
func (l Level) Loop() bool { return levels[l].loop }

// ParseLevel returns the level of the given name.
func ParseLevel(name string) (Level, error) {
	names, lower := "", []byte(name)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	for l := range levels {
		if levels[l].name == string(lower) {
			return Level(l), nil
		}
		names += ", " + levels[l].name
	}
	return Go, errors.New("kernel: no level " + strconv.Quote(name) + "; there are " + names[len(", "):])
}

// EnvLevel names the environment variable that caps the level of a program. Behind the name of the
// level, -bytedots keeps kernels from the instruction for products of bytes: "avx512-bytedots".
const EnvLevel = "ARRAYGEN_ISA"

// withoutByteDots ends a value of EnvLevel.
const withoutByteDots = "-bytedots"

// current is read on every call and written at start-up and by tests.
var current = fromEnvironment(os.Getenv(EnvLevel), os.Stderr)

// Current returns the level that kernels run at.
func Current() Level { return current }

// Levels returns the levels that this machine and build have, lowest first.
func Levels() []Level {
	ls := []Level{Go}
	for l := Go + 1; l < NumLevels; l++ {
		if has(l) {
			ls = append(ls, l)
		}
	}
	return ls
}

// SetLevel makes kernels run at level l, and returns a function that restores
// the level before. It is meant for tests and comparisons and must not be
// called while kernels run.
func SetLevel(l Level) (restore func(), err error) {
	if l != Go && !has(l) {
		return nil, errors.New("kernel: this machine or build has no " + l.String())
	}
	old := current
	current = l
	return func() { current = old }, nil
}

// fromEnvironment returns the level that the value of EnvLevel asks for. A value
// that names none is told on w, as Go's runtime does with GODEBUG, and then
// the choice is the machine's, as it is without a value.
func fromEnvironment(name string, w io.Writer) Level {
	if n := len(name) - len(withoutByteDots); n >= 0 && name[n:] == withoutByteDots {
		name = name[:n]
		WithoutByteDots()
	}
	if name == "" {
		return capped(NumLevels - 1)
	}
	top, err := ParseLevel(name)
	if err != nil {
		io.WriteString(w, EnvLevel+" is ignored: "+err.Error()+"\n")
		top = NumLevels - 1
	}
	return capped(top)
}

// capped returns the highest level that the machine has, at most top.
func capped(top Level) Level {
	for l := top; l > Go; l = levels[l].below {
		if has(l) {
			return l
		}
	}
	// The cap may name a level of another architecture; the best below it in
	// order still holds.
	for l := top; l > Go; l-- {
		if has(l) {
			return l
		}
	}
	return Go
}
