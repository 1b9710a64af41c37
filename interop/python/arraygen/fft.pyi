from ._fft import *
