# SPDX-License-Identifier: BSD-3-Clause

"""Methods of ndarray that are not worth C."""

from types import GenericAlias

from . import _arraygen, _functions, _namespace, _printing
from ._arguments import _shape, _target, declared, store
from ._arraygen import dtype, ndarray
from ._convert import asarray, internal


def _method(name):
    """Makes a function a method; the annotations of its parameters, if it has them, are their kinds."""

    def decorate(f):
        f.__name__ = name
        f.__qualname__ = f"ndarray.{name}"
        f = declared(f) if f.__annotations__ else f
        setattr(ndarray, name, f)
        return f

    return decorate


def _hook(name):
    """Makes a function what a method that C has does for unusual arguments and for subclasses."""

    def decorate(f):
        f.__name__ = name
        f.__qualname__ = f"ndarray.{name}"
        _arraygen._set_hook(name, declared(f))
        return f

    return decorate


@_method("__repr__")
def _repr(self):
    return _printing.repr_of(self)


@_method("__str__")
def _str(self):
    return _printing.text(self, "str")


@_method("__format__")
def _format(self, spec):
    if spec and self.ndim:
        raise TypeError(f"unsupported format string {spec!r} for an array of {self.ndim} dimensions: an element can be formatted, or str(a)")
    return format(self.item() if spec else str(self), spec)


@_method("__complex__")
def _complex(self):
    if self.ndim:
        raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
    return complex(self.item())


@_method("__contains__")
def _contains(self, value):
    return bool((self == value).any())


_BYTES = dtype("uint8")


def _rebuild(cls, kind, shape, order, data, state):
    """An array from its bytes, for pickle."""
    flat = _arraygen._within(_arraygen._from_buffer(data), kind, shape[::-1] if order == "F" else shape, None, 0)
    if isinstance(data, bytes):  # of protocols that cannot say that memory may be written
        flat = internal("_copy", flat, "C")
    array = flat.T if order == "F" else flat
    if cls is not ndarray:
        array = array._as(cls)
        if state:
            array.__dict__.update(state)
    return array


def laid_out(array):
    """The elements of an array as bytes without gaps, over its memory if that has none, and their order, for _rebuild."""
    order = "F" if array._f_contiguous and not array._c_contiguous else "C"
    plain = array._as(ndarray)
    flat = plain.T if order == "F" else plain
    if not flat._c_contiguous:
        flat = internal("_copy", flat, "C")
    return flat._restride((flat.nbytes,), (1,), 0, _BYTES), order


@_method("__reduce_ex__")
def _reduce_ex(self, protocol):
    data, order = laid_out(self)
    state = getattr(self, "__dict__", None) or None
    if protocol >= 5:
        from pickle import PickleBuffer

        buffer = PickleBuffer(data) if data.size else b""
    else:
        buffer = bytes(memoryview(data)) if data.size else b""
    return _rebuild, (type(self), self.dtype, self.shape, order, buffer, state)


@_method("__copy__")
def _copy(self):
    return self.copy()


@_method("__deepcopy__")
def _deepcopy(self, memo):
    return self.copy()


@_hook("copy")
def _copy_method(self: "given", order: "order" = "C"):
    """A copy in C order, in Fortran order with order="F"; "A" is Fortran order
    for what lies in it alone, "K" as it is."""
    return _same(self, internal("_copy", self, order))


def _same(self, array):
    """A result as the class of self."""
    return array if type(self) is ndarray else array._as(type(self))


@_hook("astype")
def _astype(self: "given", dtype: "dtype", order: "order" = "K", casting: "casting" = "unsafe", subok: "given" = True,
            copy: "bool" = True):
    """A copy with elements of another type; copy=False returns self where the type is the same."""
    kind = _arraygen.float64 if dtype is None else dtype
    if not copy and kind == self.dtype:
        return self
    result = internal("_cast", self, kind, casting, order)
    return _same(self, result) if subok else result


@_method("view")
def _view(self, dtype=None, type=None):
    """A view as elements of another type, or as a subclass."""
    if isinstance(dtype, __builtins_type) and issubclass(dtype, ndarray):
        dtype, type = None, dtype
    result = self
    if dtype is not None:
        result = _same(self, internal("_view", self, _arraygen.dtype(dtype)))
    return result._as(type if type is not None else __builtins_type(self))


__builtins_type = type


