"""Requests about the own data as the tests write them down."""

from __future__ import annotations

from tests.persons import Persons
from tongxin.access import actions
from tongxin.access.models import SubjectRequest
from tongxin.access.request_rules import RequestKind
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.territory.models import Site


def asked(subject: Person | Site, persons: Persons, wanted: RequestKind, note: str = "") -> SubjectRequest:
    """A request that the clerk has written down today."""
    return actions.record_request(
        subject, kind=wanted, asked_on=clock.today(), note=note, by=persons.viewer("town_clerk")
    )


def gone(site: Site) -> Site:
    """The household has moved away."""
    Site.objects.filter(pk=site.pk).update(closed_on=clock.today())
    return site
