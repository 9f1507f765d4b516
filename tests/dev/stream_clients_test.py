"""Many clients of a live market: each book is the engine's, and no diff and no trade is missing."""

import pathlib
import subprocess
import unittest

import dev_process
from dev_process import DevTest

DEADLINE_SECONDS = 150


class StreamClientsTest(DevTest):
    def test_fifty_books_are_the_engines(self):
        program = pathlib.Path(dev_process.binary).parent / "stream_clients"
        if not program.exists():
            raise unittest.SkipTest(f"{program} is not built")
        keys = self.dev.data / "dev-keys.json"
        options = ["--clients", "50", "--seconds", "3", "--untimed", "--no-slow"]
        run = subprocess.run(
            [program, "--keys", keys, "--port", str(self.dev.port), *options],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("50 of 50 books are the engine's", run.stdout)


if __name__ == "__main__":
    unittest.main()
