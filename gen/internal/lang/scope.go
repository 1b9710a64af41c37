// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"cmp"
	"go/types"
	"maps"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// scope is the state of a function being inlined: the values of its variables
// on the path at hand.
type scope struct {
	*frame
	outer *scope // the scope that contains a branch; nil for a function's own
	vars  map[types.Object]val
	// live is the condition under which control is here: that of the call, of
	// the branches around, and that no return came before. nil is always.
	live *ir.Value
}

// frame is what the scopes of one inlined call have in common.
type frame struct {
	targs   map[*types.TypeParam]types.Type
	results []types.Object // named results; nil entries if unnamed
	types   []types.Type   // of the results
}

// branch returns a scope for statements that are reached from s where live
// holds. What they assign stays in it until it is merged.
func (s *scope) branch(live *ir.Value) *scope {
	return &scope{frame: s.frame, outer: s, vars: map[types.Object]val{}, live: live}
}

// lookup returns the value of a variable.
func (s *scope) lookup(obj types.Object) (val, bool) {
	for ; s != nil; s = s.outer {
		if v, ok := s.vars[obj]; ok {
			return v, true
		}
	}
	return val{}, false
}

// set gives a variable a value.
func (s *scope) set(obj types.Object, v val) { s.vars[obj] = v }

// named returns the current values of the named results.
func (s *scope) named() []val {
	r := make([]val, len(s.results))
	for i, obj := range s.results {
		r[i], _ = s.lookup(obj)
	}
	return r
}

// since returns the values of the variables that were assigned in s and the
// scopes around it up to base.
func (s *scope) since(base *scope) map[types.Object]val {
	vars := maps.Clone(s.vars)
	for s != base {
		s = s.outer
		for obj, v := range s.vars {
			if _, ok := vars[obj]; !ok {
				vars[obj] = v
			}
		}
	}
	return vars
}

// assigned lists the variables of s that have a value in any of the maps, those of
// branches of it, as they are declared: what is generated must not depend on the
// order of a map.
func (s *scope) assigned(branches ...map[types.Object]val) []types.Object {
	objs := map[types.Object]val{}
	for _, vars := range branches {
		maps.Copy(objs, vars)
	}
	for obj := range objs {
		if _, ok := s.lookup(obj); !ok {
			delete(objs, obj) // declared in the branch
		}
	}
	return slices.SortedFunc(maps.Keys(objs), func(x, y types.Object) int {
		return cmp.Or(cmp.Compare(x.Pos(), y.Pos()), cmp.Compare(x.Name(), y.Name()))
	})
}
