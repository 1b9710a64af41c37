# SPDX-License-Identifier: BSD-3-Clause

"""Objects whose buffers, array interfaces and capsules say anything, over memory between two pages that nobody may touch.

A read outside the memory ends the process, so that a layout which is believed wrongly is seen."""

import ctypes
import mmap

PAGE = mmap.PAGESIZE
BYTES = 2 * PAGE

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_map = mmap.mmap(-1, BYTES + 2 * PAGE)
_low = ctypes.addressof(ctypes.c_char.from_buffer(_map))
for _page in _low, _low + PAGE + BYTES:
    assert _libc.mprotect(_page, PAGE, 0) == 0

# The memory of all exporters: BYTES bytes from START on.
START = _low + PAGE
MEMORY = (ctypes.c_ubyte * BYTES).from_address(START)


class Buffer(ctypes.Structure):
    """Py_buffer."""

    _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.c_void_p), ("len", ctypes.c_ssize_t), ("itemsize", ctypes.c_ssize_t), ("readonly", ctypes.c_int),
                ("ndim", ctypes.c_int), ("format", ctypes.c_char_p), ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("suboffsets", ctypes.c_void_p),
                ("internal", ctypes.c_void_p)]


class _Slot(ctypes.Structure):
    _fields_ = [("slot", ctypes.c_int), ("function", ctypes.c_void_p)]


class _Spec(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("basicsize", ctypes.c_int), ("itemsize", ctypes.c_int), ("flags", ctypes.c_uint), ("slots", ctypes.POINTER(_Slot))]


# What the next buffer says.
_next = Buffer()
RELEASED = [0]


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Buffer), ctypes.c_int)
def _get(self, view, flags):
    ctypes.memmove(view, ctypes.byref(_next), ctypes.sizeof(Buffer))
    ctypes.pythonapi.Py_IncRef(ctypes.c_void_p(self))
    view.contents.obj = self
    RELEASED[0] -= 1
    return 0


@ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Buffer))
def _release(self, view):
    RELEASED[0] += 1


_slots = (_Slot * 3)(_Slot(1, ctypes.cast(_get, ctypes.c_void_p)), _Slot(2, ctypes.cast(_release, ctypes.c_void_p)), _Slot(0, None))
_spec = _Spec(b"exporters.Exporter", object.__basicsize__, 0, 1 << 18, _slots)
ctypes.pythonapi.PyType_FromSpec.restype = ctypes.py_object
ctypes.pythonapi.PyType_FromSpec.argtypes = [ctypes.POINTER(_Spec)]

# A type whose buffers are those of buffer().
Exporter = ctypes.pythonapi.PyType_FromSpec(ctypes.byref(_spec))

_kept = []


def numbers(values):
    """The address of an array of Py_ssize_t, 0 for None."""
    if values is None:
        return 0
    memory = (ctypes.c_ssize_t * max(len(values), 1))(*values)
    _kept.append(memory)
    del _kept[:-8]
    return ctypes.addressof(memory)


def buffer(*, offset=0, length, itemsize, format, shape, strides, ndim=None, readonly=0):
    """An object whose buffer says so; it holds until the next one is made."""
    global _next
    _next = Buffer(buf=START + offset, len=length, itemsize=itemsize, readonly=readonly, ndim=len(shape) if ndim is None else ndim, format=format,
                   shape=numbers(shape), strides=numbers(strides))
    return Exporter()
