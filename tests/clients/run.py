#!/usr/bin/env python3
"""run.py BOURSE CLIENT PACKAGES [tls] [ARGUMENT…]: runs what `bourse connect CLIENT` prints against a
venue of its own, with the unmodified client from PACKAGES (packages.py), and then the checks in
checks/, which use the client as the printed program has set it up; with `tls` by HTTPS and WSS.
Arguments are the check's (freqtrade: seconds). Exit: 77 when the packages are not there."""

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

# client → packages, interpreter, check, ending of what is printed
CLIENTS = {
    "curl": (None, "bash", "curl.sh", ".sh"),
    "python-binance": ("python", "bin/python", "python_binance.py", ".py"),
    "ccxt": ("python", "bin/python", "ccxt_python.py", ".py"),
    "ccxt-js": ("node", "node", "ccxt_node.mjs", ".mjs"),
    "connector-js": ("node", "node", "connector.mjs", ".mjs"),
    "binance-spot": ("node", "node", "binance_spot.mjs", ".mjs"),
    "freqtrade": ("freqtrade", "bin/python", "freqtrade_bot.py", ".sh"),
    "hummingbot": (None, "bash", "hummingbot.sh", ".yaml"),
}
# What is printed is run by itself before the check, but where the check runs it, or nothing can.
NOT_RUN_ALONE = ("freqtrade", "hummingbot")
HOSTS_OF_HUMMINGBOT = ("api.binance.com", "stream.binance.com", "ws-api.binance.com")


def run_program(interpreter, program, dev, arguments=()):
    """Fails with what the program said."""
    environment = {**os.environ, "PYTHONPATH": f"{program.parent}:{HERE / 'checks'}"}
    environment["NODE_EXTRA_CA_CERTS"] = str(dev.data / "ca" / "ca.pem")
    if "/" in str(interpreter):
        environment["PATH"] = f"{interpreter.parent}:{environment['PATH']}"
    result = subprocess.run(
        [interpreter, program, *arguments],
        cwd=program.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        sys.exit(f"{result.stdout}\n{program.name} ended with status {result.returncode}")
    print(f"{program.name}: {len(result.stdout)} characters, ok")


def printed_program(client, dev, tls):
    url = f"http://127.0.0.1:{dev.port}"
    command = [dev_process.binary, "connect", client, "--url", url, "--data", dev.data, *tls]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    dev_process.binary, client, installed = (
        str(pathlib.Path(sys.argv[1]).resolve()),
        sys.argv[2],
        pathlib.Path(sys.argv[3]).resolve(),
    )
    tls = ["--tls"] if "tls" in sys.argv[4:] else []
    arguments = [argument for argument in sys.argv[4:] if argument != "tls"]
    kind, interpreter, check, ending = CLIENTS[client]
    if kind and not packages.are_installed(kind, installed / kind):
        print(f"skipped: {client} is not installed in {installed / kind}")
        return packages.SKIPPED
    if kind and kind != "node":
        interpreter = installed / kind / interpreter
    with tempfile.TemporaryDirectory(prefix="bourse-client-") as name:
        directory = pathlib.Path(name)
        if kind == "node":
            (directory / "node_modules").symlink_to(installed / kind / "node_modules")
        names = [f"--tls-name={host}" for host in HOSTS_OF_HUMMINGBOT] if client == "hummingbot" else []
        dev = dev_process.DevProcess(directory / "data", "--preset", "calm", *tls, *names)
        try:
            snippet = directory / f"snippet{ending}"
            snippet.write_text(printed_program(client, dev, tls))
            if client not in NOT_RUN_ALONE:
                run_program(interpreter, snippet, dev)
            for source in (HERE / "checks").glob(f"*{pathlib.Path(check).suffix}"):
                (directory / source.name).write_text(source.read_text())
            (directory / "curl.sh").write_text(printed_program("curl", dev, tls))
            if client == "curl":
                (directory / "curl.sh").write_text((HERE / "checks" / "curl.sh").read_text())
            run_program(interpreter, directory / check, dev, arguments)
        finally:
            dev.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
