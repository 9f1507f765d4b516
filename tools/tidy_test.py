#!/usr/bin/env python3
"""Every rule of tools/tidy fires where it must and is silent where it must be.

A case is a rule, a name, files, and the `path:line` of the findings expected of that rule alone.
"""

import sys
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

from tidy_checks import RULES, Tree

HEADER = "#pragma once\n"


@dataclass(frozen=True)
class Case:
    rule: str
    name: str
    files: dict[str, str]
    expected: tuple[str, ...] = ()


def fires(rule: str, name: str, files: dict[str, str], *expected: str) -> Case:
    return Case(rule, name, files, expected)


def silent(rule: str, name: str, files: dict[str, str]) -> Case:
    return Case(rule, name, files)


def line_in_core(name: str, *lines: str) -> Case:
    """Each of the lines is a finding of its own in a source of core/."""
    path = "core/book/book.cc"
    expected = [f"{path}:{number}" for number in range(1, len(lines) + 1)]
    return fires("determinism", name, {path: "\n".join(lines) + "\n"}, *expected)


def function(statements: int, header: str = "int F()") -> str:
    return f"{header} {{\n" + "    g();\n" * statements + "}\n"


EXEMPTIONS = "tools/tidy_exemptions.txt"
SIZE = (
    fires("size", "long_file", {"a.cc": "int a;\n" * 601}, "a.cc:1"),
    silent("size", "file_at_limit", {"a.cc": "int a;\n" * 600, "a.md": "text\n" * 900}),
    fires("size", "long_function", {"a.cc": "int a;\n" + function(69)}, "a.cc:2"),
    silent("size", "function_at_limit", {"a.cc": function(68)}),
    fires(
        "size",
        "long_method",
        {"a.h": "class A {\npublic:\n" + function(69, "A() : b_{1}, c_(2)") + "};\n"},
        "a.h:3",
    ),
    fires(
        "size", "long_trailing_return", {"a.cc": function(69, "auto F() const -> int")}, "a.cc:1"
    ),
    fires("size", "long_template", {"a.h": function(69, "template <class T> int F(T t)")}, "a.h:1"),
    silent("size", "long_class", {"a.h": "class A {\n" + "    int F();\n" * 90 + "};\n"}),
    silent(
        "size", "long_table", {"a.cc": "const int kTable[] = {\n" + "    F(1),\n" * 90 + "};\n"}
    ),
    silent("size", "braces_in_text", {"a.cc": 'const char* a = "F() {";\n' + "int a;\n" * 90}),
    fires("size", "long_python_function", {"a.py": "def f():\n" + "    g()\n" * 70}, "a.py:1"),
    fires(
        "size",
        "long_typescript_function",
        {"a.ts": function(69, "const f = (a: number): number =>")},
        "a.ts:1",
    ),
    fires("size", "long_script", {"a": "#!/usr/bin/env bash\n" + "true\n" * 600}, "a:1"),
    silent("size", "exempt_file", {"a.cc": "int a;\n" * 700, EXEMPTIONS: "a.cc, 700\n"}),
    silent("size", "exempt_function", {"a.cc": function(88), EXEMPTIONS: "# why\na.cc:F, 90\n"}),
    fires(
        "size",
        "grown_past_exemption",
        {"a.cc": "int a;\n" * 701, EXEMPTIONS: "a.cc, 700\n"},
        "a.cc:1",
    ),
    fires(
        "size",
        "loose_exemption",
        {"a.cc": "int a;\n" * 650, EXEMPTIONS: "a.cc, 700\n"},
        f"{EXEMPTIONS}:1",
    ),
    fires(
        "size",
        "needless_exemption",
        {"a.cc": "int a;\n", EXEMPTIONS: "\na.cc, 700\n"},
        f"{EXEMPTIONS}:2",
    ),
)

STYLE = {".clang-format": "BasedOnStyle: Google\nIndentWidth: 4\n"}
FORMAT = (
    fires("format", "unformatted", STYLE | {"core/a.cc": "int a;\nint  b;\n"}, "core/a.cc:2"),
    silent("format", "formatted", STYLE | {"core/a.cc": "int a;\nint b;\n", "a.ts": "let  a;\n"}),
)

