"""Rectification letters: issued once, frozen, signed for and answered by whom they are addressed to."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import kind
from tests.cases.life import Life
from tests.cases.test_two_at_once import at_once
from tests.cases.writing import answered, draft, letter
from tests.conftest import On, found_everything
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.cases import actions
from tongxin.cases.errors import NeedsPerson
from tongxin.cases.letter_errors import (
    AddresseeUnfit,
    AlreadyWritten,
    AnswerMissing,
    CaseNotToFix,
    CasesApart,
    DayGone,
    LetterMovedOn,
    NoCaseChosen,
    NotAddressed,
    OutOfOrder,
    ReceiverMissing,
    TooManyCases,
    WithdrawalUnexplained,
)
from tongxin.cases.letter_rules import RUNNING, STEPS, LetterMove, LetterState, next_state
from tongxin.cases.letters import addressees, common_ground, correct_day
from tongxin.cases.models import Case, Letter, LetterCase
from tongxin.cases.oversight import letter_rules
from tongxin.cases.rules import State
from tongxin.people.actions import add_organisation, join_organisation
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.records.photos import reencode
from tongxin.standards.models import MatterType
from tongxin.territory.ground import GroundKind


def words_of(made: Letter | bytes) -> str:
    """What stands on the paper, without line breaks."""
    content = made if isinstance(made, bytes) else b""
    if isinstance(made, Letter):
        assert made.file is not None
        with made.file.open() as stream:
            content = stream.read()
    printed = told_by("pdftotext", content, "-")
    return "".join(unicodedata.normalize("NFKC", printed).split())


def photos_on(content: bytes) -> int:
    """How many photos are on the paper."""
    return told_by("pdfimages", content, "-list").count("jpeg")


def told_by(tool: str, content: bytes, *more: str) -> str:
    """What poppler's tool says of a PDF."""
    arguments = [tool, "-list", "-"] if "-list" in more else [tool, "-", *more]
    return subprocess.run(arguments, input=content, capture_output=True, check=True).stdout.decode()


def leader_of(persons: Persons) -> str:
    """The grid leader's post as an addressee."""
    return f"post:{Post.objects.get(person=persons.grid_leader).pk}"


def test_a_letter_names_number_addressee_problems_and_days(life: Life, persons: Persons, on: On) -> None:
    on("2022-09-05")
    made = letter(persons, life.found(title="水沟淤堵"), note="请举一反三", contact="镇人居办 0878-0000000")
    assert made.number == "东华镇环整〔2022〕1号"
    words = words_of(made)
    for part in (
        made.number,
        "整改函",
        "莲华村村民委员会",
        "水沟淤堵",
        "暴露垃圾",
        "莲华-2022-0001",
        "2022年9月10日",
        "请举一反三",
        "0878-0000000",
    ):
        assert part in words


def test_numbers_follow_each_other_through_the_year(life: Life, persons: Persons, on: On) -> None:
    on("2022-12-30")
    made = [letter(persons, life.found()).number for _ in range(2)]
    on("2023-01-03")
    made.append(letter(persons, life.found()).number)
    assert [number.removeprefix("东华镇环整") for number in made] == [
        "〔2022〕1号",
        "〔2022〕2号",
        "〔2023〕1号",
    ]


def test_the_paper_is_frozen(life: Life, persons: Persons) -> None:
    case = life.found(title="水沟淤堵")
    made = letter(persons, case)
    Case.objects.filter(pk=case.pk).update(title="别的")
    assert "水沟淤堵" in words_of(Letter.objects.get(pk=made.pk))


def test_a_preview_takes_no_number_and_writes_nothing(life: Life, persons: Persons) -> None:
    made = actions.preview_letter(draft([life.found()]), by=persons.viewer("town_clerk"))
    assert "草稿" in words_of(made)
    assert not Letter.objects.exists()
    assert letter(persons, life.found()).number.endswith("1号")


