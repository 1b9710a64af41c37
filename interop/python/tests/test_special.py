# SPDX-License-Identifier: BSD-3-Clause

"""Special values of complex functions of two operands, beside NumPy's, which are C's."""

import itertools

import numpy as np
import pytest

import arraygen as ag

PARTS = [0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 0.5, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("name", ["power", "float_power"])
def test_complex_powers(name, dtype):
    pairs = np.array([complex(*p) for p in itertools.product(PARTS, repeat=2)], dtype)
    z, w = (np.ascontiguousarray(x) for x in np.broadcast_arrays(pairs[:, None], pairs))
    # NumPy says NaN for the reciprocal of an infinite base, which is 0.
    z, w = (x[~(np.isinf(z) & (w == -1))] for x in (z, w))
    finite = np.isfinite
    with np.errstate(all="ignore"), ag.errstate(all="ignore"):
        f = getattr(ag, name)
        want, got = getattr(np, name)(z, w), np.asarray(f(ag.asarray(z), ag.asarray(w)))
        rtol = 1e-6 if want.dtype == np.complex64 else 1e-12
        assert np.all(np.abs(got - want)[finite(want)] <= rtol * (np.abs(want[finite(want)]) + 1))
        for part in ("real", "imag"):
            np.testing.assert_array_equal(np.abs(getattr(got, part))[~finite(want)], np.abs(getattr(want, part))[~finite(want)])
        few = range(0, len(z), 37)  # one by one, by another way into the kernel
        np.testing.assert_array_equal(np.concatenate([np.asarray(f(ag.asarray(z[i : i + 1]), ag.asarray(w[i : i + 1]))) for i in few]), got[few])
