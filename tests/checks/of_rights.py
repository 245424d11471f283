"""Pairs of the checks of rights, personal data and standards."""

from __future__ import annotations

from collections.abc import Iterator

from tests.architecture.tree import ROOT
from tests.checks.pair import DAY, House, pair
from tests.town import TOWN
from tongxin.access.actions import answer_request, record_request, refuse_export, request_export
from tongxin.access.actions import exports as export_acts
from tongxin.access.models import Export, SubjectRequest
from tongxin.access.request_rules import RequestKind
from tongxin.people.actions import appoint, end_post, set_account_active
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.models import SheetVersion, StandardEdition
from tongxin.territory.ground import division_ground


@pair("access.post_without_account")
def post_without_account(house: House) -> Iterator[None]:
    yield
    set_account_active(house.persons.account("grid_leader"), active=False, by=house.founder)
    yield
    set_account_active(house.persons.account("grid_leader"), active=True, by=house.founder)


@pair("access.act_without_holder")
def act_without_holder(house: House) -> Iterator[None]:
    yield
    set_account_active(house.persons.account("town_clerk"), active=False, by=house.founder)
    yield
    clerk, ground = house.somebody("龙云", with_account=True), division_ground(TOWN)
    appoint(clerk, role=Role.TOWN_CLERK, ground=ground, since=clock.today(), by=house.founder)


@pair("access.no_second_person")
def no_second_person(house: House) -> Iterator[None]:
    yield
    end_post(Post.objects.get(role=Role.TOWN_LEADER), on=clock.today(), by=house.founder)
    yield
    leader, ground = house.somebody("龙云", with_account=True), division_ground(TOWN)
    appoint(leader, role=Role.TOWN_LEADER, ground=ground, since=clock.today(), by=house.founder)


def asked_export(house: House, *, alone: int) -> Export:
    """An export of the whole town; `alone`: how many households one person may export."""
    house.patch.setattr(export_acts, "export_alone", lambda: alone)
    return request_export(
        division_ground(TOWN),
        purpose="round",
        reason="九月入户走访",
        columns=["head", "phone"],
        by=house.clerk,
    )


@pair("access.export_waits")
def export_waits(house: House) -> Iterator[None]:
    yield
    Export.objects.filter(pk=asked_export(house, alone=1).pk).update(requested_at=clock.now() - 4 * DAY)
    yield
    refuse_export(Export.objects.get(), reason="走访不需要全镇的", by=house.persons.viewer("town_leader"))


@pair("access.export_file_kept")
def export_file_kept(house: House) -> Iterator[None]:
    yield
    made = asked_export(house, alone=1000)
    Export.objects.filter(pk=made.pk).update(file_until=clock.now() - 2 * DAY)
    yield
    export_acts.delete_files()


@pair("access.request_overdue")
def request_overdue(house: House) -> Iterator[None]:
    yield
    site = house.town.household
    asked = record_request(site, kind=RequestKind.COPY, asked_on=clock.today(), by=house.clerk)
    SubjectRequest.objects.filter(pk=asked.pk).update(
        asked_on=clock.today() - 60 * DAY, due_on=clock.today() - DAY
    )
    yield
    answer_request(asked, answer="已把复印件交给本人", by=house.clerk)


@pair("standards.not_loaded")
def not_loaded(house: House) -> Iterator[None]:
    yield
    StandardEdition.objects.all().delete()
    yield
    load_standards(ROOT / "data", by=SYSTEM)


@pair("standards.no_complete_sheet")
def no_complete_sheet(house: House) -> Iterator[None]:
    yield
    complete = SheetVersion.objects.filter(object_kind="household", completeness="complete")
    ids = list(complete.values_list("pk", flat=True))
    complete.update(completeness="partial")
    yield
    SheetVersion.objects.filter(pk__in=ids).update(completeness="complete")
