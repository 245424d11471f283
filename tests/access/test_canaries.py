"""No name, phone or ID number reaches whom it does not concern, by whatever address, file or search."""

from __future__ import annotations

import html
import json
import re
import subprocess
import zipfile
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.canaries import EVERYTHING, NAMES, NEVER_UNOPENED, PHONES, plant
from tests.access.route import PASSER_BY, Route
from tests.access.routes import ROUTES
from tests.access.samples import ON_THE_DAY, Samples, make_samples
from tests.access.test_routes import EVERY, address_of, ask
from tests.persons import PASSWORD, Persons, sign_in
from tests.town import BENDONG, FOUNDED_ON, Town
from tongxin.access.viewer import PostViewer
from tongxin.people.actions import add_person, appoint, open_account
from tongxin.people.models import Account
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.durable import path_of
from tongxin.records.models import StoredFile
from tongxin.territory.ground import division_ground

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("canaries")]  # what it sets up is made once
OTHER_SECRETARY = "other_secretary"  # of the other village
# Two outsiders, the clerk and (below) the grid leader in `make test`; everybody in `make test-long`: each crawl
# takes as long as 100 tests.
OUTSIDERS = (PASSER_BY, "villager", "next_grid_leader", OTHER_SECRETARY)
INSIDERS = ("grid_leader", "village_secretary", "liaison_cadre", "town_clerk", "town_leader", "administrator")
IN_SHORT = {PASSER_BY, "next_grid_leader", "town_clerk"}
MOST_OF_A_ROUTE = 3  # links that lead to one route: further ones show the same page of other rows
LINK = re.compile(r'(?:href|src|hx-get|data-[a-z-]*(?:url|src))="([^"#]+)"')
LEFT_ALONE = {"web:sign_out", "web:healthz"}


HOLDERS = {NAMES["person"], NAMES["steward"]}
# (end of an address, for whom, what it may show): papers that name the holder of a post, one's own recorded acts.
MEANT = (
    ("/card/", {"town_clerk", "administrator"}, HOLDERS),  # the card that its holder carries
    ("/appointment/", {"town_clerk", "administrator"}, HOLDERS),  # the paper by which somebody is appointed
    ("/sheet/", {"town_clerk", "administrator"}, HOLDERS),  # both sign the sheet of a hand-over
    ("/download/", {"town_clerk"}, NEVER_UNOPENED),  # the own export: recorded
    ("/copy/", {"town_clerk"}, NEVER_UNOPENED),  # a copy for its owner: recorded
)


def some_of(persons: tuple[str, ...]) -> list[Any]:
    """The persons as parameters; those who crawl in `make test-long` only are marked so."""
    return [name if name in IN_SHORT else pytest.param(name, marks=pytest.mark.long) for name in persons]


# ---- what an answer says, whatever it is made of


def said_by(response: Any, folder: Path) -> str:
    """Everything readable in an answer: page, data, workbook, paper, and the name of a file."""
    body = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "").split(";")[0]
    names = unquote(response.get("Content-Disposition", "") + response.get("Location", ""))
    return names + _text_of(body, kind, folder)


def _text_of(body: bytes, kind: str, folder: Path) -> str:
    if body[:4] == b"%PDF":
        path = folder / "answer.pdf"
        path.write_bytes(body)
        return subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return "".join(
                html.unescape(archive.read(name).decode("utf-8", "replace")) for name in archive.namelist()
            )
    if kind.startswith("image/") and kind != "image/svg+xml":
        return ""
    text = body.decode("utf-8", "replace")
    if kind.endswith("json"):
        return text + json.dumps(json.loads(text), ensure_ascii=False)
    return html.unescape(text)


# ---- the crawl


