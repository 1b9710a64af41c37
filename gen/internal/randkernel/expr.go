// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"
)

var types = strings.Fields("bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 float32 float64 complex64 complex128")

func (g *generator) typ() string { return types[g.r.IntN(len(types))] }

func isInt(t string) bool      { return strings.Contains(t, "int") }
func isUnsigned(t string) bool { return strings.HasPrefix(t, "uint") }
func isFloat(t string) bool    { return strings.HasPrefix(t, "float") }
func isComplex(t string) bool  { return strings.HasPrefix(t, "complex") }

// part is the type of the parts of a complex one.
func part(t string) string {
	if t == "complex64" {
		return "float32"
	}
	return "float64"
}

// form is an expression of a type: in its text, $T is that type, $t an
// expression of it, $i, $f, $u and $b one of some integer, float, unsigned
// integer and bool type, $p one of the part of a complex type, $8 … the
// literal of a shift, and %lane. and %kernels. the packages.
type form struct {
	kind string // i integer, s signed, u unsigned, f float, c complex, b bool, or a type
	text string
}

// forms is the language of expressions. The left side of an operator is never
// a constant, so that none is folded to one that overflows.
var forms = []form{
	{"i", "($v + $t)"}, {"i", "($v - $t)"}, {"i", "($v * $t)"}, {"i", "($v & $t)"}, {"i", "($v | $t)"}, {"i", "($v ^ $t)"}, {"i", "($v &^ $t)"},
	{"i", "-$v"}, {"i", "^$v"}, {"i", "($v << $n)"}, {"i", "($v >> $n)"}, {"i", "($v << $u)"}, {"i", "($v >> $u)"},
	{"i", "%lane.Div($t, $t)"}, {"i", "%lane.Rem($t, $t)"}, {"i", "%lane.FloorDiv($t, $t)"}, {"i", "%lane.FloorRem($t, $t)"}, {"i", "%lane.Shl($t, $t)"}, {"i", "%lane.Shr($t, $t)"},
	{"i", "min($v, $t)"}, {"i", "max($v, $t)"}, {"i", "%lane.Min($t, $t)"}, {"i", "%lane.Max($t, $t)"},
	{"i", "$T($i)"}, {"s", "$T($u)"}, {"i", "%lane.Sat[$T]($f)"}, {"s", "%lane.Abs($t)"}, {"i", "%lane.Select($b, $t, $t)"},
	{"i", "%lane.OnesCount($t)"}, {"i", "%lane.LeadingZeros($t)"}, {"i", "%lane.TrailingZeros($t)"}, {"i", "%lane.ReverseBytes($t)"}, {"i", "%lane.RepeatByte($t)"}, {"i", "%lane.NonzeroBytes($t)"},
	{"i", "%lane.RotateLeft($t, $t)"}, {"i", "%lane.RotateLeft($t, $T($n))"}, {"i", "%lane.MulHi($t, $t)"}, {"i", "%lane.AddSat($t, $t)"}, {"i", "%lane.SubSat($t, $t)"},
	{"i", "%lane.Avg($t, $t)"}, {"i", "%lane.AbsDiff($t, $t)"}, {"s", "%kernels.FloorDivideInt($t, $t)"}, {"s", "%kernels.RemainderInt($t, $t)"},
	{"f", "($v + $t)"}, {"f", "($v - $t)"}, {"f", "($v * $t)"}, {"f", "($v / $t)"}, {"f", "($v*$t + $t)"}, {"f", "-$v"},
	{"f", "%lane.FMA($t, $t, $t)"}, {"f", "%lane.Sqrt($t)"}, {"f", "%lane.Abs($t)"}, {"f", "%lane.Floor($t)"}, {"f", "%lane.Ceil($t)"},
	{"f", "%lane.Trunc($t)"}, {"f", "%lane.RoundEven($t)"}, {"f", "min($v, $t)"}, {"f", "max($v, $t)"}, {"f", "%lane.Min($t, $t)"},
	{"f", "%lane.Max($t, $t)"}, {"f", "$T($i)"}, {"f", "$T($f)"}, {"f", "%lane.Select($b, $t, $t)"}, {"f", "%lane.Inf[$T](-1)"}, {"f", "%lane.NaN[$T]()"},
	{"f", "%kernels.Exp($t)"}, {"f", "%kernels.Log($t)"}, {"f", "%kernels.Sin($t)"}, {"f", "%kernels.Fmax($t, $t)"}, {"f", "%kernels.Fmin($t, $t)"},
	{"f", "%kernels.Remainder($t, $t)"}, {"f", "%kernels.FloorDivide($t, $t)"}, {"f", "%kernels.Tanh($t)"}, {"f", "%kernels.Expm1($t)"}, {"f", "%kernels.Log1p($t)"},
	{"f", "%kernels.Hypot($t, $t)"}, {"f", "%kernels.Arctan2($t, $t)"}, {"f", "%kernels.Sign($t)"}, {"f", "%lane.Canonical($t)"},
	{"float64", "real($complex128)"}, {"float32", "imag($complex64)"}, {"float64", "%lane.Float64frombits($uint64)"}, {"float32", "%lane.Float32frombits($uint32)"},
	{"float32", "%lane.HalfToFloat32($uint16)"},
	{"c", "($v + $t)"}, {"c", "($v - $t)"}, {"c", "($v * $t)"}, {"c", "-$v"}, {"c", "complex($p, $p)"}, {"c", "%lane.Select($b, $t, $t)"},
	{"complex64", "complex64($complex128)"}, {"complex128", "complex128($complex64)"},
	{"bool", "($b && $b)"}, {"bool", "($b || $b)"}, {"bool", "!$b"}, {"bool", "($b == $b)"}, {"bool", "($b != $b)"}, {"bool", "%lane.Select($b, $b, $b)"},
	{"compare", "($v < $t)"}, {"compare", "($v <= $t)"}, {"compare", "($v > $t)"}, {"compare", "($v >= $t)"}, {"compare", "($v == $t)"}, {"compare", "($v != $t)"},
	{"equal", "($v == $t)"}, {"equal", "($v != $t)"},
	// These look at the bits of a NaN.
	{"f", "%lane.Copysign($t, $t)"}, {"bool", "%lane.Signbit($f)"}, {"uint64", "%lane.Float64bits($float64)"}, {"uint32", "%lane.Float32bits($float32)"},
	{"uint16", "%lane.HalfFromFloat32($float32)"}, {"uint16", "%lane.BFloat16FromFloat32($float32)"},
}

