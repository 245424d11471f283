"""Rectification letters: issued, signed for, answered, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tongxin.cases.errors import NeedsPerson
from tongxin.cases.letter_errors import (
    AddresseeUnfit,
    AlreadyWritten,
    AnswerMissing,
    CaseNotToFix,
    DayGone,
    LetterMovedOn,
    NotAddressed,
    OutOfOrder,
    ReceiverMissing,
    TooManyCases,
    WithdrawalUnexplained,
)
from tongxin.cases.letter_paper import LetterText, Problem, letter_pdf
from tongxin.cases.letter_rules import RUNNING, STEPS, LetterMove, LetterState, next_state
from tongxin.cases.letter_words import LETTER_STATE_WORDS
from tongxin.cases.letters import Addressee, addressee_of, common_ground, is_addressee, may_answer, office_of
from tongxin.cases.models import Case, Letter, LetterCase
from tongxin.cases.oversight import letter_rules
from tongxin.cases.rules import STATES_TO_FIX
from tongxin.people.catalogue import town_of
from tongxin.records import clock, files, ledger
from tongxin.records.canonical import JSON
from tongxin.records.ids import new_id
from tongxin.records.numbers import next_number
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.territory.models import Division
from tongxin.territory.queries import grounded

PDF = "application/pdf"


@dataclass(frozen=True)
class LetterDraft:
    """What whoever writes a letter decides: the problems with their days, to whom (`Addressee.key`), by when."""

    problems: Sequence[Problem]
    to: str
    answer_by: date
    note: str = ""
    contact: str = ""

    @property
    def cases(self) -> list[Case]:
        """The cases of the letter, in its order."""
        return [problem.case for problem in self.problems]


def preview_letter(draft: LetterDraft, *, by: Viewer) -> bytes:
    """The paper as it would be, marked as a draft; nothing is written and no number taken.

    Raises what `issue_letter` raises about the draft.
    """
    by.require(Act.LETTER_ISSUE, common_ground(draft.cases))
    return letter_pdf(_text(draft, _checked(draft)))


@transaction.atomic
def issue_letter(draft: LetterDraft, *, address: Callable[[UUID], str], by: Viewer) -> Letter:
    """Issues a letter: its number is taken, its paper made and frozen. `address`: the whole address of its page.

    Raises `NotAllowed`, `NeedsPerson`, `NoCaseChosen`, `CasesApart`, `TooManyCases`, `CaseNotToFix`, `DayGone`,
    `AddresseeUnfit`, `AlreadyWritten` (one running letter a case), `DiskFull`.
    """
    ground = common_ground(draft.cases)
    by.require(Act.LETTER_ISSUE, ground)
    if by.person_id is None:
        raise NeedsPerson
    _lock(draft.cases)
    to = _checked(draft)
    letter = Letter(
        id=new_id(),
        town_code=town_of(ground.division_code),
        number=_next_number(ground.division_code),
        addressee_kind=to.kind,
        addressee=to.words,
        post=to.post,
        organisation=to.organisation,
        note=draft.note.strip(),
        contact=draft.contact.strip(),
        answer_by=draft.answer_by,
        issued_at=clock.now(),
        issued_by_id=by.person_id,
        **grounded(ground),
    )
    content = letter_pdf(_text(draft, to, number=letter.number, address=address(letter.pk)))
    letter.file = files.store(content, media_type=PDF, name=f"{letter.number}.pdf")
    letter.save(force_insert=True)
    _write_rows(letter, draft)
    _tell("letter.issue", letter, by, cases=len(draft.problems), to=to.kind.value)
    return letter


@transaction.atomic
def receive_letter(
    letter: Letter, *, on: date, by: Viewer, name: str = "", photo: Photo | None = None
) -> Letter:
    """Notes that the letter was signed for: by the addressee on the screen, or from the paper with who signed.

    `name`: as on the paper; only the addressee may leave it out. `photo`: of the signed paper.
    Raises `NotAllowed`, `NotAddressed`, `LetterMovedOn`, `ReceiverMissing`, `OutOfOrder`.
    """
    current = _begin(letter, LetterMove.RECEIVE, by=by)
    if not name.strip() and not is_addressee(current, by):
        raise ReceiverMissing
    _note_receipt(current, on=on, by=by, name=name)
    if photo is not None:
        current.signed_file = files.store(
            photo.content, media_type="image/jpeg", name=f"{current.number}.jpg"
        )
    current.save()
    _tell("letter.receive", current, by, paper=photo is not None)
    return current


@transaction.atomic
def answer_letter(letter: Letter, *, answer: str, on: date, by: Viewer) -> Letter:
    """Takes the answer: what was done. A letter that nobody had signed for is received by it.

    Raises `NotAllowed`, `NotAddressed`, `LetterMovedOn`, `AnswerMissing`, `OutOfOrder`.
    """
    current = _begin(letter, LetterMove.ANSWER, by=by)
    if not answer.strip():
        raise AnswerMissing
    if current.received_on is None:
        _note_receipt(current, on=on, by=by, name="")
    _check_day(on, since=current.received_on or on)
    current.answer, current.answered_on = answer.strip(), on
    current.answered_entered_at, current.answered_entered_by_id = clock.now(), by.person_id
    _end(current)
    _tell("letter.answer", current, by, late=current.days_late)
    return current


@transaction.atomic
def withdraw_letter(letter: Letter, *, reason: str, by: Viewer) -> Letter:
    """Withdraws a letter that waits for its answer; its paper stays readable and says nothing of it.

    Raises `NotAllowed`, `LetterMovedOn`, `WithdrawalUnexplained`.
    """
    current = _begin(letter, LetterMove.WITHDRAW, by=by)
    if not reason.strip():
        raise WithdrawalUnexplained
    current.withdrawn_at, current.withdrawn_by_id = clock.now(), by.person_id
    current.withdraw_reason = reason.strip()
    _end(current)
    _tell("letter.withdraw", current, by)
    return current


def _lock(cases: Sequence[Case]) -> None:
    """Locks the cases, in the order of their ids so that two letters never wait for each other."""
    keys = [case.pk for case in cases]
    states = dict(
        Case.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", "state")
    )
    for case in cases:
        if states[case.pk] not in STATES_TO_FIX:
            raise CaseNotToFix(case.number)


def _checked(draft: LetterDraft) -> Addressee:
    """The addressee, where the draft can be a letter."""
    most = letter_rules().cases_at_most
    if len(draft.problems) > most:
        raise TooManyCases(most)
    for case in draft.cases:
        if case.state not in STATES_TO_FIX:
            raise CaseNotToFix(case.number)
    if min([draft.answer_by, *(each.correct_by for each in draft.problems)]) < clock.today():
        raise DayGone
    running = LetterCase.objects.filter(is_running=True, case__in=draft.cases).select_related(
        "letter", "case"
    )
    if earlier := running.first():
        raise AlreadyWritten(earlier.case.number, earlier.letter.number)
    if not draft.to:
        raise AddresseeUnfit
    return addressee_of(draft.to, draft.cases)


def _text(draft: LetterDraft, to: Addressee, *, number: str = "", address: str = "") -> LetterText:
    return LetterText(
        number=number,
        issuer=office_of(draft.cases[0].division_code),
        addressee=to.words,
        to_household=to.is_household,
        problems=draft.problems,
        answer_by=draft.answer_by,
        dated=clock.today(),
        note=draft.note.strip(),
        contact=draft.contact.strip(),
        address=address,
    )


def _next_number(division_code: str) -> str:
    town = Division.objects.get(pk=town_of(division_code))
    year = clock.today().year
    taken = next_number(f"letter:{town.code}", year, prefix=town.code)
    return letter_rules().number(town.short_name, year, int(taken.rpartition("-")[2]))


def _write_rows(letter: Letter, draft: LetterDraft) -> None:
    try:
        with transaction.atomic():
            LetterCase.objects.bulk_create(
                LetterCase(letter=letter, case=each.case, position=position, correct_by=each.correct_by)
                for position, each in enumerate(draft.problems, start=1)
            )
    except IntegrityError as error:
        running = LetterCase.objects.filter(is_running=True, case__in=draft.cases)
        earlier = running.select_related("letter", "case").first()
        if earlier is None:
            raise
        raise AlreadyWritten(earlier.case.number, earlier.letter.number) from error


def _begin(letter: Letter, move: LetterMove, *, by: Viewer) -> Letter:
    """The letter as it is now, locked, already in the state after `move` and not yet saved."""
    by.require(STEPS[move].act, letter.ground)
    if by.person_id is None:
        raise NeedsPerson
    current = Letter.objects.select_for_update(of=("self",)).select_related("post").get(pk=letter.pk)
    if STEPS[move].act is Act.LETTER_ANSWER and not may_answer(current, by):
        raise NotAddressed
    state = LetterState(current.state)
    after = next_state(state, move)
    if after is None:
        raise LetterMovedOn(LETTER_STATE_WORDS[state])
    current.state = after
    return current


def _end(current: Letter) -> None:
    current.save()
    if current.state not in RUNNING:
        current.rows.update(is_running=False)


def _note_receipt(current: Letter, *, on: date, by: Viewer, name: str) -> None:
    _check_day(on, since=clock.local(current.issued_at).date())
    current.received_on, current.received_name = on, name.strip()
    current.received_entered_at, current.received_entered_by_id = clock.now(), by.person_id


def _check_day(on: date, *, since: date) -> None:
    if not since <= on <= clock.today():
        raise OutOfOrder


def _tell(verb: str, letter: Letter, by: Viewer, **detail: JSON) -> None:
    """The entry in the ledger, without any words of a person."""
    ledger.append(
        verb,
        by=by,
        subject=letter,
        division_code=letter.division_code,
        detail={"number": letter.number, **detail},
    )
