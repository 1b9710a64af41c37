// SPDX-License-Identifier: BSD-3-Clause

package dtype

import "fmt"

// Casting is a rule about which conversions are allowed, in NumPy's words.
type Casting uint8

// The rules, each allowing what the ones before it do.
const (
	No       Casting = iota // no conversion at all
	Equiv                   // a change of byte order; native types have none
	Safe                    // conversions that keep every value
	SameKind                // safe ones, and those to a kind that is not lower, as float64 to float32
	Unsafe                  // every conversion
)

var castingNames = [...]string{"no", "equiv", "safe", "same_kind", "unsafe"}

// String returns NumPy's name of c.
func (c Casting) String() string {
	if int(c) < len(castingNames) {
		return castingNames[c]
	}
	return fmt.Sprintf("casting(%d)", uint8(c))
}

// ParseCasting returns the rule with NumPy's name.
func ParseCasting(name string) (Casting, error) {
	for i, n := range castingNames {
		if n == name {
			return Casting(i), nil
		}
	}
	return 0, fmt.Errorf("dtype: no casting rule %q; there are no, equiv, safe, same_kind, unsafe", name)
}

// CanCast reports whether a rule allows a conversion. int64 to float64 counts
// as safe, as in NumPy.
func CanCast(from, to DType, c Casting) bool {
	if !from.Valid() || !to.Valid() {
		return false
	}
	if from == to || c >= Unsafe {
		return true
	}
	if from.Kind().Time() || to.Kind().Time() {
		return castsTime(from, to, c)
	}
	return c >= Safe && promotion[from][to] == to ||
		c >= SameKind && table[from].Kind <= table[to].Kind
}
