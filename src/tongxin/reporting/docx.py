"""A brief as a Word file, by the official layout (`data/brief_layouts/official.json`).

Every figure is a link to its records, and the table of figures prints the same addresses for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_UNDERLINE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from tongxin.reporting.data import Font, Layout, layout
from tongxin.reporting.document import (
    Document,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    Piece,
    SourcesBlock,
    TableBlock,
    source_row,
)
from tongxin.reporting.links import RecordLinks

_BLACK = "000000"
_GRID_STEPS_A_POINT = 4096  # w:charSpace counts in 1/4096 points
_HEADING_ROLES = ("heading1", "heading2", "heading3")


def docx_of(document: Document, links: RecordLinks) -> bytes:
    """The Word file of `document`; `links` knows the page of records of each figure."""
    return _Writer(document, links).bytes()


class _Writer:
    """Writes one document from top to bottom."""

    def __init__(self, document: Document, links: RecordLinks) -> None:
        self.source = document
        self.links = links
        self.layout: Layout = layout()
        self.file = docx.Document()

    def bytes(self) -> bytes:
        self._page()
        self._styles()
        self._font_table()
        self._masthead()
        for block in self.source.blocks:
            self._block(block)
        self._closing()
        self._page_numbers()
        self.file.core_properties.title = self.source.title
        self.file.core_properties.author = self.source.issuer
        self.file.core_properties.language = "zh-CN"
        out = BytesIO()
        self.file.save(out)
        return out.getvalue()

    # ---- the page ----

    def _page(self) -> None:
        section, page = self.file.sections[0], self.layout.page
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
        section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
        section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
        section.footer_distance = Mm(self.layout.footer_mm)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        spare = self.layout.character_points - self.layout.fonts["text"].points
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(self.layout.line_twips))
        grid.set(qn("w:charSpace"), str(round(spare * _GRID_STEPS_A_POINT)))

    def _styles(self) -> None:
        normal = self.file.styles["Normal"]
        text, latin = self.layout.fonts["text"], self.layout.fonts["latin"]
        normal.font.name = latin.name
        normal.font.size = Pt(text.points)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), text.name)
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.widow_control = False

    def _font_table(self) -> None:
        """Names what may stand in for each font, for machines that do not have it."""
        part = next(
            part for part in self.file.part.package.iter_parts() if part.partname == "/word/fontTable.xml"
        )
        root = parse_xml(part.blob)
        known = {font.get(qn("w:name")) for font in root}
        for font in self.layout.fonts.values():
            if font.name not in known:
                known.add(font.name)
                entry = OxmlElement("w:font")
                entry.set(qn("w:name"), font.name)
                other = OxmlElement("w:altName")
                other.set(qn("w:val"), ",".join(font.fallbacks))
                entry.append(other)
                root.append(entry)
        part._blob = _xml_bytes(root)

    def _page_numbers(self) -> None:
        self.file.settings.odd_and_even_pages_header_footer = True
        section = self.file.sections[0]
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
            one_sign = Pt(self.layout.fonts["page_number"].points)
            setattr(paragraph.paragraph_format, f"{side}_indent", one_sign)
            before, after = self.layout.page_number.split("{n}")
            self._run(paragraph, before, "page_number")
            self._field(paragraph, "PAGE", "page_number")
            self._run(paragraph, after, "page_number")

    # ---- the parts ----

    def _masthead(self) -> None:
        source, red = self.source, self.layout.masthead_red
        for _blank in range(2):
            self._line("", "text")
        self._line(source.masthead, self._fitting(source.masthead), align="center", colour=red, exact=None)
        self._line("", "text")
        self._line(source.issue, "text", align="center")
        issued = self._line(source.issuer, "text")
        width = self.layout.page["width"] - self.layout.page["left"] - self.layout.page["right"]
        issued.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
        self._run(issued, f"\t{source.dated}", "text")
        _border(issued, "bottom", red, eighths=18)
        for _blank in range(2):
            self._line("", "text")
        self._line(source.title, "title", align="center", exact=Pt(36))
        self._line("", "text")

    def _fitting(self, masthead: str) -> Font:
        """The masthead's font, made smaller where the name is long: one line is the rule."""
        font = self.layout.fonts["masthead"]
        room = (self.layout.page["width"] - self.layout.page["left"] - self.layout.page["right"]) / 25.4 * 72
        return Font(font.name, font.fallbacks, min(font.points, int(room / max(len(masthead), 1))))

    def _block(self, block: Any) -> None:
        match block:
            case HeadingBlock(level=level, mark=mark, pieces=pieces):
                role = _HEADING_ROLES[level - 1]
                paragraph = self._pieces((Piece(mark), *pieces), role)
                paragraph.paragraph_format.keep_with_next = True
            case ParagraphBlock(pieces=pieces):
                self._pieces(pieces, "text")
            case TableBlock(heads=heads, rows=rows):
                self._table(heads, rows)
            case ListBlock(caption=caption, entries=entries):
                self._pieces((Piece(caption),), "text")
                for entry in entries:
                    self._pieces((Piece(entry),), "text")
            case SourcesBlock(caption=caption, heads=heads):
                self._sources(caption, heads)

    def _pieces(self, pieces: Sequence[Piece], role: str) -> Paragraph:
        paragraph = self._line("", role)
        paragraph.paragraph_format.first_line_indent = Pt(2 * self.layout.fonts[role].points)
        self._fill(paragraph, pieces, role)
        return paragraph

    def _fill(self, paragraph: Paragraph, pieces: Sequence[Piece], role: str) -> None:
        for piece in pieces:
            if piece.position is None:
                self._run(paragraph, piece.text, role)
            else:
                self._link(paragraph, piece.text, self.links.to(piece.position), role)

    def _sources(self, caption: str, heads: Sequence[str]) -> None:
        self._line(caption, "heading1", align="center")
        rows = [source_row(source) for source in self.source.listed]
        self._table(heads, rows)
        self._line(self.source.taken, "small", exact=None)
        self._line(self.links.said, "small", exact=None)

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[Piece]]) -> None:
        table = self.file.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = True
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            self._cell(cell.paragraphs[0], (Piece(head),), "table_head")
        _repeat(table.rows[0])
        for row in rows:
            for cell, piece in zip(table.add_row().cells, row, strict=True):
                self._cell(cell.paragraphs[0], (piece,), "table")

    def _cell(self, paragraph: Paragraph, pieces: Sequence[Piece], role: str) -> None:
        self._fill(paragraph, pieces, role)
        paragraph.paragraph_format.line_spacing = Pt(self.layout.fonts[role].points * 1.4)
        _off_grid(paragraph)
        if pieces[0].position is not None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _closing(self) -> None:
        for line in self.source.distribution:
            paragraph = self._line(line, "table", exact=None)
            _border(paragraph, "top", _BLACK, eighths=6)
        if self.source.ledger:
            paragraph = self._line(self.source.ledger, "small", exact=None)
            _border(paragraph, "top", _BLACK, eighths=6)

    # ---- lines and runs ----

    def _line(
        self,
        text: str,
        role: str | Font,
        *,
        align: str = "left",
        colour: str = _BLACK,
        exact: Twips | Pt | str | None = "grid",
    ) -> Paragraph:
        paragraph = self.file.add_paragraph()
        if align == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if exact is not None:
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            pitch = Twips(self.layout.line_twips) if exact == "grid" else exact
            paragraph.paragraph_format.line_spacing = pitch
        if text:
            self._run(paragraph, text, role, colour)
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, role: str | Font, colour: str = _BLACK) -> Run:
        run = paragraph.add_run(text)
        self._dress(run, role if isinstance(role, Font) else self.layout.fonts[role], colour)
        return run

    def _dress(self, run: Run, font: Font, colour: str = _BLACK) -> None:
        run.font.name = self.layout.fonts["latin"].name
        run.font.size = Pt(font.points)
        run.font.color.rgb = RGBColor.from_string(colour)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font.name)

    def _link(self, paragraph: Paragraph, text: str, url: str, role: str) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = self._run(paragraph, text, role)
        run.font.underline = WD_UNDERLINE.DOTTED
        link.append(run._element)
        paragraph._p.append(link)

    def _field(self, paragraph: Paragraph, code: str, role: str) -> None:
        for kind in ("begin", "instr", "end"):
            run = self._run(paragraph, "", role)
            if kind == "instr":
                run._element.append(parse_xml(f"<w:instrText {nsdecls('w')}>{code}</w:instrText>"))
            else:
                run._element.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))


def _border(paragraph: Paragraph, side: str, colour: str, *, eighths: int) -> None:
    """A rule above or below a paragraph; `eighths` of a point thick."""
    borders: Any = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _off_grid(paragraph: Paragraph) -> None:
    """Small type in tables does not keep to the page's grid of lines."""
    snap: Any = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _repeat(row: Any) -> None:
    """The head of a table comes again on each page."""
    head = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(head)


def _xml_bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
