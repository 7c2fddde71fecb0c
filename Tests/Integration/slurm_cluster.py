"""A Slurm cluster of two nodes on loopback, in a folder of its own: Debian's packages, no munge, no systemd."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from checklist import Skipped

PROGRAMS = ["slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo"]
# Without a slurmctld a client blocks about 10 s.
CLIENT_SECONDS = 30

CONFIGURATION = """ClusterName=earshot
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={ports[0]}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmdLogFile={folder}/log/slurmd.%n.log
SlurmdSpoolDir={folder}/spool/%n
StateSaveLocation={folder}/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/log/jobcomp.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1,sched_interval=1
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=2
MinJobAge=3600
MaxArraySize=8
NodeName=node[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{ports[1]}-{ports[2]}] CPUs=4 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE
"""


class Cluster:
    """slurmctld and two slurmd, started on entering and gone on leaving."""

    def __init__(self, folder):
        self.folder = folder
        self.configuration = folder / "slurm.conf"
        self.environment = {**os.environ, "SLURM_CONF": str(self.configuration)}
        # Since jobs inherit it: a slurmd that finds a job's variables would take itself for a part of it.
        self.environment = {
            name: value for name, value in self.environment.items()
            if name == "SLURM_CONF" or not name.startswith("SLURM")}

    @staticmethod
    def require():
        """Skips where Slurm is not installed, or its daemons may not be started."""
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise Skipped(f"Slurm is not installed: no {', '.join(missing)}")
        if os.geteuid() != 0:
            raise Skipped("slurmd starts jobs as root alone")

    def __enter__(self):
        self.require()
        for name in ["state", "log", "spool/node1", "spool/node2"]:
            (self.folder / name).mkdir(parents=True)
        # slurmd 22.05 refuses to start where /sys/fs/cgroup is empty, unless told to look for the first version.
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")
        host = socket.gethostname().split(".")[0]
        self.configuration.write_text(
            CONFIGURATION.format(folder=self.folder, ports=free_ports(3), host=host))
        try:
            self.start_controller(wiping=True)
            for node in ["node1", "node2"]:
                self.start_node(node)
            self.wait_until_idle()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # Daemons

    def start_controller(self, wiping=False):
        self.start("slurmctld", *(["-c"] if wiping else []))

    def start_node(self, node):
        self.start("slurmd", "-N", node)

    def start(self, *command):
        subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True, timeout=60)

    def process(self, daemon):
        """The number of `slurmctld`, `slurmd.node1` or `slurmd.node2`; None where it does not run."""
        try:
            number = int((self.folder / f"{daemon}.pid").read_text())
            os.kill(number, 0)
            return number
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None

    def kill(self, daemon):
        number = self.process(daemon)
        os.kill(number, signal.SIGKILL)
        wait_for(f"{daemon} to be gone", lambda: is_gone(number), 30)

    def stop(self):
        """Ends jobs, then daemons, then whatever of them is left."""
        with contextlib.suppress(subprocess.SubprocessError):
            if self.process("slurmctld") is not None:
                self.client("scancel", "--user=root", check=False)
                wait_for("jobs to end", lambda: not self.lines("squeue", "-h", "-o", "%A"), 20, must=False)
        for daemon in ["slurmd.node1", "slurmd.node2", "slurmctld"]:
            number = self.process(daemon)
            if number is not None:
                os.kill(number, signal.SIGTERM)
                wait_for(f"{daemon} to end", lambda number=number: is_gone(number), 20, must=False)
        for number in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def processes(self):
        """Every process that was started with this cluster's configuration: daemons, steps, tasks."""
        wanted = f"SLURM_CONF={self.configuration}".encode()
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    if wanted in (entry / "environ").read_bytes().split(b"\0") and not is_gone(int(entry.name)):
                        found.append(int(entry.name))
        return found

    # Clients

    def client(self, *command, check=True):
        return subprocess.run(
            command, env=self.environment, check=check, capture_output=True, text=True, timeout=CLIENT_SECONDS)

    def lines(self, *command):
        return self.client(*command, check=False).stdout.split()

    def wait_until_idle(self):
        """Waits until both nodes take jobs, and brings back those that were drained."""

        def idle():
            for line in self.client("sinfo", "-h", "-N", "-o", "%N %t", check=False).stdout.splitlines():
                node, state = line.split()
                if state.startswith(("drain", "down", "drng")):
                    self.client("scontrol", "update", f"nodename={node}", "state=resume", check=False)
            return self.lines("sinfo", "-h", "-t", "idle", "-o", "%D") == ["2"]

        wait_for("two idle nodes", idle, 120)


def free_ports(count):
    """The first of `count` ports in a row, as a list, that nothing listens at."""
    for first in range(16817, 26817, 10):
        sockets = []
        try:
            for port in range(first, first + count):
                sockets.append(socket.socket())
                sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sockets[-1].bind(("127.0.0.1", port))
            return list(range(first, first + count))
        except OSError:
            continue
        finally:
            for each in sockets:
                each.close()
    raise AssertionError("no free ports")


def is_gone(number):
    try:
        state = pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"


def wait_for(what, condition, seconds, must=True):
    """Waits until `condition()` is true and returns what it gave; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() > deadline:
            if not found and must:
                raise AssertionError(f"waited {seconds} s for {what}")
            return found
        time.sleep(0.1)
