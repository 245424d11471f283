"""What is done with briefs: written, changed, approved (frozen), published, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation

from tongxin.records import clock, ledger, publication
from tongxin.records.canonical import JSON
from tongxin.records.numbers import next_number
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.reporting import document as printed
from tongxin.reporting.acceptance import accepted_text, accepted_title, place_names
from tongxin.reporting.compose import compose, filled
from tongxin.reporting.data import template_files
from tongxin.reporting.errors import (
    FiguresMoved,
    OwnBrief,
    PeriodBackwards,
    PeriodNotOver,
    StepNotAllowed,
    TemplateChanged,
)
from tongxin.reporting.models import Brief, BriefFigure, BriefTemplate
from tongxin.reporting.numbers import FreezingNumbers, place_words
from tongxin.reporting.rules import BriefState, Step, after, digest_of, may_approve
from tongxin.reporting.text import Speech
from tongxin.reporting.wording import stored_speech
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded

PUBLISHED_KIND = "brief"
SERIES_DIGITS = 40  # of the digest of a masthead: the name of its series of numbers is short


@transaction.atomic
def load_templates(*, by: Viewer) -> list[BriefTemplate]:
    """Loads every wording of the data folder that is not there yet; returns the new ones.

    Loading twice changes nothing. Raises `TemplateFaulty`, `TemplateChanged` (same version, other content),
    and what `accepted_text` raises: a template cannot hold typed numbers either.
    """
    by.require(Act.STANDARD_LOAD)
    loaded = []
    for path, content in template_files():
        key, version, digest = str(content["key"]), int(str(content["version"])), digest_of(content)
        known = BriefTemplate.objects.filter(key=key, version=version).first()
        if known is None:
            loaded.append(_load(content, digest, by=by))
        elif known.digest != digest:
            raise TemplateChanged(path.name)
    return loaded


def has_new_templates() -> bool:
    """Did wordings come along that are not loaded yet?"""
    known = set(BriefTemplate.objects.values_list("key", "version"))
    return any((content["key"], content["version"]) not in known for _path, content in template_files())


def _load(content: dict[str, Any], digest: str, *, by: Viewer) -> BriefTemplate:
    template = BriefTemplate.objects.create(
        key=content["key"],
        version=content["version"],
        name=content["name"],
        language=content["language"],
        valid_from=date.fromisoformat(content["valid_from"]),
        masthead=content["masthead"],
        issuer=content["issuer"],
        title=accepted_title(content["title"]),
        text=accepted_text("\n".join(content["text"]), stored_speech()),
        distribution=content["distribution"],
        source=content["source"],
        digest=digest,
    )
    detail: dict[str, JSON] = {"key": template.key, "version": template.version, "digest": digest}
    ledger.append("brief_template.load", by=by, subject=template, division_code="0" * 12, detail=detail)
    return template


@transaction.atomic
def write_brief(template: BriefTemplate, *, by: Viewer, ground: Ground, since: date, until: date) -> Brief:
    """Begins a draft with the template's wording. Raises `NotAllowed`, `PeriodBackwards`."""
    by.require(Act.BRIEF_WRITE, ground)
    if until < since:
        raise PeriodBackwards
    person = _person(by)
    brief = Brief(
        template=template,
        since=since,
        until=until,
        text=template.text,
        written_by_id=person,
        edited_by_id=person,
        **grounded(ground),
    )
    place = place_words(ground.key)
    with translation.override(template.language):
        brief.series = filled(template.masthead, place, brief.scope)
        brief.issuer = filled(template.issuer, place, brief.scope)
        brief.title = filled(template.title, place, brief.scope)
    brief.save(force_insert=True)
    _note("brief.write", brief, by=by, detail={"template": template.key, "version": template.version})
    return brief


@transaction.atomic
def edit_brief(brief: Brief, *, by: Viewer, revision: int, title: str, text: str, speech: Speech) -> Brief:
    """Changes title and text of a draft. `text` is spelled in `speech`, `revision` is the one that was open.

    Raises `NotAllowed`, `StepNotAllowed`, `FiguresMoved` (someone else saved first), `PlaceNotRead`,
    `TypedNumbers`.
    """
    current = _taken(brief, Step.EDIT, by=by, act=Act.BRIEF_WRITE)
    if current.revision != revision:
        raise FiguresMoved
    names = place_names(current.ground)
    current.title = accepted_title(title, names)
    current.text = accepted_text(text, speech, names)
    current.revision += 1
    current.edited_by_id = _person(by)
    current.edited_at = clock.now()
    current.save(update_fields=["title", "text", "revision", "edited_by", "edited_at"])
    _note("brief.edit", current, by=by, detail={"revision": current.revision})
    return current


