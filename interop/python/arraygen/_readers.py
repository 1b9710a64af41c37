# SPDX-License-Identifier: BSD-3-Clause

"""Functions that read their arguments: the wrappers around them, as source.

A call spends no more on an argument of a usual type than a test of that type.
Source is compiled on the first call of a function, not on import.
"""

from types import FunctionType

from ._arraygen import _function

# What a reader returns as it is: the words of a kind, and the test of a word. C tests them too, see ext/function.c.
UNREAD = {
    "array": "ndarray", "array_or_none": "None ndarray", "operand": "ndarray number", "operand_or_none": "None ndarray number",
    "values": "ndarray number", "elements": "ndarray number", "typed": "ndarray number", "out": "None ndarray", "out_or_outs": "None ndarray",
    "axis": "int", "axis_or_none": "None int", "axes": "None int", "axis_list": "int", "axis_list_or_none": "None int",
    "scan_axis": "None int", "axis_pair": "int", "index": "int indices", "places": "int indices", "mask": "mask", "kth": "int", "int": "int", "int_or_none": "None int", "ints": "int",
    "number": "None number", "bound": "None number", "bool": "bool", "copy": "None bool", "dtype": "None dtype", "type": "dtype", "str": "str",
    "norm_order": "None number str", "str_or_none": "None str", "lengths_or_none": "None",
    "target": "writeable", "bins": "int str", "ends": "None", "sides": "None", "device": "None", "fields": "None", "sort_kind": "None", "initial": "None ndarray number",
}
_TESTS = {
    "None": "{x} is None",
    "ndarray": "_class({x}) is _ndarray",
    "number": "_class({x}) in _numbers",
    "int": f"_class({{x}}) is _int and {-1 << 63} <= {{x}} <= {(1 << 63) - 1}",
    "bool": "{x} is True or {x} is False",
    "dtype": "_class({x}) is _dtype",
    "str": "_class({x}) is _str",
    "indices": "_class({x}) is _ndarray and {x}.dtype.kind in 'iub'",
    "mask": "_class({x}) is _ndarray and {x}.dtype == 'bool'",
    "writeable": "_class({x}) is _ndarray and {x}._writeable",
}
# What C also passes on: tuples of integers, tuples and lists of arrays; what Go does not get may be anything.
WHOLE = {"axes": "ints", "axis_list": "ints", "axis_list_or_none": "ints", "ints": "ints", "lengths_or_none": "ints", "shape": "ints", "arrays": "arrays",
          "ignored": "any unused", "like": "None unused", "given": "any"}
_WORDS = {type(None): "None", bool: "bool", int: "int"}
_required = object()  # the default of a parameter without one


class Parameters:
    """The parameters of a function, with their kinds and defaults."""

    def __init__(self, function):
        code = function.__code__
        named = code.co_argcount + code.co_kwonlyargcount
        others = iter(code.co_varnames[named:])
        self.positional = code.co_varnames[:code.co_argcount]
        self.only_positional = code.co_posonlyargcount
        self.keywords = code.co_varnames[code.co_argcount:named]
        self.rest = next(others) if code.co_flags & 4 else None
        self.options = next(others) if code.co_flags & 8 else None
        defaults = function.__defaults__ or ()
        self.defaults = dict(zip(self.positional[len(self.positional) - len(defaults):], defaults)) | (function.__kwdefaults__ or {})
        self.kinds = dict(function.__annotations__)
        self.read = self.positional + self.keywords + ((self.rest,) if self.rest else ())

    def of_kind(self, *kinds):
        return [p for p in self.read if self.kinds[p] in kinds]

    def declared(self):
        """The parameter list; the defaults are set apart from it."""
        optional = {p: f"{p}=None" if p in self.defaults else p for p in self.positional + self.keywords}
        parts = [optional[p] for p in self.positional]
        if self.only_positional:
            parts.insert(self.only_positional, "/")
        if self.rest or self.keywords:
            parts.append(f"*{self.rest or ''}")
        parts += [optional[p] for p in self.keywords]
        return ", ".join(parts + [f"**{self.options}"] * bool(self.options))

    def passed(self, without=()):
        """The arguments of a call with the same parameter list."""
        parts = list(self.positional) + [f"*{self.rest}"] * bool(self.rest)
        parts += [f"{p}={p}" for p in self.keywords if p not in without]
        return ", ".join(parts + [f"**{self.options}"] * bool(self.options))

    def call(self, without=()):
        """A call for another library, as two expressions: the positional
        arguments, and what is given by keyword unless it is the default."""
        required = [p for p in self.positional if self.rest or p not in self.defaults]
        keywords = [p for p in self.positional + self.keywords if p not in required and p not in without]
        args = "".join(f"{p}, " for p in required) + (f"*{self.rest}," if self.rest else "")
        triples = "".join(f"({p!r}, {p}, {self._default(p)}), " for p in keywords)
        return f"({args})", f"({triples}{f'*_options({self.options})' if self.options else ''})"

    def _default(self, p):
        default = self.defaults.get(p, _required)
        if default is _required:
            return "_required"
        return repr(default) if default is None or type(default) is bool else f"_default_{p}"

    def test(self, p, words):
        """The condition on which an argument is read."""
        tests = [_TESTS[w].format(x=p) for w in words]
        if p in self.defaults and _WORDS.get(type(self.defaults[p])) not in words:
            tests.insert(0, f"{p} is {self._default(p)}")
        return f"not ({' or '.join(tests)})" if tests else "True"

    def reading(self, p, indent):
        """The lines that read one argument."""
        kind = self.kinds[p]
        if kind in ("given", "ignored", "like"):
            return []
        if p == self.rest:
            return [f"{indent}{p} = tuple([_read_{kind}(x) for x in {p}])"]
        reader = f"_read_{kind}({p})"
        if kind == "elements":  # of the first array: the one that is written to, or a copy of it
            reader = f"_read_elements({', '.join([p, *(q for q in self.read[:1] if q != p)])})"
        if kind.startswith("order") and p in self.defaults:  # None stands for the default
            reader += f" or {self._default(p)}"
        test = self.test(p, UNREAD.get(kind, "").split())
        if test == "True":
            return [f"{indent}{p} = {reader}"]
        return [f"{indent}if {test}:", f"{indent}    {p} = {reader}"]


