"""To whom a letter may go, about which ground it is, and who is its addressee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, pgettext

from tongxin.access.rules import roles_with
from tongxin.cases.letter_errors import AddresseeUnfit, CasesApart, NoCaseChosen
from tongxin.cases.letter_rules import AddresseeKind
from tongxin.cases.models import Case, Letter
from tongxin.cases.oversight import letter_rules
from tongxin.cases.queries import posts_at
from tongxin.people.catalogue import town_of
from tongxin.people.models import AreaPartnership, Membership, Organisation, Post
from tongxin.people.roles import Role
from tongxin.records import calendar, clock
from tongxin.records.permission import Act, Viewer
from tongxin.records.working_time import LimitUnit
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.models import Division

_OFFICE = frozenset({Role.TOWN_LEADER, Role.TOWN_CLERK})  # they issue letters and get none
_COMMITTEE = (Role.VILLAGE_SECRETARY, Role.COMMITTEE_MEMBER)


@dataclass(frozen=True)
class Addressee:
    """Whom a letter may be addressed to; `key` for forms, `words` as they stand on the paper."""

    kind: AddresseeKind
    words: str
    post: Post | None = None
    organisation: Organisation | None = None

    @property
    def key(self) -> str:
        """One text for the addressee: `committee`, `post:<id>`, `organisation:<id>`, `household`."""
        row = self.post or self.organisation
        return f"{self.kind}:{row.pk}" if row else self.kind.value

    @property
    def is_household(self) -> bool:
        """Is it a household? Then the paper is for it alone."""
        return self.kind is AddresseeKind.HOUSEHOLD


def common_ground(cases: Sequence[Case]) -> Ground:
    """The narrowest ground that holds all the cases. Raises `NoCaseChosen`, `CasesApart` (several villages)."""
    if not cases:
        raise NoCaseChosen
    if len({case.division_code for case in cases}) > 1:
        raise CasesApart
    sites, grids, groups = (
        {getattr(case, name) for case in cases} for name in ("site_id", "grid_id", "group_id")
    )
    code = cases[0].division_code
    group = _only(groups)
    if site := _only(sites):
        return Ground(GroundKind.SITE, code, group_id=group, grid_id=_only(grids), site_id=site)
    if grid := _only(grids):
        return Ground(GroundKind.GRID, code, group_id=group, grid_id=grid)
    return Ground(GroundKind.GROUP, code, group_id=group) if group else division_ground(code)


def addressees(cases: Sequence[Case]) -> list[Addressee]:
    """Whom a letter about these cases may go to, the committee of the village first. Five queries.

    Posts that may put right on the common ground, nearest first; partner units and organisations of the village
    and the town; the household, where all the cases lie at one.
    """
    ground = common_ground(cases)
    village = Division.objects.name_of(ground.division_code)
    found = [Addressee(AddresseeKind.COMMITTEE, letter_rules().committee(village))]
    if ground.kind is GroundKind.SITE and all(case.site and case.site.is_household for case in cases):
        words = pgettext("addressee of a letter", "the household of %(place)s") % {
            "place": cases[0].place_name
        }
        found.append(Addressee(AddresseeKind.HOUSEHOLD, words))
    return [*found, *_posts(ground), *_organisations(ground)]


def addressee_of(key: str, cases: Sequence[Case]) -> Addressee:
    """The addressee of that key. Raises `AddresseeUnfit` for one who does not answer for these cases."""
    for each in addressees(cases):
        if each.key == key:
            return each
    raise AddresseeUnfit


def is_addressee(letter: Letter, viewer: Viewer) -> bool:
    """Is the viewer the one to whom the letter is addressed: holder of the post (or deputy, or successor), of the
    committee, member of the organisation? A household has no account."""
    if viewer.person_id is None:
        return False
    today = clock.today()
    if letter.post is not None:
        held = Post.objects.used_by(viewer.person_id, today).on(letter.post.ground)
        return held.filter(role=letter.post.role).exists()
    if letter.organisation_id is not None:
        mine = Membership.objects.in_force(today).filter(person=viewer.person_id)
        return mine.filter(organisation=letter.organisation_id).exists()
    if letter.addressee_kind == AddresseeKind.COMMITTEE:
        held = Post.objects.used_by(viewer.person_id, today).of_role(*_COMMITTEE)
        return held.holding(division_ground(letter.division_code)).exists()
    return False


def may_answer(letter: Letter, viewer: Viewer) -> bool:
    """May the viewer sign for the letter and answer it: as its addressee, or for the addressee at the office?"""
    return viewer.may(Act.LETTER_ISSUE, letter.ground) or is_addressee(letter, viewer)


def answer_day(working_days: int) -> date:
    """The last day of so many working days, counted from now."""
    due = calendar.due_at(clock.now(), working_days, LimitUnit.WORKING_DAYS)
    return clock.local(due.at).date()


def correct_day(case: Case) -> date:
    """By when a letter asks for the case to be put right: by its own limit; by a new day where that has passed."""
    own = clock.local(case.due_at).date()
    return own if own > clock.today() else answer_day(letter_rules().correct_days)


def place_on_paper(case: Case, *, to_household: bool) -> str:
    """The place of a case as a letter names it: a door stands only in the letter to the household itself."""
    if to_household or case.site is None or not case.site.is_household:
        return case.place_name
    village = Division.objects.name_of(case.division_code)
    names = [village, case.group.name if case.group else "", gettext("one household")]
    return " ".join(name for name in names if name)


def problem_on_paper(case: Case, *, to_household: bool) -> str:
    """The problem as a letter names it: by its kind where it lies at a household, for its title may name people."""
    return case.matter.name if case.never_public and not to_household else case.title


def office_of(division_code: str) -> str:
    """Who issues a letter: the town's one office by its name, else the town."""
    town = town_of(division_code)
    offices = Organisation.objects.in_use().filter(kind=Organisation.Kind.TOWN_OFFICE, division_code=town)[:2]
    if len(offices) == 1:
        return offices[0].name
    division = Division.objects.filter(pk=town).first()
    return division.name if division else ""


def _only(values: set[UUID | None]) -> UUID | None:
    return next(iter(values)) if len(values) == 1 else None


def _posts(ground: Ground) -> list[Addressee]:
    roles = roles_with(Act.CASE_FIX) - _OFFICE
    able = [post for post in posts_at(ground, clock.today()) if post.acts_as in roles]
    shown = Post.objects.shown().in_bulk([post.pk for post in able])
    return [
        Addressee(
            AddresseeKind.POST,
            pgettext("addressee of a letter", "%(role)s of %(place)s")
            % {"place": shown[post.pk].place_name, "role": post.get_role_display()},
            post=post,
        )
        for post in able
    ]


def _organisations(ground: Ground) -> list[Addressee]:
    areas = AreaPartnership.objects.in_force(clock.today()).holding(ground)
    codes = {ground.division_code, town_of(ground.division_code)}
    near = Organisation.objects.in_use().filter(
        Q(pk__in=areas.values("organisation")) | Q(division_code__in=codes)
    )
    committees = Organisation.Kind.VILLAGERS_COMMITTEE  # is addressed as the committee of the village
    rows = near.exclude(kind=committees).order_by("kind", "name")
    return [Addressee(AddresseeKind.ORGANISATION, row.name, organisation=row) for row in rows]
