"""A visit is entered once, scored by its sheet, and what was found is followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.conftest import On
from tests.inspections.conftest import Work, entered, entry_for
from tongxin.cases.models import Case
from tongxin.inspections.actions import (
    FindingEntry,
    FindingOutcome,
    VisitEntry,
    close_round,
    correct_visit,
    enter_visit,
)
from tongxin.inspections.errors import (
    AnswerRefused,
    AnswersWithoutLooking,
    ChargedTwice,
    CorrectionReasonMissing,
    CountsDiffer,
    FindingInOrder,
    MatterMissing,
    NothingAssessed,
    NotYetMade,
    OutcomeMissing,
    ReasonMissing,
    RoundNotOpen,
    TooManyFindings,
    TooManyPhotos,
    VersionsStay,
    VisitedBeforeRound,
    VisitedInFuture,
    VisitMade,
    VisitMovedOn,
    WhereMissing,
)
from tongxin.inspections.models import Finding, RoundTally, Visit
from tongxin.inspections.rules import VisitState
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.records.photos import Photo, reencode
from tongxin.records.receipts import ReceiptConflict
from tongxin.standards.models import MatterType
from tongxin.territory.models import Site

pytestmark = pytest.mark.django_db

LITTER: dict[str, Any] = {"B5": {"yes": True}}


def photo(colour: str = "green") -> Photo:
    picture = BytesIO()
    Image.new("RGB", (40, 30), colour).save(picture, "PNG")
    picture.seek(0)
    return reencode(picture)


def test_the_score_follows_from_the_answers(work: Work) -> None:
    visit = entered(work, work.visit(work.open()), LITTER)
    assert (visit.score, visit.max_score, visit.score100) == (Decimal(55), Decimal(60), 9167)
    assert visit.is_done


def test_an_item_not_looked_at_counts_neither_way(work: Work) -> None:
    visit = work.visit(work.open())
    entry = VisitEntry(VisitState.DONE, {"B0": {"yes": False}, "B1": {"yes": True}})
    done = enter_visit(visit, entry=entry, by=work.inspector(visit))
    assert (done.score, done.max_score) == (Decimal(3), Decimal(6))


def test_what_is_out_of_order_becomes_a_case_by_itself(work: Work) -> None:
    visit = entered(work, work.visit(work.open()), LITTER)
    finding = visit.findings.get()
    assert finding.case is not None
    assert finding.case.matter.code == "RB-09"
    assert finding.case.title == "院内乱扔垃圾严重"
    assert finding.case.ground == visit.ground
    assert (finding.case.origin_kind, finding.case.origin_id) == ("finding", finding.pk)
    assert finding.case.found_at == visit.visited_at


def test_an_inspector_reports_on_ground_that_is_not_the_inspectors_own(work: Work) -> None:
    opened = work.open(ground=work.town.next_grid.ground, inspectors=(work.persons.grid_leader,))
    visit = entered(work, work.visit(opened), LITTER)
    assert Case.objects.get().found_by == work.persons.grid_leader
    assert visit.findings.get().case_id


def test_what_was_put_right_on_the_spot_becomes_no_case(work: Work) -> None:
    findings = (FindingEntry("B5", FindingOutcome.FIXED, note="当场清扫干净"),)
    visit = entered(work, work.visit(work.open()), LITTER, findings=findings)
    assert visit.findings.get().fixed_on_spot
    assert not Case.objects.exists()


def test_a_finding_may_only_be_noted(work: Work) -> None:
    entered(work, work.visit(work.open()), LITTER, findings=(FindingEntry("B5", FindingOutcome.NOTED),))
    assert not Case.objects.exists()


def test_another_kind_of_problem_may_be_chosen(work: Work) -> None:
    findings = (FindingEntry("B5", matter=MatterType.objects.get(code="RB-01")),)
    entered(work, work.visit(work.open()), LITTER, findings=findings)
    assert Case.objects.get().matter.code == "RB-01"


def test_photos_go_with_the_finding_and_its_case(work: Work) -> None:
    findings = (FindingEntry("B5", photos=(photo(), photo("red"))),)
    finding = entered(work, work.visit(work.open()), LITTER, findings=findings).findings.get()
    assert [kept.file.media_type for kept in finding.photos.select_related("file")] == ["image/jpeg"] * 2
    assert finding.case is not None
    assert finding.case.photos.count() == 2


def test_the_same_photo_twice_is_one(work: Work) -> None:
    findings = (FindingEntry("B5", photos=(photo(), photo())),)
    assert (
        entered(work, work.visit(work.open()), LITTER, findings=findings).findings.get().photos.count() == 1
    )


def test_fifty_photos_on_one_finding_are_too_many(work: Work) -> None:
    visit = work.visit(work.open())
    with pytest.raises(TooManyPhotos, match="50"):
        entered(work, visit, LITTER, findings=(FindingEntry("B5", photos=(photo(),) * 50),))
    assert not Finding.objects.exists()


def test_a_correction_adds_photos_up_to_the_same_number(work: Work) -> None:
    shots = tuple(photo(f"#0000{number:02x}") for number in range(0, 80, 8))
    visit = entered(work, work.visit(work.open()), LITTER, findings=(FindingEntry("B5", photos=shots[:8]),))
    more = entry_for(visit, LITTER, findings=(FindingEntry("B5", photos=shots[8:]),))
    with pytest.raises(TooManyPhotos, match="10"):
        correct_visit(visit, entry=more, reason="补照片", by=work.clerk)
    one = entry_for(visit, LITTER, findings=(FindingEntry("B5", photos=shots[8:9]),))
    correct_visit(visit, entry=one, reason="补照片", by=work.clerk)
    assert visit.findings.get().photos.count() == 9


def test_two_heaps_at_two_places_under_one_item_are_two_findings(work: Work) -> None:
    findings = (FindingEntry("B5", note="院门口"), FindingEntry("B5", FindingOutcome.FIXED, note="屋后"))
    visit = entered(work, work.visit(work.open()), LITTER, findings=findings)
    assert visit.score == 55  # the item is charged once
    assert [(each.note, each.fixed_on_spot) for each in visit.findings.order_by("id")] == [
        ("院门口", False),
        ("屋后", True),
    ]
    assert Case.objects.get().note == "院门口"


def test_the_places_of_a_counted_item_add_up_to_its_number(work: Work) -> None:
    visit = work.visit(work.open(sheet="village_general_2023", accept_partial=True))
    places = (FindingEntry("W1", note="桥头", count=2), FindingEntry("W1", note="井边"))
    with pytest.raises(CountsDiffer):
        entered(work, visit, {"W1": {"count": 4}}, findings=places)
    done = entered(work, visit, {"W1": {"count": 3}}, findings=places)
    assert sorted(done.findings.values_list("note", "count")) == [("井边", 1), ("桥头", 2)]
    assert Case.objects.count() == 2


def test_the_score_hangs_on_the_number_and_not_on_how_it_is_told(work: Work) -> None:
    opened = work.open(sheet="village_general_2023", accept_partial=True)
    one, other = opened.visits.select_related("round__sheet_version").order_by("position")[:2]
    apart = (FindingEntry("W1", note="桥头", count=2), FindingEntry("W1", note="井边"))
    scores = [
        entered(work, one, {"W1": {"count": 3}}).score,
        entered(work, other, {"W1": {"count": 3}}, findings=apart).score,
    ]
    assert scores[0] == scores[1]


def test_a_correction_finds_each_of_two_findings_at_one_item_again(work: Work) -> None:
    findings = (FindingEntry("B5", note="院门口"), FindingEntry("B5", note="屋后"))
    visit = entered(work, work.visit(work.open()), LITTER, findings=findings)
    second = visit.findings.get(note="屋后")
    kept = (FindingEntry("B5", note="屋后柴堆", finding_id=second.pk),)
    correct_visit(visit, entry=entry_for(visit, LITTER, findings=kept), reason="院门口看错", by=work.clerk)
    assert visit.findings.standing().get() == second
    assert visit.findings.get(note="院门口").withdrawn_at is not None
    assert Finding.objects.get(pk=second.pk).note == "屋后柴堆"


def test_several_places_at_one_item_are_one_case_with_the_number(work: Work) -> None:
    visit = work.visit(work.open(sheet="village_general_2023", accept_partial=True))
    entered(work, visit, {"W1": {"count": 3}})
    case = Case.objects.get()
    assert case.title.startswith("可见垃圾")
    assert "3" in case.title
    assert Finding.objects.get().count == 3


def test_the_place_was_seen_on_the_day_of_the_visit(work: Work) -> None:
    visit = work.visit(work.open(), work.town.household.ground.key)
    entered(work, visit, visited_at=clock.now() - timedelta(minutes=5))
    assert Site.objects.get(last_seen_on=clock.today()) == work.town.household


@pytest.mark.parametrize("outcome", [VisitState.NOBODY_HOME, VisitState.REFUSED, VisitState.PLACE_GONE])
def test_without_looking_there_is_no_score(work: Work, outcome: VisitState) -> None:
    visit = work.visit(work.open())
    made = enter_visit(visit, entry=VisitEntry(outcome), by=work.inspector(visit))
    assert (made.state, made.score, made.score100) == (outcome, None, None)
    assert not Site.objects.filter(last_seen_on__isnull=False).exists()


def test_a_second_try_follows_where_nobody_was_home(work: Work) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=VisitEntry(VisitState.NOBODY_HOME), by=work.inspector(visit))
    again = entered(work, visit)
    assert again.is_done
    assert [old.state for old in again.versions.all()] == ["nobody_home"]


def test_a_visit_is_entered_once(work: Work) -> None:
    visit = work.visit(work.open())
    entered(work, visit)
    with pytest.raises(VisitMade):
        entered(work, visit)


def test_the_same_entry_sent_twice_is_one_visit(work: Work) -> None:
    visit, receipt = work.visit(work.open()), new_id()
    entry, by = entry_for(visit, LITTER), work.inspector(visit)
    first = enter_visit(visit, entry=entry, by=by, receipt_id=receipt)
    second = enter_visit(visit, entry=entry, by=by, receipt_id=receipt)
    assert first == second
    assert Case.objects.count() == Finding.objects.count() == 1


def test_an_old_entry_sent_again_later_changes_nothing(work: Work) -> None:
    visit, receipt = work.visit(work.open()), new_id()
    absent, by = VisitEntry(VisitState.NOBODY_HOME), work.inspector(visit)
    enter_visit(visit, entry=absent, by=by, receipt_id=receipt)
    enter_visit(visit, entry=entry_for(visit), by=by, receipt_id=new_id())
    assert enter_visit(visit, entry=absent, by=by, receipt_id=receipt).is_done


def test_another_entry_under_the_same_receipt_is_a_conflict(work: Work) -> None:
    visit, receipt = work.visit(work.open()), new_id()
    enter_visit(visit, entry=entry_for(visit), by=work.inspector(visit), receipt_id=receipt)
    with pytest.raises(ReceiptConflict):
        enter_visit(visit, entry=entry_for(visit, LITTER), by=work.inspector(visit), receipt_id=receipt)


def test_only_the_inspector_and_the_office_enter(work: Work) -> None:
    visit = work.visit(work.open(), work.town.household.ground.key)
    for person in ("grid_leader", "village_secretary", "town_leader", "villager"):
        with pytest.raises(NotAllowed):
            enter_visit(visit, entry=entry_for(visit), by=work.persons.viewer(person))
    typed = enter_visit(visit, entry=entry_for(visit), by=work.clerk)
    assert (typed.inspector, typed.entered_by) == (work.persons.liaison_cadre, work.persons.town_clerk)


def test_nothing_is_entered_after_the_round_is_closed(work: Work) -> None:
    opened = work.open()
    visit = work.visit(opened)
    close_round(opened, by=work.clerk)
    with pytest.raises(RoundNotOpen):
        entered(work, visit)


def test_two_people_at_once(work: Work) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=VisitEntry(VisitState.NOBODY_HOME), by=work.clerk, seen=1)
    with pytest.raises(VisitMovedOn):
        enter_visit(visit, entry=entry_for(visit), by=work.inspector(visit), seen=1)


def test_a_faulty_entry_leaves_nothing_behind(work: Work) -> None:
    visit = work.visit(work.open())
    entries = LedgerEntry.objects.count()
    findings = (FindingEntry("B5", FindingOutcome.CASE), FindingEntry("B0", FindingOutcome.CASE))
    with pytest.raises(FindingInOrder):
        entered(work, visit, LITTER, findings=findings)
    assert Visit.objects.get(pk=visit.pk).is_planned
    assert not Case.objects.exists()
    assert LedgerEntry.objects.count() == entries


def test_the_time_of_a_visit_makes_sense(work: Work) -> None:
    visit = work.visit(work.open())
    with pytest.raises(VisitedInFuture):
        entered(work, visit, visited_at=clock.now() + timedelta(minutes=1))
    with pytest.raises(VisitedBeforeRound):
        entered(work, visit, visited_at=clock.now() - timedelta(days=1))


REFUSED: list[tuple[str, dict[str, Any], type[Exception]]] = [
    ("no outcome", {"outcome": VisitState.PLANNED}, OutcomeMissing),
    ("no answer", {"answers": {}}, NothingAssessed),
    ("answers though nobody was home", {"outcome": VisitState.NOBODY_HOME}, AnswersWithoutLooking),
    ("an item that is not on the sheet", {"answers": {"X1": {"yes": True}}}, AnswerRefused),
    ("a wrong kind of answer", {"answers": {"B5": {"count": 2}}}, AnswerRefused),
    ("a finding at an item in order", {"findings": (FindingEntry("B0"),)}, FindingInOrder),
    ("a finding at no item", {"findings": (FindingEntry("X1"),)}, FindingInOrder),
    (
        "two findings at one item and nobody knows where",
        {"answers": LITTER, "findings": (FindingEntry("B5", note="院里"), FindingEntry("B5"))},
        WhereMissing,
    ),
    (
        "more findings at one item than are kept apart",
        {"answers": LITTER, "findings": (FindingEntry("B5", note="院里"),) * 21},
        TooManyFindings,
    ),
    ("an 'other' item without a word why", {"answers": {"B11": {"yes": True}}}, ReasonMissing),
    ("one heap under two items", {"answers": {"B6": {"yes": True}, "B7": {"yes": True}}}, ChargedTwice),
]


@pytest.mark.parametrize(("changes", "error"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_an_entry_is_refused(work: Work, changes: dict[str, Any], error: type[Exception]) -> None:
    visit = work.visit(work.open())
    with pytest.raises(error):
        enter_visit(visit, entry=replace(entry_for(visit), **changes), by=work.inspector(visit))


def test_an_other_item_is_charged_with_a_word_why(work: Work) -> None:
    findings = (FindingEntry("B11", note="院墙倒了一段"),)
    visit = entered(work, work.visit(work.open()), {"B11": {"yes": True}}, findings=findings)
    assert visit.findings.get().note == "院墙倒了一段"


def test_a_case_needs_its_kind_of_problem(work: Work) -> None:
    visit = work.visit(work.open(sheet="yunnan_first_class_8"))
    with pytest.raises(MatterMissing):
        entered(work, visit, {"J8": {"yes": False}}, findings=(FindingEntry("J8"),))
    assert entered(work, visit, {"J8": {"yes": False}}).findings.get().case is None


def test_a_correction_keeps_what_was_said_before(work: Work) -> None:
    visit = entered(work, work.visit(work.open()), LITTER)
    corrected = correct_visit(visit, entry=entry_for(visit), reason="看错了门牌", by=work.clerk)
    old = corrected.versions.get()
    assert (old.score, old.answers["B5"], old.reason) == (Decimal(55), {"yes": True}, "看错了门牌")
    assert corrected.score == 60
    with pytest.raises(VersionsStay):
        old.save()


def test_a_correction_withdraws_findings_and_adds_new_ones(work: Work) -> None:
    visit = entered(work, work.visit(work.open()), {**LITTER, "B0": {"yes": True}})
    changed = entry_for(visit, {"B0": {"yes": True}, "B1": {"yes": True}})
    correct_visit(visit, entry=changed, reason="补记", by=work.clerk)
    standing = visit.findings.standing().order_by("item_id")
    assert [finding.item_id for finding in standing] == ["B0", "B1"]
    assert visit.findings.get(item_id="B5").withdrawn_at is not None
    assert Case.objects.count() == 3  # what was opened is dealt with as a case


def test_a_correction_needs_a_reason_and_something_to_correct(work: Work) -> None:
    visit = work.visit(work.open())
    with pytest.raises(NotYetMade):
        correct_visit(visit, entry=entry_for(visit), reason="错", by=work.clerk)
    done = entered(work, visit)
    with pytest.raises(CorrectionReasonMissing):
        correct_visit(done, entry=entry_for(visit), reason="  ", by=work.clerk)


def test_after_the_round_only_the_office_corrects(work: Work) -> None:
    opened = work.open()
    visit = entered(work, work.visit(opened))
    close_round(opened, by=work.clerk)
    with pytest.raises(NotAllowed):
        correct_visit(visit, entry=entry_for(visit, LITTER), reason="错", by=work.inspector(visit))
    assert correct_visit(visit, entry=entry_for(visit, LITTER), reason="错", by=work.clerk).score == 55


def test_the_tally_moves_with_each_entry(work: Work) -> None:
    opened = work.open()
    visit = entered(work, work.visit(opened, work.town.household.ground.key), LITTER)
    other = work.visit(opened, work.town.households(work.town.grid)[1].ground.key)
    enter_visit(other, entry=VisitEntry(VisitState.REFUSED), by=work.clerk)
    tally = RoundTally.objects.get(round=opened, grid=work.town.grid)
    assert (tally.planned, tally.done, tally.refused, tally.scored) == (2, 1, 1, 1)
    assert (tally.sum_score100, tally.findings) == (9167, 1)
    correct_visit(visit, entry=entry_for(visit), reason="错", by=work.clerk)
    tally.refresh_from_db()
    assert (tally.sum_score100, tally.findings) == (10_000, 0)


def test_an_entry_is_in_the_ledger_without_personal_words(work: Work, on: On) -> None:
    entered(work, work.visit(work.open()), LITTER, note="户主李小明在家")
    entry = LedgerEntry.objects.get(verb="visit.enter")
    assert entry.detail == {"outcome": "done", "score": "55", "of": "60", "findings": 1, "version": 2}
