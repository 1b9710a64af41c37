# SPDX-License-Identifier: BSD-3-Clause

"""a.flat: the elements of an array in C order, as an iterator and as what can be indexed and assigned to."""

import operator

from ._arraygen import ndarray
from ._convert import asarray, internal


class flatiter:
    """The elements of an array in C order. An index gives a copy; what is assigned is repeated until it is enough."""

    __slots__ = ("base", "index")
    __hash__ = None

    def __init__(self, array):
        self.base, self.index = array, 0

    def __len__(self):
        return self.base.size

    def __iter__(self):
        return self

    def __next__(self):
        if self.index >= self.base.size:
            raise StopIteration
        element = self.base[self.coords]
        self.index += 1
        return element

    @property
    def coords(self):
        """The indices of the element that comes next."""
        return self._coords(self.index)

    def _coords(self, i):
        coords = []
        for n in reversed(self.base.shape):
            i, j = divmod(i, n) if n else (i, 0)
            coords.append(j)
        return tuple(reversed(coords))

    def copy(self):
        """The elements along one axis."""
        return self.base.flatten()

    def __array__(self, dtype=None, *, copy=None):
        return self.base.reshape(-1).__array__(dtype, copy=copy)

    def __getitem__(self, key):
        key = self._key(key)
        line = self.base.reshape(-1)[key]
        return line if line.flags.owndata else line.copy()

    def __setitem__(self, key, value):
        import arraygen

        key = self._key(key)
        array = self.base
        places = arraygen.arange(array.size)[key]
        if not isinstance(key, (slice, type(Ellipsis))) and places.ndim == 0:  # one element
            array[self._coords(int(places))] = value
            return
        places = places.reshape(-1)
        value = (value if isinstance(value, ndarray) else asarray(value, dtype=array.dtype)).reshape(-1)
        if not places.size:
            return
        if not value.size:
            raise ValueError("cannot assign no values to elements of a.flat")
        if value.size != 1 and value.size != places.size:
            value = value[arraygen.arange(places.size) % value.size]
        if array.ndim != 1:
            indices = []
            for n in reversed(array.shape):
                indices.append(places % n)
                places = places // n
            places = tuple(reversed(indices))
        array[places] = value

    def __delitem__(self, key):
        raise TypeError("cannot delete elements of a.flat")

    def _key(self, key):
        """An index of one axis: an integer, a slice, ..., an array of integers or of bools, by itself or in a tuple."""
        if isinstance(key, tuple):
            if not key:
                return slice(None)
            if len(key) != 1:
                raise IndexError(f"unsupported iterator index: a.flat has one axis, not {len(key)}")
            (key,) = key
        if key is None or isinstance(key, (float, complex, str)):
            raise IndexError(f"unsupported iterator index: only integers, slices, ... and arrays of integers or bools are, not {key!r}")
        if isinstance(key, flatiter):
            return key.base.reshape(-1)
        return key


def _compared(name):
    compare = getattr(operator, name)

    def method(self, other):
        return compare(self.base.reshape(-1), other.base.reshape(-1) if isinstance(other, flatiter) else other)

    method.__name__ = f"__{name}__"
    return method


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(flatiter, f"__{_name}__", _compared(_name))
del _name


def _assign(array, values):
    flatiter(array)[...] = values


ndarray.flat = property(flatiter, _assign, doc="the elements in C order: an iterator that can be indexed and assigned to")
