"""Writes interfaces.json: the array interfaces that NumPy exports for some arrays.

    python interfaces.py > interfaces.json

Each entry has the type, the shape of a C-ordered base array, what is done to
it, whether it is then made read-only, and the interface, whose pointer is
given as the distance from the base's.
"""
import json
import sys

import numpy as np

STEPS = {
    "": lambda a: a,
    "T": lambda a: a.T,
    "::-1": lambda a: a[::-1],
    "1:, ::2": lambda a: a[1:, ::2],
    "..., 1": lambda a: a[..., 1],
    "None, 0": lambda a: a[None, 0],
    "1:1": lambda a: a[1:1],
}
entries = []
for name in "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split():
    for shape in [(3, 4), (2, 3, 4)]:
        for steps, do in STEPS.items():
            for read_only in (False, True):
                base = np.zeros(shape, name)
                a = do(base)
                a.flags.writeable = not read_only
                i = dict(a.__array_interface__)
                pointer, ro = i["data"]
                i["data"] = [pointer - base.__array_interface__["data"][0], ro]
                entries.append({"dtype": name, "base": shape, "steps": steps, "readOnly": read_only, "interface": i})
json.dump({"numpy": np.__version__, "entries": entries}, sys.stdout, separators=(",", ":"))
print()
