"""Money is never a floating point number in TypeScript."""

import re

from .tree import Tree, marked_findings, rule

MARK = "money-ok"
_MONEY = r"\w*(?:price|quantity|amount|balance|notional|commission)\w*"
_PATTERNS = (
    re.compile(rf"\b(?:parseFloat|Number)\s*\(\s*[\w.?!\[\]]*{_MONEY}[^)]*\)", re.IGNORECASE),
    re.compile(rf"\b{_MONEY}\??\s*:\s*number\b", re.IGNORECASE),
    re.compile(rf"[=(,?:]\s*\+(?:\w+\??\.)*{_MONEY}", re.IGNORECASE),
)


@rule("money", "prices, quantities and amounts are decimal strings or bigint in web/, not number")
def check_money(tree: Tree):
    for source in tree.select("typescript", under="web/"):
        found = {}
        for pattern in _PATTERNS:
            for match in pattern.finditer(source.code):
                text = " ".join(match[0].split())
                found[source.line_of(match.start())] = (
                    f"money as a number: `{text}`; allowed: decimal string, bigint, branded type"
                )
        yield from marked_findings(source, MARK, found)
