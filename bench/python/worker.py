# SPDX-License-Identifier: BSD-3-Clause

"""Runs the Python peers of the benchmarks.

One process for a whole run. Requests and answers are lines of JSON on standard
input and output; the operands lie in a file that both sides map, so that every
implementation works on the same bytes. Times are taken here, around a loop
that holds nothing but the call.
"""

import importlib
import json
import mmap
import os
import shutil
import sys
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")


class NotOffered(Exception):
    """The peer has no such thing; the text says why."""


class Job:
    """A case: views of the shared memory, inputs x and outputs z."""

    def __init__(self, memory, spec):
        self.name = spec["ufunc"]
        self.pattern = spec["pattern"]
        self.threads = spec["threads"] or os.cpu_count()
        self.x = [view(memory, a) for a in spec["ins"]]
        self.z = [view(memory, a) for a in spec["outs"]]
        self.pristine = None
        if spec["pristine"] >= 0:
            a = dict(spec["ins"][0], offset=spec["pristine"])
            self.pristine = view(memory, a)
        self.axis = {"reduce-all": None, "reduce-axis-0": 0, "reduce-axis-1": 1}.get(self.pattern, "none")

    @property
    def reduces(self):
        return self.axis != "none"

    def restore(self):
        if self.pristine is not None:
            self.x[0][...] = self.pristine


def view(memory, a):
    if a["dtype"] == "bfloat16":
        raise NotOffered("no bfloat16 here")
    return np.ndarray(a["shape"], a["dtype"], memory, a["offset"], a["strides"])


def loop(call, names, ready=""):
    """Compiles a loop of calls, without a function call of its own in it."""
    scope = {"clock": time.perf_counter_ns}
    source = f"def run(reps, {', '.join(names) or '_=0'}):\n start = clock()\n for _ in range(reps):\n  {call}\n  {ready or 'pass'}\n return clock() - start\n"
    exec(source, scope)
    return scope["run"]


class Work:
    """A peer's way of doing a case: run times it, result gives its result."""

    def __init__(self, job, call, names, result=None, ready=""):
        self.job, self.names, self.result = job, names, result
        self.timed = loop(call, names, ready)

    def run(self, reps):
        self.job.restore()
        return self.timed(reps, **self.names)

    def store(self):
        self.job.restore()
        self.timed(1, **self.names)
        if self.result is None:
            return
        results = self.result()
        if not isinstance(results, (list, tuple)):
            results = [results]
        for z, r in zip(self.job.z, results):
            r = np.asarray(r)
            if r.dtype != z.dtype:
                raise NotOffered(f"the result is {r.dtype}, not {z.dtype}")
            z[...] = r.reshape(z.shape)


class NumPy:
    name, module = "numpy", "numpy"

    def prepare(self, job):
        if job.name in FUSED:
            return FUSED[job.name].numpy(job)
        if job.name == "cast":
            names = {"f": np.copyto, "x": job.x[0], "z": job.z[0], "d": job.z[0].dtype}
            if job.pattern == "allocating":
                return Work(job, "x.astype(d)", names, lambda: job.x[0].astype(job.z[0].dtype))
            return Work(job, "f(z, x, 'unsafe')", names)
        f = getattr(np, job.name, None)
        if f is None or not callable(f):
            raise NotOffered("NumPy has no such function")
        if job.reduces:
            x, z = job.x[0], job.z[0]
            g = f.reduce
            if job.axis is None:
                return Work(job, "f(x, axis=None, out=z)", {"f": g, "x": x, "z": z})
            return Work(job, "f(x, axis=a, out=z)", {"f": g, "x": x, "z": z, "a": job.axis})
        names = {f"x{i}": x for i, x in enumerate(job.x)}
        args = ", ".join(names)
        if job.pattern == "scalar":
            last = f"x{len(job.x) - 1}"
            names[last] = job.x[-1][()]
        names["f"] = f
        got = f(*[names[k] for k in names if k != "f"])
        if got.dtype != job.z[0].dtype:
            raise NotOffered(f"NumPy gives {got.dtype}, not {job.z[0].dtype}")
        if job.pattern == "allocating":
            return Work(job, f"f({args})", names, lambda: f(*job.x))
        names["z"] = job.z[0]
        return Work(job, f"f({args}, out=z)", names)


