"""The geometry of the rings by share covered, and the home page that shows them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tests.web.test_rings import points, radius
from tongxin.records import clock
from tongxin.territory.actions import mark_seen
from tongxin.territory.models import Site
from tongxin.web import covered_rings, rings


@dataclass(frozen=True)
class Arc:
    """A place in a ring, as reporting gives it."""

    place_name: str
    total: int
    share: float | None
    url: str = "/"
    spoken: str = ""


@dataclass(frozen=True)
class Ring:
    """A ring with its arcs."""

    arcs: tuple[Arc, ...]


SIZES = st.lists(st.integers(0, 5000), min_size=1, max_size=200)


def ring_of(sizes: list[int], name: str = "村") -> Ring:
    return Ring(tuple(Arc(f"{name}{n}", size, 0.5 if size else None) for n, size in enumerate(sizes)))


@given(SIZES)
def test_arcs_fill_the_circle_but_for_the_opening(sizes: list[int]) -> None:
    found = covered_rings.widths(sizes)
    whole = 360 - covered_rings.GAP if any(sizes) else 0
    assert math.isclose(sum(found), whole, abs_tol=1e-6)
    assert all((width > 0) is (size > 0) for width, size in zip(found, sizes, strict=True))


@given(SIZES)
def test_more_to_look_after_is_never_a_shorter_arc(sizes: list[int]) -> None:
    pairs = sorted(zip(sizes, covered_rings.widths(sizes), strict=True))
    assert all(one[1] <= other[1] + 1e-9 for one, other in itertools.pairwise(pairs))


@given(SIZES)
def test_arcs_stay_in_their_ring_and_do_not_cover_one_another(sizes: list[int]) -> None:
    drawing = covered_rings.draw([ring_of(sizes)] * 3)
    for place, (inner, outer) in enumerate(rings.RADII):
        count = sum(size > 0 for size in sizes)
        arcs = drawing.arcs[place * count : (place + 1) * count]
        assert all(inner - 0.1 <= radius(*point) <= outer + 0.1 for arc in arcs for point in points(arc.path))
        assert all(one.start < one.end <= other.start + 1e-9 for one, other in itertools.pairwise(arcs))


def test_a_ring_with_nothing_is_an_empty_band() -> None:
    drawing = covered_rings.draw([ring_of([5]), ring_of([1]), ring_of([0])])
    assert (len(drawing.arcs), len(drawing.empty)) == (2, 1)
    assert [label.text for label in drawing.labels] == ["村0"]


def test_one_place_is_a_whole_ring_and_200_are_200_arcs() -> None:
    (arc,) = covered_rings.draw([ring_of([7]), ring_of([0]), ring_of([0])]).arcs
    assert arc.end - arc.start > 320
    many = covered_rings.draw([ring_of([25] * 200)] * 3)
    assert len(many.arcs) == 600
    assert many.labels == ()


def test_a_long_name_is_cut_at_the_drawing_only() -> None:
    drawing = covered_rings.draw([ring_of([5, 5], name="楚雄彝族自治州东华镇")] * 3)
    assert {label.text for label in drawing.labels} == {"楚雄彝族自…"}
    assert drawing.arcs[0].arc.place_name == "楚雄彝族自治州东华镇0"


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_names_at_the_bottom_do_not_run_into_one_another(sizes: list[int]) -> None:
    labels = covered_rings.draw([ring_of(sizes, name="小伍排组网格")] * 3).labels
    below = sorted(
        (label for label in labels if label.anchor == "middle" and label.y > 400), key=lambda one: one.x
    )
    for one, other in itertools.pairwise(below):
        assert other.x - one.x > 5 * rings.SIGN_WIDTH or abs(other.y - one.y) > 10


# ---- on the home page --------------------------------------------------------------------------------


def test_the_form_of_the_rings_is_chosen_and_stays(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    assert "已覆盖" not in client.get("/overview/").content.decode()
    client.post("/rings/", {"form": "covered"})
    for _visit in range(2):
        text = client.get("/overview/").content.decode()
        assert "已覆盖" in text
        assert f"/coverage/list/?village={LIANHUA}&amp;kind=household" in text
        assert f"/coverage/grids/?village={LIANHUA}" in text
    client.post("/rings/", {"form": "nonsense"})
    assert "已覆盖" in client.get("/overview/").content.decode()
    client.post("/rings/", {"form": "seen"})
    assert "已覆盖" not in client.get("/overview/").content.decode()


@pytest.mark.parametrize("who", ["village_secretary", "grid_leader", "town_leader"])
def test_the_second_form_fits_every_ground_and_its_arcs_open(
    persons: Persons, client_for: ClientFor, town: Town, who: str
) -> None:
    mark_seen(town.household.pk, clock.today())
    client = client_for(persons.person(who))
    client.post("/rings/", {"form": "covered"})
    response = client.get("/overview/")
    covered = response.context["covered"]
    assert covered.by_grid is (who != "town_leader")
    urls = {arc.url for ring in covered.rings for arc in ring.arcs}
    assert {client.get(url).status_code for url in urls} == {200}


def test_the_second_form_works_without_any_public_place(persons: Persons, client_for: ClientFor) -> None:
    Site.objects.public().update(closed_on=clock.today())
    client = client_for(persons.town_clerk)
    client.post("/rings/", {"form": "covered"})
    response = client.get("/overview/")
    assert response.status_code == 200
    assert len(response.context["covered_drawing"].empty) == 1
