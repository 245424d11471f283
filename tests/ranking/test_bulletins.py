"""The real bulletins of data/bulletins, and the command that reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from tests.ranking.workbooks import workbook
from tongxin.config.cli import main
from tongxin.ranking.assessment import assess, read_score_file
from tongxin.ranking.errors import FileFaulty
from tongxin.ranking.rules import BottomM, TopN

FOLDER = Path(settings.TONGXIN_DATA) / "bulletins"
BULLETINS = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
FENGZHOU = FOLDER / "nanan_fengzhou_202510.json"
Rank = Callable[..., tuple[int, str, str]]


@pytest.fixture
def rank(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Rank:
    """Runs `tongxin rank …` in English; gives exit code, what it printed, and what it said on stderr."""
    monkeypatch.setenv("TONGXIN_LANGUAGE", "en")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["rank", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def printed(rank: Rank, *arguments: object) -> Any:
    """The JSON object that the command prints."""
    code, out, err = rank(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_six_bulletins_are_here() -> None:
    assert len(BULLETINS) == 6


def test_fengzhou_has_two_wrong_ranks(rank: Rank) -> None:
    assert printed(rank, FENGZHOU)["differences"] == [
        {"unit": "铺顶村", "printed": 9, "computed": 8},
        {"unit": "双溪村", "printed": 10, "computed": 11},
    ]


def test_fengzhou_has_the_expected_ranks_and_ties(rank: Rank) -> None:
    expected = {
        row["unit_zh"]: row["expected_competition_rank"]
        for row in json.loads(FENGZHOU.read_text("utf-8"))["scores"]
    }
    document = printed(rank, FENGZHOU)
    ranks = {unit["unit"]: unit["rank"] for unit in document["units"]}
    assert ranks == {**expected, "省道215": 1}  # the road is alone of its kind
    assert document["ties"] == [["西华村", "丰州村"], ["素雅村", "后田村"], ["丰州社区", "铺顶村"]]


def test_fengzhou_names_its_wrong_ranks_in_words(rank: Rank) -> None:
    code, out, _err = rank(FENGZHOU)
    assert code == 0
    assert "铺顶村: printed as rank 9, computed rank 8" in out
    assert "双溪村: printed as rank 10, computed rank 11" in out
    assert "省道215: printed" not in out


def test_the_right_ranks_of_fengzhou_agree(rank: Rank, tmp_path: Path) -> None:
    document = json.loads(FENGZHOU.read_text("utf-8"))
    for row in document["scores"]:
        row["published_rank"] = row["expected_competition_rank"]
    corrected = tmp_path / "corrected.json"
    corrected.write_text(json.dumps(document), "utf-8")
    assert printed(rank, corrected)["differences"] == []
    assert "Every printed rank agrees" in rank(corrected)[1]


@pytest.mark.parametrize("path", [path for path in BULLETINS if path != FENGZHOU], ids=lambda path: path.stem)
def test_a_bulletin_without_scores_shows_its_lists_as_printed(rank: Rank, path: Path) -> None:
    source = json.loads(path.read_text("utf-8"))
    document = printed(rank, path)
    assert (document["units"], document["ties"], document["differences"]) == ([], [], [])
    assert document["lists"] == [
        {
            "colour": printed_list["colour"],
            "rule": "as printed",
            "entries": [entry["unit_zh"] or entry["place_zh"] for entry in printed_list["entries"]],
        }
        for printed_list in source["lists"]
    ]
    assert "No score of a unit is printed" in rank(path)[1]


def test_the_object_has_the_stated_keys_only(rank: Rank) -> None:
    document = printed(rank, FENGZHOU)
    assert list(document) == ["units", "ties", "differences", "lists"]
    assert document["units"][0] == {"unit": "燎原村", "score": 93, "rank": 1, "printed_rank": 1}
    assert document["units"][-1] == {"unit": "省道215", "score": 88, "rank": 1, "printed_rank": None}


def test_lists_are_drawn_by_a_stated_rule(rank: Rank) -> None:
    red, lowest = printed(rank, FENGZHOU, "--top", 4, "--bottom", 2)["lists"]
    assert (red["colour"], red["entries"]) == ("red", ["燎原村", "玉湖村", "旭山村", "西华村", "丰州村"])
    assert red["rule"].startswith(
        "The best 4 units by score. Where equal scores meet the cut, all of them enter."
    )
    assert (lowest["colour"], lowest["entries"]) == ("black", ["溪丰村", "桃源村"])
    strict = printed(rank, FENGZHOU, "--top", 4, "--bottom", 0, "--ties", "stay-out")["lists"]
    assert [each["entries"] for each in strict] == [["燎原村", "玉湖村", "旭山村"]]


def test_the_word_black_is_not_shown_to_people(rank: Rank) -> None:
    assert not [
        path.stem
        for path in BULLETINS
        if "black" in rank(path)[1] or "黑榜" in rank(path)[1].splitlines()[-1]
    ]


def test_nobody_stands_on_both_lists() -> None:
    file = read_score_file("t.xlsx", workbook(["单位", "得分"], ["甲村", 90], ["乙村", 90], ["丙村", 80]))
    red, lowest = assess(file, [TopN(1), BottomM(2)]).lists
    assert (red.entries, lowest.entries) == (("甲村", "乙村"), ("丙村",))


@pytest.mark.parametrize("path", BULLETINS, ids=lambda path: path.stem)
def test_every_bulletin_is_represented_exactly(path: Path) -> None:
    file = read_score_file(path.name, path.read_bytes())
    source = json.loads(path.read_text("utf-8"))
    assert [(unit.name, unit.kind, unit.score, unit.printed_rank) for unit in file.units] == [
        (row["unit_zh"], row["object_kind"], row["score"], row["published_rank"]) for row in source["scores"]
    ]
    assert [[(e.name, e.parent, e.kind, e.reason) for e in each.entries] for each in file.lists] == [
        [
            (
                e["unit_zh"] or e["place_zh"],
                e["parent_zh"] or "",
                e.get("object_kind", source["object_kind"]),
                e["reason_en"] or "",
            )
            for e in each["entries"]
        ]
        for each in source["lists"]
    ]


def test_a_workbook_and_a_csv_give_the_same_as_the_bulletin(rank: Rank, tmp_path: Path) -> None:
    scores = json.loads(FENGZHOU.read_text("utf-8"))["scores"]
    kinds = {"village": "村", "road": "道路"}
    rows = [
        [row["published_rank"] or "", row["unit_zh"], kinds[row["object_kind"]], row["score"]]
        for row in scores
    ]
    headings = ["名次", "村（社区）", "类别", "得分"]
    (tmp_path / "t.xlsx").write_bytes(workbook(headings, *rows))
    text = "\n".join(",".join(map(str, row)) for row in [headings, *rows])
    (tmp_path / "t.csv").write_bytes(text.encode("gb18030"))
    expected = printed(rank, FENGZHOU)
    assert printed(rank, tmp_path / "t.xlsx") == expected
    assert printed(rank, tmp_path / "t.csv") == expected


def broken(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Fengzhou with one thing changed."""
    document = json.loads(FENGZHOU.read_text("utf-8"))
    change(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (broken(lambda d: d.pop("scores")), "a key is missing"),
        (broken(lambda d: d.update(more=1)), "unknown key"),
        (
            broken(lambda d: d["scores"][0].update(score="93")),
            "scores[0].score: this is not the right kind of value",
        ),
        (broken(lambda d: d["scores"][0].update(score=-1)), "scores[0].score: the number is too small"),
        (broken(lambda d: d["scores"][0].update(score=float("nan"))), "NaN is no number"),
        (broken(lambda d: d["scores"][0].update(score=101)), "above the highest possible, 100"),
        (broken(lambda d: d["scores"][1].update(unit_zh="燎原村")), "“燎原村” has two scores"),
        (broken(lambda d: d["scores"][0].update(published_rank=1.5)), "scores[0].published_rank"),
        (broken(lambda d: d.update(schema_version="2")), "schema_version"),
        (b'{"id": 1, "id": 2}', "the key “id” stands twice"),
        (b"[1, 2]", "bulletin"),
        (b"\xff\xfe", "no JSON text"),
        (b"[" * 100_000, "no JSON text"),
    ],
)
def test_a_faulty_bulletin_is_told(content: bytes, told: str) -> None:
    with translation.override("en"), pytest.raises(FileFaulty) as refused:
        read_score_file("bulletin.json", content)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "name", ["nowhere.xlsx", ".", "empty.xlsx", "empty.csv", "empty.json", "words.csv", "picture.xlsx"]
)
def test_bad_input_ends_with_2_and_a_message(rank: Rank, tmp_path: Path, name: str) -> None:
    for empty in ("empty.xlsx", "empty.csv", "empty.json"):
        (tmp_path / empty).touch()
    (tmp_path / "words.csv").write_text("单位,得分\n甲村,优\n", "utf-8")
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    code, out, err = rank(tmp_path / name, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("tongxin: ")


def test_arguments_that_make_no_sense_end_with_2(rank: Rank) -> None:
    with pytest.raises(SystemExit) as ended:
        rank(FENGZHOU, "--top", "many")
    assert ended.value.code == 2
