# SPDX-License-Identifier: BSD-3-Clause

"""The script of make test-gpu, with stand-ins for a GPU and its libraries."""

import importlib.util
import pathlib

import arraygen as ag
import pytest

SPEC = importlib.util.spec_from_file_location("gpu_script", pathlib.Path(__file__).parent / "gpu" / "run.py")
script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(script)


class Tensor:
    """A tensor on a device; it hands out its elements in main memory where it is asked to."""

    def __init__(self, values, honest=True):
        self.values, self.honest = list(values), honest

    def __dlpack_device__(self):
        return 2, 0

    def __dlpack__(self, *, dl_device=None, **kwargs):
        if dl_device is None and self.honest:
            raise BufferError("the tensor is on a CUDA device")
        return ag.asarray(self.values).__dlpack__()

    def __add__(self, x):
        return Tensor([v + x for v in self.values], self.honest)


class Stream:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None


def run(made):
    lines = []
    return script.main({"fake": lambda module: made}, lambda name: None, lines.append), lines


def test_all_checks_pass_with_a_tensor_that_behaves():
    status, lines = run(("1.0", Tensor([0.0, 1, 2, 3]), lambda a: Tensor(a.tolist()), Stream))
    assert status == 0 and len(lines) == len(script.CHECKS) and all(line.endswith("| yes |") for line in lines), lines


@pytest.mark.parametrize("x, failing", [(Tensor([0.0, 1, 2, 3], honest=False), "from_dlpack(x) is refused"), (Tensor([9.0]), "copies")])
def test_a_check_that_fails_is_told(x, failing):
    status, lines = run(("1.0", x, lambda a: Tensor(a.tolist()), None))
    assert status == 1 and any(failing in line and "NO" in line for line in lines), lines


def test_no_gpu():
    assert run(None) == (0, ["fake sees no GPU", "There is no GPU that an installed library sees: nothing was tested."])


def test_no_library():
    def load(name):
        raise ImportError

    lines = []
    assert script.main({"fake": None}, load, lines.append) == 0 and lines[0] == "fake is not installed"
