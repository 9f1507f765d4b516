"""Length of files and functions, as a ratchet: what is too long already may only get shorter."""

import ast
import re
from typing import Iterator

from .tree import Source, Tree, rule

FILE_LIMIT = 600
FUNCTION_LIMIT = 70
EXEMPTIONS = "tools/tidy_exemptions.txt"

_SCOPE = re.compile(r'\b(namespace|class|struct|union|enum|concept|interface)\b|\bextern\s*"')
# What may stand between the last `)` of a header and the `{` of a function.
_BEFORE_BODY = {
    "cpp": re.compile(
        r"((const|noexcept|override|final|mutable|try|&&?)\s*)*(->.*|requires\b.*)?|.*\}", re.S
    ),
    "typescript": re.compile(r"(:[^=]*)?(=>)?", re.S),
}


def _is_scope(header: str) -> bool:
    """A block of declarations. A `class` among template arguments or parameters opens none."""
    flat = header
    for _ in range(3):
        flat = re.sub(r"\([^()<>]*\)|<[^()<>]*>", "", flat)
    return _SCOPE.search(flat) is not None and not header.endswith(")")


def _is_body(header: str, language: str) -> bool:
    _, parenthesis, tail = header.rpartition(")")
    return bool(parenthesis) and _BEFORE_BODY[language].fullmatch(tail.strip()) is not None


def _name(header: str) -> str:
    test = re.search(r"\bTEST(?:_[FP])?\s*\(\s*(\w+)\s*,\s*(\w+)", header)
    if test:
        return f"{test[1]}.{test[2]}"
    match = re.search(r"(operator\s*[^\w\s(]+|[\w:~]+)\s*\(", header) or re.search(r"(\w+)\s*=", header)
    return match[1] if match else "lambda"


def _spaces(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _brace_functions(source: Source) -> Iterator[tuple[str, int, int]]:
    """(name, first line, lines) of the blocks that follow a parameter list outside any function."""
    # Preprocessor lines may hold unbalanced braces; an access specifier is no part of a function.
    no_header = r"^[ \t]*#(?:\\\n|[^\n])*|\b(?:public|protected|private):(?!:)"
    code = re.sub(no_header, _spaces, source.code, flags=re.M)
    stack: list[tuple[str, int, str]] = []  # (kind, start of the header, header)
    start = 0
    for match in re.finditer(r"[{};]", code):
        at = match.start()
        inside_function = any(kind == "function" for kind, _, _ in stack)
        if match[0] == "{":
            header = code[start:at].strip()
            if inside_function:
                kind = "block"
            elif _is_scope(header):
                kind = "scope"
            else:
                kind = "function" if _is_body(header, source.language) else "initializer"
            stack.append((kind, at - len(code[start:at].lstrip()), header))
            if kind != "initializer":
                start = at + 1
        elif match[0] == "}" and stack:
            kind, began, header = stack.pop()
            if kind == "function":
                first = source.line_of(began)
                yield _name(header), first, source.line_of(at) - first + 1
            if kind != "initializer":
                start = at + 1
        elif not stack or stack[-1][0] != "initializer":
            start = at + 1


def _python_functions(source: Source) -> Iterator[tuple[str, int, int]]:
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def functions(source: Source) -> Iterator[tuple[str, int, int]]:
    """(name, first line, lines) of each function; a block of TypeScript test cases is none."""
    if source.language == "python":
        return _python_functions(source)
    if source.language == "cpp" or (source.path.endswith((".ts", ".tsx")) and not source.is_test):
        return _brace_functions(source)
    return iter(())


def _exemptions(tree: Tree) -> dict[str, tuple[int, int]]:
    """Subject to (limit, line in the list). A line is `PATH, LIMIT` or `PATH:FUNCTION, LIMIT`."""
    listed = {}
    if EXEMPTIONS in tree.sources:
        for line, text in enumerate(tree.sources[EXEMPTIONS].lines, 1):
            match = re.match(r"(?!#)(\S+), *(\d+)$", text)
            if match:
                listed[match[1]] = (int(match[2]), line)
    return listed


def _measured(tree: Tree) -> Iterator[tuple[str, str, int, int, int]]:
    """(subject, path, line, length, limit) of each file and function."""
    for source in tree.sources.values():
        if source.language is not None:
            yield source.path, source.path, 1, len(source.lines), FILE_LIMIT
            for name, line, length in functions(source):
                yield f"{source.path}:{name}", source.path, line, length, FUNCTION_LIMIT


@rule("size", f"files up to {FILE_LIMIT} lines, functions up to {FUNCTION_LIMIT}, or listed")
def check_size(tree: Tree):
    exemptions = _exemptions(tree)
    longest: dict[str, int] = {}
    for subject, path, line, length, limit in _measured(tree):
        if length <= limit:
            continue
        longest[subject] = max(length, longest.get(subject, 0))
        allowed, _ = exemptions.get(subject, (limit, 0))
        if length > allowed:
            yield path, line, f"{subject} has {length} lines; allowed: {allowed}"
    for subject, (allowed, line) in exemptions.items():
        if subject not in longest:
            yield EXEMPTIONS, line, f"{subject} needs no exemption any more; remove the line"
        elif longest[subject] < allowed:
            found = longest[subject]
            yield EXEMPTIONS, line, f"{subject} has {found} lines; lower its limit from {allowed}"