class NumExpr:
    name, module = "numexpr", "numexpr"
    terms = {
        "add": "a+b", "subtract": "a-b", "multiply": "a*b", "divide": "a/b", "negative": "-a", "square": "a*a",
        "absolute": "abs(a)", "sqrt": "sqrt(a)", "floor": "floor(a)", "ceil": "ceil(a)", "exp": "exp(a)",
        "log": "log(a)", "log10": "log10(a)", "sin": "sin(a)", "cos": "cos(a)", "tanh": "tanh(a)",
        "less": "a<b", "less_equal": "a<=b", "greater": "a>b", "greater_equal": "a>=b", "equal": "a==b",
        "not_equal": "a!=b", "bitwise_and": "a&b", "bitwise_or": "a|b", "bitwise_xor": "a^b",
        "maximum": "where(a>b,a,b)", "minimum": "where(a<b,a,b)",
    }

    def prepare(self, job):
        import numexpr as ne

        if job.name in FUSED:
            return FUSED[job.name].numexpr(job, ne)
        if job.reduces:
            if job.name != "add":
                raise NotOffered("numexpr reduces by sum and prod alone")
            text = "sum(a)" if job.axis is None else f"sum(a, axis={job.axis})"
        elif job.name in self.terms:
            text = self.terms[job.name]
        else:
            raise NotOffered("numexpr has no such function")
        return numexpr_work(job, ne, text, dict(zip("abc", job.x)))


def numexpr_work(job, ne, text, operands):
    for x in list(operands.values()) + job.z[:1]:
        if x.dtype.name not in ("bool", "int32", "int64", "float32", "float64", "complex128"):
            raise NotOffered(f"numexpr has no {x.dtype}")
    names = {"f": ne.evaluate, "t": text, "d": operands, "g": {}, "z": job.z[0], "set_threads": ne.set_num_threads}
    ne.set_num_threads(job.threads)
    if job.pattern == "allocating":
        work = Work(job, "f(t, d, g)", names, lambda: ne.evaluate(text, operands, {}))
    elif job.reduces:
        work = Work(job, "f(t, d, g)", names, lambda: ne.evaluate(text, operands, {}).astype(job.z[0].dtype))
    else:
        work = Work(job, "f(t, d, g, out=z, casting='unsafe')", names)
    return with_setup(work, lambda: ne.set_num_threads(job.threads))


def with_setup(work, setup):
    """Has a sample begin with setup, outside its time."""
    run, store = work.run, work.store

    def prepared_run(reps):
        setup()
        return run(reps)

    def prepared_store():
        setup()
        store()

    work.run, work.store = prepared_run, prepared_store
    return work


class Torch:
    name, module = "torch", "torch"
    names = {
        "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne",
        "invert": "bitwise_not", "rint": "round", "left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift",
        "fma": None,
    }
    reductions = {"add": "sum", "multiply": "prod", "maximum": "amax", "minimum": "amin"}

    def prepare(self, job):
        import torch

        if job.name in FUSED:
            raise NotOffered("see torch.compile")
        for a in job.x + job.z:
            if any(s < 0 for s in a.strides):
                raise NotOffered("PyTorch has no negative strides")
        x, z = [torch.from_numpy(a) for a in job.x], torch.from_numpy(job.z[0])
        limit = lambda: torch.set_num_threads(job.threads)
        if job.name == "cast":
            names = {"x": x[0], "z": z, "d": z.dtype}
            if job.pattern == "allocating":
                return with_setup(Work(job, "x.to(d, copy=True)", names, lambda: x[0].to(z.dtype, copy=True)), limit)
            return with_setup(Work(job, "z.copy_(x)", names), limit)
        if job.reduces:
            f = getattr(torch, self.reductions.get(job.name, "-"), None)
            if f is None:
                raise NotOffered("PyTorch has no such reduction")
            names = {"f": f, "x": x[0], "z": z, "a": job.axis, "t": z.dtype}
            if job.axis is None:
                return with_setup(Work(job, "f(x)", names, lambda: f(x[0]).to(z.dtype)), limit)
            more = ", dtype=t" if job.name in ("add", "multiply") else ""
            return with_setup(Work(job, f"f(x, a{more}, out=z)", names), limit)
        f = getattr(torch, self.names.get(job.name, job.name) or "-", None)
        if f is None or not callable(f):
            raise NotOffered("PyTorch has no such function")
        names = {f"x{i}": v for i, v in enumerate(x)}
        args = ", ".join(names)
        got = f(*x)
        if got.dtype != z.dtype:
            raise NotOffered(f"PyTorch gives {got.dtype}")
        names.update(f=f, z=z)
        if job.pattern == "allocating":
            if got.data_ptr() == x[0].data_ptr():
                raise NotOffered("PyTorch gives back the operand itself")
            return with_setup(Work(job, f"f({args})", names, lambda: f(*x)), limit)
        try:
            f(*x, out=z)
        except TypeError:
            raise NotOffered("in PyTorch this function has no out") from None
        return with_setup(Work(job, f"f({args}, out=z)", names), limit)