@_hook("reshape")
def _reshape(self: "given", *shape: "given", order: "order_of_elements" = "C", copy: "copy" = None):
    """A view in another shape, or a copy where there is no view."""
    shape = _shape(shape[0] if len(shape) == 1 else shape)
    if type(self) is ndarray:
        return _functions.reshape(self, shape, order, copy=copy)
    return _same(self, _functions.reshape(self._as(ndarray), shape, order, copy=copy))


@_hook("ravel")
def _ravel(self: "given", order: "order" = "C"):
    """The elements along one axis: a view where possible."""
    return _same(self, _functions.ravel(self._as(ndarray), order))


@_hook("flatten")
def _flatten(self: "given", order: "order" = "C"):
    """A copy of the elements along one axis."""
    return _same(self, _functions._flatten(self._as(ndarray), order))


@_method("transpose")
def _transpose(self, *axes):
    """A view with the axes in another order, reversed by default."""
    if not axes or len(axes) == 1 and axes[0] is None:
        return self.T
    if len(axes) == 1:
        (axes,) = axes
    return _same(self, _functions.permute_dims(self._as(ndarray), axes))


@_method("swapaxes")
def _swapaxes(self: "given", axis1: "axis", axis2: "axis"):
    """A view with two axes exchanged."""
    return _same(self, _functions.swapaxes(self._as(ndarray), axis1, axis2))


@_method("squeeze")
def _squeeze(self: "given", axis: "axes" = None):
    """A view without axes of length 1."""
    return _same(self, _functions.squeeze(self._as(ndarray), axis=axis))


@_hook("fill")
def _fill(self: "given", value: "given"):
    """Sets all elements to a value."""
    self[...] = value


@_method("sort")
def _sort(self: "given", axis: "axis" = -1, kind: "sort_kind" = None, order: "fields" = None, *, stable: "given" = None):
    """Sorts the elements along an axis, in place."""
    internal("_copyto", _target(self), _functions.sort(self._as(ndarray), axis=axis), "no", None)


@_hook("tobytes")
def _tobytes(self: "given", order: "order" = "C"):
    """The elements as bytes."""
    a = asarray(_functions.ravel(self._as(ndarray), "C" if order == "K" else order), order="C")
    return bytes(memoryview(internal("_view", a, dtype("uint8")))) if a.size else b""


@_method("partition")
def _partition(self: "given", kth: "ints", axis: "axis" = -1, kind: "given" = "introselect", order: "fields" = None):
    """Puts the elements along an axis, in place, so that the smaller ones stand before each place of kth, and the larger ones behind it."""
    internal("_copyto", _target(self), _functions.partition(self._as(ndarray), kth, axis=axis), "no", None)


@_method("choose")
def _choose(self: "given", choices: "given", out: "given" = None, mode: "given" = "raise"):
    """Elements of several arrays: which one at each place."""
    return _functions.choose(self, choices, out=out, mode=mode)


@_method("compress")
def _compress(self: "given", condition: "given", axis: "axis_or_none" = None, out: "given" = None):
    """The parts along an axis at which a condition is true."""
    return _functions.compress(condition, self, axis=axis, out=out)


@_method("byteswap")
def _byteswap(self: "given", inplace: "bool" = False):
    """The elements with their bytes in reverse order."""
    if not inplace:
        return _same(self, internal("_byteswap", self._as(ndarray), False))
    internal("_byteswap", _target(self), True)
    return self


@_method("getfield")
def _getfield(self: "given", dtype: "type", offset: "int" = 0):
    """A view of some bytes of each element as another type."""
    if not 0 <= offset <= self.dtype.itemsize - dtype.itemsize:
        raise ValueError(f"Need 0 <= offset <= {self.dtype.itemsize - dtype.itemsize} for requested type {dtype.name} within type {self.dtype.name}, got offset {offset}")
    octets = internal("_view", self._as(ndarray)[..., None], _arraygen.dtype("uint8"))
    return _same(self, internal("_view", octets[..., offset:offset + dtype.itemsize], dtype)[..., 0])


@_method("setfield")
def _setfield(self: "given", val: "given", dtype: "type", offset: "int" = 0):
    """Sets some bytes of each element to a value of another type."""
    self.getfield(dtype, offset)[...] = val


@_method("resize")
def _resize(self, *new_shape, refcheck=True):
    """Refused: memory is never exchanged under an array, which others may share. np.resize and reshape make new arrays."""
    raise ValueError("cannot resize this array in place: its memory may be shared; numpy.resize(a, shape) or a.reshape(shape) make a new array")


