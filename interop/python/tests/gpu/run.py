# SPDX-License-Identifier: BSD-3-Clause

"""Tensors on a GPU beside our arrays: what is refused, what is copied, what is mixed. Run by `make test-gpu`.

Each library that is installed and sees a GPU is tried; the others are named with the reason. Without any GPU it says so and ends
with 0: there is nothing to test. A check that fails ends it with 1. It takes seconds, and stops after eight minutes.
"""

import importlib
import signal
import sys

import arraygen as ag

LIMIT = 480  # seconds


def torch_tensors(torch):
    if not torch.cuda.is_available():
        return None
    return torch.__version__, torch.arange(4.0, device="cuda"), lambda a: torch.asarray(a).cuda(), torch.cuda.Stream


def jax_tensors(jax):
    try:
        (device, *_) = jax.devices("gpu")
    except RuntimeError:
        return None
    return jax.__version__, jax.device_put(jax.numpy.arange(4.0), device), lambda a: jax.device_put(jax.numpy.from_dlpack(a), device), None


def cupy_tensors(cupy):
    try:
        if not cupy.cuda.runtime.getDeviceCount():
            return None
    except Exception:  # noqa: BLE001: without a driver
        return None
    return cupy.__version__, cupy.arange(4.0), cupy.asarray, cupy.cuda.Stream


LIBRARIES = {"torch": torch_tensors, "jax": jax_tensors, "cupy": cupy_tensors}


def refused(call):
    """Whether a call is refused with an error that says what it is about."""
    try:
        call()
    except (BufferError, TypeError, ValueError, RuntimeError) as e:
        return any(word in str(e).lower() for word in ("device", "cuda", "gpu", "cpu", "implicit"))
    return False


def numbers(x):
    return ag.from_dlpack(x, device="cpu").tolist()


# What is checked of a tensor x = [0, 1, 2, 3] on a GPU: send copies an array of ours there.
CHECKS = {
    "from_dlpack(x) is refused": lambda x, send, stream: refused(lambda: ag.from_dlpack(x)),
    "from_dlpack(x, device='cpu') copies": lambda x, send, stream: numbers(x) == [0, 1, 2, 3],
    "asarray(x) is refused": lambda x, send, stream: refused(lambda: ag.asarray(x)),
    "__cuda_array_interface__ is no memory of ours": lambda x, send, stream: not hasattr(x, "__cuda_array_interface__") or refused(lambda: ag.add(ag.arange(4.0), x)),
    "an export to the GPU is refused": lambda x, send, stream: refused(lambda: ag.arange(4.0).__dlpack__(dl_device=(2, 0))),
    "there and back": lambda x, send, stream: numbers(send(ag.arange(4.0))) == [0, 1, 2, 3],
    "a copy on a stream of its own": lambda x, send, stream: stream is None or on_stream(x, stream),
}


def on_stream(x, stream):
    with stream():
        y = x + 1
    return numbers(y) == [1, 2, 3, 4]  # the copy waits for the stream


def check(library, made, out=print):
    """The rows of a library, and whether all checks passed."""
    version, x, send, stream = made
    passed = True
    for name, f in CHECKS.items():
        try:
            result = "yes" if f(x, send, stream) else "NO"
        except Exception as e:  # noqa: BLE001: an error is an outcome
            result = f"NO: {type(e).__name__}: {e}"
        passed = passed and result == "yes"
        out(f"| {library} | {version} | {name} | {result} |")
    return passed


def main(libraries=LIBRARIES, load=importlib.import_module, out=print):
    """The exit status."""
    found, passed = False, True
    for name, tensors in libraries.items():
        try:
            made = tensors(load(name))
        except ImportError:
            out(f"{name} is not installed")
            continue
        if made is None:
            out(f"{name} sees no GPU")
            continue
        found = True
        passed = check(name, made, out) and passed
    if not found:
        out("There is no GPU that an installed library sees: nothing was tested.")
    return 0 if passed else 1


if __name__ == "__main__":
    if hasattr(signal, "alarm"):
        signal.alarm(LIMIT)
    sys.exit(main())
