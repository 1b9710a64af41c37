# SPDX-License-Identifier: BSD-3-Clause

"""The buffer protocol, the array interface, __array__, and their refusals."""

import array
import ctypes
import io
import mmap

import arraygen as ag
import numpy as np
import pytest

import capsules
from memory import address

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
          "complex64", "complex128"]


@pytest.mark.parametrize("dtype", DTYPES)
def test_buffers_both_ways(dtype, no_leaks):
    x = np.arange(24).astype(dtype).reshape(2, 3, 4)
    for y in (x, x.T, x[::-1, :, ::2], x[0, 0, 0:0], np.asarray(x[1, 1, 1])):
        a = ag.asarray(y)
        assert a._pointer == address(y) and a.shape == y.shape and a.strides == y.strides and a.dtype == dtype
        z = np.asarray(a)
        assert address(z) == address(y) and z.strides == y.strides and z.dtype == y.dtype
        view = memoryview(a)
        assert view.shape == y.shape and view.nbytes == y.nbytes and view.readonly == (not y.flags.writeable)
        del a, z, view
    b = ag.array(x)
    v = np.asarray(b)
    v[0, 0, 0] = 1
    assert b[0, 0, 0] == 1
    del b, v


def test_other_buffers():
    raw = array.array("d", [1, 2, 3])
    a = ag.asarray(raw)
    a[0] = 5
    assert raw[0] == 5
    assert ag.asarray((ctypes.c_int16 * 3)(1, 2, 3)).tolist() == [1, 2, 3]
    assert ag.asarray((ctypes.c_float * 2 * 2)((1, 2), (3, 4))).tolist() == [[1, 2], [3, 4]]
    with mmap.mmap(-1, 16) as m:
        b = ag.asarray(m)
        b[3] = 7
        assert m[3] == 7
        del b
    assert ag.asarray(memoryview(b"abcd").cast("H")).dtype == "uint16"
    assert not ag.asarray(memoryview(b"abc")).flags.writeable
    with pytest.raises(TypeError, match="format"):
        ag.asarray(memoryview(b"ab").cast("c"))


def test_requests():
    a = ag.zeros((3, 4))
    assert bytes(memoryview(a[:, ::2])) == bytes(48)
    with pytest.raises(BufferError, match="C-contiguous"):
        io.BytesIO().write(a[:, ::2])  # asks for bytes without strides
    fixed = a._as(ag.ndarray, True)
    assert memoryview(fixed).readonly
    with pytest.raises((BufferError, TypeError), match="read-only|read-write"):
        io.BytesIO(b"x" * 96).readinto(fixed)
    with pytest.raises(ValueError, match="bfloat16"):
        memoryview(ag.zeros(2, dtype="bfloat16"))


def test_lifetime(no_leaks):
    x = np.arange(5.0)
    a = ag.asarray(x)
    del x
    assert a.tolist() == [0, 1, 2, 3, 4]
    y = np.asarray(ag.arange(5.0))
    assert y.tolist() == [0, 1, 2, 3, 4]
    view = memoryview(ag.arange(5.0)[1:])
    assert view.tolist() == [1, 2, 3, 4]
    del a, y, view


def test_array_interface_out():
    a = ag.arange(6.0).reshape(2, 3)
    d = a.__array_interface__
    assert d == {"version": 3, "typestr": "<f8", "descr": [("", "<f8")], "shape": (2, 3), "strides": None, "data": (a._pointer, False)}
    assert a.T.__array_interface__["strides"] == (8, 24)
    assert a._as(ag.ndarray, True).__array_interface__["data"][1] is True
    with pytest.raises(AttributeError, match="bfloat16"):
        ag.zeros(1, dtype="bfloat16").__array_interface__  # noqa: B018

    class Dict:
        __array_interface__ = d

    assert address(np.asarray(Dict())) == a._pointer

    class Struct:
        __array_struct__ = a.T.__array_struct__

    s = np.asarray(Struct())
    assert address(s) == a._pointer and s.strides == (8, 24)


class Interface:
    """An object that has only an interface dict."""

    def __init__(self, **changes):
        self.memory = np.arange(6.0)
        self.__array_interface__ = {"version": 3, "typestr": "<f8", "shape": (6,), "data": (address(self.memory), False)} | changes
        for k, v in changes.items():
            if v is KeyError:
                del self.__array_interface__[k]


