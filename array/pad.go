// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Mode tells [Pad] what stands at the edges, by NumPy's names: "constant", the
// default, "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect",
// "symmetric", "wrap", "empty"; and which factors [QR] returns.
func Mode(name string) Option { return Option{key: keyMode, value: name} }

// FillValue sets the constants of [Pad], 0 by default: a number, or an array that is
// broadcast to a row for each axis with the values before and behind.
func FillValue(v any) Option { return Option{key: keyFillValue, value: v} }

// EndValue sets the values at which the ramps of [Pad]'s mode "linear_ramp" end, 0
// by default, in the form of [FillValue].
func EndValue(v any) Option { return Option{key: keyEndValue, value: v} }

// StatLength sets how many elements at an edge the statistics of [Pad] are of, in
// the form of [FillValue]; by default, all.
func StatLength(v any) Option { return Option{key: keyStatLength, value: v} }

// Odd has [Pad] reflect elements in the value of the edge: twice that value less the
// element.
func Odd() Option { return Option{key: keyOdd} }

// padding is a call of [Pad]: z is the result, of which the elements of x are set.
type padding struct {
	k      *keywords
	z      *Array
	widths [][2]int
	shape  []int  // of x
	sides  *Array // of the mode: a row for each axis, with two values
}

// padMode is what a mode does along one axis: roi is the result, along the axes
// behind this one only where x is.
type padMode struct {
	keyword keyword // that it takes
	empty   bool    // axes without elements can be padded
	fill    func(p *padding, roi *Array, axis int) error
}

var padModes = map[string]padMode{
	"constant":    {keyFillValue, true, (*padding).constant},
	"empty":       {0, true, func(*padding, *Array, int) error { return nil }},
	"edge":        {0, false, (*padding).edge},
	"linear_ramp": {keyEndValue, false, (*padding).ramp},
	"maximum":     {keyStatLength, false, statistic(Max, true)},
	"minimum":     {keyStatLength, false, statistic(Min, true)},
	"mean":        {keyStatLength, false, statistic(Mean, false)},
	"median":      {keyStatLength, false, statistic(Median, false)},
	"reflect":     {keyOdd, false, reflected(false)},
	"symmetric":   {keyOdd, false, reflected(true)},
	"wrap":        {0, false, (*padding).wrap},
}

