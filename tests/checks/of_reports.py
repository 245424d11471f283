"""Pairs of the checks of reports and complaints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.checks.pair import House, pair
from tongxin.access.viewer import NOBODY
from tongxin.cases.actions.complaints import end_reader, name_reader
from tongxin.cases.actions.reports import Told, decline_report, receive_report
from tongxin.cases.models import ResidentReport
from tongxin.records import clock
from tongxin.records.ids import new_id


@pair("cases.report_waits")
def report_waits(house: House) -> Iterator[None]:
    yield
    told = Told(ground=house.town.public_place.ground, text="垃圾成堆")
    report = receive_report(told, receipt=new_id(), by=NOBODY).report
    ResidentReport.objects.filter(pk=report.pk).update(received_at=clock.now() - timedelta(days=4))
    yield
    decline_report(report, reason="不在本镇", by=house.clerk)


@pair("cases.complaint_readers")
def complaint_readers(house: House) -> Iterator[None]:
    by, town = house.persons.viewer("administrator"), house.town.division
    leader = house.persons.town_leader
    name_reader(house.persons.town_clerk, town=town, by=by)
    reader = name_reader(leader, town=town, by=by)
    yield
    end_reader(reader, by=by)
    yield
    name_reader(leader, town=town, by=by)
