# SPDX-License-Identifier: BSD-3-Clause

"""Functions of which C does the usual calls: each call gives what the Python function behind it gives."""

import copy
import functools
import inspect
import itertools
import pickle
import pydoc
import signal
import time

import arraygen as ag
import numpy as np
import pytest

FUNCTIONS = {name: f for name, f in vars(ag).items() if type(f).__name__ == "function" and hasattr(f, "_python") and f.__name__ == name}
PASSED_ON = {name: f for name, f in FUNCTIONS.items() if f._number >= 0}  # C calls the function of Go where no argument has to be read
DONE = {name: f for name, f in FUNCTIONS.items() if f._number < 0 or name in ("arange", "eye", "identity")}  # C does the work of usual calls

MATRIX = ag.asarray(np.arange(24, dtype="int32").reshape(2, 3, 4).transpose(2, 0, 1), copy=True)
ROW = ag.arange(12)
TARGETS = [ag.zeros(12, dtype="int64"), ag.zeros((3, 4), dtype="int64"), ag.zeros((3, 4), dtype="int64", order="F"), ag.zeros(24, dtype="int64")[::2], ag.zeros(12, dtype="int64").T,
           ag.zeros((2, 3, 4)), ag.zeros(())]
FROZEN = ag.zeros(12)
FROZEN.flags.writeable = False


class Sub(ag.ndarray):
    pass


NUMBERS = [3, True, 2.5, 1j, -1, 300, 1 << 63, 1 << 200, np.float64(2.5), np.int8(3), ag.asarray(7)]
ARRAYS = [ROW, MATRIX, MATRIX[::-1], ROW[::3], ROW[3], ag.zeros((0, 3)), ROW._as(Sub), FROZEN, ag.asarray([1 + 2j]), ag.zeros(2, dtype="bfloat16")]
OBJECTS = NUMBERS + ARRAYS + [
    [1, 2], (1.5, 2), [[1, 2], [3, 4]], [], [[1], [1, 2]], [True, 1j], ["a"], "text", None, object(), range(3), memoryview(b"ab"), np.arange(6).reshape(2, 3), np.arange(6)[::2],
    np.zeros(3, dtype="bool"), np.zeros(3, dtype=">f8"), np.array(["a"]), np.array([np.datetime64("2020-01-01")]), np.zeros((), dtype="float16"), np.zeros((0, 2)), np.ma.array([1, 2]),
    np.zeros(2, dtype=[("a", "i4")]), np.broadcast_to(np.arange(3), (2, 3)), [ROW[1], ROW[2]], [[1 << 62, 2]], np.array([1, 2], dtype=object),
]
TYPES = [None, "float64", "f4", "uint8", "bool", "complex64", "bfloat16", "float8_e5m2", int, float, bool, ag.int16, np.float32, np.dtype("i8"), "nonsense", 3]
ORDERS = [None, "C", "F", "K", "A", "c", "X", 3]
FLAGS = [None, True, False, 1, 0, np.True_, "x"]
LENGTHS = [0, 3, (), (2, 3), (0, 2), [2, 3], -1, (2, -1), True, 2.5, None, (2.5,), np.int64(3), ag.asarray(3), ag.asarray([2, 3]), (np.int64(2), 3), 1 << 61, (1 << 40, 1 << 40), 1 << 70, (1,) * 64, (1,) * 65, "3"]
WHOLE = [0, 5, -3, 1, 2, 127, 128, 255, 256, -128, -129, True, 2.5, np.int64(3), None, 1 << 62, -(1 << 62), 1 << 80, "3"]
MASKS = [True, False, None, ag.asarray(np.arange(12) % 3 == 0), ag.asarray((np.arange(12) % 3 == 0).reshape(3, 4)), ag.asarray([True]), ag.asarray([1] * 12), [True] * 12, ROW, np.arange(12) % 2 == 0]
VALUES = {
    "shape": LENGTHS, "dtype": TYPES, "device": [None, "cpu", "gpu"], "order": ORDERS, "like": [None, ROW, 3], "fill_value": OBJECTS[:len(NUMBERS)] + [[1, 2], None, "x", float("nan"), float("inf")], "x": OBJECTS,
    "obj": OBJECTS, "copy": FLAGS, "ndmin": [0, 2, 1.5], "start": WHOLE, "stop": WHOLE, "step": [1, 2, -1, 0, 7, 2.5, True, None, 1 << 62], "N": [0, 3, -1, True, 2.5, 1 << 45, None],
    "M": [None, 0, 2, -1, 1.5], "k": [0, 1, -2, 5, 1 << 80, True, 1.5], "n": [0, 3, -1, True, 2.5, None], "from_": ARRAYS + [d for d in vars(ag).values() if type(d) is ag.dtype] + ["f4", int, 3, None],
    "to": [d for d in vars(ag).values() if type(d) is ag.dtype] + ["f4", int, 3, None, ROW], "casting": ["safe", "same_kind", "unsafe", "no", "x", None], "a": [*ARRAYS, ROW[4:8], 3, [1]], "b": [*ARRAYS, ROW[6:], 3, [1]],
    "buffer": [bytes(range(96)), b"", b"abc", bytearray(96), memoryview(bytes(64)), np.zeros(4), ROW, "text", 3, None], "count": WHOLE, "offset": WHOLE,
    "max_work": [None, 0, -1, 1], "dst": [*TARGETS, FROZEN, 3, np.zeros(12)], "src": [*TARGETS, ROW, ROW.reshape((3, 4)), ROW[3], 5, 2.5, [1] * 12, np.arange(12)], "where": MASKS,
}
FIRST = {"buffer": bytes(range(96)), "shape": (2, 3), "fill_value": 3, "x": MATRIX, "obj": ROW, "start": 5, "stop": 20, "N": 3, "n": 3, "from_": ROW, "to": ag.float64, "a": ROW, "b": ROW, "dst": TARGETS[0], "src": ROW, "casting": "same_kind"}


