"""`tongxin import register` on the console."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people.registers import HEADINGS, household, register_csv
from tests.town import LIANHUA, TOWN, Town
from tongxin.config.cli import main
from tongxin.people.models import LearntHeading, RegisterEntry
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


UNKNOWN = register_csv(("莲华村", "小伍排组", "90", "杨贵", "池塘边"), headings=(*HEADINGS[:4], "怎么走"))


def test_an_unknown_column_is_refused_with_what_was_found(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "register", write(tmp_path, UNKNOWN), "--apply"]) == 2
    said = capsys.readouterr()
    assert "户主 = head" in said.out
    assert "怎么走 = ignore ?" in said.out
    assert "怎么走" in said.err
    assert not Site.objects.filter(door="90").exists()


def test_what_the_command_line_says_of_a_column_is_taken(town: Town, tmp_path: Path) -> None:
    file = write(tmp_path, UNKNOWN)
    assert main(["import", "register", file, "--column", "怎么走=note", "--apply"]) == 0
    assert RegisterEntry.objects.get(site__door="90").note == "池塘边"


@pytest.mark.parametrize("said", ["怎么走", "怎么走=password", "=note"])
def test_nonsense_about_a_column_is_refused(
    town: Town, tmp_path: Path, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "register", write(tmp_path, UNKNOWN), "--column", said]) == 2
    assert said in capsys.readouterr().err


def test_what_a_town_learnt_on_its_pages_holds_here_too(town: Town, tmp_path: Path) -> None:
    LearntHeading.objects.create(division_code=TOWN, kind="households", heading="怎么走", key="note")
    assert main(["import", "register", write(tmp_path, UNKNOWN), "--apply"]) == 0


def test_public_places_come_in_by_their_own_word(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "村,组,名称,类型\n莲华村,小伍排组,村口公厕,厕所\n".encode())
    assert main(["import", "places", file, "--apply"]) == 0
    assert "+ 莲华村 小伍排组 村口公厕 公厕" in capsys.readouterr().out
    assert Site.objects.get(name="村口公厕").kind == "toilet"


def test_warnings_are_printed_masked(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "register", write(tmp_path, register_csv(household("90", "李小民")))]) == 0
    out = capsys.readouterr().out
    assert "名字只差一个字" in out
    assert "李小民" not in out