@_method("dumps")
def _dumps(self):
    """The array as pickle has it."""
    import pickle

    return pickle.dumps(self)


@_method("dump")
def _dump(self, file):
    """Writes the array to a file, named or open, as pickle has it."""
    import pickle

    if hasattr(file, "write"):
        pickle.dump(self, file)
        return
    with open(file, "wb") as f:
        pickle.dump(self, f)


@_method("tofile")
def _tofile(self: "given", fid: "given", sep: "str" = "", format: "str" = "%s"):
    """Writes the elements in C order to a file, named or open: their bytes, or with sep as text."""
    if not hasattr(fid, "write"):
        with open(fid, "wb") as f:
            self.tofile(f, sep, format)
        return
    if sep:
        text = sep.join([format % (x,) for x in self.ravel().tolist()])
        fid.write(text.encode() if "b" in getattr(fid, "mode", "b") else text)
        return
    a = asarray(self, order="C").reshape(-1)
    if a.size:
        fid.write(memoryview(internal("_view", a, dtype("uint8"))))


class _Ctypes:
    """The address, shape and strides of an array as ctypes has them."""

    def __init__(self, array):
        import ctypes

        self._array, self._module = array, ctypes
        self._as_parameter_ = ctypes.c_void_p(array._pointer)

    data = property(lambda self: self._array._pointer)
    shape = property(lambda self: self.shape_as(self._module.c_ssize_t))
    strides = property(lambda self: self.strides_as(self._module.c_ssize_t))

    def data_as(self, obj):
        """The address as a pointer of a type, which keeps the array alive."""
        pointer = self._module.cast(self._as_parameter_, obj)
        pointer._arr = self._array
        return pointer

    def shape_as(self, obj):
        """The shape as an array of an integer type."""
        return (obj * self._array.ndim)(*self._array.shape)

    def strides_as(self, obj):
        """The strides as an array of an integer type."""
        return (obj * self._array.ndim)(*self._array.strides)


ndarray.ctypes = property(_Ctypes, doc="address, shape and strides for ctypes")
ndarray.data = property(memoryview, doc="the elements as a memoryview")
ndarray.__class_getitem__ = classmethod(GenericAlias)


@_method("setflags")
def _setflags(self, write=None, align=None, uic=None):
    """Sets flags.writeable. Elements are aligned or not, and what is written is never kept back, so the others take what they are."""
    if align is not None and bool(align) != self._aligned:
        raise ValueError(f"cannot set the flag aligned to {bool(align)}: the elements lie where they lie")
    if uic:
        raise ValueError("cannot set the flag WRITEBACKIFCOPY to True")
    if write is not None:
        self._writeable = write


@_method("conj")
def _conj(self: "given", out: "out" = None):
    """The complex conjugate."""
    import arraygen

    return store(arraygen.conj(self) if self.dtype.kind == "c" else self, out)


_method("conjugate")(_conj)


@_method("clip")
def _clip(self: "given", min: "operand_or_none" = None, max: "operand_or_none" = None, out: "out_or_outs" = None, **options):
    """Elements limited to an interval."""
    return _namespace.limited(self, min, max, out, options)


@_method("repeat")
def _repeat(self: "given", repeats: "index", axis: "axis_or_none" = None):
    """Each element several times."""
    return _functions.repeat(self, repeats, axis=axis)


@_method("nonzero")
def _nonzero(self):
    """Indices of the elements that are not zero."""
    return _functions.nonzero(self)


@_method("diagonal")
def _diagonal(self: "given", offset: "int" = 0, axis1: "axis" = 0, axis2: "axis" = 1):
    """A read-only view of diagonals."""
    return _functions.diagonal(self, offset=offset, axis1=axis1, axis2=axis2)


@_method("to_device")
def _to_device(self, device, /, *, stream=None):
    """The array itself: there is one device, "cpu"."""
    if stream is not None:
        raise ValueError("main memory has no streams, stream must be None")
    if device != "cpu":
        raise ValueError(f"device {device!r} is not supported, only 'cpu'")
    return self


@_method("__array_namespace__")
def _array_namespace(self, /, *, api_version=None):
    """The module that has the functions of the array API standard."""
    import arraygen

    if api_version is not None and api_version not in ("2021.12", "2022.12", "2023.12", "2024.12", "2025.12"):
        raise ValueError(f"array API version {api_version!r} is not supported, the newest is '2025.12'")
    return arraygen


