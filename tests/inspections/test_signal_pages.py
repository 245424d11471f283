"""Looking a round through: who sees it, what it leaves alone, how a signal is set aside and forgotten."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw

from tests.conftest import ClientFor, On
from tests.inspections.conftest import DAY, Work, entered
from tongxin.inspections import errors
from tongxin.inspections.actions import close_round
from tongxin.inspections.actions.signals import (
    ask_for_signals,
    find_signals,
    forget_signals,
    note_likenesses,
    set_aside,
)
from tongxin.inspections.models import (
    Finding,
    FindingPhoto,
    PhotoLikeness,
    Round,
    Visit,
    VisitSignal,
)
from tongxin.inspections.signals.photos import likeness_of
from tongxin.inspections.signals.rules import SignalKind
from tongxin.inspections.signals.thresholds import thresholds
from tongxin.records import clock, jobs, photos
from tongxin.records.files import store
from tongxin.records.permission import NotAllowed

MOST_QUERIES = 12


def picture(seed: int, quality: int = 80) -> bytes:
    """A JPEG with some shapes."""
    canvas = Image.new("RGB", (320, 240), "white")
    pen = ImageDraw.Draw(canvas)
    for number in range(12):
        left, top = (seed * 37 + number * 61) % 260, (seed * 53 + number * 47) % 190
        pen.rectangle((left, top, left + 50, top + 40), fill=(number * 20, seed * 40 % 255, 90))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def crowded(work: Work) -> Round:
    """A round on which all sixteen households were entered within one minute."""
    round_ = work.open()
    for visit in round_.visits.select_related("round__sheet_version", "inspector").order_by("position"):
        entered(work, visit)
    return round_


def with_photo(visit: Visit, content: bytes) -> None:
    """A finding with this photo."""
    finding = Finding.objects.create(visit=visit, round_id=visit.round_id, item_id="B5")
    kept = photos.reencode(BytesIO(content))
    FindingPhoto.objects.create(
        finding=finding, file=store(kept.content, media_type="image/jpeg", name="沟.jpg")
    )


def test_a_picture_saved_again_looks_the_same_and_another_does_not() -> None:
    first, again, other = (
        int(likeness_of(BytesIO(content)), 16) for content in (picture(1), picture(1, 40), picture(2))
    )
    assert (first ^ again).bit_count() <= thresholds().near_bits < (first ^ other).bit_count()


def test_what_is_no_picture_has_no_likeness() -> None:
    assert likeness_of(BytesIO(b"\xff\xd8\xff nothing")) == ""


def test_looking_through_names_visits_and_changes_nothing(crowded: Round) -> None:
    before = list(Visit.objects.order_by("pk").values())
    assert find_signals(crowded) == Visit.objects.count()
    assert {signal.kind for signal in VisitSignal.objects.all()} == {SignalKind.MANY}
    assert list(Visit.objects.order_by("pk").values()) == before
    assert find_signals(crowded) == VisitSignal.objects.count()


def test_photos_are_compared_by_what_they_look_like(work: Work) -> None:
    round_ = work.open()
    visits = list(round_.visits.select_related("round__sheet_version", "inspector").order_by("position")[:3])
    for visit, content in zip(visits, (picture(1), picture(1, 40), picture(2)), strict=True):
        with_photo(entered(work, visit), content)
    assert (note_likenesses(round_), note_likenesses(round_)) == (3, 0)
    find_signals(round_)
    assert VisitSignal.objects.get(kind=SignalKind.NEAR_PHOTO).other_id in {visit.pk for visit in visits[:2]}
    assert PhotoLikeness.objects.count() == 3


def test_only_who_plans_the_round_sees_it(crowded: Round, work: Work, client_for: ClientFor) -> None:
    find_signals(crowded)
    address = f"/rounds/{crowded.pk}/signals/"
    assert client_for(work.persons.liaison_cadre).get(address).status_code == 403
    assert client_for(work.persons.village_secretary).get(address).status_code == 403
    page = client_for(work.persons.town_clerk).get(address).content.decode()
    assert "再看一眼" in page
    assert work.persons.liaison_cadre.masked_name not in page.split("<main")[1]
    with pytest.raises(NotAllowed):
        ask_for_signals(crowded, by=work.persons.viewer("liaison_cadre"))


def test_the_worker_looks_through_when_asked(crowded: Round, work: Work, client_for: ClientFor) -> None:
    client = client_for(work.persons.town_clerk)
    client.post(f"/rounds/{crowded.pk}/signals/look/")
    jobs.work_off()
    assert VisitSignal.objects.exists()


def test_the_page_takes_as_many_queries_for_many_signals(
    crowded: Round, work: Work, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    find_signals(crowded)
    client = client_for(work.persons.town_clerk)
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        client.get(f"/rounds/{crowded.pk}/signals/")


def test_setting_aside_needs_a_note_and_holds(crowded: Round, work: Work) -> None:
    find_signals(crowded)
    signal = VisitSignal.objects.select_related("round")[0]
    with pytest.raises(errors.SignalNoteMissing):
        set_aside(signal, note=" ", by=work.clerk)
    set_aside(signal, note="两人一起走的，没问题", by=work.clerk)
    with pytest.raises(errors.SignalGone):
        set_aside(signal, note="再一次", by=work.clerk)
    find_signals(crowded)
    assert VisitSignal.objects.get(pk=signal.pk).note


def test_what_is_odd_no_longer_is_forgotten_at_the_next_look(crowded: Round) -> None:
    find_signals(crowded)
    for number, visit in enumerate(Visit.objects.order_by("position")):
        moment = clock.now() + timedelta(hours=number)
        Visit.objects.filter(pk=visit.pk).update(visited_at=moment, entered_at=moment)
    assert find_signals(crowded) == 0
    assert not VisitSignal.objects.exists()


def test_signals_are_kept_for_a_while_after_the_round(crowded: Round, work: Work, on: On) -> None:
    find_signals(crowded)
    close_round(crowded, by=work.clerk)
    last = DAY + timedelta(days=thresholds().kept)
    on(last - timedelta(days=1))
    assert forget_signals() == 0
    on(last + timedelta(days=1))
    assert forget_signals() > 0
    assert not VisitSignal.objects.exists()


def test_the_database_wants_a_note_with_what_was_set_aside(crowded: Round) -> None:
    find_signals(crowded)
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitSignal.objects.update(set_aside_at=clock.now())
