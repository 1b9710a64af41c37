// Package entry finds the address at which C may call an assembly kernel.
//
// Go's function values of assembly functions lead to a wrapper that the
// compiler makes, which needs Go's runtime: it takes the arguments from
// registers, stores them on the stack, and calls the assembly. C, which stores
// them on the stack itself, wants the address behind that call.
package entry

import (
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// limit is how much of a wrapper is looked at, in bytes; they are about 50.
const limit = 160

// Of returns the address of the assembly of f. It is the target of a call
// within f that is the beginning of a function with f's own name: nothing but
// the assembly behind a wrapper is. ok is false if there is none, as for a
// kernel that is Go.
func Of(f kernel.Func) (address uintptr, ok bool) {
	if f == nil {
		return 0, false
	}
	wrapper := **(**uintptr)(unsafe.Pointer(&f))
	name := runtime.FuncForPC(wrapper).Name()
	for _, target := range calls(wrapper) {
		g := runtime.FuncForPC(target)
		if g != nil && target != wrapper && g.Entry() == target && g.Name() == name {
			return target, true
		}
	}
	return 0, false
}
