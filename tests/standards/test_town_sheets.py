"""A town writes its own sheet, adopts it from a day on, and takes it out of use again."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.architecture.tree import ROOT
from tests.inspections.score_cases import sheets_of_the_town
from tests.persons import Persons
from tests.standards.towns_sheets import Content, small
from tests.town import LIANHUA, TOWN, Town
from tongxin.access.viewer import PostViewer
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.records.photos import Photo
from tongxin.standards import editing
from tongxin.standards.actions import (
    add_picture,
    adopt_draft,
    begin_blank,
    begin_draft,
    change_draft,
    discard_draft,
    load_standards,
    retire_version,
)
from tongxin.standards.errors import (
    DayTooEarly,
    DraftHasFaults,
    DraftMoved,
    DraftUnderWay,
    DraftUnfit,
    LoadedVersionsStay,
    NothingChanged,
    NotInUse,
    NumberTaken,
    PictureUnknown,
    ReasonMissing,
    RetiredAlready,
    SheetTooLarge,
)
from tongxin.standards.faults import schema_faults
from tongxin.standards.hints import hints_of
from tongxin.standards.limits import limits, sheet_schema
from tongxin.standards.models import ItemHint, SheetAdoption, SheetDraft, SheetPicture, SheetVersion
from tongxin.standards.towns import TownGround, holders, span, town_of, towns_of

pytestmark = pytest.mark.django_db

TODAY = date(2022, 5, 21)
WHY = "会议定的"
NEXT_TOWN = "532301106000"


@pytest.fixture
def clerk(town: Town, persons: Persons) -> PostViewer:
    """Who may write sheets."""
    return persons.viewer("town_clerk")


@pytest.fixture(autouse=True)
def the_day(on: Callable[..., object]) -> None:
    """A Saturday in May."""
    on(TODAY)


def drafted(clerk: PostViewer, content: Content | None = None) -> SheetDraft:
    """A draft of the town that holds the small sheet or another content."""
    draft = begin_blank(town=TOWN, zh="门前屋后评分细则", en="", object_kind="household", by=clerk)
    return change_draft(draft, content=content or small(), revision=draft.revision, by=clerk)


def adopted(clerk: PostViewer, draft: SheetDraft | None = None, *, since: date = TODAY) -> SheetVersion:
    """The version that a draft became."""
    it = draft or drafted(clerk)
    return adopt_draft(it, since=since, reason=WHY, revision=it.revision, by=clerk).version


def next_draft(version: SheetVersion, clerk: PostViewer, *, title: str = "改过的细则") -> SheetDraft:
    """The next version of the town's own sheet, with another title."""
    draft = begin_draft(version, town=TOWN, by=clerk)
    content = editing.with_head(draft.content, {"title": {"zh": title, "en": ""}})
    return change_draft(draft, content=content, revision=draft.revision, by=clerk)


def loaded(name: str) -> SheetVersion:
    """A sheet that came with the system."""
    load_standards(ROOT / "data", by=SYSTEM)
    return SheetVersion.objects.get(sheet=name)


def verbs(subject: SheetDraft | SheetVersion) -> list[str]:
    """What the ledger says about it."""
    return list(LedgerEntry.objects.filter(subject_id=str(subject.pk)).values_list("verb", flat=True))


def test_a_copy_says_what_it_was_copied_from_and_carries_the_hints(clerk: PostViewer) -> None:
    draft = begin_draft(loaded("household_photo_60"), town=TOWN, by=clerk)
    assert draft.sheet is None
    assert draft.content["source"]["origin"] == "household_photo_60 1"
    hint = ItemHint.objects.get(sheet="household_photo_60", item_id="B6")
    assert draft.parts.by_id["B6"].hint.not_with == hint.not_with == "B7"
    assert "warnings" not in draft.content


def test_only_the_clerk_of_the_town_writes_its_sheets(clerk: PostViewer, persons: Persons) -> None:
    draft = drafted(clerk)
    for who in ("village_secretary", "town_leader", "administrator", "grid_leader"):
        with pytest.raises(NotAllowed):
            change_draft(draft, content=small(), revision=draft.revision, by=persons.viewer(who))
    with pytest.raises(NotAllowed):
        begin_blank(
            town=LIANHUA, zh="村里的", en="", object_kind="household", by=persons.viewer("village_secretary")
        )


def test_what_somebody_else_changed_meanwhile_is_not_written_over(clerk: PostViewer) -> None:
    draft = drafted(clerk)
    seen = draft.revision
    change_draft(draft, content=editing.item_moved(draft.content, "A1", 1), revision=seen, by=clerk)
    with pytest.raises(DraftMoved):
        change_draft(draft, content=small(), revision=seen, by=clerk)
    with pytest.raises(DraftMoved):
        adopt_draft(draft, since=TODAY, reason=WHY, revision=seen, by=clerk)


