// SPDX-License-Identifier: BSD-3-Clause

package dlpack

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Copy says whether an export may copy.
type Copy uint8

// The choices.
const (
	// CopyIfNeeded copies an array that DLPack can't describe: one whose strides
	// are no multiples of its element's size.
	CopyIfNeeded Copy = iota
	// CopyAlways copies; the consumer is the only owner.
	CopyAlways
	// CopyNever fails where a copy would be needed.
	CopyNever
)

// Request is what a consumer asks for: the keywords of Python's __dlpack__.
type Request struct {
	// MaxVersion is the newest version that the consumer knows; the zero version
	// stands for the struct without one.
	MaxVersion DLPackVersion
	// Device is where the tensor shall be; the zero device means where it is.
	Device DLDevice
	// Copy says whether to copy.
	Copy Copy
}

// Exported is an array on loan to a consumer. The array's memory is kept, in
// place, until Release, even if the Exported is forgotten.
type Exported struct {
	array   *ndarray.Array
	tensor  DLTensor
	version DLPackVersion
	flags   Flags
	dims    []int64
	pin     runtime.Pinner
	done    atomic.Bool
}

// loans are the exports that were not given back. They are kept here because
// their addresses may be known to C alone.
var loans struct {
	sync.Mutex
	all map[*Exported]struct{}
}

// Live returns the number of exported tensors that were not given back yet.
func Live() int {
	loans.Lock()
	defer loans.Unlock()
	return len(loans.all)
}

// Export lends an array to a consumer. An error means that the array can't be
// lent as it is asked for: Python's BufferError.
func Export(a *ndarray.Array, r Request) (*Exported, error) {
	const fn = "dlpack.Export"
	if err := a.Err(); err != nil {
		return nil, err
	}
	if TypeOf(a.DType()) == (DLDataType{}) {
		return nil, fault.New(fn, fault.DType, "DLPack has no type for %v; export a view of its counts, View(dtype.Int64)", a.DType())
	}
	if (r.Device != DLDevice{}) && (r.Device != DLDevice{CPU, 0}) {
		return nil, fault.New(fn, fault.Value, "the array is on device CPU:0 and can't be exported to %v", r.Device)
	}
	if r.Copy > CopyNever {
		return nil, fault.New(fn, fault.Value, "Copy %d is none of CopyIfNeeded, CopyAlways and CopyNever", r.Copy)
	}
	// An array of its own: a may be released before the loan ends.
	e := &Exported{array: ndarray.FromRaw(a.Raw())}
	if r.MaxVersion.Major >= Current.Major {
		e.version = Current
		if r.MaxVersion.Major == Current.Major {
			e.version.Minor = min(Current.Minor, r.MaxVersion.Minor)
		}
	}
	size := a.ItemSize()
	whole := true
	raw := a.Raw()
	if a.Size() > 1 {
		for i, s := range raw.Strides {
			whole = whole && (s%size == 0 || raw.Shape[i] == 1)
		}
	}
	switch {
	case r.Copy == CopyAlways || r.Copy == CopyIfNeeded && !whole:
		if e.array = a.CopyLike(); e.array.Err() != nil {
			return nil, e.array.Err()
		}
		e.flags |= IsCopied
	case !whole:
		return nil, fault.New(fn, fault.Layout, "strides %s are no multiples of the %d bytes of %v, and CopyNever forbids a copy", fault.ShapeText(raw.Strides), size, a.DType())
	case !a.Writeable() && e.version.Major == 0:
		return nil, fault.New(fn, fault.ReadOnly, "a read-only array can't be exported to a consumer that knows no DLPack version: ask with MaxVersion 1.0 or later, or with CopyAlways")
	case !a.Writeable():
		e.flags |= ReadOnly
	}
	e.fill()
	loans.Lock()
	defer loans.Unlock()
	if loans.all == nil {
		loans.all = map[*Exported]struct{}{}
	}
	loans.all[e] = struct{}{}
	return e, nil
}

// fill writes the tensor.
func (e *Exported) fill() {
	raw := e.array.Raw()
	n := len(raw.Shape)
	e.tensor = DLTensor{Device: DLDevice{CPU, 0}, NDim: int32(n), DType: TypeOf(raw.DType)}
	if e.array.Size() > 0 {
		e.tensor.Data = uintptr(raw.Ptr)
		e.pin.Pin(raw.Ptr)
	}
	if n == 0 {
		return
	}
	e.dims = make([]int64, 2*n)
	for i := range n {
		e.dims[i] = int64(raw.Shape[i])
		e.dims[n+i] = int64(raw.Strides[i] / raw.DType.Size())
	}
	e.pin.Pin(&e.dims[0])
	e.tensor.Shape, e.tensor.Strides = &e.dims[0], &e.dims[n]
}

// Release ends the loan: what a deleter has to do. Only the first call counts.
func (e *Exported) Release() {
	if e.done.CompareAndSwap(false, true) {
		e.pin.Unpin()
		runtime.KeepAlive(e.array)
		e.array = nil
		loans.Lock()
		delete(loans.all, e)
		loans.Unlock()
	}
}

// Array returns the array that is lent, a copy where one was made; nil after
// Release.
func (e *Exported) Array() *ndarray.Array { return e.array }

// Tensor returns the description. Its pointers are good until Release.
func (e *Exported) Tensor() DLTensor { return e.tensor }

// Version returns the version to say; the zero version stands for the struct
// without one.
func (e *Exported) Version() DLPackVersion { return e.version }

// Flags returns the flags to say.
func (e *Exported) Flags() Flags { return e.flags }

// Versioned returns the struct to hand to a consumer in memory of Go that stays
// in place until Release. Its deleter is up to the caller: it must lead to
// Release, and without one the consumer doesn't give the tensor back.
func (e *Exported) Versioned(managerCtx, deleter uintptr) (*DLManagedTensorVersioned, error) {
	if e.version.Major == 0 {
		return nil, fault.New("dlpack.Versioned", fault.Value, "the consumer asked for the struct without a version: use Managed")
	}
	m := &DLManagedTensorVersioned{Version: e.version, ManagerCtx: managerCtx, Deleter: deleter, Flags: e.flags, Tensor: e.tensor}
	e.pin.Pin(m)
	return m, nil
}

// Managed is [Exported.Versioned] for the struct without a version.
func (e *Exported) Managed(managerCtx, deleter uintptr) (*DLManagedTensor, error) {
	if e.version.Major != 0 {
		return nil, fault.New("dlpack.Managed", fault.Value, "the consumer asked for version %d.%d: use Versioned", e.version.Major, e.version.Minor)
	}
	m := &DLManagedTensor{Tensor: e.tensor, ManagerCtx: managerCtx, Deleter: deleter}
	e.pin.Pin(m)
	return m, nil
}

// Dims returns the shape followed by the strides in elements, for a consumer's
// struct in other memory.
func (e *Exported) Dims() []int64 { return e.dims }
