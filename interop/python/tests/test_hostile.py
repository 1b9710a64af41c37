# SPDX-License-Identifier: BSD-3-Clause

"""Random layouts of foreign memory, most of them wrong, through every protocol that describes memory.

Whether a layout can be is worked out here in Python's integers: one within the memory must be taken, with the elements that lie there, and one that no address
space holds refused. ARRAYGEN_FUZZ=1h is an hour for each protocol, see make fuzz-parsers; a run without it has a second."""

import ctypes
import os
import random
import time

import arraygen as ag
import exporters
import pytest
from capsules import DELETER, DataType, Device, Tensor, Versioned, new_capsule

_time = os.environ.get("ARRAYGEN_FUZZ", "1s")
SECONDS = float(_time[:-1]) * {"s": 1, "m": 60, "h": 3600}[_time[-1]]

# The largest size of an object. Addresses end far below, and where is a matter of the machine: what lies between may be taken or refused.
MOST = 2**63 - 1

# format of a buffer, typestr, code and bits of DLPack, struct's type
TYPES = [("?", "|b1", (6, 8), ctypes.c_bool), ("b", "|i1", (0, 8), ctypes.c_int8), ("B", "|u1", (1, 8), ctypes.c_uint8), ("h", "<i2", (0, 16), ctypes.c_int16),
         ("H", "<u2", (1, 16), ctypes.c_uint16), ("i", "<i4", (0, 32), ctypes.c_int32), ("I", "<u4", (1, 32), ctypes.c_uint32),
         ("q", "<i8", (0, 64), ctypes.c_int64), ("Q", "<u8", (1, 64), ctypes.c_uint64)]
SIZES = {t[0]: ctypes.sizeof(t[3]) for t in TYPES}
HUGE = [2**31 - 1, 2**31, 2**32, 2**40, 2**61, 2**62, MOST - 7, MOST]


@pytest.fixture(autouse=True, scope="module")
def contents():
    exporters.MEMORY[:] = random.Random(1).randbytes(exporters.BYTES)


class Layout:
    """A random layout over the memory; step is what a stride counts."""

    def __init__(self, r, lowest_ndim=0):
        self.type = r.choice(TYPES)
        self.size = SIZES[self.type[0]]
        self.ndim = r.choice([0, 1, 1, 2, 2, 3, 4])
        self.shape = [r.choice([0, 1, 1, 2, 3, 5, 17]) for _ in range(self.ndim)]
        self.strides = [self.size * r.choice([0, 1, -1, 2, -3, 7, 31]) for _ in range(self.ndim)]
        self.offset = exporters.BYTES // 2 + self.size * r.randrange(-8, 8)
        self.given = r.random() < 0.8
        if not self.given:
            step = self.size
            for i in reversed(range(self.ndim)):
                self.strides[i] = step
                step *= max(self.shape[i], 1)
        if self.ndim and r.random() < 0.4:
            # One number goes wrong.
            i = r.randrange(self.ndim)
            value = r.choice(HUGE + [-1, -2]) * r.choice([1, 1, 1, -1])
            if self.given and r.random() < 0.5:
                self.strides[i] = max(value, -MOST - 1) // self.size * self.size
            else:
                self.shape[i] = max(value, -MOST - 1)
                if not self.given:
                    self.strides = None

    def start(self):
        return exporters.START + self.offset

    def reach(self):
        """How far the elements reach from the first, or None where that is nowhere."""
        bytes = self.size
        for n in self.shape:
            if n < 0:
                return None
            bytes *= n or 1
        if bytes > MOST:
            return None
        if 0 in self.shape:
            return 0, 0
        low = high = 0
        strides = self.strides
        if strides is None:
            strides, step = [0] * self.ndim, self.size
            for i in reversed(range(self.ndim)):
                strides[i] = step
                step *= self.shape[i]
        for n, s in zip(self.shape, strides, strict=True):
            low, high = low + min((n - 1) * s, 0), high + max((n - 1) * s, 0)
        return low, high + self.size

    def can_be(self):
        reach = self.reach()
        return reach is not None and self.start() + reach[0] >= 0 and self.start() + reach[1] <= MOST

    def within(self):
        low, high = self.reach()
        return self.offset + low >= 0 and self.offset + high <= exporters.BYTES

    def elements(self):
        places = [self.start()] if 0 not in self.shape else []
        for n, s in zip(self.shape, self.strides or [0] * self.ndim, strict=True):
            places = [p + i * s for p in places for i in range(n)] if places else []
        return [self.type[3].from_address(p).value for p in places]

    def __repr__(self):
        return f"{self.type[0]} shape {self.shape} strides {self.strides if self.given else None} at {self.offset}"


