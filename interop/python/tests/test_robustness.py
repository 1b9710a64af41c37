# SPDX-License-Identifier: BSD-3-Clause

"""Threads, forks, signals, exits: what a Go runtime inside Python must stand."""

import os
import signal
import subprocess
import sys
import threading
import time

import arraygen as ag
import numpy as np
import pytest


def run(code, timeout=60, **kwargs):
    """Runs code in a Python of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=timeout, **kwargs)


def check(code, timeout=60):
    p = run(code, timeout)
    assert p.returncode == 0, p.stderr
    return p.stdout


def test_eight_threads(no_leaks):
    x = np.arange(50_000.0)
    want = np.exp(x / 50_000)
    failures = []

    def work(seed):
        try:
            rng = np.random.default_rng(seed)
            for _ in range(60):
                n = int(rng.integers(1, 50_000))
                a = ag.asarray(x[:n])
                assert ag.sum(a + a) == n * (n - 1)
                np.testing.assert_allclose(np.asarray(ag.exp(a / 50_000)), want[:n], rtol=1e-14)
                b = ag.from_dlpack(a)
                assert b[::2].size == (n + 1) // 2 and np.asarray(b)[0] == 0
                c = ag.zeros((n % 50 + 1, 7))
                c += 1
                assert float(c.T.sum()) == c.size
                assert ag.concat([a, b]).size == 2 * n
        except BaseException as e:  # noqa: BLE001
            failures.append(e)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures


FORK = """
import os, sys, threading, time
import arraygen as ag
a = ag.arange(1000.0)
stop = False
def churn():
    x = ag.arange(200_000.0).reshape(400, 500)
    while not stop:
        ag.sort(x.T, axis=0)  # work in Go, with garbage
        ag.concat([x, x])
for _ in range(2):
    threading.Thread(target=churn, daemon=True).start()
time.sleep(0.2)
hung = failed = 0
for i in range(20):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            b = a + a * 2                   # small: no Go
            c = ag.zeros(1 << 20)           # a mapping
            d = b[::2][3]
            del b, c
            ag.from_dlpack(a)
            memoryview(a)
            assert float(d) == 18.0
            try:
                ag.sum(a)
            except RuntimeError as e:
                code = 0 if "fork" in str(e) and "spawn" in str(e) else 2
        finally:
            os._exit(code)
    end = time.time() + 10
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            failed += status != 0
            break
        if time.time() > end:
            hung += 1
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            break
        time.sleep(0.005)
stop = True
print(hung, failed, flush=True)
os._exit(0)
"""


def test_fork_during_garbage_collection():
    assert check(FORK, 300).split() == ["0", "0"]


# A call by each way into Go but the one of the import, the one that asks
# for memory: in a child nobody answers that, and FORK allocates nevertheless; and
# the one of chains, which a child makes none of, see test_chains.py.
ENTRIES = {
    "enter_ufunc": "ag.add(ag.ones(3), 2, dtype='complex64')",
    "enter_tensor": "ag.from_dlpack(__import__('numpy').ones(3))",
    "enter_row": "ag.sort(ag.ones(3))",
    "enter_call": "ag.sum(ag.ones(3))",
}


def test_every_entry_is_tried():
    assert set(ENTRIES) | {"enter_tables", "enter_room", "enter_chain"} == set(ag._arraygen._entries)


@pytest.mark.parametrize("entry", ENTRIES)
def test_entries_after_a_fork(entry):
    check(f"""
import os
import arraygen as ag
{ENTRIES[entry]}
pid = os.fork()
if pid == 0:
    code = 1
    try:
        {ENTRIES[entry]}
    except RuntimeError as e:
        code = 0 if "os.fork()" in str(e) and "spawn" in str(e) else 2
    finally:
        os._exit(code)
assert os.waitpid(pid, 0)[1] == 0
{ENTRIES[entry]}
""")


def test_fork_before_import():
    check("""
import os
pid = os.fork()
if pid == 0:
    import arraygen as ag
    os._exit(0 if float(ag.sum(ag.arange(10.0))) == 45 else 1)
assert os.waitpid(pid, 0)[1] == 0
""")


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_multiprocessing(method, tmp_path):
    script = tmp_path / "work.py"
    script.write_text(f"""
import multiprocessing as mp
import arraygen as ag

def work(a):
    return ag.sum(ag.exp(a))

if __name__ == "__main__":
    with mp.get_context({method!r}).Pool(2) as pool:
        results = pool.map(work, [ag.arange(5.0), ag.zeros(3)])
    assert [round(float(r), 6) for r in results] == [85.791025, 3.0], results
""")
    p = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120)
    assert p.returncode == 0, p.stderr


INTERRUPT = """
import signal, time
import arraygen as ag
{setup}
size, whole = 1 << 20, 0
while whole < 2:
    size *= 2
    arguments = prepare(size)
    began = time.perf_counter()
    work(*arguments)
    whole = time.perf_counter() - began
# From outside of Python: a thread of its own would wait for the GIL. On a busy machine the same work takes now 2 s, now less.
signal.signal(signal.SIGALRM, signal.default_int_handler)
sent = time.perf_counter() + 0.2
signal.setitimer(signal.ITIMER_REAL, 0.2)
try:
    work(*arguments)
except KeyboardInterrupt:
    print(time.perf_counter() - sent)
else:
    print("not interrupted")
del arguments
work(*prepare(1000))
"""

# Long calls in little memory: one element stands for all inputs, and the rows of the output lie over each other.
LONG = {
    "ufunc": """