FLOORS = (
    fires(
        "floors",
        "core_to_platform",
        {"core/book/a.h": '#include "platform/sql/a.h"\n'},
        "core/book/a.h:1",
    ),
    fires(
        "floors",
        "core_to_library",
        {"core/book/a.h": "#include <vector>\n#include <fmt/core.h>\n"},
        "core/book/a.h:2",
    ),
    fires(
        "floors",
        "core_to_sim",
        {"core/book/a.h": '#include "sim/reference/a.h"\n'},
        "core/book/a.h:1",
    ),
    fires(
        "floors",
        "domain_to_book",
        {"core/domain/a.h": '#include "core/book/a.h"\n'},
        "core/domain/a.h:1",
    ),
    fires(
        "floors",
        "book_to_ledger",
        {"core/book/a.h": '#include "core/ledger/a.h"\n'},
        "core/book/a.h:1",
    ),
    fires(
        "floors",
        "exchange_to_market",
        {"core/exchange/a.cc": '#include "core/market/a.h"\n'},
        "core/exchange/a.cc:1",
    ),
    fires(
        "floors",
        "platform_to_matching",
        {"platform/http/a.h": '#include "core/matching/a.h"\n'},
        "platform/http/a.h:1",
    ),
    fires(
        "floors",
        "platform_to_service",
        {"platform/http/a.h": '#include "services/engine/a.h"\n'},
        "platform/http/a.h:1",
    ),
    fires(
        "floors",
        "service_to_app",
        {"services/engine/a.h": '#include "apps/bourse/a.h"\n'},
        "services/engine/a.h:1",
    ),
    fires(
        "floors",
        "service_to_bench",
        {"services/engine/a.h": '#include "bench/a.h"\n'},
        "services/engine/a.h:1",
    ),
    fires(
        "floors",
        "apps_to_a_test_room",
        {"apps/bourse/a.cc": '#include "sim/market/a.h"\n#include "sim/reference/a.h"\n'},
        "apps/bourse/a.cc:2",
    ),
    silent(
        "floors",
        "downwards",
        {
            "core/matching/a.h": '#include <vector>\n#include "core/book/a.h"\n',
            "core/matching/c.h": "#include <stdint.h>\n",
            "core/matching/b.cc": '// #include "apps/a.h"\n#include "core/matching/a.h"\n',
            "platform/sql/a.h": '#include <sqlite3.h>\n#include "core/wire/a.h"\n',
            "services/engine/a.h": '#include "services/gateway/a.h"\n',
            "services/engine/b.h": '#include "core/exchange/a.h"\n',
            "apps/bourse/a.cc": '#include "services/engine/a.h"\n#include "sim/market/a.h"\n',
        },
    ),
    silent(
        "floors",
        "tests_use_anything",
        {
            "core/book/a_test.cc": '#include <gtest/gtest.h>\n#include "sim/reference/a.h"\n',
            "sim/market/a.h": '#include "services/engine/a.h"\n',
        },
    ),
)

DETERMINISM = (
    line_in_core(
        "clocks",
        "#include <chrono>",
        "auto a = std::chrono::seconds(1);",
        "auto b = Clock_clock::now();",
        "auto c = time(nullptr);",
        "auto d = std::time(0);",
        "clock_gettime(0, &e);",
    ),
    line_in_core(
        "chance", "#include <random>", "int a = rand();", "std::mt19937 b;", "std::random_device c;"
    ),
    line_in_core(
        "threads",
        "#include <thread>",
        "#include <atomic>",
        "std::mutex a;",
        "std::atomic<int> b;",
        "thread_local int c;",
        "volatile int d;",
    ),
    line_in_core(
        "input_output",
        "#include <iostream>",
        "#include <fstream>",
        "#include <filesystem>",
        "std::cout << 1;",
        'auto a = fopen("a", "r");',
    ),
    line_in_core(
        "sockets",
        "#include <sys/socket.h>",
        "#include <boost/asio.hpp>",
        "int a = socket(1, 2, 3);",
    ),
    line_in_core("floating_point", "double a;", "float b;", "auto c = 1.5;"),
    line_in_core("unordered", "std::unordered_map<int, int> a;", "std::unordered_set<int> b;"),
    line_in_core(
        "pointer_order",
        "std::map<Order*, int> a;",
        "std::set<const Order *> b;",
        "std::less<Order*> c;",
        "auto d = reinterpret_cast<std::uintptr_t>(e);",
    ),
    line_in_core("exceptions", "throw 1;", "try {", "} catch (...) {}"),
    fires(
        "determinism",
        "unordered_iteration",
        {
            "core/book/a.h": "std::unordered_map<int, int> orders_;  // det-ok: looked up only\n",
            "core/book/a.cc": "for (auto& o : orders_) {}\nauto i = orders_.begin();\n",
        },
        "core/book/a.cc:1",
        "core/book/a.cc:2",
    ),
    silent(
        "determinism",
        "integers_and_time_from_outside",
        {
            "core/book/a.cc": "#include <unordered_map>\n// time(nullptr), double\n/* rand() */\n"
            'const char* a = "double 1.5";\nauto b = command.time();\nstd::map<int, Order*> c;\n'
            "auto d = 1'000;\nfor (auto& e : orders) {}\nTimestamp time() const;\n",
        },
    ),
    silent(
        "determinism",
        "escape_and_outside_core",
        {
            "core/book/a.cc": "std::unordered_map<int, int> a;  // det-ok: looked up only\n",
            "core/book/a_test.cc": "double a;\nstd::mutex b;\n",
            "services/engine/a.cc": "#include <chrono>\ndouble a;\n",
        },
    ),
    fires(
        "determinism",
        "escape_without_reason",
        {"core/book/a.cc": "double a;  // det-ok:\n"},
        "core/book/a.cc:1",
    ),
    fires(
        "determinism",
        "escape_without_need",
        {"core/book/a.cc": "int a;  // det-ok: why\n"},
        "core/book/a.cc:1",
    ),
)

