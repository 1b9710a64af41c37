// SPDX-License-Identifier: BSD-3-Clause

//go:build pyext

package main

/*
#include <stdlib.h>
#include "value.h"
*/
import "C"

import (
	"strings"
	"unsafe"

	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/generated/comparison"
	"github.com/arraygen/arraygen/interop/python/bridge"
	"github.com/arraygen/arraygen/interop/python/entry"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// The kinds of numbers that C knows are those of package dtype.
const _ = -(C.AG_KIND_BOOL ^ uint(dtype.KindBool) | C.AG_KIND_INT ^ uint(dtype.KindInt) | C.AG_KIND_FLOAT ^ uint(dtype.KindFloat) |
	C.AG_KIND_COMPLEX ^ uint(dtype.KindComplex))

// What C knows of how kernels are watched is what package ufunc says.
const _ = -(C.AG_WATCH_RESULTS ^ uint(ufunc.WatchResults) | C.AG_WATCH_FLAGS ^ uint(ufunc.WatchFlags) | C.AG_WATCH_EXACT ^ uint(ufunc.WatchExact) |
	C.AG_WATCH_DIVISORS ^ uint(ufunc.WatchDivisors) | C.AG_WATCH_TIMES ^ uint(ufunc.WatchTimes) | C.AG_DIVIDE ^ uint(ufunc.DivideByZero) | C.AG_OVER ^ uint(ufunc.Overflow) |
	C.AG_UNDER ^ uint(ufunc.Underflow) | C.AG_INVALID ^ uint(ufunc.InvalidValue))

// bodyTables makes the tables of ufuncs and functions, in C memory that is
// never freed.
func bodyTables(c *C.agTablesCall) error {
	t := (*C.agTables)(C.calloc(1, C.sizeof_agTables))
	t.nufuncs = C.int32_t(len(catalogue.All))
	t.ufuncs = (*C.agUfuncInfo)(C.calloc(C.size_t(len(catalogue.All)), C.sizeof_agUfuncInfo))
	infos := unsafe.Slice(t.ufuncs, len(catalogue.All))
	for i, u := range catalogue.All {
		describe(&infos[i], i, u)
	}
	t.nfunctions = C.int32_t(len(bridge.Functions))
	t.functions = (**C.char)(C.calloc(C.size_t(len(bridge.Functions)), C.size_t(unsafe.Sizeof(uintptr(0)))))
	t.views = (*C.uint8_t)(C.calloc(C.size_t(len(bridge.Functions)), 1))
	views := unsafe.Slice(t.views, len(bridge.Functions))
	t.looks = (*C.uint8_t)(C.calloc(C.size_t(len(bridge.Functions)), 1))
	looks := unsafe.Slice(t.looks, len(bridge.Functions))
	names := unsafe.Slice(t.functions, len(bridge.Functions))
	t.met = (**C.char)(C.calloc(C.size_t(len(bridge.Functions)), C.size_t(unsafe.Sizeof(uintptr(0)))))
	met := unsafe.Slice(t.met, len(bridge.Functions))
	for i := range bridge.Functions {
		names[i] = C.CString(bridge.Functions[i].Qualified())
		if bridge.Functions[i].Looks {
			looks[i] = 1
		}
		if bridge.Functions[i].Met != "" {
			met[i] = C.CString(bridge.Functions[i].Met)
		}
		if bridge.Functions[i].View {
			views[i] = 1
		}
	}
	for _, kind := range []dtype.Kind{dtype.KindBool, dtype.KindInt, dtype.KindFloat, dtype.KindComplex} {
		for _, d := range numbers {
			if dtype.PromoteWeak(d, kind) == d {
				t.weak[kind][d] = 1
			}
		}
	}
	describeCasts(t)
	describeProducts(t)
	for size, set := range choosing {
		if address, ok := entry.Of(set, kernel.Current()); ok {
			*(*uintptr)(unsafe.Pointer(&t.choose[size].entry)) = address
		}
	}
	t.level = C.CString(kernel.Current().String())
	c.tables = t
	return nil
}

// quotient is a ufunc, by its number, of two elements of a type.
type quotient struct {
	ufunc int
	dtype dtype.DType
}

// quotients are the loops that Go runs for C where the second operand is one element, since it has the reciprocal.
var quotients = map[quotient]*ufunc.Loop{}

func describe(info *C.agUfuncInfo, number int, u *ufunc.Ufunc) {
	info.name = C.CString(u.Name)
	info.doc = C.CString(u.Doc)
	info.types = C.CString(strings.Join(u.Types(), " "))
	info.inputs = C.CString(strings.Join(u.Inputs, " "))
	info.nin, info.nout = C.int32_t(u.NIn()), C.int32_t(u.NOut())
	info.identity_kind = C.int32_t(u.Identity.Kind)
	info.identity = C.double(u.Identity.Value)
	for _, d := range dtype.All() {
		l := loopOf(u, d)
		if l == nil {
			continue
		}
		address, ok := entry.Of(l.Kernel, kernel.Current())
		if !ok {
			continue
		}
		describeKernel(&info.kernels[d], l, address)
		if p := l.Kernel.Product; p != nil && p.Form == kernel.ByReciprocal {
			if address, ok := entry.Of(p.Kernel, kernel.Current()); ok {
				*(*uintptr)(unsafe.Pointer(&info.kernels[d].scaled)) = address
			}
		}
		if info.kernels[d].divided > 0 {
			quotients[quotient{number, d}] = l
		}
		look, by := u.Watch(l)
		info.kernels[d].look, info.kernels[d].watch = C.uint8_t(look), C.uint8_t(by)
	}
}

func describeKernel(k *C.agKernel, l *ufunc.Loop, address uintptr) {
	*(*uintptr)(unsafe.Pointer(&k.entry)) = address
	for i, d := range l.Out {
		k.out[i] = C.uint8_t(d)
	}
	if l.Kernel.Rare {
		k.rare = 1
	}
	k.serial = C.int64_t(l.SerialElements())
	if l.Kernel.PrefersGo(kernel.Current()) {
		k.serial = min(k.serial, divided)
	}
	if v := l.Kernel.Invariant; v != nil && v.Divisor == 1 && v.Impl[l.Kernel.Level(kernel.Current())] != nil {
		k.divided = C.int64_t(dividedBytes / v.Size)
	}
}

// divided is the length of a row from which on it is quicker to go to Go where its loop divides faster
// than assembly.
const divided = 512

// dividedBytes is the length of a row from which on it is quicker to have Go run a loop, where a quotient by
// one integer is a product with its reciprocal.
const dividedBytes = 4 << 10

// describeCasts lists the kernels that convert elements; what is read by way of
// another type has none here.
func describeCasts(t *C.agTables) {
	for _, from := range numbers {
		for _, to := range numbers {
			if dtype.CanCast(from, to, dtype.SameKind) {
				t.same_kind[from][to] = 1
			}
			if from == to {
				continue
			}
			describeCast(&t.casts[from][to], cast.Table[from][to], from, to, ufunc.AllConditions)
			describeCast(&t.checked[from][to], cast.Checked[from][to], from, to, ufunc.Overflow|ufunc.InvalidValue)
		}
	}
}

// describeCast describes a kernel of casts; look are the conditions that it leaves unseen,
// or that it stops at.
func describeCast(k *C.agKernel, set *kernel.Set, from, to dtype.DType, look ufunc.Conditions) {
	if set == nil {
		return
	}
	if address, ok := entry.Of(set, kernel.Current()); ok {
		describeKernel(k, &ufunc.Loop{In: []dtype.DType{from}, Out: []dtype.DType{to}, Kernel: set}, address)
		k.look = C.uint8_t(look & ufunc.ConditionsOfCasts(from, to))
	}
}

// C knows tiles as package kernel does.
const _ = -(C.sizeof_agTile ^ uint(unsafe.Sizeof(kernel.Tile{})))

// choosing are the kernels that choose by a mask, by the bytes of an element.
var choosing = map[int]*kernel.Set{
	1: &comparison.ChooseUint8, 2: &comparison.ChooseUint16, 4: &comparison.ChooseUint32, 8: &comparison.ChooseUint64, 16: &comparison.ChooseComplex128,
}

// describeProducts lists the kernels of products.
func describeProducts(t *C.agTables) {
	for _, d := range numbers {
		k, ok := entry.OfProduct(d, kernel.Current())
		if !ok {
			continue
		}
		p := &t.products[d]
		*(*uintptr)(unsafe.Pointer(&p.dot)), *(*uintptr)(unsafe.Pointer(&p.tile)) = k.Dot, k.Tile
		p.rows, p.columns, p.lanes = C.int32_t(k.Shape.Rows), C.int32_t(k.Shape.Columns), C.int32_t(k.Shape.Lanes)
		p.size, p.sum = C.int32_t(d.Size()), C.int32_t(k.Sum)
		if d.Kind() == dtype.KindFloat {
			p.real = 1
		}
		if d == dtype.Bool {
			p.truth = 1
		}
		if d.Kind() == dtype.KindComplex {
			p.pair = 1
		}
	}
}

// numbers are the element types but those of times.
var numbers = dtype.All()[:C.AG_TIMES-1]

// loopOf returns the loop that C may run for inputs of type d, nil if there is
// none: the one that a call resolves to, if it takes them as they are.
func loopOf(u *ufunc.Ufunc, d dtype.DType) *ufunc.Loop {
	if u.NOut() > C.AG_MOST_OUTS || u.NIn() > C.AG_MOST_INS || u.Signature != "" {
		return nil
	}
	in := []any{d, d, d}
	l, err := u.ResolveLoop(in[:u.NIn()]...)
	if err != nil || l.Kernel == nil || u.Promotion == ufunc.PromotePower && d.Kind() == dtype.KindInt {
		return nil // an integer power checks its exponents
	}
	for _, t := range l.In {
		if t != d {
			return nil
		}
	}
	return l
}
