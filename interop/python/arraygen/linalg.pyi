# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

from . import ArrayLike, ndarray
from ._linalg import *

class LinAlgError(ValueError): ...

class EigResult(NamedTuple):
    eigenvalues: ndarray
    eigenvectors: ndarray

class EighResult(NamedTuple):
    eigenvalues: ndarray
    eigenvectors: ndarray

class QRResult(NamedTuple):
    Q: ndarray
    R: ndarray

class SlogdetResult(NamedTuple):
    sign: ndarray
    logabsdet: ndarray

class SVDResult(NamedTuple):
    U: ndarray
    S: ndarray
    Vh: ndarray

def eig(a: ArrayLike) -> EigResult: ...
def eigh(a: ArrayLike, UPLO: str = ...) -> EighResult: ...
def qr(a: ArrayLike, mode: str = ...) -> QRResult | ndarray | tuple[ndarray, ndarray]: ...
def slogdet(a: ArrayLike) -> SlogdetResult: ...
def svd(a: ArrayLike, full_matrices: bool = ..., compute_uv: bool = ..., hermitian: bool = ...) -> SVDResult | ndarray: ...
def lstsq(a: ArrayLike, b: ArrayLike, rcond: ArrayLike | None = ...) -> tuple[ndarray, ndarray, int, ndarray]: ...
