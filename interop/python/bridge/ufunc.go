package bridge

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// layouts are the memory orders by Python's letters.
var layouts = map[byte]ufunc.Layout{'K': ufunc.KeepOrder, 'C': ufunc.COrder, 'F': ufunc.FOrder, 'A': ufunc.AnyOrder}

// Keywords returns a call of u with the keywords casting, order and signature
// (dtype is a signature of one type).
func Keywords(u *ufunc.Ufunc, rule dtype.Casting, layout byte, signature []dtype.DType) ufunc.Config {
	c := u.Casting(rule).Layout(layouts[layout])
	if len(signature) > 0 {
		c = c.DTypes(signature...)
	}
	return c
}
