package entry

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// Every assembly kernel has an address, all are different, and no Go loop has
// one.
func TestEveryKernel(t *testing.T) {
	seen := map[uintptr]string{}
	found := 0
	for _, u := range catalogue.All {
		for i := range u.Loops {
			set := u.Loops[i].Kernel
			if set == nil {
				continue
			}
			for level := kernel.Go; level < kernel.NumLevels; level++ {
				f := set.Impl[level]
				if f == nil {
					continue
				}
				address, ok := Of(f)
				if ok != (level != kernel.Go) {
					t.Errorf("%s at %v: found is %v", set.Name, level, ok)
				}
				if !ok {
					continue
				}
				found++
				// Rows may share a kernel, but then all of it.
				name := runtime.FuncForPC(**(**uintptr)(unsafe.Pointer(&f))).Name()
				if other := seen[address]; other != "" && other != name {
					t.Errorf("%s and %s have one address", other, name)
				}
				seen[address] = name
			}
		}
	}
	if len(kernel.Levels()) > 1 && found < 100 {
		t.Errorf("only %d assembly kernels were found", found)
	}
}
