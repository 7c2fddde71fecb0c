"""What is measured, and how: turns, times, series."""

import json
import math
import os
import statistics
import subprocess
import sys
import time


class Series:
    """The times of one system at one task, in seconds: wall and processor, one of each for every repetition."""

    def __init__(self):
        self.wall, self.processor = [], []

    def add(self, wall, processor):
        self.wall += wall
        self.processor += processor

    def summary(self):
        return {
            "count": len(self.wall), "wallMinimum": min(self.wall), "wallMedian": statistics.median(self.wall),
            "processorMinimum": min(self.processor), "processorMedian": statistics.median(self.processor),
        }


class InProcess:
    """A system in this process: `work(n)` is its n-th repetition."""

    def __init__(self, work):
        self.work, self.done = work, 0

    def perform(self, count):
        wall, processor = [], []
        for call in range(self.done, self.done + count):
            start_processor, start = time.process_time(), time.perf_counter()
            self.work(call)
            wall.append(time.perf_counter() - start)
            processor.append(time.process_time() - start_processor)
        self.done += count
        return wall, processor

    def close(self):
        pass


class Worker:
    """A system in a process of its own that answers a count, on a line, by the times of so many repetitions."""

    def __init__(self, *command, environment=None):
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | (environment or {}))

    def perform(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: {self.process.args[0]} ended with exit status {self.process.wait()}")
        times = json.loads(line)
        return times["wall"], times["processor"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Command:
    """A system that is a command line: `arguments(n)` is its n-th call, from the folder `folder`."""

    def __init__(self, arguments, folder):
        self.arguments, self.folder, self.done = arguments, folder, 0

    def perform(self, count):
        wall, processor = [], []
        for call in range(self.done, self.done + count):
            before, start = os.times(), time.perf_counter()
            result = subprocess.run(
                list(map(str, self.arguments(call))), cwd=self.folder, capture_output=True, text=True)
            wall.append(time.perf_counter() - start)
            after = os.times()
            if result.returncode != 0:
                sys.exit(f"bench: exit status {result.returncode}: {result.stderr.strip()}")
            processor.append(after.children_user + after.children_system
                             - before.children_user - before.children_system)
        self.done += count
        return wall, processor

    def close(self):
        pass


class Bench:
    """Where things are, and what has been measured."""

    def __init__(self, root, earshot, worker, esc10, rounds, scratch):
        self.root, self.earshot, self.worker = root, earshot, worker
        self.esc10, self.rounds, self.scratch = esc10, rounds, scratch
        self.threads = [1, 2]
        self.measurements = []

    def counted(self, threads):
        return {1: "one thread", 2: "two threads"}[threads]

    def peer(self, name, *arguments, instructions=None):
        """Another system in a Python process of its own; with `instructions` "AVX2" it uses no wider vectors."""
        limits = {"AVX2": {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "OPENBLAS_CORETYPE": "Haswell"}}
        return Worker(sys.executable, self.root / f"Benchmarks/peers/{name}_peer.py", *arguments,
                      environment=limits.get(instructions))

    def experiment(self, name):
        """The file of an experiment, and a file of it resolved, which the peers read."""
        own = self.root / f"Benchmarks/experiments/{name}.json"
        file = own if own.is_file() else self.root / f"Experiments/{name}.json"
        resolved = self.scratch / f"{name}.json"
        if not resolved.is_file():
            result = subprocess.run(
                [self.earshot, "run", file, "--dry-run", "--json"], cwd=self.root, capture_output=True, text=True)
            if result.returncode != 0:
                sys.exit(f"bench: {file}: {result.stderr.strip()}")
            resolved.write_text(result.stdout)
        return file, resolved

    def is_image(self, name):
        return len(json.loads(self.experiment(name)[1].read_text())[0]["layers"][0]["inputShape"]) == 3

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def measure(self, identifier, chapter, title, systems, repetitions=1, warmup=0, limit=None, note=None, bars=None,
                operations=None):
        """Measures `systems`, by name and earshot first, in turns: `repetitions` each, round after round.

        Odd rounds go backwards, so that none always follows the same one. `limit` is the wall time that was
        promised, in seconds, for the median, and `bars` the ratio of medians to the systems it names; both are
        reported, never enforced. `operations` are the floating-point operations of a repetition. A system given as
        (system, n) does n of the others' repetitions in one of its own.
        """
        self.say(f"{chapter}: {title}")
        shares = {name: system[1] if isinstance(system, tuple) else 1 for name, system in systems.items()}
        systems = {name: system[0] if isinstance(system, tuple) else system for name, system in systems.items()}
        series = {name: Series() for name in systems}
        for name, system in systems.items():
            if warmup:
                system.perform(max(1, warmup // shares[name]))
        for turn in range(self.rounds):
            order = list(systems) if turn % 2 == 0 else list(reversed(systems))
            for name in order:
                wall, processor = systems[name].perform(max(1, repetitions // shares[name]))
                series[name].add([time / shares[name] for time in wall], [time / shares[name] for time in processor])
        for system in systems.values():
            system.close()
        summaries = {name: values.summary() for name, values in series.items()}
        self.measurements.append({
            "id": identifier, "chapter": chapter, "title": title, "note": note, "limit": limit,
            "bars": bars or {}, "operations": operations,
            "systems": summaries,
        })


def ratio(peer, ours):
    return peer / ours if ours > 0 else math.inf
