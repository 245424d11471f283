"""`docs/rules/access.md` says what the table in the software says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tongxin.access import rules, table
from tongxin.config.cli import main
from tongxin.people.roles import Role
from tongxin.records.permission import Act

PAGE = ROOT / "docs" / "rules" / "access.md"


def test_the_page_is_the_one_that_the_table_writes() -> None:
    assert PAGE.read_text("utf-8") == table.markdown(), (
        "write it anew: tongxin access-table docs/rules/access.md"
    )


def test_a_changed_table_writes_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RIGHTS", {**rules.RIGHTS, Act.ADMINISTER: frozenset(Role)})
    assert PAGE.read_text("utf-8") != table.markdown()


def test_every_act_has_its_words() -> None:
    named = [act for acts in table.PARTS.values() for act in acts]
    assert sorted(named) == sorted(Act)
    assert all(str(table.words_of(act)) for act in Act)


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["access-table", str(tmp_path / "access.md")]) == 0
    assert (tmp_path / "access.md").read_text("utf-8") == table.markdown()
    assert main(["access-table"]) == 0
    assert capsys.readouterr().out == table.markdown()
