# SPDX-License-Identifier: BSD-3-Clause

"""DLPack: both kinds of capsules, all keywords, refusals, the table for C."""

import ctypes
import threading

import arraygen as ag
import numpy as np
import pytest

import capsules
from capsules import Producer, Versioned, pointer

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32",
          "float64", "complex64", "complex128"]
VERSIONS = [None, (0, 5), (1, 0), (1, 3), (2, 0)]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("version", VERSIONS)
def test_round_trip(dtype, version, no_leaks):
    a = ag.arange(24).astype(dtype).reshape(2, 3, 4)
    for b in (a, a.T, a[:, ::-1], a[0, 0, 0, ...], a[:0], a[..., ::2]):
        class Once:
            def __dlpack__(self, **kwargs):
                return b.__dlpack__(max_version=version)

        c = ag.from_dlpack(Once())
        assert c.dtype == b.dtype and c.shape == b.shape and c.tolist() == b.tolist()
        assert c._pointer == b._pointer
        del c


def test_shares_memory():
    a = ag.zeros(3)
    b = ag.from_dlpack(a)
    b[0] = 5
    assert a[0] == 5
    del a
    assert b.tolist() == [5, 0, 0]


def test_keywords():
    a = ag.arange(3.0)
    assert a.__dlpack_device__() == (1, 0)
    assert capsules.name(a.__dlpack__()) == "dltensor"
    assert capsules.name(a.__dlpack__(max_version=(0, 8))) == "dltensor"
    assert capsules.name(a.__dlpack__(max_version=(1, 0))) == "dltensor_versioned"
    assert capsules.name(a.__dlpack__(max_version=(3, 0), dl_device=(1, 0), copy=False, stream=None)) == "dltensor_versioned"
    keep = a.__dlpack__(max_version=(1, 0), copy=True)
    copied = Versioned.from_address(pointer(keep))
    assert copied.flags == 2 and copied.tensor.data != a._pointer
    keep = a._as(ag.ndarray, True).__dlpack__(max_version=(1, 0))
    assert Versioned.from_address(pointer(keep)).flags == 1
    for kwargs, error in [({"stream": 1}, BufferError), ({"dl_device": (2, 0)}, BufferError), ({"dl_device": 1}, TypeError),
                          ({"max_version": 1}, TypeError), ({"max_version": (1,)}, TypeError), ({"copy": 1}, TypeError),
                          ({"nonsense": 1}, TypeError)]:
        with pytest.raises(error):
            a.__dlpack__(**kwargs)
    with pytest.raises(TypeError, match="keyword"):
        a.__dlpack__(None)


def test_read_only():
    a = ag.asarray(memoryview(b"12345678"))
    with pytest.raises(BufferError, match="read-only"):
        a.__dlpack__()
    b = ag.from_dlpack(a)
    with pytest.raises(ValueError, match="read-only"):
        b[0] = 1
    c = ag.from_dlpack(a, copy=True)
    c[0] = 1
    assert ag.from_dlpack(Producer(flags=1)).flags.writeable is False
    assert ag.from_dlpack(Producer(flags=0)).flags.writeable is True


def test_copy_and_device():
    a = ag.arange(3.0)
    assert not ag.shares_memory(ag.from_dlpack(a, copy=True), a)
    assert ag.shares_memory(ag.from_dlpack(a, copy=False, device="cpu"), a)
    with pytest.raises(ValueError, match="cpu"):
        ag.from_dlpack(a, device="cuda")
    with pytest.raises(AttributeError, match="__dlpack__"):
        ag.from_dlpack([1, 2])


class Elsewhere(Producer):
    """A tensor on a GPU whose library copies it to main memory when asked to."""

    def __init__(self, **kwargs):
        super().__init__(device=(2, 0), **kwargs)

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        if dl_device == (1, 0):
            if copy is False:
                raise BufferError("a copy is needed")
            return Producer(flags=2).__dlpack__()
        return super().__dlpack__()


