# SPDX-License-Identifier: BSD-3-Clause

"""What C itself does to elements, it does by kernels: one number stored or read, integers that follow each other, halves of a sum, the search for conditions."""

import math
import os
import subprocess
import sys
import warnings

import arraygen as ag
import numpy as np
import pytest

SHORT = ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"]
NUMBERS = [0.0, -0.0, 1.5, -2.0, 1 / 3, 65519.99, 65520.0, 448.0, 464.0, 57344.0, 61440.0, 1e-7, 2.0**-24, 2.0**-25, 2.0**-133, 2.0**-134, 3.4e38, 1e300, 5e-324,
           math.inf, -math.inf, math.nan, -math.nan]


def bits(x):
    return ag.asarray(x).view("uint8" if x.dtype.itemsize == 1 else "uint16").tolist()


@pytest.mark.parametrize("dtype", SHORT)
@pytest.mark.parametrize("under", ["ignore", "warn"])
def test_one_number_is_what_a_conversion_makes(dtype, under):
    with warnings.catch_warnings(), ag.errstate(under=under):
        warnings.simplefilter("ignore")
        want = ag.asarray(NUMBERS, dtype="float64").astype(dtype)
        one_by_one = ag.zeros(len(NUMBERS), dtype=dtype)
        for i, x in enumerate(NUMBERS):
            one_by_one[i] = x
        assert bits(one_by_one) == bits(want)
        assert bits(ag.asarray(NUMBERS, dtype=dtype)) == bits(want)
        assert [bits(ag.full(1, x, dtype=dtype))[0] for x in NUMBERS] == bits(want)


@pytest.mark.parametrize("dtype", SHORT)
def test_every_short_float_is_read(dtype):
    size = ag.dtype(dtype).itemsize
    every = ag.arange(256**size, dtype=f"uint{8 * size}" if size == 2 else "int64").astype(f"uint{8 * size}").view(dtype)
    want = np.asarray(every.astype("float64"))
    np.testing.assert_array_equal(np.array(every.tolist()), want)
    np.testing.assert_array_equal(np.array(every[::-3].tolist()), want[::-3])
    np.testing.assert_array_equal(np.array([every[i].item() for i in range(0, len(want), 97)]), want[::97])
    if dtype == "float16":
        np.testing.assert_array_equal(want, np.arange(65536, dtype="uint16").view("float16").astype("float64"))


def test_one_number_without_assembly():
    code = "import arraygen as ag; x = ag.asarray([1.5, 1/3, 1e9], dtype='float16'); print(x.tolist(), ag.asarray([0.3], dtype='float8_e5m2')[0].item(), ag.arange(7, -9, -5).tolist())"
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=dict(os.environ, ARRAYGEN_ISA="go"), capture_output=True, text=True, check=True)
    assert run.stdout == "[1.5, 0.333251953125, inf] 0.3125 [7, 2, -3, -8]\n"


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 100, 511, 512, 513, 1025, 5000, 100_000])
def test_integers_that_follow_each_other(dtype, count):
    info = np.iinfo(dtype)
    for start, step in [(0, 1), (3, 7), (int(info.max), -1), (int(info.min), 1), (int(info.max), -5)]:
        n = min(count, (int(info.max) - int(info.min)) // abs(step) + 1, (int(info.max) - start) // step + 1 if step > 0 else (start - int(info.min)) // -step + 1)
        stop = start + n * step
        if not -(2**63) <= stop < 2**63:
            continue
        got = ag.arange(start, stop, step, dtype=dtype)
        assert got.dtype == dtype
        np.testing.assert_array_equal(np.asarray(got), np.array([start + i * step for i in range(n)], dtype=dtype))


PLACES = [0, 1, 3, 9, 64, 1023, 1024, 1025, 2047, 3000]


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
@pytest.mark.parametrize("place", PLACES)
def test_a_divisor_anywhere(dtype, place):
    y = ag.full(3001, 7, dtype=dtype)
    x = ag.full(3001, np.iinfo(dtype).min, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.asarray(x // y).tolist() == (np.asarray(x) // np.asarray(y)).tolist()
    y[place] = 0
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        x // y
    if dtype.startswith("i"):
        y[place] = -1
        with pytest.warns(RuntimeWarning, match="overflow"):
            x // y


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("place", PLACES)
def test_a_result_that_is_special_anywhere(dtype, place):
    x = ag.full(3001, 1, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ag.exp(x)
    x[place] = 20000
    with pytest.warns(RuntimeWarning, match="overflow"):
        ag.exp(x)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_products_tell_of_conditions(dtype):
    big, n = float(np.finfo(dtype).max), 70_000
    for shape in [(3,), (n,), (4, n)]:
        x = ag.full(shape, 1, dtype=dtype)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ag.vecdot(x, x)
            x[..., -1] = math.inf  # is no condition
            ag.vecdot(x, x)
        y = ag.zeros(shape, dtype=dtype)
        with pytest.warns(RuntimeWarning, match="invalid"):
            ag.vecdot(x, y)
        x[..., -1] = big
        with pytest.warns(RuntimeWarning, match="overflow"):
            ag.vecdot(x, x)


def test_counts_that_are_special():
    x = ag.asarray(np.full(3000, 7, "m8[s]"))
    y = ag.asarray(np.full(3000, 2, "m8[s]"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x // y
    for place in PLACES[:-1]:
        y = ag.asarray(np.full(3000, 2, "m8[s]"))
        y[place] = np.timedelta64(0, "s")
        with pytest.warns(RuntimeWarning):
            x // y
