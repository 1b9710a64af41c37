// SPDX-License-Identifier: BSD-3-Clause

package ir

// Op is the operation of a value.
type Op uint8

// The operations. Their meaning is fixed here, for every machine; what each
// computes as plain Go is in package lane, and Eval interprets them.
const (
	// Param is lane data of operand Imm>>1; Imm&1 is 1 for the second lane of
	// a pair (the imaginary part).
	Param Op = iota
	// Const is the constant with the bits Imm, in every lane.
	Const

	Add // wraps for integers
	Sub
	Mul
	Div      // floats: IEEE. integers: truncated; x/0 = 0 and MinInt/-1 = MinInt
	Rem      // integers: x - Div(x,y)*y; x rem 0 = 0
	FloorDiv // integers: rounded down; x/0 = 0 and MinInt/-1 = MinInt
	FloorRem // integers: x - FloorDiv(x,y)*y; x rem 0 = 0
	Neg
	Abs // MinInt stays MinInt
	Min // floats: IEEE 754-2019 minimum: NaN wins, -0 < +0
	Max // floats: IEEE 754-2019 maximum: NaN wins, -0 < +0
	Sqrt
	FMA // Args[0]*Args[1] + Args[2], rounded once
	RoundEven
	Floor
	Ceil
	Trunc

	And // bitwise; on Bool logical
	Or
	Xor
	AndNot // Args[0] &^ Args[1]
	Not

	Shl  // by the constant Imm < Bits
	Shr  // by the constant Imm < Bits; arithmetic for signed types
	ShlV // by Args[1] of the same width, read as unsigned; >= Bits gives 0
	ShrV // by Args[1] likewise; >= Bits gives 0, or the sign for signed types

	// On integers; what they are is in package lane.

	OnesCount     // the number of bits set
	LeadingZeros  // Bits for 0
	TrailingZeros // Bits for 0
	ReverseBytes
	RepeatByte   // the lowest byte in all bytes
	NonzeroBytes // each byte 1 that is not 0
	RotL         // rotates left by the constant Imm < Bits
	RotLV        // rotates left by Args[1] of the same width, modulo Bits
	MulHi        // the upper half of the product
	AddSat       // saturates
	SubSat       // saturates
	Avg          // (x + y + 1) >> 1 without overflow
	AbsDiff

	Eq // on Bool too
	Ne
	Lt
	Le

	Select  // Args[0] (Bool) ? Args[1] : Args[2]; of Bool values too
	Bitcast // same width

	// Convert changes the value's type: integers wrap or extend; integer to
	// float and float64 to float32 round to nearest even; float to integer
	// truncates, saturates, and takes NaN to 0. Where Imm is InRange, lanes of a float
	// that the integer type lacks are rare: what a machine makes of them is not read.
	Convert
	// HalfToF32 widens the bits of a float16 (U16) exactly; of a NaN, the bits
	// too, but see CanonicalizeNaNs.
	HalfToF32
	// F32ToHalf rounds to the nearest even float16 (U16).
	F32ToHalf

	// Rare is Args[1], except where Args[0] (Bool) holds: there it is a result
	// (see RareResult) of the scalar Go function Slow on Args[2:].
	Rare

	// Window is lane data as Param is, of an element of a row near that one: see
	// Func.Window. Only a body with a core dimension has it: package passes makes a Param of
	// it, of an input that begins there.
	Window

	// Reduce combines its arguments over the elements of a row, see Reduction. Index
	// is the number of an element in its row, an integer: if Imm is 0 as the loop of a
	// reduction counts it, else as a row of numbers has it. Last is the last index of
	// input Imm, a table of any size, or if that is less the largest of its type.
	// Only a body with a core dimension has them, and no machine: package core makes
	// passes of it.
	Reduce
	Index
	Last

	// Scan is, at each element of a row, what Sum, Prod, Least or Greatest (Imm) combine of the
	// elements from the first to that one, one after the other. It too is for passes alone.
	Scan

	// Lookup is the element of a table at index Args[0], an unsigned
	// integer as wide as the element or wider, which is below the length.
	Lookup

	// Canonical is its argument, or of any NaN the canonical one; see nan.go.
	Canonical

	// Enter, Repeat and Leave are a loop that is kept, see loop.go. Loops of elementwise bodies alone are.
	Enter
	Repeat
	Leave

	// The operations from here on are made by a legaliser only: they are what
	// some machine has, and nothing that a row can say.

	// TruncToInt converts float to an integer of 32 or 64 bits; the
	// result is unspecified where it does not fit.
	TruncToInt
	// MulLo32 multiplies the low halves of 64-bit lanes to 64 bits; signed or
	// unsigned by its type.
	MulLo32
	// MinLT is Args[0] < Args[1] ? Args[0] : Args[1] of floats (x86 MINPD).
	MinLT
	// MaxGT is Args[0] > Args[1] ? Args[0] : Args[1] of floats (x86 MAXPD).
	MaxGT
	// MinNumbers and MaxNumbers are Min and Max of floats that are no NaN, and
	// anything where one is.
	MinNumbers
	MaxNumbers
	// Unordered holds where either of two floats is NaN.
	Unordered
	// MulAddPairs adds products of 16-bit lanes, Args[1] and Args[2], to sums of 32 bits: two lanes
	// of Args[0] and of the result hold one, which takes in two products. Which two is the
	// machine's choice, as in the loop of a sum whose order does not show; if Imm is Neighbours they are
	// those of the lanes that hold the sum.
	MulAddPairs
	// MulAddQuads is that of 8-bit lanes, each factor of a sign of its own: four lanes hold a sum, which
	// takes in their four products.
	MulAddQuads

	NumOps
)