def test_foreign_device():
    e = Elsewhere()
    with pytest.raises(BufferError, match=r"device \(2, 0\), which the CPU cannot read .CUDA:0.; device=.cpu. in Python, dl_device=.1, 0., asks its library"):
        ag.from_dlpack(e)
    assert e.calls == 1
    for copy in (None, True):
        assert ag.from_dlpack(e, device="cpu", copy=copy).tolist() == [0, 1, 2]
    with pytest.raises(BufferError, match="a copy is needed"):
        ag.from_dlpack(e, device="cpu", copy=False)
    with pytest.raises(BufferError, match="must be told in its own way"):
        ag.from_dlpack(Producer(device=(2, 0)), device="cpu")  # a producer that gives what it has


def test_import():
    p = Producer(versioned=False)
    a = ag.from_dlpack(p)
    assert a.tolist() == [0, 1, 2] and p.kwargs["max_version"] == (1, 3)
    assert p.calls == 0
    view = a[1:]
    del a
    assert p.calls == 0
    del view
    assert p.calls == 1
    assert ag.from_dlpack(Producer(strides=(2,))).tolist() == [0, 2, 4]
    assert ag.from_dlpack(Producer(offset=16)).tolist() == [2, 3, 4]
    assert ag.from_dlpack(Producer(strides=(-1,), offset=40)).tolist() == [5, 4, 3]
    assert ag.from_dlpack(Producer(strides=(0,))).tolist() == [0, 0, 0]
    assert ag.from_dlpack(Producer(shape=())).item() == 0
    assert ag.from_dlpack(Producer(shape=(0,), data=False)).shape == (0,)
    assert ag.from_dlpack(Producer(device=(3, 0))).tolist() == [0, 1, 2]  # pinned host memory
    assert ag.from_dlpack(Producer(deleter=False)).tolist() == [0, 1, 2]


REFUSALS = [
    ({"device": (2, 0)}, "device"), ({"device": (10, 1)}, "device"), ({"device": (8, 0)}, "device"),
    ({"data": False}, "NULL"), ({"strides": (2**62,)}, "address"), ({"shape": (2**62, 4)}, "address"), ({"shape": (-1,)}, "negative"),
    ({"shape": (1,) * 65}, "65"), ({"dtype": (3, 64, 1)}, "opaque_handle"), ({"dtype": (11, 8, 1)}, "float8_e4m3fnuz"), ({"dtype": (2, 128, 1)}, "128 bits"),
    ({"dtype": (17, 4, 2)}, "lanes"), ({"dtype": (2, 64, 4)}, "lanes"), ({"misalign": 4}, "misaligned"),
    ({"dtype": (0, 4, 1)}, "4 bits"),
]


def field(name, value):
    """A tensor with one field changed, or a pointer in it."""

    def change(p):
        t = p.managed.tensor
        if name in ("shape", "strides") and (value is None or isinstance(value, int)):
            ctypes.c_uint64.from_address(ctypes.addressof(t) + getattr(capsules.Tensor, name).offset).value = value or 0
        elif name in ("shape", "strides"):
            p.kept = (ctypes.c_int64 * len(value))(*value)
            setattr(t, name, p.kept)
            t.ndim = len(value)
        else:
            setattr(t, name, value)

    return change


def both(shape, strides):
    return lambda p: (field("shape", shape)(p), field("strides", ())(p), setattr(p, "also", (ctypes.c_int64 * len(shape))(*strides)),
                      setattr(p.managed.tensor, "strides", p.also), setattr(p.managed.tensor, "ndim", len(shape)))


# Tensors that nobody means well with: a field each.
HOSTILE = [
    ("NULL shape", field("shape", None), "shape is NULL"), ("shape at 8", field("shape", 8), "no address"),
    ("misaligned shape", field("shape", 0x7F0000000001), "no address"), ("shape at the end", field("shape", 2**64 - 8), "no address"),
    ("strides at 8", field("strides", 8), "no address"), ("no axes to speak of", field("ndim", -(2**31)), "negative"),
    ("many axes", field("ndim", 2**31 - 1), "the most is 64"), ("offset 2**64 - 8", field("byte_offset", 2**64 - 8), "address space"),
    ("offset 2**64 - 1", field("byte_offset", 2**64 - 1), "address space"), ("offset 2**63", field("byte_offset", 2**63), "address space"),
    ("misaligned offset", field("byte_offset", 4), "misaligned"), ("data at the end", field("data", 2**64 - 8), "address space"),
    ("data in the upper half", field("data", 2**63), "address space"),
    ("product, strides 0", both((2**40, 2**40), (0, 0)), "more elements"), ("bytes, strides 0", both((2**61,), (0,)), "more elements"),
    ("product without elements", both((2**40, 2**40, 0), (0, 0, 0)), "more elements"),
    ("product, no strides", field("shape", (2**40, 2**40)), "address space"), ("negative length", field("shape", (-(2**63),)), "negative"),
    ("least stride", both((3,), (-(2**63),)), "address space"), ("strides that cancel", both((2**10, 2**10), (2**52, -(2**52))), "address space"),
]


