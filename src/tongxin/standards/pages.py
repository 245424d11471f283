"""Pages that show the standards: score sheets, kinds of problem, checklists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from tongxin.records import clock
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.forms import MatterFilter
from tongxin.standards.hints import hints_of
from tongxin.standards.models import Criterion, MatterType, SheetDraft, SheetVersion, StandardEdition
from tongxin.standards.sheet_rows import section_rows
from tongxin.standards.towns import towns_of
from tongxin.standards.use import Standing, Use, uses
from tongxin.standards.use_pages import changes_since, version_of
from tongxin.standards.words import (
    APPLIES_WORDS,
    EVIDENCE_WORDS,
    LEVEL_WORDS,
    PLACE_WORDS,
    QUALITY_WORDS,
    REGION_WORDS,
    SECTION_WORDS,
    UNIT_WORDS,
)

_SIGNS = {">=": "≥", "<=": "≤", "=": "", "about": "≈", "": ""}


@page(Act.STANDARD_VIEW)
def sheets(request: SignedInRequest) -> HttpResponse:
    """Every score sheet by how the town uses it: what it is made for, from when on, and the town's own drafts."""
    viewer = request.viewer
    versions = viewer.visible(SheetVersion.objects.select_related("sheet"), Act.STANDARD_VIEW)
    listed = uses(
        versions.order_by("completeness", "-sheet__division_code", "sheet", "-loaded_at"),
        towns=towns_of(viewer.grounds(Act.STANDARD_VIEW)),
        on=clock.today(),
    )
    may_amend = viewer.may(Act.SHEET_AMEND)
    context = {
        "offered": [_sheet_row(use) for use in listed if use.is_offered or use.standing is Standing.COMING],
        "others": [
            _sheet_row(use) for use in listed if not use.is_offered and use.standing is not Standing.COMING
        ],
        "drafts": viewer.visible(SheetDraft.objects.all(), Act.SHEET_AMEND) if may_amend else [],
        "may_amend": may_amend,
    }
    return render(request, "standards/sheets.html", context)


def _sheet_row(use: Use) -> dict[str, Any]:
    return {
        "version": use.version,
        "use": use,
        "made_for": use.version.made_for,
        "items": len(use.version.parts.by_id),
        "quality": QUALITY_WORDS[use.version.content["source"]["quality"]],
    }


@page(Act.STANDARD_VIEW)
def sheet(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """One sheet: its parts and items, how each is scored, how the town uses it, what is known of the source."""
    version = version_of(request, version_id)
    towns = towns_of(request.viewer.grounds(Act.STANDARD_VIEW))
    former = version.sheet.versions.filter(pk__lt=version.pk).order_by("-pk").first()
    may_amend = request.viewer.may(Act.SHEET_AMEND)
    context = {
        "version": version,
        "made_for": version.made_for,
        "sections": section_rows(version.parts, hints_of(version)),
        "quality": QUALITY_WORDS[version.content["source"]["quality"]],
        "others": version.sheet.versions.exclude(pk=version.pk).only("version", "title_zh", "title_en"),
        "use": uses([version], towns=towns, on=clock.today())[0],
        "former": former,
        "changes": changes_since(former, version),
        "may_amend": may_amend,
        "draft": version.sheet.drafts.first() if may_amend and version.sheet.is_own else None,
    }
    return render(request, "standards/sheet.html", context)


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
