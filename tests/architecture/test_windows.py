"""A town's Windows laptop runs the product too: what only POSIX has stands in a guarded place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import place, product_python, under

POSIX_ONLY = re.compile(
    r"\bimport (?:fcntl|resource|pwd|grp|termios|syslog)\b"
    r"|\bos\.(?:fork|getuid|geteuid|setuid|killpg|setsid|getpgid|statvfs|getloadavg|nice|chown|mkfifo|O_DIRECTORY)\b"
    r"|\bsignal\.(?:SIGKILL|SIGHUP|SIGUSR1|SIGUSR2|alarm)\b|preexec_fn|[\"']/(?:proc|tmp|dev)/"
)
GUARD = re.compile(r"sys\.platform|os\.name|(?:except |suppress\()(?:ImportError|AttributeError)|hasattr\(")


def unguarded(text: str) -> Iterator[int]:
    """Lines with a POSIX-only call whose function (or module, outside of functions) does not look where it runs."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if not POSIX_ONLY.search(line):
            continue
        around = [f for f in functions if f.lineno <= number <= (f.end_lineno or 0)]
        within = lines[around[-1].lineno - 1 : around[-1].end_lineno] if around else lines
        if not GUARD.search("\n".join(within)):
            yield number


@pytest.mark.parametrize(
    "line", ["os.getuid()", "import fcntl", "os.open(folder, os.O_DIRECTORY)", "open('/tmp/x')"]
)
def test_an_unguarded_call_is_seen(line: str) -> None:
    assert list(unguarded(f"def f():\n    {line}"))


def test_a_guarded_call_is_let_through() -> None:
    assert not list(unguarded("def f():\n    if sys.platform == 'win32':\n        return\n    os.getuid()"))


def test_what_only_posix_has_is_guarded() -> None:
    paths = [*product_python(), *under("demo", suffix=".py")]
    assert not [place(path, line) for path in paths for line in unguarded(path.read_text("utf-8"))]
