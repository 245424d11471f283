"""Pages of places: what they show, to whom, and in how many questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, Town
from tongxin.cases.actions import open_case
from tongxin.people.actions import add_person, appoint, end_post
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.figures import FigureScope, get, unaccompanied
from tongxin.standards.models import LimitBasis, MatterType, Severity
from tongxin.territory.actions import add_doors, add_grid, add_group, add_place, mark_seen
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Placement, Site
from tongxin.web.ground.cases import read_weeks

AT_MOST = 12


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


@pytest.fixture
def litter(town: Town) -> MatterType:
    return MatterType.objects.create(
        code="T-01",
        valid_from=date(2022, 1, 1),
        name_zh="暴露垃圾",
        name_en="litter",
        line="sanitation",
        line_zh="环境卫生",
        place_kind="public_place",
        limit_value=2,
        limit_unit="days",
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.ORDINARY,
    )


def main_of(client: Client, address: str) -> str:
    """The content of a page that opens."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1]


def big_village(town: Town) -> None:
    """Forty grids of ten households in eight groups, in Bendong."""
    for number in range(3, 11):
        group = add_group(town.bendong, name=f"{number}组", number=number, by=town.founder)
        for part in range(5):
            index = number * 10 + part
            grid = add_grid(town.bendong, name=f"{index}格", number=index, group=group, by=town.founder)
            add_doors(
                [
                    Site(
                        kind=SiteKind.HOUSEHOLD,
                        division_code=BENDONG,
                        group=group,
                        grid=grid,
                        door=f"{part}-{door}",
                        sequence=door,
                    )
                    for door in range(10)
                ]
            )


def test_the_tree_counts_and_names_the_gaps(clerk: Client) -> None:
    text = main_of(clerk, "/ground/")
    assert "2 个村" in text
    assert "李*明" in text
    assert "没有书记" in text
    assert "2 个网格没有网格长" in text


def test_a_village_without_a_register_says_so(clerk: Client, town: Town) -> None:
    empty = Division.objects.create(
        code="532301105205",
        name="朵基村民委员会",
        short_name="朵基村",
        level="village",
        parent=town.division,
        data_year=2023,
    )
    assert "还没有户册" in main_of(clerk, "/ground/")
    text = main_of(clerk, f"/ground/{empty.code}/")
    assert "这个村还没有户册" in text
    assert "/import/register/" in text


@pytest.mark.parametrize(
    ("who", "lands"),
    [
        ("village_secretary", f"/ground/{LIANHUA}/"),
        ("grid_leader", "/ground/grid/"),
        ("town_leader", "/ground/"),
    ],
)
def test_whoever_has_one_place_goes_straight_there(
    persons: Persons, client_for: ClientFor, who: str, lands: str
) -> None:
    response = client_for(persons.person(who)).get("/ground/", follow=True)
    last = response.redirect_chain[-1][0] if response.redirect_chain else "/ground/"
    assert last.startswith(lands)
    assert response.status_code == 200


def test_two_places_are_listed(persons: Persons, client_for: ClientFor, town: Town) -> None:
    appoint(
        persons.grid_leader,
        role=Role.STEWARD,
        ground=town.next_public_place.ground,
        since=clock.today(),
        by=town.founder,
    )
    text = main_of(client_for(persons.grid_leader), "/ground/")
    assert "小伍排网格" in text
    assert "大村文化广场" in text


@pytest.mark.parametrize("who", ["town_clerk", "village_secretary", "grid_leader", "administrator"])
def test_no_page_asks_more_than_twelve_questions(
    persons: Persons, client_for: ClientFor, town: Town, who: str, django_assert_max_num_queries: Any
) -> None:
    big_village(town)
    client = client_for(persons.person(who))
    household = f"/ground/site/{town.household.pk}/"
    client.get(household)  # names of divisions are read once a process
    for address in (
        "/ground/",
        f"/ground/{LIANHUA}/",
        f"/ground/{BENDONG}/",
        f"/ground/group/{town.group.pk}/",
        f"/ground/grid/{town.grid.pk}/",
        household,
        f"/ground/site/{town.public_place.pk}/",
    ):
        register = 2 if address == household else 0  # whether the register knows it, and how many live there
        with django_assert_max_num_queries(AT_MOST + register):
            client.get(address)


