#!/usr/bin/env python3
"""The numbers of tools/count_tests: a failure is never lost, and a case is counted once."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.sax.saxutils import escape

GOOGLE_TEST = """[==========] Running 4 tests from 1 test suite.
[  PASSED  ] 2 tests.
[  SKIPPED ] 1 test, listed below:
[  SKIPPED ] Replay.RecordedFlow
"""
GOOGLE_TEST_FAILED = GOOGLE_TEST + "[  FAILED  ] 1 test, listed below:\n[  FAILED  ] Book.Fills\n"


class CountTestsTest(unittest.TestCase):
    def count(self, *programs: tuple[str, str]) -> tuple[str, str]:
        """(the last line, the lines above) for programs given as (ctest status, output)."""
        tests = "".join(
            f'<testcase name="a" status="{status}"><system-out>{escape(output)}</system-out></testcase>'
            for status, output in programs
        )
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as report:
            report.write(f"<testsuite>{tests}</testsuite>")
            report.flush()
            command = [sys.executable, Path(__file__).parent / "count_tests", report.name]
            result = subprocess.run(command, check=True, capture_output=True, text=True)
        above, _, last = result.stdout.strip().rpartition("\n")
        return last, above

    def test_cases_of_google_test(self):
        self.assertEqual(self.count(("run", GOOGLE_TEST)), ("2 0 1", "skipped: Replay.RecordedFlow"))
        self.assertEqual(self.count(("fail", GOOGLE_TEST_FAILED))[0], "2 1 1")

    def test_cases_of_unittest(self):
        self.assertEqual(self.count(("run", "Ran 7 tests in 0.1s\n\nOK (skipped=2)"))[0], "5 0 2")
        output = "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2)"
        self.assertEqual(self.count(("fail", output))[0], "4 3 0")

    def test_a_crash_is_a_failure(self):
        self.assertEqual(self.count(("fail", "[==========] Running 4 tests"))[0], "0 1 0")
        self.assertEqual(self.count(("fail", GOOGLE_TEST))[0], "2 1 1")

    def test_other_programs_are_one_test(self):
        programs = (("run", "fine"), ("fail", "no"), ("notrun", ""), ("disabled", ""))
        self.assertEqual(self.count(*programs)[0], "1 1 2")

    def test_findings_are_repeated(self):
        output = "10 commands\ncompared 10 commands, 0 differ\nkills: 3, lost: 0\n"
        self.assertEqual(
            self.count(("run", output)), ("1 0 0", "compared 10 commands, 0 differ\nkills: 3, lost: 0")
        )

    def test_failed_cases_are_named_with_their_reason(self):
        output = (
            "[ RUN      ] Book.Sorts\n[       OK ] Book.Sorts (0 ms)\n"
            "[ RUN      ] Book.Fills/0\nbook_test.cc:7: Failure\n"
            "[  FAILED  ] Book.Fills/0, where GetParam() = 3 (16 ms)\n"
        )
        above = "failed: Book.Fills/0\nbook_test.cc:7: Failure"
        self.assertEqual(self.count(("fail", output + GOOGLE_TEST_FAILED))[1].split("\nskipped")[0], above)
        output = "FAIL: test_it (x.Test)\nRan 1 test in 0.1s\n\nFAILED (failures=1)"
        self.assertEqual(self.count(("fail", output)), ("0 1 0", "failed: test_it (x.Test)"))

    def test_programs_add_up(self):
        self.assertEqual(self.count(("run", GOOGLE_TEST), ("fail", GOOGLE_TEST_FAILED))[0], "4 1 2")


if __name__ == "__main__":
    unittest.main()