@pytest.fixture(scope="module")
def planted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Samples, Mapping[str, Any]]]:
    """The records of the table of routes and those with canaries, for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        samples = make_samples()
        town, persons = Town(), Persons()
        with clock.travel(to=ON_THE_DAY):
            other = add_person(name="普光", by=persons.viewer("town_clerk"))
            appoint(
                other,
                role=Role.VILLAGE_SECRETARY,
                ground=division_ground(BENDONG),
                since=FOUNDED_ON,
                by=town.founder,
            )
            open_account(
                other, username=OTHER_SECRETARY, password=PASSWORD, by=persons.viewer("administrator")
            )
            Account.objects.filter(username=OTHER_SECRETARY).update(must_change_password=False)
            canaries = asdict(plant(town, persons))
        yield samples, canaries
        transaction.set_rollback(True)


def client_of(name: str) -> Client:
    """A client signed in as a person; the passer-by is nobody."""
    client = Client()
    return client if name == PASSER_BY else sign_in(client, Account.objects.get(username=name))


def starts(samples: Samples, canaries: Mapping[str, Any]) -> Iterator[tuple[str, Route]]:
    """Every address of the table, with its sample, then with each record that holds a canary; and searches."""
    for name, route in ROUTES.items():
        if name in LEFT_ALONE:
            continue
        yield address_of(name, route, samples), route
        parts = next(each.pattern for each in EVERY if each.name == name).pattern.converters
        for part in set(parts) & set(canaries):
            yield address_of(name, route, {**samples, route.arguments.get(part, part): canaries[part]}), route
    for wanted in (*(name[:2] for name in NAMES.values()), *(phone[-4:] for phone in PHONES.values())):
        yield f"/search/?q={wanted}", ROUTES["web:search"]
        yield f"/people/?q={wanted}&name={wanted}", ROUTES["people:people"]


def crawl(who: str, planted: tuple[Samples, Mapping[str, Any]], folder: Path) -> Iterator[tuple[str, str]]:
    """(address, what it says) of every page and file that the person can reach from anywhere."""
    client, seen = client_of(who), set()
    waiting = deque(starts(*planted))
    linked: Counter[str] = Counter()
    while waiting:
        address, route = waiting.popleft()
        if (address, route.method) in seen:
            continue
        seen.add((address, route.method))
        response = ask(client, route, address)
        text = said_by(response, folder)
        yield address, text
        if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
            continue
        for link in dict.fromkeys(LINK.findall(text)):
            target = urljoin(address, link)
            name = route_named(target)
            if name and linked[name] < MOST_OF_A_ROUTE and (target, "get") not in seen:
                linked[name] += 1
                waiting.append((target, Route(frozenset())))


def route_named(target: str) -> str:
    """The name of the route behind a link of ours; empty for anything else."""
    split = urlsplit(target)
    if split.netloc:
        return ""
    try:
        name = resolve(split.path).view_name
    except Resolver404:
        return ""
    return "" if name in LEFT_ALONE else name


def leaks(pages: Iterator[tuple[str, str]], canaries: set[str]) -> dict[str, list[str]]:
    """Address → the canaries that its answer holds."""
    found = {address: sorted(value for value in canaries if value in text) for address, text in pages}
    return {address: values for address, values in found.items() if values}


# ---- what must hold


def test_there_are_20_canaries_and_each_is_somewhere(planted: tuple[Samples, Mapping[str, Any]]) -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]
    rows = " ".join(str(row) for model in models for row in model._default_manager.values())
    files = (path_of(digest).read_bytes() for digest in StoredFile.objects.values_list("digest", flat=True))
    kept = rows + " ".join(content.decode("utf-8", "replace") for content in files)
    assert len(EVERYTHING) >= 20
    assert len(NEVER_UNOPENED) >= 12
    assert {value for value in EVERYTHING if value not in kept} == set()


@pytest.mark.parametrize("who", some_of(OUTSIDERS))
def test_whoever_it_does_not_concern_finds_none(
    who: str, planted: tuple[Samples, Mapping[str, Any]], tmp_path: Path
) -> None:
    pages = list(crawl(who, planted, tmp_path))
    assert len(pages) >= len(ROUTES)
    assert leaks(iter(pages), EVERYTHING) == {}


def unexcused(found: Mapping[str, list[str]], who: str) -> dict[str, list[str]]:
    """What was found without its being meant so."""
    rest = {}
    for address, values in found.items():
        meant = {
            value
            for end, persons, shown in MEANT
            if who in persons and urlsplit(address).path.endswith(end)
            for value in shown
        }
        if left := sorted(set(values) - meant):
            rest[address] = left
    return rest


@pytest.mark.parametrize("who", some_of(INSIDERS))
def test_whoever_it_concerns_sees_masks_until_it_is_opened(
    who: str, planted: tuple[Samples, Mapping[str, Any]], tmp_path: Path
) -> None:
    pages = list(crawl(who, planted, tmp_path))
    assert len(pages) > len(ROUTES)
    assert unexcused(leaks(iter(pages), NEVER_UNOPENED), who) == {}


def test_the_crawl_finds_what_the_grid_leader_may_read(
    planted: tuple[Samples, Mapping[str, Any]], tmp_path: Path
) -> None:
    """It reads what it should: the free text of cases and visits in the leader's own grid."""
    pages = list(crawl("grid_leader", planted, tmp_path))
    found = {value for values in leaks(iter(pages), EVERYTHING).values() for value in values}
    assert unexcused(leaks(iter(pages), NEVER_UNOPENED), "grid_leader") == {}
    assert {NAMES["title"], NAMES["event"], NAMES["visit"]} <= found


