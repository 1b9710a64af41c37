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

// Try writes a kernel by the first of plans that it fits: write panics with an
// Unfit or OutOfRegisters where it does not. The error is an Unfit.
func Try(k Kernel, plans []Plan, write func(Plan) error) error {
	var last error
	for _, p := range plans {
		unfit, err := try(k, p, write)
		if unfit == nil {
			return err
		}
		last = unfit
	}
	return last
}

func try(k Kernel, p Plan, write func(Plan) error) (unfit, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *OutOfRegisters:
			unfit = &Unfit{Kernel: k.Name, Reason: r}
		case *Unfit:
			unfit = r
		default:
			panic(r)
		}
	}()
	return nil, write(p)
}
