// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// resolveFunctions tell what a call would do.
var resolveFunctions = []Function{{Name: "_resolve_dtypes", Call: resolveDTypes}}

// resolveDTypes is ufunc.resolve_dtypes: ufunc, the types of the operands (a
// number for a weak one, None for an output that is open), signature, casting,
// whether a reduction is meant.
func resolveDTypes(a Args) (any, error) {
	u := a.List[0].(*ufunc.Ufunc)
	operands, _ := a.List[1].([]any)
	if len(operands) != u.NIn()+u.NOut() {
		return nil, fault.New(u.Name, fault.Value, "resolve_dtypes takes the types of %d operands, not %d", u.NIn()+u.NOut(), len(operands))
	}
	list, _ := a.List[2].([]any)
	signature := make([]dtype.DType, len(list))
	for i, t := range list {
		signature[i], _ = t.(dtype.DType)
	}
	rule, err := dtype.ParseCasting(a.String(3))
	if err != nil {
		return nil, err
	}
	c := Keywords(u, rule, ufunc.KeepOrder, signature)
	var types []dtype.DType
	if a.Bool(4) {
		d, ok := operands[1].(dtype.DType)
		if !ok || operands[0] != nil {
			return nil, fault.New(u.Name, fault.DType, "a reduction has the types (None, type of the array, None or type of the output)")
		}
		types, err = c.ResolveReduceDTypes(d)
	} else {
		types, err = c.ResolveDTypes(operands[:u.NIn()]...)
	}
	if err != nil {
		return nil, err
	}
	for i, z := range operands[u.NIn():] {
		from := types[u.NIn()+i]
		if d, ok := z.(dtype.DType); ok && !dtype.CanCast(from, d, rule) {
			return nil, fault.New(u.Name, fault.Cast, "cannot cast output %s from %v to %v with casting rule %v", u.Outputs[i], from, d, rule)
		}
	}
	result := make([]any, len(types))
	for i, d := range types {
		result[i] = d
	}
	return result, nil
}
