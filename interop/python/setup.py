"""Builds the extension module: one `go build -buildmode=c-shared`."""

import os
import shutil
import subprocess
import sysconfig

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel

HERE = os.path.dirname(os.path.abspath(__file__))


class GoBuild(build_ext):
    def build_extension(self, ext):
        if not shutil.which("go"):
            raise SystemExit("arraygen is built from Go source: install Go 1.26 or newer, https://go.dev/dl")
        target = os.path.abspath(self.get_ext_fullpath(ext.name))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        include = sysconfig.get_path("include")
        if not os.path.exists(os.path.join(include, "Python.h")):
            raise SystemExit(f"Python's headers are not in {include}: install python3-dev or its like")
        env = dict(os.environ, CGO_ENABLED="1")
        env["CGO_CFLAGS"] = f"{env.get('CGO_CFLAGS', '-O2')} -I{include}"
        subprocess.check_call(
            ["go", "build", "-trimpath", "-tags=pyext", "-ldflags=-s -w", "-buildmode=c-shared", "-o", target, "./ext"],
            cwd=HERE,
            env=env,
        )
        header = os.path.splitext(target)[0] + ".h"  # Go leaves one beside the library
        if os.path.exists(header):
            os.remove(header)


class StableWheel(bdist_wheel):
    """One wheel for every CPython from 3.11 on."""

    def get_tag(self):
        return ("cp311", "abi3", super().get_tag()[2])


setup(
    ext_modules=[Extension("arraygen._arraygen", sources=[], py_limited_api=True)],
    cmdclass={"build_ext": GoBuild, "bdist_wheel": StableWheel},
)