def test_a_village_shows_its_grids_with_leaders_and_those_without_first(clerk: Client, town: Town) -> None:
    end_post(Post.objects.get(grid=town.next_grid), on=clock.today(), by=town.founder)
    text = main_of(clerk, f"/ground/{LIANHUA}/")
    assert text.index("大村网格") < text.index("小伍排网格")
    assert "没有网格长" in text
    assert "杨*" in text
    assert "杨贵" not in text


def test_a_gap_leads_to_appointing(clerk: Client, town: Town) -> None:
    text = main_of(clerk, f"/ground/{BENDONG}/")
    assert "role=grid_leader" in text
    assert "role=village_secretary" in text


def test_coverage_is_told_by_group_and_ring(clerk: Client, town: Town) -> None:
    for site in town.households(town.grid)[:3]:
        mark_seen(site.pk, clock.today())
    mark_seen(town.public_place.pk, clock.today() - timedelta(days=31))
    response = clerk.get(f"/ground/{LIANHUA}/")
    first, second = response.context["shown"].groups
    assert (first.coverage.household.responsible_percent, first.coverage.household.seen_percent) == (100, 75)
    assert (first.coverage.grid.responsible_percent, first.coverage.grid.seen_percent) == (100, 100)
    assert (first.coverage.public.responsible_percent, first.coverage.public.seen_percent) == (100, 0)
    assert second.coverage.household.seen_percent == 0


def test_coverage_means_what_the_figures_mean(clerk: Client, town: Town) -> None:
    """Each cell opens a figure whose value is the cell's."""
    mark_seen(town.household.pk, clock.today())
    response = clerk.get(f"/ground/{LIANHUA}/")
    for line in response.context["shown"].groups:
        for name, share in (
            ("household_responsible", line.coverage.household.responsible_percent),
            ("household_seen", line.coverage.household.seen_percent),
            ("grid_responsible", line.coverage.grid.responsible_percent),
            ("grid_seen", line.coverage.grid.seen_percent),
            ("public_responsible", line.coverage.public.responsible_percent),
            ("public_seen", line.coverage.public.seen_percent),
        ):
            figure = clerk.get(line.links[name])
            assert figure.status_code == 200
            assert f"{share}.0" in figure.content.decode()


def test_a_group_without_public_places_has_no_share_of_them(clerk: Client, town: Town) -> None:
    Placement.objects.filter(site__in=Site.objects.public(), group=town.group).delete()
    Site.objects.public().filter(group=town.group).delete()
    line = clerk.get(f"/ground/{LIANHUA}/").context["shown"].groups[0]
    assert line.coverage.public.responsible_percent is None


def test_open_and_overdue_cases_stand_at_grid_and_group(
    clerk: Client, town: Town, litter: MatterType, persons: Persons, on: Any
) -> None:
    on("2022-09-01")
    open_case(ground=town.public_place.ground, matter=litter, by=persons.viewer("town_clerk"))
    on("2022-09-16")
    open_case(ground=town.next_public_place.ground, matter=litter, by=persons.viewer("town_clerk"))
    shown = clerk.get(f"/ground/{LIANHUA}/").context["shown"]
    assert [(line.cases.open, line.cases.overdue) for line in shown.groups] == [(1, 1), (1, 0)]
    assert [line.grid.name for line in shown.grids] == ["小伍排网格", "大村网格"]
    assert shown.groups[0].cases.matters == (("暴露垃圾", 1),)
    assert (shown.cases.open, shown.cases.overdue) == (2, 1)
    assert shown.bars is not None
    text = main_of(clerk, f"/ground/{LIANHUA}/")
    assert "超期 1" in text
    area = clerk.get(f"/ground/grid/{town.grid.pk}/").context["shown"]
    assert (area.cases.open, area.cases.overdue, len(area.cases.rows)) == (1, 1, 1)


