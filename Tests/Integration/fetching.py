"""`earshot corpus fetch` against a server on loopback that breaks off, and a kill in the middle."""

import http.server
import io
import json
import os
import re
import signal
import subprocess
import threading
import time
import zipfile


def archive(categories):
    """An archive of ESC-50's shape: 2000 clips of fifty classes, a hundredth of a second each, no two alike."""
    classes = re.findall(r'"([a-z_]+)"', categories.read_text().split("static let fifty")[1].split("]")[0])
    data = io.BytesIO()
    table = ["filename,fold,target,category,esc10,src_file,take"]
    with zipfile.ZipFile(data, "w") as file:
        for index in range(2000):
            target, source = index % 50, 100000 + index
            fold = index // 50 % 5 + 1
            name = f"{fold}-{source}-A-{target}.wav"
            samples = index.to_bytes(2, "little") + os.urandom(882)
            head = (b"RIFF" + (36 + len(samples)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
                    + (1).to_bytes(2, "little") * 2 + (44100).to_bytes(4, "little") + (88200).to_bytes(4, "little")
                    + (2).to_bytes(2, "little") + (16).to_bytes(2, "little")
                    + b"data" + len(samples).to_bytes(4, "little"))
            file.writestr(f"ESC-50-master/audio/{name}", head + samples)
            table.append(f"{name},{fold},{target},{classes[target]},False,{source},A")
        file.writestr("ESC-50-master/meta/esc50.csv", "\n".join(table) + "\n")
        file.writestr("ESC-50-master/LICENSE", "terms\n")
    return data.getvalue()


class Server:
    """Serves one file, as slowly as it is told, and breaks off the first answers."""

    def __init__(self, content, breaks=(), seconds=0.0):
        self.content, self.breaks, self.seconds, self.ranges = content, list(breaks), seconds, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ESC-50.zip"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request):
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        start = int(re.match(r"bytes=(\d+)-$", wanted)[1]) if wanted else 0
        body = self.content[start:]
        request.send_response(206 if wanted else 200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        length = self.breaks.pop(0) if self.breaks else len(body)
        for place in range(0, min(length, len(body)), 1 << 16):
            try:
                request.wfile.write(body[place:min(place + (1 << 16), length)])
            except OSError:
                return
            time.sleep(self.seconds)
        request.close_connection = True


def add_checks(checklist, root, earshot, folder):
    categories = root / "Sources/Datasets/Layouts/ESC50Categories.swift"

    def fetch(server, *options):
        folder.mkdir(parents=True, exist_ok=True)
        return [str(earshot), "corpus", "fetch", "esc50", "--url", server.url, "--json", *options]

    @checklist.check("fetching: ESC-50 comes over breaks, and is checked")
    def breaks():
        server = Server(archive(categories), breaks=[300_000, 1, 500_000])
        ending = subprocess.run(fetch(server, "whole"), cwd=folder, capture_output=True, text=True, timeout=600)
        if ending.returncode != 0:
            raise AssertionError(f"exit {ending.returncode}: {ending.stderr}")
        result = json.loads(ending.stdout)
        if result["clips"] != 2000 or server.ranges != [None, "bytes=300000-", "bytes=300001-", "bytes=800001-"]:
            raise AssertionError(f"{result}, {server.ranges}")
        listed = subprocess.run([str(earshot), "corpus", "list", "whole", "--json"], cwd=folder, capture_output=True,
                                text=True, check=True, timeout=600)
        if json.loads(listed.stdout)["name"] != "esc50" or json.loads(listed.stdout)["reading"]["layout"] != "manifest":
            raise AssertionError(listed.stdout[:300])
        return f"{result['archiveBytes']} bytes, {len(server.ranges)} requests"

    @checklist.check("fetching: a kill in the middle costs only what was to come")
    def kill():
        content = archive(categories)
        slow = Server(content, seconds=0.05)
        process = subprocess.Popen(
            fetch(slow, "killed"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        part = folder / "killed.zip.part"
        deadline = time.monotonic() + 120
        while not (part.exists() and part.stat().st_size > 200_000):
            if time.monotonic() > deadline or process.poll() is not None:
                raise AssertionError("nothing came")
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        there = part.stat().st_size
        if (folder / "killed").exists():
            raise AssertionError("a folder that is not whole")
        server = Server(content)
        ending = subprocess.run(fetch(server, "killed"), cwd=folder, capture_output=True, text=True, timeout=600)
        if ending.returncode != 0 or server.ranges != [f"bytes={there}-"]:
            raise AssertionError(f"exit {ending.returncode}: {ending.stderr}, {server.ranges}")
        left = sorted(entry.name for entry in folder.iterdir() if entry.name not in ("whole", "killed"))
        if left:
            raise AssertionError(f"left behind: {left}")
        return f"gone on at byte {there} of {len(content)}"

    @checklist.check("fetching: what is not ESC-50, and another digest, are refused and leave nothing")
    def refused():
        server = Server(b"PK" + bytes(1000))
        for options, status in [(["none"], 1), (["none", "--sha256", "0" * 64], 2), (["."], 2)]:
            before = sorted(entry.name for entry in folder.iterdir())
            ending = subprocess.run(fetch(server, *options), cwd=folder, capture_output=True, text=True, timeout=600)
            if ending.returncode != status or "expected" not in ending.stderr:
                raise AssertionError(f"{options}: exit {ending.returncode}: {ending.stderr}")
            if sorted(entry.name for entry in folder.iterdir()) != before:
                raise AssertionError(f"{options}: left something")
