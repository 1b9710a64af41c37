# SPDX-License-Identifier: BSD-3-Clause

"""Why a cell of the namespace is slower than NumPy's: the first row that fits it."""

_ROWS = [
    ("Eigenvalues of general matrices: windows of few rows are gonum's LAPACK in Go, and bulges pass columns three elements of a row at a time", lambda c: c["name"] == "eig"),
    ("Eigenvalues, singular values and QR factors: half of a reduction reads the matrix once a row, and products of few columns pack more than they multiply", lambda c: c["name"] in (
        "eigh", "svd", "lstsq", "pinv", "qr", "matrix_rank")),
    ("Factors of matrices: panels and triangles are many short calls of kernels, the rest products", lambda c: c["group"] == "linear" and c["n"] > 1000),
    ("Transforms of lengths other than powers of 2, and many short ones", lambda c: c["group"] == "transforms"),
    ("Products of matrices: the kernels are measured by themselves", lambda c: c["group"] in ("products",) or c["name"] in ("cov", "corrcoef")),
    ("An array over NumPy's memory: ours is a new object with a count of its own, where NumPy returns what it was given", lambda c: c["name"] == "asarray(numpy)"),
    ("A Python object an element, made by the functions of the stable ABI, where NumPy writes into the list itself", lambda c: c["name"] in ("tolist", "iterate", "list(rows)")),
    ("Numbers that the type lacks are found and told of, for 2 us, where NumPy on x86 finds none of those within int32", lambda c: c["name"] == "astype(uint8) of negatives"),
    ("Strided elements are moved one by one", lambda c: c["group"] == "assignment" and c["layout"] == "strided"),
    ("The whole matrix is copied, then a triangle of it cleared: a half is written twice", lambda c: c["name"] in ("tril", "triu")),
    ("A tie, or nearly", lambda c: c["ratio"] >= 0.9 and c["group"] in ("python", "creation", "assignment")),
    ("A call that enters Go, or is written in Python, on few elements: 0.2 us for the way in and 0.5 to 1.5 us for the general path, where NumPy's C takes 0.1 to 1 us; of arrays of any "
     "size where the result is a view or a number", lambda c: c["n"] <= 1000 and c["group"] not in ("element-wise", "mixed") or c["group"] in ("views", "python") or c["name"] in (
         "shares_memory", "trace", "real_if_close", "diag", "x[2:5] = v", "real", "imag", "searchsorted(one)", "x[100 indices]", "eye", "identity", "any", "all") or c["name"] == "linspace" and c["n"] < 1e5),
    ("Strided operands and other orders of the axes: packed through buffers", lambda c: c["layout"] in ("strided", "K", "F")),
    ("Division of integers by a number: both multiply by its reciprocal; our kernel widens bytes and cuts them again, where NumPy multiplies even and odd ones as they lie", lambda c: c["name"] == "x // 3"),
    ("A selection on a copy of the elements, two comparisons with the one at the place, and the indices of three parts, where NumPy selects among indices", lambda c: c["name"] == "argpartition"),
    ("Rows of 10: a step for each row, where NumPy loops over columns", lambda c: "rows" in c["name"]),
    ("The leading axis of a matrix: elements are added in the pairwise order, row by row at NumPy", lambda c: "square, 0" in c["name"]),
    ("A running sum or product adds one element after the other, as NumPy's: parity", lambda c: c["group"] == "cumulative"),
    ("Bound by memory: 4 000 000 elements fit no cache, and both wait for it", lambda c: c["n"] >= 4_000_000 and c["group"] in (
        "element-wise", "mixed", "shape", "creation", "assignment", "astype", "where", "indexing", "searching", "calculus", "reductions")),
    ("Element-wise functions: the start of the call and the positions of operands, see Figures above", lambda c: c["group"] in ("element-wise", "mixed")),
    ("A power of each element, at most 1 ULP off on every machine, where NumPy calls SVML", lambda c: c["name"] == "logspace"),
    ("One byte an element, counted or chosen by bytes where NumPy has vectors", lambda c: c["dtype"] in ("uint8", "bool")),
    ("Several ufuncs one after the other where NumPy has one loop", lambda c: c["name"] in (
        "clip", "array_equal", "gradient", "diff", "interp", "histogram", "average", "polyadd", "polysub", "vander", "histogram2d", "histogramdd", "angle", "lexsort", "sort_complex", "average(weights)", "median", "percentile", "ptp", "outer") or c["name"].startswith("nan")),
    ("A tie, or nearly", lambda c: c["ratio"] >= 0.8),
]


def reason(cell):
    for text, fits in _ROWS:
        if fits(cell):
            return text
    return "not explained"