def test_array_interface_in(no_leaks):
    i = Interface()
    a = ag.asarray(i)
    a[0] = 9
    assert i.memory[0] == 9 and a.base is i
    assert ag.asarray(Interface(shape=(2, 3))).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert ag.asarray(Interface(shape=(3,), strides=(16,))).tolist() == [0, 2, 4]
    assert not ag.asarray(Interface(data=(i.__array_interface__["data"][0], True))).flags.writeable
    assert ag.asarray(Interface(typestr=b"<f8")).dtype == "float64"
    assert ag.asarray(Interface(data=bytearray(48))).tolist() == [0] * 6
    assert ag.asarray(Interface(data=bytearray(56), offset=8)).tolist() == [0] * 6
    del a, i


INTERFACE_REFUSALS = [
    ({"typestr": KeyError}, ValueError, "typestr"), ({"typestr": 3}, TypeError, "string"), ({"typestr": "<q9"}, TypeError, "element type"),
    ({"typestr": ">f8"}, TypeError, "byte order"), ({"typestr": "<V8"}, TypeError, "element type"), ({"typestr": "<M8[q]"}, TypeError, "unit"), ({"typestr": ">M8[s]"}, TypeError, "byte order"),
    ({"shape": KeyError}, ValueError, "shape"), ({"shape": [6]}, TypeError, "tuple"), ({"shape": (-1,)}, ValueError, "negative"),
    ({"shape": (1,) * 65}, ValueError, "65"), ({"strides": [8]}, TypeError, "tuple"), ({"strides": (8, 8)}, ValueError, "strides"),
    ({"strides": (2**63 - 8,)}, ValueError, "address"),
    ({"shape": (2**40, 2**40)}, ValueError, "address"), ({"data": (0, False)}, ValueError, "NULL"), ({"data": (1, 2, 3)}, TypeError, "2-tuple"),
    ({"data": ("1", False)}, TypeError, "integer"), ({"data": 3}, TypeError, "buffer"), ({"data": bytearray(40)}, ValueError, "leaves"),
    ({"data": bytearray(48), "offset": 8}, ValueError, "leaves"), ({"data": bytearray(48), "offset": -8}, ValueError, "leaves"),
    ({"data": bytearray(48), "strides": (-8,)}, ValueError, "leaves"), ({"data": bytearray(48), "strides": (16,)}, ValueError, "leaves"),
    ({"data": (-8, False)}, ValueError, "no address"), ({"data": (2**64 + 64, False)}, ValueError, "no address"),
    ({"data": (2**64 - 64, False)}, ValueError, "address"), ({"data": (2**63, False)}, ValueError, "address"),
    ({"data": (16, False), "strides": (-8,)}, ValueError, "address"), ({"data": (2**64 + 64, False), "shape": (0,)}, ValueError, "no address"),
    ({"shape": (2**40, 2**40), "strides": (0, 0)}, ValueError, "more elements"), ({"shape": (2**40, 2**40, 0)}, ValueError, "more elements"),
    ({"shape": (2**40, 2**40), "strides": (0, 0), "data": bytearray(48)}, ValueError, "more elements"),
    ({"shape": (2**64,)}, ValueError, "no address"), ({"data": bytearray(48), "offset": 2**64}, OverflowError, "too large"),
    ({"descr": [("", "<f4")]}, ValueError, "contradicts"), ({"mask": np.zeros(6, bool)}, ValueError, "mask"),
]


@pytest.mark.parametrize("changes, error, message", INTERFACE_REFUSALS, ids=str)
def test_array_interface_refusals(changes, error, message):
    with pytest.raises(error, match=message):
        ag.asarray(Interface(**changes))
    with pytest.raises(ValueError, match="dict"):
        class NoDict:
            __array_interface__ = 3

        ag.asarray(NoDict())


def test_array_struct_in():
    x = np.arange(6.0).reshape(2, 3)[:, ::-1]

    class Struct:
        __array_struct__ = x.__array_struct__

    a = ag.asarray(Struct())
    assert a.tolist() == x.tolist() and a._pointer == address(x)

    class Bad:
        __array_struct__ = 3

    with pytest.raises(ValueError, match="invalid"):
        ag.asarray(Bad())


class PyArrayInterface(ctypes.Structure):
    _fields_ = [("two", ctypes.c_int), ("nd", ctypes.c_int), ("typekind", ctypes.c_char), ("itemsize", ctypes.c_int), ("flags", ctypes.c_int),
                ("shape", ctypes.POINTER(ctypes.c_ssize_t)), ("strides", ctypes.POINTER(ctypes.c_ssize_t)), ("data", ctypes.c_void_p),
                ("descr", ctypes.c_void_p)]


