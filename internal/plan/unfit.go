// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"errors"
	"fmt"
)

// Unfit is the error of a kernel that a level has no operation or
// no room for. The Go loop serves there.
type Unfit struct {
	Kernel string
	Reason error
}

// Error returns the reason.
func (e *Unfit) Error() string { return fmt.Sprintf("%s: %v", e.Kernel, e.Reason) }

// Unwrap returns the reason.
func (e *Unfit) Unwrap() error { return e.Reason }

// UnfitIn returns the kernels that err, of an Emit, says are unfit, by name;
// nil where it says anything else too.
func UnfitIn(err error) map[string]*Unfit {
	list := []error{err}
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		list = all.Unwrap()
	}
	unfit := map[string]*Unfit{}
	for _, e := range list {
		var u *Unfit
		if !errors.As(e, &u) {
			return nil
		}
		unfit[u.Kernel] = u
	}
	return unfit
}