@pytest.mark.parametrize("name, change, message", HOSTILE, ids=[h[0] for h in HOSTILE])
@pytest.mark.parametrize("way", ["legacy", "versioned", "table", "to_object"])
def test_hostile_tensors(name, change, message, way, no_leaks):
    p = Producer(versioned=way != "legacy")
    change(p)
    with pytest.raises(BufferError, match=message):
        if way == "table":
            def export(x, out):
                out[0] = ctypes.addressof(p.managed)
                return 0

            kept, x = exporter((1, 3), export)
            ag.from_dlpack(x)
        elif way == "to_object":
            api().to_object(ctypes.addressof(p.managed), ctypes.c_void_p())
        else:
            ag.from_dlpack(p)
    assert p.calls == 1


def test_versions():
    for major in (0, 2, 2**32 - 1):
        p = Producer(major=major)
        field("shape", 8)(p)  # must not be looked at
        with pytest.raises(BufferError, match="version"):
            ag.from_dlpack(p)
        assert p.calls == 1


def test_changed_tensors_of_ours():
    a = ag.arange(6.0)
    for change, message in [(("ndim", 65), "most is 64"), (("byte_offset", 2**64 - 8), "address space"), (("data", 2**63), "address space")]:
        capsule = a.__dlpack__(max_version=(1, 0))
        setattr(Versioned.from_address(pointer(capsule)).tensor, *change)
        with pytest.raises(BufferError, match=message):
            ag.from_dlpack(type("T", (), {"__dlpack__": lambda self, **k: capsule})())
    for name in ("shape", "strides"):
        capsule = a.__dlpack__(max_version=(1, 0))
        tensor = Versioned.from_address(pointer(capsule)).tensor
        ctypes.c_uint64.from_address(ctypes.addressof(tensor) + getattr(capsules.Tensor, name).offset).value = 0
        producer = type("T", (), {"__dlpack__": lambda self, **k: capsule})()
        if name == "shape":
            with pytest.raises(BufferError, match="shape is NULL"):
                ag.from_dlpack(producer)
        else:
            assert ag.from_dlpack(producer).tolist() == a.tolist()  # none are those of C order


def test_legacy_is_read_only():
    # As in NumPy: the struct of before DLPack 1.0 can't say whether it may be written.
    for p in (Producer(versioned=False), type("Old", (), {"__dlpack__": lambda self, stream=None: ag.arange(3.0).__dlpack__()})()):
        a = ag.from_dlpack(p)
        assert not a.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            a[0] = 1
        with pytest.raises(ValueError, match="read-only"):
            ag.add(a, 1, out=a)
        b = a.copy()
        b[0] = 1


@pytest.mark.parametrize("kwargs, message", REFUSALS, ids=str)
@pytest.mark.parametrize("versioned", [False, True])
def test_refusals(kwargs, message, versioned, no_leaks):
    p = Producer(versioned=versioned, **kwargs)
    with pytest.raises(BufferError, match=message):
        ag.from_dlpack(p)
    assert p.calls == 1


def test_major_version():
    p = Producer(major=2)
    p.managed.tensor.shape = None  # must not be looked at
    p.managed.tensor.ndim = 7
    with pytest.raises(BufferError, match="version 2.0"):
        ag.from_dlpack(p)
    assert p.calls == 1


def test_capsule_names():
    with pytest.raises(ValueError, match="dltensor"):
        ag.from_dlpack(Producer(capsule="tensor"))
    p = Producer()
    capsule = p.__dlpack__()

    class Twice:
        def __dlpack__(self, **kwargs):
            return capsule

    a = ag.from_dlpack(Twice())
    assert capsules.name(capsule) == "used_dltensor_versioned"
    with pytest.raises(ValueError, match="once"):
        ag.from_dlpack(Twice())
    del a
    assert p.calls == 1

    class Wrong:
        def __dlpack__(self, **kwargs):
            return 3

    with pytest.raises(TypeError, match="not a capsule"):
        ag.from_dlpack(Wrong())


