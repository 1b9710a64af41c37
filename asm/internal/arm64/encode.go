// SPDX-License-Identifier: BSD-3-Clause

package arm64

import "fmt"

// arrangement is how an instruction divides a vector register into lanes.
type arrangement struct {
	size uint32 // log2 of the bytes of a lane
	full uint32 // 1: all 16 bytes, 0: the low 8
}

// The arrangements, under their names in assembly.
var (
	b8, b16 = arrangement{0, 0}, arrangement{0, 1}
	h4, h8  = arrangement{1, 0}, arrangement{1, 1}
	s2, s4  = arrangement{2, 0}, arrangement{2, 1}
	d2      = arrangement{3, 1}
)

// String returns the name of a: lanes and their letter.
func (a arrangement) String() string {
	return fmt.Sprintf("%d%c", 8<<a.full>>a.size, "bhsd"[a.size])
}

// wide returns the arrangement of twice the lane width that holds the lanes
// of the low half of a register.
func (a arrangement) wide() arrangement { return arrangement{a.size + 1, 1} }

// fits returns the arrangement for lanes of the given size of which those in
// use take n bytes.
func fits(size, n int) arrangement {
	a := arrangement{}
	for 1<<a.size < size {
		a.size++
	}
	if n > 8 {
		a.full = 1
	}
	return a
}

// class is how the fields of an instruction lie in its word.
type class int

const (
	intThree    class = iota // size at bit 22, Vm at 16
	floatThree               // one bit of size at 22
	bitThree                 // no size: bytes only
	intTwo                   // size at 22
	floatTwo                 // one bit of size at 22
	bitTwo                   // no size: bytes only
	shiftLeft                // immediate at 16: lane bits + count
	shiftRight               // immediate at 16: 2*lane bits - count
	extend                   // to twice the width; named by the source
	narrow                   // to half the width; named by the destination
	floatExtend              // as extend, size less one at 22
	floatNarrow              // as narrow, size less one at 22
	longThree                // two narrow sources, wide destination
	pairwise                 // adds neighbours into lanes of twice the width
	moveByte                 // an immediate byte into every byte
	dotThree                 // four neighbours of two sources into a lane of four times the width
)

// encoding is an instruction: its word for the least arrangement and zero
// operands, how the operands go in, and whether the destination is read too.
type encoding struct {
	base  uint32
	class class
	tied  bool
}

// encodings holds the vector instructions that the emitters use, from Arm's
// "A64 instruction set architecture" (DDI 0602). Go's assembler lacks most of
// them, so all go out as WORD.
var encodings = map[string]encoding{
	"fadd":  {0x0E20D400, floatThree, false},
	"fsub":  {0x0EA0D400, floatThree, false},
	"fmul":  {0x2E20DC00, floatThree, false},
	"fdiv":  {0x2E20FC00, floatThree, false},
	"fmla":  {0x0E20CC00, floatThree, true},
	"fmls":  {0x0EA0CC00, floatThree, true},
	"fmax":  {0x0E20F400, floatThree, false},
	"fmaxp": {0x2E20F400, floatThree, false},
	"fmin":  {0x0EA0F400, floatThree, false},
	"fcmeq": {0x0E20E400, floatThree, false},
	"fcmge": {0x2E20E400, floatThree, false},
	"fcmgt": {0x2EA0E400, floatThree, false},

	"fabs":   {0x0EA0F800, floatTwo, false},
	"fneg":   {0x2EA0F800, floatTwo, false},
	"fsqrt":  {0x2EA1F800, floatTwo, false},
	"frintn": {0x0E218800, floatTwo, false},
	"frintm": {0x0E219800, floatTwo, false},
	"frintp": {0x0EA18800, floatTwo, false},
	"frintz": {0x0EA19800, floatTwo, false},
	"scvtf":  {0x0E21D800, floatTwo, false},
	"ucvtf":  {0x2E21D800, floatTwo, false},
	"fcvtzs": {0x0EA1B800, floatTwo, false},
	"fcvtzu": {0x2EA1B800, floatTwo, false},

	"add":   {0x0E208400, intThree, false},
	"sub":   {0x2E208400, intThree, false},
	"mul":   {0x0E209C00, intThree, false},
	"mla":   {0x0E209400, intThree, true},
	"mls":   {0x2E209400, intThree, true},
	"smax":  {0x0E206400, intThree, false},
	"smin":  {0x0E206C00, intThree, false},
	"umax":  {0x2E206400, intThree, false},
	"umin":  {0x2E206C00, intThree, false},
	"cmeq":  {0x2E208C00, intThree, false},
	"cmgt":  {0x0E203400, intThree, false},
	"cmge":  {0x0E203C00, intThree, false},
	"cmhi":  {0x2E203400, intThree, false},
	"cmhs":  {0x2E203C00, intThree, false},
	"sshl":  {0x0E204400, intThree, false},
	"ushl":  {0x2E204400, intThree, false},
	"umaxp": {0x2E20A400, intThree, false},
	"addp":  {0x0E20BC00, intThree, false},

	"sqadd":  {0x0E200C00, intThree, false},
	"uqadd":  {0x2E200C00, intThree, false},
	"sqsub":  {0x0E202C00, intThree, false},
	"uqsub":  {0x2E202C00, intThree, false},
	"srhadd": {0x0E201400, intThree, false},
	"urhadd": {0x2E201400, intThree, false},
	"sabd":   {0x0E207400, intThree, false},
	"uabd":   {0x2E207400, intThree, false},

	"uzp1": {0x0E001800, intThree, false},
	"uzp2": {0x0E005800, intThree, false},
	"zip1": {0x0E003800, intThree, false},
	"zip2": {0x0E007800, intThree, false},

	"abs":   {0x0E20B800, intTwo, false},
	"neg":   {0x2E20B800, intTwo, false},
	"rev64": {0x0E200800, intTwo, false},
	"clz":   {0x2E204800, intTwo, false},
	"rev32": {0x2E200800, intTwo, false},
	"rev16": {0x0E201800, intTwo, false},
	"cnt":   {0x0E205800, bitTwo, false},
	"mvn":   {0x2E205800, bitTwo, false},

	"and": {0x0E201C00, bitThree, false},
	"bic": {0x0E601C00, bitThree, false},
	"orr": {0x0EA01C00, bitThree, false},
	"eor": {0x2E201C00, bitThree, false},
	"bsl": {0x2E601C00, bitThree, true},
	"bit": {0x2EA01C00, bitThree, true},
	"bif": {0x2EE01C00, bitThree, true},

	"shl":  {0x0F005400, shiftLeft, false},
	"sli":  {0x2F005400, shiftLeft, true},
	"sshr": {0x0F000400, shiftRight, false},
	"ushr": {0x2F000400, shiftRight, false},

	"sxtl":  {0x0F00A400, extend, false},
	"uxtl":  {0x2F00A400, extend, false},
	"xtn":   {0x0E212800, narrow, false},
	"sqxtn": {0x0E214800, narrow, false},
	"uqxtn": {0x2E214800, narrow, false},
	"fcvtl": {0x0E217800, floatExtend, false},
	"fcvtn": {0x0E216800, floatNarrow, false},

	"smull":  {0x0E20C000, longThree, false},
	"umull":  {0x2E20C000, longThree, false},
	"smull2": {0x0E20C000, longThree, false},
	"umull2": {0x2E20C000, longThree, false},
	"umlal":  {0x2E208000, longThree, true},
	"smlal":  {0x0E208000, longThree, true},
	"smlal2": {0x0E208000, longThree, true},
	"uaddlp": {0x2E202800, pairwise, false},

	"sdot": {0x0E809400, dotThree, true},
	"udot": {0x2E809400, dotThree, true},

	"movi": {0x0F00E400, moveByte, false},
}

