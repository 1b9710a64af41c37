# SPDX-License-Identifier: BSD-3-Clause

"""The functions of Go: what they are in the namespace, among NumPy's, and as methods."""

from ._arguments import declared
from ._arraygen import ndarray
from ._readers import Parameters

GUFUNCS = {}  # what answers NumPy's generalised ufuncs
FUNCTIONS = {}  # what answers NumPy's functions, by their names
METHODS = {}


def implements(*names, method=False):
    """Makes a function, whose arguments have kinds, ours for NumPy's of the given names, and a method of arrays by the first."""

    def decorate(f):
        f.__name__ = names[0]
        f.__qualname__ = f"ndarray.{names[0]}" if method else names[0]
        return _register(declared(f), f, names, method)

    return decorate


def _register(ours, f, names, method):
    for name in names:
        FUNCTIONS[name] = ours
    if method:
        ours.__doc__ = f.__doc__ or f"See {names[0]} of NumPy."
        METHODS[names[0]] = ours
        setattr(ndarray, names[0], ours)
    return ours


def function(number, aliases="", public=True, numpy=True, method=False):
    """Declares the function of Go with a number by its parameters and their kinds.

    It is a function of the namespace, which offers a call to the __array_function__ of other arrays first, and unless numpy is False
    it answers NumPy's function of its name and its aliases, or the function that it names, or with "gufunc" the generalised ufunc. One that is not public is for the Python part of the package alone.
    """

    def decorate(f):
        names = (f.__name__, *aliases.split())
        parameters = Parameters(f)
        f.__annotations__ = {}  # kinds are no types
        if public:
            direct = declared(f, number=number, parameters=parameters, public=True)
            if numpy == "gufunc":
                GUFUNCS[f.__name__] = direct
            elif numpy:
                _register(direct, f, names if numpy is True else (numpy,), False)
            if method:
                direct.__qualname__ = f"ndarray.{names[0]}"
                METHODS[names[0]] = direct
                setattr(ndarray, names[0], direct)
        return declared(f, offers=public, number=number, parameters=parameters, public=public)

    return decorate
