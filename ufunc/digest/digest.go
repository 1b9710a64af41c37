// SPDX-License-Identifier: BSD-3-Clause

// Package digest shows that ufuncs compute the same bits on this machine as on
// every other: it runs each loop over fixed operands, on every level and with
// several numbers of threads, and compares the results with each other and, as
// hashes, with those on file.
package digest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
	"github.com/arraygen/arraygen/ufunc"
)

// Item is a computation over fixed operands, which are the same on every machine.
type Item struct {
	// Name tells it apart, as "add.float64.float64..float64".
	Name string
	run  func() []*ndarray.Array
}

// Of lists what there is to compute with ufuncs: a call of each loop, of arrays
// that are contiguous and of views with gaps, and the reductions.
func Of(us ...*ufunc.Ufunc) []Item {
	var items []Item
	for _, u := range us {
		for i := range u.Loops {
			l := &u.Loops[i]
			name := u.Name + signature(l)
			items = append(items, Item{name, func() []*ndarray.Array { return call(u, l) }})
			if u.Signature == "" && reduces(l) {
				items = append(items, Item{name + ".reduce", func() []*ndarray.Array { return reduce(u, l) }})
			}
		}
	}
	return items
}

// Casts lists the casts between all element types.
func Casts() []Item {
	var items []Item
	for _, from := range dtype.All() {
		for _, to := range dtype.All() {
			items = append(items, Item{fmt.Sprintf("cast.%v..%v", from, to), func() []*ndarray.Array {
				x := operand(sample.Special, from, 0, elements)
				return []*ndarray.Array{ufunc.AsType(x, to, dtype.Unsafe)}
			}})
		}
	}
	return items
}

// signature spells the types of a loop: ".float64.float64..bool".
func signature(l *ufunc.Loop) string {
	var b strings.Builder
	for _, d := range l.In {
		fmt.Fprintf(&b, ".%v", d)
	}
	b.WriteByte('.')
	for _, d := range l.Out {
		fmt.Fprintf(&b, ".%v", d)
	}
	return b.String()
}

// reduces reports whether a loop of two inputs reduces: a result is an operand
// again.
func reduces(l *ufunc.Loop) bool {
	return len(l.In) == 2 && len(l.Out) == 1 && l.In[0] == l.Out[0] && l.In[1] == l.Out[0]
}

const (
	// elements is the length of the operands: room for the tiles of several
	// threads, and for the ends of rows.
	elements = 4501
	// rareElements is that of complex functions with rare lanes: those take up to a
	// tenth of a millisecond an element, and fixed operands have many of them.
	rareElements = 300
	// rows and columns are the shape of what is reduced.
	rows, columns = 37, 243
	// coreElements is the length of the loop dimension of functions with core
	// dimensions.
	coreElements = 5
)

// coreLengths are the lengths of core dimensions: the first is longer than the
// blocks in which rows are reduced.
var coreLengths = []int{519, 23, 29}

// operand returns operand number i.
func operand(data func(r *rand.Rand, d dtype.DType, n, salt int) []byte, d dtype.DType, i int, shape ...int) *ndarray.Array {
	n := 1
	for _, length := range shape {
		n *= length
	}
	return ndarray.FromBytes(data(rand.New(rand.NewPCG(7, uint64(i))), d, n, i), d, shape, nil, 0)
}

// apart returns a copy of x with gaps between the elements of its last axis.
func apart(x *ndarray.Array) *ndarray.Array {
	shape := slices.Clone(x.Shape())
	if len(shape) == 0 {
		return x
	}
	shape[len(shape)-1] *= 3
	y := ndarray.Zeros(x.DType(), shape...).Slice("..., ::3")
	if err := ufunc.Copyto(y, x, dtype.No, nil); err != nil {
		return ndarray.Failed(err)
	}
	return y
}

// call calls a loop with operands of special values, the same with gaps, and small
// numbers, of which every function has results.
func call(u *ufunc.Ufunc, l *ufunc.Loop) []*ndarray.Array {
	c := u.DTypes(slices.Concat(l.In, l.Out)...)
	special, gaps, plain := make([]any, len(l.In)), make([]any, len(l.In)), make([]any, len(l.In))
	for i, shape := range shapes(u, l) {
		x := operand(sample.Special, l.In[i], i, shape...)
		special[i], gaps[i], plain[i] = x, apart(x), operand(ordinary, l.In[i], i, shape...)
	}
	return slices.Concat(c.CallN(special...), c.CallN(gaps...), c.CallN(plain...))
}

func ordinary(r *rand.Rand, d dtype.DType, n, _ int) []byte { return sample.Plain(r, d, n) }

func reduce(u *ufunc.Ufunc, l *ufunc.Loop) []*ndarray.Array {
	r := rand.New(rand.NewPCG(11, 13))
	d := l.Out[0]
	var results []*ndarray.Array
	for _, data := range [][]byte{sample.Plain(r, d, rows*columns), sample.Special(r, d, rows*columns, 0)} {
		x := ndarray.FromBytes(data, d, []int{rows, columns}, nil, 0)
		c := u.DType(d)
		results = append(results, c.Axis(1).Reduce(x), c.Axis(0).Reduce(x), c.Axis(0).Reduce(x.Reshape(rows*columns)), c.Axis(1).Accumulate(x))
	}
	return results
}

// operandDims is an operand in a signature: (m,k).
var operandDims = regexp.MustCompile(`\(([^)]*)\)`)

// shapes returns the shape of each input: one dimension, or that and the core
// dimensions. Those have a length for each name, a number is its own, and a window n+2 has
// so many more.
func shapes(u *ufunc.Ufunc, l *ufunc.Loop) [][]int {
	all := make([][]int, u.NIn())
	if u.Signature == "" {
		n := elements
		if l.Kernel.Rare && l.In[0].Kind() == dtype.KindComplex {
			n = rareElements
		}
		for i := range all {
			all[i] = []int{n}
		}
		return all
	}
	in, _, _ := strings.Cut(strings.ReplaceAll(u.Signature, " ", ""), "->")
	lengths := map[string]int{}
	for i, m := range operandDims.FindAllStringSubmatch(in, -1) {
		all[i] = []int{coreElements}
		for name := range strings.SplitSeq(m[1], ",") {
			if name == "" {
				continue
			}
			name, extra, _ := strings.Cut(name, "+")
			more, _ := strconv.Atoi(extra)
			length, err := strconv.Atoi(name)
			if err != nil {
				name = strings.TrimSuffix(name, "?")
				if lengths[name] == 0 {
					lengths[name] = coreLengths[len(lengths)%len(coreLengths)]
				}
				length = lengths[name]
			}
			all[i] = append(all[i], length+more)
		}
	}
	return all
}
