package dlpack

import (
	"math"
	"math/bits"
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
	p, err := parse(fn, t)
	if err != nil {
		return refuse(release, err)
	}
	if !p.Device.Type.Host() {
		return refuse(release, fault.New(fn, fault.Layout, "the tensor is on device %v, whose memory the CPU can't read; ask its library for a copy on the CPU (dl_device=(%d, 0), copy=True)", p.Device, int(CPU)))
	}
	if p.DType.Lanes != 1 {
		return refuse(release, fault.New(fn, fault.DType, "the elements are %v; only one lane is supported: use a further axis", p.DType))
	}
	d := p.DType.DType()
	if !d.Valid() {
		return refuse(release, fault.New(fn, fault.DType, "the elements are %v, which is no element type here; there are bool, integers of 8 to 64 bits, floats of 16 to 64, bfloat of 16, and complex numbers of 64 and 128", p.DType))
	}
	lo, hi, ok := p.span(d.Size())
	if !ok || lo > p.Address || hi > math.MaxInt-p.Address {
		return refuse(release, fault.New(fn, fault.Layout, "a tensor of shape %s with strides %s of %v at address %#x leaves the address space", fault.ShapeText(p.Shape), fault.ShapeText(p.Strides), d, p.Address))
	}
	strides := make([]int, len(p.Strides))
	for i, s := range p.Strides {
		strides[i] = s * d.Size()
	}
	a := ndarray.FromForeign(ndarray.Foreign{
		Base: pointer(p.Address - lo), Len: int(lo + hi), ReadOnly: readOnly, Release: release,
	}, d, p.Shape, strides, int(lo))
	if a.Err() == nil && !a.Aligned() {
		a.Owner().Release()
		return ndarray.Failed(fault.New(fn, fault.Layout, "the elements at address %#x are misaligned: %v needs a multiple of %d bytes; copy them to aligned memory", p.Address, d, d.Align()))
	}
	return a
}

// span returns how many bytes the elements reach below and above the first
// byte of the first one; ok is false where that is more than there can be.
func (t Tensor) span(size int) (lo, hi uintptr, ok bool) {
	for _, n := range t.Shape {
		if n == 0 {
			return 0, 0, true
		}
	}
	hi = uintptr(size)
	for i, n := range t.Shape {
		step := uint64(t.Strides[i])
		if t.Strides[i] < 0 {
			step = -step
		}
		over, elements := bits.Mul64(uint64(n-1), step)
		if over != 0 || elements > uint64(math.MaxInt/2/size) || step > uint64(math.MaxInt/size) {
			return 0, 0, false
		}
		if t.Strides[i] < 0 {
			lo += uintptr(elements) * uintptr(size)
		} else {
			hi += uintptr(elements) * uintptr(size)
		}
		if lo > math.MaxInt/2 || hi > math.MaxInt/2 {
			return 0, 0, false
		}
	}
	return lo, hi, true
}

// pointer is an address as a pointer; the memory is not Go's.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
