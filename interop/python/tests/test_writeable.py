# SPDX-License-Identifier: BSD-3-Clause

"""What of an array is assigned to: flags.writeable, the real and the imaginary parts; and what cannot be."""

import arraygen as ag
import numpy as np
import pytest

FLAGS = ["C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "WRITEABLE", "ALIGNED", "C", "F", "O", "W", "A", "CONTIGUOUS", "FORTRAN", "FORC", "FNC", "BEHAVED", "B",
         "CARRAY", "CA"]


def writes(a):
    """The ways to write to an array of three float64."""
    def dlpack():
        np.from_dlpack(a)[0] = 1

    return [
        lambda: a.__setitem__(0, 1), lambda: a.__setitem__(slice(None), 1), lambda: a.__setitem__([0], 1), lambda: a.fill(1), lambda: ag.add(a, 1, out=a),
        lambda: a.__iadd__(1), lambda: ag.copyto(a, 1), lambda: np.asarray(a).__setitem__(0, 1), lambda: memoryview(a).__setitem__(0, 1.0), dlpack,
        lambda: a.sort(), lambda: a.flat.__setitem__(0, 1), lambda: setattr(a, "real", 1), lambda: ag.add.at(a, [0], 1), lambda: a.take([0, 1, 2], out=a),
        lambda: a[1:].__setitem__(0, 1), lambda: a.reshape(3, 1).fill(2), lambda: a.T.fill(1), lambda: a.view().fill(1), lambda: a.real.fill(1),
    ]


def test_a_read_only_array_is_written_to_by_nobody():
    for i in range(len(writes(ag.zeros(3)))):
        a = ag.asarray([3.0, 1.0, 2.0])
        a.flags.writeable = False
        assert not a.flags.writeable and not a.flags["W"] and a.__array_interface__["data"][1]
        with pytest.raises((ValueError, TypeError, BufferError)):
            writes(a)[i]()
        assert a.tolist() == [3, 1, 2], i
        a.setflags(write=True)
        writes(a)[i]()


def test_what_may_be_writeable_again():
    def refused(a):
        with pytest.raises(ValueError, match="cannot set the flag writeable to True"):
            a.flags.writeable = True
        assert not a.flags.writeable

    owner = ag.arange(3)
    view = owner[:2]
    owner.flags.writeable = False
    assert view.flags.writeable and not owner[:1].flags.writeable  # those made before keep theirs, as in NumPy
    refused(owner[:1])
    owner.flags.writeable = True
    shared = ag.broadcast_to(owner, (2, 3))
    assert not shared.flags.writeable
    shared.flags.writeable = True
    shared[0, 0] = 7
    assert owner[0] == 7

    refused(owner[0])  # an element never changes
    refused(ag.frombuffer(b"abc", dtype="uint8"))
    x = np.arange(3)
    x.flags.writeable = False
    refused(ag.asarray(x))

    x = np.arange(3)
    foreign = ag.asarray(x)
    foreign.flags["WRITEABLE"] = False
    foreign.flags["W"] = True
    foreign[0] = 5
    assert x[0] == 5
    with pytest.raises(AttributeError):
        del foreign.flags.writeable


def test_flags_have_numpys_names():
    for view in (lambda x: x, lambda x: x.T, lambda x: x[0], lambda x: x[:, ::2], lambda x: x[:, :1]):
        x, a = np.zeros((3, 4)), ag.zeros((3, 4))
        for f in FLAGS:
            assert view(x).flags[f] == view(a).flags[f], f
        for f in ("forc", "fnc", "behaved", "carray", "contiguous", "fortran"):
            assert getattr(view(x).flags, f) == getattr(view(a).flags, f), f
        # As NumPy documents it; its own is True of every array that is not in C order.
        f = view(a).flags
        assert f.farray == f["FA"] == f["FARRAY"] == (f.behaved and f.f_contiguous and not f.c_contiguous)
    for f in set(FLAGS) - {"WRITEABLE", "W"}:
        with pytest.raises(ValueError):
            a.flags[f] = True
    with pytest.raises(KeyError):
        a.flags["X"]
    with pytest.raises(KeyError):
        a.flags["X"] = True
    with pytest.raises(ValueError):
        a.setflags(uic=True)
    assert a.flags == ag.zeros((3, 4)).flags and a.flags != a.T.flags


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_parts(dtype):
    for view in (lambda x: x, lambda x: x[::2], lambda x: x[::-1], lambda x: x[0, ...], lambda x: x[:0]):
        for values in (5, 2.5, [1, 2, 3][: 1], np.arange(1.0, 2)):
            x = np.arange(6).astype(dtype)
            a = ag.array(x)
            view(x).real = view(a).real = values
            view(x).imag = view(a).imag = values
            view(x).imag += 1
            view(a).imag += 1
            assert x.tolist() == a.tolist()
    for bad, error in ((1j, TypeError), ([1, 2], ValueError), ("x", (TypeError, ValueError))):
        for part in ("real", "imag"):
            with pytest.raises(error):
                setattr(a, part, bad)
    assert x.tolist() == a.tolist()


def test_the_parts_of_real_arrays():
    a = ag.arange(3)
    a.real = [4, 5, 6]
    assert a.tolist() == [4, 5, 6]
    with pytest.raises(TypeError, match="imaginary part"):
        a.imag = 0
    with pytest.raises(OverflowError):
        ag.zeros(2, dtype="int8").real = 300
    with pytest.raises(ValueError):
        a[0].real = 1
    with pytest.raises(AttributeError):
        del a.real


def test_a_sequence_is_no_element():
    for a in (ag.zeros(3), ag.zeros((2, 2)), ag.zeros(())):
        for value in ([1], (1,), [[1]]):
            with pytest.raises(ValueError):
                a[(0,) * a.ndim] = value
        a[...] = 4
        assert (a == 4).all()
