"""The rest of the array API standard: element types, inspection."""

from collections import namedtuple

from . import _arraygen, _functions
from ._arraygen import dtype, ndarray
from ._arguments import _array, _ints
from ._convert import asarray, internal

__all__ = [
    "arange", "meshgrid", "astype", "can_cast", "finfo", "iinfo", "isdtype", "result_type", "broadcast_arrays", "broadcast_shapes",
    "promote_types", "may_share_memory", "shares_memory", "copyto", "get_isa", "concatenate", "real", "imag", "round", "shape",
    "ndim", "size", "clip", "unique_all", "unique_counts", "unique_inverse", "unique_values", "dot",
]

_abs = abs
_bool, _float, _int, _tuple = bool, float, int, tuple


def arange(start, /, stop=None, step=1, dtype=None, *, device=None, like=None):
    """Evenly spaced numbers from start up to stop, without it."""
    from ._convert import _check_device, _like

    if like is not None:
        return _like("arange", like, (start,), stop=stop, step=step, dtype=dtype)
    _check_device(device)
    return _functions._arange(start, stop, step, dtype=dtype)


def meshgrid(*arrays, indexing="xy"):
    """Coordinates of a grid, as a tuple of arrays."""
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing must be 'xy' or 'ij'")
    return internal("_meshgrid", _tuple(map(_array, arrays)), indexing) if arrays else ()


def astype(x, dtype, /, *, copy=True, device=None):
    """x with elements of another type; copy=False returns x where the type is the same."""
    from ._convert import _check_device

    _check_device(device)
    return _array(x).astype(dtype, copy=copy)


def broadcast_arrays(*arrays):
    """Read-only views of arrays in the shape that they have together."""
    return internal("_broadcast_arrays", _tuple(map(_array, arrays))) if arrays else ()


def broadcast_shapes(*shapes):
    """The shape that shapes have together."""
    return internal("_broadcast_shapes", _tuple(map(_ints, shapes))) if shapes else ()


_clip = next(u for u in _arraygen._ufuncs if u.__name__ == "clip")


def clip(x, /, min=None, max=None, *, out=None, **options):
    """x with elements below min replaced by it, and elements above max by that; an end that is None is open.

    options are those of ufuncs.
    """
    import arraygen

    if out is not None:
        options["out"] = out
    if min is None and max is None:
        return arraygen.positive(x, **options)
    if max is None:
        return arraygen.maximum(x, min, **options)
    if min is None:
        return arraygen.minimum(x, max, **options)
    return _clip(x, min, max, **options)


def copyto(dst, src, casting="same_kind", where=True):
    """Writes src to dst."""
    source = src if type(src) in (_bool, _int, _float, complex) else asarray(src)
    internal("_copyto", dst, source, casting, None if where is True else asarray(where))


def may_share_memory(a, b):
    """Whether the memory bounds of two arrays overlap."""
    return internal("_may_share_memory", _array(a), _array(b))


def shares_memory(a, b):
    """Whether two arrays have an element in common."""
    return internal("_shares_memory", _array(a), _array(b))


def _type_of(x):
    if isinstance(x, ndarray) or type(x) in (_bool, _int, _float, complex):
        return x
    if hasattr(x, "__array_namespace__") or hasattr(x, "__array__") and hasattr(x, "shape") and not isinstance(x, type):
        return asarray(x)
    return dtype(x)


def result_type(*arrays_and_dtypes):
    """The element type that arrays, types and numbers promote to; numbers are weak."""
    return internal("_result_type", _tuple(map(_type_of, arrays_and_dtypes)))


def promote_types(type1, type2):
    """The smallest element type to which both convert safely."""
    return internal("_result_type", (dtype(type1), dtype(type2)))


def can_cast(from_, to, /, casting="safe"):
    """Whether a conversion keeps every value, or is allowed by another rule."""
    if isinstance(from_, ndarray):
        from_ = from_.dtype
    return internal("_can_cast", dtype(from_), dtype(to), casting)


