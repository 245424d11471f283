"""The complaint box: what is put in, who reads it, what is answered. Nobody's account is noted with a complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from tongxin.access.queries import who_may
from tongxin.access.viewer import NOBODY
from tongxin.cases.complaint_readers import readable_by
from tongxin.cases.errors import NeedsPerson
from tongxin.cases.follow_codes import code_of, digest_of, keyed, new_code
from tongxin.cases.intake import Bound, days, hours
from tongxin.cases.models import Complaint, ComplaintExclusion, ComplaintReader
from tongxin.cases.report_errors import (
    AnswerMissing,
    ComplaintMovedOn,
    NamesNobody,
    NothingSaid,
    ReaderIsNamed,
    UnknownCode,
)
from tongxin.cases.report_rules import COMPLAINT_WAYS, ComplaintState
from tongxin.people.models import Leave, Person, Post
from tongxin.records import clock, ledger
from tongxin.records.canonical import canonical
from tongxin.records.permission import SYSTEM, Act, NotAllowed, Viewer
from tongxin.records.subjects import ERASED
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.models import Division

_CONTENT = "tongxin.cases.complaint.content"
SHORTEST_NAME = 2  # signs; a single sign stands in many words


@dataclass(frozen=True)
class Grievance:
    """What somebody complains of: about which post (its ground and role), or in words, and what."""

    town_code: str
    text: str
    about: Ground | None = None
    role: str = ""
    about_words: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Put:
    """A complaint that was put in, its code, and whether it is a new one."""

    complaint: Complaint
    code: str
    is_new: bool


@transaction.atomic
def put_complaint(told: Grievance, *, receipt: UUID) -> Put:
    """Takes a complaint in, from anybody. Whoever holds the post that it is about, and whoever it names, never sees it.

    Raises `NothingSaid`.
    """
    if not told.text.strip():
        raise NothingSaid
    digest = _digest(told)
    once = uuid5(receipt, digest)
    known = (
        Complaint.objects.filter(receipt_id=once).first()
        or Complaint.objects.same(digest, clock.now() - hours(Bound.SAME_REPORT)).first()
    )
    if known is not None:
        return Put(known, code_of(known.pk, known.code_digest), is_new=False)
    complaint = Complaint(
        town_code=told.town_code,
        about_code=told.about.division_code if told.about else "",
        about_group_id=told.about.group_id if told.about else None,
        about_role=told.role,
        about_words=told.about_words.strip(),
        text=told.text.strip(),
        contact=told.contact.strip(),
        content_digest=digest,
        receipt_id=once,
    )
    code, complaint.code_digest = new_code(complaint.pk, _is_taken)
    complaint.save(force_insert=True)
    _exclude(complaint, [*_holders(told), *_named(complaint, _persons_of_town(told.town_code))])
    _note("complaint.receive", complaint, by=NOBODY)
    return Put(complaint, code, is_new=True)


def complaint_with(code: str) -> Complaint:
    """The complaint that a code belongs to. Raises `UnknownCode`."""
    found = Complaint.objects.filter(code_digest=digest_of(code)).first()
    if found is None:
        raise UnknownCode
    return found


@transaction.atomic
def take_complaint(complaint: Complaint, *, by: Viewer) -> Complaint:
    """Takes it in hand: whoever complained sees that somebody looks into it. Raises `ComplaintMovedOn`."""
    current = _begin(complaint, ComplaintState.IN_HAND, by=by)
    current.taken_at, current.taken_by_id = clock.now(), by.person_id
    return _end(current, ComplaintState.IN_HAND, verb="complaint.take", by=by)


@transaction.atomic
def answer_complaint(complaint: Complaint, *, answer: str, by: Viewer) -> Complaint:
    """Answers it; whoever complained reads that with the code. Raises `AnswerMissing`, `ComplaintMovedOn`."""
    if not answer.strip():
        raise AnswerMissing
    current = _begin(complaint, ComplaintState.ANSWERED, by=by)
    current.answer = answer.strip()
    current.answered_at, current.answered_by_id = clock.now(), by.person_id
    return _end(current, ComplaintState.ANSWERED, verb="complaint.answer", by=by)


@transaction.atomic
def name_reader(person: Person, *, town: Division, by: Viewer) -> ComplaintReader:
    """Names somebody who reads the complaints of a town from today on. Raises `NamesNobody`, `ReaderIsNamed`."""
    by.require(Act.COMPLAINT_NAME, town.ground)
    today = clock.today()
    able = who_may(Act.COMPLAINT_HANDLE, town.ground, today, deputies=False)
    if not able.filter(pk=person.pk).exists():
        raise NamesNobody
    if ComplaintReader.objects.filter(town_code=town.code, person=person, until__isnull=True).exists():
        raise ReaderIsNamed
    reader = ComplaintReader.objects.create(
        town_code=town.code, person=person, since=today, named_by_id=by.person_id
    )
    for complaint in Complaint.objects.not_answered().filter(town_code=town.code):
        _exclude(complaint, _named(complaint, [(person.pk, person.name)]))
    ledger.append("complaint.reader", by=by, subject=reader, division_code=town.code)
    return reader


@transaction.atomic
def end_reader(reader: ComplaintReader, *, by: Viewer) -> None:
    """From today on the person reads no complaints."""
    by.require(Act.COMPLAINT_NAME, division_ground(reader.town_code))
    current = ComplaintReader.objects.select_for_update().get(pk=reader.pk)
    if current.until is None:
        current.until = clock.today()
        current.save(update_fields=["until"])
        ledger.append("complaint.reader_end", by=by, subject=current, division_code=current.town_code)


@transaction.atomic
def withdraw_complaint_contact(code: str) -> Complaint:
    """Erases the contact because whoever left it says so. Raises `UnknownCode`."""
    complaint = complaint_with(code)
    _tidy([complaint], words=False)
    return complaint


@transaction.atomic
def tidy_complaints() -> int:
    """Erases contact and words of complaints answered longer ago than `complaint_kept`; gives how many."""
    before = clock.now() - days(Bound.COMPLAINT_KEPT)
    over = list(Complaint.objects.filter(answered_at__lt=before, tidied_at__isnull=True))
    _tidy(over, words=True)
    return len(over)


def _begin(complaint: Complaint, to: ComplaintState, *, by: Viewer) -> Complaint:
    """The complaint, locked, if the viewer may read it. Raises `NotAllowed` where not, as for one that is not there."""
    by.require(Act.COMPLAINT_HANDLE, division_ground(complaint.town_code))
    if by.person_id is None:
        raise NeedsPerson
    if not readable_by(by).filter(pk=complaint.pk).exists():
        raise NotAllowed(Act.COMPLAINT_HANDLE)
    current = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if current.state not in COMPLAINT_WAYS[to]:
        raise ComplaintMovedOn
    return current


def _end(current: Complaint, state: ComplaintState, *, verb: str, by: Viewer) -> Complaint:
    current.state = state.value
    current.save()
    _note(verb, current, by=by)
    return current


def _note(verb: str, complaint: Complaint, *, by: Viewer) -> None:
    """The entry says that, and nothing of what: its detail is empty."""
    ledger.append(verb, by=by, subject=complaint, division_code=complaint.town_code)


def _holders(told: Grievance) -> list[UUID]:
    """Whoever holds the post complained of today, and whoever stands in for them."""
    if told.about is None or not told.role:
        return []
    of_role = Post.objects.in_force(clock.today()).filter(Q(role=told.role) | Q(acts_as=told.role))
    posts = of_role.on(told.about)
    if not posts.exists():  # a grid leader of the group that was chosen: all who hold such a post inside
        posts = of_role.within(told.about)
    deputies = Leave.objects.in_force(clock.today()).filter(post__in=posts.values("pk"))
    return [*posts.values_list("person_id", flat=True), *deputies.values_list("deputy_id", flat=True)]


def _persons_of_town(town_code: str) -> list[tuple[UUID, str]]:
    posts = Post.objects.in_force(clock.today()).within(division_ground(town_code))
    return list(Person.objects.filter(pk__in=posts.values("person_id")).values_list("pk", "name"))


def _named(complaint: Complaint, persons: Iterable[tuple[UUID, str]]) -> list[UUID]:
    """Those of the persons whose whole name stands in the words."""
    words = "".join(f"{complaint.about_words} {complaint.text}".split())
    return [key for key, name in persons if len(name) >= SHORTEST_NAME and "".join(name.split()) in words]


def _exclude(complaint: Complaint, persons: Iterable[UUID]) -> None:
    for person in set(persons):
        ComplaintExclusion.objects.get_or_create(complaint=complaint, person_id=person)


def _tidy(complaints: Iterable[Complaint], *, words: bool) -> None:
    for complaint in complaints:
        complaint.contact = ""
        if words:
            complaint.text, complaint.about_words, complaint.answer = ERASED, "", ERASED
            complaint.tidied_at = clock.now()
        complaint.save(update_fields=["contact", "text", "about_words", "answer", "tidied_at"])
        _note("complaint.tidy", complaint, by=SYSTEM)


def _is_taken(digest: str) -> bool:
    return Complaint.objects.filter(code_digest=digest).exists()


def _digest(told: Grievance) -> str:
    content: Any = {
        "town": told.town_code,
        "about": told.about.key if told.about else "",
        "role": told.role,
        "words": told.about_words.strip(),
        "text": told.text.strip(),
        "contact": told.contact.strip(),
    }
    return keyed(_CONTENT, canonical(content).decode())
