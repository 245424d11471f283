"""Checks of posts, of those who stand in, and of organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.catalogue import role_type
from tongxin.people.models import Account, AreaPartnership, HandOver, Leave, Membership, Organisation, Post
from tongxin.people.queries import PostQuerySet
from tongxin.people.roles import SOLE_ROLES
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, Text, check
from tongxin.territory.check_subjects import address, appointing, subject_at
from tongxin.territory.ground import GroundKind, division_ground

NOTICE = timedelta(days=30)  # of a post's end: time enough to find a successor
# Organisations that act through the one who heads them.
HEADED = (
    Organisation.Kind.GENERAL_BRANCH,
    Organisation.Kind.PARTY_BRANCH,
    Organisation.Kind.VILLAGERS_COMMITTEE,
    Organisation.Kind.LEADING_GROUP,
    Organisation.Kind.WORK_GROUP,
)


@check(
    "people.post_on_closed_ground",
    title=_("Post on ground that is no more"),
    why=_("Whoever holds it sees an empty list, and the successor ground has nobody."),
    mend=_("End the post, and appoint the person on the ground that took its place."),
    severity=Severity.WRONG,
)
def post_on_closed_ground(scope: CheckScope) -> Found:
    """Posts held today on a group, grid or site that was closed."""
    closed = (
        Q(ground_kind=GroundKind.GROUP, group__closed_on__isnull=False)
        | Q(ground_kind=GroundKind.GRID, grid__closed_on__isnull=False)
        | Q(ground_kind=GroundKind.SITE, site__closed_on__isnull=False)
    )
    posts = scope.within(Post.objects.in_force(clock.today())).filter(closed)
    return checks.found(
        posts.select_related("group", "grid", "site"),
        lambda row: _post(row, act=_("End the post"), page="people:end_post"),
        scope,
    )


@check(
    "people.post_ends_soon",
    title=_("Post that ends soon and nobody follows"),
    why=_("On that day the ground falls vacant, and what is open there stays."),
    mend=_("Find a successor before that day."),
    severity=Severity.LOOK,
)
def post_ends_soon(scope: CheckScope) -> Found:
    """Posts of roles that one person holds, with an end within 30 days and no successor on that day."""
    today = clock.today()
    same_ground = (
        Q(ground_kind=GroundKind.DIVISION)
        | Q(ground_kind=GroundKind.GROUP, group=OuterRef("group"))
        | Q(ground_kind=GroundKind.GRID, grid=OuterRef("grid"))
        | Q(ground_kind=GroundKind.SITE, site=OuterRef("site"))
    )
    next_ones = Post.objects.filter(
        same_ground,
        Q(until__isnull=True) | Q(until__gt=OuterRef("until")),
        acts_as=OuterRef("acts_as"),
        ground_kind=OuterRef("ground_kind"),
        division_code=OuterRef("division_code"),
        since__lte=OuterRef("until"),
    )
    ending = scope.within(Post.objects.in_force(today)).filter(
        ~Exists(next_ones), acts_as__in=SOLE_ROLES, until__lte=today + NOTICE
    )
    return checks.found(
        ending.select_related("group", "grid", "site").order_by("until", "id"),
        lambda row: _post(row, act=_("Appoint a successor"), act_url=appointing(row.ground, row.role)),
        scope,
    )


@check(
    "people.role_over_number",
    title=_("Post held by more people than it has places"),
    why=_(
        "Two people with one duty each wait for the other; the catalogue of roles says how many there may be."
    ),
    mend=_("End the post that is one too many, or change the number in the catalogue."),
    severity=Severity.WRONG,
)
def role_over_number(scope: CheckScope) -> Found:
    """Grounds on which more persons hold a role today than the catalogue allows."""
    posts = scope.within(Post.objects.in_force(clock.today()))
    columns = ("role", "ground_kind", "division_code", "group", "grid", "site")
    counted = posts.order_by().values(*columns).annotate(holders=Count("pk")).filter(holders__gt=1)
    over = [row for row in counted.order_by(*columns) if _is_over(row["role"], row["holders"])]
    named = _first_of(posts, [{name: row[name] for name in columns} for row in over[: scope.most]])
    return Found(len(over), tuple(_post(row, act=_("End the post"), page="people:end_post") for row in named))


def _is_over(role: str, holders: int) -> bool:
    most = role_type(role).per_ground
    return most is not None and holders > most


def _first_of(posts: PostQuerySet, places: list[dict[str, Any]]) -> list[Post]:
    """The post begun last at each of the places: the one that is too many; one query."""
    there = Q(pk__in=())
    for place in places:
        there |= Q(
            **{
                name if value is not None else f"{name}__isnull": value or True
                for name, value in place.items()
            }
        )
    rows = posts.filter(there).select_related("group", "grid", "site").order_by("since", "id")
    return list({(row.role, row.ground.key): row for row in rows}.values())


@check(
    "people.deputy_without_account",
    title=_("Somebody stands in and cannot sign in"),
    why=_("While the holder is away nobody sees or does what the post may."),
    mend=_("Open an account for the deputy, or name another one."),
    severity=Severity.LOOK,
)
def deputy_without_account(scope: CheckScope) -> Found:
    """Leaves in force today whose deputy has no account in use."""
    accounts = Account.objects.filter(person=OuterRef("deputy"), is_active=True)
    leaves = scope.within(Leave.objects.in_force(clock.today())).filter(~Exists(accounts))
    return checks.found(leaves.shown(), _leave, scope)


def _leave(row: Leave) -> Subject:
    return subject_at(
        row.post,
        what=str(row.post.get_role_display()),
        url=address("people:person", row.post.person_id),
        act=_("Open an account"),
        act_url=address("people:open_account", row.deputy_id),
    )


@check(
    "people.hand_over_not_done",
    title=_("Hand-over whose open work did not go along"),
    why=_("The successor has the post, and what was open still waits for the one who left."),
    mend=_("Let the worker run: tongxin serve, or tongxin worker."),
    severity=Severity.WRONG,
)
def hand_over_not_done(scope: CheckScope) -> Found:
    """Hand-overs whose day has come a day ago and that have not taken effect."""
    late = HandOver.objects.filter(effective_at__isnull=True, after__since__lt=clock.today())
    return checks.found(scope.within(late).shown(), lambda row: _post(row.after, act=""), scope)


@check(
    "people.organisation_without_head",
    title=_("Organisation without a head"),
    why=_("Nobody calls its meetings or answers for what it has taken on."),
    mend=_("Name the head among its members."),
    severity=Severity.LOOK,
)
def organisation_without_head(scope: CheckScope) -> Found:
    """Branches, committees and groups in use that nobody heads today."""
    heads = Membership.objects.in_force(clock.today()).filter(
        organisation=OuterRef("pk"), duty=Membership.Duty.HEAD
    )
    there = scope.within(Organisation.objects.in_use()).filter(~Exists(heads), kind__in=HEADED)
    return checks.found(there, lambda row: _organisation(row, _("Name the head")), scope)


@check(
    "people.partner_without_area",
    title=_("Partner unit that has taken on no area"),
    why=_("It is named as a partner, and nobody knows where."),
    mend=_("Agree on an area with the unit, or close it."),
    severity=Severity.LOOK,
)
def partner_without_area(scope: CheckScope) -> Found:
    """Partner units in use without an area in force today."""
    areas = AreaPartnership.objects.in_force(clock.today()).filter(organisation=OuterRef("pk"))
    units = scope.within(Organisation.objects.in_use().partner_units()).filter(~Exists(areas))
    return checks.found(
        units, lambda row: _organisation(row, _("Agree on an area"), "people:take_on_area"), scope
    )


def _organisation(row: Organisation, act: Text, page: str = "people:organisation") -> Subject:
    own = address("people:organisation", row.pk)
    return Subject(row.name, own, act, address(page, row.pk), division_ground(row.division_code))


def _post(row: Post, *, act: Text, page: str = "", act_url: str = "") -> Subject:
    """A post by its role and ground; its own page is that of its person."""
    return subject_at(
        row,
        what=str(row.get_role_display()),
        url=address("people:person", row.person_id),
        act=act,
        act_url=act_url or address(page, row.pk),
    )
