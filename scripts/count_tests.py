"""Counts the tests of all parts from their JUnit files; the last line is 'N passed, N failed, N skipped'."""

from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree


def counts(path: Path) -> dict[str, int]:
    """Numbers of tests, failures, errors and skipped ones of one JUnit file."""
    root = etree.parse(path).getroot()
    suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
    return {
        name: sum(int(suite.get(name) or 0) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }


def main(folder: Path) -> int:
    """Prints the counts; 1 where a test failed or there was none."""
    total = failed = skipped = 0
    for path in sorted(folder.glob("*.xml")):
        part = counts(path)
        print(f"{path.stem:20} {part['tests']:6} tests")
        total += part["tests"]
        failed += part["failures"] + part["errors"]
        skipped += part["skipped"]
    print(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0 or total == 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
