#!/usr/bin/env python3
"""The JavaScript of each route, compressed: 120 KiB at most. Exit: 77 without a built page."""

import pathlib
import re
import sys

LIMIT = 120 * 1024
DIST = pathlib.Path(__file__).resolve().parents[2] / "build/web/dist"


def needed(script, seen):
    """The script and what it imports before it runs."""
    if script in seen:
        return
    seen.add(script)
    text = (DIST / "assets" / script).read_text()
    for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', text):
        needed(name, seen)


def size_of(scripts):
    return sum((DIST / "assets" / f"{name}.gz").stat().st_size for name in scripts)


def main():
    if not (DIST / "index.html").exists():
        print("skipped: the page is not built (tools/web)")
        return 77
    entries = re.findall(r'src="/assets/([^"]+\.js)"', (DIST / "index.html").read_text())
    assert len(entries) == 1, entries
    pages = sorted(path.name for path in (DIST / "assets").glob("*Page-*.js"))
    assert len(pages) >= 2, "the routes are chunks of their own"
    too_large = 0
    for page in pages:
        scripts = set()
        needed(entries[0], scripts)
        needed(page, scripts)
        size = size_of(scripts)
        too_large += size > LIMIT
        print(f"{page}: {len(scripts)} scripts, {size / 1024:.1f} KiB of {LIMIT // 1024} KiB")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
