# SPDX-License-Identifier: BSD-3-Clause

"""The comparison of the namespace with NumPy (bench/python) has a call of every function, and the calls do the same."""

import re
import sys
from pathlib import Path

import arraygen as ag
import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[3] / "bench" / "python"))
import cases  # noqa: E402

# Functions that are measured by the cell of another name.
BY_ANOTHER = {
    "amax": "*max", "amin": "*max", "around": "*round", "concatenate": "concat", "ndim": "shape", "size": "shape", "permute_dims": "transpose",
    "diag_indices_from": "diag_indices", "tril_indices_from": "tril_indices", "triu_indices": "triu_indices_from", "may_share_memory": "shares_memory",
    "ones_like": "*zeros_like(x)", "ascontiguousarray": "asarray(own)", "from_dlpack": "asarray(own)", "astype": "*astype(float64)", "matmul": "matmul", "ravel": "*ravel", "reshape": "*reshape",
    "linalg.cross": "cross", "linalg.diagonal": "diagonal", "linalg.matmul": "matmul", "linalg.matrix_transpose": "matrix_transpose", "linalg.outer": "outer",
    "linalg.tensordot": "tensordot", "linalg.trace": "trace", "linalg.vecdot": "vecdot", "linalg.matrix_norm": "norm", "linalg.eigvals": "eig", "linalg.eigvalsh": "eigh",
    "linalg.svdvals": "svd", "linalg.cond": "svd", "linalg.tensorsolve": "solve", "linalg.tensorinv": "inv", "shape": "shape", "sliding_window_view": "sliding_window_view",
    "fft.fftn": "fft2", "fft.ifftn": "fft2", "fft.ifft2": "fft2", "fft.rfftn": "rfft2", "fft.irfftn": "rfft2", "fft.irfft2": "rfft2", "fft.hfft": "irfft", "fft.ihfft": "rfft",
    "fft.rfftfreq": "fftfreq", "fft.ifftshift": "fftshift",
}
SETTINGS = set(
    """array2string broadcast_shapes get_printoptions set_printoptions printoptions geterr geterrcall seterr seterrcall isdtype min_scalar_type promote_types
    get_isa top_k""".split()  # NumPy has no top_k
)


def functions():
    for prefix, module in (("", ag), ("linalg.", ag.linalg), ("fft.", ag.fft)):
        for name in getattr(module, "__all__", None) or dir(module):
            f = getattr(module, name)
            if not name.startswith("_") and callable(f) and not isinstance(f, (type, ag.ufunc)):
                yield prefix + name


def test_every_function_has_a_cell():
    calls = " ".join(c.expression for c in cases.CASES)
    names = {c.name for c in cases.CASES}
    everything = set(functions())
    measured = {n for n in everything if re.search(rf"\bxp\.{re.escape(n)}\(", calls)}
    assert everything - measured - set(BY_ANOTHER) - SETTINGS == set()
    assert {name.lstrip("*") for name in BY_ANOTHER.values()} - names == set()
    assert (SETTINGS | set(BY_ANOTHER)) - everything == set()


def same(got, want):
    if isinstance(want, (tuple, list)):
        return len(got) == len(want) and all(map(same, got, want))
    if not isinstance(want, (np.ndarray, np.generic, float, complex)):
        return True
    got, want = np.asarray(got), np.asarray(want)
    return got.shape == want.shape and got.dtype == want.dtype and np.allclose(got, want, rtol=1e-5 if want.dtype.itemsize > 2 else 1e-2, atol=1e-8, equal_nan=True)


# Results that may differ: memory of any contents, an order that is free, signs of vectors, conversions of what a type lacks, a rank that is a NumPy number there.
FREE = ("empty(n)", "empty_like(x)", "argsort", "partition", "argpartition", "unique_values", "eig", "eigh", "svd", "qr", "astype(uint8) of negatives", "lstsq", "pickle", "str")


@pytest.mark.parametrize("dtype", cases.DTYPES)
@pytest.mark.filterwarnings("ignore")
def test_cells_agree(dtype):
    wrong = []
    for case in cases.CASES:
        if dtype not in case.dtypes:
            continue
        results = []
        for module, array in ((np, np.asarray), (ag, ag.asarray)):
            given = {k: array(v.copy()) if isinstance(v, np.ndarray) and k != "foreign" else v for k, v in cases.operands(dtype, 30, "C").items()}
            windows = ag.sliding_window_view if module is ag else np.lib.stride_tricks.sliding_window_view
            scope = {**given, "xp": module, "dumps": lambda v: b"", "windows": windows}
            try:
                results.append((eval(case.expression, scope), given["a2"], given["r2"], given["w2"]))
            except (TypeError, ValueError, IndexError):
                assert module is np, case
                break  # NumPy has it not for this type
        if len(results) == 2 and case.name not in FREE and not same(results[1], results[0]):
            wrong.append(case.name)
    assert wrong == []
