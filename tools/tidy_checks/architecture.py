"""The documents name what exists."""

import re
from fnmatch import fnmatch

from .tree import Tree, rule

DOCUMENT = "ARCHITECTURE.md"
GENERATED = ("build/", "var/", "node_modules/")
_SUFFIX = re.compile(r"\.(h|cc|md|py|ts|svelte|txt|json|toml|cmake|sh|sql|yml|yaml)$")
_PATH = re.compile(r"(?:\./)?[\w.*-]+(?:/[\w.*-]+)*/?")


def _exists(tree: Tree, path: str) -> bool:
    if "/" not in path.rstrip("/"):
        return any(path.rstrip("/") in known.split("/") for known in tree.paths)
    stem = path.rstrip("/")
    return any(fnmatch(known, stem) or fnmatch(known, stem + "/*") for known in tree.paths)


@rule("architecture-paths", f"the paths in {DOCUMENT} exist")
def check_architecture_paths(tree: Tree):
    source = tree.sources.get(DOCUMENT)
    if source is None:
        return
    for line, text in enumerate(source.lines, 1):
        for span in re.findall(r"`([^`]+)`", text):
            path = span.removeprefix("./")
            is_path = _PATH.fullmatch(span) and ("/" in span or _SUFFIX.search(span))
            if is_path and not path.startswith(GENERATED) and not _exists(tree, path):
                yield DOCUMENT, line, f"`{span}` does not exist; allowed: paths of the tree"
