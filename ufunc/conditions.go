// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Conditions are what arithmetic may meet without being an error: NumPy's four
// floating-point errors. The bits are NumPy's.
//
// They follow from the operands and the results of a function, and so are the same on
// every machine and with every instruction set; the sticky flags of the CPU only tell
// soon that there are none. A result that a NaN or an infinity among the operands
// explains is no condition.
type Conditions uint8

// The conditions.
const (
	// DivideByZero is an infinite result of finite operands at a pole: 1/0, log(0),
	// power(0, -1); of integers every division by 0, whose result is 0.
	DivideByZero Conditions = 1 << iota
	// Overflow is any other infinite result of finite operands, and the quotient of the
	// least integer and -1.
	Overflow
	// Underflow is a result below the least normal number that is not exact.
	Underflow
	// InvalidValue is a NaN that is in no operand: 0/0, sqrt(-1), inf - inf; and the
	// conversion to an integer type of what it has no value for.
	InvalidValue

	// AllConditions are all of them.
	AllConditions = DivideByZero | Overflow | Underflow | InvalidValue
)

// conditionNames are NumPy's, in the order of the bits.
var conditionNames = [...]string{"divide by zero", "overflow", "underflow", "invalid value"}

// String returns the names of the conditions as NumPy's warnings have them, as
// "divide by zero, invalid value".
func (c Conditions) String() string {
	var names []string
	for i, name := range conditionNames {
		if c&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Errors has the call add to found those of the conditions look that it meets. They
// don't change what it computes. Without Errors nothing is looked for.
func (u *Ufunc) Errors(look Conditions, found *Conditions) Config {
	return u.config().Errors(look, found)
}

// Errors is [Ufunc.Errors].
func (c Config) Errors(look Conditions, found *Conditions) Config {
	k := *c.call
	k.watcher = newWatcher(look, found)
	k.flags |= hasOther
	return Config{&k}
}

// newWatcher is apart from Errors, so that Errors is inlined.
func newWatcher(look Conditions, found *Conditions) *watcher {
	if look &= AllConditions; look != 0 {
		return &watcher{look, found, &looking}
	}
	return nil
}

// watcher is what Errors was given.
type watcher struct {
	look  Conditions
	found *Conditions
	code  *watchCode
}

// watchCode is the code that looks for conditions. Calls reach it by the pointer that
// Errors sets, so that programs without Errors don't link it.
//
// What it is given holds on to nothing of the caller's keywords: it would, to the
// compiler, keep them on the heap for every call.
type watchCode struct {
	begin func(p *plan, name string, look Conditions)
	end   func(p *plan, m watchedMethod, results []*ndarray.Array) Conditions
}

// watchedMethod are the keywords of a method that bear on what explains its results.
type watchedMethod struct {
	flags configFlags
	axes  []int
}

// beginWatch and endWatch enclose the run of a method.
func (c *Config) beginWatch(p *plan) {
	if c.watcher != nil {
		p.watchCode = c.watcher.code
		p.watchCode.begin(p, c.u.Name, c.watcher.look)
	}
}

func (c *Config) endWatch(p *plan, results []*ndarray.Array) {
	if c.watcher != nil {
		m := watchedMethod{c.flags & (keepDims | allAxes | hasAxes | hasWhere), append([]int(nil), c.axes...)}
		*c.watcher.found |= p.watchCode.end(p, m, append([]*ndarray.Array(nil), results...))
	}
}

// lookout looks at the work of a job, piece by piece.
type lookout interface {
	// inPlace reports whether the kernel may write over its operands.
	inPlace(j *job) bool
	// call runs the kernel on w.args.
	call(w *worker)
	// once looks at an operand of one element that is about to be converted.
	once(o *operand)
	// goLoop reports whether a Go loop, which takes any strides, may run in place of
	// vector code.
	goLoop() bool
	// convert runs a conversion of rows of n elements by a kernel. masked says that they
	// are those of a chunk, of which the mask of w takes some.
	convert(w *worker, set *kernel.Set, from, to dtype.DType, src, dst block, rows, n int, masked bool)
}
