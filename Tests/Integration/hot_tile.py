"""The machine code of the register tile: the innermost loop of every large product.

    python Tests/Integration/hot_tile.py [--earshot FILE]

finds, in each kernel below, the loops that make a tile of 6 x 16 values (twelve fused multiply-adds on eight
values for each step of depth), and fails where one spills a vector to the stack, calls, or computes anything
lane by lane. `make integration` checks the same.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Functions by a part of their demangled names. What becomes of a tile is a type of its own, for which the compiler
# may have specialised a function instead of making it part of its caller: then its name says that type.
KERNELS = {
    "dense forward": r"TensorEngine\.Dense\.forward\(",
    "dense input gradient": r"TensorEngine\.Dense\.inputGradient\(",
    "dense weight gradient and optimizers": r"TensorEngine\.Dense\.weightGradient\(|GradientTileSink",
    "convolution forward": r"TensorEngine\.Convolution\.forward\(",
    "convolution input gradient": r"TensorEngine\.Convolution\.inputGradient\(|GatedSink",
    "convolution weight gradient": r"TensorEngine\.Convolution\.addWeightGradient\(|AddingSink",
    "Winograd forward": r"TensorEngine\.Winograd\.(forward|inputGradient|\(correlate)|SumSink",
    "Winograd weight gradient": r"TensorEngine\.Winograd\.addWeightGradient\(|AddingSink",
    "packed product": r"TensorEngine\.MatrixProduct\.\(?multiply",
}
TILE_MULTIPLY_ADDS = 12
TILE_ROWS = 6
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*?)\s*(?:#.*|<.*)?$")


def output_of(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def functions(binary):
    """(demangled name, start, end) of the engine's functions."""
    lines = [
        line.split() for line in output_of("nm", "--defined-only", "--print-size", str(binary)).splitlines()
        if "12TensorEngine" in line]
    # Without a size there is no code.
    lines = [line for line in lines if len(line) == 4 and line[2] in "tT"]
    names = output_of("swift", "demangle", "--compact", text="\n".join(line[3] for line in lines) + "\n").splitlines()
    return [(name, int(line[0], 16), int(line[0], 16) + int(line[1], 16)) for name, line in zip(names, lines)]


def instructions(binary, start, end):
    listing = output_of(
        "objdump", "-d", "--no-show-raw-insn", f"--start-address={start:#x}", f"--stop-address={end:#x}", str(binary))
    found = []
    for line in listing.splitlines():
        if match := INSTRUCTION.match(line):
            found.append((int(match[1], 16), match[2], match[3]))
    return found


def innermost_loops(code):
    """Stretches of code from the target of a jump back to that jump, with no such stretch inside."""
    places = {address: index for index, (address, _, _) in enumerate(code)}
    loops = []
    for index, (address, operation, operands) in enumerate(code):
        if operation.startswith("j"):
            target = re.match(r"([0-9a-f]+)", operands)
            begin = places.get(int(target[1], 16)) if target else None
            if begin is not None and begin <= index:
                loops.append((begin, index))
    return [
        code[begin:end + 1] for begin, end in loops
        if not any((begin, end) != other and begin <= other[0] and other[1] <= end for other in loops)]


def faults(loop):
    """What a tile's loop should not hold."""
    found = []
    for address, operation, operands in loop:
        is_vector = operation.startswith("v")
        if is_vector and re.search(r"\(%r[sb]p", operands):
            found.append(f"{address:x}: a vector on the stack: {operation} {operands}")
        elif operation.startswith("call"):
            found.append(f"{address:x}: a call: {operands}")
        elif is_vector and operation[-2:] in ("ss", "sd") and operation not in ("vbroadcastss", "vbroadcastsd"):
            found.append(f"{address:x}: one lane: {operation} {operands}")
        elif operation in ("vmulps", "vaddps", "vinsertf128", "vextractf128"):
            found.append(f"{address:x}: not fused: {operation} {operands}")
    return found


def tile_loops(binary, start, end):
    """The innermost loops that make a tile: twelve multiply-adds for every six values broadcast from memory."""
    loops = []
    for loop in innermost_loops(instructions(binary, start, end)):
        fused = sum(operation.startswith("vfmadd") and "%ymm" in operands for _, operation, operands in loop)
        broadcasts = sum(operation == "vbroadcastss" and "(" in operands for _, operation, operands in loop)
        if fused and fused * TILE_ROWS == broadcasts * TILE_MULTIPLY_ADDS and fused % TILE_MULTIPLY_ADDS == 0:
            loops.append((loop, fused))
    return loops


def inspect(binary, kernel, known):
    """A line for each of a kernel's tile loops. Raises where there is none, or one with a fault."""
    lines = []
    for name, start, end in known:
        if not re.search(KERNELS[kernel], name):
            continue
        for loop, fused in tile_loops(binary, start, end):
            found = faults(loop)
            if not any(operation == "vfmadd231ps" for _, operation, _ in loop):
                found.append("no vfmadd231ps: the sums move from register to register")
            if found:
                raise AssertionError(f"{kernel}: the tile at {loop[0][0]:x}:\n" + "\n".join(found))
            lines.append(
                f"{kernel}: {fused} fused multiply-adds of {len(loop)} instructions, at {loop[0][0]:x}, no spill")
    if not lines:
        raise AssertionError(f"{kernel}: no function like {KERNELS[kernel]!r} has a loop of {TILE_MULTIPLY_ADDS} "
                             "fused multiply-adds; expected the register tile of 6 x 16 values")
    return lines


def add_checks(checklist, earshot):
    @checklist.check("hot tile: fused multiply-adds, nothing on the stack, nothing lane by lane")
    def tiles():
        known = functions(earshot)
        return "\n".join(line for kernel in KERNELS for line in inspect(earshot, kernel, known))


def main():
    parser = argparse.ArgumentParser(description="Shows the machine code of the register tile to be what it should.")
    parser.add_argument("--earshot", type=pathlib.Path, default=ROOT / ".build/release/earshot")
    binary = parser.parse_args().earshot
    if not binary.is_file():
        sys.exit(f"{binary} is not there; build it with: swift build -c release")
    known = functions(binary)
    failed = False
    for kernel in KERNELS:
        try:
            print("\n".join(inspect(binary, kernel, known)))
        except AssertionError as error:
            failed = True
            print(f"FAILED: {error}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
