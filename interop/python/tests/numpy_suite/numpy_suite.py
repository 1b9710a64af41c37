# SPDX-License-Identifier: BSD-3-Clause

"""A pytest plugin that runs NumPy's own tests, as they are in its wheel, on our arrays.

When its tests run, what their files imported from numpy is arraygen_as_numpy's. A test that is on the list
of expected failures and passes is a failure.
"""

import ast
import collections
import importlib.abc
import importlib.machinery
import linecache
import os
import pathlib
import re
import sys

import arraygen_as_numpy
import numpy
import pytest
from names import Names, shorten
from reasons import RULES

_FOLDERS = tuple(str(pathlib.Path(numpy.__file__).parent / folder / "tests") for folder in ("_core", "lib", "linalg", "fft"))
_LIST = pathlib.Path(__file__).with_name("expected_failures.txt")
# What each of them fails with, to judge the reason by.
_LOG = pathlib.Path(__file__).parents[4] / "build" / "numpy_suite" / "failures.txt"
_HEAD = f"""# Tests of NumPy {numpy.__version__} that fail on our arrays, each under the reason. Written by run.py, see there.
# A test without brackets stands for all its parameters, one with [T*U] for those among which are T and U.
"""
# What is not run, and why.
_NOT_RUN = {
    "test_extension_incref_elide": "it reads the memory of any object as that of NumPy's array, which ends the process",
    "test_promote_types_metadata": "of dtypes alone, some thousand pairs of them; ours have no metadata",
    "test_promote_identical_types_metadata": "of dtypes alone; ours have no metadata",
    "test_unary_spurious_fpexception": "of the flags that NumPy's code for one machine raises",
    "test_array_method_signatures": "of the texts of NumPy's own methods alone",
}


class _Imports(ast.NodeTransformer):
    """Sends imports of numpy in the bodies of functions through arraygen_as_numpy."""

    inside = False

    def visit_FunctionDef(self, node):
        outer, self.inside = self.inside, True
        self.generic_visit(node)
        self.inside = outer
        return node

    def visit_Import(self, node):
        made = [ast.Import([a]) for a in node.names if a.name.split(".")[0] != "numpy" or not a.asname]
        made += [self._assign(a.asname, f"module({a.name!r})") for a in node.names if a.name.split(".")[0] == "numpy" and a.asname]
        return self._replace(node, made)

    def visit_ImportFrom(self, node):
        if node.level or node.module.split(".")[0] != "numpy":
            return node
        return self._replace(node, [self._assign(a.asname or a.name, f"name({node.module!r}, {a.name!r})") for a in node.names])

    def _assign(self, name, call):
        return ast.Assign([ast.Name(name, ast.Store())], ast.parse(f"__import__('arraygen_as_numpy').{call}", mode="eval").body)

    def _replace(self, node, made):
        return [ast.fix_missing_locations(ast.copy_location(m, node)) for m in made] if self.inside else node


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a test file. What it does when it is imported, such as to list its parameters, it does with NumPy."""

    def get_code(self, fullname):  # not the cache, which NumPy's own tests have
        path = self.get_filename(fullname)
        return compile(_Imports().visit(ast.parse(self.get_data(path), path)), path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if not fullname.startswith("test_"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin.startswith(_FOLDERS):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def _name(nodeid):
    return nodeid.rpartition("/")[2]


def _read_list():
    """Reasons by the names of tests."""
    expected, reason = {}, None
    for line in _LIST.read_text().splitlines() if _LIST.exists() else []:
        if line.startswith("## "):
            reason = line[3:]
        elif line and not line.startswith("#"):
            expected[line] = reason
    return expected


class Suite:
    def __init__(self):
        self.update = os.environ.get("ARRAYGEN_UPDATE") == "1"
        self.expected = _read_list()
        self.names = Names(self.expected)
        self.collected, self.failed, self.lost = [], {}, []

    def _reason(self, name):
        return self.expected.get(self.names.find(name))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        never = [item for item in items if item.originalname in _NOT_RUN]
        items[:] = [item for item in items if item.originalname not in _NOT_RUN]
        config.hook.pytest_deselected(items=never)
        for module in {item.module for item in items}:
            for name, value in vars(module).items():
                setattr(module, name, arraygen_as_numpy.replacement(value))
        for item in items:
            if hasattr(item, "callspec"):
                params = item.callspec.params
                params.update({name: arraygen_as_numpy.replacement(value) for name, value in params.items()})
            name = _name(item.nodeid)
            self.collected.append(name)
            reason = self._reason(name)
            if reason and not self.update:
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))

    def pytest_runtest_logreport(self, report):
        if self.update and report.failed and report.when != "teardown" and _name(report.nodeid) not in self.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            code = linecache.getline(crash.path, crash.lineno).strip() if crash else ""
            message = crash.message if crash else str(report.longrepr)[-300:]
            self.failed[_name(report.nodeid)] = " | ".join([_name(report.nodeid), *message.split("\n"), code])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        """With workers it is they that collect."""
        self.collected = [_name(i) for i in ids]

    def pytest_sessionfinish(self, session):
        if self.update and not hasattr(session.config, "workerinput"):
            self._write()

    def _write(self):
        """The list of now: a known test keeps its reason, a new one gets it from the rules."""
        _LOG.parent.mkdir(parents=True, exist_ok=True)
        _LOG.write_text("\n".join(sorted(self.failed.values())) + "\n")
        reasons = {}
        for name, line in self.failed.items():
            reason = self._reason(name) or next((why for rule, why in RULES if re.search(rule, line)), None)
            if reason is None:
                self.lost.append(line)
            else:
                reasons.setdefault(name.partition("[")[0], []).append((name, reason))
        groups = {}
        for found in reasons.values():
            # The parameters of a test share the reason of most of them.
            reason, _ = collections.Counter(reason for _, reason in found).most_common(1)[0]
            groups.setdefault(reason, set()).update(name for name, _ in found)
        lines = [_HEAD]
        for reason, names in sorted(groups.items()):
            lines.append(f"## {reason}\n\n" + "\n".join(shorten(names, self.collected)) + "\n")
        _LIST.write_text("\n".join(lines))

    def pytest_terminal_summary(self, terminalreporter):
        if self.lost:
            terminalreporter.write_line(f"{len(self.lost)} failures have no reason in reasons.py:")
            for line in self.lost:
                terminalreporter.write_line("  " + line[:400])


def pytest_configure(config):
    sys.meta_path.insert(0, _Finder())
    config.pluginmanager.register(Suite())