// Pad returns x with elements added at its edges: widths has for each axis how many
// before and behind, or one pair for all axes. Mode says which. A mode takes the
// keyword that is its own, and no other: "constant" FillValue, "linear_ramp"
// EndValue, the statistics StatLength, "reflect" and "symmetric" Odd.
//
// Keywords: Mode, FillValue, EndValue, StatLength, Odd.
func Pad(x any, widths [][2]int, opts ...Option) *Array {
	var k keywords
	if err := k.read("pad", keyMode|keyFillValue|keyEndValue|keyStatLength|keyOdd, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	n := y.NDim()
	if len(widths) == 1 {
		widths = slices.Repeat(widths, n)
	}
	if len(widths) != n {
		return reject(k.fn, fault.Value, "%d pairs of widths for %d axes", len(widths), n)
	}
	mode, name, err := k.padMode()
	if err != nil {
		return failed(err)
	}
	p := padding{k: &k, widths: widths, shape: y.Shape()}
	shape := y.Shape()
	for i, w := range widths {
		switch {
		case w[0] < 0 || w[1] < 0:
			return reject(k.fn, fault.Value, "index can't contain negative values: the widths %v of axis %d", w, i)
		case shape[i] == 0 && w != [2]int{} && !mode.empty:
			return reject(k.fn, fault.Value, "can't extend empty axis %d using modes other than 'constant' or 'empty'", i)
		}
		shape[i] += w[0] + w[1]
	}
	if mode.keyword&(keyFillValue|keyEndValue|keyStatLength) != 0 && k.has&mode.keyword != 0 {
		if p.sides, err = k.sides(name, k.option(mode.keyword).value, n); err != nil {
			return failed(err)
		}
	}
	p.z = k.newAlike(y, shape)
	inner := p.z.Lent()
	for i, w := range widths {
		inner = part(inner, i, w[0], length(y, i))
	}
	if inner.Err() != nil {
		return inner
	}
	if err := inner.Assign(y); err != nil {
		return failed(err)
	}
	if y.Size() == 0 && !mode.empty {
		return p.z
	}
	for axis, w := range widths {
		if w == [2]int{} {
			continue
		}
		roi := p.z.Lent()
		for i := axis + 1; i < n; i++ {
			roi = part(roi, i, widths[i][0], p.shape[i])
		}
		if err := mode.fill(&p, roi, axis); err != nil {
			return failed(err)
		}
	}
	return p.z
}

// padMode returns the mode that the keywords name, and checks that it takes the
// others.
func (k *keywords) padMode() (padMode, string, error) {
	name := "constant"
	if k.has&keyMode != 0 {
		name, _ = k.option(keyMode).value.(string)
	}
	mode, known := padModes[name]
	if !known {
		var names []string
		for name := range padModes {
			names = append(names, name)
		}
		slices.Sort(names)
		return mode, name, fault.New(k.fn, fault.Value, "mode '%s' is not supported; there are %s", name, strings.Join(names, ", "))
	}
	if other := k.has & (keyFillValue | keyEndValue | keyStatLength | keyOdd) &^ mode.keyword; other != 0 {
		takes := "no keyword"
		if mode.keyword != 0 {
			takes = mode.keyword.String()
		}
		return mode, name, fault.New(k.fn, fault.Value, "unsupported keyword arguments for mode '%s': %v; it takes %s", name, other, takes)
	}
	return mode, name, nil
}

// sides returns a row for each of n axes with two values.
func (k *keywords) sides(mode string, v any, n int) (*Array, error) {
	x := operand(k.fn, v)
	if err := x.Err(); err != nil {
		return nil, err
	}
	if x.NDim() == 1 && x.Len() == 2 || x.NDim() == 2 && shapeOf(x)[1] == 2 && x.Len() == n || x.NDim() == 0 {
		return x.BroadcastTo(n, 2), nil
	}
	if y := x.BroadcastTo(n, 2); y.Err() == nil {
		return y, nil
	}
	return nil, fault.New(k.fn, fault.Shape, "values of shape %s for mode '%s' of %d axes; there may be one, a pair, or a pair for each axis", fault.ShapeText(x.Shape()), mode, n)
}

// set writes elements to the places from at to end of an axis; they are broadcast.
func set(roi *Array, axis, at, end int, v any) error {
	if at == end {
		return nil
	}
	return ufunc.Copyto(part(roi, axis, at, end-at), v, dtype.Unsafe, nil)
}

// side returns the value of the mode before an axis, or behind it.
func (p *padding) side(axis, side int) *Array {
	return p.sides.Index(ndarray.Int(axis), ndarray.Int(side))
}

// edges returns where x begins and ends on an axis.
func (p *padding) ends(axis int) (first, end int) {
	return p.widths[axis][0], p.widths[axis][0] + p.shape[axis]
}

func (p *padding) constant(roi *Array, axis int) error {
	first, end := p.ends(axis)
	var before, behind any = 0, 0
	if p.sides != nil {
		before, behind = p.side(axis, 0), p.side(axis, 1)
		if v := p.k.option(keyFillValue).value; weakKind(v) != 0 {
			before, behind = v, v // a number must be one of the type
		}
	}
	if err := setAll(part(roi, axis, 0, first), before).Err(); err != nil {
		return err
	}
	return setAll(part(roi, axis, end, length(roi, axis)-end), behind).Err()
}

func (p *padding) edge(roi *Array, axis int) error {
	first, end := p.ends(axis)
	if err := set(roi, axis, 0, first, part(roi, axis, first, 1)); err != nil {
		return err
	}
	return set(roi, axis, end, length(roi, axis), part(roi, axis, end-1, 1))
}

func (p *padding) ramp(roi *Array, axis int) error {
	first, end := p.ends(axis)
	for side, w := range p.widths[axis] {
		var from any = 0
		if p.sides != nil {
			from = p.side(axis, side)
		}
		at := first
		if side == 1 {
			at = end - 1
		}
		ramp := Linspace(from, part(roi, axis, at, 1).Squeeze(axis), w, Endpoint(false), DType(roi.DType()), Axis(axis))
		at = 0
		if side == 1 {
			ramp, at = ramp.Flip(axis), end
		}
		if ramp.Err() != nil {
			return ramp.Err()
		}
		if err := set(roi, axis, at, at+w, ramp); err != nil {
			return err
		}
	}
	return nil
}

// statistic pads with what f makes of the elements at an edge; some says that f has
// to have any.
func statistic(f func(x any, opts ...Option) *Array, some bool) func(*padding, *Array, int) error {
	return func(p *padding, roi *Array, axis int) error {
		first, end := p.ends(axis)
		for side, w := range p.widths[axis] {
			n := end - first
			if p.sides != nil {
				given, err := ndarray.Item[int64](cast(p.side(axis, side), dtype.Int64))
				if err != nil {
					return err
				}
				if given < 0 {
					return fault.New(p.k.fn, fault.Value, "index can't contain negative values: the length %d of a statistic", given)
				}
				if n = min(n, int(given)); n == 0 && some {
					return fault.New(p.k.fn, fault.Value, "stat_length of 0 yields no value for padding")
				}
			}
			from, at := first, 0
			if side == 1 {
				from, at = end-n, end
			}
			v := f(part(roi, axis, from, n), Axis(axis), KeepDims())
			if roi.DType().Kind() < dtype.KindFloat && v.DType().Kind() == dtype.KindFloat && roi.DType() != dtype.Bool {
				v = ufunc.Rint.Call(v)
			}
			if v.Err() != nil {
				return v.Err()
			}
			if err := set(roi, axis, at, at+w, v); err != nil {
				return err
			}
		}
		return nil
	}
}

// reflected pads with the elements in reverse, again and again: the one at the edge
// too, or not.
func reflected(withEdge bool) func(*padding, *Array, int) error {
	return func(p *padding, roi *Array, axis int) error {
		if p.shape[axis] == 1 {
			return p.edge(roi, axis)
		}
		odd := p.k.has&keyOdd != 0
		first, end := p.ends(axis) // of what is set
		offset, period := 0, p.shape[axis]-1
		if withEdge {
			offset, period = 1, p.shape[axis]
		}
		for first > 0 || end < length(roi, axis) {
			// No more than whole periods at once.
			most := (end - first - 1 + offset) / period * period
			begin, stop := first, end
			if n := min(most, begin); n > 0 {
				chunk := mirrored(part(roi, axis, begin+1-offset, n), part(roi, axis, begin, 1), axis, odd)
				if err := set(roi, axis, begin-n, begin, chunk); err != nil {
					return err
				}
				first -= n
			}
			if n := min(most, length(roi, axis)-stop); n > 0 {
				chunk := mirrored(part(roi, axis, stop-1+offset-n, n), part(roi, axis, stop-1, 1), axis, odd)
				if err := set(roi, axis, stop, stop+n, chunk); err != nil {
					return err
				}
				end += n
			}
		}
		return nil
	}
}

// mirrored returns elements in reverse, and in the value of an edge if odd is set.
func mirrored(x, edge *Array, axis int, odd bool) *Array {
	x = x.Flip(axis)
	if !odd {
		return x
	}
	return ufunc.Subtract.Call(ufunc.Multiply.Call(edge, 2), x)
}

func (p *padding) wrap(roi *Array, axis int) error {
	first, end := p.ends(axis)
	for first > 0 || end < length(roi, axis) {
		period := (end - first) / p.shape[axis] * p.shape[axis]
		begin, stop := first, end
		if n := min(period, begin); n > 0 {
			if err := set(roi, axis, begin-n, begin, part(roi, axis, begin+period-n, n)); err != nil {
				return err
			}
			first -= n
		}
		if n := min(period, length(roi, axis)-stop); n > 0 {
			if err := set(roi, axis, stop, stop+n, part(roi, axis, stop-period, n)); err != nil {
				return err
			}
			end += n
		}
	}
	return nil
}