EXCHANGE = "core/exchange/exchange.h"
STATE = (
    fires(
        "state",
        "lacks_restore",
        {EXCHANGE: "\nclass Exchange {\n    int Hash();\n    void Save();\n};\nvoid Restore();\n"},
        f"{EXCHANGE}:2",
    ),
    fires("state", "no_class", {EXCHANGE: "class Book {};\n"}, f"{EXCHANGE}:1"),
    silent(
        "state",
        "complete",
        {
            EXCHANGE: "class Exchange {\n    int Hash();\n    void Save();\n    void Restore();\n};\n"
        },
    ),
    silent("state", "not_written_yet", {"core/book/a.h": "class Book {};\n"}),
)

MONEY = (
    fires(
        "money", "parse_float", {"web/a.ts": "\nconst a = parseFloat(order.price);\n"}, "web/a.ts:2"
    ),
    fires(
        "money",
        "number_call",
        {"web/a.svelte": "const a = Number(freeBalance);\n"},
        "web/a.svelte:1",
    ),
    fires(
        "money",
        "number_type",
        {"web/a.ts": "interface A {\n  quantity: number;\n  price?: number;\n}\n"},
        "web/a.ts:2",
        "web/a.ts:3",
    ),
    fires("money", "unary_plus", {"web/a.ts": "const a = +order.price;\n"}, "web/a.ts:1"),
    fires(
        "money", "needless_escape", {"web/a.ts": "const a = 1; // money-ok: why\n"}, "web/a.ts:1"
    ),
    silent(
        "money",
        "strings_and_other_numbers",
        {
            "web/a.ts": "const a = Number(port);\nlet price: Price;\nconst b = 1 + price;\n",
            "web/c.ts": "const c = 'price: number';\n",
            "web/b.ts": "const y = Number(price); // money-ok: a pixel position for the chart\n",
            "tools/c.ts": "let price: number;\n",
        },
    ),
)

ARCHITECTURE = "ARCHITECTURE.md"
DOCUMENTS = (
    fires(
        "architecture-paths",
        "missing",
        {ARCHITECTURE: "a\n`core/gone` and `b.cc`\n"},
        f"{ARCHITECTURE}:2",
        f"{ARCHITECTURE}:2",
    ),
    silent(
        "architecture-paths",
        "present",
        {
            ARCHITECTURE: "`core/book` `core/book/` `core/*/a.h` `./run` `a.h`\n"
            "`Apply(x)` `/health/live` `build/release`\n",
            "core/book/a.h": HEADER,
            "run": "",
        },
    ),
    silent("architecture-paths", "no_document", {"a.md": "`core/gone`\n"}),
)

NAMES = (
    fires("file-names", "file", {"core/book/string_util.h": HEADER}, "core/book/string_util.h:1"),
    fires("file-names", "directory", {"web/common/a.ts": ""}, "web/common/a.ts:1"),
    silent("file-names", "utilization", {"core/book/utilization.h": HEADER, "docs/commons.md": ""}),
    fires("identifiers", "class", {"a.h": "class OrderManager {};\n"}, "a.h:1"),
    fires(
        "identifiers",
        "function",
        {"a.ts": "\nfunction priceHelper() {}\n", "b.py": "def parse_utils(): pass\n"},
        "a.ts:2",
        "b.py:1",
    ),
    silent(
        "identifiers",
        "foreign_and_text",
        {
            "a.cc": '#include <x/util.h>\n// a helper\nauto a = "util";\n',
            "b.cc": "using T = std::common_type_t<int, long>;\n",
            "b.py": "import importlib.util\nimportlib.util.find()\n",
            "c.ts": "import { Helper } from 'x';\n",
        },
    ),
)

