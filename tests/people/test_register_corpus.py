"""The corpus: each mess and each fault of real files with what must come of it; nothing is ever half applied."""

from __future__ import annotations

import pytest

from tests.people.corpus.cases import FAULTS, MESSES, PLACES, QUESTIONS
from tests.people.corpus.outcomes import Case, Fails, Gives, Household, Refused, Unsure
from tests.people.registers import look
from tests.town import Town
from tongxin.people.actions import apply_places, apply_register, switch_id_numbers
from tongxin.people.errors import RegisterFaulty
from tongxin.people.import_errors import ColumnsUnsure
from tongxin.people.models import RegisterEntry, RegisterMember
from tongxin.people.register_rules import ImportKind
from tongxin.people.register_words import words_of
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM
from tongxin.territory.models import Grid, Placement, Site, VillagerGroup


def name_of(case: Case) -> str:
    """The story of a case."""
    return case.name


def everything() -> tuple[int, ...]:
    """How many rows of every table an import writes."""
    tables = (Site, VillagerGroup, Grid, Placement, RegisterEntry, RegisterMember, LedgerEntry)
    return tuple(table._default_manager.count() for table in tables)


def prepare(case: Case, town: Town) -> None:
    if case.keeps_ids:
        switch_id_numbers(town.division, on=True, reason="核对户籍", by=town.founder)


def test_the_corpus_is_large_enough() -> None:
    names = [case.name for case in (*MESSES, *QUESTIONS, *FAULTS, *PLACES)]
    assert len(names) >= 25
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", MESSES, ids=name_of)
def test_a_messy_file_gives_the_stated_households(town: Town, case: Case) -> None:
    prepare(case, town)
    assert isinstance(case.outcome, Gives)
    before = set(Site.objects.values_list("pk", flat=True))
    seen = look(case.content)
    assert not seen.faults
    apply_register(case.content, by=SYSTEM, seen=seen.seen)
    entries = RegisterEntry.objects.exclude(site__in=before).select_related("site__group__village")
    found = [
        stated(entry)
        for entry in entries.order_by("site__division_code", "site__group__number", "site__sequence")
    ]
    wanted = sorted(
        case.outcome.rows, key=lambda each: -("莲华" in each.village) if isinstance(each, Household) else 0
    )
    assert found == wanted
    assert sorted(note.kind for note in seen.notes) == sorted(case.outcome.notes)


def stated(entry: RegisterEntry) -> Household:
    """An entry as the corpus states it."""
    site = entry.site
    assert site.group is not None
    position = None
    if site.latitude is not None and site.longitude is not None:
        position = (round(site.latitude, 4), round(site.longitude, 4), site.position_given_as)
    members = tuple((each.name, each.relation) for each in entry.members.all())
    return Household(
        site.door, entry.head, str(site.group.village), site.group.name, entry.phone, entry.people, members,
        entry.id_number, position,
    )  # fmt: skip


@pytest.mark.parametrize("case", QUESTIONS, ids=name_of)
def test_an_unsure_column_is_asked_and_nothing_is_written(town: Town, case: Case) -> None:
    assert isinstance(case.outcome, Unsure)
    before = everything()
    with pytest.raises(ColumnsUnsure) as refused:
        apply_register(case.content, by=SYSTEM)
    assert refused.value.headings == [case.outcome.heading]
    assert everything() == before


@pytest.mark.parametrize("case", FAULTS, ids=name_of)
def test_a_faulty_file_is_told_where_and_nothing_is_written(town: Town, case: Case) -> None:
    prepare(case, town)
    if isinstance(case.outcome, Refused):
        with pytest.raises(case.outcome.error):
            look(case.content)
        return
    check_faults(case, ImportKind.HOUSEHOLDS)
    before = everything()
    with pytest.raises(RegisterFaulty):
        apply_register(case.content, by=SYSTEM)
    assert everything() == before


def check_faults(case: Case, kind: ImportKind) -> None:
    """The faults are those stated, and one message says what to do."""
    assert isinstance(case.outcome, Fails)
    faults = look(case.content, kind=kind).faults
    assert sorted((fault.kind, fault.row, fault.heading) for fault in faults) == sorted(case.outcome.where)
    assert any(case.outcome.says in words_of(fault) for fault in faults)


@pytest.mark.parametrize("case", PLACES, ids=name_of)
def test_public_places_give_what_is_stated(town: Town, case: Case) -> None:
    before = everything()
    old = set(Site.objects.values_list("pk", flat=True))
    if isinstance(case.outcome, Fails):
        check_faults(case, ImportKind.PLACES)
        with pytest.raises(RegisterFaulty):
            apply_places(case.content, by=SYSTEM)
        assert everything() == before
        return
    assert isinstance(case.outcome, Gives)
    apply_places(case.content, by=SYSTEM)
    made = Site.objects.exclude(pk__in=old).select_related("group").order_by("sequence")
    assert [(site.name, site.kind, str(site.group or "")) for site in made] == list(case.outcome.rows)
