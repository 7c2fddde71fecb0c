"""A headless Chromium, spoken to over a pipe by its DevTools protocol: what a page asks for, says and looks like."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Browser:
    """A browser with one page. Use it in a `with` statement."""

    def __init__(self, executable=None):
        self.executable = executable or self.find()
        self.messages, self.buffer, self.number = [], b"", 0

    @staticmethod
    def find():
        """The browser's path; None where there is none."""
        return shutil.which("chromium") or shutil.which("google-chrome")

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="earshot-browser-")
        read_commands, self.commands = os.pipe()
        self.replies, write_replies = os.pipe()

        def connect():
            # The protocol's pipes are descriptors 3 and 4; moved out of the way first, since either may be there.
            commands, replies = os.dup(read_commands), os.dup(write_replies)
            os.dup2(commands, 3)
            os.dup2(replies, 4)

        self.process = subprocess.Popen(
            [self.executable, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", f"--user-data-dir={self.profile}"],
            close_fds=False, preexec_fn=connect, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_commands)
        os.close(write_replies)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Network", "Runtime", "Log"]:
            self.page(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.commands)
        os.close(self.replies)
        shutil.rmtree(self.profile, ignore_errors=True)

    # The protocol

    def call(self, method, session=None, timeout=60, **parameters):
        """Sends a command and returns its result; events that come before it are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + timeout
        while True:
            reply = self.receive(deadline)
            if reply is None:
                raise TimeoutError(f"{method}: no reply within {timeout} s")
            if reply.get("id") != self.number:
                self.messages.append(reply)
            elif "error" in reply:
                raise RuntimeError(f"{method}: {reply['error']['message']}")
            else:
                return reply["result"]

    def page(self, method, **parameters):
        return self.call(method, session=self.session, **parameters)

    def receive(self, deadline):
        """The next message; None where the deadline passes first."""
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.replies], [], [], left)[0]:
                return None
            part = os.read(self.replies, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    # Pages

    def open(self, file, width=1200, height=900, scheme="light", fragment=""):
        """Shows a file in a window of this size."""
        self.page(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.page("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.messages.clear()
        # By way of an empty page, so that a fragment is never a move within the page shown.
        self.page("Page.navigate", url="about:blank")
        self.wait("Page.loadEventFired")
        self.messages.clear()
        self.page("Page.navigate", url=file.resolve().as_uri() + fragment)
        self.wait("Page.loadEventFired")
        # What a page asks for late comes within a moment of its loading.
        deadline = time.monotonic() + 0.3
        while message := self.receive(deadline):
            self.messages.append(message)

    def wait(self, event, timeout=60):
        deadline = time.monotonic() + timeout
        while not any(message.get("method") == event for message in self.messages):
            message = self.receive(deadline)
            if message is None:
                raise TimeoutError(f"{event} did not come within {timeout} s")
            self.messages.append(message)

    def requests(self):
        """The addresses that the page shown has asked for."""
        return [
            message["params"]["request"]["url"] for message in self.messages
            if message.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        """What the page shown has said on the console, and what the browser has said of it."""
        found = []
        for message in self.messages:
            parameters = message.get("params", {})
            if message.get("method") == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
            elif message.get("method") == "Runtime.consoleAPICalled":
                found.append(" ".join(str(part.get("value")) for part in parameters["args"]))
            elif message.get("method") == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"]["text"])
        return found

    def evaluate(self, expression):
        """The value of an expression in the page shown."""
        result = self.page("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["text"])
        return result["result"].get("value")

    def screenshot(self, file, whole=True):
        """Writes a picture of the page shown: of all of it, or of what the window holds."""
        picture = self.page("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(picture["data"]))

    def print(self, file):
        """Writes the page shown as it comes out on A4 paper."""
        pages = self.page("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, preferCSSPageSize=True)
        file.write_bytes(base64.b64decode(pages["data"]))
