"""A `bourse dev` process of a test: started on a free port, always stopped by its own id."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

START_DEADLINE_SECONDS = 30
READY = re.compile(r"^ready in [0-9.]+ s  https?://127\.0\.0\.1:(\d+)/$", re.MULTILINE)

binary = None  # path of the program; set by run.py


class DevProcess:
    def __init__(self, data, *options):
        self.data = pathlib.Path(data)
        self._log = tempfile.TemporaryFile(mode="w+")
        self._process = subprocess.Popen(
            [binary, "dev", "--data", str(data), "--port", "0", *options],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self.port = self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_DEADLINE_SECONDS
        while time.monotonic() < deadline:
            ready = READY.search(self.output())
            if ready:
                return int(ready.group(1))
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"not ready: {self.output()}")

    def output(self):
        return os.pread(self._log.fileno(), 1 << 20, 0).decode()

    def is_running(self):
        return self._process.poll() is None

    def keys(self):
        return json.loads((self.data / "dev-keys.json").read_text())

    def stop(self):
        """SIGTERM; the exit status."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=20)

    def kill(self):
        if self.is_running():
            self._process.kill()
        self._process.wait(timeout=20)
        self._log.close()


def run_to_end(*arguments, directory):
    """The result of a process that should fail at once, started in `directory`."""
    return subprocess.run(
        [binary, *arguments],
        capture_output=True,
        cwd=directory,
        text=True,
        timeout=START_DEADLINE_SECONDS,
    )


class DevTest(unittest.TestCase):
    """A test class with one process, which its tests share, and checks after each of them that the
    process still runs."""

    options = ()

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="bourse-test-")
        cls.addClassCleanup(directory.cleanup)
        cls.dev = DevProcess(pathlib.Path(directory.name) / "data", *cls.options)
        cls.addClassCleanup(cls.dev.kill)

    def tearDown(self):
        self.assertTrue(self.dev.is_running(), self.dev.output())