def flat(a):
    return [x for x in ag.asarray(a, copy=True).reshape(-1).tolist()]


def compare(layout, ok, make, what=None):
    """make() must take a layout that is ok and lies within the memory, and refuse one that is not ok; what is told of it."""
    try:
        a = make()
    except (ValueError, TypeError, BufferError) as error:
        assert not (ok and layout.within()), (layout, error)
        return False
    assert ok, (layout, what)
    assert a.shape == tuple(layout.shape), layout
    if layout.strides is not None and layout.within() and layout.type[0] != "?" and a.size < 10000:
        assert flat(a) == layout.elements(), layout
    return True


def rounds(seed=None):
    """Generators of random numbers for SECONDS, of seeds that a failure names."""
    end = time.monotonic() + SECONDS
    seed = random.randrange(2**31) if SECONDS > 5 else 1
    while time.monotonic() < end:
        seed += 1
        yield random.Random(seed)


def taken(outcomes):
    assert 0.2 < sum(outcomes) / len(outcomes) < 0.9, "a test of refusals alone, or of none"
    assert len(outcomes) > 100


def test_buffers():
    outcomes = []
    before = exporters.RELEASED[0]
    for r in rounds():
        x = Layout(r)
        format, itemsize, length, ndim, shape, ok = x.type[0], x.size, x.size, x.ndim, x.shape, x.can_be()
        for n in x.shape:
            length *= n
        wrong = r.random()
        if wrong < 0.03:
            itemsize, ok = r.choice([i for i in (0, -1, 3, 1 << 40, x.size + 1) if i != x.size]), False
        elif wrong < 0.06:
            format, ok = r.choice(["", "x", ">i", "4s", "i:a:", "T{i:x:}", "dd", "Zg", "O", "&i", "\xff", "i" * 1000]), False
        elif wrong < 0.09:
            length, ok = length + r.choice([1, -1, 8, -8, MOST]), False
        elif wrong < 0.12:
            ndim, ok = r.choice([-1, 65, 1 << 30, -(1 << 31)]), False
        elif wrong < 0.15 and ndim:
            shape, ok = None, False
        if not -MOST - 1 <= length <= MOST:
            length, ok = r.choice(HUGE), False
        made = exporters.buffer(offset=x.offset, length=length, itemsize=itemsize, format=format.encode("latin1"), shape=shape, ndim=ndim,
                                strides=x.strides if x.given else None, readonly=r.randrange(2))
        outcomes.append(compare(x, ok, lambda made=made: ag.asarray(made), (format, itemsize, length, ndim, shape)))
        del made
    taken(outcomes)
    assert exporters.RELEASED[0] == before, "a buffer that was taken was not given back"


class Interface:
    def __init__(self, **fields):
        self.__array_interface__ = fields


def test_array_interfaces():
    outcomes = []
    for r in rounds():
        x = Layout(r)
        ok = x.can_be()
        fields = {"version": 3, "typestr": x.type[1], "shape": tuple(x.shape), "data": (x.start(), bool(r.randrange(2))),
                  "strides": tuple(x.strides) if x.given else None}
        wrong = r.random()
        if wrong < 0.03:
            fields["typestr"], ok = r.choice(["", "<", "<f3", ">i4", "<U8", "|V4", "<i-4", "<i99999999999999999999", None, 3, "é", "<i4 "]), False
        elif wrong < 0.06:
            fields["data"], ok = r.choice([(), (1,), (1.5, False), (-1, False), (2**64, False), ("x", False), (x.start(), False, 1), 5, (None, None)]), False
        elif wrong < 0.09:
            fields["shape"], ok = r.choice([None, 3, [3], (1.5,), ("a",), (2**63,), (-(2**63) - 1,), (1,) * 65]), False
        elif wrong < 0.12:
            fields["strides"], ok = r.choice([3, [8], (1.5,), (2**63,), (8,) * (x.ndim + 1)]), False
        elif wrong < 0.14:
            fields["descr"], ok = r.choice([3, [], [("a", "<f8"), ("b", "<i2")], [("", "<c4")], [()], "abc"]), False
        elif wrong < 0.16:
            del fields[r.choice(["shape", "typestr", "data"])]
            ok = False
        outcomes.append(compare(x, ok, lambda fields=fields: ag.asarray(Interface(**fields)), fields))
    taken(outcomes)


