"""`earshot serve` as a process, and clients that speak to it by raw sockets: as browsers never would."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time
import wave

TOKEN = "integration-token-0123456789"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def train(earshot, root, runs, experiment="gen3", *options):
    """One small run, whose model there is then to hear with, and whose clips there are to be heard."""
    subprocess.run(
        [earshot, "run", experiment, "--experiments", root / "Experiments", "--runs", runs, "--seeds", "1", "-q",
         *options], check=True, capture_output=True, timeout=600)


class Server:
    """A server on a free port of this machine. Use it in a `with` statement."""

    def __init__(self, earshot, root, runs, *options, temporary=None):
        self.port = free_port()
        environment = dict(os.environ, **({"TMPDIR": str(temporary)} if temporary else {}))
        self.process = subprocess.Popen(
            [earshot, "serve", "--port", str(self.port), "--token", TOKEN, "--runs", runs,
             "--experiments", root / "Experiments", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        self.said = b""
        deadline = time.monotonic() + 60
        while b"Earshot serves" not in self.said:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"earshot serve did not begin: {self.said.decode()}")
            if select.select([self.process.stderr], [], [], 0.2)[0]:
                self.said += os.read(self.process.stderr.fileno(), 65_536)
        # What it says later must be taken, or it would wait.
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while part := os.read(self.process.stderr.fileno(), 65_536):
            self.said += part

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Asks it to end and returns its exit code; one that does not within a minute is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    @property
    def name(self):
        return f"127.0.0.1:{self.port}"

    def connect(self, timeout=300):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout)
        return connection

    def raw(self, request, timeout=300):
        """Sends bytes and returns what comes until the connection ends: status, headers, body; None for no answer."""
        with self.connect(timeout) as connection:
            try:
                connection.sendall(request)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return parsed(read_all(connection))

    def request(self, method="GET", path="/", headers=(), body=b"", host=None, chunked=False):
        lines = [f"{method} {path} HTTP/1.1"]
        if host != "":
            lines.append(f"Host: {host or self.name}")
        lines += ["Connection: close", *headers]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def listen(self, body, *headers, path="/api/listen?name=x.wav"):
        return self.request("POST", path, [f"Authorization: Bearer {TOKEN}", *headers], body)

    def require_alive(self):
        """The server still answers, and takes no more memory than it may; returns the memory in MB."""
        status, _, body = self.request(path="/api/health")
        if status != 200 or json.loads(body)["status"] != "ok":
            raise AssertionError(f"the server no longer answers: {status}")
        return self.memory()

    def memory(self):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024

    def connections(self):
        """Connections that it holds open: not what the system still keeps of those that it has closed."""
        count = 0
        listening = {line.split()[9] for line in open("/proc/net/tcp").readlines()[1:] if line.split()[3] == "0A"}
        tcp = {line.split()[9] for line in open("/proc/net/tcp").readlines()[1:]}
        for entry in os.listdir(f"/proc/{self.process.pid}/fd"):
            try:
                link = os.readlink(f"/proc/{self.process.pid}/fd/{entry}")
            except OSError:
                continue
            inode = link.removeprefix("socket:[").removesuffix("]")
            count += link.startswith("socket:") and inode in tcp and inode not in listening
        return count

    def wait_for_sockets(self, count, timeout=150):
        """Waits until it holds no more than so many connections; returns whether it came to that."""
        deadline = time.monotonic() + timeout
        while self.connections() > count:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def wait_for_helpers(self, timeout=120):
        """Waits until no process that it has started is left; returns whether it came to that."""
        deadline = time.monotonic() + timeout
        while self.children():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def children(self):
        """The processes that it has started and that still are."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(fields[1]) == self.process.pid and fields[0] != "Z":
                    found.append(int(entry))
        return found


def read_all(connection):
    content = b""
    try:
        while part := connection.recv(65_536):
            content += part
    except ConnectionResetError:
        pass
    return content


def parsed(content):
    while content.startswith(b"HTTP/1.1 100"):
        content = content.split(b"\r\n\r\n", 1)[1]
    if not content:
        return None
    head, _, body = content.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return int(lines[0].split()[1]), headers, body


def corpus(folder, longest=1.0):
    """A corpus of four classes whose clips are all but equal, so that whatever is told of them is mostly wrong; the last
    clip of fold 5 lasts `longest` seconds."""
    for name in ["audio", "meta"]:
        (folder / name).mkdir(parents=True)
    rows = ["filename,fold,target,category"]
    for fold in range(1, 6):
        for target, category in enumerate(["bell", "drum", "gong", "horn"]):
            name = f"{fold}-{1000 + 10 * fold + target}-A-{target}.wav"
            last = fold == 5 and category == "horn"
            tone(folder / "audio" / name, seconds=longest if last else 1, rate=44_100, noise=1e-3 * (fold + target / 4))
            rows.append(f"{name},{fold},{target},{category}")
    (folder / "meta/all.csv").write_text("\n".join(rows) + "\n")
    return folder


def tone(file, seconds=1.0, rate=22_050, noise=0, heard=None):
    """A WAV file of a tone, heard all the time or from one second to another, with some noise where asked for."""
    import numpy

    times = numpy.arange(int(seconds * rate)) / rate
    samples = 0.3 * numpy.sin(2 * numpy.pi * 440 * times)
    if heard:
        samples *= (times >= heard[0]) & (times < heard[1])
    if noise:
        samples += noise * numpy.random.default_rng(1).standard_normal(len(samples))
    with wave.open(str(file), "wb") as output:
        output.setnchannels(1)
        output.setsampwidth(2)
        output.setframerate(rate)
        output.writeframes((samples * 32_767).clip(-32_768, 32_767).astype("<i2").tobytes())
    return file.read_bytes()
