# SPDX-License-Identifier: BSD-3-Clause

"""Linear algebra: the extension linalg of the array API standard, and NumPy's functions beside it.

Matrices stand in the last two axes. Those of float32, float64, complex64 and complex128 are taken; integers become float64.
A matrix without an answer raises LinAlgError, which is NumPy's too where NumPy is imported.
"""

from collections import namedtuple

from . import _linalg
from ._arguments import reads
from ._arraygen import LinAlgError
from ._convert import internal
from ._declare import FUNCTIONS
from ._linalg import *  # noqa: F403

__all__ = [*_linalg.__all__, "LinAlgError", "eig", "eigh", "lstsq", "qr", "slogdet", "svd"]

EigResult = namedtuple("EigResult", "eigenvalues eigenvectors")
EighResult = namedtuple("EighResult", "eigenvalues eigenvectors")
QRResult = namedtuple("QRResult", "Q R")
SlogdetResult = namedtuple("SlogdetResult", "sign logabsdet")
SVDResult = namedtuple("SVDResult", "U S Vh")


@reads(offers=True)
def eig(a: "array"):
    """The eigenvalues of square matrices, in no particular order, and their right eigenvectors as columns: complex ones always."""
    return EigResult(*internal("linalg._eig", a))


@reads(offers=True)
def eigh(a: "array", UPLO: "str" = "L"):
    """The eigenvalues of Hermitian matrices in ascending order, and their eigenvectors as columns, from the lower triangle or with UPLO='U' the upper one."""
    return EighResult(*internal("linalg._eigh", a, UPLO))


@reads(offers=True)
def qr(a: "array", mode: "str" = "reduced"):
    """The factors of a = Q @ R: mode 'complete' has a square Q, 'r' returns R alone, 'raw' LAPACK's reflectors, transposed, and tau."""
    results = internal("linalg._qr", a, mode)
    if mode == "r":
        return results[0]
    return tuple(results) if mode == "raw" else QRResult(*results)


@reads(offers=True)
def slogdet(a: "array"):
    """The signs of determinants, and the logarithms of their magnitudes."""
    return SlogdetResult(*internal("linalg._slogdet", a))


@reads(offers=True)
def svd(a: "array", full_matrices: "bool" = True, compute_uv: "bool" = True, hermitian: "bool" = False):
    """The singular value decomposition a = U @ diag(S) @ Vh, S in descending order; with compute_uv=False, S alone."""
    results = internal("linalg._svd", a, full_matrices, compute_uv, hermitian)
    return SVDResult(*results) if compute_uv else results[0]


@reads(offers=True)
def lstsq(a: "array", b: "array", rcond: "operand_or_none" = None):
    """The least-squares solution of a @ x = b, the squared residuals, the rank of a, and its singular values."""
    return tuple(internal("linalg._lstsq", a, b, rcond))


for _name in __all__:
    _f = globals()[_name]
    if _name not in _linalg.__all__ and _name != "LinAlgError":
        FUNCTIONS["linalg." + _name] = _f
    _f.__module__ = __name__
del _f, _name
