"""One record of each kind for the table of routes, all in the grid of the grid leader or above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tests.architecture.tree import ROOT
from tests.inspections.conftest import DAY, HOUSEHOLD_SHEET, Work, entered
from tests.persons import Persons
from tests.ranking.tables import drafted, in_force, notices
from tests.town import LIANHUA, TOWN, Town, register_file
from tongxin.cases.actions import open_case
from tongxin.cases.models import CasePhoto
from tongxin.inspections.models import Finding, Visit
from tongxin.people.actions import start_import
from tongxin.people.models import Post
from tongxin.portal.published import KIND
from tongxin.records import clock
from tongxin.records.clock import SHANGHAI
from tongxin.records.files import store
from tongxin.records.models import PublishedRow
from tongxin.records.permission import SYSTEM
from tongxin.records.photos import Photo
from tongxin.reporting import actions as reporting
from tongxin.reporting.models import BriefFigure
from tongxin.standards.actions import load_standards
from tongxin.standards.models import MatterType, SheetVersion, StandardEdition

ON_THE_DAY = datetime(DAY.year, DAY.month, DAY.day, 9, 10, tzinfo=SHANGHAI)
FIGURE = "cases.open"
JPEG = b"\xff\xd8\xff" + bytes(9)  # as far as it is looked at here

# Name of an address's part → its value.
Samples = Mapping[str, object]


def make_samples() -> Samples:
    """Makes them through the rooms' own acts; the parts of an address by name."""
    town, persons = Town(), Persons()
    load_standards(ROOT / "data", by=SYSTEM)
    with clock.travel(to=ON_THE_DAY):
        return {
            "code": LIANHUA,
            "town_code": TOWN,
            "group_id": town.group.pk,
            "grid_id": town.grid.pk,
            "site_id": town.household.pk,
            **_people(persons),
            "version_id": SheetVersion.objects.get(sheet=HOUSEHOLD_SHEET).pk,
            "edition_id": StandardEdition.objects.all()[0].pk,
            **_cases(town, persons),
            **_rounds(town, persons),
            **_ranking(town, persons),
            **_briefs(town, persons),
        }


def _people(persons: Persons) -> Samples:
    run = start_import(register_file(), name="户册.csv", by=persons.viewer("town_clerk"))
    return {
        "person_id": persons.grid_leader.pk,
        "villager_id": persons.villager.pk,
        "post_id": Post.objects.get(person=persons.grid_leader).pk,
        "account_id": persons.account("grid_leader").pk,
        "run_id": run.pk,
    }


def _cases(town: Town, persons: Persons) -> Samples:
    matter = MatterType.objects.filter(household_related=False)[0]
    photo = Photo(content=JPEG, width=1, height=1)
    case = open_case(
        ground=town.public_place.ground, matter=matter, by=persons.viewer("town_clerk"), photos=[photo]
    )
    return {"case_id": case.pk, "photo_id": CasePhoto.objects.get(case=case).pk}


def _rounds(town: Town, persons: Persons) -> Samples:
    work = Work(town, persons)
    round_ = work.open()
    visit = entered(work, work.visit(round_, town.household.ground.key), {"B5": {"yes": True}})
    photo = store(JPEG, media_type="image/jpeg", name="水沟.jpg")
    finding = Finding.objects.get(visit=visit)
    Finding.objects.filter(pk=finding.pk).update(photo=photo)
    to_enter = Visit.objects.planned().filter(grid=town.grid)[0]
    return {
        "round_id": round_.pk,
        "visit_id": visit.pk,
        "planned_visit_id": to_enter.pk,
        "finding_id": finding.pk,
    }


def _ranking(town: Town, persons: Persons) -> Samples:
    ranked = drafted(town, persons)
    listing = notices(town, persons).listings.all()[0]
    red = in_force(town, persons)
    return {
        "table_id": ranked.table_id,
        "list_id": ranked.pk,
        "listing_id": listing.pk,
        "portal_key": PublishedRow.objects.get(kind=KIND, key__contains=str(red.pk)).key,
    }


def _briefs(town: Town, persons: Persons) -> Samples:
    wording = reporting.load_templates(by=SYSTEM)[0]
    clerk = persons.viewer("town_clerk")
    draft, frozen = (
        reporting.write_brief(wording, by=clerk, ground=town.division.ground, since=since, until=DAY)
        for since in (date(2022, 1, 4), date(2022, 2, 1))
    )
    leader = persons.viewer("town_leader")
    approved = reporting.approve_brief(frozen, by=leader, revision=frozen.revision)
    reporting.publish_brief(approved, by=leader)
    counted = BriefFigure.objects.filter(brief=frozen, numerator=None)[0]
    return {
        "brief_id": draft.pk,
        "frozen_brief_id": frozen.pk,
        "public_brief_key": PublishedRow.objects.get(key__contains=str(frozen.pk)).key,
        "position": counted.position,
        "figure": FIGURE,
    }
