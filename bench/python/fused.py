# SPDX-License-Identifier: BSD-3-Clause

"""The fused kernels of the comparisons as a user of each peer writes them, and
their values in high precision."""

import math

import numpy as np


class BlackScholes:
    @staticmethod
    def numpy(job):
        from scipy.special import ndtr

        from worker import Work

        def f(s, k, t, r, sigma):
            dev = sigma * np.sqrt(t)
            d1 = (np.log(s / k) + (r + 0.5 * sigma * sigma) * t) / dev
            d2 = d1 - dev
            disc = k * np.exp(-r * t)
            return s * ndtr(d1) - disc * ndtr(d2), disc * ndtr(-d2) - s * ndtr(-d1)

        return call(job, Work, f)

    @staticmethod
    def numexpr(job, ne):
        from worker import NotOffered

        raise NotOffered("numexpr has no erf")

    @staticmethod
    def torch(job, torch):
        ndtr = torch.special.ndtr

        def f(s, k, t, r, sigma):
            dev = sigma * torch.sqrt(t)
            d1 = (torch.log(s / k) + (r + 0.5 * sigma * sigma) * t) / dev
            d2 = d1 - dev
            disc = k * torch.exp(-r * t)
            return s * ndtr(d1) - disc * ndtr(d2), disc * ndtr(-d2) - s * ndtr(-d1)

        return f

    @staticmethod
    def jax(job, jax, jnp):
        ndtr = jax.scipy.special.ndtr

        def f(s, k, t, r, sigma):
            dev = sigma * jnp.sqrt(t)
            d1 = (jnp.log(s / k) + (r + 0.5 * sigma * sigma) * t) / dev
            d2 = d1 - dev
            disc = k * jnp.exp(-r * t)
            return s * ndtr(d1) - disc * ndtr(d2), disc * ndtr(-d2) - s * ndtr(-d1)

        return f, [jnp.asarray(x) for x in job.x]

    @staticmethod
    def numba(job, numba, cache):
        def make(parallel):
            half, root = job.x[0].dtype.type(0.5), job.x[0].dtype.type(math.sqrt(0.5))
            span = numba.prange if parallel else range

            def f(s, k, t, r, sigma, call, put):
                for i in span(s.size):
                    dev = sigma[i] * math.sqrt(t[i])
                    d1 = (math.log(s[i] / k[i]) + (r[i] + half * sigma[i] * sigma[i]) * t[i]) / dev
                    d2 = d1 - dev
                    disc = k[i] * math.exp(-r[i] * t[i])
                    call[i] = s[i] * half * math.erfc(-d1 * root) - disc * half * math.erfc(-d2 * root)
                    put[i] = disc * half * math.erfc(d2 * root) - s[i] * half * math.erfc(d1 * root)

            return f

        return numba_loop(job, numba, cache, make)

    @staticmethod
    def exact(mp, s, k, t, r, sigma):
        dev = sigma * mp.sqrt(t)
        d1 = (mp.log(s / k) + (r + sigma * sigma / 2) * t) / dev
        d2 = d1 - dev
        disc = k * mp.exp(-r * t)
        n = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
        return s * n(d1) - disc * n(d2)


class Haversine:
    @staticmethod
    def numpy(job):
        from worker import Work

        def f(lat1, lon1, lat2, lon2):
            u, v = np.sin((lat2 - lat1) * 0.5), np.sin((lon2 - lon1) * 0.5)
            return 12742 * np.arcsin(np.sqrt(u * u + np.cos(lat1) * np.cos(lat2) * v * v))

        return call(job, Work, f)

    @staticmethod
    def numexpr(job, ne):
        from worker import numexpr_work

        text = "12742 * arcsin(sqrt(sin((lat2 - lat1) * half)**2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) * half)**2))"
        names = dict(zip(("lat1", "lon1", "lat2", "lon2"), job.x))
        names["half"] = np.full((), 0.5, job.x[0].dtype)
        return numexpr_work(job, ne, text, names)

    @staticmethod
    def torch(job, torch):
        def f(lat1, lon1, lat2, lon2):
            u, v = torch.sin((lat2 - lat1) * 0.5), torch.sin((lon2 - lon1) * 0.5)
            return 12742 * torch.asin(torch.sqrt(u * u + torch.cos(lat1) * torch.cos(lat2) * v * v))

        return f

    @staticmethod
    def jax(job, jax, jnp):
        def f(lat1, lon1, lat2, lon2):
            u, v = jnp.sin((lat2 - lat1) * 0.5), jnp.sin((lon2 - lon1) * 0.5)
            return 12742 * jnp.arcsin(jnp.sqrt(u * u + jnp.cos(lat1) * jnp.cos(lat2) * v * v))

        return f, [jnp.asarray(x) for x in job.x]

    @staticmethod
    def numba(job, numba, cache):
        def make(parallel):
            half, radius = job.x[0].dtype.type(0.5), job.x[0].dtype.type(12742)
            span = numba.prange if parallel else range

            def f(lat1, lon1, lat2, lon2, km):
                for i in span(lat1.size):
                    u, v = math.sin((lat2[i] - lat1[i]) * half), math.sin((lon2[i] - lon1[i]) * half)
                    km[i] = radius * math.asin(math.sqrt(u * u + math.cos(lat1[i]) * math.cos(lat2[i]) * v * v))

            return f

        return numba_loop(job, numba, cache, make)

    @staticmethod
    def exact(mp, lat1, lon1, lat2, lon2):
        u, v = mp.sin((lat2 - lat1) / 2), mp.sin((lon2 - lon1) / 2)
        return 12742 * mp.asin(mp.sqrt(u * u + mp.cos(lat1) * mp.cos(lat2) * v * v))


