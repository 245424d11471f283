"""What residents report without an account, and what the clerk decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cases.conftest import kind
from tests.cases.life import Life
from tests.conftest import On
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.access.models import Opening
from tongxin.access.viewer import NOBODY
from tongxin.cases.actions import close_case, fix_case, mark_duplicate, verify_case
from tongxin.cases.actions.reporters import (
    correct_contact,
    erase_reporter,
    open_contact,
    reopen_with,
    report_with,
    tidy_reports,
    withdraw_contact,
)
from tongxin.cases.actions.reports import (
    Taken,
    Told,
    accept_report,
    decline_report,
    merge_report,
    receive_report,
)
from tongxin.cases.duplicates import seen_in_report, similar_cases, supporters, supporters_of
from tongxin.cases.errors import ReasonMissing
from tongxin.cases.follow_codes import digest_of
from tongxin.cases.models import Case, ResidentReport
from tongxin.cases.report_errors import (
    AlreadyDecided,
    AnswerMissing,
    CannotReopen,
    NoSuchCase,
    NothingSaid,
    NotOurGround,
    UnknownCode,
)
from tongxin.cases.report_follow import standing_of
from tongxin.cases.report_rules import ReportSource, ReportState
from tongxin.cases.rules import OriginKind, State
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, Act, NotAllowed
from tongxin.records.photos import Photo
from tongxin.standards.models import MatterType
from tongxin.territory.ground import division_ground

PHOTO = Photo(b"\xff\xd8\xff a picture", 1, 1)
STRANGER = "13912345678"


@pytest.fixture
def told(town: Town) -> Told:
    """Rubbish at the public place of the grid leader's grid."""
    return Told(ground=town.public_place.ground, kind="rubbish", place_words="戏台后面", text="垃圾堆了三天")


@pytest.fixture
def rubbish(town: Town) -> MatterType:
    """The kind that is proposed for rubbish."""
    return kind("RB-01", "暴露垃圾")


def sent(told: Told) -> Taken:
    """Sent from the public page."""
    return receive_report(told, receipt=new_id(), by=NOBODY)


def taken_up(report: ResidentReport, matter: MatterType, persons: Persons) -> Case:
    """A case of it, where it was reported."""
    return accept_report(
        report, ground=report.ground, matter=matter, title="", note="", by=persons.viewer("town_clerk")
    )


def closed(case: Case, persons: Persons) -> Case:
    """The case put right by the grid leader, verified and closed by the clerk."""
    fixed = fix_case(case, photos=[PHOTO], by=persons.viewer("grid_leader"))
    clerk = persons.viewer("town_clerk")
    return close_case(verify_case(fixed, by=clerk), by=clerk)


# ---- taking in


def test_the_code_is_12_digits_and_kept_as_a_digest_only(told: Told) -> None:
    taken = sent(told)
    assert len(taken.code) == 12
    assert taken.code.isdecimal()
    assert taken.report.code_digest == digest_of(f"{taken.code[:4]} {taken.code[4:8]}-{taken.code[8:]}")
    rows = str(list(ResidentReport.objects.values())) + str(list(LedgerEntry.objects.values()))
    assert taken.code not in rows


def test_the_same_sent_five_times_is_one_report_with_one_code(told: Told) -> None:
    codes = {sent(replace(told, photos=[PHOTO])).code for _time in range(5)}
    assert len(codes) == 1
    assert ResidentReport.objects.count() == 1


def test_one_form_sent_again_with_other_words_is_another_report(told: Told) -> None:
    receipt = new_id()
    first = receive_report(told, receipt=receipt, by=NOBODY)
    again = receive_report(told, receipt=receipt, by=NOBODY)
    other = receive_report(replace(told, text="还有污水"), receipt=receipt, by=NOBODY)
    assert (again.is_new, again.code) == (False, first.code)
    assert other.is_new


