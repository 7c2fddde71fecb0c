"""How a peer is asked: a line on standard input is a number of repetitions, its answer a line of JSON with the
times of each, as `earshot-bench` answers."""

import json
import sys
import time


def answer(work):
    """Answers every line of standard input by so many calls of `work`, which is given the number of the call."""
    done = 0
    for line in sys.stdin:
        wall, processor = [], []
        for call in range(done, done + int(line)):
            start_processor, start = time.process_time(), time.perf_counter()
            work(call)
            wall.append(time.perf_counter() - start)
            processor.append(time.process_time() - start_processor)
        done += int(line)
        print(json.dumps({"wall": wall, "processor": processor}), flush=True)


def resolved(path):
    """The experiment of a file as `earshot run --dry-run --json` resolves it, and its features' shape."""
    entry = json.loads(open(path).read())[0]
    return json.loads(entry["resolved"]), entry["layers"][0]["inputShape"]


EXAMPLES = 1024
