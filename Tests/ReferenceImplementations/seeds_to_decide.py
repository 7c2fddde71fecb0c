"""The least number of seeds that would decide a claim of a value: golden values of ClaimJudgeTests.

    python3 Tests/ReferenceImplementations/seeds_to_decide.py
"""

import numpy as np
import scipy
from scipy import stats

TOLERANCE = 0.05
CASES = [
    ([0.50, 0.51, 0.49], 0.46),
    ([0.50, 0.51, 0.49], 0.455),
    ([0.50, 0.56, 0.44], 0.5),
    ([0.50, 0.501], 0.5),
    ([0.4, 0.6, 0.5, 0.5], 0.5),
]


def seeds_to_decide(values, claimed):
    mean, deviation = np.mean(values), np.std(values, ddof=1)
    edges = [claimed - TOLERANCE, claimed + TOLERANCE]
    for count in range(3, 10_001):
        margin = stats.t.ppf(0.975, count - 1) * deviation / np.sqrt(count)
        low, high = mean - margin, mean + margin
        if edges[0] <= low and high <= edges[1] or high < edges[0] or low > edges[1]:
            return count
    return None


if __name__ == "__main__":
    print("scipy", scipy.__version__)
    # As the test holds them: value claimed, seeds.
    for values, claimed in CASES:
        print(f"{claimed}, {seeds_to_decide(values, claimed)})")
