// SPDX-License-Identifier: BSD-3-Clause

package matrix

import "sync"

// scratch is working memory that is kept between calls, so that it is neither cleared nor mapped anew.
type scratch struct{ all, free []float64 }

var scratches sync.Pool

// borrow returns working memory for n numbers; what is in it is undefined.
func borrow(n int) *scratch {
	s, _ := scratches.Get().(*scratch)
	if s == nil || len(s.all) < n {
		s = &scratch{all: make([]float64, n)}
	}
	s.free = s.all
	return s
}

// take returns n numbers of it.
func (s *scratch) take(n int) []float64 {
	x := s.free[:n:n]
	s.free = s.free[n:]
	return x
}

func (s *scratch) giveBack() { scratches.Put(s) }
