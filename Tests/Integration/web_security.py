"""The web app before those who mean it harm, by raw sockets: every row of its threats (docs/web.md)."""

import hashlib
import itertools
import json
import os
import pathlib
import random
import signal
import socket
import struct
import subprocess
import threading
import time

import numpy
import soundfile

import web_server
from web_server import TOKEN, Server, parsed, read_all, tone

LIMIT = 32 * 1024 * 1024
POSTS = ["/api/listen", "/listen"]
GETS = ["/", "/runs", "/compare", "/history", "/sweeps", "/assets/app.js", "/api/runs", "/api/models", "/api/sweeps",
        "/api/health", "/api/openapi.json", "/nothing", "/api/nothing"]


def require(condition, words):
    if not condition:
        raise AssertionError(words)


def require_status(answer, expected, what):
    status = answer[0] if answer else None
    require(status == expected if isinstance(expected, int) else status in expected,
            f"{what}: found {status}, expected {expected}")


def add_checks(checklist, root, earshot, folder):
    runs, uploads = folder / "Runs", folder / "uploads"
    state = {}

    def server():
        if "server" not in state:
            folder.mkdir(parents=True, exist_ok=True)
            uploads.mkdir()
            web_server.train(earshot, root, runs, "gen3", "-S", "training.epochs=3")
            state["sound"] = tone(folder / "tone.wav")
            state["server"] = Server(earshot, root, runs, temporary=uploads)
        return state["server"]

    def clips():
        """A server with a run on a corpus of files: the server, the run's clips by name, and the corpus."""
        if "clips" not in state:
            server()
            corpus = web_server.corpus(folder / "corpus", longest=120)
            web_server.train(earshot, root, folder / "Clips", "gen3", "-S", "training.epochs=1", "--corpus", corpus,
                             "--classes", "all")
            other = Server(earshot, root, folder / "Clips", temporary=uploads)
            run = json.loads(other.request(path="/api/runs")[2])["runs"][0]["id"]
            listed = json.loads(other.request(path=f"/api/runs/{run}/clips")[2])["clips"]
            state["clips"] = other, run, {clip["clip"]: clip for clip in listed}, corpus
        return state["clips"]

    def end():
        for name in ["server", "clips"]:
            if name in state:
                (state[name] if name == "server" else state[name][0]).stop()

    @checklist.check("web: a recording is heard, and nothing of it is left")
    def heard():
        answer = server().listen(state["sound"])
        require_status(answer, 200, "a tone")
        heard = json.loads(answer[2])
        require(abs(heard["duration"] - 1) < 0.01 and heard["file"] == "x.wav", f"found {heard}")
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        return f"{server().memory():.0f} MB"

    @checklist.check("web: only the server's own name is answered to")
    def host():
        port = server().port
        own = [server().name, f"localhost:{port}"]
        for name in own:
            require_status(server().request(host=name), 200, name)
        wrong = ["evil.example", f"evil.example:{port}", "127.0.0.1", "localhost", f"127.0.0.1:{port + 1}",
                 f"127.0.0.1.:{port}", f"localhost.:{port}", f"LOCALHOST:{port}", f"[::1]:{port}", f"[::]:{port}",
                 f"0.0.0.0:{port}", f"127.1:{port}", f"2130706433:{port}", f"0x7f000001:{port}",
                 f"127.0.0.1:0{port}", f"a@127.0.0.1:{port}", f"127.0.0.1:{port}@evil.example",
                 f"127.0.0.1:{port}, evil.example", f"evil.example#127.0.0.1:{port}", f"127.0.0.1:{port}.evil.example"]
        for name, path in itertools.product(wrong, ["/", "/api/runs", "/assets/app.js", "/nothing"]):
            require_status(server().request(path=path, host=name), (400, 421), name)
        # None at all, two of them, and one in the target.
        for text in ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                     f"GET / HTTP/1.1\r\nHost: {own[0]}\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                     f"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {own[0]}\r\nConnection: close\r\n\r\n",
                     f"GET / HTTP/1.1\r\nHost: {own[0]}\r\nHost: {own[0]}\r\nConnection: close\r\n\r\n",
                     f"GET http://{own[0]}/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"]:
            require_status(server().raw(text.encode()), (400, 421), text)
        return f"{len(wrong)} other names"

    @checklist.check("web: another site's page gets nothing done")
    def origin():
        own, count = f"http://{server().name}", 0
        cookie = f"Cookie: earshot-{server().port}={TOKEN}"
        wrong = ["null", "http://evil.example", f"https://{server().name}", f"http://127.0.0.1:{server().port + 1}",
                 own + "/", own + ".evil.example", own.upper(), "http://localhost", "file://", ""]
        for path in POSTS:
            for name in wrong:
                answer = server().request("POST", path, [cookie, f"Origin: {name}"], state["sound"])
                require_status(answer, 403, f"POST {path} from {name!r}")
            require_status(server().request("POST", path, [cookie], state["sound"]), 403, f"POST {path} from nowhere")
            require_status(
                server().request("POST", path, [cookie, f"Origin: {own}", f"Origin: {own}"], state["sound"]), 403,
                "two origins")
            for site in ["cross-site", "same-site"]:
                answer = server().request(
                    "POST", path, [cookie, f"Origin: {own}", f"Sec-Fetch-Site: {site}"], state["sound"])
                require_status(answer, 403, f"POST {path} {site}")
            answer = server().request("POST", path, [cookie, f"Origin: {own}"], state["sound"])
            require_status(answer, 200, f"POST {path} from the server's own page")
        for path, name in itertools.product(GETS, wrong):
            answer = server().request("GET", path, [f"Origin: {name}"])
            require_status(answer, 403, f"GET {path} from {name!r}")
            count += 1
        for path in GETS:
            answer = server().request("GET", path, ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"])
            require_status(answer, 403, f"GET {path} from another site")
            answer = server().request("GET", path)
            require("access-control-allow-origin" not in answer[1], f"{path}: shared with other origins")
        return f"{count} readings and {len(POSTS) * (len(wrong) + 5)} changes"

    @checklist.check("web: what is more than looking needs the token")
    def token():
        cases = [[], ["Authorization: Bearer "], ["Authorization: Bearer x"], [f"Authorization: Bearer {TOKEN}x"],
                 [f"Authorization: Bearer {TOKEN[:-1]}"], [f"Authorization: Basic {TOKEN}"], [f"X-Token: {TOKEN}"],
                 [f"Authorization: Bearer {TOKEN.upper()}"], [f"Cookie: token={TOKEN}"],
                 [f"Cookie: earshot-1={TOKEN}"], [f"Authorization: bearer{TOKEN}"],
                 ["Authorization: Bearer x", f"Authorization: Bearer {TOKEN}"]]
        for path, headers in itertools.product(POSTS, cases):
            answer = server().request("POST", path, headers, state["sound"])
            require_status(answer, 401, f"POST {path} with {headers}")
        require_status(
            server().request("POST", f"/api/listen?token={TOKEN}", [], state["sound"]), 401, "in the address")
        for method, path in itertools.product(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"], GETS):
            answer = server().request(method, path)
            require(answer is None or answer[0] in (400, 401, 404, 405), f"{method} {path}: {answer and answer[0]}")
        answer = server().request()
        cookie = answer[1]["set-cookie"]
        require("HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie)
        answer = server().request(headers=[f"Cookie: earshot-{server().port}={TOKEN}"])
        require("set-cookie" not in answer[1], "the token is given to who has it")
        return f"{len(cases)} wrong ways"

    @checklist.check("web: every answer is guarded, and none tells of this machine")
    def headers():
        for path in GETS + ["/runs/nothing", "/api/runs/nothing", "/runs?filter=%28", "/api/runs?limit=x",
                            "/api/sweeps/nothing", "/runs?status=x", "/compare?run=a&run=b"]:
            status, fields, body = server().request(path=path)
            policy = fields["content-security-policy"]
            require("default-src 'none'" in policy and "frame-ancestors 'none'" in policy, f"{path}: {policy}")
            require("unsafe" not in policy, f"{path}: {policy}")
            require(fields["x-content-type-options"] == "nosniff" and fields["x-frame-options"] == "DENY", path)
            require(path.startswith("/assets/") or fields["cache-control"] == "no-store", path)
            require("server" not in fields, f"{path}: says what it is made of")
            for secret in [str(folder), str(root), "/tmp", "swift", "GRDB", "sqlite", TOKEN]:
                require(status < 400 or secret.encode() not in body, f"{path}: tells of {secret}")
        return f"{len(GETS) + 7} addresses"

    @checklist.check("web: what a stranger wrote is never markup")
    def markup():
        payload = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        quoted = "".join(f"%{byte:02X}" for byte in payload.encode())
        run = json.loads(server().request(path="/api/runs")[2])["runs"][0]["id"]
        for path in [f"/runs/{run}/audio?clip={quoted}", f"/runs?filter={quoted}", f"/runs?sort={quoted}", f"/runs?status={quoted}",
                     f"/compare?run={quoted}&run=b", f"/history?corpus={quoted}", f"/runs?experiment={quoted}"]:
            body = server().request(path=path)[2]
            require(b"<script>alert" not in body and b"<img" not in body, f"{path}: markup came back")
        answer = server().listen(state["sound"], path=f"/listen?name=x&playbackGain={quoted}")
        require(answer[0] == 400 and b"<script>alert" not in answer[2], "markup came back")
        answer = server().listen(state["sound"], path=f"/listen?name={quoted}")
        require_status(answer, 200, "a strange name")
        require(b"<script>alert" not in answer[2] and b"<img" not in answer[2], "markup came back")
        answer = server().listen(state["sound"], path=f"/api/listen?name={quoted}")
        require(json.loads(answer[2])["file"] == payload, "the name did not come back as text")

    @checklist.check("web: no spelling of a path leads out of what is served")
    def traversal():
        generator, seen = random.Random(8), set()
        dots = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..%00", "....", "..;", "%uff0e%uff0e",
                ".. ", "..\\", "%e0%80%ae", "．．"]
        slashes = ["/", "%2f", "%2F", "%252f", "\\", "%5c", "//", "%c0%af", "/./", "%00/", ";/"]
        starts = ["/runs/", "/assets/", "/api/runs/", "/sweeps/", "/api/sweeps/", "/", "/runs/x/"]
        ends = ["etc/passwd", "earshot.sqlite", "Runs/earshot.sqlite", "proc/self/environ", "app.css", ""]
        while len(seen) < 500:
            middle = "".join(generator.choice(dots) + generator.choice(slashes)
                             for _ in range(generator.randint(1, 6)))
            seen.add(generator.choice(starts) + middle + generator.choice(ends))
        for path in seen:
            answer = server().raw(
                f"GET {path} HTTP/1.1\r\nHost: {server().name}\r\nConnection: close\r\n\r\n".encode())
            require_status(answer, (400, 404), path)
            require(b"root:" not in answer[2] and b"SQLite" not in answer[2], path)
        server().require_alive()
        return "500 of 500 lead nowhere"

    @checklist.check("web: a clip is sent whole or by the range that is asked for, whatever the range says")
    def ranges():
        other, _, listed, corpus = clips()
        require(len(listed) == 4 and sum(not clip["right"] for clip in listed.values()) >= 3, f"found {listed}")
        name, clip = next((name, clip) for name, clip in listed.items() if name.endswith("A-0"))
        content = (corpus / "audio" / f"{name}.wav").read_bytes()
        size = len(content)
        for path in [clip["audio"], clip["audio"].removeprefix("/api")]:
            status, fields, body = other.request(path=path)
            require(status == 200 and body == content and fields["content-type"] == "audio/wav", f"{path}: {status}")
            status, fields, body = other.request("HEAD", path, ["Range: bytes=0-9"])
            require(status == 200 and body == b"" and fields["content-length"] == str(size), f"HEAD {path}: {status}")
            tag = fields["etag"]
            require_status(other.request(path=path, headers=[f"If-None-Match: {tag}"]), 304, "what is known")
            for text, first, last in [("0-0", 0, 0), ("44-143", 44, 143), (f"{size - 1}-", size - 1, size - 1),
                                      ("-100", size - 100, size - 1), (f"10-{10 * size}", 10, size - 1),
                                      ("-999999999999", 0, size - 1)]:
                status, fields, body = other.request(path=path, headers=[f"Range: bytes={text}"])
                require(status == 206 and body == content[first:last + 1], f"{text}: {status}, {len(body)} bytes")
                require(fields["content-range"] == f"bytes {first}-{last}/{size}", fields["content-range"])
            for text in [f"{size}-", f"{size}-{size + 1}", "-0", "99999999999999999999999-"]:
                status, fields, body = other.request(path=path, headers=[f"Range: bytes={text}"])
                require(status == 416 and fields["content-range"] == f"bytes */{size}", f"{text}: {status}")
            many = ",".join(f"{place}-{place + 1}" for place in range(0, 4_000, 4))
            for text in ["bytes=0-1,3-4", f"bytes={many[:15_000]}", "bytes=1-0", "bytes=a-b", "bytes=", "bytes=--1", "items=0-1",
                         "bytes=0-0x10", "bytes=+1-2", "bytes=1 - 2", "\xff=0-1"]:
                status, fields, body = other.request(path=path, headers=[f"Range: {text}"])
                require(status == 200 and body == content, f"{text[:40]}: {status}, {len(body)} bytes")
            for condition, status in [(tag, 206), ('"other"', 200), ("Mon, 23 Nov 2026 09:00:00 GMT", 200)]:
                answer = other.request(path=path, headers=["Range: bytes=0-1", f"If-Range: {condition}"])
                require_status(answer, status, f"If-Range: {condition}")
            for method in ["POST", "PUT", "DELETE"]:
                require_status(other.request(method, path), (401, 404, 405), method)
            for headers in [["Origin: http://evil.example"], ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]]:
                require_status(other.request(path=path, headers=headers), 403, f"another site: {headers}")
        return f"{size} bytes; {other.require_alive():.0f} MB"

    @checklist.check("web: no clip's name leads to a file that is not that clip")
    def clip_names():
        other, run, listed, corpus = clips()
        generator, seen = random.Random(11), set()
        first = next(iter(listed))
        file = corpus / "audio" / f"{first}.wav"
        # Clips that the run was trained on are none that it was held against.
        names = [path.stem for path in (corpus / "audio").iterdir() if path.stem not in listed]
        names += [str(file), f"{first}.wav", f"audio/{first}.wav", f"/{first}", f"{first}/", f"{first} ", f"{first}\n", f"{first}%00",
                  f"{first}\0", first.upper() if first.upper() != first else first.lower(), f"./{first}", "*", "%", "'", "",
                  "' OR 1=1 --", "'; DROP TABLE prediction; --", "meta/all.csv", "/proc/self/environ", "earshot.sqlite"]
        dots, slashes = ["..", "../.", ".%2e", "..\0", "．．", "%2e%2e"], ["/", "\\", "%2f", "//", "/./"]
        while len(seen) < 300:
            middle = "".join(generator.choice(dots) + generator.choice(slashes) for _ in range(generator.randint(1, 6)))
            seen.add(middle + generator.choice(["etc/passwd", f"audio/{first}.wav", first, "Clips/earshot.sqlite"]))
        for name in names + sorted(seen):
            quoted = "".join(f"%{byte:02X}" for byte in name.encode())
            for spelled in {quoted, "".join(c if c.isalnum() or c in "-._~" else f"%{ord(c):02X}" for c in name if ord(c) < 128)}:
                for prefix in ["/api", ""]:
                    answer = other.request(path=f"{prefix}/runs/{run}/audio?clip={spelled}")
                    if spelled == first:
                        continue
                    require_status(answer, (400, 404), f"{name!r} as {spelled}")
                    require(b"RIFF" not in answer[2] and b"root:" not in answer[2], f"{name!r}: {answer[2][:200]}")
        for path in [f"/runs/{run}/audio/{first}", f"/runs/{run}/audio", f"/runs/nothing/audio?clip={first}",
                     f"/runs/{run}/../{run}/audio?clip={first}", f"/runs/{run}%2Faudio?clip={first}"]:
            require_status(other.request(path=path), (400, 404), path)
        other.require_alive()
        return f"{len(names) + len(seen)} names lead nowhere"

    @checklist.check("web: what is put in a clip's place is not sent, and what is gone is said to be")
    def replaced():
        other, run, listed, corpus = clips()
        name, clip = next((name, clip) for name, clip in listed.items() if not clip["right"])
        file, secret, kept = corpus / "audio" / f"{name}.wav", folder / "secret.wav", folder / "kept.wav"
        secret.write_bytes(b"RIFF secret")
        file.rename(kept)

        def require_gone(what):
            for path in [clip["audio"], clip["audio"].removeprefix("/api")]:
                answer = other.request(path=path)
                require_status(answer, 404, what)
                require(b"secret" not in answer[2] and b"--corpus" in answer[2], f"{what}: {answer[2][:300]}")
                require(str(folder).encode() not in answer[2], f"{what}: tells of a path")

        require_gone("a clip that is gone")
        for target in [secret, "/proc/self/environ", "/dev/zero", corpus]:
            file.symlink_to(target)
            require_gone(f"a link to {target}")
            file.unlink()
        os.mkfifo(file)
        require_gone("a pipe")
        file.unlink()
        file.write_bytes(kept.read_bytes()[:-2] + b"xx")
        require_gone("a clip that was changed")
        file.unlink()
        kept.rename(file)
        require_status(other.request(path=clip["audio"]), 200, "the clip, brought back")
        page = f"/runs/{run}"
        require(b"<audio" in other.request(path=page)[2], "no player for a clip that is there")
        moved = folder / "elsewhere"
        corpus.rename(moved)
        require_gone("a corpus that is gone")
        body = other.request(path=page)[2]
        require(b"<audio" not in body and b"cannot be heard" in body and name.encode() in body, "a dead player")
        listing = json.loads(other.request(path=f"/api/runs/{run}/clips")[2])["clips"]
        require(all(entry["audio"] is None for entry in listing), "addresses of what is gone")
        with Server(earshot, root, folder / "Clips", "--corpus", moved) as told:
            require_status(told.request(path=clip["audio"]), 200, "a corpus that moved, and the server was told")
            require(b"<audio" in told.request(path=page)[2], "no player for a corpus that moved")
        moved.rename(corpus)
        require(b"<audio" in other.request(path=page)[2], "no player for a corpus that came back")
        require_status(other.request(path=clip["audio"]), 200, "a corpus that came back")
        other.require_alive()

    @checklist.check("web: clips of the synthetic corpus are heard, and nothing of them is left")
    def synthetic():
        run = json.loads(server().request(path="/api/runs")[2])["runs"][0]["id"]
        listed = json.loads(server().request(path=f"/api/runs/{run}/clips")[2])["clips"]
        for clip in listed[:20]:
            status, fields, body = server().request(path=clip["audio"])
            require(status == 200 and body[:4] == b"RIFF" and fields["content-type"] == "audio/wav", f"{clip}: {status}")
            require(abs(len(body) - 44 - 2 * 5 * 22_050) < 100, f"{clip['clip']}: {len(body)} bytes")
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        return f"{server().require_alive():.0f} MB"

    @checklist.check("web: who takes a clip slowly, or not at all, is cut off and costs little memory")
    def slow_listener():
        other, _, listed, corpus = clips()
        clip = next(clip for name, clip in listed.items() if name.endswith("A-3"))
        size = (corpus / "audio" / f"{clip['clip']}.wav").stat().st_size
        require(size > 10_000_000, f"the clip has {size} bytes")
        require(other.wait_for_sockets(0), "connections are open before the check")
        before = other.memory()
        readers = []
        for _ in range(40):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", other.port))
            connection.sendall(f"GET {clip['audio']} HTTP/1.1\r\nHost: {other.name}\r\n\r\n".encode())
            require(connection.recv(12).startswith(b"HTTP/1.1 200"), "no answer")
            readers.append(connection)
        # Others are served meanwhile.
        require_status(other.request(path=clip["audio"], headers=["Range: bytes=0-9"]), 206, "another listener")
        begun = time.monotonic()
        require(other.connections() == 40, "the connections are not open")
        require(other.wait_for_sockets(0), "they were never cut off")
        for connection in readers:
            connection.close()
        after = other.require_alive()
        require(after - before < 40, f"from {before:.0f} MB it grew to {after:.0f} MB")
        return f"after {time.monotonic() - begun:.0f} s; {before:.0f} MB before, {after:.0f} MB after 40 of {size >> 20} MB"

    @checklist.check("web: requests that are none end without harm")
    def nonsense():
        own = server().name
        random_bytes = random.Random(9)
        texts = [b"", b"\r\n" * 100, b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000,
                 b"GET / HTTP/1.1\r\nHost", b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                 f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 5\r\n"
                 f"Content-Length: 6\r\n\r\nabcdef".encode(),
                 f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nContent-Length: -1\r\n\r\n".encode(),
                 f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nContent-Length: 99999999999999999999\r\n\r\n".encode(),
                 f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                 f"0\r\n\r\nGET /runs HTTP/1.1\r\n\r\n".encode(),
                 f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {TOKEN}\r\n"
                 f"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx".encode(),
                 f"GET / HTTP/1.1\r\nHost: {own}\r\nX: a\x00b\r\n\r\n".encode(),
                 f"GET / HTTP/1.1\r\nHost: {own}\r\n folded: x\r\n\r\n".encode()]
        texts += [random_bytes.randbytes(random_bytes.randint(1, 3000)) for _ in range(100)]
        for text in texts:
            with server().connect() as connection:
                try:
                    connection.sendall(text)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                answer = read_all(connection)
            require(not answer.startswith(b"HTTP/1.1 2"), f"{text[:60]!r} was answered with {answer[:60]!r}")
        server().require_alive()
        return f"{len(texts)} texts"

    @checklist.check("web: too many or too long headers are refused")
    def headers_too_long():
        own = server().name
        for fields in ["X-A: b\r\n" * 10_000, f"X-Long: {'a' * 17_000}\r\n", f"Cookie: {'a=b; ' * 5_000}\r\n"]:
            text = f"GET / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n{fields}\r\n"
            answer = server().raw(text.encode())
            require_status(answer, (400, 431), f"{len(fields)} bytes of headers")
        answer = server().raw(f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: {own}\r\n\r\n".encode())
        require(answer is None or answer[0] in (400, 404, 414, 431), f"a long line: {answer and answer[0]}")
        return f"{server().require_alive():.0f} MB"

    @checklist.check("web: headers and bodies that drip are cut off")
    def drip():
        def dripped(head, drop, limit):
            """Sends a drop a second; returns the seconds until the connection ends."""
            begun = time.monotonic()
            with server().connect() as connection:
                connection.sendall(head)
                while time.monotonic() - begun < limit + 120:
                    try:
                        connection.send(drop)
                    except OSError:
                        break
                    connection.settimeout(1)
                    try:
                        if connection.recv(1_000) == b"":
                            break
                    except TimeoutError:
                        continue
                    except OSError:
                        break
                else:
                    raise AssertionError(f"it was never cut off: {head[:60]!r}")
            return time.monotonic() - begun

        found = {}
        body = (f"POST /api/listen HTTP/1.1\r\nHost: {server().name}\r\nAuthorization: Bearer {TOKEN}\r\n"
                "Content-Length: 100000\r\n\r\n").encode()
        cases = {"nothing": (b"", b"", 10), "a line": (b"GET /", b"a", 10),
                 "a header": (b"GET / HTTP/1.1\r\nX-A: ", b"a", 10),
                 "headers": (b"GET / HTTP/1.1\r\n", b"A: b\r\n", 10), "a body": (body, b"a", 60)}
        threads = [threading.Thread(target=lambda name=name, case=case: found.__setitem__(name, dripped(*case)))
                   for name, case in cases.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        require(len(found) == len(cases), f"never cut off: {set(cases) - set(found)}")
        for name, seconds in found.items():
            require(seconds > cases[name][2] - 2, f"{name}: cut off after {seconds:.1f} s already")
        return ", ".join(f"{name} after {seconds:.0f} s" for name, seconds in found.items())

    @checklist.check("web: who takes no answer is cut off")
    def slow_reader():
        require(server().wait_for_sockets(0), "connections are open before the check")
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", server().port))
            request = f"GET /assets/app.css HTTP/1.1\r\nHost: {server().name}\r\n\r\n".encode()
            # As many answers as fill every buffer on the way.
            connection.settimeout(5)
            try:
                for _ in range(2_000):
                    connection.sendall(request)
            except (TimeoutError, OSError):
                pass
            require(server().connections() == 1, "the connection is not open")
            begun = time.monotonic()
            require(server().wait_for_sockets(0), "it was never cut off")
            return f"after {time.monotonic() - begun:.0f} s"

    @checklist.check("web: an upload that is too long is refused, whatever it says of itself")
    def oversized():
        own = server().name
        begin = f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n"

        def send(head, body):
            with server().connect() as connection:
                try:
                    connection.sendall(head.encode())
                    for part in body:
                        connection.sendall(part)
                except OSError:
                    pass
                return parsed(read_all(connection))

        block = bytes(1 << 20)
        # Said in advance; not said; said to be less.
        require_status(send(begin + f"Content-Length: {LIMIT + 1}\r\n\r\n", [b"x"]), 413, "announced")
        require_status(
            send(begin + f"Expect: 100-continue\r\nContent-Length: {LIMIT * 10}\r\n\r\n", []), 413, "asked first")
        chunks = [f"{len(block):X}\r\n".encode() + block + b"\r\n" for _ in range(40)]
        answer = send(begin + "Transfer-Encoding: chunked\r\n\r\n", chunks)
        require(answer is None or answer[0] == 413, f"in chunks: {answer and answer[0]}")
        answer = send(begin + "Content-Length: 100\r\n\r\n", [bytes(1 << 16)])
        require(answer is None or answer[0] in (400, 422), f"more than it said: {answer and answer[0]}")
        for content in ["multipart/form-data; boundary=x", "Multipart/Mixed; boundary=x"]:
            answer = server().listen(b"--x\r\n" * 10_000, f"Content-Type: {content}")
            require_status(answer, 415, content)
        require_status(server().listen(b""), 400, "nothing")
        return f"{server().require_alive():.0f} MB"

    @checklist.check("web: uploads that break off leave nothing")
    def truncated():
        own, sound = server().name, state["sound"]
        head = (f"POST /api/listen HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {TOKEN}\r\n"
                f"Content-Length: {len(sound)}\r\n\r\n").encode()
        whole = head + sound
        for end in [1, 20, len(head) - 1, len(head), len(head) + 1, len(head) + 44, len(whole) // 2, len(whole) - 1]:
            with server().connect() as connection:
                connection.sendall(whole[:end])
                if end % 2:
                    # Gone at once, without a word.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    connection.shutdown(socket.SHUT_WR)
                    require(not read_all(connection).startswith(b"HTTP/1.1 2"), f"answered after {end} bytes")
        server().require_alive()
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        require(server().wait_for_helpers(), "a helper is left")

    @checklist.check("web: what is no recording, or a damaged one, is refused and harms nobody")
    def damaged():
        sound, generator, found = state["sound"], random.Random(10), {}
        strangers = [b"x", b"RIFF", b"fLaC" + bytes(100), b"OggS" + bytes(1000), b"ID3" + bytes(1000), bytes(100_000),
                     b"#!/bin/sh\necho x\n", sound[:44], sound[:60], b"<svg onload=alert(1)>"]
        formats = {}
        samples = numpy.random.default_rng(2).standard_normal(22_050) * 0.1
        for name, subtype in [("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("AIFF", "PCM_16"),
                              ("MP3", "MPEG_LAYER_III")]:
            file = folder / f"noise.{name.lower()}"
            soundfile.write(file, samples, 22_050, format=name, subtype=subtype)
            formats[name] = file.read_bytes()
            require_status(server().listen(formats[name]), 200, name)
        for content in formats.values():
            for _ in range(20):
                damaged = bytearray(content)
                for _ in range(generator.randint(1, 20)):
                    place = generator.randrange(min(len(damaged), generator.choice([64, 512, len(damaged)])))
                    damaged[place] = generator.randrange(256)
                strangers.append(bytes(damaged[:generator.choice([len(damaged), len(damaged) // 2])]))
        for content in strangers:
            status = server().listen(content)[0]
            require(status in (200, 422), f"{content[:20]!r} was answered with {status}")
            found[status] = found.get(status, 0) + 1
        for content in strangers[:7]:
            require_status(server().listen(content), 422, f"{content[:20]!r}")
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        memory = server().require_alive()
        return ", ".join(f"{count} times {status}" for status, count in sorted(found.items())) + f"; {memory:.0f} MB"

    @checklist.check("web: files that unfold to hours, channels or rates without end are refused")
    def bombs():
        def flac(seconds):
            file = folder / "zeros.flac"
            soundfile.write(file, numpy.zeros(int(seconds * 48_000), dtype="int16"), 48_000, subtype="PCM_16")
            return file.read_bytes()

        def wav(channels, rate, content=b"\0" * 4_000):
            format = struct.pack("<HHIIHH", 1, channels, rate & 0xFFFFFFFF, rate & 0xFFFFFFFF, 2 * channels & 0xFFFF, 16)
            return (b"RIFF" + struct.pack("<I", 36 + len(content)) + b"WAVEfmt " + struct.pack("<I", 16) + format
                    + b"data" + struct.pack("<I", len(content)) + content)

        ten, eleven = flac(600), flac(660)
        require(len(eleven) < LIMIT / 10, "the bomb is no bomb")
        require_status(server().listen(eleven), 422, "eleven minutes of silence")
        # A machine that is busy may give up hearing them in time, which is said.
        require_status(server().listen(ten), (200, 422), "ten minutes of silence")
        memory = server().require_alive()
        require(memory <= 256, f"the server took {memory:.0f} MB")
        for channels, rate in [(1024, 48_000), (9, 48_000), (0, 48_000), (1, 1), (1, 0), (1, 2**31 - 1), (1, 400_000)]:
            require_status(server().listen(wav(channels, rate)), 422, f"{channels} channels at {rate} Hz")
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        return f"{len(eleven) >> 10} kB unfold to 63 MB; the server took {memory:.0f} MB"

    @checklist.check("web: a helper that crashes takes nobody along")
    def crash():
        sound = folder / "long.flac"
        soundfile.write(
            sound, numpy.random.default_rng(3).integers(-99, 99, 500 * 48_000, dtype="int16"), 48_000, subtype="PCM_16")
        content, seen = sound.read_bytes(), []
        require(len(content) < LIMIT, "the recording is too long to be sent")
        for number in [signal.SIGSEGV, signal.SIGKILL, signal.SIGXCPU, signal.SIGABRT]:
            answers = []
            client = threading.Thread(target=lambda: answers.append(server().listen(content)))
            client.start()
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and client.is_alive():
                for child in server().children():
                    limits = pathlib.Path(f"/proc/{child}/limits")
                    try:
                        text, open_files = limits.read_text(), os.listdir(f"/proc/{child}/fd")
                    except OSError:
                        continue
                    # Between fork and exec, and before it has bounds, it is not yet what it is to be.
                    if "536870912" in text:
                        seen.append(len(open_files))
                        os.kill(child, number)
            client.join()
            require_status(answers[0], 422, f"a helper ended by {number!r}")
        server().require_alive()
        require(server().wait_for_helpers(), "a helper is left")
        require(os.listdir(uploads) == [], f"left behind: {os.listdir(uploads)}")
        require(max(seen) <= 6, f"a helper had {max(seen)} files open")
        require_status(server().listen(state["sound"]), 200, "a recording after the crashes")
        return f"{len(seen)} signals; at most {max(seen)} files open in a helper"

    @checklist.check("web: uploads at once are answered, each with what it asked for or with when to come again")
    def crowd():
        answers = []

        def send():
            answers.append(server().listen(state["sound"]))

        threads = [threading.Thread(target=send) for _ in range(48)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = sorted(answer[0] if answer else 0 for answer in answers)
        require(set(found) <= {200, 503} and 200 in found, f"found {found}")
        require(all(answer[0] == 200 or "retry-after" in answer[1] for answer in answers), "no word of when")
        return f"{found.count(200)} heard, {found.count(503)} told to come again"

    @checklist.check("web: no more connections are served than there may be, and none is lost")
    def connections():
        begun = time.monotonic()
        held = [server().connect() for _ in range(64)]
        time.sleep(0.5)
        late = server().connect()
        late.sendall(f"GET /api/health HTTP/1.1\r\nHost: {server().name}\r\nConnection: close\r\n\r\n".encode())
        late.settimeout(3)
        try:
            early = late.recv(1)
        except TimeoutError:
            early = None
        # Idle ones are cut off after 10 s, and make room: on a machine that slow nothing can be said.
        require(early is None or time.monotonic() - begun > 9, "the 65th connection was served at once")
        for connection in held:
            connection.close()
        late.settimeout(60)
        answer = parsed((early or b"") + read_all(late))
        late.close()
        require_status(answer, 200, "the 65th connection, once there was room")

    @checklist.check("web: it ends in time, with streams and connections open")
    def shutdown():
        web_server.train(earshot, root, folder / "Open", "gen3", "-S", "training.epochs=3")
        trainer = subprocess.Popen(
            [earshot, "run", "gen6", "--experiments", root / "Experiments", "--runs", folder / "Open", "--seeds", "2",
             "-S", "training.epochs=20000", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with Server(earshot, root, folder / "Open") as open_server:
                run = None
                deadline = time.monotonic() + 120
                while run is None and time.monotonic() < deadline:
                    listed = json.loads(open_server.request(path="/api/runs?status=running")[2])["runs"]
                    run = listed[0]["id"] if listed else None
                    time.sleep(0.2)
                require(run, "no run began")
                streams = []
                for _ in range(4):
                    stream = open_server.connect()
                    stream.sendall(
                        f"GET /api/runs/{run}/events HTTP/1.1\r\nHost: {open_server.name}\r\n\r\n".encode())
                    text = b""
                    while b"event: epoch" not in text:
                        part = stream.recv(65_536)
                        require(part, f"the stream ended: {text[-200:]!r}")
                        text += part
                    streams.append(stream)
                idle = [open_server.connect() for _ in range(8)]
                half = open_server.connect()
                half.sendall((f"POST /api/listen HTTP/1.1\r\nHost: {open_server.name}\r\n"
                              f"Authorization: Bearer {TOKEN}\r\nContent-Length: 1000\r\n\r\n").encode())
                begun = time.monotonic()
                code = open_server.stop()
                seconds = time.monotonic() - begun
                require(code == 0, f"it ended with {code}: {open_server.said.decode()[-500:]}")
                for connection in streams + idle + [half]:
                    connection.close()
        finally:
            trainer.terminate()
            trainer.wait()
        return f"after {seconds:.1f} s"

    @checklist.check("web: a port that is taken is named, with the next free one")
    def busy():
        taken = subprocess.run(
            [earshot, "serve", "--port", str(server().port), "--runs", runs], capture_output=True, text=True,
            timeout=60)
        require(taken.returncode == 75, f"it ended with {taken.returncode}")
        require("--port" in taken.stderr and str(server().port) in taken.stderr, taken.stderr)
        return taken.stderr.strip()

    @checklist.check("web: uploads are kept where that is asked for, under no name of a stranger's")
    def keeping():
        kept = folder / "kept"
        with Server(earshot, root, runs, "--keep-uploads", kept) as other:
            for name in ["x.wav", "..%2F..%2Fevil.wav", "a%00.sh", "x.wav%0A.html", "%2Fetc%2Fcron.d%2Fx"]:
                status = other.listen(state["sound"], path=f"/api/listen?name={name}")[0]
                require(status in (200, 400), f"{name}: {status}")
            require_status(other.listen(b"no recording"), 422, "no recording")
        names = sorted(os.listdir(kept))
        digest = hashlib.sha256(state["sound"]).hexdigest()[:16]
        require(set(names) <= {f"{digest}.wav", f"{digest}.audio"} and f"{digest}.wav" in names, f"kept: {names}")
        require((kept / f"{digest}.wav").read_bytes() == state["sound"], "what is kept is not what was sent")
        require(kept.stat().st_mode & 0o077 == 0, "others may look into the folder")
        return ", ".join(names)

    @checklist.check("web: read-only takes no uploads, and elsewhere looking needs the token")
    def strict():
        with Server(earshot, root, runs, "--read-only") as other:
            require_status(other.listen(state["sound"]), 403, "an upload to a read-only server")
            require_status(other.request(path="/runs"), 200, "looking")
        with Server(earshot, root, runs, "--host", "0.0.0.0") as other:
            name = f"0.0.0.0:{other.port}"
            require_status(other.request(path="/runs", host=name), 401, "looking without a token")
            require("set-cookie" not in other.request(path="/runs", host=name)[1], "the token is given away")
            answer = other.request(path=f"/?token={TOKEN}", host=name)
            require_status(answer, 303, "the address that is printed")
            cookie = answer[1]["set-cookie"].split(";")[0]
            require_status(other.request(path="/runs", host=name, headers=[f"Cookie: {cookie}"]), 200, "the cookie")

    return end
