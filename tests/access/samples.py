"""One record of each kind for the table of routes, all in the grid of the grid leader or above it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.architecture.tree import ROOT
from tests.inspections.conftest import DAY, HOUSEHOLD_SHEET, Work, entered
from tests.persons import Persons
from tests.ranking.tables import drafted, in_force, notices
from tests.town import FOUNDED_ON, LIANHUA, TOWN, Town, register_file
from tongxin.access.actions import record_request
from tongxin.access.models import Export
from tongxin.access.request_rules import RequestKind
from tongxin.access.viewer import NOBODY
from tongxin.cases.actions import (
    Chosen,
    LetterDraft,
    assign_batch,
    fix_case,
    issue_letter,
    open_case,
    receive_letter,
)
from tongxin.cases.actions.complaints import Grievance, name_reader, put_complaint
from tongxin.cases.actions.reporters import report_with
from tongxin.cases.actions.reports import Told, accept_report, receive_report
from tongxin.cases.letter_paper import Problem
from tongxin.cases.models import CasePhoto
from tongxin.cases.report_follow import standing_of
from tongxin.council.actions import Signature, Terms, draft_agreement, sign_agreement
from tongxin.council.rules import SignedHow
from tongxin.inspections.models import Finding, FindingPhoto, FollowUp, Visit, VisitSignal
from tongxin.inspections.signals.rules import SignalKind
from tongxin.people.actions import (
    add_organisation,
    add_person,
    add_role,
    appoint,
    confirm_import,
    grant_leave,
    hand_over,
    join_organisation,
    start_import,
    take_line,
    take_on_area,
)
from tongxin.people.models import Post
from tongxin.plans.actions import give_task
from tongxin.portal.published import KIND
from tongxin.records import clock
from tongxin.records.clock import SHANGHAI
from tongxin.records.files import store
from tongxin.records.ids import new_id
from tongxin.records.models import Job, JobState, PublishedRow
from tongxin.records.permission import SYSTEM
from tongxin.records.photos import Photo
from tongxin.reporting import actions as reporting
from tongxin.reporting.models import BriefFigure
from tongxin.standards.actions import add_picture, begin_draft, load_standards
from tongxin.standards.models import MatterType, SheetVersion, StandardEdition
from tongxin.territory.actions import add_class, pause_site, set_goal
from tongxin.territory.kinds import FileDatum
from tongxin.territory.map_import_actions import start_map_import
from tongxin.territory.models import Pause
from tongxin.territory.queries import grounded

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
            "day": "2026-07-22",
            "job_id": Job.objects.create(kind="letters.print", state=JobState.FAILED).pk,
            "town_code": TOWN,
            "group_id": town.group.pk,
            "grid_id": town.grid.pk,
            "site_id": town.household.pk,
            **_people(persons),
            **_organisations(town, persons),
            **_posts(town, persons),
            "version_id": SheetVersion.objects.get(sheet=HOUSEHOLD_SHEET).pk,
            "edition_id": StandardEdition.objects.all()[0].pk,
            **_sheets(persons),
            **_ranking(town, persons),  # before anything serious is found there
            **_cases(town, persons),
            **_reports(town, persons),
            **_rounds(town, persons),
            **_agreements(town, persons),
            **_maps(town, persons),
            **_briefs(town, persons),
            **_classes(town, persons),
            **_tasks(town, persons),
            **_personal(town, persons),
        }


def _people(persons: Persons) -> Samples:
    run = start_import(register_file(), name="户册.csv", by=persons.viewer("town_clerk"))
    done = start_import(register_file(), name="户册.csv", by=persons.viewer("town_clerk"))
    confirm_import(done, seen=done.shown["seen"], gone=[], by=persons.viewer("town_clerk"))
    return {
        "person_id": persons.grid_leader.pk,
        "villager_id": persons.villager.pk,
        "post_id": Post.objects.get(person=persons.grid_leader).pk,
        "account_id": persons.account("grid_leader").pk,
        "run_id": run.pk,
        "done_run_id": done.pk,
    }


def _personal(town: Town, persons: Persons) -> Samples:
    """An export of the village that waits for a second person, and a request of a household to see its data."""
    clerk = persons.viewer("town_clerk")
    ground = town.lianhua.ground
    export = Export.objects.create(
        requested_by=persons.town_clerk,
        purpose="round",
        reason="入户走访",
        columns=["head"],
        file_format="xlsx",
        needs_second=True,
        asked_count=8,
        state="waiting",
        decide_until=ON_THE_DAY + timedelta(days=7),
        **grounded(ground),
    )
    request = record_request(town.household, kind=RequestKind.COPY, asked_on=clock.today(), by=clerk)
    return {"export_id": export.pk, "request_id": request.pk}


def _posts(town: Town, persons: Persons) -> Samples:
    """A role of the town's own, a post that was handed over, and somebody who stands in for its new holder.

    All of it gives the grid leader less than the grid leader may anyhow.
    """
    today = clock.today()
    leaving = add_person(name="普老五", by=town.founder)
    post = appoint(leaving, role="cleaner", ground=town.grid.ground, since=FOUNDED_ON, by=town.founder)
    begun = hand_over(post, to=persons.grid_leader, on=today, by=town.founder)
    other = appoint(leaving, role="cleaner", ground=town.grid.ground, since=today, by=town.founder)
    leave = grant_leave(
        other,
        deputy=persons.grid_leader,
        since=today,
        back_on=today + timedelta(days=20_000),
        reason="leave",
        by=town.founder,
    )
    role = add_role(division_code=TOWN, like="cleaner", zh="河道保洁员", by=town.founder)
    return {"hand_over_id": begun.taken_over.pk, "leave_id": leave.pk, "role_code": role.pk}


def _organisations(town: Town, persons: Persons) -> Samples:
    """A partner unit of Lianhua with a member who has no post, and the area of the grid leader."""
    unit = add_organisation(
        name="市住建局", kind="partner_unit", division_code=LIANHUA, since=DAY, by=town.founder
    )
    person, area = persons.villager, town.grid.ground
    member = join_organisation(unit, person=person, duty="contact", since=DAY, by=town.founder)
    taken = take_on_area(unit, ground=area, agreed="清运垃圾", since=DAY, contact=person, by=town.founder)
    duty = take_line(unit, line="sanitation", since=DAY, by=town.founder)
    return {
        "organisation_id": unit.pk,
        "membership_id": member.pk,
        "partnership_id": taken.pk,
        "line_duty_id": duty.pk,
    }


def _cases(town: Town, persons: Persons) -> Samples:
    matter = MatterType.objects.filter(household_related=False)[0]
    photo = Photo(content=JPEG, width=1, height=1)
    case = open_case(
        ground=town.public_place.ground, matter=matter, by=persons.viewer("town_clerk"), photos=[photo]
    )
    return {
        "case_id": case.pk,
        "photo_id": CasePhoto.objects.get(case=case).pk,
        **_letters(town, persons, matter),
    }


def _letters(town: Town, persons: Persons, matter: MatterType) -> Samples:
    """A letter to the committee with its signed paper, and a step on many cases; both by the town clerk."""
    clerk, today = persons.viewer("town_clerk"), clock.today()
    case = open_case(ground=town.public_place.ground, matter=matter, by=clerk)
    draft = LetterDraft([Problem(case, today)], to="committee", answer_by=today)
    letter = issue_letter(draft, address=lambda key: f"https://tongxin.example/{key}", by=clerk)
    photo = Photo(content=JPEG, width=1, height=1)
    receive_letter(letter, on=today, name="李建明", photo=photo, by=clerk)
    batch = assign_batch([Chosen(case, case.version)], to=persons.grid_leader, by=clerk)
    return {"letter_id": letter.pk, "batch_id": batch.pk}


def _reports(town: Town, persons: Persons) -> Samples:
    """A report that waits, one whose case shows a photo of what was done, and a complaint with its reader."""
    clerk = persons.viewer("town_clerk")
    photo = Photo(content=JPEG, width=1, height=1)
    told = Told(ground=town.public_place.ground, kind="rubbish", text="垃圾成堆", photos=[photo])
    report = receive_report(told, receipt=new_id(), by=NOBODY).report
    done = receive_report(replace(told, text="桶满了"), receipt=new_id(), by=NOBODY)
    case = accept_report(
        done.report,
        ground=town.public_place.ground,
        matter=MatterType.objects.filter(household_related=False)[0],
        title="",
        note="",
        by=clerk,
    )
    fix_case(case, photos=[photo], by=clerk)
    told_of_it = report_with(done.code)
    reader = name_reader(persons.town_clerk, town=town.division, by=persons.viewer("administrator"))
    complaint = put_complaint(Grievance(TOWN, "网格员不来"), receipt=new_id()).complaint
    return {
        "report_id": report.pk,
        "report_photo_id": report.photos.get().pk,
        "follow_photo": standing_of(told_of_it).photos[0],
        "reader_id": reader.pk,
        "complaint_id": complaint.pk,
    }


def _rounds(town: Town, persons: Persons) -> Samples:
    work = Work(town, persons)
    round_ = work.open()
    visit = entered(work, work.visit(round_, town.household.ground.key), {"B5": {"yes": True}})
    photo = store(JPEG, media_type="image/jpeg", name="水沟.jpg")
    finding = Finding.objects.get(visit=visit)
    kept = FindingPhoto.objects.create(finding=finding, file=photo)
    follow_up = FollowUp.objects.get(unit_key=visit.unit_key)
    to_enter = Visit.objects.planned().filter(grid=town.grid)[0]
    return {
        "round_id": round_.pk,
        "signal_id": VisitSignal.objects.create(
            round=round_, visit=visit, kind=SignalKind.LATE, facts={"hours": 60}
        ).pk,
        "visit_id": visit.pk,
        "planned_visit_id": to_enter.pk,
        "finding_id": finding.pk,
        "finding_photo_id": kept.pk,
        "follow_up_id": follow_up.pk,
        "follow_up_item_id": follow_up.items.get().pk,
    }


def _agreements(town: Town, persons: Persons) -> Samples:
    """A signed agreement at the first door, with the photo of its paper, and a draft at the third."""
    keeper = persons.viewer("village_secretary")
    terms = Terms(since=DAY, until=DAY + timedelta(days=365_000))
    doors = town.households(town.grid)
    photo = Photo(content=JPEG, width=1, height=1)
    signature = Signature(SignedHow.PHOTO, DAY, picture=photo)
    signed = sign_agreement(draft_agreement(doors[0], terms=terms, by=keeper), signature=signature, by=keeper)
    draft = draft_agreement(doors[2], terms=terms, by=keeper)
    return {"agreement_id": signed.pk, "draft_id": draft.pk, "text_id": signed.text_id}


def _sheets(persons: Persons) -> Samples:
    """The town's own draft of the household sheet, with a picture."""
    clerk = persons.viewer("town_clerk")
    draft = begin_draft(SheetVersion.objects.get(sheet=HOUSEHOLD_SHEET), town=TOWN, by=clerk)
    picture = add_picture(draft, photo=Photo(content=JPEG, width=1, height=1), by=clerk)
    return {"sheet_draft_id": draft.pk, "picture_id": picture.pk, "section": "B", "item": "B0"}


