# SPDX-License-Identifier: BSD-3-Clause

"""pint keeps unit and array type; unyt and astropy, whose quantities are
subclasses of numpy.ndarray, keep the unit and NumPy's type."""

import arraygen as ag
import astropy
import astropy.units as u
import numpy as np
import pint
import pytest
import unyt

from memory import address

registry = pint.UnitRegistry()


def test_pint(table):
    a = ag.arange(3.0)
    q = registry.Quantity(a, "m")
    assert q.magnitude is a
    for r in (a * registry.meter, registry.meter * a, q + q, q + registry.Quantity(a, "cm"), 2 * q, q * a, a * q, np.sqrt(q * q), q[1:],
              np.concatenate([q, q]), np.sum(q), q.to("km"), np.add(q, q), ag.add(q, q), q.mean(), np.exp(q / registry.Quantity(1.0, "m"))):
        assert isinstance(r, registry.Quantity) and type(r.magnitude) is ag.ndarray
    assert (q + registry.Quantity(a, "cm")).units == registry.meter
    with pytest.raises(pint.DimensionalityError):
        q + registry.Quantity(a, "s")
    table.row("pint", pint.__version__, "Quantity(a, 'm')", same=True)


def test_unyt(table):
    a = ag.arange(3.0)
    q = unyt.unyt_array(np.asarray(a), "m")
    assert address(q) == a._pointer
    for r in (a * unyt.m, a * q, q * a, np.multiply(a, q), ag.multiply(q, a)):
        assert isinstance(r, unyt.unyt_array) and not r.units.is_dimensionless
    assert ag.asarray(q)._pointer == a._pointer
    # unyt asks an iterable for its truth value.
    with pytest.raises(ValueError, match="ambiguous"):
        unyt.unyt_array(a, "m")
    table.row("unyt", unyt.__version__, "unyt_array(np.asarray(a), 'm')", same=True)
    table.row("unyt", unyt.__version__, "a * unyt.m", same="unyt_array of NumPy's")


def test_astropy(table):
    a = ag.arange(3.0)
    q = u.Quantity(a, "m", copy=False)
    assert address(q) == a._pointer
    for r in (a * u.m, u.m * a, a * q, q * a, np.multiply(a, q), ag.multiply(a, q), a << u.m):
        assert isinstance(r, u.Quantity)
    assert ag.asarray(q)._pointer == a._pointer
    table.row("astropy.units", astropy.__version__, "Quantity(a, 'm', copy=False)", same=True)
    table.row("astropy.units", astropy.__version__, "a * u.m", same="Quantity of NumPy's")