# ---- it sees what is broken


def with_template(name: str, old: str, new: str) -> Any:
    """The house with one template changed."""
    source = Path(get_template(name).origin.name).read_text("utf-8")  # type: ignore[attr-defined]
    assert old in source
    engine = dict(settings.TEMPLATES[0], APP_DIRS=False)
    loaders = [
        ("django.template.loaders.locmem.Loader", {name: source.replace(old, new)}),
        "django.template.loaders.app_directories.Loader",
    ]
    engine["OPTIONS"] = {**engine["OPTIONS"], "loaders": loaders}
    return override_settings(TEMPLATES=[engine])


def visited(who: str, address: str, folder: Path) -> Iterator[tuple[str, str]]:
    """One page as a person sees it."""
    yield address, said_by(ask(client_of(who), Route(frozenset()), address), folder)


@pytest.mark.parametrize(
    ("template", "old", "new", "address"),
    [
        ("people/people.html", ".masked_name", ".name", "/people/"),
        ("people/people.html", ".masked_phone", ".phone", "/people/"),
        (
            "access/parts/register.html",
            "{{ shown_masked.head }}",
            "{{ site.register.head }}",
            "/ground/site/{site_id}/",
        ),
        ("people/person.html", ".masked_phone", ".phone", "/people/{person_id}/"),
    ],
)
def test_one_unmasked_template_is_seen(
    planted: tuple[Samples, Mapping[str, Any]],
    tmp_path: Path,
    template: str,
    old: str,
    new: str,
    address: str,
) -> None:
    address = address.format(**planted[1])
    assert leaks(visited("grid_leader", address, tmp_path), NEVER_UNOPENED) == {}
    with with_template(template, old, new):
        assert leaks(visited("grid_leader", address, tmp_path), NEVER_UNOPENED)


def test_rows_of_other_ground_are_seen(
    planted: tuple[Samples, Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("cases:case", args=[planted[1]["case_id"]])
    assert leaks(visited("next_grid_leader", address, tmp_path), EVERYTHING) == {}
    monkeypatch.setattr(PostViewer, "visible", lambda self, queryset, act: queryset)
    assert leaks(visited("next_grid_leader", address, tmp_path), EVERYTHING)


def test_a_workbook_and_a_paper_are_read_too(
    planted: tuple[Samples, Mapping[str, Any]], tmp_path: Path
) -> None:
    """The clerk's own export and copy hold the names: were they not found there, the crawl would be blind to them."""
    canaries = planted[1]
    post = Route(frozenset(), method="post", data={"format": "pdf"})
    book = said_by(
        ask(client_of("town_clerk"), post, f"/people/exports/{canaries['export_id']}/download/"), tmp_path
    )
    assert NAMES["head"] in book
    assert PHONES["head"] in book
    paper = said_by(
        ask(client_of("town_clerk"), post, f"/people/requests/{planted[0]['request_id']}/copy/"), tmp_path
    )
    assert NAMES["head"] in paper
