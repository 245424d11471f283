"""Habits of the source that a machine can see. Each guard is shown to see what it guards against."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, place, product_python, rooms, templates, under

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
RAW_SQL = re.compile(r"\.raw\(|\bRawSQL\b|\.extra\(|\.cursor\(|\.executemany\(|\.execute\(|\bRunSQL\b")
WAYS_ROUND = re.compile(
    r"mark_safe|SafeString\((?!.{2}\))|csrf_exempt|\|\s*safe\b|\bsafeseq\b|autoescape\s+off"
    r"|\.innerHTML\b|\.outerHTML\b"
)
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b",
    re.IGNORECASE,
)
LEFT_OVERS = re.compile(
    r"\b(TODO|FIXME|XXX)\b|raise NotImplemented|mark\.skip\(|mark\.xfail|type: ignore(?!\[)|noqa(?!:)"
)
VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "managers",
    "manager",
    "common",
    "misc",
    "tools",
}
# Registries are written in parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmmirror", "com"),
            ("yarnpkg", "com"),
            ("tuna", "tsinghua"),
            ("deb", "debian", "org"),
        )
    )
)

Finding = str
Guard = Callable[[str], Iterator[int]]


def lines_with(pattern: re.Pattern[str]) -> Guard:
    """A guard that names each line in which the pattern occurs."""

    def guard(text: str) -> Iterator[int]:
        yield from (number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line))

    return guard


def chinese_literals(text: str) -> Iterator[int]:
    """Lines of string literals with Chinese in them; docstrings may hold the town's word for a thing."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if CHINESE.search(node.value):
            yield node.lineno


def undocumented(text: str) -> Iterator[int]:
    """Lines of public functions and classes of a module without a docstring."""
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.lineno


def long_functions(text: str) -> Iterator[int]:
    """Lines of functions of more than 50 lines."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
            yield node.lineno


def found(paths: list[Path], guard: Guard) -> list[Finding]:
    """Every place in which the guard sees something."""
    return [place(path, line) for path in paths for line in guard(path.read_text("utf-8"))]


GUARDS: dict[str, tuple[Guard, str]] = {
    "chinese": (chinese_literals, "def f():\n    '''网格'''\n    return '网格'"),
    "raw sql": (lines_with(RAW_SQL), "Case.objects.raw('select 1')"),
    "ways round": (lines_with(WAYS_ROUND), "{{ text|safe }}"),
    "inline style": (lines_with(INLINE), '<p style="color: red">'),
    "inline handler": (lines_with(INLINE), '<button onclick="go()">'),
    "inline script": (lines_with(INLINE), "<script>go()</script>"),
    "left-overs": (lines_with(LEFT_OVERS), "x = 1  # TO" + "DO later"),
    "undocumented": (undocumented, "def close_case():\n    return 1"),
    "long functions": (long_functions, "def f():\n" + "    x = 1\n" * 51),
    "registries": (lines_with(REGISTRIES), "https://pypi" + ".org/simple"),
}


@pytest.mark.parametrize("name", GUARDS)
def test_the_guard_sees_what_it_guards_against(name: str) -> None:
    guard, broken = GUARDS[name]
    assert list(guard(broken))


def test_the_product_speaks_chinese_by_translation_only() -> None:
    assert not found(product_python(), chinese_literals)


def test_raw_sql_stays_in_records_and_ranking() -> None:
    elsewhere = [path for path in product_python() if not {"records", "ranking"} & set(path.parts)]
    assert not found(elsewhere, lines_with(RAW_SQL))


def test_nothing_goes_round_escaping_and_csrf() -> None:
    browser = [path for path in under("frontend", suffix=".ts") if not path.name.endswith(".test.ts")]
    assert not found([*product_python(), *templates(), *browser], lines_with(WAYS_ROUND))


def test_templates_keep_to_the_content_security_policy() -> None:
    assert not found(templates(), lines_with(INLINE))


def test_nothing_is_left_over() -> None:
    code = [
        path
        for path in under("src", "frontend", "demo", "scripts", "tests")
        if path.suffix in {".py", ".ts", ".html"}
    ]
    assert not found([path for path in code if path != Path(__file__)], lines_with(LEFT_OVERS))


def test_public_names_are_documented() -> None:
    assert not found(product_python(), undocumented)


def test_functions_are_at_most_50_lines() -> None:
    assert not found([*product_python(), *under("demo", suffix=".py")], long_functions)


def test_files_are_at_most_400_lines() -> None:
    code = [
        path
        for path in under("src", "frontend", "demo", "tests", "scripts", "bench")
        if path.suffix in {".py", ".ts"} and path.parent.name != "migrations"  # written by makemigrations
    ]
    sizes = {place(path): len(path.read_text("utf-8").splitlines()) for path in code}
    assert not {name: lines for name, lines in sizes.items() if lines > 400}


def test_no_file_has_a_vague_name() -> None:
    assert not [place(path) for path in under("src", "demo", "frontend") if path.stem in VAGUE]


def test_every_room_has_a_page_about_itself() -> None:
    pages = {room.name: room / "README.md" for room in rooms() if room.name != "config"}
    missing = [name for name, page in pages.items() if not page.exists()]
    assert not missing
    sizes = {name: len(page.read_text("utf-8").splitlines()) for name, page in pages.items()}
    assert not {name: lines for name, lines in sizes.items() if not 5 <= lines <= 40}


def test_no_registry_is_named() -> None:
    readable = [
        path
        for path in files()
        if path.suffix not in {".png", ".jpg", ".xlsx", ".docx", ".pdf", ".woff2", ".xz"}
    ]
    assert not found(readable, lines_with(REGISTRIES))


def test_the_npm_lock_holds_no_addresses() -> None:
    locks = [path for path in files() if path.name == "package-lock.json"]
    assert locks
    assert not [place(path) for path in locks if '"resolved": "http' in path.read_text("utf-8")]


@pytest.mark.parametrize("name", ["runtime", "server", "tools", "dev"])
def test_every_locked_requirement_is_hashed(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    pinned = re.findall(r"^\S+==\S+.*\\$", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE)) > 0


def test_the_tree_imports_nothing_while_asking_for_its_version() -> None:
    command = [sys.executable, "-c", "import tongxin, sys; print('django' in sys.modules)"]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout == "False\n"
