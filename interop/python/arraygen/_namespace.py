# SPDX-License-Identifier: BSD-3-Clause

"""The rest of the array API standard: element types, inspection."""

from collections import namedtuple

from . import _arraygen, _functions
from ._arguments import copy_values, reads
from ._arraygen import dtype, ndarray
from ._convert import internal

__all__ = [
    "meshgrid", "astype", "can_cast", "finfo", "iinfo", "isdtype", "result_type", "broadcast_arrays", "broadcast_shapes",
    "promote_types", "may_share_memory", "shares_memory", "copyto", "get_isa", "real", "imag", "shape", "split", "array_split", "gradient",
    "ndim", "clip", "unique_all", "unique_counts", "unique_inverse", "unique_values",
]

_bool, _float, _int, _tuple = bool, float, int, tuple


@reads(offers=True)
def meshgrid(*arrays: "array", indexing: "str" = "xy"):
    """Coordinates of a grid, as a tuple of arrays."""
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing must be 'xy' or 'ij'")
    return internal("_meshgrid", arrays, indexing) if arrays else ()


@reads(offers=True)
def astype(x: "array", dtype: "dtype", /, *, copy: "bool" = True, device: "device" = None):
    """x with elements of another type; copy=False returns x where the type is the same."""
    return x.astype(dtype, copy=copy)


@reads(offers=True)
def broadcast_arrays(*arrays: "array"):
    """Read-only views of arrays in the shape that they have together."""
    return internal("_broadcast_arrays", arrays) if arrays else ()


@reads
def broadcast_shapes(*shapes: "shape"):
    """The shape that shapes have together."""
    return internal("_broadcast_shapes", shapes) if shapes else ()


_ABOVE = 1 << 64  # more than every element
_ufunc = {u.__name__: u for u in _arraygen._ufuncs}


@reads(offers=True)
def clip(x: "operand", /, min: "operand_or_none" = None, max: "operand_or_none" = None, *, out: "out_or_outs" = None, **options):
    """x with elements below min replaced by it, and elements above max by that; an end that is None is open.

    options are those of ufuncs.
    """
    return limited(x, min, max, out, options)


def limited(x, min, max, out, options):
    """clip of arguments that have been read."""
    if out is not None:
        options["out"] = out
    if min is None and max is None:
        return _ufunc["positive"](x, **options)
    if isinstance(x, ndarray) and x.dtype.kind in "iu":
        # An end that is an integer may be any: the ufunc clip takes it as one
        # that limits nothing, where maximum and minimum refuse it.
        if max is None and type(min) is _int:
            max = _ABOVE
        elif min is None and type(max) is _int:
            min = -_ABOVE
    if max is None:
        return _ufunc["maximum"](x, min, **options)
    if min is None:
        return _ufunc["minimum"](x, max, **options)
    return _ufunc["clip"](x, min, max, **options)


@reads(offers=True)
def copyto(dst: "target", src: "values", casting: "casting" = "same_kind", where: "mask" = None):
    """Writes src to dst; with where, its elements where that is true."""
    copy_values(dst, src, casting, where)


@reads(offers=True)
def may_share_memory(a: "array", b: "array", max_work: "given" = None):
    """Whether the memory bounds of two arrays overlap; with max_work other than 0, whether they have an element in common."""
    return internal("_shares_memory" if max_work else "_may_share_memory", a, b)


@reads(offers=True)
def shares_memory(a: "array", b: "array", max_work: "given" = None):
    """Whether two arrays have an element in common; with max_work=0, whether their memory bounds overlap."""
    return internal("_may_share_memory" if max_work == 0 else "_shares_memory", a, b)


@reads(offers=True)
def result_type(*arrays_and_dtypes: "typed"):
    """The element type that arrays, types and numbers promote to; numbers are weak."""
    return internal("_result_type", arrays_and_dtypes)


@reads
def promote_types(type1: "type", type2: "type"):
    """The smallest element type to which both convert safely."""
    return internal("_result_type", (type1, type2))


@reads(offers=True)
def can_cast(from_: "typed", to: "type", /, casting: "casting" = "safe"):
    """Whether a conversion keeps every value, or is allowed by another rule."""
    if isinstance(from_, (_bool, _int, _float, complex)):
        raise TypeError("can_cast() does not support Python ints, floats, and complex: whether one fits depends on its value")
    return internal("_can_cast", from_.dtype if isinstance(from_, ndarray) else from_, to, casting)


_DTYPES = sorted((d for d in vars(_arraygen).values() if type(d) is dtype), key=lambda d: d.num)
_KINDS = {
    kind: _tuple(d.name for d in _DTYPES if d.kind == letter)
    for letter, kind in zip("biufc", ("bool", "signed integer", "unsigned integer", "real floating", "complex floating"))
}
_KINDS["integral"] = _KINDS["signed integer"] + _KINDS["unsigned integer"]
_KINDS["numeric"] = _KINDS["integral"] + _KINDS["real floating"] + _KINDS["complex floating"]