@transaction.atomic
def approve_brief(brief: Brief, *, by: Viewer, revision: int) -> Brief:
    """Approves a draft: numbers it, freezes the values and row ids of its figures, and writes their digest.

    `revision` is the one that the approver read. Raises `NotAllowed`, `OwnBrief`, `StepNotAllowed`,
    `FiguresMoved`, `PeriodNotOver`.
    """
    current = _taken(brief, Step.APPROVE, by=by, act=Act.BRIEF_PUBLISH)
    if not may_approve(by.person_id, current.hands):
        raise OwnBrief
    if current.revision != revision:
        raise FiguresMoved
    if current.until > clock.today():
        raise PeriodNotOver
    current.approved_by_id = _person(by)
    current.approved_at = clock.now()
    current.issue_year, current.issue_no = _next_issue(current)
    figures_count = _freeze(current)
    current.save()
    detail: dict[str, JSON] = {
        "digest": current.digest,
        "figures": figures_count,
        "revision": revision,
    }
    _note("brief.approve", current, by=by, detail=detail)
    return current


def _freeze(brief: Brief) -> int:
    """Fills body and digest, writes the frozen figures, returns how many."""
    numbers = FreezingNumbers()
    document = compose(brief, numbers)
    frozen: list[BriefFigure] = numbers.save(brief)
    brief.body = printed.to_json(document)
    brief.digest = digest_of({"body": brief.body, "figures": [figure.digest for figure in frozen]})
    brief.state = BriefState.APPROVED
    return len(frozen)


def _next_issue(brief: Brief) -> tuple[int, int]:
    """Year and number of the next issue of the series, without a gap and never given twice."""
    year = clock.local(brief.approved_at or clock.now()).year
    series = f"brief:{digest_of(brief.series)[:SERIES_DIGITS]}"
    return year, int(next_number(series, year, prefix="").rpartition("-")[2])


@transaction.atomic
def publish_brief(brief: Brief, *, by: Viewer) -> Brief:
    """Publishes an approved brief. Raises `NotAllowed`, `StepNotAllowed`, `PersonalDataInText`."""
    current = _taken(brief, Step.PUBLISH, by=by, act=Act.BRIEF_PUBLISH)
    current.published_by_id = _person(by)
    current.published_at = clock.now()
    current.state = BriefState.PUBLISHED
    current.save(update_fields=["published_by", "published_at", "state"])
    publication.publish(
        PUBLISHED_KIND,
        str(current.pk),
        title=current.title,
        body=public_body(current),
        division_code=current.division_code,
        expires_at=None,
        by=by,
    )
    _note("brief.publish", current, by=by, detail={"digest": current.digest})
    return current


@transaction.atomic
def withdraw_brief(brief: Brief, *, by: Viewer, reason: str) -> Brief:
    """Takes a brief back: a draft is dropped, a published one leaves the portal at once.

    What was frozen stays. Raises `NotAllowed`, `StepNotAllowed`.
    """
    current = _taken(
        brief, Step.WITHDRAW, by=by, act=Act.BRIEF_WRITE if brief.is_draft else Act.BRIEF_PUBLISH
    )
    was_published = current.state == BriefState.PUBLISHED
    current.withdrawn_by_id = _person(by)
    current.withdrawn_at = clock.now()
    current.withdrawal_reason = reason
    current.state = BriefState.WITHDRAWN
    current.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason", "state"])
    if was_published:
        publication.withdraw(PUBLISHED_KIND, str(current.pk), by=by)
    _note("brief.withdraw", current, by=by, detail={"was_published": was_published})
    return current


def public_body(brief: Brief) -> JSON:
    """What the public reads of a brief: the printed document and its digest, without row ids or addresses.

    Lists stay out: they are published by themselves and end on a day of their own, a brief does not.
    """
    document = dict(brief.body or {})
    document["blocks"] = [block for block in document.get("blocks", ()) if block["kind"] != "list"]
    return {"document": document, "digest": brief.digest}


def _taken(brief: Brief, step: Step, *, by: Viewer, act: Act) -> Brief:
    """The row as it is now, locked, after asking permission and state."""
    by.require(act, brief.ground)
    current: Brief = Brief.objects.select_for_update(of=("self",)).select_related("template").get(pk=brief.pk)
    if after(BriefState(current.state), step) is None:
        raise StepNotAllowed
    return current


def _person(by: Viewer) -> UUID:
    """A brief is the work of a person: the machine writes none."""
    if by.person_id is None:
        raise NotAllowed
    return by.person_id


def _note(verb: str, brief: Brief, *, by: Viewer, detail: dict[str, JSON]) -> None:
    ledger.append(verb, by=by, subject=brief, division_code=brief.division_code, detail=detail)
