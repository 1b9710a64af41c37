// SPDX-License-Identifier: BSD-3-Clause

package dlpack

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FromVersioned returns an array over the memory of a tensor, without a copy.
// It is read-only where the tensor's flag says so.
//
// release gives the tensor back, by calling its deleter; nil stands for a
// tensor without one. It runs exactly once, on any goroutine: when the last
// array is gone, when its Owner is released, or at once where the tensor is
// refused. A tensor of another major version is refused without a look at
// anything but its version.
func FromVersioned(m *DLManagedTensorVersioned, release func()) *ndarray.Array {
	const fn = "dlpack.FromVersioned"
	if m == nil {
		return refuse(release, fault.New(fn, fault.Value, "the tensor is NULL"))
	}
	if m.Version.Major != Current.Major {
		return refuse(release, fault.New(fn, fault.Format, "the tensor is of DLPack %d.%d; only major version %d is known", m.Version.Major, m.Version.Minor, Current.Major))
	}
	return importTensor(fn, &m.Tensor, m.Flags&ReadOnly != 0, release)
}

// FromManaged is [FromVersioned] for the struct without a version. That can't
// say whether the memory may be written: the array is read-only, as in NumPy,
// unless the caller knows better and says that it is writeable.
func FromManaged(m *DLManagedTensor, writeable bool, release func()) *ndarray.Array {
	const fn = "dlpack.FromManaged"
	if m == nil {
		return refuse(release, fault.New(fn, fault.Value, "the tensor is NULL"))
	}
	return importTensor(fn, &m.Tensor, !writeable, release)
}

func refuse(release func(), err error) *ndarray.Array {
	if release != nil {
		release()
	}
	return ndarray.Failed(err)
}

func importTensor(fn string, t *DLTensor, readOnly bool, release func()) *ndarray.Array {
	l, err := Check(fn, t)
	if err != nil {
		return refuse(release, err)
	}
	return ndarray.FromForeign(ndarray.Foreign{
		Base: pointer(l.Address - l.Low), Len: int(l.Low + l.High), ReadOnly: readOnly, Release: release,
	}, l.DType, l.Shape, l.Strides, int(l.Low))
}

// pointer is an address as a pointer; the memory is not Go's.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