def outcome(f, args, options, target):
    """What a call gives: the result in all its parts, or the error."""
    try:
        r = f(*args, **options)
    except Exception as e:
        return type(e), str(e)
    if target is not None and r is None:
        r = target
    if not isinstance(r, ag.ndarray):
        return type(r), r
    known = any(r is x for x in (*args, *options.values()))
    shared = [ag.may_share_memory._python(r, x) for x in (*args, *options.values()) if isinstance(x, ag.ndarray)]
    return type(r), known, shared, r.dtype, r.shape, r.strides, r.flags.writeable, r.flags.owndata, r.tobytes() if f.__name__[:5] != "empty" else None


def calls(f):
    """Calls by position and by name: all pairs of values of two parameters, the others left out where they may be."""
    parameters = [p for p in inspect.signature(f).parameters.values()]
    required = [p for p in parameters if p.default is p.empty]
    for one, two in itertools.combinations_with_replacement(parameters, 2):
        many = len(VALUES[one.name]) * len(VALUES[two.name]) > 400
        for i, (v, w) in enumerate(itertools.product(VALUES[one.name], VALUES[two.name])):
            if one is two and v is not w or many and i % 3:
                continue
            given = {p.name: FIRST[p.name] for p in required} | {one.name: v, two.name: w}
            args, options = [], {}
            for p in parameters:
                if p.name in given and not options and p.kind is not p.KEYWORD_ONLY and len(args) == parameters.index(p) and (i % 2 or p.kind is p.POSITIONAL_ONLY):
                    args.append(given[p.name])
                elif p.name in given:
                    options[p.name] = given[p.name]
            yield args, options


@pytest.mark.parametrize("name", sorted(set(DONE) - {"result_type", "einsum", "ix_"}))
def test_c_gives_what_python_gives(name):
    f, wrong, n = FUNCTIONS[name], [], 0
    for args, options in calls(f):
        pair = []
        for g in (f, f._python):
            given, named = args, options
            target = None
            if name == "copyto":  # each gets a target of its own
                dst = (args or [options.get("dst")])[0]
                target = dst.copy(order="K") if isinstance(dst, ag.ndarray) and dst is not FROZEN else dst
                given, named = ([target, *args[1:]], options) if args else (args, options | {"dst": target})
            pair.append(outcome(g, given, named, target))
        n += 1
        if pair[0] != pair[1] and not all(x != x for x in pair):
            wrong.append(f"{args} {options}: {pair[0]} where Python gives {pair[1]}")
    assert n > 20 and not wrong, f"{len(wrong)} of {n}\n" + "\n".join(wrong[:20])