def test_town_clerk_and_leader_issue_and_nobody_below(life: Life, persons: Persons) -> None:
    letter(persons, life.found(), by=persons.viewer("town_leader"))
    with pytest.raises(NeedsPerson):
        letter(persons, life.found(), by=SYSTEM)
    for key in ("village_secretary", "liaison_cadre", "grid_leader", "administrator"):
        with pytest.raises(NotAllowed):
            letter(persons, life.found(), by=persons.viewer(key))


def test_one_running_letter_about_a_case(life: Life, persons: Persons) -> None:
    case = life.found()
    first = letter(persons, case)
    with pytest.raises(AlreadyWritten, match=first.number):
        letter(persons, life.found(), case)
    answered(first, persons)
    assert letter(persons, case).pk != first.pk


def test_the_database_refuses_a_second_running_letter(life: Life, persons: Persons) -> None:
    case = life.found()
    letter(persons, case)
    other = letter(persons, life.found())
    row = {"letter": other, "case": case, "position": 2, "correct_by": clock.today()}
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterCase.objects.create(**row)
    LetterCase.objects.create(**row, is_running=False)


@pytest.mark.django_db(transaction=True)
def test_of_two_letters_at_the_same_moment_one_is_issued() -> None:
    found_everything()
    persons = Persons()
    life = Life(Town(), persons, kind("T-01", "暴露垃圾"))
    case = life.found()
    clerk, leader = persons.viewer("town_clerk"), persons.viewer("town_leader")
    raised = at_once(
        lambda: letter(persons, case, by=clerk),
        lambda: letter(persons, case, by=leader),
    )
    assert sorted(raised, key=str) == sorted([None, AlreadyWritten], key=str)
    assert [made.number[-2:] for made in Letter.objects.all()] == ["1号"]


def test_a_letter_is_about_open_cases_of_one_village(life: Life, persons: Persons, on: On) -> None:
    case, far = life.found(), life.found(life.town.far_grid.ground)
    with pytest.raises(NoCaseChosen):
        letter(persons)
    with pytest.raises(CasesApart):
        letter(persons, case, far)
    with pytest.raises(CaseNotToFix):
        letter(persons, life.in_state(State.FIXED))
    with pytest.raises(TooManyCases):
        letter(persons, *[case] * (letter_rules().cases_at_most + 1))
    with pytest.raises(AddresseeUnfit):
        letter(persons, case, to=f"post:{Post.objects.get(person=persons.next_grid_leader).pk}")
    sent = draft([case])
    on(clock.today() + timedelta(days=6))
    with pytest.raises(DayGone):
        actions.preview_letter(sent, by=persons.viewer("town_clerk"))


def test_a_letter_lies_on_the_narrowest_ground_that_holds_its_cases(life: Life, town: Town) -> None:
    place, door = life.found(), life.found(town.household.ground)
    group, next_door = life.found(town.group.ground), life.found(town.next_household.ground)
    assert common_ground([place]) == place.ground
    assert common_ground([place, door]) == town.grid.ground
    assert common_ground([door, group]).kind is GroundKind.GROUP
    assert common_ground([door, next_door]) == town.lianhua.ground


def test_who_may_be_written_to(life: Life, town: Town, persons: Persons) -> None:
    unit = add_organisation(
        name="市住建局", kind="partner_unit", division_code=TOWN, since=date(2022, 5, 1), by=town.founder
    )
    found = {each.key: each.words for each in addressees([life.found()])}
    assert found["committee"] == "莲华村村民委员会"
    assert found[f"organisation:{unit.pk}"] == "市住建局"
    assert found[leader_of(persons)].startswith("莲华村")
    assert "household" not in found
    assert not any("杨" in words for words in found.values())  # posts, not persons
    clerk = Post.objects.get(person=persons.town_clerk)
    assert f"post:{clerk.pk}" not in found


def test_a_passed_limit_gets_a_new_day(life: Life, on: On) -> None:
    on("2022-09-05")
    case = life.found()
    assert correct_day(case) == date(2022, 9, 7)
    on("2022-09-16")
    assert correct_day(case) == date(2022, 9, 21)  # three working days on


