#!/usr/bin/env python3
"""run.py BOURSE CLIENT PACKAGES: runs what `bourse connect CLIENT` prints against a venue of its own,
with the unmodified client from PACKAGES (packages.py), and then the checks in checks/, which use the
client as the printed program has set it up. Exit: 77 when the packages are not there."""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEV = HERE.parent / "dev"
sys.path.insert(0, str(DEV))

import dev_process  # noqa: E402
import packages  # noqa: E402

# client → packages, interpreter, check
CLIENTS = {
    "curl": (None, "bash", "curl.sh"),
    "python-binance": ("python", "bin/python", "python_binance.py"),
    "ccxt": ("python", "bin/python", "ccxt_python.py"),
    "ccxt-js": ("node", "node", "ccxt_node.mjs"),
    "connector-js": ("node", "node", "connector.mjs"),
}


def run_program(interpreter, program):
    """Fails with what the program said."""
    environment = {**os.environ, "PYTHONPATH": f"{program.parent}:{HERE / 'checks'}"}
    result = subprocess.run(
        [interpreter, program],
        cwd=program.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        sys.exit(f"{result.stdout}\n{program.name} ended with status {result.returncode}")
    print(f"{program.name}: {len(result.stdout)} characters, ok")


def printed_program(client, dev):
    url = f"http://127.0.0.1:{dev.port}"
    command = [dev_process.binary, "connect", client, "--url", url, "--data", dev.data]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    dev_process.binary, client, installed = (
        str(pathlib.Path(sys.argv[1]).resolve()),
        sys.argv[2],
        pathlib.Path(sys.argv[3]).resolve(),
    )
    kind, interpreter, check = CLIENTS[client]
    if kind and not packages.are_installed(kind, installed / kind):
        print(f"skipped: {client} is not installed in {installed / kind}")
        return packages.SKIPPED
    if kind == "python":
        interpreter = installed / kind / interpreter
    with tempfile.TemporaryDirectory(prefix="bourse-client-") as name:
        directory = pathlib.Path(name)
        if kind == "node":
            (directory / "node_modules").symlink_to(installed / kind / "node_modules")
        dev = dev_process.DevProcess(directory / "data", "--preset", "calm")
        try:
            snippet = directory / f"snippet{pathlib.Path(check).suffix}"
            snippet.write_text(printed_program(client, dev))
            run_program(interpreter, snippet)
            for source in (HERE / "checks").glob(f"*{snippet.suffix}"):
                (directory / source.name).write_text(source.read_text())
            run_program(interpreter, directory / check)
        finally:
            dev.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