def test_old_producer():
    class Old:
        def __dlpack__(self, stream=None):
            return ag.arange(3.0).__dlpack__()

    assert ag.from_dlpack(Old()).tolist() == [0, 1, 2]
    assert ag.asarray(Old()).tolist() == [0, 1, 2]
    kept = ag.arange(3.0)

    class Same:
        def __dlpack__(self, stream=None):
            return kept.__dlpack__()

    for device in (None, "cpu"):
        assert ag.shares_memory(ag.from_dlpack(Same(), device=device), kept)
        assert ag.shares_memory(ag.from_dlpack(Same(), device=device, copy=False), kept)
        assert not ag.shares_memory(ag.from_dlpack(Same(), device=device, copy=True), kept)  # copied here


def test_errors_of_the_producer_pass():
    class Bad:
        def __dlpack__(self, **kwargs):
            raise BufferError("not today")

    with pytest.raises(BufferError, match="not today"):
        ag.from_dlpack(Bad())


def test_unused_capsules_are_freed(no_leaks):
    a = ag.arange(3.0)
    for _ in range(100):
        a.__dlpack__()
        a.__dlpack__(max_version=(1, 0))
        a.__dlpack__(max_version=(1, 0), copy=True)
    del a


def test_round_trips(no_leaks):
    a = ag.arange(10.0)
    for _ in range(100_000):
        ag.from_dlpack(a)
    x = np.arange(10.0)
    for _ in range(10_000):
        ag.from_dlpack(x)
        np.from_dlpack(a)
    del a


def test_deleters_on_other_threads(no_leaks):
    a = ag.arange(1000.0)
    lists = [[ag.from_dlpack(a) for _ in range(500)] for _ in range(4)]
    threads = [threading.Thread(target=list.clear, args=(l,)) for l in lists]  # noqa: E741
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    del a, lists


def test_misaligned_export():
    raw = np.zeros(17, "u1")
    odd = ag.asarray(np.frombuffer(raw, "f8", 2, 1))
    assert not odd.flags.aligned and (odd + 1).tolist() == [1, 1]
    rows = np.zeros(3, dtype=[("a", "u1"), ("b", "<f8")])
    b = ag.asarray(rows["b"])
    with pytest.raises(BufferError, match="stride"):
        b.__dlpack__()
    assert ag.from_dlpack(b, copy=True).tolist() == [0, 0, 0]


# The C exchange API.


class Api(ctypes.Structure):
    _fields_ = [
        ("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("prev", ctypes.c_void_p),
        ("allocate", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p,
                                      ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p))),
        ("from_object", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.POINTER(ctypes.c_void_p))),
        ("to_object", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))),
        ("borrow", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_void_p)),
        ("stream", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int32, ctypes.POINTER(ctypes.c_void_p))),
    ]


def api():
    capsule = ag.ndarray.__dlpack_c_exchange_api__
    assert capsules.name(capsule) == "dlpack_exchange_api"
    return Api.from_address(pointer(capsule))