@pytest.fixture
def photo(jpeg: Callable[..., bytes]) -> Callable[[], object]:
    """A photo to go with a case."""
    return lambda: reencode(BytesIO(jpeg("red")))


def test_a_household_is_named_only_in_the_letter_to_itself(
    life: Life, town: Town, persons: Persons, photo: Callable[[], object]
) -> None:
    case = life.found(town.household.ground, title="李小明家门口堆柴", photos=[photo()])
    others = actions.preview_letter(draft([case]), by=persons.viewer("town_clerk"))
    assert "李小明" not in words_of(others)
    assert str(town.household) not in words_of(others)
    assert photos_on(others) == 0
    own = letter(persons, case, to="household")
    assert own.is_to_household
    assert "门口堆柴" in words_of(own)
    assert "仅供本户" in words_of(own)


def test_a_photo_of_a_public_place_goes_along(
    life: Life, persons: Persons, photo: Callable[[], object]
) -> None:
    made = actions.preview_letter(draft([life.found(photos=[photo()])]), by=persons.viewer("town_clerk"))
    assert photos_on(made) == 1


def test_two_households_get_two_letters(life: Life, town: Town, persons: Persons) -> None:
    cases = [life.found(town.household.ground), life.found(town.next_household.ground)]
    with pytest.raises(AddresseeUnfit):
        letter(persons, *cases, to="household")


def test_the_addressee_signs_on_the_screen_and_answers(life: Life, persons: Persons, on: On) -> None:
    on("2022-09-05")
    made = letter(persons, life.found(), to=leader_of(persons))
    leader = persons.viewer("grid_leader")
    on("2022-09-06")
    received = actions.receive_letter(made, on=clock.today(), by=leader)
    assert received.state == LetterState.RECEIVED
    assert received.received_entered_by == persons.grid_leader
    on("2022-09-08")
    done = actions.answer_letter(received, answer="沟已清", on=clock.today(), by=leader)
    assert (done.state, done.days_late, done.is_running) == (LetterState.ANSWERED, 0, False)
    assert not LetterCase.objects.filter(is_running=True).exists()


def test_the_clerk_enters_what_came_on_paper(
    life: Life, persons: Persons, photo: Callable[[], object]
) -> None:
    made = letter(persons, life.found())
    clerk = persons.viewer("town_clerk")
    with pytest.raises(ReceiverMissing):
        actions.receive_letter(made, on=clock.today(), by=clerk)
    signed = actions.receive_letter(made, on=clock.today(), name="李建明", photo=photo(), by=clerk)  # type: ignore[arg-type]
    assert signed.received_name == "李建明"
    assert signed.signed_file is not None


def test_whoever_answers_has_received_it(life: Life, persons: Persons) -> None:
    done = answered(letter(persons, life.found()), persons)
    assert done.received_on == done.answered_on == clock.today()


def test_others_neither_sign_nor_answer(life: Life, persons: Persons) -> None:
    to_leader = letter(persons, life.found(), to=leader_of(persons))
    with pytest.raises(NotAddressed):
        actions.answer_letter(
            to_leader, answer="好了", on=clock.today(), by=persons.viewer("village_secretary")
        )
    to_committee = letter(persons, life.found(life.town.household.ground))
    actions.receive_letter(to_committee, on=clock.today(), by=persons.viewer("village_secretary"))
    with pytest.raises(NotAddressed):
        actions.answer_letter(to_committee, answer="好了", on=clock.today(), by=persons.viewer("grid_leader"))
    with pytest.raises(NotAllowed):
        actions.answer_letter(
            to_committee, answer="好了", on=clock.today(), by=persons.viewer("next_grid_leader")
        )