// word encodes an instruction on vector registers d, n and m, or on d, n and
// the immediate m, and returns it with its text in GNU syntax. The
// arrangement is that of the narrowest operand.
func word(name string, a arrangement, d, n, m int) (uint32, string) {
	e, ok := encodings[name]
	if !ok {
		panic("arm64: no encoding of " + name)
	}
	w := e.base | a.full<<30 | uint32(n)<<5 | uint32(d)
	vm := uint32(m) << 16
	two := func(to, from arrangement) string { return fmt.Sprintf("%s v%d.%s, v%d.%s", name, d, to, n, from) }
	three := func(to, from arrangement) string { return fmt.Sprintf("%s, v%d.%s", two(to, from), m, from) }
	switch e.class {
	case intThree:
		return w | a.size<<22 | vm, three(a, a)
	case floatThree:
		return w | a.size&1<<22 | vm, three(a, a)
	case bitThree:
		if name == "orr" && n == m {
			return w | vm, fmt.Sprintf("mov v%d.%s, v%d.%s", d, a, n, a)
		}
		return w | vm, three(a, a)
	case intTwo:
		return w | a.size<<22, two(a, a)
	case floatTwo:
		return w | a.size&1<<22, two(a, a)
	case bitTwo:
		return w, two(a, a)
	case shiftLeft:
		return w | (8<<a.size+uint32(m))<<16, fmt.Sprintf("%s, #%d", two(a, a), m)
	case shiftRight:
		return w | (16<<a.size-uint32(m))<<16, fmt.Sprintf("%s, #%d", two(a, a), m)
	case extend:
		return w | 8<<a.size<<16, two(a.wide(), a)
	case narrow:
		return w | a.size<<22, two(a, a.wide())
	case floatExtend:
		return w | (a.size-1)<<22, two(a.wide(), a)
	case floatNarrow:
		return w | (a.size-1)<<22, two(a, a.wide())
	case longThree:
		return w | a.size<<22 | vm, three(a.wide(), a)
	case pairwise:
		return w | a.size<<22, two(arrangement{a.size + 1, a.full}, a)
	case dotThree:
		return w | vm, three(arrangement{a.size + 2, a.full}, a)
	}
	imm := uint32(m) & 0xff // moveByte: three high bits apart from five low ones
	return w | imm>>5<<16 | imm&31<<5, fmt.Sprintf("%s v%d.%s, #0x%x", name, d, a, imm)
}

// narrowMemory encodes the load or store of the low 1 or 2 bytes of vector
// register v at base + offset, which Go's assembler lacks. A load clears the
// rest of the register.
func narrowMemory(load bool, size, v, base, offset int) (uint32, string) {
	w, name, letter := uint32(0x3D000000), "str", "b"
	if size == 2 {
		w, letter = 0x7D000000, "h"
	}
	if load {
		w, name = w|1<<22, "ldr"
	}
	w |= uint32(offset/size)<<10 | uint32(base)<<5 | uint32(v)
	if offset == 0 {
		return w, fmt.Sprintf("%s %s%d, [x%d]", name, letter, v, base)
	}
	return w, fmt.Sprintf("%s %s%d, [x%d, #%d]", name, letter, v, base, offset)
}
