// SPDX-License-Identifier: BSD-3-Clause

// Command otherlibrary is a second Go library for a process that has the Python package's:
// built with -buildmode=c-shared, it works with goroutines, a heap of its own and panics.
package main

import "C"

import (
	"runtime"
	"sync"
)

// otherSum returns the sum of 0 … n-1, by goroutines that allocate and collect garbage.
//
//export otherSum
func otherSum(n C.longlong) C.longlong {
	var total C.longlong
	var lock sync.Mutex
	var wait sync.WaitGroup
	for g := range C.longlong(4) {
		wait.Go(func() {
			var part []C.longlong
			for i := g; i < n; i += 4 {
				part = append(part, i)
			}
			lock.Lock()
			defer lock.Unlock()
			for _, v := range part {
				total += v
			}
		})
	}
	wait.Wait()
	runtime.GC()
	return total
}

// otherRecover has a nil pointer read, which the system tells of by a signal, and returns 1 if the panic of it was recovered.
//
//export otherRecover
func otherRecover() (r C.int) {
	defer func() {
		if recover() != nil {
			r = 1
		}
	}()
	var p *int
	return C.int(*p)
}

func main() {}