def _maps(town: Town, persons: Persons) -> Samples:
    point = {"type": "Point", "coordinates": [101.5, 25.0]}
    content = json.dumps({"type": "Feature", "geometry": point, "properties": {"name": "无名广场"}}).encode()
    run = start_map_import(
        content,
        name="点.geojson",
        about=town.lianhua,
        datum=FileDatum.STATED,
        by=persons.viewer("town_clerk"),
    )
    return {"ground_key": town.grid.ground.key, "map_form": "geojson", "map_run_id": run.pk}


def _tasks(town: Town, persons: Persons) -> Samples:
    """A task of the grid, given to its leader."""
    task = give_task(
        ground=town.grid.ground,
        line="sanitation",
        title="清理沟边垃圾",
        due_on=clock.today(),
        to=persons.grid_leader,
        by=persons.viewer("town_clerk"),
    )
    return {"task_id": task.pk, "line": task.line}


def _classes(town: Town, persons: Persons) -> Samples:
    """A class with a goal, and a pause of a door of the grid that no other sample visits."""
    clerk = persons.viewer("town_clerk")
    made = add_class(town.division, name="山区", by=clerk)
    goal = set_goal(made, figure="ground.households", value=Decimal(1), is_ceiling=False, by=clerk)
    pause = pause_site(
        town.households(town.grid)[3],
        reason=Pause.Reason.AWAY,
        since=DAY,
        until=DAY + timedelta(days=7),
        by=clerk,
    )
    return {"class_id": made.pk, "goal_id": goal.pk, "pause_id": pause.pk}


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