def test_the_same_words_after_the_window_are_a_new_report(told: Told, on: On) -> None:
    on("2022-09-05")
    sent(told)
    on("2022-09-09")
    assert sent(told).is_new


def test_a_strangers_number_is_masked_and_the_raw_words_wait_for_the_clerk(told: Told) -> None:
    report = sent(replace(told, text=f"是{STRANGER}家倒的", place_words=f"问{STRANGER}")).report
    assert STRANGER not in report.text + report.place_words
    assert report.raw_text == f"问{STRANGER}\n是{STRANGER}家倒的"
    assert STRANGER not in str(list(LedgerEntry.objects.values()))


def test_words_without_a_number_are_not_kept_twice(told: Told) -> None:
    assert sent(told).report.raw_text == ""


def test_a_report_that_says_nothing_is_refused(told: Told) -> None:
    with pytest.raises(NothingSaid):
        sent(replace(told, text=" ", place_words=""))


def test_a_photo_alone_is_enough(told: Told) -> None:
    report = sent(replace(told, text="", place_words="", photos=[PHOTO])).report
    assert report.photos.count() == 1


def test_nobody_reports_at_a_household_from_outside(told: Told, town: Town) -> None:
    with pytest.raises(NotOurGround):
        sent(replace(told, ground=town.household.ground))


def test_a_letter_is_entered_by_the_clerk_and_by_nobody_else(told: Told, persons: Persons) -> None:
    def letter(who: str) -> Taken:
        by = persons.viewer(who)
        return receive_report(told, receipt=new_id(), source=ReportSource.LETTER, by=by)

    assert letter("town_clerk").report.entered_by == persons.town_clerk
    with pytest.raises(NotAllowed):
        letter("village_secretary")


# ---- deciding


def test_a_report_becomes_a_case_of_its_own_origin_found_when_it_was_reported(
    told: Told, rubbish: MatterType, persons: Persons, on: On
) -> None:
    reported = on("2022-09-05")
    report = sent(replace(told, photos=[PHOTO])).report
    on("2022-09-06")
    case = taken_up(report, rubbish, persons)
    assert (case.origin_kind, case.origin_id, case.found_at) == (OriginKind.RESIDENT, report.pk, reported)
    assert case.photos.count() == 1
    report.refresh_from_db()
    assert (report.state, report.case) == (ReportState.ACCEPTED, case)


def test_numbers_in_the_clerks_words_are_masked_too(
    told: Told, rubbish: MatterType, persons: Persons, town: Town
) -> None:
    case = accept_report(
        sent(told).report,
        ground=town.public_place.ground,
        matter=rubbish,
        title="",
        note=f"联系{STRANGER}",
        by=persons.viewer("town_clerk"),
    )
    assert STRANGER not in case.note


def test_a_report_is_decided_once(told: Told, rubbish: MatterType, persons: Persons) -> None:
    report = sent(told).report
    taken_up(report, rubbish, persons)
    with pytest.raises(AlreadyDecided):
        decline_report(report, reason="重复", by=persons.viewer("town_clerk"))


def test_a_refusal_has_a_reason_that_the_reporter_reads(told: Told, persons: Persons) -> None:
    taken = sent(told)
    with pytest.raises(AnswerMissing):
        decline_report(taken.report, reason=" ", by=persons.viewer("town_clerk"))
    decline_report(taken.report, reason="这段路归县交通局", by=persons.viewer("town_clerk"))
    assert standing_of(report_with(taken.code)).answer == "这段路归县交通局"


def test_only_the_clerk_decides(told: Told, persons: Persons) -> None:
    report = sent(told).report
    for who in ("grid_leader", "village_secretary", "liaison_cadre", "town_leader", "administrator"):
        with pytest.raises(NotAllowed):
            decline_report(report, reason="不办", by=persons.viewer(who))