class Softmax:
    @staticmethod
    def numpy(job):
        from worker import Work

        def f(x):
            e = np.exp(x - x.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)

        return call(job, Work, f)

    @staticmethod
    def numexpr(job, ne):
        from worker import NotOffered

        raise NotOffered("numexpr cannot reduce inside of an expression")

    @staticmethod
    def torch(job, torch):
        return lambda x: torch.softmax(x, 1)

    @staticmethod
    def jax(job, jax, jnp):
        return lambda x: jax.nn.softmax(x, axis=1), [jnp.asarray(x) for x in job.x]

    @staticmethod
    def numba(job, numba, cache):
        def make(parallel):
            span = numba.prange if parallel else range
            zero = job.x[0].dtype.type(0)

            def f(x, y):
                for i in span(x.shape[0]):
                    m = x[i, 0]
                    for j in range(x.shape[1]):
                        m = max(m, x[i, j])
                    s = zero
                    for j in range(x.shape[1]):
                        y[i, j] = math.exp(x[i, j] - m)
                        s += y[i, j]
                    for j in range(x.shape[1]):
                        y[i, j] /= s

            return f

        return numba_loop(job, numba, cache, make)

    @staticmethod
    def exact_matrix(mp, x):
        e = [[mp.exp(v) for v in row] for row in x]
        return [v / mp.fsum(row) for row in e for v in row]


class Grey:
    # Fixed point, as Pillow converts to "L": in all of them faster than floats.
    @staticmethod
    def numpy(job):
        from worker import Work

        def f(r, g, b):
            u4 = np.uint32
            return ((r * u4(19595) + g * u4(38470) + b * u4(7471) + u4(32768)) >> u4(16)).astype(np.uint8)

        return call(job, Work, f)

    @staticmethod
    def numexpr(job, ne):
        from worker import NotOffered

        raise NotOffered("numexpr has no uint8")

    @staticmethod
    def torch(job, torch):
        i4 = torch.int32
        return lambda r, g, b: ((r.to(i4) * 19595 + g.to(i4) * 38470 + b.to(i4) * 7471 + 32768) >> 16).to(torch.uint8)

    @staticmethod
    def jax(job, jax, jnp):
        u4 = jnp.uint32
        f = lambda r, g, b: ((r.astype(u4) * 19595 + g.astype(u4) * 38470 + b.astype(u4) * 7471 + 32768) >> 16).astype(jnp.uint8)
        return f, [jnp.asarray(x) for x in job.x]

    @staticmethod
    def numba(job, numba, cache):
        def make(parallel):
            span = numba.prange if parallel else range

            def f(r, g, b, y):
                for i in span(r.size):
                    y[i] = (r[i] * 19595 + g[i] * 38470 + b[i] * 7471 + 32768) >> 16

            return f

        return numba_loop(job, numba, cache, make)


FUSED = {"black_scholes": BlackScholes, "haversine": Haversine, "softmax": Softmax, "grey": Grey}


def call(job, work, f):
    names = {f"x{i}": x for i, x in enumerate(job.x)}
    text = f"f({', '.join(names)})"
    names["f"] = f
    return work(job, text, names, lambda: f(*job.x))


def numba_loop(job, numba, cache, make):
    from worker import Work, with_setup

    key = (job.name, job.threads > 1, *[x.dtype.name for x in job.x])
    if key not in cache:
        cache[key] = numba.njit(make(job.threads > 1), parallel=job.threads > 1)
    names = {f"x{i}": x for i, x in enumerate(job.x + job.z)}
    text = f"f({', '.join(names)})"
    names["f"] = cache[key]
    setup = (lambda: numba.set_num_threads(job.threads)) if job.threads > 1 else (lambda: None)
    return with_setup(Work(job, text, names), setup)


def reference(job, count):
    """Returns the first values of the first output in high precision, each as
    two float64: the nearest, and what is left of it."""
    from mpmath import mp, mpf

    mp.dps = 50
    kernel = FUSED[job.name]
    if hasattr(kernel, "exact_matrix"):
        x = job.x[0]
        rows = [[mpf(float(v)) for v in row] for row in x[: -(-count // x.shape[1])]]
        values = kernel.exact_matrix(mp, rows)[:count]
    else:
        values = [kernel.exact(mp, *(mpf(float(x[i])) for x in job.x)) for i in range(count)]
    hi = [float(v) for v in values]
    return hi, [float(v - mpf(h)) for v, h in zip(values, hi)]
