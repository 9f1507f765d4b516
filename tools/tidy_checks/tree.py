"""What a rule sees: the tracked files, with comments and literals blanked out on demand."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Callable, Iterator

_LANGUAGES = {
    "cpp": (".h", ".cc"),
    "typescript": (".ts", ".tsx", ".svelte"),
    "python": (".py",),
    "shell": (".sh",),
    "cmake": (".cmake", "CMakeLists.txt"),
}
_SHEBANGS = {"python": r"#!.*\bpython3?\b", "shell": r"#!.*\b(ba|da)?sh\b"}

_CPP_TOKENS = re.compile(
    r"""
    (?P<comment> //(?:\\\n|[^\n])* | /\*.*?\*/ )
  | (?P<raw> (?:u8|[uUL])?R"(?P<end>[^()\\\s]{0,16})\(.*?\)(?P=end)" )
  | (?P<literal> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` )
  | (?P<word> \.?\d(?:'?[\w.])* | [A-Za-z_]\w* )
    """,
    re.VERBOSE | re.DOTALL,
)
_PYTHON_TOKENS = re.compile(
    r"""
    (?P<comment> \#[^\n]* )
  | (?P<raw> (?P<end>\"{3}|'{3})(?:\\.|.)*?(?P=end) )
  | (?P<literal> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def _blank(match: re.Match) -> str:
    """Spaces in place of a comment or literal; the quotes of a literal and all newlines stay."""
    if match.lastgroup == "word":
        return match[0]
    blanked = re.sub(r"[^\n]", " ", match[0])
    return blanked if match["comment"] else f'"{blanked[1:-1]}"'


class Source:
    """One file. `code` has the shape of `text`, so offsets and line numbers agree."""

    def __init__(self, path: str, text: str):
        self.path = path
        self.text = text
        self.lines = text.splitlines()

    @cached_property
    def language(self) -> str | None:
        """By the ending of the name, else by the shebang; None for what is not code."""
        for language, endings in _LANGUAGES.items():
            if self.path.endswith(endings):
                return language
        for language, shebang in _SHEBANGS.items():
            if re.match(shebang, self.text):
                return language
        return None

    @property
    def _tokens(self) -> re.Pattern:
        return _CPP_TOKENS if self.language in ("cpp", "typescript") else _PYTHON_TOKENS

    @cached_property
    def code(self) -> str:
        return self._tokens.sub(_blank, self.text)

    @property
    def line_comments(self) -> Iterator[tuple[int, str]]:
        """(line, text) of each `//` or `#` comment that has a line of its own."""
        for match in self._tokens.finditer(self.text):
            before = self.text[: match.start()].rpartition("\n")[2]
            if match["comment"] and not match[0].startswith("/*") and not before.strip():
                yield self.line_of(match.start()), match[0].lstrip("/#").strip()

    @cached_property
    def code_lines(self) -> list[str]:
        return self.code.splitlines()

    @cached_property
    def includes(self) -> list[tuple[int, str, bool]]:
        """(line, path, quoted) of each #include."""
        pattern = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
        matches = ((line, pattern.match(text)) for line, text in enumerate(self.lines, 1))
        return [(line, match[2], match[1] == '"') for line, match in matches if match]

    @property
    def is_test(self) -> bool:
        pattern = r"_(test|fuzz|bench|fixture)\.\w+$|\.(test|spec)\.\w+$"
        return re.search(pattern, self.path) is not None

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def excused(self, line: int, mark: str) -> bool:
        """The line carries `// MARK: reason`."""
        return re.search(rf"//.*\b{mark}: *\S", self.lines[line - 1]) is not None


class Tree:
    def __init__(self, root: Path, paths: list[str]):
        self.root = root
        self.paths = sorted(paths)

    @staticmethod
    def tracked(root: Path) -> "Tree":
        # In a container the tree may belong to another user, which git refuses without the option.
        command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if listed.returncode != 0:
            raise SystemExit(f"tidy: needs a git work tree; git says: {listed.stderr.strip()}")
        paths = [path for path in listed.stdout.split("\0") if path]
        return Tree(root, [path for path in paths if (root / path).is_file()])

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every text file by path."""
        sources = {}
        for path in self.paths:
            try:
                sources[path] = Source(path, (self.root / path).read_text(encoding="utf-8"))
            except UnicodeDecodeError:
                continue
        return sources

    def select(self, *languages: str, under: str = "") -> list[Source]:
        return [
            source
            for path, source in self.sources.items()
            if source.language in languages and path.startswith(under)
        ]


@dataclass(frozen=True)
class Rule:
    name: str
    summary: str
    check: Callable[[Tree], Iterator[Finding]]


RULES: dict[str, Rule] = {}


def rule(name: str, summary: str):
    """Registers a generator of (path, line, message) as the rule `name`."""

    def register(check):
        def findings(tree: Tree) -> Iterator[Finding]:
            for path, line, message in check(tree):
                yield Finding(path, line, name, message)

        RULES[name] = Rule(name, summary, findings)
        return check

    return register


def marked_findings(source: Source, mark: str, found: dict[int, str]):
    """`found` (line to message) less the marked lines, plus the marks that excuse nothing."""
    for line, message in sorted(found.items()):
        if not source.excused(line, mark):
            yield source.path, line, f"{message}; else mark the line `// {mark}: reason`"
    for line, text in enumerate(source.lines, 1):
        if mark in text and source.excused(line, mark) and line not in found:
            yield source.path, line, f"`{mark}` excuses nothing here; allowed: only where needed"
