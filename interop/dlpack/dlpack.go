// SPDX-License-Identifier: BSD-3-Clause

// Package dlpack exchanges tensors with other libraries of the same process by
// DLPack 1.3 and by the unversioned struct from before 1.0, without a copy.
//
// This package is plain Go: the structs in C's layout, the checks, and the
// conversion to and from arrays. What is left is to call a C function (the
// tensor's deleter) or to give one: package cdlpack does both with cgo; a
// program that calls C in another way brings its own.
//
// Importing takes a function that gives the tensor back. It runs exactly once:
// when the last array over the tensor is gone, or at once if it is refused.
//
// The source of the format is dlpack.h of https://github.com/dmlc/dlpack.
package dlpack

import "fmt"

// Current is the version of DLPack that this package speaks.
var Current = DLPackVersion{Major: 1, Minor: 3}

// The names of the capsules in which Python passes tensors. A consumer renames
// a capsule as it takes the tensor, so that nobody takes it again.
const (
	CapsuleName              = "dltensor"
	UsedCapsuleName          = "used_dltensor"
	VersionedCapsuleName     = "dltensor_versioned"
	UsedVersionedCapsuleName = "used_dltensor_versioned"
	// ExchangeAPICapsuleName is that of the table of C functions.
	ExchangeAPICapsuleName = "dlpack_exchange_api"
)

// Flags says more about a versioned tensor.
type Flags uint64

// The flags.
const (
	// ReadOnly: the memory must not be written.
	ReadOnly Flags = 1 << iota
	// IsCopied: the producer made a copy, the consumer is its only owner.
	IsCopied
	// IsSubbyteTypePadded: elements of less than a byte have one each, instead
	// of being packed.
	IsSubbyteTypePadded
)

// DeviceType is where memory is.
type DeviceType int32

// The device types of DLPack 1.3.
const (
	CPU         DeviceType = 1
	CUDA        DeviceType = 2
	CUDAHost    DeviceType = 3 // memory of the CPU, pinned for CUDA
	OpenCL      DeviceType = 4
	Vulkan      DeviceType = 7
	Metal       DeviceType = 8
	VPI         DeviceType = 9
	ROCM        DeviceType = 10
	ROCMHost    DeviceType = 11 // memory of the CPU, pinned for ROCm
	ExtDev      DeviceType = 12
	CUDAManaged DeviceType = 13 // memory that CUDA moves on demand
	OneAPI      DeviceType = 14
	WebGPU      DeviceType = 15
	Hexagon     DeviceType = 16
	MAIA        DeviceType = 17
	Trn         DeviceType = 18
)

var deviceNames = map[DeviceType]string{
	CPU: "CPU", CUDA: "CUDA", CUDAHost: "CUDAHost", OpenCL: "OpenCL", Vulkan: "Vulkan", Metal: "Metal", VPI: "VPI",
	ROCM: "ROCM", ROCMHost: "ROCMHost", ExtDev: "ExtDev", CUDAManaged: "CUDAManaged", OneAPI: "OneAPI",
	WebGPU: "WebGPU", Hexagon: "Hexagon", MAIA: "MAIA", Trn: "Trn",
}

// String returns the header's name of t without its prefix, as "CUDA".
func (t DeviceType) String() string {
	if s, ok := deviceNames[t]; ok {
		return s
	}
	return fmt.Sprintf("DeviceType(%d)", int32(t))
}

// Host reports whether the CPU can read memory of the device.
func (t DeviceType) Host() bool {
	return t == CPU || t == CUDAHost || t == ROCMHost || t == CUDAManaged
}

// String formats d as "CUDA:1".
func (d DLDevice) String() string { return fmt.Sprintf("%v:%d", d.Type, d.ID) }
