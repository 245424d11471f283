"""Cases, their photos, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from tongxin.cases.errors import TimelineStays
from tongxin.cases.queries import CaseEventQuerySet, CaseQuerySet
from tongxin.cases.rules import (
    END_STATES,
    OPENING,
    PUT_RIGHT_STATES,
    Limit,
    Move,
    Ring,
    State,
)
from tongxin.cases.words import EVENT_WORDS, ORIGIN_WORDS, RING_WORDS, STATE_ICONS, STATE_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.standards.models import MatterType, Severity
from tongxin.territory.models import Division, Grid, GroundedModel, Site, VillagerGroup


def _choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(value), word) for value, word in words.items()]


def _values(members: Iterable[StrEnum]) -> list[str]:
    return sorted(member.value for member in members)


_ENDED = Q(state__in=_values(END_STATES))
_PUT_RIGHT = Q(state__in=_values(PUT_RIGHT_STATES))
_VERIFIED = Q(state__in=_values({State.VERIFIED, State.CLOSED}))
_OPEN = Q(closed_at__isnull=True)


def _paired(*names: str) -> Q:
    """All of these columns are filled, or none."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(
        **{f"{name}__isnull": False for name in names}
    )


def _person(verb: str) -> Any:
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name=f"{verb}_cases+", db_index=False
    )


def _ground(model: type[models.Model]) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )


class Case(GroundedModel):
    """A problem from report to close (问题). Whoever did a step and when are kept in pairs; rules in `rules.py`.

    `closed_at` is the end of the case, however it ended: an open case has none. The facts of the fix are those
    of the fix that stands: a return empties them, the timeline keeps them.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("title", "note")

    # The ground's columns again, without an index of their own: those below serve every list (a million cases
    # on SQLite, which keeps no statistics, would else be read by village and sorted: 1.4 s instead of 1 ms).
    division_code = models.CharField(max_length=12, editable=False)
    group = _ground(VillagerGroup)
    grid = _ground(Grid)
    site = _ground(Site)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, editable=False)
    matter = models.ForeignKey(MatterType, on_delete=models.PROTECT, related_name="cases", db_index=False)
    title = models.CharField(max_length=80)
    note = models.TextField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=9,
        choices=_choices(STATE_WORDS),
        default=State.FOUND.value,
    )
    ring = models.CharField(max_length=9, choices=_choices(RING_WORDS))
    never_public = models.BooleanField(help_text="lies at a household: no copy of it may be published")
    line = models.CharField(max_length=20)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    origin_kind = models.CharField(max_length=20, choices=_choices(ORIGIN_WORDS))
    origin_id = models.UUIDField(
        null=True, editable=False, help_text="the record of an upper room it came from"
    )
    found_at = models.DateTimeField()
    found_by = _person("found")
    due_at = models.DateTimeField()
    due_provisional = models.BooleanField(
        help_text="reckoned with a year whose days off were not yet published"
    )
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="assigned_cases", db_index=False
    )
    assigned_at = models.DateTimeField(null=True)
    assigned_by = _person("assigned")
    fixed_at = models.DateTimeField(null=True)
    fixed_by = _person("fixed")
    verified_at = models.DateTimeField(null=True)
    verified_by = _person("verified")
    closed_at = models.DateTimeField(null=True)
    closed_by = _person("closed")
    rework_count = models.PositiveSmallIntegerField(default=0)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            # Two towns of a county may each have a village of the same name.
            models.UniqueConstraint(fields=["number", "division_code"], name="case_number_once"),
            models.CheckConstraint(condition=Q(state__in=_values(State)), name="case_state_is_known"),
            models.CheckConstraint(condition=Q(ring__in=_values(Ring)), name="case_ring_is_known"),
            models.CheckConstraint(
                condition=_paired("assignee", "assigned_at", "assigned_by"), name="case_assigned_who_and_when"
            ),
            models.CheckConstraint(condition=_paired("fixed_at", "fixed_by"), name="case_fixed_who_and_when"),
            models.CheckConstraint(
                condition=_paired("verified_at", "verified_by"), name="case_verified_who_and_when"
            ),
            models.CheckConstraint(
                condition=_paired("closed_at", "closed_by"), name="case_closed_who_and_when"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("fixed_by")),
                name="case_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ASSIGNED.value) | Q(assignee__isnull=False),
                name="case_assigned_has_assignee",
            ),
            models.CheckConstraint(
                condition=(_PUT_RIGHT & Q(fixed_at__isnull=False)) | (~_PUT_RIGHT & Q(fixed_at__isnull=True)),
                name="case_fix_stands_from_fixed_on",
            ),
            models.CheckConstraint(
                condition=(_VERIFIED & Q(verified_at__isnull=False))
                | (~_VERIFIED & Q(verified_at__isnull=True)),
                name="case_verified_before_closed",
            ),
            models.CheckConstraint(
                condition=(_ENDED & Q(closed_at__isnull=False)) | (~_ENDED & _OPEN),
                name="case_ends_with_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DUPLICATE.value, duplicate_of__isnull=False)
                | (~Q(state=State.DUPLICATE.value) & Q(duplicate_of__isnull=True)),
                name="case_duplicate_names_original",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="case_not_its_own_duplicate",
            ),
            models.CheckConstraint(
                condition=~Q(ring=Ring.HOUSEHOLD.value) | Q(never_public=True),
                name="case_at_household_never_public",
            ),
            models.UniqueConstraint(
                fields=["origin_kind", "origin_id"],
                condition=Q(origin_id__isnull=False),
                name="one_case_an_origin",
            ),
        ]
        # Each list is read in the order of one index; what else it asks is in the index too, so that rows of
        # other villages are passed over without being read.
        indexes = [
            models.Index(
                fields=[
                    "due_at",
                    "id",
                    "division_code",
                    "state",
                    "line",
                    "ring",
                    "assignee",
                    "assigned_by",
                    "fixed_by",
                    "group",
                    "grid",
                    "site",
                ],
                condition=_OPEN,
                name="case_open_by_due",
            ),
            models.Index(
                fields=["closed_at", "id", "division_code", "state"],
                condition=Q(closed_at__isnull=False),
                name="case_ended",
            ),
            models.Index(
                fields=["verified_at"], condition=Q(verified_at__isnull=False), name="case_verified"
            ),
            models.Index(
                fields=["found_at", "id", "division_code", "state", "line", "ring"],
                name="case_found",
            ),
            models.Index(fields=["group", "closed_at", "due_at"], name="case_of_group_by_due"),
            models.Index(fields=["group", "found_at"], name="case_of_group_found"),
            models.Index(fields=["grid", "closed_at", "due_at"], name="case_of_grid_by_due"),
            models.Index(fields=["grid", "found_at"], name="case_of_grid_found"),
            models.Index(fields=["site", "found_at"], name="case_of_site_found"),
            models.Index(
                fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="case_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Has the case not ended?"""
        return self.closed_at is None

    @property
    def village_name(self) -> str:
        """The village in words."""
        return Division.objects.name_of(self.division_code)

    @property
    def limit(self) -> Limit:
        """How the case stands to its limit now."""
        return Limit(State(self.state), self.found_at, self.due_at, self.fixed_at, clock.now())

    @property
    def icon(self) -> str:
        """The sign of the state."""
        return STATE_ICONS[State(self.state)]


class Stage(models.TextChoices):
    """When a photo was taken: of the problem, or of what was done about it."""

    BEFORE = "before", pgettext_lazy("stage of a photo", "before")
    AFTER = "after", pgettext_lazy("stage of a photo", "after")


class CasePhoto(models.Model):
    """A photo of a case (整改前后照片): always made anew without EXIF; the uploaded file is not kept."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=6, choices=Stage.choices)
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage", "file"], name="case_photo_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_photo_stage_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class CaseEvent(models.Model):
    """One step of a case (经过): added, never changed. Version n of a case has exactly one event n."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=8, choices=_choices(EVENT_WORDS))
    state = models.CharField(max_length=9, choices=_choices(STATE_WORDS), help_text="the state after it")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.TextField(max_length=1000, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        ordering = ["case", "version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="one_event_a_version"),
            models.CheckConstraint(
                condition=Q(move__in=[OPENING, *_values(Move)]), name="case_event_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(move__in=_values({Move.DECLINE, Move.RETURN})) | ~Q(note=""),
                name="case_event_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(move=Move.RETURN.value), name="case_returns"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.version} {self.move}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the event. Raises `TimelineStays` for one that is there."""
        if not self._state.adding:
            raise TimelineStays
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TimelineStays`: the timeline only grows."""
        raise TimelineStays