def prepare(n):
    shape = (max(n // 4096, 1), 4096)
    x = ag.broadcast_to(ag.asarray(3.0, dtype="float16"), shape)
    return x, ag.empty((1, 4096), dtype="float16")._restride(shape, (0, 2))
def work(x, out):
    ag.remainder(x, x, out=out)
""",
    "reduction": """
def prepare(n):
    return (ag.broadcast_to(ag.asarray(3.0, dtype="float16"), (n,)),)
def work(x):
    ag.sum(x)
""",
    "function": """
def prepare(n):
    return (ag.remainder(ag.arange(n) * 7919, n),)
def work(x):
    ag.argsort(x)
""",
    "product": """
def prepare(n):
    k = round((n / 4) ** 0.5)
    return ag.ones((k, k)), ag.ones((k, k))
def work(x, y):
    ag.matmul(x, y)
""",
    "to a list": """
def prepare(n):
    return (ag.broadcast_to(ag.asarray(1, dtype="uint8"), ((n >> 20) + 1, 1 << 20)),)
def work(x):
    x.tolist()
""",
    "from a list": """
def prepare(n):
    return ([[1] * 4096] * (n // 4096 + 1),)
def work(x):
    ag.asarray(x, dtype="uint8")
""",
}


@pytest.mark.parametrize("call", LONG)
def test_interrupt_within_a_fifth_of_a_second(call):
    assert float(check(INTERRUPT.format(setup=LONG[call]), 120)) < 0.2


def test_signals_reach_other_handlers():
    check("""
import signal, time, os
import arraygen as ag
seen = []
signal.signal(signal.SIGALRM, lambda *a: seen.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
a = ag.arange(100_000.0)
end = time.time() + 0.5
while time.time() < end:
    ag.sum(ag.exp(a * -1e-5))
signal.setitimer(signal.ITIMER_REAL, 0)
assert len(seen) > 5
""")


def test_exit_with_live_objects():
    check("""
import threading
import arraygen as ag, numpy as np
a = ag.arange(1000.0); v = a[::2]; c = a.__dlpack__(); d = a.__dlpack__(max_version=(1, 0)); m = memoryview(a)
n = np.asarray(a); t = np.from_dlpack(a); b = ag.asarray(np.arange(5)); e = ag.from_dlpack(np.arange(5.0)); z = ag.zeros(1 << 20)
cycle = [a]; cycle.append(cycle)
def spin():
    while True:
        ag.sum(ag.sort(z))
threading.Thread(target=spin, daemon=True).start()
""")


def test_faulthandler_after_import():
    p = run("""
import arraygen as ag, faulthandler, ctypes
faulthandler.enable()
ag.sum(ag.arange(100_000.0))
ctypes.string_at(0)
""")
    assert p.returncode == -signal.SIGSEGV and "Fatal Python error: Segmentation fault" in p.stderr


def test_faulthandler_dump():
    p = run("""
import arraygen as ag, faulthandler, sys
faulthandler.enable()
faulthandler.dump_traceback_later(0.2)
x = ag.arange(3_000_000.0)
import time
end = time.time() + 0.6
while time.time() < end:
    ag.sort(x[:200_000])
""")
    assert p.returncode == 0 and "most recent call first" in p.stderr


def test_dev_mode():
    p = subprocess.run([sys.executable, "-X", "dev", "-c", """
import arraygen as ag, numpy as np, pickle
a = ag.arange(24.0).reshape(2, 3, 4)
(a + 1)[..., ::2].tolist(); ag.sum(a); np.add(a, 1); ag.from_dlpack(a); memoryview(a); pickle.loads(pickle.dumps(a)); a[a > 3]
try: a + "x"
except TypeError: pass
try: ag.from_dlpack(3)
except AttributeError: pass
"""], capture_output=True, text=True, timeout=60)
    assert p.returncode == 0 and p.stderr == "", p.stderr


BUSY = {
    "a reduction": lambda x: ag.sum(x),
    "a ufunc": lambda x: ag.exp(x, out=x),
    # Their arguments are small, their work is not.
    "a creation": lambda x: ag.linspace(0, 1, 1 << 24),
    "a product": lambda x: ag.matmul(x[:400, :400], x[:400, :400]),
}


@pytest.mark.parametrize("call", BUSY)
def test_gil_is_released(call):
    """Another thread runs while a long call does."""
    x = ag.zeros((1 << 12, 1 << 12))
    count = 0
    stop = False

    def tick():
        nonlocal count
        while not stop:
            count += 1
            time.sleep(0.001)

    t = threading.Thread(target=tick)
    t.start()
    end = time.time() + 1
    while time.time() < end:
        BUSY[call](x)
    stop = True
    t.join()
    assert count > 50


def test_isa_can_be_capped():
    for level in ("go", "avx2"):
        p = subprocess.run([sys.executable, "-c", "import arraygen as ag; print(ag.get_isa(), float(ag.sum(ag.arange(10.0) * 2)))"],
                           env=dict(os.environ, ARRAYGEN_ISA=level), capture_output=True, text=True, timeout=60)
        name, total = p.stdout.split()
        assert float(total) == 90 and (name == level or name == "go")


def test_no_numpy_needed():
    out = check("""
import sys
import arraygen as ag
a = ag.exp(ag.arange(6.0).reshape(2, 3))[::-1] + 1
ag.sum(a); repr(a); a.tolist(); memoryview(a); ag.from_dlpack(a); a[a > 2]; a + [1, 2, 3]
print("numpy" in sys.modules)
""")
    assert out.strip() == "False"


def test_panic_becomes_an_exception():
    # A broken call from Python's own side must not take the interpreter down.
    number = ag._arraygen._functions.index("_reduce")
    with pytest.raises(RuntimeError, match="internal error"):
        ag._arraygen._call(number)
    with pytest.raises(RuntimeError, match="internal error"):
        ag._arraygen._call(number, ag.zeros(1 << 21))
