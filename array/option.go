// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Option is a keyword of a call: [Axis], [KeepDims], [Out] and the others make
// it. It is a plain value, no function: a call with options allocates nothing
// for them.
type Option struct {
	key           keyword
	axes          axisList
	array         *Array
	value, also   any
	alloc         Allocator
	float, second float64
	n             int
	dtype         dtype.DType
}

// keyword is one keyword, or a set of them.
type keyword uint64

const (
	keyAxis keyword = 1 << iota
	keyKeepDims
	keyDType
	keyOut
	keyMask
	keyInitial
	keyCasting
	keyLayout
	keyAllocate
	keyCorrection
	keyEndpoint
	keyIncludeInitial
	keyDescending
	keySide
	keySorter
	keyInverted
	keyPrepend
	keyAppended
	keyOrder
	keyWeights
	keyRange
	keyDensity
	keyMethod
	keyTolerance
	keyEqualNaN
	keyMode
	keyFillValue
	keyPeriod
	keyOutside
	keyColumns
	keySmallest
	keyAlwaysCopy
	keyNeverCopy
	keyAbout
	keyEndValue
	keyStatLength
	keyOdd
	keyUpper
	keyHermitian
	keyReduced
	keyRTol
	keyATol
	keyOrd
	keyLength
	keyLengths
	keyNormalization
	keyLittleBits
	keyWanted
	keyReplacing
	keyDiscontinuity
	keyErrors
)

// keywordNames are the names of the functions that make the keywords, by bit.
var keywordNames = [...]string{
	"Axis", "KeepDims", "DType", "Out", "Mask", "Initial", "Casting", "Layout", "Allocate", "Correction", "Endpoint",
	"IncludeInitial", "Descending", "Side", "Sorter", "Inverted", "Prepend", "Appended", "Order", "Weights", "Range", "Density", "Method",
	"Tolerance", "EqualNaN", "Mode", "FillValue", "Period", "Outside", "Columns", "Smallest", "AlwaysCopy", "NeverCopy", "About", "EndValue",
	"StatLength", "Odd",
	"Upper", "Hermitian", "Reduced", "RTol", "ATol", "Ord", "Length", "Lengths", "Normalization", "LittleBits", "Wanted", "Replacing", "Discontinuity", "Errors",
}

// String lists the keywords of a set.
func (key keyword) String() string {
	var names []string
	for set := key; set != 0; set &= set - 1 {
		names = append(names, keywordNames[bits.TrailingZeros64(uint64(set))])
	}
	return strings.Join(names, ", ")
}

// Errors has the call add to found those of the conditions look that it meets, see
// [ufunc.Ufunc.Errors].
func Errors(look ufunc.Conditions, found *ufunc.Conditions) Option {
	return Option{key: keyErrors, n: int(look), value: found}
}

// Axis names the axes that a function works on, counted from the last if
// negative. Without it reductions work on all axes, and other functions on the
// one that they name. Axis() names none.
func Axis(axes ...int) Option { return Option{key: keyAxis, axes: axesOf(axes...)} }

// AllAxes has a function work on all axes: reductions on all elements, which is
// their default, the others on the elements in C order along one axis (NumPy's
// axis=None).
func AllAxes() Option { return Option{key: keyAxis, n: 1} }

// KeepDims has a reduction keep the axes it reduces, with length 1.
func KeepDims() Option { return Option{key: keyKeepDims} }

// DType sets the element type of the result, and of the computation.
func DType(d dtype.DType) Option { return Option{key: keyDType, dtype: d} }

// Out has the result written to z, which is also what the function returns. Its
// shape must be that of the result; its type may be any that the result converts
// to under the casting rule.
func Out(z *Array) Option { return Option{key: keyOut, array: z} }

// Mask restricts a function to the elements at which mask, an array of bool that
// is broadcast, is true: NumPy's where=. Reductions leave the others out; an
// element-wise function leaves those of Out as they are.
func Mask(mask *Array) Option { return Option{key: keyMask, array: mask} }

// Initial sets the value that a reduction starts with, a Go scalar or an array
// without axes; nil means to start with the first element.
func Initial(v any) Option { return Option{key: keyInitial, value: v} }

// Casting sets the rule for the conversion of operands and results.
func Casting(rule dtype.Casting) Option { return Option{key: keyCasting, n: int(rule)} }

// Layout sets the memory order of a new result.
func Layout(l ufunc.Layout) Option { return Option{key: keyLayout, n: int(l)} }

// Correction sets what is taken off the number of elements in a variance:
// NumPy's ddof. It is 0 by default.
func Correction(c float64) Option { return Option{key: keyCorrection, float: c} }

// About sets the value, or array of values, that a variance takes distances
// from in place of the mean: NumPy's mean=. It is broadcast to the operand.
func About(mean any) Option { return Option{key: keyAbout, value: mean} }

// Endpoint tells whether the last number of a range is part of it; by default it
// is.
func Endpoint(included bool) Option { return flag(keyEndpoint, included) }

// IncludeInitial has a cumulative function begin with its identity.
func IncludeInitial() Option { return Option{key: keyIncludeInitial} }

