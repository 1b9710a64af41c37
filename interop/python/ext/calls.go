// SPDX-License-Identifier: BSD-3-Clause

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

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/interop/python/bridge"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// guard makes an error of a panic: C must not see one. Every entry begins with
// it, see zz_entries.go.
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
	if b, ok := err.(*bufferError); ok {
		setError(call, C.AG_ERROR_BUFFER, b.Error())
		return
	}
	kind, text := bridge.Describe(err)
	setError(call, int(kind), text)
}

// bodyCall calls a function of package bridge and describes its result to C.
func bodyCall(call *C.agCall) error {
	f := frames.Get().(*frame)
	kept, err := f.run(call)
	if !kept {
		f.release()
	}
	return err
}

const (
	// releaseThreshold is the work from which a call runs without the GIL.
	releaseThreshold = 1 << 17
	// pollThreshold is the work from which a call polls for signals: below it the call is
	// over before anybody waits. It has its function run on another thread then, which costs
	// as much as to copy a megabyte.
	pollThreshold = 1 << 20
)

// signalPoll is how long signals wait for an answer.
const signalPoll = 40 * time.Millisecond

// run calls the function. While one of some size runs, Python handles its signals.
// If a handler raises an exception, the call returns at once; the function goes on
// to its end on memory that is kept for it, and its result is dropped: then the
// frame is kept, too.
func (f *frame) run(call *C.agCall) (kept bool, err error) {
	defer func() {
		if !kept {
			f.made.drop()
		}
	}()
	function := &bridge.Functions[call.function]
	f.found = 0
	args := bridge.Args{
		List: f.values(unsafe.Slice(call.args, int(call.nargs))), Function: function, Allocate: f.allocate, Options: f.options[:0],
		Look: ufunc.Conditions(call.look), Found: &f.found,
	}
	var result any
	work := function.WorkOf(args)
	if work >= releaseThreshold {
		C.agRelease(call)
	}
	if work < pollThreshold {
		result, err = function.Call(args)
	} else if result, err = f.runPolled(call, function, args); err == errInterrupted {
		return true, err
	}
	if err != nil {
		return false, err
	}
	found := function.Judge(args, result)
	call.found = C.int32_t(int(f.found) | found)
	return false, setValue(call, &f.made, &call.result, result)
}

func (f *frame) runPolled(call *C.agCall, function *bridge.Function, args bridge.Args) (any, error) {
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
		o.result, o.err = function.Call(args)
	}()
	tick := time.NewTicker(signalPoll)
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
					f.made.drop()
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

// bodyUfunc calls a ufunc, and asks between pieces of the work whether to go
// on. Of a call that fails or panics, the outputs that it made are dropped.
func bodyUfunc(c *C.agUfuncCall, ask func() error) error {
	handed := false
	defer func() {
		for i := range c.nout {
			if v := &c.out[i]; made(v) {
				v.readonly = 0
				if !handed {
					C.agStorageDrop(v.storage)
				}
			}
		}
	}()
	err := callUfunc(c, ask)
	handed = err == nil
	return err
}

// isMade marks an output that the call made, until it is handed over.
const isMade = 2

func made(v *C.agValue) bool { return v.kind == C.AG_ARRAY && v.readonly == isMade }

func callUfunc(c *C.agUfuncCall, ask func() error) error {
	u := catalogue.All[c.ufunc]
	frame := frames.Get().(*frame)
	defer frame.release()
	args := frame.values(unsafe.Slice(c.call.args, int(c.call.nargs)))
	config := bridge.Keywords(u, dtype.Casting(c.casting), ufunc.Layout(c.layout), signatureOf(c))
	if c.where.kind == C.AG_ARRAY {
		config = config.Where(frame.array(rawOf(&c.where)))
	}
	outs := frame.outs[:c.nout]
	for i := range outs {
		outs[i] = nil
		if c.out[i].kind == C.AG_ARRAY {
			outs[i] = frame.array(rawOf(&c.out[i]))
		}
	}
	if c.looks != 0 {
		c.call.found = C.int32_t(u.ConditionsOf(ufunc.Conditions(c.call.look), args, outs))
		return nil
	}
	frame.found = 0
	if c.call.look != 0 {
		config = config.Errors(ufunc.Conditions(c.call.look), &frame.found)
	}
	results := frame.results[:c.nout]
	err := config.Out(outs...).RunMethod(protocol.Call, results, func(i int, o ufunc.Output) *ndarray.Array { return newOutput(c, frame, i, o) }, ask, args...)
	if err != nil {
		return err
	}
	if len(args) == 2 && c.loop == 0 {
		c.loop = C.int32_t(loopOfPair(u, args))
	}
	c.call.found = C.int32_t(frame.found)
	return nil
}

