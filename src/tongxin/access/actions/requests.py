"""Answers to what a person or a household asks about its own data (PIPL 44–50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tongxin.access.actions.openings import ground_of_person
from tongxin.access.errors import (
    AskedInFuture,
    HeldByLaw,
    NotRegistered,
    OtherKind,
    ReasonMissing,
    RequestAnswered,
)
from tongxin.access.models import Opening, SubjectRequest
from tongxin.access.purposes import Part, answer_days
from tongxin.access.request_rules import RequestKind, RequestState
from tongxin.people.actions import corrections
from tongxin.people.models import Person, RegisterEntry
from tongxin.records import calendar, clock, ledger
from tongxin.records.calendar import LimitUnit
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.records.subjects import declared, facts, holds_on
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded

OWN_REQUEST = "request"  # the purpose of what is opened because its owner asks for it


@dataclass(frozen=True)
class HeldData:
    """One kind of record about the subject: its title and, for each record, (heading, value)."""

    key: str
    title: str
    records: tuple[tuple[tuple[str, str], ...], ...]


@transaction.atomic
def record_request(
    subject: Person | Site, *, kind: RequestKind, asked_on: date, by: Viewer, note: str = ""
) -> SubjectRequest:
    """Writes down what a person or a household asks; the time to answer runs from `asked_on`.

    Raises `AskedInFuture`, `NotAllowed`.
    """
    ground = subject.ground if isinstance(subject, Site) else None
    if isinstance(subject, Person):
        ground = ground_of_person(subject, act=Act.SUBJECT_ANSWER, by=by)
    if ground is None or by.person_id is None:
        raise NotAllowed(Act.SUBJECT_ANSWER)
    by.require(Act.SUBJECT_ANSWER, ground)
    if asked_on > clock.today():
        raise AskedInFuture
    due = calendar.due_at(clock.start_of(asked_on), answer_days(), LimitUnit.WORKING_DAYS)
    made = SubjectRequest.objects.create(
        person=subject if isinstance(subject, Person) else None,
        kind=kind.value,
        note=note.strip(),
        asked_on=asked_on,
        due_on=clock.local(due.at).date(),
        entered_by_id=by.person_id,
        **grounded(ground),
    )
    _note("subject.ask", made, by, {"kind": kind.value})
    return made


@transaction.atomic
def copy_of(request: SubjectRequest, *, by: Viewer) -> list[HeldData]:
    """Everything held about the one who asks, for a copy; it is recorded as an opening.

    Raises `OtherKind`, `RequestAnswered`, `NotAllowed`.
    """
    current = _open(request, by, RequestKind.COPY)
    assert by.person_id is not None  # noqa: S101 - asked by `_open`
    Opening.objects.create(
        person_id=by.person_id,
        subject_id=current.person_id,
        purpose=OWN_REQUEST,
        part=Part.COPY.value,
        **grounded(current.ground),
    )
    _note("subject.copy", current, by)
    return held_about(current)


def held_about(request: SubjectRequest) -> list[HeldData]:
    """What every room holds about the one who asks; kinds without a record are left out."""
    identity = _identity(request)
    found = (
        HeldData(data.key, str(data.title), tuple(facts(data, identity)))
        for data in declared(request.subject_kind)
    )
    return [data for data in found if data.records]


@transaction.atomic
def answer_request(request: SubjectRequest, *, answer: str, by: Viewer) -> SubjectRequest:
    """Marks a request for a copy or an explanation as answered. Raises `ReasonMissing`, `RequestAnswered`."""
    if not answer.strip():
        raise ReasonMissing
    current = _open(request, by, RequestKind.COPY, RequestKind.EXPLAIN)
    return _answered(current, RequestState.DONE, answer, by, "subject.answer")


@transaction.atomic
def refuse_request(request: SubjectRequest, *, reason: str, by: Viewer) -> SubjectRequest:
    """Refuses a request; the reasons are kept and told (PIPL 50). Raises `ReasonMissing`, `RequestAnswered`."""
    if not reason.strip():
        raise ReasonMissing
    return _answered(_open(request, by), RequestState.REFUSED, reason, by, "subject.refuse")


@transaction.atomic
def correct_person(
    request: SubjectRequest, *, by: Viewer, name: str = "", phone: str = "", answer: str = ""
) -> SubjectRequest:
    """Corrects a person's name or number. Raises as `people.actions.corrections.correct_person`, `OtherKind`."""
    current = _open(request, by, RequestKind.CORRECT)
    person = current.person
    if person is None:
        raise OtherKind
    corrections.correct_person(person, name=name, phone=phone, by=by)
    return _answered(current, RequestState.DONE, answer, by, "subject.answer")


@transaction.atomic
def correct_household(
    request: SubjectRequest,
    *,
    by: Viewer,
    head: str = "",
    phone: str = "",
    people: int | None = None,
    answer: str = "",
) -> SubjectRequest:
    """Corrects a household's entry. Raises as `people.actions.corrections.correct_entry`, `NotRegistered`."""
    current = _open(request, by, RequestKind.CORRECT)
    if current.person_id is not None or current.site_id is None:
        raise OtherKind
    entry = RegisterEntry.objects.filter(site_id=current.site_id).first()
    if entry is None:
        raise NotRegistered
    corrections.correct_entry(entry, head=head, phone=phone, people=people, by=by)
    return _answered(current, RequestState.DONE, answer, by, "subject.answer")


@transaction.atomic
def erase_subject(request: SubjectRequest, *, by: Viewer, answer: str = "") -> SubjectRequest:
    """Replaces every personal field that the rooms hold about the one who asks. It cannot be taken back.

    Records stay and count; ids, posts and the ledger name nobody any more. Raises `HeldByLaw`, `OtherKind`,
    `RequestAnswered`, `NotAllowed`.
    """
    current = _open(request, by, RequestKind.ERASE)
    identity = _identity(current)
    if holds := holds_on(current.subject_kind, identity):
        raise HeldByLaw(holds)
    counts: dict[str, JSON] = {
        data.key: data.erase(data.rows(identity))
        for data in declared(current.subject_kind)
        if data.erase is not None
    }
    current.refresh_from_db()  # its own note is gone with the rest
    return _answered(current, RequestState.DONE, answer, by, "subject.erase", {"erased": counts})


def _open(request: SubjectRequest, by: Viewer, *kinds: RequestKind) -> SubjectRequest:
    """The request under lock, still open and of one of these kinds (any where none is given)."""
    by.require(Act.SUBJECT_ANSWER, request.ground)
    if by.person_id is None:
        raise NotAllowed(Act.SUBJECT_ANSWER)
    current = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    if not current.is_open:
        raise RequestAnswered
    if kinds and current.kind not in kinds:
        raise OtherKind
    return current


def _answered(
    request: SubjectRequest,
    state: RequestState,
    answer: str,
    by: Viewer,
    verb: str,
    detail: dict[str, Any] | None = None,
) -> SubjectRequest:
    request.state, request.answer = state.value, answer.strip()
    request.answered_by_id, request.answered_at = by.person_id, clock.now()
    request.save()
    _note(verb, request, by, detail)
    return request


def _identity(request: SubjectRequest) -> UUID:
    identity = request.person_id or request.site_id
    assert identity is not None  # noqa: S101 - a constraint of the table
    return identity


def _note(verb: str, request: SubjectRequest, by: Viewer, detail: dict[str, JSON] | None = None) -> None:
    ledger.append(verb, by=by, subject=request, division_code=request.division_code, detail=detail or {})