@_method("__array__")
def _array(self, dtype=None, *, copy=None):
    """The array as one of NumPy's, over the same memory unless the type must
    change or copy is True."""
    import numpy

    if not self.dtype._in_numpy:
        try:
            import ml_dtypes
        except ImportError:
            raise TypeError(f"NumPy has no {self.dtype}; install ml_dtypes, or convert to float32") from None
        a = numpy.asarray(internal("_view", self, _arraygen.dtype(f"uint{8 * self.dtype.itemsize}"))).view(getattr(ml_dtypes, self.dtype.name))
    elif self.dtype.kind in "Mm":  # which buffers lack
        a = numpy.asarray(memoryview(internal("_view", self._as(ndarray), _arraygen.int64))).view(self.dtype.name)
    else:
        a = numpy.asarray(memoryview(self))
    if dtype is not None and a.dtype != dtype:
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array as requested: the element type must change")
        return a.astype(dtype)
    return a.copy() if copy else a


@_method("__arrow_array__")
def _arrow_array(self, type=None):
    """The array for pyarrow.array: one dimension, the same memory."""
    import numpy
    import pyarrow

    return pyarrow.array(numpy.asarray(self), type=type)


def _numpy_dtype(self):
    """The NumPy dtype of the same elements; imports NumPy."""
    import numpy

    if not self._in_numpy:
        import ml_dtypes

        return numpy.dtype(getattr(ml_dtypes, self.name))
    return numpy.dtype(self.name)


dtype.dtype = property(_numpy_dtype)
dtype.type = property(lambda self: _numpy_dtype(self).type)
dtype.isnative = True
dtype.hasobject = False
dtype.fields = None
dtype.names = None
dtype.metadata = None


class _Flags:
    """The flags of an array, by NumPy's names. Only WRITEABLE can be set."""

    __slots__ = ("_array",)
    _names = {
        "C_CONTIGUOUS": "_c_contiguous", "F_CONTIGUOUS": "_f_contiguous", "OWNDATA": "_owndata", "WRITEABLE": "_writeable",
        "ALIGNED": "_aligned", "C": "_c_contiguous", "F": "_f_contiguous", "O": "_owndata", "W": "_writeable", "A": "_aligned",
        "CONTIGUOUS": "_c_contiguous", "FORTRAN": "_f_contiguous",
    }
    _combined = {
        "FORC": lambda f: f.c_contiguous or f.f_contiguous, "FNC": lambda f: f.f_contiguous and not f.c_contiguous,
        "BEHAVED": lambda f: f.aligned and f.writeable, "CARRAY": lambda f: f.behaved and f.c_contiguous,
        "FARRAY": lambda f: f.behaved and f.fnc,
    }
    _short = {"B": "BEHAVED", "CA": "CARRAY", "FA": "FARRAY"}

    def __init__(self, array):
        self._array = array

    def __getitem__(self, name):
        if name in self._names:
            return getattr(self._array, self._names[name])
        name = self._short.get(name, name)
        if name in self._combined:
            return self._combined[name](self)
        raise KeyError(f"Unknown flag {name!r}; there are {', '.join((*self._names, *self._combined, *self._short))}")

    def __setitem__(self, name, value):
        if name not in ("WRITEABLE", "W"):
            self[name]
            raise ValueError(f"flag {name!r} cannot be set, only WRITEABLE can")
        self._array._writeable = value

    def __eq__(self, other):
        return isinstance(other, _Flags) and all(self[n] == other[n] for n in list(self._names)[:5])

    __hash__ = None

    c_contiguous = property(lambda self: self._array._c_contiguous)
    f_contiguous = property(lambda self: self._array._f_contiguous)
    contiguous, fortran = c_contiguous, f_contiguous
    owndata = property(lambda self: self._array._owndata)
    writeable = property(lambda self: self._array._writeable, lambda self, value: setattr(self._array, "_writeable", value))
    aligned = property(lambda self: self._array._aligned)

    def __repr__(self):
        return "\n".join(f"  {n} : {self[n]}" for n in list(self._names)[:5])


for _name, _all in _Flags._combined.items():
    setattr(_Flags, _name.lower(), property(_all))
del _name, _all

ndarray.flags = property(_Flags, doc="memory layout, by NumPy's names")


def _array_function(self, function, types, args, kwargs):
    from ._numpy_functions import call

    return call(self, function, types, args, kwargs)


_method("__array_function__")(_array_function)