def test_whoever_may_not_see_cases_is_not_told_of_them(
    persons: Persons, client_for: ClientFor, town: Town
) -> None:
    client = client_for(persons.administrator)
    assert client.get(f"/ground/{LIANHUA}/").context["shown"].cases is None
    assert "超期" not in main_of(client, f"/ground/{LIANHUA}/")
    assert client.get(f"/ground/grid/{town.grid.pk}/").context["shown"].cases is None


def test_a_grid_shows_leader_members_places_and_households(clerk: Client, town: Town) -> None:
    member = add_person(name="毕家强", by=town.founder)
    appoint(member, role=Role.GRID_MEMBER, ground=town.grid.ground, since=clock.today(), by=town.founder)
    text = main_of(clerk, f"/ground/grid/{town.grid.pk}/")
    for words in ("杨*", "毕*强", "小伍排文化广场", "1号", "从未看过"):
        assert words in text


def test_the_households_of_a_large_group_are_paged(clerk: Client, town: Town) -> None:
    add_doors(
        [
            Site(
                kind=SiteKind.HOUSEHOLD,
                division_code=LIANHUA,
                group=town.group,
                door=str(door),
                sequence=door,
            )
            for door in range(100, 170)
        ]
    )
    address = f"/ground/group/{town.group.pk}/"
    first, second = (clerk.get(f"{address}?page={number}").context["shown"].sites for number in (1, 2))
    assert (len(first), len(second), first.count) == (50, 25, 75)
    assert clerk.get(f"{address}?page=99").context["shown"].sites.number == 2
    assert clerk.get(f"{address}?page=x").context["shown"].sites.number == 1


def test_a_grid_leader_is_not_led_out_of_the_grid(
    persons: Persons, client_for: ClientFor, town: Town
) -> None:
    text = main_of(client_for(persons.grid_leader), f"/ground/grid/{town.grid.pk}/")
    assert f"/ground/{LIANHUA}/" not in text
    assert f"/ground/group/{town.group.pk}/" not in text


def test_a_site_says_who_is_responsible_ring_by_ring(clerk: Client, town: Town) -> None:
    text = main_of(clerk, f"/ground/site/{town.household.pk}/")
    assert text.index("农户自己") < text.index("杨*")
    text = main_of(clerk, f"/ground/site/{town.public_place.pk}/")
    assert "没有责任人" in text
    assert "role=steward" in text


def test_a_household_that_is_gone_says_so_and_takes_no_report(clerk: Client, town: Town) -> None:
    Site.objects.filter(pk=town.household.pk).update(closed_on=clock.today())
    text = main_of(clerk, f"/ground/site/{town.household.pk}/")
    assert "已不在" in text
    assert "cases/new" not in text


def test_a_place_in_no_grid_is_a_gap(clerk: Client, town: Town) -> None:
    alone = add_place(town.lianhua, kind=SiteKind.ROAD, name="村道", by=town.founder)
    assert "不在网格内" in main_of(clerk, f"/ground/site/{alone.pk}/")
    assert clerk.get(f"/ground/{LIANHUA}/").context["shown"].outside_grids == 1


def test_a_place_that_is_not_there_is_not_found(clerk: Client) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    for address in ("532301105999", "532301105000", f"grid/{nobody}", f"group/{nobody}", f"site/{nobody}"):
        assert clerk.get(f"/ground/{address}/").status_code == 404


def test_beside_what_was_closed_in_the_weeks_stands_what_was_verified_and_reopened(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    weeks = read_weeks(town.lianhua.ground)
    keys = [each.figure.key for each in weeks.beside]
    assert unaccompanied(keys) == {}
    today = clock.today()
    scope = FigureScope(LIANHUA, today - timedelta(days=76), today)
    assert [each.count for each in weeks.beside] == [get(key).value(scope) for key in keys]
