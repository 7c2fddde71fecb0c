"""A list of checks, performed in order and counted."""

import time


class Skipped(Exception):
    """What a check needs is absent; its text says what."""


class Checklist:
    def __init__(self, only=""):
        self.only = only
        self.checks = []

    def check(self, title):
        """Decorates a function that is one check: it raises where the check fails and returns what it found."""

        def add(function):
            if self.only in title:
                self.checks.append((title, function))
            return function

        return add

    def perform(self):
        """Performs every check, tells of each, counts them on the last line; returns the exit code."""
        passed, failed, skipped = 0, 0, 0
        for title, function in self.checks:
            start = time.monotonic()
            try:
                finding = function()
                passed += 1
                mark = "passed "
            except Skipped as reason:
                finding = str(reason)
                skipped += 1
                mark = "skipped"
            except Exception as error:
                finding = f"{type(error).__name__}: {error}"
                failed += 1
                mark = "FAILED "
            detail = "" if finding is None else "\n         " + str(finding).replace("\n", "\n         ")
            print(f"{mark}  {title} ({time.monotonic() - start:.1f} s){detail}", flush=True)
        if skipped:
            print(f"{skipped} skipped")
        if passed == 0 and failed == 0:
            print("integration: no check was performed")
            failed = 1
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0
