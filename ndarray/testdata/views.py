#!/usr/bin/env python3
"""Writes what NumPy makes of random indices and shapes to views.json.

Run with NumPy 2.4.6. Each case starts from arange(size) as int16 of a shape,
applies steps, and has the result: shape, strides, values and whether it shares
memory, or null where NumPy raises.
"""
import json
import os
import random
import numpy as np

rnd = random.Random(20260801)
cases = []


def end(n):
    return rnd.choice([None, None, rnd.randint(-n - 2, n + 2)])


def text(ix):
    out = []
    for i in ix:
        if i is None:
            out.append("None")
        elif i is Ellipsis:
            out.append("...")
        elif isinstance(i, slice):
            s = "%s:%s" % ("" if i.start is None else i.start, "" if i.stop is None else i.stop)
            if i.step is not None:
                s += ":%d" % i.step
            out.append(s)
        else:
            out.append(str(i))
    return rnd.choice([",", ", ", " , "]).join(out)


def basic(n, sure):
    k = rnd.randint(0, 9)
    if k < 6 or sure:
        return slice(end(n), end(n), rnd.choice([None, None, 1, 2, 3, -1, -1, -2, 0 if rnd.random() < .05 and not sure else 1]))
    return rnd.randint(-n - (rnd.random() < .1), n - (rnd.random() > .1)) if n else 0


def result(a, base):
    return {"shape": list(a.shape), "strides": list(a.strides), "values": a.ravel().tolist(),
            "shares": bool(np.shares_memory(a, base)), "c": a.flags.c_contiguous, "f": a.flags.f_contiguous}


def case(shape, steps, fn):
    base = np.arange(int(np.prod(shape)), dtype="i2").reshape(shape)
    try:
        r = result(fn(base), base)
    except (ValueError, IndexError):
        r = None
    cases.append({"base": shape, "steps": steps, "result": r})


def shapes(maxd=4):
    return [rnd.choice([0, 1, 2, 3, 4, 5]) if rnd.random() < .15 else rnd.randint(1, 5) for _ in range(rnd.randint(0, maxd))]


def index(shape):
    ix = [basic(n, False) for n in shape[:rnd.randint(0, len(shape))]]
    if rnd.random() < .4:
        ix.insert(rnd.randint(0, len(ix)), Ellipsis)
        if rnd.random() < .05:
            ix.append(Ellipsis)
    while rnd.random() < .25:
        ix.insert(rnd.randint(0, len(ix)), None)
    if rnd.random() < .05:
        ix += [slice(None)] * (len(shape) + 1)
    return ix or [Ellipsis]


for _ in range(500):
    sh = shapes()
    ix = index(sh)
    case(sh, [["slice", text(ix)]], lambda a: a[tuple(ix)])


def factors(n, k):
    out = []
    for _ in range(k):
        d = rnd.choice([d for d in range(1, n + 1) if n % d == 0]) if n else rnd.randint(0, 3)
        out.append(d)
        n = n // d if d else 0
    out.append(n)
    rnd.shuffle(out)
    return out


for _ in range(500):
    sh = shapes()
    perm = list(range(len(sh)))
    if rnd.random() < .7:
        rnd.shuffle(perm)
    ix = [slice(None, None, rnd.choice([None, None, 2, -1])) for _ in sh] or [Ellipsis]
    v = np.empty(sh, "i2").transpose(perm)[tuple(ix)]
    to = factors(v.size, rnd.randint(0, 3))
    if rnd.random() < .3:
        to[rnd.randrange(len(to))] = -1
    if rnd.random() < .05:
        to[0] += 1
    case(sh, [["transpose", perm], ["slice", text(ix)], ["reshape", to]], lambda a: a.transpose(perm)[tuple(ix)].reshape(to))