STRUCT_REFUSALS = [
    ({"two": 3}, ValueError, "invalid"), ({"nd": -1}, ValueError, "dimensions"), ({"nd": 65}, ValueError, "65"), ({"nd": 2**31 - 1}, ValueError, "dimensions"),
    ({"typekind": b"q"}, TypeError, "element type"), ({"itemsize": 3}, TypeError, "element type"), ({"itemsize": -8}, TypeError, "element type"),
    ({"flags": 0x500}, TypeError, "byte order"), ({"shape": None}, ValueError, "shape is NULL"), ({"shape": (-1,)}, ValueError, "negative"),
    ({"shape": (2**61,), "strides": (0,)}, ValueError, "more elements"), ({"shape": (2**40, 2**40), "strides": (0, 0)}, ValueError, "more elements"),
    ({"shape": (2**40, 2**40, 0), "strides": (0, 0, 0)}, ValueError, "more elements"), ({"strides": (2**62,)}, ValueError, "address"),
    ({"strides": (-(2**63),)}, ValueError, "address"), ({"strides": (-(2**50),)}, ValueError, "address"), ({"data": None}, ValueError, "NULL"),
    ({"data": 2**64 - 8}, ValueError, "address"), ({"data": 2**63}, ValueError, "address"),
]


@pytest.mark.parametrize("changes, error, message", STRUCT_REFUSALS, ids=str)
def test_array_struct_refusals(changes, error, message):
    memory = (ctypes.c_double * 6)(*range(6))
    s = PyArrayInterface(2, 1, b"f", 8, 0x700, None, None, ctypes.addressof(memory), None)
    kept = []
    for name, value in ({"shape": (6,), "strides": (8,)} | changes).items():
        if name in ("shape", "strides") and value is not None:
            kept.append((ctypes.c_ssize_t * len(value))(*value))
            s.nd = len(value) if "nd" not in changes else changes["nd"]
            value = kept[-1]
        setattr(s, name, value)

    class Struct:
        __array_struct__ = capsules.new_capsule(ctypes.addressof(s), None, None)

    with pytest.raises(error, match=message):
        ag.asarray(Struct())


def test_array_method_out():
    a = ag.arange(3.0)
    assert address(a.__array__()) == a._pointer
    assert a.__array__("float32").dtype == "float32"
    assert address(a.__array__(copy=True)) != a._pointer
    with pytest.raises(ValueError, match="avoid copy"):
        a.__array__("float32", copy=False)
    for f in (np.asarray, np.array, np.ascontiguousarray, lambda v: np.asarray(v, copy=False)):
        assert f(a).tolist() == [0, 1, 2]
    assert address(np.asarray(a)) == a._pointer and address(np.array(a)) != a._pointer


def test_array_method_in():
    class Method:
        def __array__(self, dtype=None, copy=None):
            self.asked = dtype, copy
            return np.arange(3.0)

    m = Method()
    assert ag.asarray(m).tolist() == [0, 1, 2] and m.asked == (None, None)
    assert ag.asarray(m, dtype="float32").dtype == "float32" and m.asked == (np.dtype("float32"), None)
    ag.array(m)
    assert m.asked == (None, True)
    ag.asarray(m, copy=False)
    assert m.asked == (None, False)

    class Old:
        def __array__(self):
            return np.arange(3.0)

    assert ag.array(Old()).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="avoid copy"):
        ag.asarray(Old(), copy=False)

    class Wrong:
        def __array__(self, dtype=None, copy=None):
            return 3

    with pytest.raises(ValueError, match="not producing an array"):
        ag.asarray(Wrong())

    class Raises:
        def __array__(self, dtype=None, copy=None):
            raise AttributeError("inside")

    with pytest.raises(AttributeError, match="inside"):
        ag.asarray(Raises())


def test_order_of_tries():
    tried = []

    class Many:
        @property
        def __array_struct__(self):
            tried.append("struct")
            raise AttributeError

        @property
        def __array_interface__(self):
            tried.append("interface")
            raise AttributeError

        @property
        def __array__(self):
            tried.append("array")
            raise AttributeError

        def __dlpack__(self, **kwargs):
            tried.append("dlpack")
            return ag.arange(2.0).__dlpack__()

        def __len__(self):
            tried.append("sequence")
            return 0

    assert ag.asarray(Many()).tolist() == [0, 1]
    assert tried == ["struct", "interface", "array", "dlpack"]