def test_reports_of_the_same_are_joined_and_counted(
    told: Told, rubbish: MatterType, persons: Persons
) -> None:
    clerk = persons.viewer("town_clerk")
    case = taken_up(sent(told).report, rubbish, persons)
    for number in range(3):
        merge_report(sent(replace(told, text=f"第{number}个人说")).report, into=case, by=clerk)
    assert supporters_of(case) == 3


def test_supporters_go_along_when_a_case_is_merged(
    told: Told, rubbish: MatterType, persons: Persons, life: Life
) -> None:
    clerk = persons.viewer("town_clerk")
    case = taken_up(sent(told).report, rubbish, persons)
    merge_report(sent(replace(told, text="我也看见")).report, into=case, by=clerk)
    original = life.found()
    mark_duplicate(case, of=original, by=clerk)
    assert supporters([original.pk, case.pk])[original.pk] == 2  # the case, and whoever had joined it


def test_nothing_is_joined_to_a_closed_case(told: Told, rubbish: MatterType, persons: Persons) -> None:
    case = closed(taken_up(sent(told).report, rubbish, persons), persons)
    with pytest.raises(NoSuchCase):
        merge_report(sent(replace(told, text="又有了")).report, into=case, by=persons.viewer("town_clerk"))


def test_the_case_at_the_same_place_is_suggested_and_the_one_of_another_village_is_not(
    told: Told, rubbish: MatterType, persons: Persons, town: Town
) -> None:
    clerk = persons.viewer("town_clerk")
    case = taken_up(sent(told).report, rubbish, persons)
    near = sent(replace(told, text="垃圾堆了好几天")).report
    far = sent(replace(told, ground=town.bendong.ground)).report
    assert [each.case for each in similar_cases(seen_in_report(near), clerk)] == [case]
    assert similar_cases(seen_in_report(far), clerk) == []


# ---- following


def test_where_it_stands_is_told_without_any_person(
    told: Told, rubbish: MatterType, persons: Persons
) -> None:
    taken = sent(told)
    closed(taken_up(taken.report, rubbish, persons), persons)
    standing = standing_of(report_with(taken.code))
    assert [step.at is not None for step in standing.steps] == [True] * 5
    assert len(standing.photos) == 1
    for name in ("杨贵", "杨*", "王芬", "王*"):
        assert name not in repr(standing)


def test_no_photo_of_a_household_is_shown(told: Told, persons: Persons, town: Town) -> None:
    taken = sent(told)
    matter = kind("RB-09", "房前屋后生活垃圾", household=True)
    case = accept_report(
        taken.report,
        ground=town.household.ground,
        matter=matter,
        title="",
        note="",
        by=persons.viewer("town_clerk"),
    )
    closed(case, persons)
    assert standing_of(report_with(taken.code)).photos == ()


def test_a_wrong_code_finds_nothing(told: Told) -> None:
    sent(told)
    with pytest.raises(UnknownCode):
        report_with("000000000000")


def test_the_reporter_opens_a_closed_case_again_twice_and_not_three_times(
    told: Told, rubbish: MatterType, persons: Persons
) -> None:
    taken = sent(told)
    case = closed(taken_up(taken.report, rubbish, persons), persons)
    for _time in range(2):
        assert reopen_with(taken.code, reason="又堆满了").is_open
        case = closed(Case.objects.get(pk=case.pk), persons)
    with pytest.raises(CannotReopen):
        reopen_with(taken.code, reason="又堆满了")
    assert Case.objects.get(pk=case.pk).reopen_count == 2


def test_after_15_days_it_stays_closed(told: Told, rubbish: MatterType, persons: Persons, on: On) -> None:
    at = on("2022-09-05")
    taken = sent(told)
    closed(taken_up(taken.report, rubbish, persons), persons)
    with clock.travel(to=at + timedelta(days=15)):
        assert standing_of(report_with(taken.code)).may_reopen
    with clock.travel(to=at + timedelta(days=15, seconds=1)), pytest.raises(CannotReopen):
        reopen_with(taken.code, reason="又堆满了")