for _ in range(400):
    sh = shapes(3) or [3]
    ax = rnd.randint(-len(sh) - 1, len(sh))
    ay = rnd.randint(-len(sh), len(sh) - 1)
    op = rnd.choice(["squeeze", "expand", "moveaxis", "swapaxes", "flip", "diagonal", "broadcast"])
    if op == "squeeze":
        case(sh, [[op, [ax]]], lambda a: np.squeeze(a, ax))
    elif op == "expand":
        case(sh, [[op, [ax]]], lambda a: np.expand_dims(a, ax))
    elif op == "moveaxis":
        case(sh, [[op, [ax, ay]]], lambda a: np.moveaxis(a, ax, ay))
    elif op == "swapaxes":
        case(sh, [[op, [ax, ay]]], lambda a: np.swapaxes(a, ax, ay))
    elif op == "flip":
        case(sh, [[op, [ax]]], lambda a: np.flip(a, ax))
    elif op == "diagonal":
        k = rnd.randint(-6, 6)
        case(sh, [[op, [k, ax, ay]]], lambda a: np.diagonal(a, k, ax, ay))
    else:
        to = [rnd.randint(1, 3) for _ in range(rnd.randint(0, 1))] + [n if n != 1 or rnd.random() < .3 else rnd.randint(0, 4) for n in sh]
        if rnd.random() < .1:
            to[-1] += 1
        case(sh, [[op, to]], lambda a: np.broadcast_to(a, to))


def item(i):
    if i is None:
        return {"kind": "none"}
    if i is Ellipsis:
        return {"kind": "ellipsis"}
    if isinstance(i, slice):
        return {"kind": "range", "range": [i.start, i.stop, i.step]}
    if isinstance(i, int):
        return {"kind": "int", "int": i}
    return {"kind": i.dtype.name, "shape": list(i.shape), "data": [int(x) for x in i.ravel()]}


for _ in range(500):
    sh = shapes(4) or [4]
    common = [rnd.randint(1, 3) for _ in range(rnd.randint(1, 2))]
    ix, ax = [], 0
    mask = rnd.random() < .4
    while ax < len(sh):
        r = rnd.random()
        if mask and r < .4:
            k = rnd.randint(1, min(2, len(sh) - ax))
            ms = sh[ax:ax + k]
            if rnd.random() < .05:
                ms[0] += 1
            n = int(np.prod(ms))
            ix.append(np.array([rnd.random() < .5 for _ in range(n)], "?").reshape(ms))
            ax += k
            mask = False
            continue
        if not mask and r < .45:
            n = sh[ax]
            ish = common[rnd.randint(0, len(common)):]
            if rnd.random() < .1:
                ish = [1] * len(ish)
            if rnd.random() < .03:
                ish = [7]
            ix.append(np.array([rnd.randint(-n - (rnd.random() < .01), max(n - 1, 0)) for _ in range(int(np.prod(ish)))],
                               rnd.choice(["i1", "i4", "i8"])).reshape(ish))
        elif r < .55:
            ix.append(basic(sh[ax], False))
        elif r < .9:
            ix.append(basic(sh[ax], True))
        else:
            break
        ax += 1
    if ax < len(sh) and rnd.random() < .5:
        ix.append(Ellipsis)
    if rnd.random() < .2:
        ix.insert(rnd.randint(0, len(ix)), None)
    if not any(isinstance(i, np.ndarray) for i in ix):
        continue
    base = np.arange(int(np.prod(sh)), dtype="i2").reshape(sh)
    c = {"base": sh, "items": [item(i) for i in ix], "result": None, "set": None}
    try:
        c["result"] = result(base[tuple(ix)], base)
        vals = np.arange(base[tuple(ix)].size, dtype="i2").reshape(base[tuple(ix)].shape) + 1000
        base[tuple(ix)] = vals
        c["set"] = base.ravel().tolist()
    except (ValueError, IndexError):
        pass
    cases.append(c)

with open(os.path.join(os.path.dirname(__file__), "views.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), sum(c["result"] is None for c in cases))
