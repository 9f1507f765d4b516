"""What a reader sees: the pinned format, and no code in comments."""

import ast
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .tree import Tree, rule

CLANG_FORMAT = "clang-format-16"

_COMMENTED_CODE = re.compile(
    r"""
    \#\s*(include|define|ifdef|ifndef|endif|pragma)\b.*
  | (else\s+)?(if|for|while|switch)\s*\(.*\)\s*(\{|\S.*;)
  | (return|throw|co_return)\s+(\S+|.*[()=+*].*);
  | (break|continue|return);
  | (const\s+)?[\w:<>*&]+(\s+[\w*&]+)?(\.\w+|->\w+|\[\w+\])*\s*[-+*/|&]?=\s*[^=].*;
  | [\w:.>-]+\(.*\);
  | \}\s*(else\s*\{)?;?
    """,
    re.VERBOSE,
)


@rule("format", f"C++ is as {CLANG_FORMAT} writes it")
def check_format(tree: Tree):
    paths = [source.path for source in tree.select("cpp")]
    if not paths:
        return
    if shutil.which(CLANG_FORMAT) is None:
        yield paths[0], 1, f"{CLANG_FORMAT} is not installed; run tools/bootstrap"
        return
    workers = os.cpu_count() or 1
    chunks = [paths[first::workers] for first in range(workers) if paths[first::workers]]
    with ThreadPoolExecutor(workers) as pool:
        outputs = list(pool.map(lambda chunk: _clang_format(tree, chunk), chunks))
    first_lines: dict[str, int] = {}
    unformatted = re.compile(r"^(\S+?):(\d+):\d+: error: code should be", re.M)
    for path, line in unformatted.findall("".join(outputs)):
        first_lines.setdefault(path, int(line))
    for path, line in first_lines.items():
        yield path, line, f"not formatted; run {CLANG_FORMAT} -i {path}"


def _clang_format(tree: Tree, paths: list[str]) -> str:
    command = [CLANG_FORMAT, "--dry-run", "-Werror", *paths]
    return subprocess.run(command, cwd=tree.root, capture_output=True, text=True).stderr


def _is_python_code(comment: str) -> bool:
    try:
        statements = ast.parse(comment).body
    except (SyntaxError, ValueError):
        return False
    code = (ast.Assign, ast.AugAssign, ast.Return, ast.Import, ast.ImportFrom, ast.Raise)
    return any(
        isinstance(node, code) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        for node in statements
    )


@rule("commented-code", "no commented-out code")
def check_commented_code(tree: Tree):
    for source in tree.select("cpp", "typescript", "python"):
        if source.path.endswith(".h"):
            continue  # a header may show how it is used
        is_code = _is_python_code if source.language == "python" else _COMMENTED_CODE.fullmatch
        for line, comment in source.line_comments:
            if is_code(comment):
                yield source.path, line, f"commented-out code: `{comment}`; allowed: none"
