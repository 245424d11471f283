"""The registry of checks: declared once, well told; run in a scope; written down as a page."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.town import LIANHUA
from tongxin.config.cli import main
from tongxin.records import checks
from tongxin.records.checks import Check, CheckScope, Found, Severity, Subject, UnknownCheck
from tongxin.records.checks_document import markdown
from tongxin.records.commands import COMMANDS
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Site

PAGE = ROOT / "docs" / "rules" / "checks.md"
TOLD: dict[str, Any] = {"title": "a", "why": "b", "mend": "c", "severity": Severity.LOOK}


def nothing(scope: CheckScope) -> Found:
    """All is right."""
    return Found()


def run(*arguments: str) -> int:
    command = next(command for command in COMMANDS if command.name == "doctor")
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_over_seventy_things_are_checked_and_each_says_why_and_what_to_do() -> None:
    declared = checks.all()
    assert len(declared) > 70
    for check in declared:
        assert str(check.title)
        assert str(check.why).endswith(".") or str(check.why).endswith("。")
        assert str(check.mend)


def test_a_name_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_registry", {})
    checks.check("people.x", **TOLD)(nothing)
    with pytest.raises(ValueError, match="twice"):
        checks.check("people.x", **TOLD)(nothing)


@pytest.mark.parametrize("silent", ["title", "why", "mend"])
def test_a_check_that_does_not_say_what_to_do_is_refused(silent: str) -> None:
    with pytest.raises(ValueError, match="say what"):
        checks.check("people.y", **{**TOLD, silent: " "})(nothing)


def test_a_room_is_named_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        checks.room("people", "People", place=9)


def test_every_checks_room_is_named() -> None:
    assert {check.room for check in checks.all()} == {room.name for room in checks.rooms()}


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(UnknownCheck):
        checks.get("people.nothing")


def test_a_scope_narrows_to_its_grounds_and_names_only_the_first(town: object) -> None:
    scope = CheckScope((division_ground(LIANHUA),), most=3)
    rows = scope.within(Site.objects.households())
    found = checks.found(rows, lambda site: Subject(str(site)), scope)
    assert (found.count, len(found.subjects)) == (8, 3)
    assert checks.found(Site.objects.none(), lambda site: Subject(str(site)), scope).count == 0


def test_the_command_makes_one_check_alone(town: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--only", "people.grid_without_leader") == 0
    printed = capsys.readouterr().out
    assert "本东村 上本东网格" in printed
    assert printed.count("\n") == 4  # room, count, names, what to do


def test_the_page_is_the_one_that_the_registry_writes() -> None:
    assert PAGE.read_text("utf-8") == markdown(), "write it anew: tongxin checks-table docs/rules/checks.md"


def test_another_check_writes_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    more = Check("people.z", "a", "b", "c", Severity.LOOK, nothing)
    monkeypatch.setattr(checks, "_registry", {**checks._registry, more.name: more})
    assert PAGE.read_text("utf-8") != markdown()


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checks-table", str(tmp_path / "checks.md")]) == 0
    assert (tmp_path / "checks.md").read_text("utf-8") == markdown()
    assert main(["checks-table"]) == 0
    assert capsys.readouterr().out == markdown()
