"""The outer form of files: headers, includes, scripts, paths."""

import re

from .tree import Tree, rule

_MACHINE_PATH = re.compile(r"(?<![\w.~}-])/(?:home|work|root)/")


@rule("pragma-once", "each header has `#pragma once` before any code")
def check_pragma_once(tree: Tree):
    for source in tree.select("cpp"):
        if not source.path.endswith(".h"):
            continue
        code = [line.strip() for line in source.code_lines if line.strip()]
        first = code[0] if code else ""
        if first != "#pragma once":
            yield source.path, 1, f"starts with `{first}`; allowed: `#pragma once`"


@rule("own-header", "foo.cc includes foo.h first")
def check_own_header(tree: Tree):
    for source in tree.select("cpp"):
        own = source.path.removesuffix(".cc") + ".h"
        if own not in tree.sources:
            continue
        line, first, _ = source.includes[0] if source.includes else (1, "nothing", True)
        if first != own:
            yield source.path, line, f'includes "{first}" first; allowed: "{own}"'


@rule("machine-paths", "no absolute path of somebody's machine")
def check_machine_paths(tree: Tree):
    for source in tree.sources.values():
        for line, text in enumerate(source.lines, 1):
            match = _MACHINE_PATH.search(text)
            if match:
                path = text[match.start() :].split()[0]
                yield source.path, line, f"absolute path `{path}`; allowed: relative paths"


@rule("strict-scripts", "shell scripts have `set -euo pipefail`")
def check_strict_scripts(tree: Tree):
    for source in tree.select("shell"):
        if "set -euo pipefail" not in source.lines:
            yield source.path, 1, "goes on after an error; needed: a line `set -euo pipefail`"
