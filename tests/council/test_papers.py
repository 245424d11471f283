"""Agreements on paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from uuid import UUID

from tests.council.conftest import TERMS, Desk
from tongxin.council.actions import draft_for_all
from tongxin.council.models import Agreement
from tongxin.council.papers import agreements_pdf, area_words, term_words, to_print


def address(agreement_id: UUID) -> str:
    """Where its page would be."""
    return f"https://tongxin.example/agreements/{agreement_id}/"


def pages_of(content: bytes, folder: Path) -> list[str]:
    """The text of each page, without blanks."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout
    return [re.sub(r"\s", "", page) for page in text.decode().split("\f")[:-1]]


def test_three_copies_say_who_keeps_them(desk: Desk, tmp_path: Path) -> None:
    pages = pages_of(agreements_pdf([desk.draft()], address=address), tmp_path)
    assert [re.search("一式三份·(.+?)留存", page).group(1) for page in pages] == [  # type: ignore[union-attr]
        "农户（店铺）",
        "村委会",
        "镇政府",
    ]
    for page in pages:
        assert "莲华村小伍排组1号" in page
        assert "不涉及任何罚款、押金和收费" in page


def test_a_name_stands_on_the_paper_only_where_it_was_opened(desk: Desk, tmp_path: Path) -> None:
    agreement = desk.draft()
    assert "李小明" not in "".join(pages_of(agreements_pdf([agreement], address=address), tmp_path))
    named = agreements_pdf([agreement], address=address, names={agreement.pk: "李小明"})
    assert all("李小明" in page for page in pages_of(named, tmp_path))


def test_all_of_a_group_are_one_file(desk: Desk, tmp_path: Path) -> None:
    draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary)
    agreements = to_print(desk.town.group.ground)
    assert len(pages_of(agreements_pdf(agreements, address=address), tmp_path)) == 3 * 4


def test_area_and_term_read_as_people_say_them(desk: Desk) -> None:
    agreement = Agreement.objects.get(pk=desk.draft().pk)
    agreement.left, agreement.width = "左至2号", agreement._meta.get_field("width").to_python("6.5")
    assert area_words(agreement) == "门前自墙根至路沿；左至2号；宽6.5米"
    assert term_words(agreement) == "2022年5月21日至2023年5月20日（含首尾两天）"
