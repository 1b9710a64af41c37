# SPDX-License-Identifier: BSD-3-Clause

"""Builds the extension module: one `go build -buildmode=c-shared`. A source distribution has the Go packages that it takes."""

import json
import os
import shutil
import subprocess
import sysconfig

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel

HERE = os.path.dirname(os.path.abspath(__file__))
# The Go module of a source distribution, and in it this folder.
MODULE = "go"
IN_MODULE = os.path.join(MODULE, "interop", "python")


def need(program, what):
    if not shutil.which(program):
        raise SystemExit(what)


def go_sources():
    """Yields the files of the packages that the extension needs on either architecture, with their paths in the module."""
    root = os.path.dirname(subprocess.check_output(["go", "env", "GOMOD"], cwd=HERE, text=True).strip())
    folders = set()
    for arch in ("amd64", "arm64"):
        env = dict(os.environ, CGO_ENABLED="1", GOOS="linux", GOARCH=arch)
        text = subprocess.check_output(["go", "list", "-deps", "-json=Dir,Module", "-tags=pyext", "./ext"], cwd=HERE, env=env, text=True)
        decoder, at = json.JSONDecoder(), 0
        while at < len(text):
            package, at = decoder.raw_decode(text, at)
            at += len(text[at:]) - len(text[at:].lstrip())
            if package.get("Module", {}).get("Main"):
                folders.add(package["Dir"])
    for name in ("go.mod", "go.sum", "LICENSE"):
        yield os.path.join(root, name), name
    for folder in sorted(folders):
        for entry in os.scandir(folder):
            if entry.is_file() and not entry.name.endswith("_test.go"):
                yield entry.path, os.path.relpath(entry.path, root)


class SourceDistribution(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        need("go", "a source distribution is made with Go: install Go 1.26 or newer, https://go.dev/dl")
        for source, path in go_sources():
            target = os.path.join(base_dir, MODULE, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(source, target)


class GoBuild(build_ext):
    def build_extension(self, ext):
        need("go", "arraygen is built from Go source: install Go 1.26 or newer, https://go.dev/dl")
        folder = os.path.join(HERE, IN_MODULE) if os.path.isdir(os.path.join(HERE, IN_MODULE)) else HERE
        compiler = subprocess.check_output(["go", "env", "CC"], cwd=folder, text=True).split()[0]
        need(compiler, f"arraygen is built with a C compiler, and there is no {compiler}: install gcc or clang, or set CC")
        target = os.path.abspath(self.get_ext_fullpath(ext.name))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        include = sysconfig.get_path("include")
        if not os.path.exists(os.path.join(include, "Python.h")):
            raise SystemExit(f"Python's headers are not in {include}: install python3-dev or its like")
        env = dict(os.environ, CGO_ENABLED="1")
        env["CGO_CFLAGS"] = f"{env.get('CGO_CFLAGS', '-O2')} -I{include}"
        subprocess.check_call(
            ["go", "build", "-trimpath", "-tags=pyext", "-ldflags=-s -w", "-buildmode=c-shared", "-o", target, "./ext"],
            cwd=folder,
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
    cmdclass={"build_ext": GoBuild, "bdist_wheel": StableWheel, "sdist": SourceDistribution},
)