def test_what_is_no_sheet_is_not_kept(clerk: PostViewer) -> None:
    draft = drafted(clerk)

    def refused(error: type[Exception], change: Callable[[Content], object]) -> None:
        content = copy.deepcopy(draft.content)
        change(content)
        with pytest.raises(error):
            change_draft(draft, content=content, revision=draft.revision, by=clerk)

    refused(DraftUnfit, lambda it: it["sections"][0]["items"][0]["mode"].update(points=-1))
    refused(DraftUnfit, lambda it: it.pop("floor"))
    refused(NumberTaken, lambda it: it["sections"][1]["items"][0].update(id="A1"))
    refused(PictureUnknown, lambda it: it["sections"][0]["items"][0].update(picture=str(draft.pk)))
    items = [{**editing.item_of(small(), "A1"), "id": f"X{n}"} for n in range(limits().items + 1)]
    refused(SheetTooLarge, lambda it: it["sections"][0].update(items=items))


def test_a_draft_with_faults_is_not_adopted(clerk: PostViewer) -> None:
    content = small()
    content["total"] = 30
    draft = drafted(clerk, content)
    with pytest.raises(DraftHasFaults):
        adopt_draft(draft, since=TODAY, reason=WHY, revision=draft.revision, by=clerk)


def test_an_adopted_sheet_is_a_version_that_never_changes(clerk: PostViewer, persons: Persons) -> None:
    draft = drafted(clerk)
    version = adopted(clerk, draft)
    adoption = version.adoptions.get()
    assert (version.version, version.is_complete, version.sheet.division_code) == ("1", True, TOWN)
    assert (adoption.since, adoption.reason, adoption.adopted_by) == (TODAY, WHY, persons.town_clerk.pk)
    assert adoption.adopter == persons.town_clerk.masked_name
    assert not schema_faults("", version.content, sheet_schema())
    assert not SheetDraft.objects.exists()
    assert verbs(version) == ["sheet.adopt"]
    with pytest.raises(LoadedVersionsStay):
        version.save()


def test_an_adoption_says_why_and_does_not_reach_back(clerk: PostViewer) -> None:
    draft = drafted(clerk)
    with pytest.raises(ReasonMissing):
        adopt_draft(draft, since=TODAY, reason="  ", revision=draft.revision, by=clerk)
    with pytest.raises(DayTooEarly):
        adopt_draft(draft, since=TODAY - timedelta(days=1), reason=WHY, revision=draft.revision, by=clerk)


def test_the_next_version_ends_the_one_before_on_its_first_day(clerk: PostViewer) -> None:
    first = adopted(clerk)
    day = TODAY + timedelta(days=10)
    second = adopted(clerk, next_draft(first, clerk), since=day)
    assert (second.sheet_id, second.version) == (first.sheet_id, "2")
    assert first.adoptions.get().until == day
    before, after = day - timedelta(days=1), day
    assert list(SheetVersion.objects.adopted(before)) == [first]
    assert list(SheetVersion.objects.adopted(after)) == [second]


def test_the_next_version_begins_after_the_one_before(clerk: PostViewer) -> None:
    first = adopted(clerk, since=TODAY + timedelta(days=10))
    draft = next_draft(first, clerk)
    with pytest.raises(DayTooEarly):
        adopt_draft(draft, since=TODAY + timedelta(days=10), reason=WHY, revision=draft.revision, by=clerk)


def test_a_version_that_says_the_same_is_none(clerk: PostViewer) -> None:
    draft = begin_draft(adopted(clerk), town=TOWN, by=clerk)
    with pytest.raises(NothingChanged):
        adopt_draft(draft, since=TODAY + timedelta(days=1), reason=WHY, revision=draft.revision, by=clerk)
    assert SheetAdoption.objects.get().until is None


def test_one_draft_of_a_sheet_at_a_time(clerk: PostViewer) -> None:
    version = adopted(clerk)
    draft = begin_draft(version, town=TOWN, by=clerk)
    with pytest.raises(DraftUnderWay):
        begin_draft(version, town=TOWN, by=clerk)
    discard_draft(draft, by=clerk)
    assert begin_draft(version, town=TOWN, by=clerk).sheet == version.sheet


def test_a_retired_sheet_is_offered_until_its_last_day(clerk: PostViewer) -> None:
    version = adopted(clerk)
    until = TODAY + timedelta(days=7)
    retire_version(version, town=TOWN, until=until, reason=WHY, by=clerk)
    assert SheetVersion.objects.in_force(until - timedelta(days=1), town=TOWN).contains(version)
    assert not SheetVersion.objects.in_force(until, town=TOWN).contains(version)
    with pytest.raises(RetiredAlready):
        retire_version(version, town=TOWN, until=until, reason=WHY, by=clerk)


