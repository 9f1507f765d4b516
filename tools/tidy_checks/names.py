"""Names say what a thing is."""

import re

from .tree import Tree, rule

FORBIDDEN = ("util", "utils", "helper", "helpers", "manager", "managers", "common")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Declared here: not reached through `::`, `.` or `->`, which name what others declared.
_IDENTIFIER = re.compile(r"(?<![\w.:>])[A-Za-z_]\w*")
_IMPORT = re.compile(r"^\s*(#|import\b|from\b)")


def _vague(name: str) -> str | None:
    return next((word for word in _WORD.findall(name) if word.lower() in FORBIDDEN), None)


@rule("file-names", f"no {', '.join(FORBIDDEN)} in the name of a file or directory")
def check_file_names(tree: Tree):
    for path in tree.paths:
        word = _vague(path)
        if word:
            yield path, 1, f"`{word}` in a file name; allowed: a name that says what is inside"


@rule("identifiers", f"no {', '.join(FORBIDDEN)} in an identifier")
def check_identifiers(tree: Tree):
    for source in tree.select("cpp", "typescript", "python"):
        for line, text in enumerate(source.code_lines, 1):
            if _IMPORT.match(text):
                continue
            for match in _IDENTIFIER.finditer(text):
                if _vague(match[0]):
                    message = f"vague name `{match[0]}`; allowed: a name that says what it is"
                    yield source.path, line, message