class Struct(ctypes.Structure):
    """PyArrayInterface."""

    _fields_ = [("two", ctypes.c_int), ("nd", ctypes.c_int), ("typekind", ctypes.c_char), ("itemsize", ctypes.c_int), ("flags", ctypes.c_int),
                ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("data", ctypes.c_void_p), ("descr", ctypes.c_void_p)]


class Structured:
    def __init__(self, struct):
        self.struct = struct
        self.__array_struct__ = new_capsule(ctypes.addressof(struct), None, None)


def test_array_structs():
    outcomes = []
    for r in rounds():
        x = Layout(r)
        ok = x.can_be()
        s = Struct(2, x.ndim, x.type[1][1].encode(), x.size, 0x200 | 0x400 * r.randrange(2), exporters.numbers(x.shape), exporters.numbers(x.strides if x.given else None), x.start())
        wrong = r.random()
        if wrong < 0.04:
            s.two, ok = r.choice([0, 1, 3, -1]), False
        elif wrong < 0.08:
            s.nd, ok = r.choice([-1, 65, 1 << 30]), False
        elif wrong < 0.12:
            s.typekind, ok = r.choice([b"V", b"U", b"O", b"\0", b"\xff"]), False
        elif wrong < 0.16:
            s.itemsize, ok = r.choice([0, -1, 3, 1 << 30]), False
        elif wrong < 0.20 and x.ndim:
            s.shape, ok = None, False
        outcomes.append(compare(x, ok, lambda s=s: ag.asarray(Structured(s))))
    taken(outcomes)


class Producer:
    def __init__(self, managed):
        self.managed = managed

    def __dlpack__(self, **kwargs):
        return new_capsule(ctypes.addressof(self.managed), b"dltensor_versioned", None)

    def __dlpack_device__(self):
        return self.managed.tensor.device.type, self.managed.tensor.device.id


def test_dlpack():
    outcomes, deleted = [], [0]

    def delete(_):
        deleted[0] += 1

    deleter, made = DELETER(delete), 0
    for r in rounds():
        x = Layout(r)
        ok = x.can_be()
        m = Versioned()
        m.major, m.flags, m.deleter = 1, r.randrange(2), deleter
        code, bits = x.type[2]
        offset = 8 * r.randrange(4) if r.random() < 0.5 else 0
        strides = x.strides if x.given else None
        m.tensor = Tensor(x.start() - offset, Device(1, 0), x.ndim, DataType(code, bits, 1),
                          ctypes.cast(exporters.numbers(x.shape), ctypes.POINTER(ctypes.c_int64)),
                          ctypes.cast(exporters.numbers(strides and [s // x.size for s in strides]), ctypes.POINTER(ctypes.c_int64)), offset)
        wrong = r.random()
        if wrong < 0.04:
            m.tensor.dtype = DataType(*r.choice([(255, 8, 1), (0, 0, 1), (0, 7, 1), (2, 8, 1), (0, 32, 0), (0, 32, 65535), (1, 128, 1)]))
            ok = False
        elif wrong < 0.08:
            m.tensor.ndim, ok = r.choice([-1, 65, 1 << 30]), False
        elif wrong < 0.11:
            m.tensor.device, ok = Device(r.choice([0, 2, 17, -1]), 0), False
        elif wrong < 0.14 and x.ndim:
            m.tensor.shape, ok = None, False
        elif wrong < 0.17 and x.ndim:
            m.tensor.shape, ok = ctypes.cast(r.choice([8, 4095, 2**64 - 8]), ctypes.POINTER(ctypes.c_int64)), False
        elif wrong < 0.20 and 0 not in x.shape:
            m.tensor.byte_offset, ok = r.choice([2**64 - 8, 2**63, 2**63 - 8]), False
        outcomes.append(compare(x, ok, lambda m=m: ag.from_dlpack(Producer(m))))
        made += 1
    taken(outcomes)
    assert deleted[0] <= made