SHORT = ag.asarray([3, 1, 2])
SQUARE = ag.asarray([[4.0, 1.0], [1.0, 3.0]])
BITS = ag.asarray([True, False, True])
# Of each kind of parameters what C passes on, and what is close to it.
OF_KIND = {
    "array": [SHORT, SQUARE, BITS, SHORT._as(Sub), 3, [1, 2], np.arange(3), None], "operand": [SHORT, SQUARE, 2, 1.5, True, np.float64(2), [1, 2], None],
    "arrays": [(SHORT, SHORT), [SQUARE, SQUARE], (), [SHORT, 3], (BITS,), (SHORT, np.arange(3)), SHORT, 3], "index": [SHORT, BITS, SQUARE, 1, True, [0, 1], []],
    "places": [1, SHORT, BITS, SQUARE, slice(1), True], "mask": [True, BITS, None, SHORT, [True]], "kth": [1, (0, 1), True, SHORT, 7], "nested": [[SHORT], SHORT, 1], "points": [SQUARE, [SHORT, SHORT]],
    "axis": [0, -1, 7, True, None, (0,), 1 << 70], "axes": [None, 0, (0, 1), (0,), (), [0], (True,), (1 << 70,), (0, 0)], "shape": [(3, 1), (3,), 3, -1, (-1, 1), [3], (3.0,), (1 << 70,), 1 << 70, (True,)],
    "ints": [2, (1, 2), [1], (True,), 1.5, -1], "int": [1, 0, -2, True, 1.5, 1 << 70, None], "bool": [True, False, 1, None, "x"], "dtype": [None, ag.float32, "f4", int, "nonsense"],
    "str": ["left", "valid", "x", b"left", 3, None], "order": ["C", "f", None, "X", 3], "out": [None, ag.zeros(3), np.zeros(3), 3], "initial": [..., 1, 2.5, None, SHORT], "number": [1, 0.5, None, np.float64(1)],
    "bins": [2, SHORT, "auto", 2.5, [0, 1]], "ends": [None, (0, 1), (0,)], "sides": [None, SHORT, 3], "device": [None, "cpu", "gpu"], "casting": ["safe", "unsafe", "x"], "pairs": [1, (1, 2), ((1, 2),), 1.5],
    "target": [SQUARE, SHORT, BITS, FROZEN, np.zeros(3), 3, None], "lengths": [None, (2,), [2], 2, (2.5,)], "bound": [1, 2.5, None, "x"], "words": ["edge", "x", ("edge",)], "other": [None, 1, SHORT, "x", (1, 2)],
}
LIKE = {"axis_or_none": "axis", "scan_axis": "axis", "axis_list": "axes", "axis_list_or_none": "axes", "axis_pair": "axes", "plane": "axes", "int_or_none": "int", "offset": "int", "str_or_none": "str",
        "lengths_or_none": "lengths", "order_of_elements": "order", "order_of_new": "order", "out_or_outs": "out", "array_or_none": "array", "operand_or_none": "operand", "elements": "operand", "values": "operand"}


# Functions that return what they are given, as NumPy's: by way of Go it is a view.
AS_IT_IS = {"real_if_close"}


def parts(r):
    """A result in all its parts."""
    if isinstance(r, (tuple, list)):
        return type(r), tuple(map(parts, r))
    if not isinstance(r, ag.ndarray):
        return type(r), repr(r)
    return type(r), r.dtype, r.shape, r.strides, r.flags.writeable, r.flags.owndata, r.tobytes()