def test_sheets_that_came_along_are_offered_without_adoption_after_the_towns_own(clerk: PostViewer) -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    own = adopted(clerk)
    offered = list(SheetVersion.objects.in_force(TODAY, town=TOWN))
    complete = {
        name for name, content in sheets_of_the_town().items() if content["completeness"] == "complete"
    }
    assert offered[0] == own
    assert {version.sheet_id for version in offered[1:]} == complete
    assert list(SheetVersion.objects.adopted(TODAY)) == [own]


def test_a_town_can_do_without_a_sheet_that_came_along_and_only_that_town_does(clerk: PostViewer) -> None:
    version = loaded("household_photo_60")
    retire_version(version, town=TOWN, until=TODAY, reason=WHY, by=clerk)
    assert not SheetVersion.objects.in_force(TODAY, town=TOWN).contains(version)
    assert SheetVersion.objects.in_force(TODAY, town=NEXT_TOWN).contains(version)
    assert not SheetVersion.objects.adopted(TODAY).exists()


def test_what_the_town_does_not_use_is_not_retired(clerk: PostViewer) -> None:
    with pytest.raises(NotInUse):
        retire_version(loaded("kunshan_village"), town=TOWN, until=TODAY, reason=WHY, by=clerk)


def test_the_sheet_of_a_town_is_seen_on_its_ground_and_above(clerk: PostViewer) -> None:
    version = adopted(clerk)

    def seen_by(code: str) -> bool:
        return SheetVersion.objects.within_any([TownGround(code)]).contains(version)

    assert [seen_by(code) for code in (TOWN, LIANHUA, "532301000000", NEXT_TOWN, "532301106201")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_the_hints_of_a_version_are_its_own(clerk: PostViewer) -> None:
    first = adopted(clerk)
    content = copy.deepcopy(first.content)
    content["sections"][1]["items"][1]["hint"]["matter"] = "RB-01"
    draft = begin_draft(first, town=TOWN, by=clerk)
    second = adopted(
        clerk,
        change_draft(draft, content=content, revision=draft.revision, by=clerk),
        since=TODAY + timedelta(days=1),
    )
    assert (hints_of(first)["B2"].matter, hints_of(second)["B2"].matter) == ("", "RB-01")


def test_a_picture_is_kept_once_and_stays_with_its_town(clerk: PostViewer) -> None:
    draft = drafted(clerk)
    photo = Photo(content=b"\xff\xd8\xff" + bytes(9), width=1, height=1)
    picture = add_picture(draft, photo=photo, by=clerk)
    assert add_picture(draft, photo=photo, by=clerk) == picture
    content = small()
    content["sections"][0]["items"][0]["picture"] = str(picture.pk)
    version = adopted(clerk, change_draft(draft, content=content, revision=draft.revision, by=clerk))
    assert version.parts.by_id["A1"].picture == str(picture.pk)
    assert not SheetPicture.objects.within_any([TownGround(NEXT_TOWN)]).exists()


def test_the_database_keeps_what_has_ended(clerk: PostViewer) -> None:
    version = adopted(clerk)
    retire_version(version, town=TOWN, until=TODAY + timedelta(days=1), reason=WHY, by=clerk)
    adoption = SheetAdoption.objects.filter(version=version)
    with pytest.raises(IntegrityError), transaction.atomic():
        adoption.update(end_reason="另一个原因")
    with pytest.raises(IntegrityError), transaction.atomic():
        adoption.delete()


@pytest.mark.parametrize(
    "broken",
    [
        {"until": TODAY, "ended_at": None, "end_reason": ""},
        {"until": TODAY + timedelta(days=1), "ended_at": None, "end_reason": "x"},
        {"reason": ""},
    ],
)
def test_an_adoption_that_cannot_be_is_refused_by_the_database(
    clerk: PostViewer, broken: dict[str, object]
) -> None:
    version = adopted(clerk)
    fields: dict[str, object] = {
        "division_code": NEXT_TOWN,
        "since": TODAY,
        "reason": WHY,
        "ended_at": clock.now(),
    }
    if "until" not in broken:
        fields.pop("ended_at")
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetAdoption.objects.create(version=version, **{**fields, **broken})
    assert connection.in_atomic_block


def test_codes_say_what_lies_where() -> None:
    assert holders(LIANHUA) == ["530000000000", "532300000000", "532301000000", TOWN, LIANHUA]
    assert span(TOWN) == (TOWN, "532301105999")
    assert town_of(LIANHUA) == TOWN
    assert towns_of([TownGround("532301000000"), TownGround(LIANHUA), TownGround(TOWN)]) == [TOWN]


def test_a_draft_that_was_adopted_or_discarded_is_gone(clerk: PostViewer) -> None:
    draft = drafted(clerk)
    discard_draft(draft, by=clerk)
    discard_draft(draft, by=clerk)
    with pytest.raises(DraftMoved):
        change_draft(draft, content=small(), revision=draft.revision, by=clerk)