class TorchCompile:
    """torch.compile: a formula as one loop, compiled by gcc. For the fused
    kernels alone: on a single function it is eager PyTorch."""

    name, module = "torch-compile", "torch"

    def __init__(self):
        self.cache = {}

    def prepare(self, job):
        import torch

        if job.name not in FUSED:
            raise NotOffered("for the fused kernels alone")
        if shutil.which("gcc") is None and shutil.which("g++") is None:
            raise NotOffered("torch.compile needs gcc")
        key = (job.name, job.threads, job.x[0].shape, job.x[0].dtype)
        f = self.cache.get(key)
        torch.set_num_threads(job.threads)
        if f is None:
            f = self.cache[key] = torch.compile(FUSED[job.name].torch(job, torch), dynamic=False)
        x = [torch.from_numpy(a) for a in job.x]
        names = {f"x{i}": v for i, v in enumerate(x)}
        call = f"f({', '.join(names)})"
        names["f"] = f
        return with_setup(Work(job, call, names, lambda: f(*x)), lambda: torch.set_num_threads(job.threads))


class JAX:
    name, module = "jax-jit", "jax"

    def __init__(self):
        self.cache = {}

    def prepare(self, job):
        import jax

        jax.config.update("jax_enable_x64", True)
        import jax.numpy as jnp

        if job.name in FUSED:
            f, x = FUSED[job.name].jax(job, jax, jnp)
            return jax_work(job, jax, x, self.compiled(job.name, f, jax))
        if job.pattern in ("stride-2", "reversed", "transposed", "out-strided", "in-place"):
            raise NotOffered("JAX arrays have no strides")
        if job.name == "cast":
            d = job.z[0].dtype
            return jax_work(job, jax, [jnp.asarray(job.x[0])], self.compiled((job.name, d), lambda x: x.astype(d), jax))
        f = getattr(jnp, job.name, None)
        if f is None or not callable(f):
            raise NotOffered("JAX has no such function")
        if job.reduces:
            g = {"add": jnp.sum, "multiply": jnp.prod, "maximum": jnp.max, "minimum": jnp.min}.get(job.name)
            if g is None:
                raise NotOffered("JAX has no such reduction")
            axis = job.axis
            f = lambda x: g(x, axis=axis)
        x = [jnp.asarray(a) for a in job.x[: 1 if job.reduces else None]]
        got = f(*x)
        if got.dtype != job.z[0].dtype:
            raise NotOffered(f"JAX gives {got.dtype}")
        return jax_work(job, jax, x, self.compiled((job.name, job.axis), f, jax))

    def compiled(self, key, f, jax):
        if key not in self.cache:
            self.cache[key] = jax.jit(f)
        return self.cache[key]


def jax_work(job, jax, x, jitted):
    """JAX decides on its threads at start-up, so a sample on one thread pins
    the threads of the process to one CPU."""
    names = {f"x{i}": v for i, v in enumerate(x)}
    call = f"r = f({', '.join(names)})"
    names.update(f=jitted, ready=jax.block_until_ready)
    result = lambda: jitted(*x)
    work = Work(job, call, names, result, ready="ready(r)")
    if job.threads != 1 or not hasattr(os, "sched_setaffinity"):
        return work
    run, cpus = work.run, sorted(os.sched_getaffinity(0))

    def pinned(reps):
        tasks = [int(t) for t in os.listdir("/proc/self/task")]
        pin(tasks, cpus[-1:])
        try:
            return run(reps)
        finally:
            pin(tasks, cpus)

    work.run = pinned
    return work