@pytest.mark.parametrize("name", sorted(n for n, f in PASSED_ON.items() if not {"bins_of_axes", "bins_of_plane", "ends_of_axes"} & set(f.__kinds__.values())))
def test_go_gives_what_it_gives_by_python(name):
    """Arguments that C passes on to Go without a reader, and those that it must not; what is written to is a copy for each call."""
    f, wrong, n = PASSED_ON[name], [], 0
    parameters = list(inspect.signature(f).parameters.values())
    values = {p.name: OF_KIND.get(LIKE.get(kind := f.__kinds__[p.name], kind), OF_KIND["other"]) for p in parameters}
    for one, two in itertools.combinations_with_replacement(parameters, 2):
        for i, (v, w) in enumerate(itertools.product(values[one.name], values[two.name])):
            if one is two and v is not w:
                continue
            given = {p.name: values[p.name][0] for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL} | {one.name: v, two.name: w}
            args, options = [], {}
            for p in parameters:
                if p.name not in given:
                    continue
                if p.kind is p.VAR_POSITIONAL:
                    args += [v, w]
                elif not options and p.kind is not p.KEYWORD_ONLY and len(args) == parameters.index(p) and (i % 2 or p.kind is p.POSITIONAL_ONLY):
                    args.append(given[p.name])
                else:
                    options[p.name] = given[p.name]
            pair = []
            for g in (f, f._python):
                written = {p: options.get(p.name, args[k] if k < len(args) else None) for k, p in enumerate(parameters) if f.__kinds__[p.name] == "target"}
                written = {p: x.copy() if isinstance(x, ag.ndarray) and x.flags.writeable else x for p, x in written.items()}
                own = [written.get(p, x) for p, x in zip(parameters, args)] + args[len(parameters):]
                try:
                    r = g(*own, **options | {p.name: x for p, x in written.items() if p.name in options})
                    if name in AS_IT_IS and any(r is x for x in (*own, *options.values())):
                        r = r.view()
                    r = parts(r)
                except Exception as e:
                    r = (type(e), str(e))
                pair.append((r, *map(parts, written.values())))
            n += 1
            if pair[0] != pair[1]:
                wrong.append(f"{args} {options}: {pair[0]} where Python gives {pair[1]}")
    assert n > 1 and not wrong, f"{len(wrong)} of {n}\n" + "\n".join(wrong[:20])


def test_result_type():
    every = [*[d for d in vars(ag).values() if type(d) is ag.dtype], ROW, MATRIX, 3, 2.5, "f4", float]
    for args in [(), *[(x,) for x in every], *itertools.product(every, every), (ROW, MATRIX, ag.float32), (ag.uint64, ag.int8, ag.float16)]:
        assert outcome(ag.result_type, args, {}, None) == outcome(ag.result_type._python, args, {}, None), args


def test_there_are_such_functions():
    assert {"zeros", "asarray", "arange", "copyto", "result_type"} <= set(FUNCTIONS)
    assert {"sum", "sort", "concat", "atleast_1d", "searchsorted", "where"} <= set(PASSED_ON) and len(PASSED_ON) > 150
    assert not hasattr(ag.broadcast_arrays, "_python") and all(inspect.isfunction(f._python) for f in FUNCTIONS.values())


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_it_is_a_function(name):
    f = FUNCTIONS[name]
    assert f.__name__ == f.__qualname__ == name and f.__module__ == "arraygen" and f.__doc__
    assert inspect.signature(f) == inspect.signature(f._python) and name in repr(f)
    assert pickle.loads(pickle.dumps(f)) is f and copy.deepcopy(f) is f
    assert functools.wraps(f)(lambda: 0).__wrapped__ is f
    assert inspect.isroutine(f) and pydoc.render_doc(f, renderer=pydoc.plaintext).count(f"{name}(") == 1
    f.mark = 1
    assert f.mark == f._python.mark == 1
    del f.mark
    assert not hasattr(f, "mark")
    with pytest.raises(TypeError):
        type(f)()


def test_others_are_asked_with_the_function_of_the_namespace():
    class Other:
        def __array_function__(self, function, types, args, kwargs):
            return function

    for name in ("zeros_like", "empty_like", "result_type", "copyto", "shares_memory"):
        args = (Other(),) * (2 if name in ("copyto", "shares_memory") else 1)
        assert FUNCTIONS[name](*args) is FUNCTIONS[name], name
    assert ag.zeros(3, like=Other()) is ag.zeros
    assert ag.sort(Other()) is ag.sort and ag.sum(ROW, where=Other()) is ag.sum and ag.concat([ROW, Other()]) is ag.concat


