"""Faults below earshot: kills and errors inside SQLite's own writes, by strace, and a disk of one megabyte."""

import collections
import json
import math
import os
import pathlib
import random
import shutil
import struct
import subprocess
import wave

from checklist import Skipped

RATE = 22050
KILLS = 12

EXPERIMENT = """{
  "name": "tiny", "title": "Two layers",
  "corpus": { "name": "tones", "classes": "all" },
  "split": { "train": [1, 2], "validation": [3] },
  "frontEnd": { "sampleRate": 22050, "features": { "type": "meanMagnitudeSpectrum", "fftLength": 256, "hopLength": 128 } },
  "model": { "architecture": "documented", "layers": [
    { "type": "dense", "name": "hidden", "units": 64, "activation": "relu" },
    { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" } ] },
  "training": { "loss": "categoricalCrossEntropy", "optimizer": { "type": "adam" }, "epochs": 6, "batchSize": 4, "seeds": [1] }
}"""


class Bench:
    """A folder with a corpus of two classes, an experiment, and the bits of a run that nothing disturbs."""

    def __init__(self, folder, earshot):
        self.folder, self.earshot = folder, earshot
        (folder / "Experiments").mkdir(parents=True)
        (folder / "Experiments/tiny.json").write_text(EXPERIMENT)
        self.write_corpus()
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        self.command = ["run", "tiny", "--checkpoint-every", "0", "-q"]
        done = self.call(*self.command, "--runs", "Unbroken")
        if done.returncode != 0:
            raise AssertionError(f"the undisturbed run fails: {done.stderr}")
        self.weights = self.digest("Unbroken")

    def write_corpus(self):
        for name in ("audio", "meta"):
            (self.folder / "tones" / name).mkdir(parents=True)
        table, noise = "filename,fold,target,category,src_file\n", random.Random(1)
        for clip in range(24):
            fold, target = clip % 3 + 1, clip // 3 % 2
            name = f"{fold}-{clip}-A-{target}.wav"
            table += f"{name},{fold},{target},{['hiss', 'hum'][target]},{clip}\n"
            samples = [
                int(9000 * (math.sin(clip + 0.05 * i) if target else noise.uniform(-1, 1))) for i in range(4000)]
            with wave.open(str(self.folder / "tones/audio" / name), "wb") as file:
                file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE)
                file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        (self.folder / "tones/meta/tones.csv").write_text(table)

    def call(self, *arguments, wrapper=()):
        return subprocess.run(
            [*wrapper, str(self.earshot), *arguments], cwd=self.folder, env=self.environment, capture_output=True,
            text=True, timeout=120)

    def digest(self, runs):
        """The digest of the weights of the one completed run in the folder `runs`."""
        listing = self.call("runs", "list", "--json", "--runs", runs, "--status", "completed")
        if listing.returncode != 0:
            raise AssertionError(listing.stderr)
        ids = [run["id"] for run in json.loads(listing.stdout)]
        if len(ids) != 1:
            raise AssertionError(f"{len(ids)} completed runs in {runs}; expected one")
        return json.loads((self.folder / runs / ids[0] / "model.json").read_text())["weightsDigest"]

    def recover(self, runs):
        """Gives the command again and compares the weights."""
        done = self.call(*self.command, "--needed", "--runs", runs)
        if done.returncode != 0:
            raise AssertionError(f"after the fault: exit {done.returncode}: {done.stderr}")
        if self.digest(runs) != self.weights:
            raise AssertionError("after the fault: other weights")

    def strace(self, call, fault, *options):
        return ["strace", "-f", "-qq", "-o", str(self.folder / "trace"), *options, "-e", f"trace={call}",
                "-e", f"inject={call}:{fault}"]


def add_checks(checklist, earshot, folder):
    benches = []

    def bench():
        if not benches:
            benches.append(Bench(folder, earshot))
        return benches[0]

    def require_strace():
        if shutil.which("strace") is None:
            raise Skipped("no strace")
        probe = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True)
        if probe.returncode != 0:
            raise Skipped("processes may not be traced here")

    @checklist.check("faults: killed at any write of SQLite's, a run goes on with the same bits")
    def killed_in_sqlite():
        require_strace()
        own = bench()
        counted = own.call(*own.command, "--runs", "Counted", wrapper=[
            "strace", "-f", "-qq", "-o", str(own.folder / "trace"), "-e", "trace=pwrite64"])
        if counted.returncode != 0:
            raise AssertionError(counted.stderr)
        # strace counts for each thread by itself; lines begin with the thread's number.
        lines = (own.folder / "trace").read_text().splitlines()
        threads = collections.Counter(line.split()[0] for line in lines if "pwrite64(" in line)
        count, killed = max(threads.values()), 0
        for trial in range(KILLS):
            runs, at = f"Killed{trial}", 1 + trial * count // KILLS
            done = own.call(
                *own.command, "--runs", runs, wrapper=own.strace("pwrite64", f"signal=KILL:when={at}"))
            killed += done.returncode != 0
            own.recover(runs)
        if killed < KILLS - 2:
            raise AssertionError(f"only {killed} of {KILLS} were killed")
        return f"{killed} kills over the {count} writes of a thread"

    @checklist.check("faults: an error inside SQLite ends the run in words, and with room it succeeds")
    def refused_in_sqlite():
        require_strace()
        own = bench()
        told = []
        for trial, (call, fault) in enumerate([
                ("pwrite64", "error=ENOSPC:when=20+"), ("pwrite64", "error=EIO:when=25+"),
                ("fsync", "error=EIO:when=20+"), ("fdatasync", "error=EIO:when=3+")]):
            runs = f"Refused{trial}"
            done = own.call(*own.command, "--runs", runs, wrapper=own.strace(call, fault))
            if done.returncode != 1:
                raise AssertionError(f"{call} {fault}: exit {done.returncode}: {done.stderr}")
            told.append(f"{call} {fault}: {done.stderr.strip().splitlines()[-1][:160]}")
            own.recover(runs)
        return "\n".join(told)

    @checklist.check("faults: on a disk of one megabyte the run fails, and the store still opens")
    def small_disk():
        own = bench()
        script = f"""
            mkdir -p Small && mount -t tmpfs -o size=1m tmpfs Small || exit 77
            {own.earshot} {' '.join(own.command)} --runs Small --set model.layers.hidden.units=3000; echo "exit $?"
            {own.earshot} runs list --json --runs Small; echo "exit $?"
        """
        done = subprocess.run(
            ["unshare", "-Urm", "sh", "-c", script], cwd=own.folder, env=own.environment, capture_output=True,
            text=True, timeout=120)
        if done.returncode != 0:
            raise Skipped("no file system may be mounted here")
        if done.stdout.count("exit 1") != 1 or done.stdout.count("exit 0") != 1:
            raise AssertionError(done.stdout + done.stderr)
        if "No space left on device" not in done.stderr and "disk is full" not in done.stderr:
            raise AssertionError(done.stderr)
        return done.stderr.strip().splitlines()[-1][:200]