def isdtype(dtype, kind):
    """Whether an element type is another, or of a kind."""
    d = _arraygen.dtype(dtype)
    if isinstance(kind, _tuple):
        return any(isdtype(d, k) for k in kind)
    if isinstance(kind, str):
        if kind in _KINDS:
            return d.name in _KINDS[kind]
        raise ValueError(f"unrecognised kind {kind!r}; there are {', '.join(_KINDS)}")
    return d == _arraygen.dtype(kind)


class finfo:
    """Limits of a floating type, as Python floats."""

    def __init__(self, type):
        d = type.dtype if isinstance(type, ndarray) else _arraygen.dtype(type)
        real = {"complex64": "float32", "complex128": "float64"}.get(d.name, d.name)
        if real not in _KINDS["real floating"]:
            raise TypeError(f"finfo is for floating types, not {d.name}")
        self.dtype = _arraygen.dtype(real)
        self.bits = 8 * self.dtype.itemsize
        exponent, fraction, infinite = self.dtype._float
        bias = 2 ** (exponent - 1) - 1
        self.eps = 2.0**-fraction
        # Without infinities the greatest exponent has numbers, all but one.
        self.max = (2 - self.eps) * 2.0**bias if infinite else (2 - 2 * self.eps) * 2.0 ** (bias + 1)
        self.smallest_normal = 2.0 ** (1 - bias)
        self.smallest_subnormal = 2.0 ** (1 - bias - fraction)
        self.min = -self.max
        self.tiny = self.smallest_normal

    def __repr__(self):
        return f"finfo(max={self.max}, min={self.min}, eps={self.eps}, dtype={self.dtype})"


class iinfo:
    """Limits of an integer type."""

    def __init__(self, type):
        d = type.dtype if isinstance(type, ndarray) else _arraygen.dtype(type)
        if d.kind not in "iu":
            raise TypeError(f"iinfo is for integer types, not {d.name}")
        self.bits = 8 * d.itemsize
        signed = d.kind == "i"
        self.max = 2 ** (self.bits - signed) - 1
        self.min = -self.max - 1 if signed else 0
        self.dtype = d

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"


class _Info:
    """What the namespace can do."""

    def capabilities(self):
        """Optional features of the standard."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self):
        """The only device."""
        return "cpu"

    def devices(self):
        """All devices."""
        return ("cpu",)

    def default_dtypes(self, *, device=None):
        """Element types of arrays that nothing else is said of."""
        return {
            "real floating": dtype("float64"), "complex floating": dtype("complex128"), "integral": dtype("int64"),
            "indexing": dtype("int64"),
        }

    def dtypes(self, *, device=None, kind=None):
        """The element types of the standard, of a kind if one is given."""
        names = [n for k in ("bool", "signed integer", "unsigned integer", "real floating", "complex floating") for n in _KINDS[k]]
        standard = {n: dtype(n) for n in names if n != "float16" and dtype(n)._in_numpy}
        return standard if kind is None else {n: d for n, d in standard.items() if isdtype(d, kind)}


def __array_namespace_info__():
    """An object that tells what the namespace can do."""
    return _Info()


@reads(offers=True)
def split(ary: "array", indices_or_sections: "ints", axis: "axis" = 0):
    """Views of equal parts of an array along an axis, or of those between places."""
    return _functions._split(ary, indices_or_sections, axis, True)


@reads(offers=True)
def array_split(ary: "array", indices_or_sections: "ints", axis: "axis" = 0):
    """split into any number of parts, of which the first are longer by one."""
    return _functions._split(ary, indices_or_sections, axis, False)


@reads(offers=True)
def gradient(f: "array", *varargs: "operand", axis: "axis_list_or_none" = None, edge_order: "int" = 1):
    """The derivatives of f along axes: an array, or a tuple of one for each of several axes."""
    results = _functions._gradient(f, varargs, axis, edge_order)
    return results[0] if len(results) == 1 else results


@reads(offers=True)
def real(x: "array", /):
    """Real parts: a view."""
    return x.real


@reads(offers=True)
def imag(x: "array", /):
    """Imaginary parts: a view of complex x, else zeros."""
    return x.imag


@reads(offers=True)
def shape(x: "array"):
    """The shape of x."""
    return x.shape


@reads(offers=True)
def ndim(x: "array"):
    """The number of axes of x."""
    return x.ndim


UniqueAll = namedtuple("UniqueAll", "values indices inverse_indices counts")
UniqueCounts = namedtuple("UniqueCounts", "values counts")
UniqueInverse = namedtuple("UniqueInverse", "values inverse_indices")


@reads(offers=True)
def unique_all(x: "array", /):
    """The distinct elements of x in order, where each stands first, which one each element is, and how often each stands."""
    return UniqueAll(*internal("_unique_all", x))


@reads(offers=True)
def unique_counts(x: "array", /):
    """The distinct elements of x in order, and how often each stands."""
    return UniqueCounts(*internal("_unique_counts", x))


@reads(offers=True)
def unique_inverse(x: "array", /):
    """The distinct elements of x in order, and which one each element is."""
    return UniqueInverse(*internal("_unique_inverse", x))


@reads(offers=True)
def unique_values(x: "array", /):
    """The distinct elements of x in order."""
    return internal("_unique_values", x)


def get_isa():
    """The level that kernels run at, an instruction set: avx512, avx2, neon or go.
    The environment variable ARRAYGEN_ISA caps it."""
    return _arraygen._level
