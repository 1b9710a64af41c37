// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Einsum returns sums of products by Einstein's convention: subscripts name the axes
// of each operand by letters, and behind "->" those of the result; a letter that the
// result lacks is summed over. Without "->" the result has in alphabetical order the
// letters that stand once. An ellipsis stands for the axes that no letter names, which are broadcast.
//
// Operands are combined two by two from the left, as matrix products. Options stand behind them.
func Einsum(subscripts string, list ...any) *Array {
	var e einsum
	list, opts := withOptions(list)
	if err := e.read("einsum", 0, opts); err != nil {
		return failed(err)
	}
	terms, err := e.parse(subscripts, operands(e.fn, list))
	if err != nil {
		return failed(err)
	}
	e.last = len(terms) == 1
	y := e.single(terms[0], e.needed(terms[1:]))
	for i, term := range terms[1:] {
		term = e.single(term, e.needed(slices.Concat([]labelled{y}, terms[i+2:])))
		e.last = i+2 == len(terms)
		y = e.pair(y, term, e.needed(terms[i+2:]))
	}
	return e.final(y)
}

// labelled is an array whose axes have labels.
type labelled struct {
	x      *Array
	labels []rune
}

// einsum is the state of a call: the labels of the result, and the lengths of all.
type einsum struct {
	keywords
	last    bool // what is computed now is the result
	out     []rune
	lengths map[rune]int
}

// allocation has the last step make the result where that belongs.
func (e *einsum) allocation() []Option {
	if !e.last {
		return nil
	}
	return e.keywords.allocation()
}

// dots is the first label of the axes of an ellipsis, counted from the last axis.
const dots = rune(0x10000)

// parse gives operands their labels, each once: of one that stands twice the
// diagonal is taken.
func (e *einsum) parse(subscripts string, list []*Array) ([]labelled, error) {
	if bad := failure(list...); bad != nil {
		return nil, bad.Err()
	}
	text := strings.ReplaceAll(subscripts, " ", "")
	in, out, explicit := strings.Cut(text, "->")
	parts := strings.Split(in, ",")
	if len(parts) != len(list) || len(list) == 0 {
		return nil, fault.New(e.fn, fault.Value, "subscripts %q are for %d operands, there are %d", subscripts, len(parts), len(list))
	}
	d := list[0].DType()
	for _, x := range list {
		d = dtype.Promote(d, x.DType())
	}
	e.lengths = map[rune]int{}
	counts, most := map[rune]int{}, 0
	terms := make([]labelled, len(list))
	for i, x := range list {
		labels, err := e.labels(parts[i], x.NDim())
		if err != nil {
			return nil, err
		}
		x = cast(x, d)
		for axis := 0; axis < len(labels); axis++ {
			label, n := labels[axis], length(x, axis)
			if first := slices.Index(labels[:axis], label); first >= 0 {
				if n != length(x, first) {
					return nil, fault.New(e.fn, fault.Value, "operand %d has lengths %d and %d for the subscript %q", i, length(x, first), n, label)
				}
				x = x.Diagonal(0, first, axis)
				rest := others([]int{first, axis}, len(labels))
				labels = slices.Concat(pick(labels, rest), []rune{label})
				axis = -1
				continue
			}
			if known, is := e.lengths[label]; is && known != n && known != 1 && (n != 1) {
				return nil, fault.New(e.fn, fault.Value, "operands could not be broadcast together: the subscript %q has lengths %d and %d", label, known, n)
			} else if !is || known == 1 {
				e.lengths[label] = n
			}
		}
		for _, label := range labels {
			counts[label]++
			if label >= dots {
				most = max(most, int(label-dots)+1)
			}
		}
		for _, label := range parts[i] { // those of the diagonal stand twice
			if label != '.' && strings.Count(parts[i], string(label)) > 1 {
				counts[label] = 2
			}
		}
		terms[i] = labelled{x, labels}
	}
	if explicit {
		var err error
		named := strings.Count(out, "...")
		if e.out, err = e.labels(out, len(strings.ReplaceAll(out, "...", ""))+most*named); err != nil {
			return nil, err
		}
		for i, label := range e.out {
			if _, is := e.lengths[label]; !is || slices.Contains(e.out[:i], label) {
				return nil, fault.New(e.fn, fault.Value, "the result of %q has the subscript %q twice, or the operands have it not", subscripts, label)
			}
		}
		return terms, nil
	}
	for label := range counts {
		if label < dots && counts[label] == 1 {
			e.out = append(e.out, label)
		}
	}
	slices.Sort(e.out)
	for i := range most {
		e.out = slices.Insert(e.out, 0, dots+rune(i))
	}
	return terms, nil
}

// labels returns the label of each of ndim axes.
func (e *einsum) labels(text string, ndim int) ([]rune, error) {
	before, after, found := strings.Cut(text, "...")
	named := len(before) + len(after)
	for _, c := range before + after {
		if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
			return nil, fault.New(e.fn, fault.Value, "invalid subscript %q in %q; they are letters", c, text)
		}
	}
	if named > ndim || !found && named != ndim {
		return nil, fault.New(e.fn, fault.Value, "subscripts %q for an operand of %d dimensions", text, ndim)
	}
	labels := []rune(before)
	for i := ndim - named; i > 0; i-- {
		labels = append(labels, dots+rune(i-1))
	}
	return append(labels, []rune(after)...), nil
}

