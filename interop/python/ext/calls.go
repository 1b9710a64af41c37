//go:build pyext

package main

/*
#include "value.h"
*/
import "C"

import (
	"fmt"
	"math"
	"runtime/debug"
	"time"
	"unsafe"

	"github.com/arraygen/arraygen/interop/python/bridge"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// guard makes an error of a panic: C must not see one.
func guard(call *C.agCall) {
	if p := recover(); p != nil {
		setError(call, C.AG_ERROR_RUNTIME, fmt.Sprintf("arraygen: internal error: %v\n%s", p, debug.Stack()))
	}
}

func fail(call *C.agCall, err error) {
	if err == errInterrupted {
		call.error = C.AG_ERROR_RAISED
		return
	}
	if p, ok := err.(*panicked); ok {
		setError(call, C.AG_ERROR_RUNTIME, p.text)
		return
	}
	kind, text := bridge.Describe(err)
	setError(call, int(kind), text)
}

//export arraygenCall
func arraygenCall(call *C.agCall) {
	defer guard(call)
	args := make([]any, call.nargs)
	for i := range args {
		args[i] = valueOf(&unsafe.Slice(call.args, int(call.nargs))[i])
	}
	f := bridge.Functions[call.function].Call
	var result any
	var err error
	if call.thread != nil && work(args) >= slowFrom {
		result, err = interruptible(call, f, args)
	} else {
		result, err = f(bridge.Args{List: args})
	}
	if err == nil {
		err = setValue(call, &call.result, result)
	}
	if err != nil {
		fail(call, err)
	}
}

// slowFrom is the number of elements from which a call may take so long that
// somebody loses patience.
const slowFrom = 1 << 20

// work returns the number of elements among the arguments.
func work(args []any) int {
	n := 0
	for _, v := range args {
		switch v := v.(type) {
		case *ndarray.Array:
			n += v.Size()
		case []any:
			n += work(v)
		}
	}
	return n
}

// patience is how long signals wait for an answer.
const patience = 40 * time.Millisecond

// interruptible calls f and lets Python handle its signals meanwhile. If a
// handler raises an exception, the call returns at once; f runs to its end on
// memory that is kept for it, and its result is dropped.
func interruptible(call *C.agCall, f func(bridge.Args) (any, error), args []any) (any, error) {
	type outcome struct {
		result any
		err    error
	}
	done := make(chan outcome, 1)
	kept := storages(nil, unsafe.Slice(call.args, int(call.nargs)))
	for _, s := range kept {
		C.agStorageUse(s)
	}
	drop := func() {
		for _, s := range kept {
			C.agStorageDrop(s)
		}
	}
	go func() {
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o.err = &panicked{fmt.Sprintf("arraygen: internal error: %v\n%s", p, debug.Stack())}
			}
			done <- o
		}()
		o.result, o.err = f(bridge.Args{List: args})
	}()
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for {
		select {
		case o := <-done:
			drop()
			return o.result, o.err
		case <-tick.C:
			if err := interrupted(call); err != nil {
				go func() {
					<-done
					drop()
				}()
				return nil, err
			}
		}
	}
}

// storages appends the storages of the arrays among values.
func storages(list []*C.agStorage, values []C.agValue) []*C.agStorage {
	for i := range values {
		switch v := &values[i]; v.kind {
		case C.AG_ARRAY:
			list = append(list, v.storage)
		case C.AG_LIST:
			list = storages(list, unsafe.Slice(v.items, int(v.n)))
		}
	}
	return list
}

// panicked is a panic in a goroutine of a call.
type panicked struct{ text string }

func (p *panicked) Error() string { return p.text }

type interruption struct{}

func (interruption) Error() string { return "a signal handler raised an exception" }

// errInterrupted says that a Python exception is set.
var errInterrupted error = interruption{}

func interrupted(call *C.agCall) error {
	if C.agInterrupted(call) != 0 {
		return errInterrupted
	}
	return nil
}

//export arraygenUfunc
func arraygenUfunc(c *C.agUfuncCall) {
	call := &c.call
	defer guard(call)
	if err := callUfunc(c); err != nil {
		for i := range c.nout {
			if made(&c.out[i]) {
				C.agStorageDrop(c.out[i].storage)
			}
		}
		fail(call, err)
	}
}

// isMade marks an output that the call made, until it is handed over.
const isMade = 2

func made(v *C.agValue) bool { return v.kind == C.AG_ARRAY && v.readonly == isMade }

func callUfunc(c *C.agUfuncCall) error {
	u := catalogue.All[c.ufunc]
	var in [8]any
	args := in[:c.call.nargs]
	for i := range args {
		args[i] = valueOf(&unsafe.Slice(c.call.args, len(args))[i])
	}
	config := u.Casting(dtype.Casting(c.casting))
	if c.dtype != 0 {
		config = config.DType(dtype.DType(c.dtype))
	}
	plain := config
	var where *ndarray.Array
	if c.where.kind == C.AG_ARRAY {
		where = arrayOf(&c.where)
		config = config.Where(where)
	}
	outs := make([]*ndarray.Array, c.nout)
	missing := false
	for i := range outs {
		if c.out[i].kind == C.AG_ARRAY {
			outs[i] = arrayOf(&c.out[i])
		} else {
			missing = true
		}
	}
	if missing {
		types, err := bridge.Results(u, plain, dtype.DType(c.dtype), dtype.Casting(c.casting), args)
		if err != nil {
			return err
		}
		shape, err := bridge.Shape(u.Name, args, where)
		if err != nil {
			return err
		}
		fortran := bridge.Fortran(byte(c.layout), args)
		for i := range outs {
			if outs[i] != nil {
				continue
			}
			if outs[i], err = newOutput(c, i, types[i], shape, fortran, where != nil); err != nil {
				return err
			}
		}
	}
	err := bridge.Call(bridge.Job{Config: config.Out(outs...), Args: args, Outs: outs, Where: where, Ops: opsOf(u)},
		func() error { return interrupted(&c.call) })
	if err != nil {
		return err
	}
	for i := range outs {
		if made(&c.out[i]) {
			c.out[i].readonly = 0
		}
	}
	return nil
}

// newOutput makes an output in C memory.
func newOutput(c *C.agUfuncCall, i int, d dtype.DType, shape []int, fortran, zero bool) (*ndarray.Array, error) {
	strides := denseStrides(shape, d.Size(), fortran)
	bytes := d.Size()
	for _, n := range shape {
		if n > 0 && bytes > math.MaxInt/n {
			return nil, &ndarray.Error{Func: catalogue.All[c.ufunc].Name, Kind: ndarray.ErrMemory, Msg: "the result is too big for an address"}
		}
		bytes *= n
	}
	clean := 0
	if zero {
		clean = 1
	}
	s := C.agStorageNew(C.size_t(bytes), C.int(clean))
	if s == nil {
		return nil, &ndarray.Error{Func: catalogue.All[c.ufunc].Name, Kind: ndarray.ErrMemory, Msg: fmt.Sprintf("cannot allocate %d bytes for the result", bytes)}
	}
	a := ndarray.FromRaw(ndarray.Raw{Ptr: unsafe.Pointer(s.data), DType: d, Shape: shape, Strides: strides})
	describeArray(&c.call, &c.out[i], a, s)
	c.out[i].readonly = isMade
	return a, nil
}

// opsOf is a measure of the cost of an element.
func opsOf(u *ufunc.Ufunc) int {
	ops := 1
	for i := range u.Loops {
		ops = max(ops, int(u.Loops[i].Kernel.Ops))
	}
	return ops
}