// Neighbours is the Imm of a MulAddPairs that says which products a sum takes in.
const Neighbours = 1

// InRange is the Imm of a conversion of a float whose other lanes are rare.
const InRange = 1

// Rule says how the type of a value follows from its arguments.
type Rule uint8

// The typing rules.
const (
	ruleFree    Rule = iota // checked separately: Param, Const, Bitcast, Convert, Rare …
	ruleSame                // all arguments and the result have one type
	ruleCompare             // two arguments of one type, result Bool
	ruleShift               // arguments of one width, result as the first
	ruleSelect              // Bool, then two of the result's type
)

// OpInfo describes an operation.
type OpInfo struct {
	Name        string
	Arity       int // -1: variable
	Rule        Rule
	Kinds       Kind // of the first argument (second for Select)
	Commutative bool
}

// Ops describes every operation.
var Ops = [NumOps]OpInfo{
	Param:     {"param", 0, ruleFree, KindNumber, false},
	Const:     {"const", 0, ruleFree, KindAny, false},
	Add:       {"add", 2, ruleSame, KindNumber, true},
	Sub:       {"sub", 2, ruleSame, KindNumber, false},
	Mul:       {"mul", 2, ruleSame, KindNumber, true},
	Div:       {"div", 2, ruleSame, KindNumber, false},
	Rem:       {"rem", 2, ruleSame, KindInteger, false},
	FloorDiv:  {"floordiv", 2, ruleSame, KindInteger, false},
	FloorRem:  {"floorrem", 2, ruleSame, KindInteger, false},
	Neg:       {"neg", 1, ruleSame, KindNumber, false},
	Abs:       {"abs", 1, ruleSame, KindInt | KindFloat, false},
	Min:       {"min", 2, ruleSame, KindNumber, true},
	Max:       {"max", 2, ruleSame, KindNumber, true},
	Sqrt:      {"sqrt", 1, ruleSame, KindFloat, false},
	FMA:       {"fma", 3, ruleSame, KindFloat, false},
	RoundEven: {"roundeven", 1, ruleSame, KindFloat, false},
	Floor:     {"floor", 1, ruleSame, KindFloat, false},
	Ceil:      {"ceil", 1, ruleSame, KindFloat, false},
	Trunc:     {"trunc", 1, ruleSame, KindFloat, false},
	And:       {"and", 2, ruleSame, KindInteger | KindBool, true},
	Or:        {"or", 2, ruleSame, KindInteger | KindBool, true},
	Xor:       {"xor", 2, ruleSame, KindInteger | KindBool, true},
	AndNot:    {"andnot", 2, ruleSame, KindInteger | KindBool, false},
	Not:       {"not", 1, ruleSame, KindInteger | KindBool, false},
	Shl:       {"shl", 1, ruleSame, KindInteger, false},
	Shr:       {"shr", 1, ruleSame, KindInteger, false},
	ShlV:      {"shlv", 2, ruleShift, KindInteger, false},
	ShrV:      {"shrv", 2, ruleShift, KindInteger, false},

	OnesCount:     {"onescount", 1, ruleSame, KindInteger, false},
	LeadingZeros:  {"leadingzeros", 1, ruleSame, KindInteger, false},
	TrailingZeros: {"trailingzeros", 1, ruleSame, KindInteger, false},
	ReverseBytes:  {"reversebytes", 1, ruleSame, KindInteger, false},
	RepeatByte:    {"repeatbyte", 1, ruleSame, KindInteger, false},
	NonzeroBytes:  {"nonzerobytes", 1, ruleSame, KindInteger, false},
	RotL:          {"rotl", 1, ruleSame, KindInteger, false},
	RotLV:         {"rotlv", 2, ruleShift, KindInteger, false},
	MulHi:         {"mulhi", 2, ruleSame, KindInteger, true},
	AddSat:        {"addsat", 2, ruleSame, KindInteger, true},
	SubSat:        {"subsat", 2, ruleSame, KindInteger, false},
	Avg:           {"avg", 2, ruleSame, KindInteger, true},
	AbsDiff:       {"absdiff", 2, ruleSame, KindInteger, true},

	Eq:         {"eq", 2, ruleCompare, KindAny, true},
	Ne:         {"ne", 2, ruleCompare, KindAny, true},
	Lt:         {"lt", 2, ruleCompare, KindNumber, false},
	Le:         {"le", 2, ruleCompare, KindNumber, false},
	Select:     {"select", 3, ruleSelect, KindAny, false},
	Bitcast:    {"bitcast", 1, ruleFree, KindNumber, false},
	Convert:    {"convert", 1, ruleFree, KindNumber, false},
	HalfToF32:  {"halftof32", 1, ruleFree, KindUint, false},
	F32ToHalf:  {"f32tohalf", 1, ruleFree, KindFloat, false},
	Rare:       {"rare", -1, ruleFree, KindBool, false},
	Window:     {"window", 0, ruleFree, KindNumber, false},
	Reduce:     {"reduce", -1, ruleFree, KindNumber, false},
	Index:      {"index", 0, ruleFree, KindInt, false},
	Last:       {"last", 0, ruleFree, KindInt, false},
	Scan:       {"scan", 1, ruleSame, KindInt | KindUint | KindFloat, false},
	Lookup:     {"lookup", 1, ruleFree, KindNumber, false},
	Canonical:  {"canonical", 1, ruleSame, KindFloat, false},
	Enter:      {"enter", 1, ruleFree, KindAny, false},
	Repeat:     {"repeat", -1, ruleFree, KindAny, false},
	Leave:      {"leave", 3, ruleFree, KindAny, false},
	TruncToInt: {"trunctoint", 1, ruleFree, KindFloat, false},
	MulLo32:    {"mullo32", 2, ruleSame, KindInteger, true},
	MinLT:      {"minlt", 2, ruleSame, KindFloat, false},
	MaxGT:      {"maxgt", 2, ruleSame, KindFloat, false},
	MinNumbers: {"minnumbers", 2, ruleSame, KindFloat, true},
	MaxNumbers: {"maxnumbers", 2, ruleSame, KindFloat, true},
	Unordered:  {"unordered", 2, ruleCompare, KindFloat, true},

	MulAddPairs: {"muladdpairs", 3, ruleSame, KindInt, false},
	MulAddQuads: {"muladdquads", 3, ruleFree, KindInteger, false},
}

// Compares reports whether the result of op says how two values compare.
func (op Op) Compares() bool { return Ops[op].Rule == ruleCompare }

// String returns the name of op.
func (op Op) String() string { return Ops[op].Name }

// LaneTypes returns the types by which a machine knows an operation: of a comparison
// twice the type that it compares, of a conversion those of its result and argument, of
// MulAddQuads those of its factors, else twice that of its result.
func LaneTypes(op Op, result Type, args []*Value) (t, from Type) {
	switch {
	case op.Compares():
		return args[0].Type, args[0].Type
	case op == Convert || op == TruncToInt || op == HalfToF32 || op == F32ToHalf:
		return result, args[0].Type
	case op == MulAddQuads:
		return args[1].Type, args[2].Type
	}
	return result, result
}
