"""On what was measured: machine, versions, commit."""

import datetime
import importlib.metadata
import os
import platform
import subprocess


def output(*command, folder=None):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else "unknown"


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def memory():
    with open("/proc/meminfo") as file:
        kilobytes = next(int(line.split()[1]) for line in file if line.startswith("MemTotal"))
    return f"{kilobytes / 2**20:.1f} GiB"


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def system():
    with open("/etc/os-release") as file:
        name = next((line.split("=", 1)[1].strip().strip('"') for line in file if line.startswith("PRETTY_NAME")), "")
    return f"{name}, Linux {platform.release()}"


def context(root, earshot):
    """The facts that make a figure readable later, in the order in which they are printed."""
    packages = ["torch", "tensorflow-cpu", "keras", "librosa", "numpy", "scipy", "soxr"]
    versions = {name: importlib.metadata.version(name) for name in packages}
    changed = output("git", "status", "--porcelain", "--untracked-files=no", folder=root)
    return {
        "date": datetime.date.today().isoformat(),
        "commit": output("git", "rev-parse", "--short=12", "HEAD", folder=root) + (" with changes" if changed else ""),
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "memory": memory(),
        "system": system(),
        "earshot": output(str(earshot), "--version"),
        "swift": output("swift", "--version").splitlines()[0],
        "python": platform.python_version(),
        **versions,
        "load at start": load(),
    }