def test_methods_take_the_instance():
    """A method that C calls is bound as one of Python is, and sees subclasses."""
    assert ROW.sum() == 66 and ag.ndarray.sum(ROW, 0) == 66 and ROW.sum.__self__ is ROW and ROW.sum(axis=0) == 66
    assert isinstance(ROW._as(Sub).cumsum(), Sub) == isinstance(ag.ndarray.cumsum._python(ROW._as(Sub)), Sub)
    for bad in (lambda: ROW.sum(axes=0), lambda: ag.ndarray.sum(), lambda: ROW.searchsorted()):
        with pytest.raises(TypeError):
            bad()


def test_a_call_with_a_tuple():
    class Scale:
        shape = property(lambda self: (2,))
        made = ag.asarray

        def __array__(self, dtype=None, copy=None):
            return np.ones(2)

    assert Scale().made().shape == (2,) and Scale.made is ag.asarray
    assert (ag.zeros(*(3,), **{"dtype": "int8"}) == ag.zeros(3, dtype="int8")).all()
    assert list(map(ag.result_type, [ROW])) == [ROW.dtype] and functools.partial(ag.full, 2)(7).tolist() == [7, 7]


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "float16", "int32", "float32", "int64", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 511, 512, 513, 600_001])
def test_fill(dtype, n):
    """Every length around those at which the loops change, and nothing beside the elements."""
    room = ag.zeros(n + 16, dtype=dtype)
    want = np.zeros(n + 16, dtype=dtype)
    value = True if dtype == "bool" else 2 - 3j if dtype[0] == "c" else 77
    for at in (0, 1, 5):
        room[at:at + n].fill(value)
        want[at:at + n] = value
        assert room.tobytes() == want.tobytes()
    if n > 8:
        room[1:n:3] = room[n - 1]
        room.reshape((2, -1) if len(room) % 2 == 0 else (1, -1)).T[::2] = value
        want[1:n:3] = want[n - 1]
        want.reshape((2, -1) if len(room) % 2 == 0 else (1, -1)).T[::2] = value
        assert room.tobytes() == want.tobytes()


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_arange(dtype):
    for start, stop, step in [(0, n, 1) for n in range(70)] + [(3, 120, 7), (100, 2, -3), (127, 0, -1), (5, 5, 1), (5, 3, 1)]:
        got, want = ag.arange(start, stop, step, dtype=dtype), np.arange(start, stop, step, dtype=dtype)
        assert got.tobytes() == want.tobytes() and got.shape == want.shape, (start, stop, step)
    if dtype == "int64":
        assert ag.arange(2_500_000).tobytes() == np.arange(2_500_000).tobytes()  # in pieces
        assert ag.arange(-(1 << 60), (1 << 60) + 1, 1 << 58).tolist() == list(range(-(1 << 60), (1 << 60) + 1, 1 << 58))


def test_signals_are_handled_while_memory_is_written():
    """A handler's exception ends a long fill between two pieces: the last elements are not written."""
    a = ag.zeros(64 << 20, dtype="uint8")

    def raises(*_):
        raise InterruptedError

    previous = signal.signal(signal.SIGALRM, raises)
    try:
        for k in range(1, 200):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.001)
                a.fill(k)
                time.sleep(0.1)  # the fill was over before
            except InterruptedError:
                if a[0] == k and a[-1] != k:
                    break
        else:
            raise AssertionError("no fill was interrupted")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_objects_that_serve_again_are_empty():
    """An array that was freed leaves nothing in the next one."""
    for _ in range(100):
        a = ag.ones((2, 3))
        a.flags.writeable = False
        memoryview(a)
        np.from_dlpack(ag.ones(3))
        del a
        b = ag.zeros(3)
        assert b.flags.writeable and b.base is None and b.shape == (3,)
        element = b[0]
        assert not element.flags.writeable and element.base is None
        del element, b
