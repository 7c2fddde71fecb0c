"""OpenBLAS at a matrix product in single precision: the library that NumPy's wheel brings, called as it is.

The product is `[M, K] · [K, N]`; with --transposed the left operand lies as `[K, M]`, as it does for a weight's
gradient. NumPy's library is newer than SciPy's and faster at small shapes.
"""

import argparse
import ctypes
import glob
import pathlib

import numpy

from protocol import answer

ROW_MAJOR, AS_IT_IS, TRANSPOSED = 101, 111, 112


def library():
    folder = pathlib.Path(numpy.__file__).parent.parent / "numpy.libs"
    files = glob.glob(str(folder / "libscipy_openblas64_*.so"))
    if not files:
        raise SystemExit(f"openblas: {folder} holds no libscipy_openblas64_; expected NumPy from a wheel of PyPI")
    return ctypes.CDLL(files[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", type=int, nargs=3)
    parser.add_argument("--transposed", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    blas = library()
    blas.scipy_openblas_set_num_threads64_(arguments.threads)
    m, k, n = arguments.shape
    random = numpy.random.default_rng(1)
    left = random.random((k, m) if arguments.transposed else (m, k), dtype=numpy.float32)
    right = random.random((k, n), dtype=numpy.float32)
    product = numpy.zeros((m, n), dtype=numpy.float32)
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (left, right, product)]
    # Integers of 64 bits, as the library's name says; the enumerations before them are plain.
    rows, depth, columns, left_stride = map(ctypes.c_int64, (m, k, n, left.shape[1]))
    call = (ROW_MAJOR, TRANSPOSED if arguments.transposed else AS_IT_IS, AS_IT_IS, rows, columns, depth,
            ctypes.c_float(1), pointers[0], left_stride, pointers[1], columns, ctypes.c_float(0), pointers[2], columns)
    gemm = blas.scipy_cblas_sgemm64_
    gemm(*call)
    expected = (left.T if arguments.transposed else left) @ right
    if not numpy.allclose(product, expected, rtol=1e-4):
        raise SystemExit("openblas: the product is wrong; the call does not fit this library")
    answer(lambda _: gemm(*call))


main()
