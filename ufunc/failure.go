// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"sync/atomic"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// failure is what may go wrong while kernels run. Workers tell it, on any goroutine.
type failure struct {
	overflow atomic.Bool  // a conversion between units had no room for a result
	lacks    atomic.Int64 // working memory that a kernel could not have, in bytes
}

// reset forgets what went wrong before.
func (f *failure) reset() {
	f.overflow.Store(false)
	f.lacks.Store(0)
}

// err returns the error of what went wrong, or nil.
func (f *failure) err() error {
	if f.overflow.Load() {
		return fault.New("", fault.Overflow, "a time is out of range of the unit that it is converted to; a longer one has room")
	}
	if n := f.lacks.Load(); n > 0 {
		return fault.New("", fault.Memory, "no memory for %d bytes, which rows as long as these need", n)
	}
	return nil
}
