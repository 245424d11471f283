"""What ties the invented town together: branches, partner units, classes of ground, places on the map, absences.

Some villages have positions, some have none, as in a town that has just begun.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.conf import settings

from tongxin.people.actions import add_organisation, grant_leave, hand_over, join_organisation, take_on_area
from tongxin.people.actions.lines import take_line
from tongxin.people.models import Leave, Membership, Organisation, Post
from tongxin.people.roles import Role
from tongxin.records.permission import Viewer
from tongxin.territory.actions import add_class, apply_drawing, give_class, pause_site, set_goal
from tongxin.territory.datum import Position, moved
from tongxin.territory.drawing import Piece, Proposal
from tongxin.territory.models import Division, Grid, Pause, Site, VillagerGroup
from tongxin.territory.position_actions import Given, place_group, set_positions
from tongxin_demo.staff import Staff
from tongxin_demo.town import TOWN

MIDDLE = Position(24.9863, 101.4732)  # of the invented map, near the real town
PARTNERS = ("县住房和城乡建设局", "镇中心学校", "镇卫生院")
WITHOUT_POSITIONS = 3  # every so many villages one has none
PINNED = 5  # every so many doors one was set on the map; the others stand between
DOOR_M, GROUP_M, VILLAGE_M = 14.0, 700.0, 2600.0
LINES = (("镇水环境工作组", "water"), ("镇道路养护工作组", "roads"))
AWAY = 12  # households
CLASSES = ("mountain", "valley", "market")
GOALS = (("cases.on_time_rate", "80", False), ("coverage.seen_share", "60", False))


def tie_together(staff: Staff, chance: random.Random, *, since: date, by: Viewer) -> None:
    """Organisations with members and areas, classes with goals, positions."""
    villages = [Division.objects.get(pk=code) for code in sorted(staff.secretaries)]
    for village in villages:
        _committees(village, staff, since, by)
    _partners(villages, since, by)
    _lines(villages, since, by)
    _classes(villages, since, by)
    for number, village in enumerate(villages):
        if number % WITHOUT_POSITIONS != 1:
            _positions(village, number, chance, by)


def _committees(village: Division, staff: Staff, since: date, by: Viewer) -> None:
    secretary = staff.secretaries[village.code]
    general = Organisation.objects.get(division_code=village.code, kind=Organisation.Kind.GENERAL_BRANCH)
    branch = add_organisation(
        name=f"{village.short_name}第一党支部",
        kind=Organisation.Kind.PARTY_BRANCH,
        division_code=village.code,
        parent=general,
        since=since,
        by=by,
    )
    committee = add_organisation(
        name=f"{village.short_name}村民委员会",
        kind=Organisation.Kind.VILLAGERS_COMMITTEE,
        division_code=village.code,
        since=since,
        by=by,
    )
    join_organisation(general, person=secretary, duty=Membership.Duty.HEAD, since=since, by=by)
    member = Post.objects.of_role(Role.COMMITTEE_MEMBER).within(village.ground).select_related("person")[0]
    join_organisation(committee, person=member.person, duty=Membership.Duty.MEMBER, since=since, by=by)
    leaders = Post.objects.of_role(Role.GRID_LEADER).within(village.ground).select_related("person")
    for post in leaders.order_by("grid__number")[:3]:
        join_organisation(branch, person=post.person, duty=Membership.Duty.MEMBER, since=since, by=by)


def _partners(villages: Sequence[Division], since: date, by: Viewer) -> None:
    """Each partner unit has taken on one villager group (包片共建)."""
    for name, village in zip(PARTNERS, villages, strict=False):
        unit = add_organisation(
            name=name, kind=Organisation.Kind.PARTNER_UNIT, division_code=TOWN, since=since, by=by
        )
        group = VillagerGroup.objects.filter(village=village).order_by("number")[0]
        take_on_area(
            unit, ground=group.ground, agreed="每月一次一起打扫，帮助清运大件垃圾", since=since, by=by
        )


def _lines(villages: Sequence[Division], since: date, by: Viewer) -> None:
    """The lines of work (条) that have somebody: in each village a committee member looks after water and roads."""
    for name, line in LINES:
        group = add_organisation(
            name=name, kind=Organisation.Kind.WORK_GROUP, division_code=TOWN, since=since, by=by
        )
        take_line(group, line=line, since=since, by=by)
        for village in villages:
            posts = Post.objects.of_role(Role.COMMITTEE_MEMBER).within(village.ground)
            member = posts.select_related("person")[0].person
            join_organisation(group, person=member, duty=Membership.Duty.MEMBER, since=since, by=by)


def _classes(villages: Sequence[Division], since: date, by: Viewer) -> None:
    path = settings.TONGXIN_DATA / "territory" / "classes.json"
    suggested = {each["key"]: each for each in json.loads(path.read_text("utf-8"))["classes"]}
    town = Division.objects.get(pk=TOWN)
    made = [
        add_class(town, name=suggested[key]["zh"], note=suggested[key]["zh_note"], by=by) for key in CLASSES
    ]
    for number, village in enumerate(villages):
        give_class(village, ground_class=made[number % len(made)], by=by)
    for each in made:
        for figure, value, is_ceiling in GOALS:
            set_goal(each, figure=figure, value=Decimal(value), is_ceiling=is_ceiling, since=since, by=by)


def _positions(village: Division, number: int, chance: random.Random, by: Viewer) -> None:
    """Doors along a lane for each group: some from a file, the rest placed between them by one act a group."""
    corner = moved(MIDDLE, north_m=number // 4 * VILLAGE_M, east_m=number % 4 * VILLAGE_M)
    for place, group in enumerate(VillagerGroup.objects.filter(village=village).order_by("number")):
        start = moved(corner, north_m=place // 4 * GROUP_M / 2, east_m=place % 4 * GROUP_M)
        sites = Site.objects.in_use().filter(group=group).order_by("sequence", "id")
        known = []
        for step, site in enumerate(sites):
            if step % PINNED == 0:
                at = moved(start, north_m=chance.uniform(-25, 25), east_m=step * DOOR_M / 2)
                known.append(Given(site.pk, at.latitude, at.longitude))
        set_positions(known, by=by)
        place_group(group, by=by)


def leave_and_change(staff: Staff, chance: random.Random, *, today: date, by: Viewer) -> None:
    """A leave with a deputy, households that are away, a steward's post handed over, a grid drawn anew."""
    lianhua = Division.objects.get(short_name="莲华村").code
    other = next(code for code in sorted(staff.secretaries) if code != lianhua)
    cadre = staff.cadres[lianhua]
    away = Post.objects.in_force(today).of_role(Role.VILLAGE_SECRETARY).get(division_code=other)
    back = today + timedelta(days=6)
    grant_leave(away, deputy=cadre, since=today, back_on=back, reason=Leave.Reason.LEAVE, by=by)
    doors = list(Site.objects.households().order_by("division_code", "group__number", "sequence"))
    for site in chance.sample(doors, min(AWAY, len(doors) // 8)):
        until = today + timedelta(days=chance.randint(20, 120))
        pause_site(site, reason=Pause.Reason.AWAY, since=today, until=until, by=by)
    stewards = Post.objects.in_force(today).of_role(Role.STEWARD).filter(division_code=lianhua)
    given_up = stewards.exclude(person=cadre).order_by("site__sequence", "id")[0]
    hand_over(given_up, to=cadre, on=today, by=by)
    _draw_anew(lianhua, by)


def _draw_anew(village: str, by: Viewer) -> None:
    """Three doors at the edge of a grid go to the next one of the same group, where a group has two."""
    grids = list(Grid.objects.in_use().filter(division_code=village).order_by("number"))
    pair = next((two for two in pairwise(grids) if two[0].group_id == two[1].group_id), None)
    if pair is None:
        return
    giving, taking = pair
    doors = Site.objects.in_use().order_by("sequence", "id").values_list("pk", flat=True)
    edge = list(doors.filter(grid=giving, kind="household"))[-3:]
    piece = Piece(sites=(*doors.filter(grid=taking), *edge), grid=taking)
    apply_drawing(Proposal(village, (piece,)), reason="新路修通，这几户离相邻网格更近", by=by)
