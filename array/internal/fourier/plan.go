// SPDX-License-Identifier: BSD-3-Clause

package fourier

import (
	"sync"
	"unsafe"
)

// Plan is how to transform n complex elements: the passes and their roots.
type Plan[T Real] struct {
	n      int
	passes []pass[T]
	chirp  *chirp[T] // for a length with a large prime factor
	more   int       // parts of scratch memory for passes
}

// pass turns transforms of length radix*m into m of length radix each, stride of them
// side by side.
type pass[T Real] struct {
	radix, m, stride int
	// roots has exp(-2 pi i p k/(radix m)) for p from 1 to m-1, for each k from 1 to
	// radix-1.
	roots []T
	// circle has exp(-2 pi i k/radix) for a radix without code of its own.
	circle []T
	prime  *prime[T] // for a large radix
}

const (
	// largest is the largest prime factor that passes are better for than a convolution, largestOfMany where many
	// transforms of its length make a pass.
	largest       = 127
	largestOfMany = 300
	many          = 8
	// scalar is the largest of a pass without products of matrices.
	scalar = 23
)

// factors returns the radices for a length, and whether all are small.
func factors(n int) (list []int, ok bool) {
	whole := n
	for n%4 == 0 {
		list, n = append(list, 4), n/4
	}
	two := n%2 == 0
	if two {
		n /= 2
	}
	ok = true
	for p := 3; n > 1; p += 2 {
		if p*p > n {
			p = n
		}
		for n%p == 0 {
			list, n = append(list, p), n/p
			ok = ok && (p <= largest || p <= largestOfMany && whole/p >= many)
		}
	}
	if two { // last, where it has no roots
		list = append(list, 2)
	}
	return list, ok
}

func newPlan[T Real](n int) *Plan[T] {
	p := &Plan[T]{n: n}
	list, ok := factors(n)
	if !ok {
		p.chirp = newChirp[T](n)
		return p
	}
	if n == 1 {
		return p
	}
	c := newCircle(n)
	stride := 1
	for _, r := range list {
		m := n / stride / r
		s := pass[T]{radix: r, m: m, stride: stride}
		s.roots = make([]T, 0, 2*(m-1)*(r-1))
		for q := 1; q < m; q++ {
			for k := 1; k < r; k++ {
				re, im := c.at(q * k * stride)
				s.roots = append(s.roots, T(re), T(im))
			}
		}
		switch {
		case r > scalar:
			s.prime, p.more = newPrime[T](r), 4*n
		case r > 5:
			s.circle = rootsOf[T](r)
		}
		p.passes = append(p.passes, s)
		stride *= r
	}
	return p
}

// rootsOf returns exp(-2 pi i k/n) for k from 0 to n-1.
func rootsOf[T Real](n int) []T {
	c := newCircle(n)
	roots := make([]T, 0, 2*n)
	for k := range n {
		re, im := c.at(k)
		roots = append(roots, T(re), T(im))
	}
	return roots
}

// plans are those that were used last.
type plans[T any] struct {
	mu    sync.Mutex
	clock uint64
	all   map[int]*used[T]
}

type used[T any] struct {
	once sync.Once
	plan *T
	last uint64
}

// most is how many plans of a type are kept.
const most = 32

// get returns the plan for a length, which it makes if there is none.
func (c *plans[T]) get(n int, build func(n int) *T) *T {
	c.mu.Lock()
	c.clock++
	u := c.all[n]
	if u == nil {
		if c.all == nil {
			c.all = map[int]*used[T]{}
		}
		if len(c.all) == most {
			oldest := n
			for k, v := range c.all {
				if oldest == n || v.last < c.all[oldest].last {
					oldest = k
				}
			}
			delete(c.all, oldest)
		}
		u = &used[T]{}
		c.all[n] = u
	}
	u.last = c.clock
	c.mu.Unlock()
	u.once.Do(func() { u.plan = build(n) })
	return u.plan
}

var (
	plans32 plans[Plan[float32]]
	plans64 plans[Plan[float64]]
	reals32 plans[RealPlan[float32]]
	reals64 plans[RealPlan[float64]]
)

// For returns the plan for n complex elements, n > 0.
func For[T Real](n int) *Plan[T] {
	if _, is := any(T(0)).(float32); is {
		return any(plans32.get(n, newPlan[float32])).(*Plan[T])
	}
	return any(plans64.get(n, newPlan[float64])).(*Plan[T])
}

// Scratch returns how many parts of scratch memory [Plan.Run] needs.
func (p *Plan[T]) Scratch() int {
	if p.chirp != nil {
		return 4*p.chirp.size + p.chirp.plan.Scratch()
	}
	return 4*p.n + p.more
}

// Run writes the transform of the n elements of src to dst, without a factor: with
// exp(-2 pi i jk/n), or if inverse, with its conjugate. src and dst may be the same.
func (p *Plan[T]) Run(dst, src, scratch []T, inverse bool) {
	if p.chirp != nil {
		p.chirp.run(dst, src, scratch, inverse)
		return
	}
	p.RunColumns(dst, src, scratch, inverse, 1)
}

// togetherBytes is how much memory transforms side by side take: the first level of cache and some of the second.
const togetherBytes = 64 << 10

// Together returns how many transforms are best made side by side by [Plan.RunColumns], 1 if they are better made one by one:
// short ones, of which a pass has few elements, and those with a product of matrices.
func (p *Plan[T]) Together() int {
	if p.chirp != nil || p.n < 2 || p.n > shortest && p.more == 0 {
		return 1
	}
	return max(1, min(64, togetherBytes/(p.n*2*int(unsafe.Sizeof(T(0))))))
}

// shortest is the greatest length that is called short.
const shortest = 32

// RunColumns is [Plan.Run] of the columns of a matrix of n rows in C order, with as many times the scratch memory as there are
// columns. The plan is one whose Together is greater than 1, or there is one column.
func (p *Plan[T]) RunColumns(dst, src, scratch []T, inverse bool, columns int) {
	size := 2 * p.n * columns
	dst, src = dst[:size], src[:size]
	if p.n == 1 {
		copy(dst, src)
		return
	}
	other, in := scratch[:size], src
	last := len(p.passes) - 1
	if last%2 == 0 && &src[0] == &dst[0] { // the first pass would write where it reads
		in = scratch[size:][:size]
		copy(in, src)
	}
	sign := T(1)
	if inverse {
		sign = -1
	}
	for i := range p.passes {
		out := dst
		if (last-i)%2 != 0 {
			out = other
		}
		s := &p.passes[i]
		if s.prime != nil {
			s.prime.run(s, out, in, scratch[2*size:], sign, s.stride*columns)
		} else {
			s.run(out, in, sign, s.stride*columns)
		}
		in = out
	}
}