def pin(tasks, cpus):
    for t in tasks:
        try:
            os.sched_setaffinity(t, cpus)
        except OSError:
            pass  # the thread has ended


class Numba:
    name, module = "numba", "numba"
    terms = {
        "add": "a + b", "subtract": "a - b", "multiply": "a * b", "divide": "a / b", "negative": "-a", "square": "a * a",
        "absolute": "abs(a)", "sqrt": "math.sqrt(a)", "floor": "math.floor(a)", "ceil": "math.ceil(a)",
        "exp": "math.exp(a)", "log": "math.log(a)", "sin": "math.sin(a)", "cos": "math.cos(a)", "tanh": "math.tanh(a)",
        "less": "a < b", "greater": "a > b", "equal": "a == b", "maximum": "a if a > b else b", "minimum": "a if a < b else b",
    }

    def __init__(self):
        self.cache = {}

    def prepare(self, job):
        import numba

        if job.name in FUSED:
            return FUSED[job.name].numba(job, numba, self.cache)
        if job.reduces or job.name not in self.terms:
            raise NotOffered("not written in numba here")
        key = (job.name, job.z[0].dtype.name, *[x.dtype.name for x in job.x], job.threads > 1)
        f = self.cache.get(key)
        if f is None:
            import math

            params = "ab"[: len(job.x)]
            body = eval(f"lambda {', '.join(params)}: {self.terms[job.name]}", {"math": math})
            types = ", ".join(x.dtype.name if x.dtype != bool else "boolean" for x in job.x)
            out = job.z[0].dtype.name if job.z[0].dtype != bool else "boolean"
            target = "parallel" if job.threads > 1 else "cpu"
            f = self.cache[key] = numba.vectorize([f"{out}({types})"], target=target)(body)
        names = {f"x{i}": v for i, v in enumerate(job.x)}
        args = ", ".join(names)
        names.update(f=f, z=job.z[0])
        if job.pattern == "allocating":
            return Work(job, f"f({args})", names, lambda: f(*job.x))
        return Work(job, f"f({args}, z)", names)


PEERS = [NumPy, NumExpr, Torch, TorchCompile, JAX, Numba]


def describe():
    """Tries to import every peer; says which are there, and why others aren't."""
    peers, absent = {}, {}
    for p in PEERS:
        try:
            m = importlib.import_module(p.module)
            peers[p.name] = m.__version__
        except Exception as e:  # an import can fail in any way
            absent[p.name] = f"{type(e).__name__}: {e}".splitlines()[0]
    return peers, absent


def serve(stream):
    peers = {p.name: p() for p in PEERS}
    memory, works = None, {}
    for line in stream:
        request = json.loads(line)
        answer = {}
        try:
            op = request["op"]
            if op == "hello":
                answer["peers"], answer["absent"] = describe()
                answer["python"] = sys.version.split()[0]
                if request["path"]:
                    with open(request["path"], "r+b") as f:
                        memory = mmap.mmap(f.fileno(), 0)
            elif op == "prepare":
                works[request["id"]] = peers[request["peer"]].prepare(Job(memory, request["job"]))
            elif op == "run":
                answer["nanos"] = int(works[request["id"]].run(request["reps"]))
            elif op == "store":
                works[request["id"]].store()
            elif op == "drop":
                works.pop(request["id"], None)
            elif op == "reference":
                answer["hi"], answer["lo"] = reference(Job(memory, request["job"]), request["count"])
            else:
                answer["error"] = f"no operation {op}"
        except NotOffered as e:
            answer["not_offered"] = str(e)
        except Exception as e:  # a peer may fail in any way; the run goes on
            answer["error"] = f"{type(e).__name__}: {e}".splitlines()[0][:300]
        reply(answer)


OUT = sys.stdout  # set by who starts the worker: libraries print too


def reply(answer):
    OUT.write(json.dumps(answer) + "\n")
    OUT.flush()


from fused import FUSED, reference  # noqa: E402
