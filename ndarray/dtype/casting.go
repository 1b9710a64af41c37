package dtype

// Casting is a rule that says which conversions between element types are
// allowed, as NumPy's casting=. A later rule allows all that an earlier one
// does.
type Casting uint8

// The casting rules.
const (
	No       Casting = iota // none
	Equiv                   // only changes of byte order, which arrays here don't have
	Safe                    // every value is kept
	SameKind                // safe ones, and those within a kind, as float64 to float32
	Unsafe                  // all
)

var castingNames = [...]string{"no", "equiv", "safe", "same_kind", "unsafe"}

// String returns NumPy's name of c.
func (c Casting) String() string {
	if int(c) < len(castingNames) {
		return castingNames[c]
	}
	return "casting(?)"
}

// digits returns the number of bits of the integers that d holds exactly:
// all of an integer type without its sign, the significand of a float's part.
func (d DType) digits() int {
	switch d {
	case Bool:
		return 1
	case Float16:
		return 11
	case BFloat16:
		return 8
	case Float32, Complex64:
		return 24
	case Float64, Complex128:
		return 64 // NumPy counts int64 to float64 as safe
	case Int8, Int16, Int32, Int64:
		return 8*d.Size() - 1
	}
	return 8 * d.Size()
}

// CanCast reports whether rule allows to convert elements of type from to type
// to.
func CanCast(from, to DType, rule Casting) bool {
	if !from.Valid() || !to.Valid() {
		return false
	}
	if from == to || rule >= Unsafe {
		return true
	}
	if rule < Safe {
		return false
	}
	f, t := from.Kind(), to.Kind()
	if rule == SameKind && f <= t {
		return true
	}
	switch {
	case f == KindBool:
		return true
	case f > t || t == KindBool:
		return false
	case t == KindUint, t == KindInt:
		return from.digits() <= to.digits()
	case f == KindUint, f == KindInt:
		return from.digits() <= to.digits()
	case f == KindComplex:
		return from.Size() <= to.Size()
	}
	// Among floats, and floats to complex: the widths decide, but float16 and
	// bfloat16 don't hold each other.
	width := to.Size()
	if t == KindComplex {
		width /= 2
	}
	return from.Size() < width || from.Size() == width && width > 2
}

// Promote returns the smallest element type that both a and b convert to
// safely, as NumPy's promote_types: every pair has one.
func Promote(a, b DType) DType {
	if CanCast(a, b, Safe) {
		return b
	}
	if CanCast(b, a, Safe) {
		return a
	}
	for _, d := range [...]DType{Int16, Int32, Int64, Float32, Float64, Complex64, Complex128} {
		if CanCast(a, d, Safe) && CanCast(b, d, Safe) {
			return d
		}
	}
	return Invalid
}
