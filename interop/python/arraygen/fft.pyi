# SPDX-License-Identifier: BSD-3-Clause

from ._fft import *