// needed returns the labels of the result and of other terms.
func (e *einsum) needed(terms []labelled) []rune {
	list := slices.Clone(e.out)
	for _, t := range terms {
		list = append(list, t.labels...)
	}
	return list
}

// single sums the axes of a term that nothing else needs.
func (e *einsum) single(t labelled, needed []rune) labelled {
	var gone []int
	var left []rune
	for axis, label := range t.labels {
		if slices.Contains(needed, label) {
			left = append(left, label)
		} else {
			gone = append(gone, axis)
		}
	}
	if len(gone) == 0 {
		return t
	}
	return labelled{e.sum(t.x, gone), left}
}

// sum adds along axes, in the type of x.
func (e *einsum) sum(x *Array, axes []int) *Array {
	if x.DType() == dtype.Bool {
		return Any(x, append(e.allocation(), Axis(axes...))...)
	}
	return Sum(x, append(e.allocation(), Axis(axes...), DType(x.DType()))...)
}

// pair multiplies two terms and sums the axes that nothing else needs, as matrix
// products: (batch, rows, summed) by (batch, summed, columns).
func (e *einsum) pair(x, y labelled, needed []rune) labelled {
	if bad := failure(x.x, y.x); bad != nil {
		return labelled{bad, nil}
	}
	var batch, rows, columns, summed []rune
	for axis, label := range x.labels {
		at := slices.Index(y.labels, label)
		switch {
		case at < 0:
			rows = append(rows, label)
		case slices.Contains(needed, label) || length(x.x, axis) != length(y.x, at):
			batch = append(batch, label)
		default:
			summed = append(summed, label)
		}
	}
	for _, label := range y.labels {
		if !slices.Contains(x.labels, label) {
			columns = append(columns, label)
		}
	}
	a := e.arrange(x, batch, rows, summed)
	b := e.arrange(y, batch, summed, columns)
	labels := slices.Concat(batch, rows, columns)
	// Axes of which one operand has a single element may still have to be summed.
	last := e.last
	e.last = last && !slices.ContainsFunc(labels, func(label rune) bool { return !slices.Contains(needed, label) })
	var z *Array
	if len(summed) == 0 { // an outer product
		a, b = a.Squeeze(-1).ExpandDims(-1), b.Squeeze(-2).ExpandDims(-2)
		multiply := Multiply
		if a.DType() == dtype.Bool {
			multiply = LogicalAnd
		}
		z = multiply(a, b, e.allocation()...)
	} else {
		z = Matmul(a, b, e.allocation()...)
	}
	e.last = last
	shape := make([]int, len(labels))
	for i, label := range labels {
		shape[i] = e.lengthIn(label, x, y)
	}
	t := labelled{z.Reshape(shape...), labels}
	return e.single(t, needed)
}

// lengthIn returns the length of a label in the product of two terms.
func (e *einsum) lengthIn(label rune, terms ...labelled) int {
	n := 1
	for _, t := range terms {
		if axis := slices.Index(t.labels, label); axis >= 0 && length(t.x, axis) != 1 {
			n = length(t.x, axis)
		}
	}
	return n
}

// arrange returns a term with the axes of batch, and two more for the others.
func (e *einsum) arrange(t labelled, batch, first, second []rune) *Array {
	var axes, shape []int
	for _, label := range slices.Concat(batch, first, second) {
		axis := slices.Index(t.labels, label)
		axes = append(axes, axis)
	}
	for _, axis := range axes[:len(batch)] {
		shape = append(shape, length(t.x, axis))
	}
	for _, group := range [][]int{axes[len(batch) : len(batch)+len(first)], axes[len(batch)+len(first):]} {
		n := 1
		for _, axis := range group {
			n *= length(t.x, axis)
		}
		shape = append(shape, n)
	}
	x := t.x
	if len(axes) > 0 {
		x = x.Transpose(axes...)
	}
	return x.Reshape(shape...)
}

// final puts the axes in the order of the result.
func (e *einsum) final(t labelled) *Array {
	if t.x.Err() != nil {
		return t.x
	}
	axes := make([]int, len(e.out))
	for i, label := range e.out {
		if axes[i] = slices.Index(t.labels, label); axes[i] < 0 {
			return reject(e.fn, fault.Value, "the operands have no axis %q", label)
		}
	}
	x := t.x
	if len(axes) > 0 {
		x = x.Transpose(axes...)
	}
	shape := make([]int, len(e.out))
	for i, label := range e.out {
		shape[i] = e.lengths[label]
	}
	if !slices.Equal(shape, shapeOf(x)) {
		x = x.BroadcastTo(shape...)
	}
	return x
}

func pick(labels []rune, axes []int) []rune {
	list := make([]rune, len(axes))
	for i, axis := range axes {
		list[i] = labels[axis]
	}
	return list
}
