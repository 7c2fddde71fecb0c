"""Sweeps on a cluster of two nodes, and what goes wrong there: after each fault `resume` ends with the results of a
sweep that nothing disturbed."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

from checklist import Skipped
from slurm_cluster import Cluster, wait_for

TRIALS = 6
SWEEP_SECONDS = 240

CLASSES = """{ "name": "few", "classes": [
  { "name": "Dog", "labels": ["dog"] }, { "name": "Rain", "labels": ["rain"] }, { "name": "Siren", "labels": ["siren"] } ] }"""

EXPERIMENT = """{
  "name": "tiny", "title": "Two layers",
  "corpus": { "name": "synthetic", "classes": "few" },
  "split": { "train": [1, 2, 3, 4], "validation": [5] },
  "frontEnd": { "sampleRate": 22050, "features": { "type": "meanMagnitudeSpectrum", "fftLength": 512, "hopLength": 256 } },
  "model": { "architecture": "documented", "layers": [
    { "type": "dense", "name": "hidden", "units": %d, "activation": "relu" },
    { "type": "dropout", "name": "dropout", "rate": 0.2 },
    { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" } ] },
  "training": { "loss": "categoricalCrossEntropy", "optimizer": { "type": "adam" }, "epochs": %d, "batchSize": 4, "seeds": [1] }
}"""

SWEEP = """{
  "name": "%(name)s", "title": "Dropout", "experiment": "../%(experiment)s.json",
  "space": {
    "model.layers.dropout.rate": { "type": "uniform", "low": 0, "high": 0.8 },
    "training.optimizer.learningRate": { "type": "logUniform", "low": 1e-4, "high": 1e-2 } },
  "objectives": [ { "metric": "validation.accuracy" } ],
  "sampler": { "type": "random", "seed": 3 },
  "budget": { "trials": %(trials)d }%(more)s
}"""

# Of a trial's run: a second or two.
EPOCHS = 2000
# Slurm looks at time limits every 30 s: a task has to be at work for longer, by the processor's time. Epochs are longer
# there, by a wide layer, and fewer.
LIMITED_TRIALS, LIMITED_SECONDS, LIMITED_UNITS, MEASURED_EPOCHS = 2, 36, 2048, 50


class Field:
    """A folder with experiments, beside a cluster; the results of a sweep that nothing disturbs."""

    def __init__(self, folder, earshot, cluster):
        self.folder, self.earshot, self.cluster = folder, earshot, cluster
        (folder / "Experiments/sweeps").mkdir(parents=True)
        (folder / "Experiments/classes").mkdir()
        (folder / "Experiments/classes/few.json").write_text(CLASSES)
        self.declare("dropout", "tiny", EPOCHS, TRIALS)
        self.environment = {**cluster.environment, "XDG_CACHE_HOME": str(folder / "cache")}
        self.table = []

    def declare(self, sweep, experiment, epochs, trials, more="", units=64):
        """Writes the files of a sweep."""
        (self.folder / f"Experiments/{experiment}.json").write_text(
            EXPERIMENT.replace('"tiny"', f'"{experiment}"') % (units, epochs))
        (self.folder / f"Experiments/sweeps/{sweep}.json").write_text(
            SWEEP % {"name": sweep, "experiment": experiment, "trials": trials, "more": more})

    # Commands

    def command(self, verb, runs, *options, sweep="dropout", workers=4, launcher="slurm"):
        return [str(self.earshot), "sweep", verb, sweep, "--launcher", launcher, "--workers", str(workers),
                "--runs", runs, "--checkpoint-every", "0.5", "-q", *options]

    def call(self, verb, runs, *options, sweep="dropout", workers=4, launcher="slurm", **environment):
        return subprocess.run(
            self.command(verb, runs, *options, sweep=sweep, workers=workers, launcher=launcher), cwd=self.folder,
            env={**self.environment, **environment}, capture_output=True, text=True, timeout=SWEEP_SECONDS)

    def succeed(self, *arguments, **settings):
        done = self.call(*arguments, **settings)
        if done.returncode != 0:
            raise AssertionError(f"exit {done.returncode}: {done.stderr[-2000:]}")
        return done

    def start(self, verb, runs, *options, **environment):
        log = open(self.folder / f"{runs}.log", "a")
        return subprocess.Popen(
            self.command(verb, runs, *options), cwd=self.folder, env={**self.environment, **environment}, stdout=log,
            stderr=log, stdin=subprocess.DEVNULL)

    def finish(self, process, runs):
        if process.wait(timeout=SWEEP_SECONDS) != 0:
            raise AssertionError(
                f"exit {process.returncode}: {(self.folder / f'{runs}.log').read_text()[-2000:]}")

    def resume(self, runs):
        self.succeed("resume", runs)

    # Results

    def results(self, runs):
        """Of every trial its settings, its end, its value and the weights of its runs."""
        with contextlib.closing(
                sqlite3.connect(f"file:{self.folder / runs / 'earshot.sqlite'}?mode=ro", uri=True)) as store:
            trials = store.execute(
                "SELECT trial, hyperparameters, status, value FROM trialSummary ORDER BY trial").fetchall()
            links = store.execute(
                """SELECT trial.number, run.id, run.status, run.epochs FROM trialRun JOIN trial USING (trialID)
                   JOIN run ON run.sequence = trialRun.run ORDER BY trial.number, run.seed""").fetchall()
        weights = {}
        for trial, run, status, epochs in links:
            # A run that was pruned has none.
            model = self.folder / runs / run / "model.json"
            digest = json.loads(model.read_text())["weightsDigest"] if model.exists() else None
            weights.setdefault(trial, []).append((status, epochs, digest))
        return [(*trial, weights.get(trial[0])) for trial in trials]

    def compare(self, runs, fault, happened, expected=None):
        found, expected = self.results(runs), expected or self.undisturbed
        if found != expected:
            raise AssertionError(f"{fault}: {happened}: found {found}, expected {expected}")
        with contextlib.closing(sqlite3.connect(self.folder / runs / "earshot.sqlite")) as store:
            count = store.execute("SELECT count(*) FROM run").fetchone()[0]
        if count != len(expected):
            raise AssertionError(f"{fault}: {count} runs for {len(expected)} trials")
        self.table.append((fault, happened, "the same results"))
        return happened

    # What goes on

    def attempts(self, runs):
        return sorted((self.folder / runs / "sweeps").glob("*/attempts/*/*/*/attempt-*"))

    def wait_for_attempts(self, runs, count=1):
        """Waits until `count` attempts have begun and none of them is done; returns their folders."""

        def begun():
            found = [one for one in self.attempts(runs)
                     if (one / "heartbeat").exists() and not (one / "result.json").exists()]
            return found if len(found) >= count else None

        return wait_for(f"{count} attempts in {runs}", begun, 120)

    @staticmethod
    def process_of(attempt):
        """The number of the process that trains in `attempt`, by its heartbeat."""
        for line in (attempt / "heartbeat").read_text().splitlines():
            if line.startswith("process "):
                return int(line.split()[1])
        raise AssertionError(f"{attempt} names no process")

    def wait_until_trained(self, runs):
        """Waits until no job is left that waits or runs."""
        wait_for("all jobs to end", lambda: not self.cluster.lines("squeue", "-h", "-o", "%A"), 240)

    def node_of_a_task(self):
        def node():
            return next(iter(self.cluster.lines("squeue", "-h", "-t", "running", "-o", "%N")), None)

        return wait_for("a task that runs", node, 60)


def parent(number):
    """The number of the process that started process `number`."""
    return int(pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def add_checks(checklist, earshot, folder):
    opened = contextlib.ExitStack()
    fields = []

    def field():
        if not fields:
            Cluster.require()
            cluster = opened.enter_context(Cluster(folder / "cluster"))
            own = Field(folder / "field", earshot, cluster)
            own.succeed("run", "Undisturbed")
            own.undisturbed = own.results("Undisturbed")
            fields.append(own)
        # Second copies, which nobody waits for.
        fields[0].cluster.client("scancel", "--user=root", check=False)
        fields[0].cluster.wait_until_idle()
        return fields[0]

    def killed_by_client(own, runs, before, after):
        """A sweep whose controller is killed by the `sbatch` that it calls; returns the environment that does it."""
        programs = own.folder / f"{runs}-programs"
        programs.mkdir()
        pid = own.folder / f"{runs}.pid"
        script = f"#!/bin/sh\ntest \"$1\" = --test-only && exec {shutil.which('sbatch')} \"$@\"\n{before}\n" \
                 f"{shutil.which('sbatch')} \"$@\"\n{after}\n"
        (programs / "sbatch").write_text(script.replace("CONTROLLER", f"$(cat {pid})"))
        (programs / "sbatch").chmod(0o755)
        process = own.start("run", runs, PATH=f"{programs}:{own.environment['PATH']}")
        pid.write_text(str(process.pid))
        if process.wait(timeout=120) != -signal.SIGKILL:
            raise AssertionError(f"the controller ended by itself: {(own.folder / f'{runs}.log').read_text()}")

    @checklist.check("slurm: a sweep on two nodes gives what one on this machine gives")
    def undisturbed():
        own = field()
        own.table.append(("nothing", f"{TRIALS} trials on two nodes", "the results"))
        own.succeed("run", "Local", launcher="local", workers=2)
        return own.compare("Local", "no cluster", "two workers on this machine")

    @checklist.check("slurm: the stages of a trial are tasks that go on from one another")
    def stages():
        own = field()
        own.declare("staged", "tiny", EPOCHS, 5, """,
  "pruner": { "type": "median", "startupTrials": 1, "warmupEpochs": 500, "interval": 500 }""")
        # One at a time: what is pruned depends on what has ended before.
        own.succeed("run", "StagedLocal", sweep="staged", launcher="local", workers=1)
        own.succeed("run", "Staged", sweep="staged", workers=1)
        expected = own.results("StagedLocal")
        tasks = len(own.attempts("Staged"))
        return own.compare("Staged", "a pruner", f"{tasks} tasks for {len(expected)} trials", expected)

    @checklist.check("slurm: several trials share a task")
    def shared_tasks():
        own = field()
        own.succeed("run", "Shared", "--trials-per-task", "3", workers=2)
        jobs = len(list((own.folder / "Shared/sweeps/dropout/submissions").glob("*/*/tasks.json")))
        if jobs != 1:
            raise AssertionError(f"{jobs} jobs; expected one of two tasks")
        return own.compare("Shared", "three trials per task", "one job of two tasks")

    @checklist.check("slurm: SIGINT saves what runs, withdraws what waits, and exits 130")
    def interrupted():
        own = field()
        process = own.start("run", "Stopped")
        own.wait_for_attempts("Stopped", 2)
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=120) != 130:
            raise AssertionError(f"exit {process.returncode}: {(own.folder / 'Stopped.log').read_text()}")
        left = own.cluster.lines("squeue", "-h", "-o", "%A")
        if left:
            raise AssertionError(f"jobs are left: {left}")
        own.resume("Stopped")
        return own.compare("Stopped", "SIGINT to the controller", "exit 130, no job was left")

    @checklist.check("slurm: where it is not installed, that is told before anything starts")
    def absent():
        own = field()
        empty = own.folder / "no-programs"
        empty.mkdir()
        done = own.call("run", "Absent", PATH=str(empty))
        if done.returncode != 2 or "sbatch" not in done.stderr or "--launcher local" not in done.stderr:
            raise AssertionError(f"exit {done.returncode}: {done.stderr}")
        refused = own.call("run", "Absent", "--partition", "nowhere")
        if refused.returncode != 2 or "nowhere" not in refused.stderr:
            raise AssertionError(f"exit {refused.returncode}: {refused.stderr}")
        if (own.folder / "Absent").exists():
            raise AssertionError("something was made")
        own.table.append(("no Slurm on the machine; no such partition", "exit 2", "nothing was made"))
        return done.stderr.strip()

    @checklist.check("slurm: kill -9 of the controller before it submits")
    def killed_before_submission():
        own = field()
        killed_by_client(own, "Before", before="kill -9 CONTROLLER; exit 1", after="")
        if own.cluster.lines("squeue", "-h", "-o", "%A"):
            raise AssertionError("a job was submitted")
        own.resume("Before")
        return own.compare("Before", "kill -9 of the controller before submission", "no job was there")

    @checklist.check("slurm: kill -9 of the controller after it has submitted")
    def killed_after_submission():
        own = field()
        killed_by_client(own, "After", before="", after="kill -9 CONTROLLER")
        own.resume("After")
        names = {str(attempt).split("attempt-")[1].split("-")[0] for attempt in own.attempts("After")}
        return own.compare(
            "After", "kill -9 of the controller after submission", f"its job was found, {len(names)} submissions in all")

    @checklist.check("slurm: kill -9 of the controller while it merges")
    def killed_while_merging():
        own = field()
        struck = []
        process = own.call("run", "Merging", EARSHOT_FAILURE="kill@rename:3")
        # Wherever a kill strikes the next one strikes elsewhere: what is done is not done again.
        for number in range(1, 25):
            plan = f"kill@{'rename' if number % 2 else 'commit'}:{1 + number % 5}"
            process = own.call("resume", "Merging", EARSHOT_FAILURE=plan)
            if process.returncode == 0:
                break
            if process.returncode != -signal.SIGKILL:
                raise AssertionError(f"exit {process.returncode}: {process.stderr[-2000:]}")
            struck.append(process.stderr.split("failure point")[-1].split(": ", 1)[1].strip())
        own.resume("Merging")
        moves = sum("rename" in line and "/Merging/tiny-" in line for line in struck)
        if moves == 0 or len(struck) < 4:
            raise AssertionError(f"no kill struck while a run was moved: {struck}")
        return own.compare(
            "Merging", "kill -9 of the controller while merging", f"{len(struck)} kills, {moves} while a run was moved")

    @checklist.check("slurm: kill -9 of a task")
    def killed_task():
        own = field()
        process = own.start("run", "Task")
        for attempt in own.wait_for_attempts("Task", 2)[:2]:
            os.kill(own.process_of(attempt), signal.SIGKILL)
        own.finish(process, "Task")
        return own.compare("Task", "kill -9 of a worker", f"{len(own.attempts('Task'))} attempts at {TRIALS} trials")

    @checklist.check("slurm: kill -9 of slurmd, its steps and its tasks")
    def killed_node():
        own = field()
        process = own.start("run", "Node")
        own.wait_for_attempts("Node", 2)
        node = own.node_of_a_task()
        own.cluster.kill(f"slurmd.{node}")
        for attempt in own.attempts("Node"):
            with contextlib.suppress(OSError, AssertionError):
                number = own.process_of(attempt)
                environment = pathlib.Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
                if f"SLURMD_NODENAME={node}".encode() in environment:
                    # The step first: it would tell slurmctld of the task's end.
                    os.kill(parent(number), signal.SIGKILL)
                    os.kill(number, signal.SIGKILL)
        # Slurm notices after half a minute; what it ran goes on elsewhere.
        own.finish(process, "Node")
        own.cluster.start_node(node)
        restarted = sum(not str(attempt).endswith("-0") for attempt in own.attempts("Node"))
        return own.compare(
            "Node", "kill -9 of slurmd, its steps and its tasks", f"{restarted} of {len(own.attempts('Node'))} attempts after a requeue")

    @checklist.check("slurm: kill -9 of slurmctld")
    def killed_slurmctld():
        own = field()
        process = own.start("run", "Controller")
        own.wait_for_attempts("Controller", 2)
        own.cluster.kill("slurmctld")
        # What runs goes on, and its results are taken, with nobody to ask.
        time.sleep(4)
        own.cluster.start_controller()
        ended = threading.Event()

        def administrator():
            # Slurm drains a node on which it finds a job that it does not remember.
            while not ended.wait(2):
                with contextlib.suppress(subprocess.SubprocessError):
                    for line in own.cluster.client("sinfo", "-h", "-N", "-o", "%N %t", check=False).stdout.splitlines():
                        if line.split()[1].startswith(("drain", "down", "drng")):
                            own.cluster.client(
                                "scontrol", "update", f"nodename={line.split()[0]}", "state=resume", check=False)

        helper = threading.Thread(target=administrator)
        helper.start()
        try:
            own.finish(process, "Controller")
        finally:
            ended.set()
            helper.join()
        return own.compare("Controller", "kill -9 of slurmctld", f"{len(own.attempts('Controller'))} attempts")

    @checklist.check("slurm: a node marked down while its task runs: two copies, one result")
    def two_copies():
        own = field()
        process = own.start("run", "Copies")
        own.wait_for_attempts("Copies", 2)
        node = own.node_of_a_task()
        # Slurm starts its tasks elsewhere at once, and leaves to the node to end those that it has.
        own.cluster.client("scontrol", "update", f"nodename={node}", "state=down", "reason=test")

        def copies():
            return [a for a in own.attempts("Copies") if not a.name.endswith("-0")]

        wait_for("a second copy", copies, 150)
        # A node that answers is taken back by Slurm itself, sometimes before this: it then refuses to do so again.
        own.cluster.client("scontrol", "update", f"nodename={node}", "state=resume", check=False)
        own.finish(process, "Copies")
        return own.compare(
            "Copies", "a node marked down while its task runs", f"{len(copies())} second copies, one result each")

    @checklist.check("slurm: a time limit, a checkpoint and a requeue")
    def time_limit():
        own = field()
        own.declare("measured", "longer", MEASURED_EPOCHS, 1, units=LIMITED_UNITS)
        own.succeed("run", "Measured", sweep="measured", launcher="local", workers=1)
        with contextlib.closing(sqlite3.connect(own.folder / "Measured/earshot.sqlite")) as store:
            seconds = store.execute("SELECT cpuSeconds FROM run").fetchone()[0]
        epochs = int(MEASURED_EPOCHS * LIMITED_SECONDS / LIMITED_TRIALS / seconds)
        own.declare("limited", "longer", epochs, LIMITED_TRIALS, units=LIMITED_UNITS)
        own.succeed("run", "LimitLocal", sweep="limited", launcher="local", workers=2)
        # A minute, and the warning at Slurm's first look.
        own.succeed("run", "Limit", "--time", "1", "--slurm-option=--signal=B:USR1@59", "--trials-per-task",
                    str(LIMITED_TRIALS), sweep="limited", workers=1)
        requeued = sum(not attempt.name.endswith("-0") for attempt in own.attempts("Limit"))
        if requeued == 0:
            raise AssertionError("no task came to its time limit")
        return own.compare(
            "Limit", "a time limit with checkpoint and requeue", f"{requeued} attempts after a requeue",
            own.results("LimitLocal"))

    @checklist.check("slurm: a truncated result, a wrong checksum and what a kill leaves are passed over")
    def damaged_results():
        own = field()
        killed_by_client(own, "Damaged", before="", after="kill -9 CONTROLLER")
        own.wait_until_trained("Damaged")
        done = [attempt for attempt in own.attempts("Damaged") if (attempt / "result.json").exists()]
        if len(done) < 3:
            raise AssertionError(f"{len(done)} results; expected 3 or more")
        result = done[0] / "result.json"
        result.write_bytes(result.read_bytes()[:-20])
        rows = next((done[1] / "runs").glob("*/run.sqlite"))
        content = bytearray(rows.read_bytes())
        content[len(content) // 2] ^= 1
        rows.write_bytes(content)
        whole = (done[2] / "result.json").read_bytes()
        (done[2] / ".result.json.1.2.tmp").write_bytes(whole[:100])
        leftover = done[2].parent / "attempt-1-0-7"
        (leftover / "runs").mkdir(parents=True)
        (leftover / ".result.json.1.2.tmp").write_bytes(whole)
        own.resume("Damaged")
        refused = len(list((own.folder / "Damaged").rglob("result-refused.json")))
        if refused != 2:
            raise AssertionError(f"{refused} results were refused; expected 2")
        return own.compare(
            "Damaged", "truncated result, wrong checksum, left-over files", "2 results refused and made again")

    @checklist.check("slurm: the cluster ends, and every process of it")
    def end():
        if not fields:
            raise Skipped("no cluster was started")
        own = fields.pop()
        opened.close()
        left = own.cluster.processes()
        if left:
            raise AssertionError(f"{len(left)} processes are left")
        if own.table:
            width = max(len(fault) for fault, _, _ in own.table)
            second = max(len(happened) for _, happened, _ in own.table)
            lines = [f"{'fault':<{width}}  {'what happened':<{second}}  after resume"]
            lines += [f"{fault:<{width}}  {happened:<{second}}  {outcome}" for fault, happened, outcome in own.table]
            return "\n".join(lines + [f"slurm: {len(own.table)} cases ended as they should; any that did not are told of above"])
        return None

    return opened.close
