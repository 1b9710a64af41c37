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

	"github.com/arraygen/arraygen/interop/python/bridge"
	"github.com/arraygen/arraygen/interop/python/entry"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// bodyTables makes the tables of ufuncs and functions, in C memory that is
// never freed.
func bodyTables(c *C.agTablesCall) error {
	t := (*C.agTables)(C.calloc(1, C.sizeof_agTables))
	t.nufuncs = C.int32_t(len(catalogue.All))
	t.ufuncs = (*C.agUfuncInfo)(C.calloc(C.size_t(len(catalogue.All)), C.sizeof_agUfuncInfo))
	infos := unsafe.Slice(t.ufuncs, len(catalogue.All))
	for i, u := range catalogue.All {
		describe(&infos[i], u)
	}
	t.nfunctions = C.int32_t(len(bridge.Functions))
	t.functions = (**C.char)(C.calloc(C.size_t(len(bridge.Functions)), C.size_t(unsafe.Sizeof(uintptr(0)))))
	names := unsafe.Slice(t.functions, len(bridge.Functions))
	for i := range bridge.Functions {
		names[i] = C.CString(bridge.Functions[i].Name)
	}
	t.level = C.CString(kernel.Current().String())
	c.tables = t
	return nil
}

func describe(info *C.agUfuncInfo, u *ufunc.Ufunc) {
	info.name = C.CString(u.Name)
	info.doc = C.CString(u.Doc)
	info.types = C.CString(strings.Join(u.Types(), " "))
	info.inputs = C.CString(strings.Join(u.Inputs, " "))
	info.nin, info.nout = C.int32_t(u.NIn()), C.int32_t(u.NOut())
	info.identity_kind = C.int32_t(u.Identity.Kind)
	info.identity = C.double(u.Identity.Value)
	for i := range u.Loops {
		d, address := smallLoop(u, &u.Loops[i])
		if address == 0 {
			continue
		}
		k := &info.kernels[d]
		if k.entry != nil {
			continue // the first loop of a type is the one that is chosen
		}
		*(*uintptr)(unsafe.Pointer(&k.entry)) = address
		k.out = C.uint8_t(u.Loops[i].Out[0])
		if u.Loops[i].Kernel.Rare {
			k.rare = 1
		}
		k.ops = C.uint16_t(max(u.Loops[i].Kernel.Ops, 1))
	}
}

// smallLoop returns the input type of a loop that C may run and the address of
// its kernel: inputs of one type, one output, in assembly.
func smallLoop(u *ufunc.Ufunc, l *ufunc.Loop) (d dtype.DType, address uintptr) {
	if u.NOut() != 1 || u.NIn() > 2 || l.Kernel == nil {
		return 0, 0
	}
	d = l.In[0]
	for _, in := range l.In {
		if in != d {
			return 0, 0
		}
	}
	level := kernel.Current()
	if level == kernel.Go {
		return 0, 0
	}
	address, _ = entry.Of(l.Kernel.At(level))
	return d, address
}
