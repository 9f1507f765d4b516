#!/usr/bin/env python3
"""run.py BOURSE [TEST…]: the page in Debian's Chromium (browser/*_test.mjs, or those named), on venues
of its own. BOURSE_IMAGES names a directory for the pictures of README (default: build/web/images).
Exit: 77 where Chromium, Node.js, its packages or the built page are not to be had."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "dev"))

import dev_process  # noqa: E402

SKIPPED = 77
NEEDED = {
    "Chromium": lambda: shutil.which("chromium"),
    "Node.js": lambda: shutil.which("node"),
    "packages of web/": lambda: (ROOT / "web/node_modules/playwright-core").exists(),
    "built page": lambda: (ROOT / "build/web/dist/index.html").exists(),
}
# A venue without house orders, where every digit is known, a live one, and one for operators.
VENUES = {
    "BOURSE_QUIET": ("--market", "none"),
    "BOURSE_LIVE": ("--preset", "calm"),
    "BOURSE_ADMIN": ("--market", "none"),
}


def main():
    for name, is_there in NEEDED.items():
        if not is_there():
            print(f"skipped: no {name}")
            return SKIPPED
    dev_process.binary = str(pathlib.Path(sys.argv[1]).resolve())
    tests = sys.argv[2:] or sorted(path.name for path in (HERE / "browser").glob("*_test.mjs"))
    images = os.environ.get("BOURSE_IMAGES", ROOT / "build/web/images")
    environment = {**os.environ, "BOURSE_IMAGES": str(images)}
    venues = []
    with tempfile.TemporaryDirectory(prefix="bourse-web-") as directory:
        try:
            for name, options in VENUES.items():
                venue = dev_process.DevProcess(pathlib.Path(directory) / name, *options)
                venues.append(venue)
                environment[name] = f"http://127.0.0.1:{venue.port}"
            command = ["node", "--test", "--test-concurrency=1", "--test-reporter=tap"]
            paths = [str(HERE / "browser" / name) for name in tests]
            return subprocess.run([*command, *paths], env=environment).returncode
        finally:
            for venue in venues:
                venue.kill()


if __name__ == "__main__":
    sys.exit(main())
