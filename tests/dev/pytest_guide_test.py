"""docs/guides/pytest.md does what it says: its files are run, by pytest where there is one."""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import dev_process

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "guides" / "pytest.md"
FILES = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.DOTALL)
RUN = """
import conftest, test_bot
with conftest.venue("--market", "none") as ports:
    test_bot.test_an_order_rests_and_is_cancelled(ports)
print("1 passed")
"""


class PytestGuideTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="bourse-test-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def test_its_files_pass(self):
        files = FILES.findall(GUIDE.read_text())
        self.assertEqual([name for name, _ in files], ["conftest.py", "test_bot.py"])
        for name, text in files:
            (self.directory / name).write_text(text)
        has_pytest = importlib.util.find_spec("pytest") is not None
        command = [sys.executable, *(["-m", "pytest", "-q"] if has_pytest else ["-c", RUN])]
        result = subprocess.run(
            command,
            cwd=self.directory,
            env={**os.environ, "BOURSE": dev_process.binary},
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("1 passed", result.stdout)

    def test_the_file_is_of_this_process_and_ends_with_it(self):
        ports = self.directory / "ports.json"
        ports.write_text("of an earlier run")
        data = self.directory / "data"
        dev = dev_process.DevProcess(data, "--market", "none", "--ports-file", str(ports))
        self.addCleanup(dev.kill)
        told = json.loads(ports.read_text())
        self.assertEqual(told["port"], dev.port)
        self.assertEqual(told["url"], f"http://127.0.0.1:{dev.port}")
        self.assertEqual(pathlib.Path(told["data"]), data)
        self.assertEqual(set(json.loads(pathlib.Path(told["keys"]).read_text())), {"alice", "bob"})
        self.assertEqual(dev.stop(), 0)
        self.assertFalse(ports.exists())

    def test_a_file_that_cannot_be_written_is_an_error(self):
        nowhere = str(self.directory / "none" / "ports.json")
        result = dev_process.run_to_end(
            "dev", "--data", "data", "--port", "0", "--market", "none", "--ports-file", nowhere,
            directory=self.directory,
        )  # fmt: skip
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(nowhere, result.stderr)