// loopOfPair returns the type in which a call on two arrays is computed, if C may
// run its loop: that of one type, to which it converts the operands.
func loopOfPair(u *ufunc.Ufunc, args []any) int {
	x, ok := args[0].(*ndarray.Array)
	y, ok2 := args[1].(*ndarray.Array)
	if !ok || !ok2 {
		return 0
	}
	l, err := u.ResolveLoop(x.DType(), y.DType())
	if err == nil && l.In[0] == l.In[1] && u.Promotion != ufunc.PromotePower && loopOf(u, l.In[0]) == l {
		return int(l.In[0])
	}
	return C.AG_LOOP_NONE
}

// signatureOf returns the types that dtype= or signature= gives.
func signatureOf(c *C.agUfuncCall) []dtype.DType {
	types := make([]dtype.DType, c.ntypes)
	for i := range types {
		types[i] = dtype.DType(c.types[i])
	}
	return types
}

// newOutput makes an output in C memory.
func newOutput(c *C.agUfuncCall, f *frame, i int, o ufunc.Output) *ndarray.Array {
	fn := catalogue.All[c.ufunc].Name
	bytes := o.DType.Size()
	for _, n := range o.Shape {
		if n > 0 && bytes > math.MaxInt/n {
			return ndarray.Failed(fault.New(fn, fault.Memory, "an array with shape %s and data type %v is too big for an address", tuple(o.Shape), o.DType))
		}
		bytes *= n
	}
	// Elements that the mask leaves out are zero.
	s, err := newStorage(fn, o.DType, o.Shape, bytes, c.where.kind == C.AG_ARRAY)
	if err != nil {
		return ndarray.Failed(err)
	}
	a := f.array(ndarray.Raw{Ptr: unsafe.Pointer(s.data), DType: o.DType, Shape: o.Shape, Strides: o.Strides})
	describeArray(&c.call, &c.out[i], a, s)
	c.out[i].readonly = isMade
	return a
}

// bodyChain calls ufuncs one on the result of the other, and asks between pieces of the
// work whether to go on.
func bodyChain(c *C.agChainCall, ask func() error) error {
	frame := frames.Get().(*frame)
	defer frame.release()
	from := unsafe.Slice(c.steps, int(c.n))
	steps, found := make([]ufunc.Step, len(from)), make([]ufunc.Conditions, len(from))
	for i := range from {
		steps[i] = ufunc.Step{U: catalogue.All[from[i].ufunc], Args: frame.values(from[i].in[:from[i].nin])}
	}
	chain := ufunc.Chain{Steps: steps, Out: frame.array(rawOf(&c.out)), Look: ufunc.Conditions(c.call.look), Found: found}
	if _, err := chain.Run(ask); err != nil {
		return err
	}
	for i := range from {
		from[i].found = C.int32_t(found[i])
	}
	return nil
}

