"""The core decides the same on every machine: no time, chance or threads in it."""

import re

from .tree import Source, Tree, marked_findings, rule

MARK = "det-ok"
EXCHANGE = "core/exchange/exchange.h"

_HEADERS = {
    "a clock": r"chrono|ctime|time\.h|sys/time\.h",
    "chance": r"random",
    "threads": r"thread|atomic|stdatomic\.h|mutex|shared_mutex|condition_variable|future|semaphore"
    r"|latch|barrier|stop_token|pthread\.h",
    "input or output": r"iostream|fstream|filesystem|syncstream|fcntl\.h|unistd\.h",
    "sockets": r"sys/socket\.h|netinet/.*|arpa/.*|netdb\.h|boost/asio.*",
}
_CODE = {
    "a clock": r"\bchrono::|_clock::now\b|\b(clock_gettime|gettimeofday|localtime|gmtime)\b"
    r"|\b(strftime|__rdtsc)\b|\btime\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)|(?<![\w.>])clock\s*\(\s*\)",
    "chance": r"(?<![\w.>])(s?rand|s?random|drand48|getrandom)\s*\("
    r"|\b(mt19937|random_device|default_random_engine)\b",
    "threads": r"\bstd::(atomic|mutex|thread|jthread|async|future|promise|condition_variable)\w*"
    r"|\bstd::(lock_guard|scoped_lock|unique_lock)\b|\bthread_local\b|\bpthread_\w+|\bvolatile\b",
    "input or output": r"\bstd::(cout|cerr|clog|cin|[io]?fstream|filesystem)\b|\bf(re|d)?open\s*\(",
    "sockets": r"(?<![\w.>])(socket|accept|sendto|recvfrom)\s*\(",
    "floating point": r"\b(float|double)\b|(?<![\w.])\d[\d']*\.\d",
    "an unordered container": r"\bunordered_(multi)?(map|set)\b",
    "the order of pointers": r"\b(map|set|multimap|multiset|priority_queue|less|greater|hash)\s*<"
    r"\s*(const\s+)?[\w:]+(<[^<>]*>)?(\s+const)?\s*\*|\buintptr_t\b",
    "an exception": r"\b(throw|try|catch)\b",
}
_UNORDERED_NAME = re.compile(r"\bunordered_(?:multi)?(?:map|set)\s*<[^;{}()]*>\s*&?\s*(\w+)")


def _forbidden(source: Source) -> dict[int, str]:
    found: dict[int, str] = {}
    for line, included, _ in source.includes:
        for what, pattern in _HEADERS.items():
            if re.fullmatch(pattern, included):
                found[line] = f"{what} in core: <{included}>; allowed: none"
    for what, pattern in _CODE.items():
        for match in re.finditer(pattern, source.code):
            line = source.line_of(match.start())
            if not source.code_lines[line - 1].lstrip().startswith("#"):
                found.setdefault(line, f"{what} in core: `{match[0].strip()}`; allowed: none")
    return found


def _iterations(source: Source, names: set[str]) -> dict[int, str]:
    found = {}
    for name in names:
        pattern = rf"\bfor\s*\([^;()]*:\s*(?:this->)?{name}\s*\)|\b{name}\s*\.\s*c?begin\s*\("
        for match in re.finditer(pattern, source.code):
            line = source.line_of(match.start())
            found[line] = f"iteration over the unordered `{name}`; allowed: none, sort first"
    return found


@rule("determinism", f"nothing in core/ depends on {', '.join(_CODE)}")
def check_determinism(tree: Tree):
    for source in tree.select("cpp", under="core/"):
        if source.is_test:
            continue
        header = tree.sources.get(re.sub(r"\.cc$", ".h", source.path), source)
        names = set(_UNORDERED_NAME.findall(header.code + source.code))
        yield from marked_findings(source, MARK, _forbidden(source) | _iterations(source, names))


@rule("state", "the state of the exchange has Hash, Save and Restore")
def check_state(tree: Tree):
    source = tree.sources.get(EXCHANGE)
    if source is None:
        return
    match = re.search(r"\bclass\s+Exchange\b[^;{]*\{", source.code)
    if match is None:
        yield EXCHANGE, 1, "declares no class Exchange; allowed: one, with Hash, Save and Restore"
        return
    body = source.code[match.end() :].split("\n};")[0]
    for name in ("Hash", "Save", "Restore"):
        if not re.search(rf"\b{name}\s*\(", body):
            line = source.line_of(match.start())
            yield EXCHANGE, line, f"class Exchange lacks {name}; needed: Hash, Save, Restore"
