"""Writes to organisations: what they are called and stand under, who belongs to them, areas taken on.

What was is never overwritten: names, memberships and partnerships end, others begin.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongxin.people.errors import NameMissing
from tongxin.people.models import (
    AreaPartnership,
    Membership,
    Organisation,
    OrganisationVersion,
    Person,
    Post,
)
from tongxin.people.organisation_errors import (
    AgreementMissing,
    AreaElsewhere,
    AreaTaken,
    HeadTaken,
    MemberAlready,
    NotAPartner,
    OrganisationBusy,
    OrganisationClosed,
    OrganisationNameTaken,
    OverAlready,
    ParentUnfit,
    TooEarly,
)
from tongxin.people.organisation_rules import in_circle, may_stand_under
from tongxin.people.rules import plain_name
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.records.personal import refuse_personal
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.queries import grounded


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: str,
    division_code: str,
    by: Viewer,
    parent: Organisation | None = None,
    since: date | None = None,
) -> Organisation:
    """Adds an organisation to a division, or gives the one in use that is there by this name.

    Raises `NameMissing`, `ParentUnfit`.
    """
    by.require(Act.POST_MANAGE, division_ground(division_code))
    clean = plain_name(name)
    if not clean:
        raise NameMissing()
    _check_parent(parent, kind, division_code)
    organisation, made = Organisation.objects.get_or_create(
        division_code=division_code, name=clean, closed_on=None, defaults={"kind": kind, "parent": parent}
    )
    if made:
        begin = since or clock.today()
        OrganisationVersion.objects.create(organisation=organisation, name=clean, parent=parent, since=begin)
        ledger.append("organisation.add", by=by, subject=organisation, division_code=division_code)
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, name: str, parent: Organisation | None, on: date, by: Viewer
) -> Organisation:
    """Renames an organisation or puts it under another, from a day on; the day before keeps what it was.

    Raises `OrganisationClosed`, `NameMissing`, `OrganisationNameTaken`, `ParentUnfit`, `TooEarly`.
    """
    current = _open(organisation, by)
    clean = plain_name(name)
    if not clean:
        raise NameMissing()
    _check_parent(parent, current.kind, current.division_code, below=current)
    if (clean, parent) == (current.name, current.parent):
        return current
    version = current.versions.get(until__isnull=True)
    if on < version.since:
        raise TooEarly(version.since)
    if on == version.since:
        version.name, version.parent = clean, parent
        version.save(update_fields=["name", "parent"])
    else:
        version.until = on
        version.save(update_fields=["until"])
        OrganisationVersion.objects.create(organisation=current, name=clean, parent=parent, since=on)
    current.name, current.parent = clean, parent
    try:
        with transaction.atomic():
            current.save(update_fields=["name", "parent"])
    except IntegrityError as error:
        raise OrganisationNameTaken(clean) from error
    _tell("organisation.change", current, by, on=on.isoformat())
    return current


@transaction.atomic
def close_organisation(organisation: Organisation, *, on: date, by: Viewer) -> Organisation:
    """Closes an organisation: its memberships, areas and lines end on that day, which is the first without it.

    Raises `OrganisationClosed`, `OrganisationBusy` (posts or organisations still stand under it), `TooEarly`.
    """
    current = _open(organisation, by)
    below = current.children.in_use().count()
    posts = Post.objects.filter(organisation=current).not_over_before(on).count()
    if below or posts:
        raise OrganisationBusy(below=below, posts=posts)
    version = current.versions.get(until__isnull=True)
    starts = [version.since, *_starts(current, on)]
    if on <= max(starts):
        raise TooEarly(max(starts))
    current.memberships.filter(until__isnull=True).update(until=on)
    current.areas.filter(until__isnull=True).update(until=on)
    current.lines.filter(until__isnull=True).update(until=on)
    version.until = on
    version.save(update_fields=["until"])
    current.closed_on = on
    current.save(update_fields=["closed_on"])
    _tell("organisation.close", current, by, on=on.isoformat())
    return current


@transaction.atomic
def join_organisation(
    organisation: Organisation, *, person: Person, duty: str, since: date, by: Viewer
) -> Membership:
    """Makes a person a member, with a duty. Raises `OrganisationClosed`, `MemberAlready`, `HeadTaken`."""
    current = _open(organisation, by)
    standing = current.memberships.in_force(since) | current.memberships.filter(until__isnull=True)
    if standing.filter(person=person).exists():
        raise MemberAlready()
    if duty == Membership.Duty.HEAD and standing.filter(duty=duty).exists():
        raise HeadTaken()
    try:
        with transaction.atomic():
            member = Membership.objects.create(organisation=current, person=person, duty=duty, since=since)
    except IntegrityError as error:  # two clerks at once: the constraint has the last word
        raise MemberAlready() from error
    ledger.append(
        "membership.begin",
        by=by,
        subject=member,
        division_code=current.division_code,
        detail={"duty": duty, "since": since.isoformat()},
    )
    return member


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: Viewer) -> Membership:
    """Ends a membership: `on` is the first day without it. Raises `OverAlready`, `TooEarly`."""
    current = Membership.objects.select_for_update().select_related("organisation").get(pk=membership.pk)
    code = current.organisation.division_code
    by.require(Act.POST_MANAGE, division_ground(code))
    _end(current, on)
    ledger.append(
        "membership.end", by=by, subject=current, division_code=code, detail={"until": on.isoformat()}
    )
    return current


@transaction.atomic
def take_on_area(
    organisation: Organisation,
    *,
    ground: Ground,
    agreed: str,
    since: date,
    by: Viewer,
    contact: Person | None = None,
) -> AreaPartnership:
    """A partner unit takes on an area (包片共建), with what was agreed.

    Raises `OrganisationClosed`, `NotAPartner`, `AreaElsewhere`, `AreaTaken`, `AgreementMissing`,
    `PersonalDataInText`.
    """
    current = _open(organisation, by)
    by.require(Act.POST_MANAGE, ground)
    text = " ".join(agreed.split())
    if not current.is_partner:
        raise NotAPartner()
    if not text:
        raise AgreementMissing()
    refuse_personal(text)
    if not division_ground(current.division_code).contains(ground):
        raise AreaElsewhere()
    same = current.areas.filter(until__isnull=True, **grounded(ground))
    if same.exists():
        raise AreaTaken()
    area = AreaPartnership.objects.create(
        organisation=current, contact=contact, agreed=text, since=since, **grounded(ground)
    )
    ledger.append(
        "partnership.begin",
        by=by,
        subject=area,
        division_code=ground.division_code,
        detail={"ground": ground.key, "since": since.isoformat()},
    )
    return area


@transaction.atomic
def end_partnership(partnership: AreaPartnership, *, on: date, by: Viewer) -> AreaPartnership:
    """Ends a partnership: `on` is the first day without it. Raises `OverAlready`, `TooEarly`."""
    current = AreaPartnership.objects.select_for_update().get(pk=partnership.pk)
    by.require(Act.POST_MANAGE, current.ground)
    _end(current, on)
    ledger.append(
        "partnership.end",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"until": on.isoformat()},
    )
    return current


def _open(organisation: Organisation, by: Viewer) -> Organisation:
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    by.require(Act.POST_MANAGE, division_ground(current.division_code))
    if current.closed_on is not None:
        raise OrganisationClosed(current.name)
    return current


def _check_parent(
    parent: Organisation | None, kind: str, division_code: str, below: Organisation | None = None
) -> None:
    if parent is None:
        return
    above = dict(Organisation.objects.values_list("pk", "parent_id")) if below else {}
    if (
        parent.closed_on is not None
        or not division_ground(parent.division_code).contains(division_ground(division_code))
        or not may_stand_under(kind, parent.kind)
        or (below is not None and in_circle(below.pk, parent.pk, above))
    ):
        raise ParentUnfit(parent.name)


def _starts(organisation: Organisation, on: date) -> list[date]:
    """First days of what would end on `on`."""
    open_rows = [organisation.memberships, organisation.areas, organisation.lines]
    return [since for rows in open_rows for since in rows.filter(until=None).values_list("since", flat=True)]


def _end(row: Membership | AreaPartnership, on: date) -> None:
    if row.until is not None:
        raise OverAlready()
    if on <= row.since:
        raise TooEarly(row.since)
    row.until = on
    row.save(update_fields=["until"])


def _tell(verb: str, organisation: Organisation, by: Viewer, **detail: str) -> None:
    ledger.append(verb, by=by, subject=organisation, division_code=organisation.division_code, detail=detail)