def test_a_member_of_the_organisation_answers(life: Life, town: Town, persons: Persons) -> None:
    unit = add_organisation(
        name="保洁队", kind="team", division_code=LIANHUA, since=date(2022, 5, 1), by=town.founder
    )
    member = persons.grid_leader
    join_organisation(unit, person=member, duty="member", since=date(2022, 5, 1), by=town.founder)
    made = letter(persons, life.found(), to=f"organisation:{unit.pk}")
    done = actions.answer_letter(made, answer="清了", on=clock.today(), by=persons.viewer("grid_leader"))
    assert done.state == LetterState.ANSWERED


def test_a_late_answer_stays_late(life: Life, persons: Persons, on: On) -> None:
    on("2022-09-05")
    made = letter(persons, life.found())
    on("2022-09-14")
    assert Letter.objects.overdue(clock.today()).get() == made
    assert made.days_late == 4
    done = answered(made, persons)
    on("2022-09-30")
    assert Letter.objects.get(pk=done.pk).days_late == 4
    assert not Letter.objects.overdue(clock.today()).exists()


def test_days_must_be_in_order(life: Life, persons: Persons, on: On) -> None:
    on("2022-09-05")
    made = letter(persons, life.found())
    for day in (date(2022, 9, 4), date(2022, 9, 6)):
        with pytest.raises(OutOfOrder):
            answered(made, persons, on=day)
    with pytest.raises(AnswerMissing):
        answered(made, persons, text=" ")


def test_a_letter_is_withdrawn_with_a_reason(life: Life, persons: Persons) -> None:
    case = life.found()
    made, clerk = letter(persons, case), persons.viewer("town_clerk")
    with pytest.raises(WithdrawalUnexplained):
        actions.withdraw_letter(made, reason=" ", by=clerk)
    gone = actions.withdraw_letter(made, reason="写错了村", by=clerk)
    assert (gone.state, gone.days_late) == (LetterState.WITHDRAWN, 0)
    letter(persons, case)
    with pytest.raises(LetterMovedOn):
        answered(gone, persons)


@pytest.mark.parametrize("state", LetterState)
@pytest.mark.parametrize("move", LetterMove)
def test_every_step_from_every_state(state: LetterState, move: LetterMove) -> None:
    ends = {LetterMove.RECEIVE: "received", LetterMove.ANSWER: "answered", LetterMove.WITHDRAW: "withdrawn"}
    allowed = state is LetterState.ISSUED or (
        state is LetterState.RECEIVED and move is not LetterMove.RECEIVE
    )
    assert next_state(state, move) == (ends[move] if allowed else None)
    assert not allowed or (state in RUNNING and STEPS[move].act)


def test_the_ledger_holds_no_words_of_a_person(life: Life, persons: Persons) -> None:
    made = answered(
        letter(persons, life.found(), note="王芬", contact="13800000005"), persons, text="李建明说好了"
    )
    entries = LedgerEntry.objects.filter(subject_kind="cases.letter", subject_id=str(made.pk)).order_by("id")
    assert [entry.verb for entry in entries] == ["letter.issue", "letter.answer"]
    told = str([entry.detail for entry in entries])
    assert not any(word in told for word in ("王芬", "13800000005", "李建明"))


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": "answered"},
        {"state": "received"},
        {"state": "withdrawn"},
        {"received_on": date(2022, 9, 6)},
        {"answered_on": date(2022, 9, 6)},
        {"withdrawn_at": clock.now()},
        {"addressee_kind": "post"},
        {"addressee_kind": "organisation"},
    ],
)
def test_what_must_never_be(life: Life, persons: Persons, broken: dict[str, object]) -> None:
    made = letter(persons, life.found())
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(**broken)


def test_a_letter_to_a_household_has_its_door(life: Life, town: Town, persons: Persons) -> None:
    made = letter(persons, life.found(town.lianhua.ground))
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(addressee_kind="household")


def test_the_paper_takes_no_markup_of_anyone(litter: MatterType, life: Life, persons: Persons) -> None:
    made = letter(persons, life.found(title="#sys.exit() *加粗* $x$"))
    assert "#sys.exit()*加粗*$x$" in words_of(made)