// Descending has a sort begin with the largest element.
func Descending() Option { return Option{key: keyDescending} }

// Inverted turns the result of [Isin] round.
func Inverted() Option { return Option{key: keyInverted} }

// Prepend and Appended put v before or behind the elements along the axis before
// [Diff] takes their differences.
func Prepend(v any) Option { return Option{key: keyPrepend, value: v} }

// Appended is [Prepend] for the end.
func Appended(v any) Option { return Option{key: keyAppended, value: v} }

// Order sets how many times [Diff] takes differences, 1 by default.
func Order(n int) Option { return Option{key: keyOrder, n: n} }

func flag(key keyword, set bool) Option {
	o := Option{key: key}
	if set {
		o.n = 1
	}
	return o
}

// Empty reports whether o is the zero Option, which is no keyword.
func (o Option) Empty() bool { return o.key == 0 }

// axisList is a list of axes that is a value: a few stand in it, so that those of a
// call need no memory.
type axisList struct {
	inline [4]int
	n      int
	more   []int // all, where they are more
}

func axesOf(axes ...int) (l axisList) {
	l.n = len(axes)
	if copy(l.inline[:], axes) < l.n {
		l.more = slices.Clone(axes)
	}
	return l
}

// list returns the axes, for as long as l is there.
func (l *axisList) list() []int {
	if l.more != nil {
		return l.more
	}
	return l.inline[:l.n]
}

// keywords are the options of a call. The common ones are taken apart, the others
// that have a value are in opts. It refers to nothing that the caller has on its
// stack, as what it refers to may be kept.
type keywords struct {
	fn   string
	opts []Option
	has  keyword
	outs [1]*Array
	mask *Array
	axes axisList
	all  bool // of axes
	d    dtype.DType
	rule dtype.Casting
	make Allocator

	layout     ufunc.Layout
	correction float64
}

// withOptions divides the arguments of a function of any number of operands, behind which its options stand.
func withOptions(args []any) (operands []any, opts []Option) {
	n := len(args)
	for n > 0 {
		if _, is := args[n-1].(Option); !is {
			break
		}
		n--
	}
	for _, o := range args[n:] {
		opts = append(opts, o.(Option))
	}
	return args[:n], opts
}

// read sets k to the options of a call of the function fn, which takes a set of
// keywords.
func (k *keywords) read(fn string, takes keyword, opts []Option) error {
	k.fn, k.rule = fn, dtype.SameKind
	for i := range opts {
		o := &opts[i]
		if o.key&(takes|keyAllocate) == 0 {
			return unknownKeyword(fn, o.key, takes)
		}
		k.has |= o.key
		switch o.key {
		case keyAxis:
			k.axes, k.all = o.axes, o.n == 1
		case keyDType:
			k.d = o.dtype
		case keyOut:
			k.outs[0] = o.array
		case keyMask:
			k.mask = o.array
		case keyCasting:
			k.rule = dtype.Casting(o.n)
		case keyAllocate:
			k.make = o.alloc
		case keyLayout:
			k.layout = ufunc.Layout(o.n)
		case keyCorrection:
			k.correction = o.float
		case keyKeepDims, keyDescending, keyIncludeInitial, keyInverted, keyDensity, keyEqualNaN, keyOdd, keyUpper, keyHermitian, keyReduced, keyLittleBits:
		default:
			k.opts = append(k.opts, *o)
		}
	}
	return nil
}

func unknownKeyword(fn string, key, takes keyword) error {
	switch {
	case key == 0:
		return fault.New(fn, fault.Value, "an empty Option; functions as Axis and Out make them")
	case takes&^keyAllocate == 0:
		return fault.New(fn, fault.Value, "takes no keyword, not even %v", key)
	}
	return fault.New(fn, fault.Value, "takes no keyword %v; it takes %v", key, takes)
}

// option returns the last option of a key, or an empty one.
func (k *keywords) option(key keyword) (o Option) {
	for i := range k.opts {
		if k.opts[i].key == key {
			o = k.opts[i]
		}
	}
	return o
}

// is reports whether a flag is set; initial is its default.
func (k *keywords) is(key keyword, initial bool) bool {
	if k.has&key == 0 {
		return initial
	}
	return k.option(key).n != 0
}

// axis returns the one axis that a function works on, counted from the front,
// for x, which becomes its elements along one axis for AllAxes: for the time of the
// call, see [ndarray.Array.Lent]. Without the keyword it is initial.
func (k *keywords) axis(x **Array, initial int) (int, error) {
	if k.all {
		*x = (*x).Lent().Ravel()
		return 0, (*x).Err()
	}
	axis := initial
	if k.has&keyAxis != 0 {
		if k.axes.n != 1 {
			return 0, fault.New(k.fn, fault.Value, "works along one axis, not %d", k.axes.n)
		}
		axis = k.axes.inline[0]
	}
	return normalize(k.fn, axis, *x)
}

// axisOfView is axis for a function whose result may be x or a view of it: then it holds the memory of the operand.
func (k *keywords) axisOfView(x **Array, initial int) (int, error) {
	if k.all {
		*x = (*x).Ravel()
	}
	return k.axis(x, initial)
}
