"""Every personal field belongs to somebody who can ask for it, or says why it does not."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import models

from tongxin.people.models import Person, Post
from tongxin.records import subjects
from tongxin.records.subjects import (
    ERASED,
    Hold,
    SubjectKind,
    blank,
    declared,
    exempt,
    hold_keys,
    holds_on,
    legal_hold,
    personal_data,
    personal_fields,
    uncovered,
)

MODELS = [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]


class Diary(models.Model):
    """A model that nobody has declared."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("text",)

    text = models.TextField()

    class Meta:
        app_label = "tests_only"  # no installed room: the tables of the house do not know it
        managed = False

    def __str__(self) -> str:
        return self.text


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The declarations of this test are forgotten afterwards."""
    for name in ("_declared", "_holds", "_exempt"):
        monkeypatch.setattr(subjects, name, dict(getattr(subjects, name)))


def test_every_model_says_which_of_its_fields_are_personal() -> None:
    assert not [model._meta.label for model in MODELS if not hasattr(model, "PERSONAL_FIELDS")]


def test_every_personal_field_is_declared_or_excused() -> None:
    assert uncovered(MODELS) == []


def test_a_model_that_nobody_declared_fails_the_build() -> None:
    assert uncovered([*MODELS, Diary]) == ["tests_only.Diary"]


def test_an_excuse_is_a_sentence_and_about_a_model_that_needs_one() -> None:
    labels = {model._meta.label for model in MODELS if personal_fields(model)}
    assert set(exempt()) <= labels
    assert not [label for label, reason in exempt().items() if len(reason.split()) < 8]


def test_nothing_is_both_declared_and_excused() -> None:
    assert not {data.model._meta.label for data in declared() if data.erase} & set(exempt())


def test_what_is_declared_reads_and_can_be_shown(db: None) -> None:
    for data in declared():
        assert list(data.rows(uuid.UUID(int=0))) == []
        assert data.columns
        assert str(data.title)


def test_personal_fields_without_an_erasure_are_refused(own_registry: None) -> None:
    with pytest.raises(ValueError, match="erasure"):
        personal_data(
            "test.diary", title="", of=SubjectKind.PERSON, model=Diary,
            rows=lambda identity: Diary._default_manager.none(), columns=(), erase=None,
        )  # fmt: skip


def test_a_key_is_declared_once(own_registry: None) -> None:
    first = declared()[0]
    with pytest.raises(ValueError, match="twice"):
        personal_data(first.key, title="", of=first.of, model=Post, rows=first.rows, columns=(), erase=None)
    with pytest.raises(ValueError, match="twice"):
        legal_hold(next(iter(hold_keys())), of=SubjectKind.PERSON)(lambda identity: None)


def test_a_hold_of_any_room_is_asked(own_registry: None, db: None) -> None:
    nobody = uuid.UUID(int=0)
    assert holds_on(SubjectKind.PERSON, nobody) == []
    hold = Hold("a court asked for it", "PIPL 47")
    legal_hold("test.court", of=SubjectKind.PERSON)(lambda identity: hold)
    assert holds_on(SubjectKind.PERSON, nobody) == [hold]


def test_a_field_that_cannot_be_empty_keeps_a_mark(db: None) -> None:
    person = Person.objects.create(name="段小云", phone="13700000001", sort_key="duan xiao yun")
    assert blank()(Person.objects.filter(pk=person.pk)) == 1
    person.refresh_from_db()
    assert (person.name, person.phone, person.sort_key) == (ERASED, "", "")
    assert (person.masked_name, person.is_erased) == ("已删除", True)