// fits reports whether a form gives an expression of type t.
func (f form) fits(t string) bool {
	switch f.kind {
	case "number":
		return t != "bool"
	case "i":
		return isInt(t)
	case "s":
		return isInt(t) && !isUnsigned(t)
	case "u":
		return isUnsigned(t)
	case "f":
		return isFloat(t)
	case "c":
		return isComplex(t)
	case "compare", "equal":
		return t == "bool"
	}
	return f.kind == t
}

var integers, floats, unsigned []string

// byType are the forms for each type, operators those of them that are no
// constant whatever their operands.
var byType, operators = map[string][]form{}, map[string][]form{}

func init() {
	for _, t := range types {
		if byType[t] != nil {
			continue
		}
		for _, f := range append(tableForms(), forms...) {
			if f.fits(t) {
				byType[t] = append(byType[t], f)
				if strings.HasPrefix(f.text, "($v") && f.kind != "compare" && f.kind != "equal" {
					operators[t] = append(operators[t], f)
				}
			}
		}
		switch {
		case isUnsigned(t):
			integers, unsigned = append(integers, t), append(unsigned, t)
		case isInt(t):
			integers = append(integers, t)
		case isFloat(t):
			floats = append(floats, t)
		}
	}
}

// expr writes an expression of type t. Calls may nest to a depth.
func (b *body) expr(s *scope, t string, depth int) string {
	if depth <= 0 || b.r.IntN(4) == 0 {
		if b.r.IntN(4) == 0 {
			return b.constant(t)
		}
		return b.value(s, t)
	}
	if b.r.IntN(8) == 0 {
		if f, ok := b.callee(t); ok {
			return b.callOf(s, f, depth-1)
		}
	}
	fs := byType[t]
	f := fs[b.r.IntN(len(fs))]
	for b.ops += b.times(); strings.HasPrefix(f.text, "%kernels."); f = fs[b.r.IntN(len(fs))] {
		if b.ops < maxOps {
			b.ops += 150 * b.times()
			break
		}
	}
	over := t // of the operands
	switch f.kind {
	case "compare":
		over = append(integers, floats...)[b.r.IntN(len(integers)+len(floats))]
	case "equal":
		over = []string{"complex64", "complex128"}[b.r.IntN(2)]
	}
	return b.fill(s, f.text, t, over, depth-1)
}

// fill replaces the places of a form.
func (b *body) fill(s *scope, text, t, over string, depth int) string {
	var w strings.Builder
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "%"):
			name, _, _ := strings.Cut(rest[1:], ".")
			if b.qualified {
				w.WriteString(name + ".")
			}
			i += len(name) + 1
		case text[i] != '$':
			w.WriteByte(text[i])
		default:
			key := rest[1:2]
			for _, typ := range types { // a type by its name
				if strings.HasPrefix(rest[1:], typ) && len(typ) > len(key) {
					key = typ
				}
			}
			w.WriteString(b.place(s, key, t, over, depth))
			i += len(key)
		}
	}
	return w.String()
}

