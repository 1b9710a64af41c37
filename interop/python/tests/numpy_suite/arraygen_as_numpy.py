# SPDX-License-Identifier: BSD-3-Clause

"""What NumPy's own tests get in place of numpy: our functions, ufuncs and arrays where we have the name, NumPy's otherwise.

Of a function that NumPy dispatches to us it is what NumPy then calls, which has NumPy's parameters.

Element types and what describes them are NumPy's: its scalar types are what its tests make numbers with.
"""

import importlib
import types

import arraygen as ag
import numpy
import numpy.testing
from arraygen._declare import FUNCTIONS

_CREATION = {"array", "asarray", "ascontiguousarray", "empty", "zeros", "ones", "full", "arange", "eye", "frombuffer"}
_NUMPYS = {
    "dtype", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32",
    "float64", "complex64", "complex128", "datetime64", "timedelta64",
}
OURS = {name: getattr(ag, name) for name in dir(ag) if not name.startswith("_") and name not in _NUMPYS and hasattr(numpy, name)}
OURS |= {name: f for name, f in FUNCTIONS.items() if name in OURS and name not in _CREATION}
OURS |= {u.__name__: u for u in ag._arraygen._ufuncs if hasattr(numpy, u.__name__) and u.__name__ not in OURS}


class Overlay(types.ModuleType):
    """A module of NumPy's with our names in place of its own."""

    def __init__(self, module, names):
        super().__init__(module.__name__)
        self.__dict__.update({name: ours for name, ours in names.items() if hasattr(module, name)})
        self._module = module

    def __getattr__(self, name):
        return getattr(self._module, name)

    def __dir__(self):
        return dir(self._module)


def _numpys(x):
    """Our arrays as NumPy's over the same memory, inside of lists, tuples and dictionaries too."""
    if isinstance(x, ag.ndarray):
        return numpy.asarray(x)
    if type(x) in (list, tuple):
        return type(x)(map(_numpys, x))
    if type(x) is dict:
        return {k: _numpys(v) for k, v in x.items()}
    return x


def _comparing(f):
    """A function of numpy.testing, which knows NumPy's arrays and scalars."""

    def compare(*args, **kwargs):
        __tracebackhide__ = True
        return f(*map(_numpys, args), **_numpys(kwargs))

    return compare


_TESTING = {
    name: _comparing(getattr(numpy.testing, name))
    for name in dir(numpy.testing)
    if name.startswith("assert_") and not name.startswith(("assert_raises", "assert_warns", "assert_no_"))
}
# NumPy's tests expect an error of this class; ours is another, with the same bases.
_EXCEPTIONS = {"AxisError": (numpy.exceptions.AxisError, ag.AxisError)}
_MODULES = {numpy: OURS, numpy.testing: _TESTING, numpy.exceptions: _EXCEPTIONS}
_MODULES |= {m: OURS for m in (numpy._core, numpy._core.umath, numpy._core.multiarray, numpy._core.numeric, numpy._core.shape_base)}
_MODULES = {m: Overlay(m, names) for m, names in _MODULES.items()}
_MODULES[numpy].__dict__.update(testing=_MODULES[numpy.testing], exceptions=_MODULES[numpy.exceptions])
_BY_IDENTITY = {id(getattr(m, n)): ours for m, names in ((numpy, OURS), (numpy.testing, _TESTING), (numpy.exceptions, _EXCEPTIONS)) for n, ours in names.items()}
_BY_IDENTITY |= {id(m): overlay for m, overlay in _MODULES.items()}


def replacement(x):
    """What stands for a function or module of NumPy's; x itself for all else."""
    return _BY_IDENTITY.get(id(x), x) if callable(x) or isinstance(x, types.ModuleType) else x


def module(name):
    """What `import name as …` gives in NumPy's tests."""
    return replacement(importlib.import_module(name))


def name(module_name, attribute):
    """What `from module_name import attribute` gives in NumPy's tests."""
    try:
        return getattr(module(module_name), attribute)
    except AttributeError:
        return module(f"{module_name}.{attribute}")
