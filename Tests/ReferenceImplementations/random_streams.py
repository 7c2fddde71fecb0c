"""Golden values of RandomStream: Philox4x32-10 written from the paper, in plain integers.

Prints the lines that Tests/SeededRandomTests/RandomStreamTests.swift holds. Run: python3 random_streams.py
(any Python 3; no packages). Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.
"""

MASK = 0xFFFFFFFF


def philox(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p2 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p2 >> 32) ^ c1 ^ k0, p2 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def stream(seed, purpose, epoch, index):
    block = 0
    while True:
        words = philox((block, index, epoch, purpose), (seed & MASK, seed >> 32))
        yield words[0] | words[1] << 32
        yield words[2] | words[3] << 32
        block += 1


def permutation(values, count):
    numbers = list(range(count))
    for last in range(count - 1, 0, -1):
        bound = last + 1
        while True:  # Lemire: reject the low words that would favour some numbers
            product = next(values) * bound
            if product & (2**64 - 1) >= 2**64 % bound:
                break
        other = product >> 64
        numbers[last], numbers[other] = numbers[other], numbers[last]
    return numbers


def main():
    for arguments in [(1, 1, 0, 0), (0xFEDCBA9876543210, 2, 7, 3)]:
        values = stream(*arguments)
        print(arguments, [hex(next(values)) for _ in range(5)])
    print(permutation(stream(1, 2, 0, 0), 12))


if __name__ == "__main__":
    main()