def source(function, parameters, of_arrays, offers, number):
    """The source of a wrapper, whose name is read."""
    ps = parameters
    lines = [f"def read({ps.declared()}):"]
    for p in ps.of_kind("like"):
        args, keywords = ps.call(without=(p,))
        lines += [f"    if {p} is not None:", f"        return _like({function.__name__!r}, {p}, {args}, **_changed({keywords}))"]
    for p in ps.of_kind("nested") if offers else ():
        lines += [
            f"    if not _ours(_leaves({p})):",
            f"        other = _foreign(_self, _leaves({p}), {', '.join(ps.call())})",
            "        if other is not NotImplemented:",
            "            return other",
        ]
    under = set()
    sequences = ps.of_kind("arrays")
    lines += [f"    if _class({p}) is not tuple:\n        {p} = _sequence({p})" for p in sequences]
    arrays = [p for p in ps.read if ps.kinds[p] in of_arrays] if offers else []
    if arrays:
        tests = ["not _ours(" + p + ")" if p in sequences or p == ps.rest else ps.test(p, (*UNREAD.get(ps.kinds[p], "").split(), "ndarray")) for p in arrays]
        found = ", ".join(f"*{p}" if p in sequences or p == ps.rest else p for p in arrays)
        lines += [
            f"    if {' or '.join(tests)}:",
            f"        other = _foreign(_self, ({found},), {', '.join(ps.call())})",
            "        if other is not NotImplemented:",
            "            return other",
        ]
        under = {p for p in arrays if p in sequences or "ndarray" in UNREAD.get(ps.kinds[p], "") and p != ps.rest}
        for p in arrays:
            if p in under:
                lines += ps.reading(p, "        ")
    for p in ps.read:
        if p not in under:
            lines += ps.reading(p, "    ")
    if number is None:
        return "\n".join([*lines, f"    return _function({ps.passed(ps.of_kind('like'))})", ""])
    passed = [p for p in ps.read if ps.kinds[p] not in ("ignored", "like")]
    for p in ps.of_kind("out", "out_or_outs"):  # what was given is what is returned
        to = ", ".join(f"_destination({q})" if q == p else q for q in passed)
        lines += [f"    if {p} is not None:"] + [f"        {p} = _single({p})"] * (ps.kinds[p] == "out_or_outs")
        lines += [f"        _call({number}, {to})", f"        return {p}"]
    return "\n".join([*lines, f"    return _call({number}, {', '.join(passed)})", ""])


def _unmade(*args, **kwargs):
    return _make()(*args, **kwargs)  # noqa: F821: in the globals of each function


def short(function, parameters=None, number=None):
    """A function as an object of which C does the usual calls, or itself where C does none. With a number, these are calls of
    that function of Go whose arguments need no reader; one of arrays alone gets them as a tuple."""
    ps = parameters or Parameters(function)
    names = ps.positional + ps.keywords
    if number is None or ps.options or (ps.rest and (names or ps.kinds[ps.rest] != "array")):
        number = -1
    words = [" ".join([UNREAD.get(ps.kinds.get(p), ""), WHOLE.get(ps.kinds.get(p), "")]).strip() for p in names]
    for p in ps.of_kind("out", "out_or_outs") if number >= 0 else ():  # what is given is returned
        words[names.index(p)] = "None"
    defaults = tuple([ps.defaults.get(p, NotImplemented) for p in names])
    return _function(function, names, len(ps.positional), ps.only_positional, ps.rest is not None, number, tuple(words), defaults)


def wrapper(function, parameters, names, of_arrays, offers, number, public=False):
    """A function with the parameters of another that reads their arguments.

    names are the readers and what else the source calls. With a number, that
    function of Go is called, and not the one that declares the parameters. One that is
    public is what others call, see short."""

    def make():
        scope.update(names, _function=function, _self=known, _class=type, _int=int, _str=str, _required=_required)
        scope.update({f"_default_{p}": d for p, d in parameters.defaults.items()})
        made = {}
        text = source(function, parameters, of_arrays, offers, number)
        exec(compile(text, f"<arguments of {function.__qualname__}>", "exec"), scope, made)
        read.__defaults__, read.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        read.__code__ = made["read"].__code__
        return read

    scope = {"__name__": function.__module__, "_make": make}
    read = FunctionType(_unmade.__code__, scope, function.__name__)
    read.__qualname__, read.__doc__, read.__module__ = function.__qualname__, function.__doc__, function.__module__
    read.__wrapped__, read.__kinds__ = function, parameters.kinds
    known = short(read, parameters, number) if public else read
    return known
