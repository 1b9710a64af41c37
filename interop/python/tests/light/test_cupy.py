# SPDX-License-Identifier: BSD-3-Clause

"""CuPy, where it and a GPU are; elsewhere the refusals of foreign devices."""

import importlib.util
import warnings

import arraygen as ag
import pytest

from capsules import Producer


def gpu():
    if importlib.util.find_spec("cupy") is None:
        return "CuPy is not installed"
    import cupy

    try:
        return None if cupy.cuda.runtime.getDeviceCount() else "there is no GPU"
    except cupy.cuda.runtime.CUDARuntimeError as e:
        return str(e)


def test_cuda_tensors():
    reason = gpu()
    if reason is None:
        import cupy

        c = cupy.arange(4.0)
        with pytest.raises(BufferError, match="device"):
            ag.from_dlpack(c)
        assert ag.from_dlpack(c, device="cpu").tolist() == [0, 1, 2, 3]
        assert cupy.asarray(ag.arange(4.0)).tolist() == [0, 1, 2, 3]
        return
    warnings.warn(f"CuPy is not tested: {reason}; a CUDA capsule made by hand stands in", stacklevel=1)
    for device in ((2, 0), (2, 3), (10, 0)):
        p = Producer(device=device)
        with pytest.raises(BufferError, match=rf"device \({device[0]}, {device[1]}\)"):
            ag.from_dlpack(p)
        assert p.calls == 1
    assert ag.from_dlpack(Producer(device=(13, 0))).tolist() == [0, 1, 2]  # managed memory
    with pytest.raises(BufferError, match="cannot export"):
        ag.arange(3.0).__dlpack__(dl_device=(2, 0))
