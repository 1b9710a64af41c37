package kernel

import (
	"fmt"
	"io"
	"os"
	"strings"
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

var levelNames = [NumLevels]string{"go", "neon", "avx2", "avx512"}

// below is the level to fall back to.
var below = [NumLevels]Level{Go: Go, NEON: Go, AVX2: Go, AVX512: AVX2}

// String returns the name of l, as the environment variable spells it.
func (l Level) String() string { return levelNames[l] }

// ParseLevel returns the level of the given name.
func ParseLevel(name string) (Level, error) {
	for l, n := range levelNames {
		if n == strings.ToLower(name) {
			return Level(l), nil
		}
	}
	return Go, fmt.Errorf("kernel: no instruction set %q; there are %s", name, strings.Join(levelNames[:], ", "))
}

// EnvISA names the environment variable that caps the instruction set.
const EnvISA = "ARRAYGEN_ISA"

// current is read on every call and written at start-up and by tests.
var current = fromEnvironment(os.Getenv(EnvISA), os.Stderr)

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
		return nil, fmt.Errorf("kernel: this machine or build has no %s", l)
	}
	old := current
	current = l
	return func() { current = old }, nil
}

// fromEnvironment returns the level that the value of EnvISA asks for. A value
// that names none is told on w, as Go's runtime does with GODEBUG, and then
// the choice is the machine's, as it is without a value.
func fromEnvironment(name string, w io.Writer) Level {
	if name == "" {
		return capped(NumLevels - 1)
	}
	top, err := ParseLevel(name)
	if err != nil {
		fmt.Fprintf(w, "%s is ignored: %v\n", EnvISA, err)
		top = NumLevels - 1
	}
	return capped(top)
}

// capped returns the highest level that the machine has, at most top.
func capped(top Level) Level {
	for l := top; l > Go; l = below[l] {
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