_KINDS = {
    "bool": ("bool",),
    "signed integer": ("int8", "int16", "int32", "int64"),
    "unsigned integer": ("uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float16", "bfloat16", "float32", "float64"),
    "complex floating": ("complex64", "complex128"),
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

    _limits = {
        "float16": (16, 2.0**-10, 65504.0, 2.0**-14, 2.0**-24),
        "bfloat16": (16, 2.0**-7, (2 - 2.0**-7) * 2.0**127, 2.0**-126, 2.0**-133),
        "float32": (32, 2.0**-23, (2 - 2.0**-23) * 2.0**127, 2.0**-126, 2.0**-149),
        "float64": (64, 2.0**-52, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324),
    }

    def __init__(self, type):
        d = type.dtype if isinstance(type, ndarray) else _arraygen.dtype(type)
        real = {"complex64": "float32", "complex128": "float64"}.get(d.name, d.name)
        if real not in self._limits:
            raise TypeError(f"finfo is for floating types, not {d.name}")
        self.bits, self.eps, self.max, self.smallest_normal, self.smallest_subnormal = self._limits[real]
        self.min = -self.max
        self.tiny = self.smallest_normal
        self.dtype = _arraygen.dtype(real)

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
        standard = {n: dtype(n) for n in names if n not in ("float16", "bfloat16")}
        return standard if kind is None else {n: d for n, d in standard.items() if isdtype(d, kind)}


def __array_namespace_info__():
    """An object that tells what the namespace can do."""
    return _Info()


def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """concat by NumPy's name, with its keywords."""
    result = _functions.concat(arrays, axis=axis)
    if dtype is not None:
        result = internal("_cast", result, _arraygen.dtype(dtype), casting)
    if out is None:
        return result
    copyto(out, result, casting)
    return out


def real(x, /):
    """Real parts: a view."""
    return _array(x).real


def imag(x, /):
    """Imaginary parts: a view of complex x, else zeros."""
    return _array(x).imag


def round(x, /, decimals=0, out=None):
    """x rounded to the nearest integer, halves to the even one."""
    import arraygen

    if decimals:
        scale = 10.0 ** _abs(decimals)
        x = _array(x)
        if x.dtype.kind in "iub":
            return x
        y = arraygen.rint(x * scale) / scale if decimals > 0 else arraygen.rint(x / scale) * scale
        return arraygen.copyto(out, y) or out if out is not None else y
    x = _array(x)
    if x.dtype.kind in "iub":
        return x
    if x.dtype.kind == "c":
        y = arraygen.empty_like(x)
        arraygen.rint(x.real, out=y.real)
        arraygen.rint(x.imag, out=y.imag)
        return y
    return arraygen.rint(x) if out is None else arraygen.rint(x, out=out)


def shape(x):
    """The shape of x."""
    return _array(x).shape


def ndim(x):
    """The number of axes of x."""
    return _array(x).ndim


def size(x, axis=None):
    """The number of elements of x, or its length along an axis."""
    x = _array(x)
    return x.size if axis is None else x.shape[axis]


UniqueAll = namedtuple("UniqueAll", "values indices inverse_indices counts")
UniqueCounts = namedtuple("UniqueCounts", "values counts")
UniqueInverse = namedtuple("UniqueInverse", "values inverse_indices")


def unique_all(x, /):
    """The distinct elements of x in order, where each stands first, which one each element is, and how often each stands."""
    return UniqueAll(*internal("_unique", _array(x)))


def unique_counts(x, /):
    """The distinct elements of x in order, and how often each stands."""
    values, _, _, counts = internal("_unique", _array(x))
    return UniqueCounts(values, counts)


def unique_inverse(x, /):
    """The distinct elements of x in order, and which one each element is."""
    values, _, inverse, _ = internal("_unique", _array(x))
    return UniqueInverse(values, inverse)


def unique_values(x, /):
    """The distinct elements of x in order."""
    return internal("_unique", _array(x))[0]


def dot(a, b, out=None):
    """Product of vectors and matrices, as NumPy's dot for up to two dimensions."""
    from ._numpy_functions import METHODS

    return METHODS["dot"](a, b, out)


def get_isa():
    """The instruction set that kernels run on: avx512, avx2, neon or go. The
    environment variable ARRAYGEN_ISA caps it."""
    return _arraygen._level


_STANDARD = """
abs acos acosh add asin asinh atan atan2 atanh bitwise_and bitwise_left_shift bitwise_invert bitwise_or bitwise_right_shift
bitwise_xor ceil clip conj copysign cos cosh divide equal exp expm1 floor floor_divide greater greater_equal hypot imag
isfinite isinf isnan less less_equal log log1p log2 log10 logaddexp logical_and logical_not logical_or logical_xor maximum
minimum multiply negative nextafter not_equal positive pow real reciprocal remainder round sign signbit sin sinh square sqrt
subtract tan tanh trunc
arange asarray empty empty_like eye from_dlpack full full_like linspace meshgrid ones ones_like tril triu zeros zeros_like
astype can_cast finfo iinfo isdtype result_type take take_along_axis matmul matrix_transpose tensordot vecdot
broadcast_arrays broadcast_shapes broadcast_to concat expand_dims flip moveaxis permute_dims repeat reshape roll squeeze stack
tile unstack argmax argmin count_nonzero nonzero searchsorted where isin unique_all unique_counts unique_inverse unique_values
argsort sort cumulative_prod cumulative_sum max mean min prod std sum var all any diff linalg fft
""".split()

# The names of the standard that are not here yet, each with the reason.
MISSING = {}


def _find_missing(namespace):
    for name in _STANDARD:
        if name not in namespace:
            MISSING[name] = "its function has not been written in Go yet (interop/python/bridge)"
