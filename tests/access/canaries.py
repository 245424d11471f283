"""Names, phones and ID numbers that nobody else has, planted wherever the house keeps personal data.

Each stands in one place only, so that a leak says where it came from. The ID numbers are invented for the
county's code; their check digits are right, so that nothing takes them for noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from stdnum.cn import ric

from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.access import actions
from tongxin.access.models import Export
from tongxin.access.request_rules import RequestKind
from tongxin.access.viewer import NOBODY
from tongxin.cases.actions import open_case
from tongxin.cases.actions.complaints import Grievance, put_complaint
from tongxin.cases.actions.reports import Told, receive_report
from tongxin.cases.models import Case, Complaint, ResidentReport
from tongxin.inspections.models import Finding, Visit
from tongxin.people.actions import add_person, appoint, open_account, start_import
from tongxin.people.models import Person, RegisterEntry, RegisterMember
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.standards.models import MatterType
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Site


def id_number(serial: int) -> str:
    """An invented ID number of the county with a right check digit."""
    stem = f"53230119{60 + serial % 30:02d}0315{serial:03d}"
    return stem + ric.calc_check_digit(stem + "0")


NAMES = {
    "head": "段氏秋菊",
    "head of 12 signs": "阿依古丽买买提江努尔艾力",
    "note": "尹朝柱",
    "import": "缪广生",
    "member": "夸丽仙",
    "person": "者云岚",
    "steward": "自开秀",
    "unposted": "起正昌",
    "title": "迟绍芳",
    "event": "匡永贵",
    "visit": "祁焕英",
    "finding": "茶凤仙",
    "request": "鲁应才",
    "complaint": "蒙自学",
}
PHONES = {
    "head": "13577110001",
    "head of 12 signs": "13577110002",
    "import": "13577110003",
    "member": "13577110007",
    "person": "13577110004",
    "steward": "13577110005",
    "unposted": "13577110006",
    "complaint": "13577110008",
    "reporter": "13577110009",
    "told of": "13577110010",
}
ID_NUMBERS = {where: id_number(number) for number, where in enumerate(("note", "import", "head", "member"))}
USERNAME = "jinsique-zhe"

# What staff write into free text is read by those whose ground it is; all else nobody sees unopened.
FREE_TEXT = {"title", "event", "visit", "finding", "request"}
EVERYTHING = {*NAMES.values(), *PHONES.values(), *ID_NUMBERS.values(), USERNAME}
NEVER_UNOPENED = {
    value for book in (NAMES, PHONES, ID_NUMBERS) for where, value in book.items() if where not in FREE_TEXT
}


@dataclass(frozen=True)
class Planted:
    """Records that hold canaries, for the parts of addresses."""

    case_id: UUID
    person_id: UUID
    export_id: UUID
    run_id: UUID
    request_id: UUID
    site_id: UUID
    visit_id: UUID
    report_id: UUID
    complaint_id: UUID


def plant(town: Town, persons: Persons) -> Planted:
    """Puts every canary into its place, all in the grid of the grid leader."""
    clerk = persons.viewer("town_clerk")
    doors = town.households(town.grid)
    _register(doors[0], "head", note=f"{NAMES['note']} {ID_NUMBERS['note']}")
    _register(doors[1], "head of 12 signs")
    entry = RegisterEntry.objects.get(site=doors[0])
    RegisterEntry.objects.filter(pk=entry.pk).update(id_number=ID_NUMBERS["head"])
    RegisterMember.objects.create(
        entry=entry, name=NAMES["member"], phone=PHONES["member"], id_number=ID_NUMBERS["member"]
    )
    person = _persons(town, persons)
    case = _case(town, persons)
    visit = _visit(doors[0])
    made = actions.request_export(
        town.grid.ground, columns=["head", "members", "phone"], purpose="round", reason="入户走访", by=clerk
    )
    run = start_import(_file(), name="户册.csv", by=clerk)
    request = actions.record_request(
        town.household, kind=RequestKind.EXPLAIN, asked_on=clock.today(), note=NAMES["request"], by=clerk
    )
    assert Export.objects.get(pk=made.pk).is_ready
    report, complaint = _report(town), _complaint()
    return Planted(
        case.pk, person.pk, made.pk, run.pk, request.pk, doors[0].pk, visit.pk, report.pk, complaint.pk
    )


def _register(door: Site, where: str, *, note: str = "") -> None:
    RegisterEntry.objects.filter(site=door).update(head=NAMES[where], phone=PHONES[where], note=note)


def _persons(town: Town, persons: Persons) -> Person:
    clerk, administrator = persons.viewer("town_clerk"), persons.viewer("administrator")
    grounds = {
        "person": (Role.GRID_MEMBER, town.grid.ground),
        "steward": (Role.STEWARD, town.public_place.ground),
    }
    made = {
        where: add_person(name=NAMES[where], phone=PHONES[where], by=clerk)
        for where in ("person", "steward", "unposted")
    }
    for where, (role, ground) in grounds.items():
        appoint(made[where], role=role, ground=ground, since=clock.today(), by=clerk)
    open_account(made["person"], username=USERNAME, password="柳树下的水沟要清", by=administrator)
    return made["person"]


def _case(town: Town, persons: Persons) -> Case:
    return open_case(
        ground=town.household.ground,
        matter=MatterType.objects.filter(household_related=True)[0],
        title=f"{NAMES['title']}门口堆柴",
        note=f"{NAMES['event']}说的",
        by=persons.viewer("grid_leader"),
    )


def _visit(door: Site) -> Visit:
    visit = Visit.objects.filter(site=door)[0]
    Visit.objects.filter(pk=visit.pk).update(note=f"{NAMES['visit']}在家")
    Finding.objects.filter(visit=visit).update(note=f"{NAMES['finding']}堆的")
    return visit


def _report(town: Town) -> ResidentReport:
    """A number left with a report, and one of somebody else in its words."""
    told = Told(ground=town.public_place.ground, text=f"问{PHONES['told of']}", contact=PHONES["reporter"])
    return receive_report(told, receipt=new_id(), by=NOBODY).report


def _complaint() -> Complaint:
    """About the town clerk, the only reader of the samples: nobody at all may read it."""
    told = Grievance(
        TOWN,
        text=f"{NAMES['complaint']}被为难",
        about=division_ground(TOWN),
        role=Role.TOWN_CLERK,
        contact=PHONES["complaint"],
    )
    return put_complaint(told, receipt=new_id()).complaint


def _file() -> bytes:
    """A register with one good row and one whose fault tells of its values."""
    head, phone = NAMES["import"], PHONES["import"]
    lines = [
        "村,村民小组,门牌,户主,电话,人口,网格,备注",
        f"{LIANHUA},小伍排组,77,{head},{phone},3,小伍排网格,{ID_NUMBERS['import']}",
        f"{LIANHUA},小伍排组,77,{head},{phone}9,三口,小伍排网格,",
    ]
    return "\n".join(lines).encode()
