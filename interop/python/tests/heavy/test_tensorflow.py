# SPDX-License-Identifier: BSD-3-Clause

"""TensorFlow on the CPU: from_dlpack both ways."""

import arraygen as ag
import numpy as np
import tensorflow as tf

V = tf.__version__


def test_dlpack(table):
    a = ag.arange(16, dtype="float32")
    t = tf.experimental.dlpack.from_dlpack(a.__dlpack__())
    assert t.numpy().tolist() == list(range(16)) and t.dtype == tf.float32
    same = ag.from_dlpack(tf.experimental.dlpack.to_dlpack(t))._pointer == a._pointer
    table.row("TensorFlow", V, "from_dlpack(a.__dlpack__())", same=same, readonly="immutable in TensorFlow")
    s = tf.range(8, dtype=tf.float64)
    b = ag.from_dlpack(tf.experimental.dlpack.to_dlpack(s))
    assert b.tolist() == list(range(8)) and not b.flags.writeable
    assert ag.from_dlpack(tf.experimental.dlpack.to_dlpack(s))._pointer == b._pointer
    table.row("TensorFlow", V, "ag.from_dlpack(to_dlpack(t))", same=True, readonly="always")


def test_bfloat16():
    t = tf.constant([1, 2.5], dtype=tf.bfloat16)
    a = ag.from_dlpack(tf.experimental.dlpack.to_dlpack(t))
    assert a.dtype == "bfloat16" and a.tolist() == [1, 2.5]


def test_conversion():
    t = tf.range(6, dtype=tf.float32)
    assert ag.asarray(t).tolist() == list(range(6))
    assert tf.constant(np.asarray(ag.arange(3.0))).numpy().tolist() == [0, 1, 2]
