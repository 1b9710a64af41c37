package kernel

import (
	"fmt"
	"os"
	"strings"
)

// Level is an instruction set that kernels are made for.
type Level uint8

// The levels. Go is the plain loop, which every machine has.
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
var current = capped(os.Getenv(EnvISA))

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

// capped returns the highest level that the machine has, at most the named
// one. An unknown or absent level leaves the choice to the machine.
func capped(name string) Level {
	top := NumLevels - 1
	if l, err := ParseLevel(name); err == nil {
		top = l
	}
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
