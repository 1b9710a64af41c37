# SPDX-License-Identifier: BSD-3-Clause

"""DLPack capsules made by hand, to show what an import refuses."""

import ctypes

DELETED = []


class Device(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int32), ("id", ctypes.c_int32)]


class DataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class Tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device", Device), ("ndim", ctypes.c_int32), ("dtype", DataType),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.POINTER(ctypes.c_int64)),
                ("byte_offset", ctypes.c_uint64)]


DELETER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Legacy(ctypes.Structure):
    _fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p), ("deleter", DELETER)]


class Versioned(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p), ("deleter", DELETER),
                ("flags", ctypes.c_uint64), ("tensor", Tensor)]


new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]

_kept = []


def name(capsule):
    get = ctypes.pythonapi.PyCapsule_GetName
    get.restype, get.argtypes = ctypes.c_char_p, [ctypes.py_object]
    return get(capsule).decode()


def pointer(capsule):
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return get(capsule, name(capsule).encode())


class Producer:
    """An object whose __dlpack__ hands out a tensor of float64 made by hand."""

    def __init__(self, *, versioned=True, data=True, device=(1, 0), dtype=(2, 64, 1), shape=(3,), strides=None, offset=0, major=1,
                 flags=0, capsule=None, misalign=0, deleter=True):
        self.buffer = (ctypes.c_double * 16)(*range(16))
        self.calls = 0
        managed = Versioned() if versioned else Legacy()
        t = managed.tensor
        t.data = ctypes.addressof(self.buffer) + misalign if data else None
        t.device, t.ndim, t.dtype = Device(*device), len(shape), DataType(*dtype)
        self.shape = (ctypes.c_int64 * max(len(shape), 1))(*shape)
        t.shape = self.shape
        if strides is not None:
            self.strides = (ctypes.c_int64 * max(len(strides), 1))(*strides)
            t.strides = self.strides
        t.byte_offset = offset

        def delete(_):
            self.calls += 1

        self.deleter = DELETER(delete)
        if deleter:
            managed.deleter = self.deleter
        if versioned:
            managed.major, managed.minor, managed.flags = major, 0, flags
        self.managed = managed
        self.name = (capsule or ("dltensor_versioned" if versioned else "dltensor")).encode()
        _kept.append(self)  # the name and the struct must outlive the capsule

    def __dlpack__(self, **kwargs):
        self.kwargs = kwargs
        return new_capsule(ctypes.addressof(self.managed), self.name, None)

    def __dlpack_device__(self):
        return self.managed.tensor.device.type, self.managed.tensor.device.id
