#!/usr/bin/env python3
"""packages.py python|node|freqtrade DIRECTORY: installs the pinned clients (requirements.txt,
package-lock.json, freqtrade.txt) in DIRECTORY, once. Exit: 0 they are there, 77 they cannot be had, with the reason."""

import hashlib
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent
PINS = {
    "python": ("requirements.txt",),
    "node": ("package.json", "package-lock.json"),
    "freqtrade": ("freqtrade.txt",),
}


class Unavailable(Exception):
    pass


def run(*command, directory):
    try:
        result = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    except FileNotFoundError:
        raise Unavailable(f"{command[0]} is not installed") from None
    if result.returncode:
        output = (result.stdout + result.stderr).strip()
        raise Unavailable(f"{' '.join(map(str, command))}\n{output}")


def install_python(directory, pins):
    run(sys.executable, "-m", "venv", ".", directory=directory)
    pip = ("bin/pip", "--disable-pip-version-check", "--timeout", "15", "--retries", "1")
    run(*pip, "install", "--no-deps", "--requirement", HERE / pins, directory=directory)


def install_node(directory, *pins):
    for name in pins:
        shutil.copy(HERE / name, directory)
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries", "1")
    run("npm", "ci", *quietly, directory=directory)


def fingerprint(kind):
    pins = b"".join((HERE / name).read_bytes() for name in PINS[kind])
    return hashlib.sha256(pins).hexdigest()


def are_installed(kind, directory):
    stamp = directory / "installed"
    return stamp.exists() and stamp.read_text() == fingerprint(kind)


def main():
    kind, directory = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if are_installed(kind, directory):
        return 0
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    try:
        install = install_node if kind == "node" else install_python
        install(directory, *PINS[kind])
    except Unavailable as reason:
        print(f"skipped: the clients for {kind} cannot be had: {reason}")
        return SKIPPED
    (directory / "installed").write_text(fingerprint(kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
