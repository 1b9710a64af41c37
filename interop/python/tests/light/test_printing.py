# SPDX-License-Identifier: BSD-3-Clause

"""Options of printing: those of NumPy and our own, against what NumPy prints."""

import itertools
import re
import sys

import arraygen as ag
import numpy as np
import pytest

ARRAYS = {
    "floats": np.array([[1.5, -2.25, 1 / 3], [1e-3, 100.125, 0.0]]), "wide": np.array([1e-8, 1.0, 12345.678]), "specials": np.array([np.nan, np.inf, -np.inf, 1.5]),
    "positive": np.array([0.1, 0.25, np.inf]), "float32": np.array([0.1, 2, 3.25], "f4"), "float16": np.array([0.1, 2, 3.25], "f2"), "ints": np.array([[1, -20], [300, 4]]),
    "uints": np.arange(5, dtype="u1"), "bools": np.array([True, False]), "complex": np.array([1 + 2j, -0.5 - 1e-3j, np.nan + 1j]), "none": np.zeros((0, 3)), "scalar": np.array(1 / 3),
    "long": np.arange(2000) / 7, "table": np.arange(1200.0).reshape(30, 40), "cube": np.arange(3 * 20 * 20).reshape(3, 20, 20), "large": np.array([1e20, -1e300]),
}
OPTIONS = [
    {}, {"precision": 3}, {"precision": 0}, {"precision": 20}, {"threshold": 0}, {"threshold": 3}, {"threshold": sys.maxsize}, {"threshold": 5, "edgeitems": 1},
    {"threshold": 5, "edgeitems": 0}, {"linewidth": 20}, {"linewidth": 200, "threshold": 10}, {"suppress": True}, {"suppress": True, "precision": 4}, {"nanstr": "NAN!", "infstr": "unendlich"},
    *({"sign": s} for s in "-+ "), *({"floatmode": m} for m in ("fixed", "unique", "maxprec", "maxprec_equal")), *({"floatmode": m, "precision": 3, "sign": s}
      for m, s in itertools.product(("fixed", "unique", "maxprec_equal"), "+ ")), {"floatmode": "fixed", "precision": 2, "suppress": True},
    {"formatter": {"float": lambda x: f"<{x:.2f}>"}}, {"formatter": {"all": lambda x: "x"}}, {"formatter": {"int_kind": hex, "complex_kind": lambda z: f"{z.real}i"}},
    {"formatter": {"bool": lambda b: "ja" if b else "nein"}, "threshold": 6, "edgeitems": 1}, {"formatter": {"float_kind": None}},
]


def name_of(options):
    return re.sub(" at 0x[0-9a-f]+", "", str(options))


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("options", OPTIONS, ids=name_of)
def test_as_numpy(name, options):
    x = ARRAYS[name]
    a = ag.asarray(x)
    with np.printoptions(**options):
        want = repr(x), str(x)
        assert (repr(a), str(a)) == want
    assert repr(a) == repr(x)
    with ag.printoptions(**options):
        assert (repr(a), str(a)) == want


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("options", [{}, {"separator": ", "}, {"separator": ";", "prefix": "abc("}, {"max_line_width": 30, "suffix": ")))"}, {"precision": 2, "floatmode": "fixed"},
                                     {"suppress_small": True, "precision": 2}, {"threshold": 4, "edgeitems": 2, "sign": "+"}, {"formatter": {"all": str}}], ids=name_of)
def test_array2string(name, options):
    x = ARRAYS[name]
    want = np.array2string(x, **options)
    assert np.array2string(ag.asarray(x), **options) == want == ag.array2string(ag.asarray(x), **options)


def test_arguments_of_repr_and_str():
    x = ARRAYS["floats"]
    a = ag.asarray(x)
    assert np.array_repr(a, 20, 2, True) == np.array_repr(x, 20, 2, True)
    assert np.array_str(a, 20, 2, True) == np.array_str(x, 20, 2, True)


def test_own_options_go_first():
    a = ag.asarray([1 / 3])
    with np.printoptions(precision=3), ag.printoptions(precision=1):
        assert str(a) == "[0.3]" and ag.get_printoptions()["precision"] == 1
        with ag.printoptions(sign="+"):
            assert str(a) == "[+0.3]"
    with np.printoptions(override_repr=lambda x: "what else"):
        assert repr(a) == "what else"
    assert str(a) == "[0.33333333]"
    before = ag.get_printoptions()
    ag.set_printoptions(precision=2)
    try:
        assert str(a) == "[0.33]"
    finally:
        ag.set_printoptions(precision=before["precision"])


@pytest.mark.parametrize("bad, error", [({"sign": "x"}, ValueError), ({"floatmode": "x"}, ValueError), ({"precision": 1.5}, TypeError), ({"threshold": "x"}, TypeError),
                                        ({"threshold": float("nan")}, ValueError), ({"colour": 1}, TypeError)])
def test_bad_options(bad, error):
    for module in (np, ag):
        with pytest.raises(error):
            module.set_printoptions(**bad)


def test_without_numpy():
    import subprocess

    code = "import arraygen as ag, sys; a = ag.asarray([1/3, 2]); assert str(a) == '[0.33333333 2.        ]'; ag.set_printoptions(precision=2); assert str(a) == '[0.33 2.  ]'; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