// What C knows of functions over rows is what package bridge says.
const _ = -(C.AG_ROW_SORT ^ uint(bridge.RowSort) | C.AG_ROW_ARGSORT ^ uint(bridge.RowArgsort) | C.AG_ROW_PARTITION ^ uint(bridge.RowPartition) |
	C.AG_ROW_ARGPARTITION ^ uint(bridge.RowArgpartition) | C.AG_ROW_UNIQUE ^ uint(bridge.RowUnique) | C.AG_ROW_SEARCHSORTED ^ uint(bridge.RowSearchsorted) |
	C.AG_ROW_DIGITIZE ^ uint(bridge.RowDigitize) | C.AG_ROW_ARGMAX ^ uint(bridge.RowArgmax) | C.AG_ROW_ARGMIN ^ uint(bridge.RowArgmin) |
	C.AG_ROW_COUNT_NONZERO ^ uint(bridge.RowCountNonzero) | C.AG_ROW_NONZERO ^ uint(bridge.RowNonzero) | C.AG_ROW_CUMULATIVE_SUM ^ uint(bridge.RowCumulativeSum) | C.AG_ROW_GREATEST ^ uint(bridge.RowGreatest) | C.AG_ROW_COUNT ^ uint(bridge.RowCount) | C.AG_ROW_CAST ^ uint(bridge.RowCast) | C.AG_ROW_PACK ^ uint(bridge.RowPack) | C.AG_ROW_UNPACK ^ uint(bridge.RowUnpack) |
	C.AG_ROW_CUMULATIVE_PROD ^ uint(bridge.RowCumulativeProd) | C.AG_ROW_LEXSORT ^ uint(bridge.RowLexsort) | C.AG_ROW_RAVEL_MULTI_INDEX ^ uint(bridge.RowRavelMultiIndex) |
	C.AG_ROW_UNRAVEL_INDEX ^ uint(bridge.RowUnravelIndex) | C.AG_ROW_INTERP ^ uint(bridge.RowInterp) | C.AG_ROW_ROUND ^ uint(bridge.RowRound) | C.AG_ROW_DIVIDE ^ uint(bridge.RowDivide) | C.AG_NUM_ROWS ^ uint(bridge.NumRowFunctions) |
	(C.AG_NO_ROW - bridge.NoRow))

// bodyRow calls a function over a row.
func bodyRow(c *C.agRowCall) error {
	var loop *ufunc.Loop
	if c.function == C.AG_ROW_DIVIDE {
		loop = quotients[quotient{int(c.place), dtype.DType(c.dtype)}]
	}
	n, err := bridge.Row{
		Loop:     loop,
		Function: bridge.RowFunction(c.function), DType: dtype.DType(c.dtype), X: c.x, N: int(c.n), Rows: max(int(c.rows), 1), Columns: c.columns != 0, Out: c.out, Count: int(c.count),
		Values: c.values, Place: int(c.place), Right: c.right != 0, Join: c.join != 0, To: dtype.DType(c.to),
		List: unsafe.Slice(c.list, int(c.nlist)), Types: rowTypes(c), Lengths: rowLengths(c), Fortran: c.fortran != 0,
	}.Call()
	c.result = C.int64_t(n)
	return err
}

// rowTypes and rowLengths are what a call has for each of its further operands, nil where it has none.
func rowTypes(c *C.agRowCall) []dtype.DType {
	if c.types == nil {
		return nil
	}
	return unsafe.Slice((*dtype.DType)(unsafe.Pointer(c.types)), int(c.nlist))
}

func rowLengths(c *C.agRowCall) []int64 {
	if c.lengths == nil {
		return nil
	}
	return unsafe.Slice((*int64)(unsafe.Pointer(c.lengths)), int(c.nlist))
}

// bodyTensor has a tensor checked by the validator of package dlpack.
func bodyTensor(c *C.agTensorCall) error {
	l, err := dlpack.Check("from_dlpack", (*dlpack.DLTensor)(c.tensor))
	if err != nil {
		return &bufferError{err}
	}
	c.dtype = C.uint64_t(l.DType)
	*(*uintptr)(unsafe.Pointer(&c.data)) = l.Address
	c.low, c.high = -C.int64_t(l.Low), C.int64_t(l.High)
	for i := range l.Shape {
		c.shape[i], c.strides[i] = C.int64_t(l.Shape[i]), C.int64_t(l.Strides[i])
	}
	return nil
}

// bufferError is an error that Python calls BufferError.
type bufferError struct{ error }

// bodyRoom asks for memory that C allocates.
func bodyRoom(c *C.agRoomCall) error { return ndarray.AskMemory("", int(c.bytes)) }
