"""What the pages of organisations show: the tree of a town or village, and one organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tongxin.people.models import (
    AreaPartnership,
    LineDuty,
    Membership,
    Organisation,
    OrganisationVersion,
    Person,
    Post,
)
from tongxin.people.organisation_queries import OrganisationQuerySet
from tongxin.records.paging import CappedPage
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines

ROWS_A_PAGE = 100
DEEPEST = 6  # deeper ones are drawn no further to the right


@dataclass(frozen=True)
class Branch:
    """An organisation in the tree, and how deep it stands."""

    organisation: Organisation
    depth: int


def tree_of(organisations: Iterable[Organisation]) -> list[Branch]:
    """Organisations as a tree: each below the one it stands under, else in the order given. Pure.

    One whose parent is not among them stands at the top; none is lost, even in a circle.
    """
    rows = list(organisations)
    there = {row.pk for row in rows}
    below: dict[UUID | None, list[Organisation]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in there else None, []).append(row)
    placed: list[Branch] = []
    seen: set[UUID] = set()

    def place(row: Organisation, depth: int) -> None:
        if row.pk in seen:
            return
        seen.add(row.pk)
        placed.append(Branch(row, min(depth, DEEPEST)))
        for child in below.get(row.pk, ()):
            place(child, depth + 1)

    for row in [*below.get(None, ()), *rows]:
        place(row, 0)
    return placed


def tree_page(organisations: OrganisationQuerySet, number: str | None, on: date) -> CappedPage[Branch]:
    """A page of the tree with counts of members, posts and areas: two queries."""
    branches = tree_of(organisations.order_by("division_code", "kind", "name", "id"))
    last = max(1, -(-len(branches) // ROWS_A_PAGE))
    wanted = int(number) if number and number.isascii() and number.isdecimal() and len(number) < 9 else 1
    current = min(max(wanted, 1), last)
    first = (current - 1) * ROWS_A_PAGE
    shown = branches[first : first + ROWS_A_PAGE]
    ids = [branch.organisation.pk for branch in shown]
    counted = Organisation.objects.filter(pk__in=ids).with_counts(on).in_bulk()
    rows = tuple(Branch(counted[branch.organisation.pk], branch.depth) for branch in shown)
    return CappedPage(rows, current, ROWS_A_PAGE, len(branches), is_capped=False)


@dataclass(frozen=True)
class OrganisationPage:
    """Everything that the page of an organisation shows."""

    organisation: Organisation
    members: tuple[Membership, ...]
    former_members: tuple[Membership, ...]
    areas: tuple[AreaPartnership, ...]
    former_areas: tuple[AreaPartnership, ...]
    lines: tuple[tuple[LineDuty, str], ...]
    posts: tuple[Post, ...]
    below: tuple[Organisation, ...]
    former: tuple[OrganisationVersion, ...]
    known: frozenset[UUID]
    may_see_parent: bool


def organisation_page(organisation: Organisation, viewer: Viewer, on: date) -> OrganisationPage:
    """The page of an organisation: nine queries."""
    members = list(organisation.memberships.select_related("person").order_by("-since", "id"))
    areas = list(
        organisation.areas.select_related("contact", "group", "grid", "site").order_by(
            "division_code", "since"
        )
    )
    posts = viewer.visible(Post.objects.all(), Act.PEOPLE_VIEW).in_force(on).filter(organisation=organisation)
    persons = {member.person_id for member in members}
    known = Person.objects.known_to(viewer, Act.PEOPLE_VIEW).filter(pk__in=persons)
    ranked = sorted(members, key=_by_duty)
    return OrganisationPage(
        organisation=organisation,
        members=tuple(row for row in ranked if not _is_over(row, on)),
        former_members=tuple(row for row in members if _is_over(row, on)),
        areas=tuple(row for row in areas if not _is_over(row, on)),
        former_areas=tuple(row for row in areas if _is_over(row, on)),
        lines=_lines(organisation, on),
        posts=tuple(posts.shown().order_by("division_code", "role", "since", "id")),
        below=tuple(viewer.visible(organisation.children.in_use(), Act.PEOPLE_VIEW)),
        former=tuple(organisation.versions.filter(until__isnull=False).select_related("parent")),
        known=frozenset(known.values_list("pk", flat=True)),
        may_see_parent=_may_see(organisation.parent, viewer),
    )


def _lines(organisation: Organisation, on: date) -> tuple[tuple[LineDuty, str], ...]:
    """The lines that it answers for now or soon, with their names."""
    duties = organisation.lines.filter(Q(until__isnull=True) | Q(until__gt=on))
    names = lines()
    return tuple((duty, names.get(duty.line, duty.line)) for duty in duties)


def _may_see(parent: Organisation | None, viewer: Viewer) -> bool:
    if parent is None:
        return False
    seen = viewer.visible(Organisation.objects.filter(pk=parent.pk), Act.PEOPLE_VIEW)
    return seen.exists()


def _is_over(row: Membership | AreaPartnership, on: date) -> bool:
    return row.until is not None and row.until <= on


def _by_duty(member: Membership) -> tuple[int, date]:
    return Membership.Duty.values.index(member.duty), member.since