def test_exchange_api(no_leaks):
    table = api()
    assert (table.major, table.minor, table.prev) == (1, 3, None)
    a = ag.arange(6.0).reshape(2, 3)
    out = ctypes.c_void_p()
    assert table.from_object(a, out) == 0
    tensor = Versioned.from_address(out.value)
    assert tensor.tensor.data == a._pointer and [tensor.tensor.shape[i] for i in range(2)] == [2, 3]
    back = ctypes.c_void_p()
    assert table.to_object(out, back) == 0
    b = ctypes.cast(back, ctypes.py_object).value
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(b))
    assert b.tolist() == a.tolist() and b._pointer == a._pointer
    borrowed, other = capsules.Tensor(), capsules.Tensor()
    turned = a.T
    assert table.borrow(turned, ctypes.addressof(borrowed)) == 0
    assert table.borrow(a, ctypes.addressof(other)) == 0  # both are good at a time
    assert [borrowed.strides[i] for i in range(2)] == [1, 3] and [other.strides[i] for i in range(2)] == [3, 1]
    assert [borrowed.shape[i] for i in range(2)] == [3, 2] and borrowed.data == a._pointer
    stream = ctypes.c_void_p(1)
    assert table.stream(1, 0, stream) == 0 and stream.value is None
    made = ctypes.c_void_p()
    messages = []
    fail = type(table.allocate).__mro__ and ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)(
        lambda context, kind, text: messages.append((kind, text)))
    assert table.allocate(ctypes.addressof(borrowed), made, None, fail) == 0
    fresh = Versioned.from_address(made.value)
    assert fresh.tensor.data != a._pointer and [fresh.tensor.shape[i] for i in range(2)] == [3, 2]
    fresh.deleter(made.value)
    borrowed.device.type = 2
    assert table.allocate(ctypes.addressof(borrowed), made, None, fail) == -1
    assert messages.pop() == (b"BufferError", b"arraygen allocates in main memory, (1, 0), not on device (2, 0)") and made.value is None
    borrowed.device.type, borrowed.dtype.code = 1, 3
    assert table.allocate(ctypes.addressof(borrowed), made, None, fail) == -1
    assert messages.pop() == (b"BufferError", b"no element type for DLPack code 3 with 64 bits and 1 lanes")
    borrowed.dtype.code, field = 2, ctypes.c_void_p.from_address(ctypes.addressof(borrowed) + capsules.Tensor.shape.offset)
    shape, field.value = field.value, None
    assert table.allocate(ctypes.addressof(borrowed), made, None, fail) == -1
    assert messages.pop()[1] == b"arraygen: 2 dimensions, whose lengths are NULL; an array has at most 64"
    field.value, borrowed.ndim = shape, 65
    assert table.allocate(ctypes.addressof(borrowed), made, None, fail) == -1
    assert messages.pop()[1] == b"arraygen: 65 dimensions; an array has at most 64"
    with pytest.raises(TypeError):
        table.from_object(3, out)
    with pytest.raises(TypeError):
        table.borrow(3, ctypes.addressof(borrowed))
    del a, b, turned


def exporter(version, export, previous=None):
    """A type with a table of functions, of which only the export is there."""
    table = Api()
    table.major, table.minor = version
    table.prev = previous and ctypes.addressof(previous)
    table.from_object = type(table.from_object)(export)

    class Exporter:
        __dlpack_c_exchange_api__ = capsules.new_capsule(ctypes.addressof(table), b"dlpack_exchange_api", None)

        def __dlpack__(self, **kwargs):
            return Producer(shape=(2,)).__dlpack__()

    return table, Exporter()


def test_import_by_exchange_api():
    p = Producer(shape=(4,))

    def export(x, out):
        out[0] = ctypes.addressof(p.managed)
        return 0

    table, x = exporter((1, 3), export)
    a = ag.from_dlpack(x)
    assert a.tolist() == [0, 1, 2, 3] and p.calls == 0
    del a
    assert p.calls == 1
    # What the table cannot be asked for goes by the method.
    assert ag.from_dlpack(x, device="cpu").tolist() == ag.from_dlpack(x, copy=True).tolist() == [0, 1]
    never = lambda x, out: -1  # noqa: E731
    # A newer table points to one of the version that is known.
    newer, y = exporter((2, 0), never, table)
    assert ag.from_dlpack(y).tolist() == [0, 1, 2, 3]
    newest, z = exporter((2, 0), never)
    assert ag.from_dlpack(z).tolist() == [0, 1]
    # Refusals are those of capsules.
    p.managed.tensor.device.type = 2
    with pytest.raises(BufferError, match=r"device \(2, 0\)"):
        ag.from_dlpack(x)
    assert p.calls == 3
    broken, w = exporter((1, 3), lambda x, out: -1)
    with pytest.raises(BufferError, match="exports no tensor"):
        ag.from_dlpack(w)


def test_import_of_ours_by_exchange_api(no_leaks):
    a = ag.asarray(memoryview(b"12345678"))
    b = ag.from_dlpack(a)
    assert b._pointer == a._pointer and not b.flags.writeable
    rows = ag.asarray(np.zeros(3, dtype=[("a", "u1"), ("b", "<f8")])["b"])
    with pytest.raises(BufferError, match="stride"):
        ag.from_dlpack(rows)
    del a, b, rows
