# SPDX-License-Identifier: BSD-3-Clause

"""Short names for many tests: base[T*U] stands for the tests of base among whose parameters are T and U, base for all of them."""

import itertools


def _parameters(name):
    base, _, rest = name.partition("[")
    return base, set(rest.removesuffix("]").split("-")) if rest else set()


class Names:
    """A set of tests, as a list of short names has it."""

    def __init__(self, lines):
        self.wanted = {}
        for line in lines:
            base, _, rest = line.partition("[")
            self.wanted.setdefault(base, []).append((line, set(rest.removesuffix("]").split("*")) if rest else set()))

    def find(self, name):
        """The short name that stands for a test, or None."""
        base, has = _parameters(name)
        for line, needs in self.wanted.get(base, []):
            if needs <= has or line == name:
                return line
        return None


def shorten(names, collected):
    """The short names for a set of tests, of all that were collected."""
    short = []
    groups = {}
    for name in collected:
        base, has = _parameters(name)
        groups.setdefault(base, {})[name] = has
    for base in sorted({_parameters(n)[0] for n in names}):
        group = groups[base]
        left = {n for n in group if n in names}
        others = [has for n, has in group.items() if n not in left]
        if not others:
            short.append(base)
            continue
        for size in (1, 2, 3):
            options = {}
            for n in left:
                for tokens in itertools.combinations(sorted(group[n]), size):
                    options.setdefault(tokens, set()).add(n)
            options = {t: s for t, s in options.items() if "" not in t and not any(set(t) <= has for has in others)}
            while left:
                best = max(sorted(options), key=lambda t: len(options[t] & left), default=None)
                if best is None or len(options[best] & left) < 2:
                    break
                short.append(f"{base}[{'*'.join(best)}]")
                left -= options[best]
        short += sorted(left)
    return short
