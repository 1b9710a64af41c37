# SPDX-License-Identifier: BSD-3-Clause

"""Tables of calls of other libraries, each made with NumPy's arrays and with ours.

A call gives the same, or is in one of two tables of texts by reasons: what is refused, and what is otherwise. A call that is in a table and need not be is a failure.
"""

import arraygen as ag
import numpy as np
import pytest


def lines(text):
    return text.strip().split("\n")


def reasons(table, call):
    return [reason for reason, text in table.items() if call in lines(text)]


def compare(call, run, differs, refused, otherwise):
    """run makes a call with what a function makes of NumPy's arrays; differs tells how its second argument differs from the first."""
    try:
        want = run(call, np.asarray)
    except Exception:
        want = Exception
    why = reasons(refused, call)
    if want is Exception or why:
        with pytest.raises(Exception):
            pytest.fail(f"{run(call, ag.asarray)}, where an error is expected: {why}")
        return
    found, why = differs(want, run(call, ag.asarray)), reasons(otherwise, call)
    assert bool(found) == bool(why), found or why


def check_tables(calls, *tables):
    """The tables name calls, each once."""
    told = [call for table in tables for text in table.values() for call in lines(text)]
    assert len(set(calls)) == len(calls) and len(set(told)) == len(told) and set(told) <= set(calls)
