"""`tongxin import register` on the console."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people.registers import HEADINGS, household, register_csv
from tests.town import LIANHUA, Town
from tongxin.config.cli import main
from tongxin.territory.models import Site


def write(folder: Path, content: bytes) -> str:
    path = folder / "户册.csv"
    path.write_bytes(content)
    return str(path)


def test_without_apply_the_difference_is_shown_and_nothing_written(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "register", write(tmp_path, register_csv(household("90", "毕家福")))]) == 0
    out = capsys.readouterr().out
    assert "莲华村 小伍排组 90号 毕*福" in out
    assert not Site.objects.filter(door="90").exists()


def test_with_apply_it_is_written(town: Town, tmp_path: Path) -> None:
    file = write(tmp_path, register_csv(("小伍排组", "90", "杨贵"), headings=HEADINGS[1:4]))
    assert main(["import", "register", file, "--village", LIANHUA, "--apply"]) == 0
    assert Site.objects.filter(door="90").exists()


def test_faulty_rows_are_told_by_row_and_column(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(
        tmp_path, register_csv(household("90", phone="1"), household("91", "张三", village="莲花村"))
    )
    assert main(["import", "register", file, "--apply"]) == 2
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert "2" in first
    assert "电话" in first
    assert "莲华村" in second


@pytest.mark.parametrize("arguments", [["没有.xlsx"], [__file__], [__file__, "--village", "532301105999"]])
def test_bad_input_is_exit_2_with_a_message(
    town: Town, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "register", *arguments]) == 2
    assert capsys.readouterr().err.startswith("tongxin: ")
