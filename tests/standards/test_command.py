"""`tongxin load-standards`, as whoever runs the server sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.standards.conftest import Change
from tests.standards.test_loading import FOUR_CLEAN
from tongxin.config.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console of a town."""
    monkeypatch.setenv("TONGXIN_LANGUAGE", "zh")


def test_it_says_what_is_new_and_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load-standards"]) == 0
    assert "评分细则: 新增 8, 未变 0" in capsys.readouterr().out
    assert main(["load-standards", "--data", str(ROOT / "data")]) == 0
    assert "评分细则: 新增 0, 未变 8" in capsys.readouterr().out


def test_faults_go_to_the_error_stream_with_exit_2(
    folder: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    change(FOUR_CLEAN, lambda sheet: sheet.pop("floor"))
    assert main(["load-standards", "--data", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{FOUR_CLEAN}：缺少“floor”" in told.err
