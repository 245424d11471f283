"""The brief on paper: Word and PDF by the official layout, every figure a link."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn

from tongxin.reporting.compose import document_of
from tongxin.reporting.data import layout
from tongxin.reporting.document import Document
from tongxin.reporting.docx import docx_of
from tongxin.reporting.links import RecordLinks
from tongxin.reporting.models import Brief
from tongxin.reporting.pdf import pdf_of

HOST = "http://127.0.0.1:8000"


@pytest.fixture
def links(approved: Brief) -> RecordLinks:
    return RecordLinks(approved, document_of(approved), lambda path: HOST + path)


@pytest.fixture
def word(links: RecordLinks) -> WordFile:
    return docx.Document(BytesIO(docx_of(links.document, links)))


@pytest.fixture
def pdf(links: RecordLinks, tmp_path: Path) -> Path:
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf_of(links.document, links))
    return path


def told(program: str, *arguments: str) -> str:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


def signs_of(document: Document) -> set[str]:
    """Every sign that the document prints, blanks aside."""
    words = [
        document.masthead,
        document.issue,
        document.issuer,
        document.dated,
        document.title,
        document.ledger,
    ]
    for block in document.blocks:
        words += [str(value) for value in strings_in(vars(block))]
    words += [text for source in document.listed for text in (source.title, source.definition, source.shown)]
    return {sign for text in words for sign in text if not sign.isspace()}


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from strings_in(inner)
    elif hasattr(value, "text"):
        yield value.text


# ---- Word ------------------------------------------------------------------------------------------


def test_the_page_is_that_of_official_papers(word: WordFile) -> None:
    section = word.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin] == [37, 35, 28, 26]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [210, 297]


def test_twenty_two_lines_of_twenty_eight_signs(word: WordFile) -> None:
    grid = word.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert grid.get(qn("w:linePitch")) == "579"
    pitch = 16 + int(grid.get(qn("w:charSpace")) or 0) / 4096
    assert 28 * pitch == pytest.approx(156 / 25.4 * 72, abs=0.2)


def test_the_text_is_set_in_fangsong_and_the_title_in_xiaobiaosong(word: WordFile, approved: Brief) -> None:
    fonts = {
        (run.font.size.pt, run._element.get_or_add_rPr().get_or_add_rFonts().get(qn("w:eastAsia")))
        for paragraph in word.paragraphs
        for run in paragraph.runs
        if run.text.strip() and run.font.size
    }
    assert {(16.0, "仿宋_GB2312"), (22.0, "方正小标宋简体"), (16.0, "黑体"), (16.0, "楷体_GB2312")} <= fonts


def test_fonts_that_are_not_free_name_what_may_stand_in(word: WordFile) -> None:
    part = next(part for part in word.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong,Noto Serif CJK SC"/>' in part.blob.decode()


def test_the_masthead_is_red_and_the_title_stands_below(word: WordFile, approved: Brief) -> None:
    lines = [paragraph for paragraph in word.paragraphs if paragraph.text.strip()]
    assert [line.text for line in lines[:2]] == [approved.series, "第1期"]
    assert str(lines[0].runs[0].font.color.rgb) == layout().masthead_red
    assert lines[2].text == "东华镇人民政府\t2022年10月9日"
    assert lines[3].text == approved.title


def test_every_figure_of_the_word_file_opens_its_records(word: WordFile, links: RecordLinks) -> None:
    targets = {rel.target_ref for rel in word.part.rels.values() if rel.is_external}
    shown = {links.to(position) for position in links.document.shown_positions()}
    listed = {links.to(source.position) for source in links.document.listed}
    assert targets == shown | listed
    assert all(target.startswith(f"{HOST}/briefs/{links.brief.pk}/figures/") for target in targets)


def test_pages_are_numbered_between_rules_right_and_left(word: WordFile) -> None:
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text.replace("PAGE", "1") == "— 1 —" or "—" in footer.paragraphs[0].text
    assert section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment


def test_the_head_of_the_ledger_stands_at_the_end(word: WordFile) -> None:
    assert word.paragraphs[-1].text.startswith("定稿时台账封存号：第0号 " + "0" * 64)


# ---- PDF -------------------------------------------------------------------------------------------


def test_the_pdf_carries_its_own_fonts_only(pdf: Path) -> None:
    lines = told("pdffonts", str(pdf)).splitlines()[2:]
    assert lines
    for line in lines:
        assert "NotoSerifSC" in line or "NotoSansSC" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with its signs for search


def test_every_sign_of_the_brief_is_in_the_pdf(pdf: Path, links: RecordLinks) -> None:
    printed = unicodedata.normalize("NFKC", told("pdftotext", "-layout", str(pdf), "-"))
    wanted = {unicodedata.normalize("NFKC", sign) for sign in signs_of(links.document)}
    assert {sign for sign in wanted if sign not in printed} == set()


def test_the_pdf_is_a4_with_the_figures_as_links(pdf: Path, links: RecordLinks) -> None:
    assert "595.276 x 841.89 pts (A4)" in told("pdfinfo", str(pdf))
    addresses = told("pdfinfo", "-url", str(pdf))
    for position in links.document.shown_positions():
        assert links.to(position) in addresses


def test_the_lines_of_the_pdf_hold_twenty_eight_signs(pdf: Path) -> None:
    lines = told("pdftotext", "-raw", str(pdf), "-").splitlines()
    assert (
        max(
            len(line)
            for line in lines
            if all("\u4e00" <= sign <= "\u9fff" or sign in "，。" for sign in line)
        )
        <= 28
    )
    assert any(len(line) >= 27 for line in lines)


def test_a_draft_prints_with_links_to_the_live_figures(draft: Brief, tmp_path: Path) -> None:
    links = RecordLinks(draft, document_of(draft), lambda path: HOST + path)
    path = tmp_path / "draft.pdf"
    path.write_bytes(pdf_of(links.document, links))
    assert f"{HOST}/figures/cases.found/?ground=532301105000" in told("pdfinfo", "-url", str(path))
    assert "期号定稿时编" in told("pdftotext", str(path), "-")