def test_an_open_case_is_not_opened_again_and_a_reason_is_needed(
    told: Told, rubbish: MatterType, persons: Persons
) -> None:
    taken = sent(told)
    case = taken_up(taken.report, rubbish, persons)
    with pytest.raises(CannotReopen):
        reopen_with(taken.code, reason="不好")
    closed(case, persons)
    with pytest.raises(ReasonMissing):
        reopen_with(taken.code, reason="  ")


def test_whoever_joined_may_open_it_again_too(told: Told, rubbish: MatterType, persons: Persons) -> None:
    case = taken_up(sent(told).report, rubbish, persons)
    other = sent(replace(told, text="我也看见"))
    merge_report(other.report, into=case, by=persons.viewer("town_clerk"))
    closed(case, persons)
    assert reopen_with(other.code, reason=f"还在，打{STRANGER}").state != State.CLOSED
    assert STRANGER not in str(list(case.events.values("note")))


# ---- what was left with it


def test_the_contact_is_opened_for_a_purpose_and_that_is_recorded(told: Told, persons: Persons) -> None:
    report = sent(replace(told, contact=STRANGER)).report
    assert report.masked_contact == "139****5678"
    assert open_contact(report, purpose="case", by=persons.viewer("town_clerk")).contact == STRANGER
    opening = Opening.objects.get()
    assert (opening.person, opening.record) == (persons.town_clerk, f"cases.residentreport:{report.pk}")
    with pytest.raises(NotAllowed):
        open_contact(report, purpose="case", by=persons.viewer("village_secretary"))


def test_whoever_left_a_number_takes_it_back(told: Told) -> None:
    taken = sent(replace(told, contact=STRANGER, text=f"{STRANGER}说的"))
    report = withdraw_contact(taken.code)
    assert (report.contact, report.raw_text) == ("", "")
    assert report.text != ""


def test_a_reporter_is_found_by_the_number_corrected_and_erased(told: Told, persons: Persons) -> None:
    clerk = persons.viewer("town_clerk")
    report = sent(replace(told, contact=STRANGER, photos=[PHOTO])).report
    decline_report(report, reason="不在本镇", by=clerk)
    assert correct_contact("139 1234 5678", to="13900000009", by=clerk) == 1
    assert erase_reporter("13900000009", by=clerk) == 1
    report.refresh_from_db()
    assert (report.contact, report.text, report.photos.count()) == ("", "", 0)
    assert ResidentReport.objects.count() == 1


def test_a_report_that_waits_is_not_erased(told: Told, persons: Persons) -> None:
    sent(replace(told, contact=STRANGER))
    assert erase_reporter(STRANGER, by=persons.viewer("town_clerk")) == 0


def test_contacts_are_erased_90_days_after_the_end_and_not_before(
    told: Told, rubbish: MatterType, persons: Persons, on: On
) -> None:
    at = on("2022-09-05")
    ended = sent(replace(told, contact=STRANGER, position=None)).report
    closed(taken_up(ended, rubbish, persons), persons)
    running = sent(replace(told, contact=STRANGER, text="还没办")).report
    with clock.travel(to=at + timedelta(days=90)):
        assert tidy_reports(by=SYSTEM) == 0
    with clock.travel(to=at + timedelta(days=90, seconds=1)):
        assert tidy_reports(by=SYSTEM) == 1
        assert tidy_reports(by=SYSTEM) == 0
    ended.refresh_from_db()
    running.refresh_from_db()
    assert (ended.contact, running.contact) == ("", STRANGER)


def test_a_report_of_an_unknown_village_lies_at_the_town(told: Told, persons: Persons) -> None:
    report = sent(replace(told, ground=division_ground(TOWN))).report
    visible = persons.viewer("town_clerk").visible(ResidentReport.objects.all(), Act.REPORT_RECEIVE)
    assert report.division_code == TOWN != LIANHUA
    assert report in visible
