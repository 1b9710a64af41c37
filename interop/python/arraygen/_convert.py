# SPDX-License-Identifier: BSD-3-Clause

"""Arrays from other objects: asarray and its like.

The protocols are tried in NumPy's order: numbers, our own arrays, the buffer
protocol, __array_struct__, __array_interface__, __array__; then DLPack; then
sequences.
"""

import sys

from . import _arraygen
from ._arraygen import (
    _call, _from_buffer, _from_capsule, _from_pointer, _from_struct, _from_table, _functions, _sequence, _within,
    dtype, ndarray,
)
from ._kinds import _copy, _device, _int, _order
from ._readers import short

_NUMBER = {name: i for i, name in enumerate(_functions)}
_SCALARS = (bool, int, float, complex)
_NOT_BUFFERS = (str, bytes)
_COPY_NEEDED = "Unable to avoid copy while creating an array as requested; use copy=None"


def internal(name, *args):
    """Calls a function of Go that has no Python definition."""
    return _call(_NUMBER[name], *args)


def _attribute(x, name):
    """An attribute of the instance, as NumPy looks up its older protocols; a
    class whose instances would have it has none."""
    if isinstance(x, type):
        return None
    return getattr(x, name, None)


def from_interface(x, interface):
    """An array over what an __array_interface__ describes; x owns the memory."""
    if not isinstance(interface, dict):
        raise ValueError("Invalid __array_interface__ value, must be a dict")
    typestr = interface.get("typestr")
    if typestr is None:
        raise ValueError("Missing __array_interface__ typestr")
    if isinstance(typestr, bytes):
        typestr = typestr.decode("latin1")
    if not isinstance(typestr, str):
        raise TypeError("__array_interface__ typestr must be a string")
    descr = interface.get("descr")
    if descr is not None and (len(descr) != 1 or tuple(descr[0][:2]) != ("", typestr)) and typestr[1:2] != "V":
        raise ValueError(f"__array_interface__: descr {descr!r} contradicts typestr {typestr!r}")
    if typestr[:1] == (">" if sys.byteorder == "little" else "<") and typestr[2:] != "1":
        raise TypeError(f"__array_interface__: typestr {typestr!r} is not in native byte order; convert it first")
    if typestr[1:2] == "V" or (typestr[:1] in "<>|=" and typestr[1:2] not in "biufcMm"):
        raise TypeError(f"__array_interface__: no element type for typestr {typestr!r}")
    kind = dtype(typestr)
    if interface.get("mask") is not None:
        raise ValueError("__array_interface__ has a mask, which an array of arraygen cannot carry; fill the masked elements first")
    data = interface.get("data")
    shape = interface.get("shape")
    if shape is None:
        if data is not None:
            raise ValueError("Missing __array_interface__ shape")
        buffer = _from_buffer(x)
        if buffer is None:
            raise ValueError("__array_interface__ has neither shape nor data, and the object has no buffer")
        shape = (buffer.nbytes // kind.itemsize,)
    if not isinstance(shape, tuple):
        raise TypeError("__array_interface__ shape must be a tuple")
    strides = interface.get("strides")
    if strides is not None and not isinstance(strides, tuple):
        raise TypeError("__array_interface__ strides must be a tuple or None")
    if isinstance(data, tuple):
        if len(data) != 2:
            raise TypeError("__array_interface__ data must be a 2-tuple with (data pointer integer, read-only flag)")
        if type(data[0]) is not int:
            raise TypeError("__array_interface__ data pointer must be an integer")
        return _from_pointer(data[0], data[1], kind, shape, strides, x)
    source = x if data is None else data
    buffer = _bytes_of(source)
    if buffer is None:
        raise TypeError("__array_interface__ data must be a 2-tuple, an object with the buffer protocol, or None for an object that has it itself")
    return _within(buffer, kind, shape, strides, interface.get("offset", 0))


def _bytes_of(x):
    """The memory of an object with the buffer protocol, as an array of uint8."""
    try:
        view = memoryview(x)
    except TypeError:
        return None
    return _from_buffer(view.cast("B"))


def numpy_array(x):
    """An array over what an instance of numpy.ndarray (or of a subclass that
    looks the same in memory) holds."""
    return from_interface(x, x.__array_interface__)


def _from_protocols(x, want, copy):
    """An array of ours for an object of another kind, None if it follows no
    protocol. The array may have another element type than the one wanted."""
    if not isinstance(x, _NOT_BUFFERS):
        result = _buffer(x)
        if result is not None:
            return result
    times = getattr(getattr(x, "dtype", None), "kind", None) in ("M", "m")  # whose unit a struct doesn't tell
    capsule = None if times else _attribute(x, "__array_struct__")
    if capsule is not None:
        return _from_struct(capsule, x)
    interface = _attribute(x, "__array_interface__")
    if interface is not None and not _missing_in_numpy(x):
        return from_interface(x, interface)
    method = _attribute(x, "__array__")
    if method is not None and not (_missing_in_numpy(x) and hasattr(type(x), "__dlpack__")):
        return _from_array_method(x, method, want, copy)
    if hasattr(type(x), "__dlpack__"):
        return from_dlpack(x, copy=copy)
    for number in (float, complex):
        if isinstance(x, number):  # of a class of its own, which as in NumPy is not weak
            return _sequence(number.__pos__(x), None)
    return None


_MISSING = {d.name: d for d in vars(_arraygen).values() if type(d) is dtype and not d._in_numpy}


def _missing_in_numpy(x):
    """Our type of the elements of x where NumPy has it from ml_dtypes, or not at all."""
    d = getattr(x, "dtype", None)
    name = getattr(d, "name", None)
    return _MISSING.get(name if isinstance(name, str) else str(d).removeprefix("torch."))


_BYTES = dtype("uint8")


def _bytes_or_time(x, octets):
    """What the bytes of a buffer are: themselves, or a time, of which NumPy's scalar has no other
    format. Structured elements are refused."""
    kind = getattr(getattr(x, "dtype", None), "kind", None)
    if not isinstance(kind, str) or kind in "biufc":
        return octets
    if kind in "Mm":
        return internal("_copy", _within(octets, dtype(x.dtype), (), None, 0), "C")
    raise TypeError(f"no element type for {type(x).__name__} ({x.dtype}); convert it to a number first, as with x.astype('int64')")


def _buffer(x):
    try:
        result = _from_buffer(x)
    except TypeError:
        if isinstance(x, (memoryview, bytearray)) or not hasattr(x, "__array_interface__"):
            raise
        return None
    if result is not None or not _missing_in_numpy(x):
        if result is not None and result.dtype == _BYTES:
            return _bytes_or_time(x, result)
        return result
    # NumPy has no format for ml_dtypes' types: their bits are what is shared.
    try:
        import numpy
    except ImportError:
        return None
    if isinstance(x, (numpy.ndarray, numpy.generic)):
        missing = _missing_in_numpy(x)
        return internal("_view", _from_buffer(numpy.asarray(x).view(f"u{missing.itemsize}")), missing)
    return None


def _from_array_method(x, method, want, copy):
    """__array__ gives an array of NumPy's, or of ours."""
    args = () if want is None else (_numpy_dtype(want),)
    if copy is None:
        result = method(*args)
    else:
        try:
            result = method(*args, copy=copy)
        except TypeError as e:
            if "unexpected keyword argument 'copy'" not in str(e):
                raise
            if copy is False:
                raise ValueError(_COPY_NEEDED) from None
            result = method(*args)
    if isinstance(result, ndarray):
        return result
    interface = _attribute(result, "__array_interface__")
    if interface is not None and interface["typestr"][1:2] in "MmO":  # which buffers lack
        return from_interface(result, interface)
    array = _buffer(result)
    if array is None:
        raise ValueError("object __array__ method not producing an array")
    return array


def _numpy_dtype(d):
    return d.dtype


@short
def asarray(obj, /, dtype=None, *, device=None, copy=None, order=None, like=None):
    """An array of ours for any array, number or nested sequence of numbers.

    The memory is shared where the object's protocol allows it and the element
    type stays the same. copy=True copies always, copy=False raises ValueError
    instead of copying.
    """
    if like is not None:
        return _like("asarray", like, (obj,), dtype=dtype, device=device, copy=copy, order=order)
    if device is not None or copy is not None or order is not None:
        _device(device)
        copy, order = _copy(copy), _order(order)
    want = None if dtype is None else _arraygen.dtype(dtype)
    if type(obj) is ndarray:
        array = obj
        if copy is None and array._element:
            copy = True  # of what never changes
    elif _names_element(obj, want):
        if copy is False:
            raise ValueError(_COPY_NEEDED)
        return _sequence(obj, _in_found_unit(obj, want))
    elif isinstance(obj, ndarray):
        array = obj._as(ndarray)
    elif type(obj) in _SCALARS or type(obj) in (list, tuple):
        if copy is False:
            raise ValueError(_COPY_NEEDED)
        want = _in_found_unit(obj, want)
        return _finish(_sequence(obj, want), want, None, order)
    else:
        array = _from_protocols(obj, want, copy)
        numpy = sys.modules.get("numpy")
        if copy is None and numpy is not None and isinstance(obj, numpy.generic):
            copy = True  # of a scalar, whose memory nobody may write to
        if array is None:
            if copy is False:
                raise ValueError(_COPY_NEEDED)
            return _finish(_sequence(obj, want), want, None, order)
    return _finish(array, want, copy, order)


def _names_element(x, want):
    """Whether x, no array and no sequence, is read as an element of a type of times: text, None, or an object of module datetime."""
    return want is not None and want.kind in "Mm" and (x is None or isinstance(x, (str, bytes)) or _times().names_time(x))


def _in_found_unit(x, want):
    return want if want is None or want.kind not in "Mm" else _times().in_found_unit(x, want)


def _times():
    from . import _times

    return _times


def _finish(array, want, copy, order):
    if want is not None and want.kind in "Mm" and want.kind == array.dtype.kind and want._unit[0] == "generic":
        want = None  # any unit
    if want is not None and array.dtype != want:
        if copy is False:
            raise ValueError(_COPY_NEEDED)
        array = internal("_cast", array, want, "unsafe", order)
        copy = None
    if copy or order == "C" and not array._c_contiguous or order == "F" and not array._f_contiguous:
        if copy is False:
            raise ValueError(_COPY_NEEDED)
        return internal("_copy", array, order)
    return array


@short
def array(obj, dtype=None, *, copy=True, order=None, ndmin=0, like=None):
    """asarray that copies unless told otherwise; ndmin adds axes in front."""
    ndmin = _int(ndmin)
    a = asarray(obj, dtype, copy=copy, order=order, like=like)
    if a.ndim < ndmin:
        a = a[(None,) * (ndmin - a.ndim)]
    return a


def ascontiguousarray(obj, dtype=None):
    """asarray in C order, copied if need be."""
    return asarray(obj, dtype, order="C")


def from_dlpack(x, /, *, device=None, copy=None):
    """An array over the memory of a tensor of any library with DLPack.

    device="cpu" asks the library of a tensor on another device for a copy in
    main memory. copy=True copies always, copy=False never.
    """
    _device(device)
    copy = _copy(copy)
    array = _from_table(x, device is None and copy is None)
    if array is not None:
        return array
    try:
        export = x.__dlpack__
    except AttributeError:
        if type(x).__name__ != "PyCapsule":
            raise
        # MXNet and others of its age hand out bare capsules.
        if copy is not None:
            raise ValueError("from_dlpack: a bare capsule says nothing of copies; leave copy out") from None
        return _from_capsule(x)
    try:
        capsule = export(dl_device=None if device is None else (1, 0), copy=copy, max_version=(1, 3))
    except TypeError:
        # Perhaps a producer from before DLPack 1.0, which knows no keyword.
        array = _from_capsule(export())
        return internal("_copy", array, None) if copy else array
    return _from_capsule(capsule)


@short
def frombuffer(buffer, dtype="float64", count=-1, offset=0, *, like=None):
    """One-dimensional array over the bytes of a buffer."""
    if like is not None:
        return _like("frombuffer", like, (buffer,), dtype=dtype, count=count, offset=offset)
    kind, count, offset = _arraygen.dtype("float64" if dtype is None else dtype), _int(count), _int(offset)
    try:
        view = memoryview(buffer)
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not {type(buffer).__name__!r}") from None
    if not view.c_contiguous:
        raise BufferError("frombuffer: the buffer is not C-contiguous")
    data = _from_buffer(view.cast("B") if view.nbytes else memoryview(b""))
    left = data.nbytes - offset
    if offset < 0 or left < 0:
        raise ValueError("offset must be non-negative and no greater than buffer length")
    if count < 0:
        if left % kind.itemsize:
            raise ValueError("buffer size must be a multiple of element size")
        count = left // kind.itemsize
    elif count * kind.itemsize > left:
        raise ValueError("buffer is smaller than requested size")
    return _within(data, kind, (count,), None, offset)


def _like(name, like, args, **kwargs):
    """Creation in the type of another array (NEP 35)."""
    import arraygen

    kwargs = {k: v for k, v in kwargs.items() if v is not None}
    function = getattr(arraygen, name)
    if isinstance(like, ndarray):
        return function(*args, **kwargs)
    method = getattr(type(like), "__array_function__", None)
    if method is None:
        raise TypeError("The `like` argument must be an array-like that implements the `__array_function__` protocol.")
    result = method(like, function, (type(like),), args, kwargs)
    if result is NotImplemented:
        raise TypeError(f"no implementation found for 'arraygen.{name}' on type {type(like)!r}, given as `like`")
    return result


def _leaf(x):
    """For a leaf of a nested sequence: an array, or None for a sequence."""
    if isinstance(x, (str, bytes)):
        return None
    return _from_protocols(x, None, None)


def _index_array(x):
    try:
        a = asarray(x)
    except (TypeError, OverflowError):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and integer or boolean arrays are valid indices, "
            f"not {type(x).__name__!r}"
        ) from None
    if a.size == 0 and not hasattr(x, "dtype"):
        a = internal("_cast", a, dtype("int64"), "unsafe")
    if a.dtype.kind not in "iub":
        raise IndexError("arrays used as indices must be of integer (or boolean) type")
    return a


def _value_array(x, kind):
    """What is to be stored in an array of a type: of a sequence, each number is
    converted to that type, so that one that it doesn't hold is refused."""
    array = None if type(x) in (list, tuple) or _names_element(x, kind) else _from_protocols(x, None, None)
    if array is None:
        return _sequence(x, kind)
    if kind.kind in "Mm" and array.dtype.kind == kind.kind and not array.ndim and array.dtype != kind:
        return internal("_cast", array, kind, "same_kind", None)
    return array


_arraygen._set_hook("coerce_leaf", _leaf)
_arraygen._set_hook("index_array", _index_array)
_arraygen._set_hook("value_array", _value_array)
