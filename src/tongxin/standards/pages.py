"""Pages of the standards: score sheets, kinds of problem, checklists. They only show; loading is a command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.forms import MatterFilter
from tongxin.standards.models import Criterion, MatterType, SheetVersion, StandardEdition
from tongxin.standards.rules import Item
from tongxin.standards.words import (
    APPLIES_WORDS,
    EVIDENCE_WORDS,
    LEVEL_WORDS,
    OBJECT_WORDS,
    PLACE_WORDS,
    QUALITY_WORDS,
    REGION_WORDS,
    SECTION_WORDS,
    STATUS_WORDS,
    UNIT_WORDS,
    VETO_WORDS,
    chosen,
    rule_of,
)

_SIGNS = {">=": "≥", "<=": "≤", "=": "", "about": "≈", "": ""}


@page(Act.STANDARD_VIEW)
def sheets(request: SignedInRequest) -> HttpResponse:
    """Every score sheet: what it is made for, whether it is complete and may be used."""
    rows = [
        {
            "version": version,
            "made_for": OBJECT_WORDS[version.object_kind],
            "items": sum(1 for _item in version.parts.items),
            "quality": QUALITY_WORDS[version.content["source"]["quality"]],
        }
        for version in SheetVersion.objects.order_by("completeness", "sheet", "-loaded_at")
    ]
    return render(request, "standards/sheets.html", {"rows": rows})


@page(Act.STANDARD_VIEW)
def sheet(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """One sheet: its parts and items, how each is scored, and what is known of the source."""
    version = get_object_or_404(SheetVersion.objects.select_related("sheet"), pk=version_id)
    sections = [
        {
            "name": chosen(section.zh, section.en),
            "max": section.max,
            "items": [_item_row(item) for item in section.items],
        }
        for section in version.parts.sections
    ]
    context = {
        "version": version,
        "made_for": OBJECT_WORDS[version.object_kind],
        "sections": sections,
        "quality": QUALITY_WORDS[version.content["source"]["quality"]],
        "others": version.sheet.versions.exclude(pk=version.pk).only("version", "title_zh", "title_en"),
    }
    return render(request, "standards/sheet.html", context)


def _item_row(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": chosen(item.zh, item.en),
        "max": item.max,
        "rule": rule_of(item),
        "vetoes": [(chosen(veto.zh, veto.en), VETO_WORDS[veto.effect]) for veto in item.vetoes],
        "status": STATUS_WORDS[item.status],
        "is_stated": item.status == "stated",
        "is_assessable": item.is_assessable,
        "note": item.note,
    }


@page(Act.STANDARD_VIEW)
def matters(request: SignedInRequest) -> HttpResponse:
    """Kinds of problem with their time limits, each with the mark of where the limit comes from."""
    narrowed = MatterFilter(request.GET, queryset=MatterType.objects.order_by("code", "-valid_from"))
    found = page_of(narrowed.qs, request.GET.get("page"))
    rows = [(matter, PLACE_WORDS.get(matter.place_kind, matter.place_kind)) for matter in found]
    return render(request, "standards/matters.html", {"filter": narrowed, "page": found, "rows": rows})


@page(Act.STANDARD_VIEW)
def editions(request: SignedInRequest) -> HttpResponse:
    """Standards and checklists, each edition by itself."""
    rows = [
        {
            "edition": edition,
            "level": LEVEL_WORDS[edition.level],
            "applies_to": APPLIES_WORDS[edition.applies_to],
            "criteria": len(edition.content["criteria"]),
        }
        for edition in StandardEdition.objects.all()
    ]
    return render(request, "standards/editions.html", {"rows": rows})


@page(Act.STANDARD_VIEW)
def edition(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """One edition: its criteria, with threshold or the word that nobody here has it."""
    found = get_object_or_404(StandardEdition, pk=edition_id)
    context = {
        "edition": found,
        "level": LEVEL_WORDS[found.level],
        "applies_to": APPLIES_WORDS[found.applies_to],
        "quality": QUALITY_WORDS[found.content["source"]["quality"]],
        "rows": [_criterion_row(criterion) for criterion in found.criteria.all()],
    }
    return render(request, "standards/edition.html", context)


def _criterion_row(criterion: Criterion) -> dict[str, Any]:
    return {
        "criterion": criterion,
        "section": SECTION_WORDS.get(criterion.section, criterion.section),
        "thresholds": list(_thresholds(criterion)),
        "evidence": [EVIDENCE_WORDS[room] for room in criterion.evidence_from],
    }


def _thresholds(criterion: Criterion) -> list[str]:
    """The threshold in words; one a region where the source has several; "yes" is no number and left out."""
    unit = UNIT_WORDS.get(criterion.unit, criterion.unit)
    sign = _SIGNS[criterion.comparison]
    if criterion.by_region:
        return [
            f"{REGION_WORDS.get(region, region)} {sign} {value} {unit}"
            for region, value in criterion.by_region.items()
        ]
    if criterion.threshold is None or isinstance(criterion.threshold, bool):
        return []
    return [f"{sign} {criterion.threshold} {unit}"]