func (b *body) place(s *scope, key, t, over string, depth int) string {
	switch key {
	case "T":
		return t
	case "t":
		return b.expr(s, over, depth)
	case "v":
		if fs := operators[over]; depth > 0 && len(fs) > 0 && b.r.IntN(2) == 0 {
			return b.fill(s, fs[b.r.IntN(len(fs))].text, over, over, depth-1)
		}
		return b.value(s, over)
	case "p":
		return b.expr(s, part(over), depth)
	case "b":
		return b.expr(s, "bool", depth)
	case "i": // no constant: it need not fit
		return b.value(s, integers[b.r.IntN(len(integers))])
	case "f":
		return b.value(s, floats[b.r.IntN(len(floats))])
	case "u":
		return b.value(s, unsigned[b.r.IntN(len(unsigned))])
	case "n":
		for _, v := range s.vars {
			if v.typ == "int" && b.r.IntN(2) == 0 {
				*v.used = true
				return v.name
			}
		}
		return fmt.Sprint(b.r.IntN(70))
	}
	return b.expr(s, key, depth)
}

// value writes an expression of type t that is no constant: a variable, or one
// converted.
func (b *body) value(s *scope, t string) string {
	var fit []variable
	for _, v := range s.vars {
		if v.typ == t {
			fit = append(fit, v)
		}
	}
	if len(fit) > 0 {
		v := fit[b.r.IntN(len(fit))]
		*v.used = true
		return v.name
	}
	v := s.vars[b.r.IntN(len(s.vars))]
	*v.used = true
	return b.converted(v, t)
}

// converted writes variable v as a value of another type.
func (b *body) converted(v variable, t string) string {
	lane := ""
	if b.qualified {
		lane = "lane."
	}
	switch {
	case t == "bool":
		return "(" + b.condition(v) + ")"
	case v.typ == "bool" && isComplex(t):
		return fmt.Sprintf("%sSelect(%s, complex(%s(2), %[3]s(0.5)), complex(%[3]s(1), %[3]s(3)))", lane, v.name, part(t))
	case v.typ == "bool":
		return fmt.Sprintf("%sSelect(%s, %s(3), %[3]s(7))", lane, v.name, t)
	case isComplex(v.typ) && isComplex(t):
		return fmt.Sprintf("%s(%s)", t, v.name)
	case isComplex(v.typ):
		return b.converted(variable{fmt.Sprintf("real(%s)", v.name), part(v.typ), v.used, false, false}, t)
	case isComplex(t):
		return fmt.Sprintf("complex(%s, %s(1))", b.converted(v, part(t)), part(t))
	case v.typ == t:
		return v.name
	case isFloat(v.typ) && isInt(t):
		return fmt.Sprintf("%sSat[%s](%s)", lane, t, v.name)
	}
	return fmt.Sprintf("%s(%s)", t, v.name)
}

// constant writes one of type t.
func (g *generator) constant(t string) string {
	switch {
	case t == "bool":
		return []string{"true", "false"}[g.r.IntN(2)]
	case isFloat(t):
		return t + "(" + []string{"0.5", "1", "2", "-1.5", "0.1", "1e10", "-3", "0x1p-30", "65536", "1e-300"}[g.r.IntN(10)] + ")"
	case isComplex(t):
		return fmt.Sprintf("complex(%s, %s)", g.constant(part(t)), g.constant(part(t)))
	case isUnsigned(t):
		return fmt.Sprintf("%s(%d)", t, g.r.IntN(200))
	}
	return fmt.Sprintf("%s(%d)", t, g.r.IntN(250)-125)
}

// callee picks a function with one result of type t.
func (b *body) callee(t string) (signature, bool) {
	for range 10 {
		if len(b.funcs) == 0 {
			break
		}
		if f := b.funcs[b.r.IntN(len(b.funcs))]; len(f.out) == 1 && f.out[0] == t && b.ops+f.ops*b.times() < maxOps {
			return f, true
		}
	}
	return signature{}, false
}

// pick2 picks a function with two results.
func (b *body) pick2() (signature, bool) {
	for range 10 {
		if len(b.funcs) == 0 {
			break
		}
		if f := b.funcs[b.r.IntN(len(b.funcs))]; len(f.out) == 2 && b.ops+f.ops*b.times() < maxOps {
			return f, true
		}
	}
	return signature{}, false
}

func (b *body) callOf(s *scope, f signature, depth int) string {
	var args []string
	b.ops += f.ops * b.times()
	for _, t := range f.in {
		args = append(args, b.expr(s, t, depth))
	}
	return f.name + "(" + strings.Join(args, ", ") + ")"
}
