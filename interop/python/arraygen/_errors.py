# SPDX-License-Identifier: BSD-3-Clause

"""What happens when a call divides by zero, overflows, underflows or meets an invalid
value: NumPy's errstate, for our functions.

A call of ours finds the conditions that it met and tells `_met`. What then happens is
what errstate or seterr of this module says in the caller's context; where they say
nothing, what NumPy's say, if it is loaded; else NumPy's defaults."""

import contextvars
import functools
import os
import sys
import warnings

from . import _arraygen

_MODES = ("ignore", "warn", "raise", "call", "print", "log")
# In the order of the bits, and of the warnings.
_CONDITIONS = {"divide": "divide by zero", "over": "overflow", "under": "underflow", "invalid": "invalid value"}
# Warnings of functions that errstate does not govern.
_NOTICES = {16: "Mean of empty slice", 32: "Degrees of freedom <= 0 for slice", 64: "All-NaN slice encountered",
            128: "Degrees of freedom <= 0 for slice."}
_DEFAULTS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_ALL = 15

# None, or the modes by condition and the function or log object.
_state = contextvars.ContextVar("arraygen.errstate", default=None)
_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_GENERATED = "<arguments of "  # module _declare makes functions of signatures
_unset = object()


def _current():
    """The modes and the function that count in this context."""
    state = _state.get()
    if state is not None:
        return state
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "geterr"):
        return _DEFAULTS, None
    # Underflow costs to look for: only arraygen's own errstate has it looked for.
    return dict(numpy.geterr(), under="ignore"), numpy.geterrcall()


# NumPy's variable of its states, once it is loaded.
_numpys_state = None
# What _kept returned last, after the states of ours and of NumPy's that said it. States
# are never changed: a context has another one then.
_last = (_unset, _unset, None)


def _kept():
    """The conditions that this context doesn't ignore, as bits, and what _current returns."""
    global _last, _numpys_state
    variable = _numpys_state
    if variable is None:
        variable = _numpys_state = getattr(sys.modules.get("numpy._core._multiarray_umath"), "_extobj_contextvar", None)
    ours, numpys = _state.get(), None if variable is None else variable.get()
    seen_ours, seen_numpys, kept = _last
    if ours is seen_ours and numpys is seen_numpys:
        return kept
    current = _current()
    kept = sum(1 << i for i, name in enumerate(_CONDITIONS) if current[0][name] != "ignore"), current
    if variable is not None or "numpy" not in sys.modules:  # NumPy 1 holds its state elsewhere
        _last = ours, numpys, kept
    return kept


def _now():
    """The conditions that this context doesn't ignore, as bits."""
    return _kept()[0]


def _frames():
    """How many frames are of this package, from the caller of `_met` on: what a warning
    has to skip."""
    level, frame = 1, sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith((_FOLDER, _GENERATED)):
        level, frame = level + 1, frame.f_back
    return level


def _met(function, found):
    """Tells of the conditions found, bits, that a function met."""
    looks, (modes, call) = _kept()
    if found <= _ALL and not found & looks:
        return
    if found > _ALL:
        for bit, text in _NOTICES.items():
            if found & bit:
                warnings.warn(text, RuntimeWarning, stacklevel=1 + _frames())
    for i, (name, text) in enumerate(_CONDITIONS.items()):
        mode = modes[name]
        if not found & 1 << i or mode == "ignore":
            continue
        message = f"{text} encountered in {function}"
        if mode == "warn":
            warnings.warn(message, RuntimeWarning, stacklevel=1 + _frames())
        elif mode == "raise":
            raise FloatingPointError(message)
        elif mode == "print":
            print(f"Warning: {message}")
        elif call is None:
            raise NameError(f"{message}, but no {'callback' if mode == 'call' else 'log'} specified.")
        elif mode == "call":
            call(text, found & _ALL)
        else:
            call.write(f"Warning: {message}\n")


def _check_call(func):
    if func is not None and not callable(func) and not callable(getattr(func, "write", None)):
        raise ValueError("python object must be callable or have a callable write method")
    return func


def _with(all=None, divide=None, over=None, under=None, invalid=None):
    """The current modes with some of them changed."""
    modes = dict(_current()[0])
    for name, mode in (("divide", divide), ("over", over), ("under", under), ("invalid", invalid)):
        mode = all if mode is None else mode
        if mode is None:
            continue
        if mode not in _MODES:
            raise ValueError(f"invalid error mode {mode!r}; must be one of {', '.join(map(repr, _MODES))}")
        modes[name] = mode
    if modes["under"] != "ignore":
        _arraygen._look_for(_ALL)
    return modes


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Sets, in this context, what happens when a call divides by zero, overflows,
    underflows or meets an invalid value: 'ignore', 'warn', 'raise', 'call', 'print' or
    'log'. Returns the modes before."""
    before = geterr()
    _state.set((_with(all, divide, over, under, invalid), _current()[1]))
    return before


def geterr():
    """What happens in this context for each condition, as seterr takes it."""
    return dict(_current()[0])


def seterrcall(func):
    """Sets the function that 'call' calls with the condition's name and flags, or the
    object whose write method 'log' gives a line. Returns the one before."""
    before = geterrcall()
    _state.set((_current()[0], _check_call(func)))
    return before


def geterrcall():
    """The function or log object of seterrcall."""
    return _current()[1]


class errstate:
    """seterr for the time of a with statement, or of the calls of a function that it
    decorates: errstate(divide='ignore', call=f)."""

    def __init__(self, *, call=_unset, all=None, divide=None, over=None, under=None, invalid=None):
        self._modes = {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid}
        self._call = call
        self._token = None

    def __enter__(self):
        if self._token is not None:
            raise TypeError("Cannot enter `arraygen.errstate` twice.")
        call = _current()[1] if self._call is _unset else _check_call(self._call)
        self._token = _state.set((_with(**self._modes), call))

    def __exit__(self, *exception):
        _state.reset(self._token)

    def __call__(self, func):
        @functools.wraps(func)
        def within(*args, **kwargs):
            with type(self)(call=self._call, **self._modes):
                return func(*args, **kwargs)

        return within


_arraygen._set_hook("conditions_met", _met)
_arraygen._set_hook("conditions_now", _now)
