// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
)

// chosenComplement is a variable that is assigned a complement, and in the next line another value in the branch of an if.
var chosenComplement = regexp.MustCompile(`(?m)(v\d+) := .*\(\^[a-z].*\n\s*if .*\n\s*v\d+ = |if .*\n\s*v\d+ = .*\(\^[a-z]`)

// TestNoChoiceOfAComplement: no branch chooses between a complement and another value, whether the complement stands
// alone, is read again, or is converted to a type that is no wider.
func TestNoChoiceOfAComplement(t *testing.T) {
	for _, lane := range []ir.Type{ir.I8, ir.U8, ir.I16, ir.U16, ir.I32, ir.U32, ir.I64, ir.U64} {
		for _, readers := range []int{1, 2} {
			for side := range 2 {
				t.Run(fmt.Sprint(lane, " side ", side, " readers ", readers), func(t *testing.T) {
					f := ir.New("f")
					f.In = []ir.Operand{{Name: "n", Lane: ir.I64}, {Name: "m", Lane: lane}, {Name: "x", Lane: ir.F32}}
					n, m, x := f.Param(0, 0), f.Param(1, 0), f.Param(2, 0)
					c := f.Emit(ir.Lt, ir.Bool, 0, x, f.Float(ir.F32, 1))
					not := f.Convert(lane, f.Unary(ir.Not, n))
					for i := range readers {
						arms := []*ir.Value{not, m}
						if side == 1 {
							arms[0], arms[1] = m, not
						}
						f.Out = append(f.Out, ir.Operand{Name: fmt.Sprint("z", i), Lane: lane})
						f.Return(i, 0, f.Select(c, arms[0], arms[1]))
						c = f.Emit(ir.Lt, ir.Bool, 0, x, f.Float(ir.F32, 2))
					}
					text := fmt.Sprintf("%#v", Scalar("g", "", f, ident.Set{}))
					t.Log(text)
					require.NotRegexp(t, chosenComplement, text)
					require.Contains(t, text, "mask")
				})
			}
		}
	}
}