LAYOUT = (
    fires("pragma-once", "absent", {"a.h": "// text\nint a;\n"}, "a.h:1"),
    fires("pragma-once", "late", {"a.h": "#include <vector>\n#pragma once\n"}, "a.h:1"),
    silent("pragma-once", "first", {"a.h": "// text\n" + HEADER + "int a;\n", "a.cc": "int a;\n"}),
    fires(
        "own-header",
        "second",
        {"x/a.h": HEADER, "x/a.cc": '#include <vector>\n#include "x/a.h"\n'},
        "x/a.cc:1",
    ),
    fires("own-header", "never", {"x/a.h": HEADER, "x/a.cc": "int a;\n"}, "x/a.cc:1"),
    silent(
        "own-header",
        "first",
        {"x/a.h": HEADER, "x/a.cc": '#include "x/a.h"\n', "x/main.cc": "#include <vector>\n"},
    ),
    fires(
        "machine-paths",
        "home",
        {"a.md": "\nsee /" + "home/somebody/a.txt\n", "b": "x=/" + "root/b\n"},
        "a.md:2",
        "b:1",
    ),
    silent(
        "machine-paths",
        "relative",
        {"a.md": "../shared/a homework/b https://x.org/" + "home/ ./" + "work/c\n"},
    ),
    fires("strict-scripts", "loose", {"a": "#!/usr/bin/env bash\nset -e\n"}, "a:1"),
    silent(
        "strict-scripts",
        "strict",
        {"a.sh": "#!/bin/bash\nset -euo pipefail\n", "b": "#!/usr/bin/env python3\n"},
    ),
)

CODE_IN_COMMENTS = (
    "Place(order);",
    "int a = 1;",
    "book_.bids = 2;",
    "if (a) {",
    "return a;",
    "break;",
    "}",
    "#include <x>",
)
PROSE = (
    "The price is checked first; then the quantity.",
    "If the book is empty (which is common) the order rests",
    "a = b + c, rounded down",
    "return value: none;",
    "Apply(command) -> events",
    "https://example.org/a;",
)
COMMENTS = (
    *(
        fires("commented-code", f"cpp_{number}", {"a.cc": f"int a;\n    // {code}\n"}, "a.cc:2")
        for number, code in enumerate(CODE_IN_COMMENTS)
    ),
    fires("commented-code", "typescript", {"a.ts": "// const a = f(b);\n"}, "a.ts:1"),
    fires("commented-code", "python", {"a.py": "# a = f(b)\n# import x\n"}, "a.py:1", "a.py:2"),
    silent("commented-code", "prose", {"a.cc": "".join(f"// {text}\n" for text in PROSE)}),
    silent("commented-code", "python_prose", {"a.py": "# The limit.\n# noqa\nx = 1  # y = 2\n"}),
    silent("commented-code", "usage_in_a_header", {"a.h": "// Place(order);\n"}),
    silent("commented-code", "inside_a_literal", {"a.cc": 'auto a = R"(\n// b = 1;\n)";\n'}),
)

CASES = SIZE + FORMAT + FLOORS + DETERMINISM + STATE + MONEY + DOCUMENTS + NAMES + LAYOUT + COMMENTS


class TidyTest(unittest.TestCase):
    maxDiff = None

    def test_every_rule_has_a_case_that_fires_and_one_that_is_silent(self):
        firing = {case.rule for case in CASES if case.expected}
        silent_rules = {case.rule for case in CASES if not case.expected}
        self.assertEqual(firing, set(RULES))
        self.assertEqual(silent_rules, set(RULES))

    def run_case(self, case: Case):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            for path, text in case.files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            findings = sorted(RULES[case.rule].check(Tree(root, list(case.files))))
        places = [f"{finding.path}:{finding.line}" for finding in findings]
        self.assertEqual(places, list(case.expected), "\n".join(map(str, findings)))


def add_cases():
    for case in CASES:
        name = f"test_{case.rule}_{case.name}".replace("-", "_")
        assert not hasattr(TidyTest, name), f"two cases are named {name}"
        setattr(TidyTest, name, lambda self, case=case: self.run_case(case))


add_cases()

if __name__ == "__main__":
    unittest.main()
