// SPDX-License-Identifier: BSD-3-Clause

package kernel

// ByteDotsVariable is the name, in assembly, of a byte for each level: 1 if kernels of the level may
// sum products of bytes, four at once, by an instruction that not every CPU of the level has.
// Kernels read it, and have the same results without.
const ByteDotsVariable = "github·com∕arraygen∕arraygen∕ndarray∕kernel·byteDots"

// byteDots is that variable: written at start-up and by tests.
var byteDots = byteDotsOfCPU()

// vnni and dotprod are the features that products of bytes need on top of a level.
var (
	vnni    = feature{"AVX512VNNI", &x86.avx512vnni}
	dotprod = feature{"dotprod", &arm64Dotprod}
)

// byteDotsOfCPU says which levels of this machine have the instruction.
func byteDotsOfCPU() (dots [NumLevels]uint8) {
	for l, r := range levels {
		if r.byteDots != nil && *r.byteDots.has && has(Level(l)) {
			dots[l] = 1
		}
	}
	return dots
}

// ByteDots reports whether kernels of level l sum products of bytes by the instruction for them.
func (l Level) ByteDots() bool { return byteDots[l] != 0 }

// ByteDotsFeature names what a CPU of level l needs for [Level.ByteDots], "" if the level has no
// such instruction.
func (l Level) ByteDotsFeature() string {
	if f := levels[l].byteDots; f != nil {
		return f.name
	}
	return ""
}

// WithoutByteDots makes kernels do without the instruction for products of bytes, and returns a
// function that restores what was before. It is meant for tests and comparisons and must not
// be called while kernels run.
func WithoutByteDots() (restore func()) {
	old := byteDots
	byteDots = [NumLevels]uint8{}
	return func() { byteDots = old }
}