def test_frombuffer():
    assert ag.frombuffer(b"\1\0\2\0", dtype="uint16").tolist() == [1, 2]
    assert ag.frombuffer(bytearray(b"abcd"), dtype="uint8", count=2, offset=1).tolist() == [98, 99]
    with pytest.raises(ValueError, match="multiple"):
        ag.frombuffer(b"abc", dtype="uint16")
    with pytest.raises(ValueError, match="smaller"):
        ag.frombuffer(b"abc", dtype="uint8", count=4)
    with pytest.raises(ValueError, match="offset"):
        ag.frombuffer(b"abc", dtype="uint8", offset=4)
    with pytest.raises(BufferError, match="contiguous"):
        ag.frombuffer(np.zeros(4)[::2])
    with pytest.raises(TypeError, match="bytes-like"):
        ag.frombuffer("text")
    with pytest.raises(ValueError, match="read-only"):
        ag.frombuffer(b"abc", dtype="uint8")[0] = 1


def test_namespace():
    a = ag.arange(3.0)
    assert a.__array_namespace__() is ag and a.__array_namespace__(api_version="2024.12") is ag
    with pytest.raises(ValueError, match="version"):
        a.__array_namespace__(api_version="2030.01")
    info = ag.__array_namespace_info__()
    assert info.devices() == ("cpu",) and info.capabilities()["max dimensions"] == 64
    assert set(info.dtypes()) >= {"float64", "complex64", "bool"} and set(info.dtypes(kind="integral")) == {
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
    assert ag.finfo("complex64").eps == float(np.finfo("f4").eps) and ag.iinfo("int8").min == -128
    assert ag.finfo(ag.float16).max == float(np.finfo("f2").max) and type(ag.finfo("float32").eps) is float
    assert ag.isdtype(ag.int8, ("real floating", "signed integer")) and not ag.isdtype("bool", "numeric")
    assert ag.broadcast_shapes((2, 1), (3,)) == (2, 3) and ag.broadcast_shapes() == ()


# What the standard has, 2025.12.
STANDARD = """
abs acos acosh add asin asinh atan atan2 atanh bitwise_and bitwise_left_shift bitwise_invert bitwise_or bitwise_right_shift
bitwise_xor ceil clip conj copysign cos cosh divide equal exp expm1 floor floor_divide greater greater_equal hypot imag
isfinite isinf isnan less less_equal log log1p log2 log10 logaddexp logical_and logical_not logical_or logical_xor maximum
minimum multiply negative nextafter not_equal positive pow real reciprocal remainder round sign signbit sin sinh square sqrt
subtract tan tanh trunc
arange asarray empty empty_like eye from_dlpack full full_like linspace meshgrid ones ones_like tril triu zeros zeros_like
astype can_cast finfo iinfo isdtype result_type take take_along_axis matmul matrix_transpose tensordot vecdot
broadcast_arrays broadcast_shapes broadcast_to concat expand_dims flip moveaxis permute_dims repeat reshape roll squeeze stack
tile unstack argmax argmin count_nonzero nonzero searchsorted where isin unique_all unique_counts unique_inverse unique_values
argsort sort cumulative_prod cumulative_sum max mean min prod std sum var all any diff
bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128 e inf nan newaxis pi
__array_namespace_info__ __array_api_version__
linalg.cholesky linalg.cross linalg.det linalg.diagonal linalg.eig linalg.eigh linalg.eigvals linalg.eigvalsh linalg.inv linalg.matmul
linalg.matrix_norm linalg.matrix_power linalg.matrix_rank linalg.matrix_transpose linalg.outer linalg.pinv linalg.qr linalg.slogdet linalg.solve
linalg.svd linalg.svdvals linalg.tensordot linalg.trace linalg.vecdot linalg.vector_norm
fft.fft fft.ifft fft.fftn fft.ifftn fft.rfft fft.irfft fft.rfftn fft.irfftn fft.hfft fft.ihfft fft.fftfreq fft.rfftfreq fft.fftshift fft.ifftshift
""".split()


def test_names_of_the_standard():
    missing = []
    for name in STANDARD:
        module, _, last = name.rpartition(".")
        if not hasattr(getattr(ag, module) if module else ag, last):
            missing.append(name)
    assert missing == []
    with pytest.raises(AttributeError, match="no attribute"):
        ag.nonsense  # noqa: B018


def test_signatures():
    import inspect

    assert str(inspect.signature(ag.sum)) == "(a, axis=None, dtype=None, out=None, keepdims=False, initial=Ellipsis, where=True)"
    assert ag.sum.__module__ == "arraygen" and ag.sum.__doc__
