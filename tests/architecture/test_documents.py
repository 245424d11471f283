"""The documents are tested too: settings, commands, dependencies and decisions are the ones that exist."""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, product_python, under
from tongxin.config import cli

DOCS = ROOT / "docs"
VARIABLE = re.compile(r"^TONGXIN_[A-Z_]+$")


def variables_read() -> set[str]:
    """The variables of the environment that the product knows: every text in its source that is such a name."""
    nodes = (node for path in product_python() for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and VARIABLE.match(text)}


def pages() -> list[Path]:
    """Everything written for people."""
    return [
        *under("docs", suffix=".md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ]


def commands_named() -> Iterator[tuple[str, str]]:
    """(page, command line) wherever a page shows `tongxin …` as code."""
    for page in pages():
        text = page.read_text("utf-8")
        fenced = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        shown = [line.strip().lstrip("$ ") for block in fenced for line in block.splitlines()]
        shown += re.findall(r"`([^`\n]+)`", text)
        for line in shown:
            match = re.match(
                r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?tongxin ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)", line
            )
            if match:
                yield str(page.relative_to(ROOT)), match[1]


def known(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands directly below a parser."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: below for group in groups for name, below in group.choices.items()}


def is_known(command: str) -> bool:
    """Whether `import register` and the like leads through commands that exist."""
    parser = cli._parser(cli.all_commands())
    for word in command.split():
        below = known(parser)
        if not below:
            return True  # the rest are the command's own arguments
        if word not in below:
            return False
        parser = below[word]
    return True


def options(command: str) -> set[str]:
    """The options of a command that exists."""
    parser = cli._parser(cli.all_commands())
    for word in command.split():
        parser = known(parser)[word]
    return {option for action in parser._actions for option in action.option_strings}


def reasons() -> dict[str, str]:
    """Dependency → reason, from the tables of docs/dev/dependencies.md."""
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+?) \|", (DOCS / "dev/dependencies.md").read_text("utf-8"), re.MULTILINE
    )
    return dict(rows)


def dependencies() -> set[str]:
    """Every package that requirements/*.in and package.json name."""
    lines = [
        line for path in (ROOT / "requirements").glob("*.in") for line in path.read_text("utf-8").splitlines()
    ]
    python = {re.split(r"[=\[<>~!; ]", line)[0] for line in lines if line and line[0] not in "#-"}
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    return python | set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))


def test_every_setting_is_documented_and_none_besides() -> None:
    page = (DOCS / "operator/settings.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(TONGXIN_[A-Z_]+)` \|", page, re.MULTILINE))
    assert documented == variables_read()


def test_every_command_in_the_documents_exists() -> None:
    named = list(commands_named())
    assert named
    assert not [(page, command) for page, command in named if not is_known(command)]


def test_an_unknown_command_is_seen() -> None:
    assert not is_known("frobnicate")


def test_every_command_is_documented() -> None:
    page = (DOCS / "operator/commands.md").read_text("utf-8")
    assert not [name for name in known(cli._parser(cli.all_commands())) if f"`tongxin {name}" not in page]


def test_every_option_in_the_table_of_commands_exists() -> None:
    rows = re.findall(
        r"^\| `tongxin ([a-z -]+)` \| (.+) \|$",
        (DOCS / "operator/commands.md").read_text("utf-8"),
        re.MULTILINE,
    )
    named = [(command, option) for command, text in rows for option in re.findall(r"`(--[a-z-]+)", text)]
    assert named
    assert not [(command, option) for command, option in named if option not in options(command)]


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for page in pages() for name in re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8"))}
    assert {"demo", "test"} <= named <= targets


def test_every_dependency_has_its_reason() -> None:
    given = reasons()
    assert set(given) == dependencies()
    assert not [name for name, reason in given.items() if len(reason) < 12]


def test_decisions_are_numbered_without_a_gap_and_in_the_index() -> None:
    decisions = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    index = (DOCS / "decisions/index.md").read_text("utf-8")
    assert not [name for name in decisions if f"({name})" not in index]


def test_every_rule_is_in_the_index() -> None:
    index = (DOCS / "rules/index.md").read_text("utf-8")
    assert not {page.name for page in (DOCS / "rules").glob("*.md") if f"({page.name})" not in index} - {
        "index.md"
    }


def test_the_user_pages_are_there_in_both_languages() -> None:
    chinese = {path.name for path in (DOCS / "user/zh").glob("*.md")}
    assert chinese
    assert chinese == {path.name for path in (DOCS / "user/en").glob("*.md")}


def test_contributing_is_one_screen() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 60


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [str(Path(sys.executable).with_name("mkdocs")), "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_the_site_builds_without_warnings_and_loads_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"?(?:https?:)?//[^\" >]+", re.IGNORECASE
    )
    met = {match for page in site.rglob("*.html") for match in loads.findall(page.read_text("utf-8"))}
    assert not {tag for tag in met if 'rel="canonical"' not in tag and "rel=canonical" not in tag}


def test_the_site_builds_with_every_page_of_the_documents(site: Path) -> None:
    written = {path.relative_to(DOCS).with_suffix("") for path in under("docs", suffix=".md")}
    built = {page.parent.relative_to(site) for page in site.rglob("index.html")}
    missing = {
        page for page in written if (page.parent if page.name in {"index", "README"} else page) not in built
    }
    assert not missing


def test_pictures_of_pages_are_small() -> None:
    pictures = list((DOCS / "pictures").glob("*.png"))
    assert pictures
    assert not [path.name for path in pictures if path.stat().st_size > 200_000]
