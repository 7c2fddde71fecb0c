"""On a processor without the instructions it is compiled for, earshot says so and stops."""

import subprocess


def add_checks(checklist, earshot):
    def emulated(processor, *arguments):
        return subprocess.run(
            ["qemu-x86_64-static", "-cpu", processor, str(earshot), *arguments],
            capture_output=True, text=True, timeout=120)

    @checklist.check("old processor: without AVX2, one plain message and exit 1")
    def refused():
        result = emulated("Westmere", "run", "gen6", "--dry-run")
        if result.returncode != 1 or result.stdout:
            raise AssertionError(f"exit {result.returncode}, stdout {result.stdout!r}; expected exit 1 and none")
        message = result.stderr.strip()
        if len(message.splitlines()) != 1 or "AVX2" not in message or "another machine" not in message:
            raise AssertionError(f"message {message!r}")
        return message

    @checklist.check("old processor: with AVX2, the same emulation runs it")
    def accepted():
        result = emulated("max", "--version")
        if result.returncode != 0:
            raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()}")
        return f"earshot {result.stdout.strip()}"
