// SPDX-License-Identifier: BSD-3-Clause

package entry

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// Every assembly kernel of a ufunc has an address: the beginning of a function of
// its name that is not the wrapper that Go calls. No Go loop has one.
func TestEveryKernel(t *testing.T) {
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
				address, ok := Of(set, level)
				require.Equal(t, level != kernel.Go, ok, "%s at %v", set.Name, level)
				if !ok {
					continue
				}
				found++
				wrapper := **(**uintptr)(unsafe.Pointer(&f))
				assembly := runtime.FuncForPC(address)
				require.NotNil(t, assembly, "%s at %v", set.Name, level)
				assert.Equal(t, runtime.FuncForPC(wrapper).Name(), assembly.Name(), "%s at %v", set.Name, level)
				assert.Equal(t, address, assembly.Entry(), "%s at %v", set.Name, level)
				assert.NotEqual(t, wrapper, address, "%s at %v", set.Name, level)
			}
		}
	}
	if len(kernel.Levels()) > 1 {
		assert.Greater(t, found, 100)
	}
}

// A kernel that the catalogue lacks, a user's, has no address.
func TestOtherKernel(t *testing.T) {
	var set kernel.Set
	set.Impl[kernel.Go] = func(*kernel.Args) {}
	for level := kernel.Go; level < kernel.NumLevels; level++ {
		_, ok := Of(&set, level)
		assert.False(t, ok)
	}
}
