"""Coefficients of the polynomials in Sources/TensorEngine/Kernels/Numerics.

    python Tests/ReferenceImplementations/vector_functions.py

prints, for each polynomial, its coefficients rounded to single precision, the constant first, and the greatest
relative error of the function computed from it, in units of 2^-24, all rounding left out. The fit is minimax in
that relative error: weighted least squares whose weights follow the error (Lawson's iteration).
"""
import mpmath as mp
import numpy as np

mp.mp.dps = 40


def minimax(x, y, weight, degree, rounds=60):
    powers = np.vander(x, degree + 1, increasing=True)
    share = np.ones_like(x)
    best = None
    for _ in range(rounds):
        scale = weight * np.sqrt(share)
        coefficients, *_ = np.linalg.lstsq(powers * scale[:, None], y * scale, rcond=None)
        error = np.abs(weight * (powers @ coefficients - y))
        if best is None or error.max() < best[0]:
            best = (error.max(), coefficients)
        share *= error / error.max() + 1e-9
        share /= share.sum()
    return best


def nodes(low, high, count=4000):
    return low + (high - low) * (1 - np.cos(np.pi * (np.arange(count) + 0.5) / count)) / 2


def values(function, x):
    return np.array([float(function(mp.mpf(float(v)))) for v in x])


def show(name, x, y, weight, degree):
    error, coefficients = minimax(x, y, weight, degree)
    rounded = ", ".join(f"{float(np.float32(c)):.9g}" for c in coefficients)
    print(f"{name}, degree {degree}: {error / 2**-24:.2g} of 2^-24\n  {rounded}")


x = nodes(0.5**0.5 - 1, 2**0.5 - 1)
show("logarithm, P", x, values(lambda f: (mp.log1p(f) - f + f * f / 2) / f**3, x), np.abs(x**3 / np.log1p(x)), 7)

x = nodes(1e-4, 0.625**2)
root = np.sqrt(x)
show("hyperbolic tangent, P", x, values(lambda z: (mp.tanh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, x),
     x * root / np.tanh(root), 4)

x = nodes(1e-6, 0.9375**2)
root = np.sqrt(x)
show("error function, P", x, values(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, x),
     root / values(mp.erf, root), 6)

x = nodes(0.9375, 4)
show("error function, Q", x, values(lambda t: -mp.log(mp.erfc(t)) - t, x),
     values(lambda t: mp.erfc(t) / mp.erf(t), x), 6)
