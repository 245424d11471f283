"""A problem from report to close."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongxin.cases.limits import Limit
from tongxin.cases.models.columns import choices, ground_column, paired, person_column, values
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import END_STATES, PUT_RIGHT_STATES, STATES_TO_FIX, Ring, Sign, State
from tongxin.cases.words import ORIGIN_WORDS, RING_WORDS, STATE_ICONS, STATE_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.standards.lines import lines
from tongxin.standards.models import MatterType, Severity
from tongxin.territory.models import Division, Grid, GroundedModel, Site, VillagerGroup

_ENDED = Q(state__in=values(END_STATES))
_PUT_RIGHT = Q(state__in=values(PUT_RIGHT_STATES))
_VERIFIED = Q(state__in=values({State.VERIFIED, State.CLOSED}))
_OPEN = Q(closed_at__isnull=True)
_WAITING = Q(waiting_since__isnull=False)
_ASKED = Q(postpone_to__isnull=False)
_URGED = Q(urged_at__isnull=False)
_ESCALATED = Q(escalation_level__gt=0)
_REOPENED = Q(reopen_count__gt=0)


class Case(GroundedModel):
    """A problem from report to close (问题). Whoever did a step and when are kept in pairs; rules in `rules.py`.

    `closed_at` is the end of the case, however it ended: an open case has none. The facts of the fix are those
    of the fix that stands: a return empties them, the timeline keeps them. `waiting_since`: the clock stands
    still. `postpone_to`: the later day that is asked for and not answered yet. `escalation_level`: how far up the
    line its lateness was told (0: nowhere), and `escalated_at` since when.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("title", "note")

    # The ground's columns again, without an index of their own: those below serve every list (a million cases
    # on SQLite, which keeps no statistics, would else be read by village and sorted: 1.4 s instead of 1 ms).
    division_code = models.CharField(max_length=12, editable=False)
    group = ground_column(VillagerGroup)
    grid = ground_column(Grid)
    site = ground_column(Site)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, editable=False)
    matter = models.ForeignKey(MatterType, on_delete=models.PROTECT, related_name="cases", db_index=False)
    title = models.CharField(max_length=80)
    note = models.TextField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=9,
        choices=choices(STATE_WORDS),
        default=State.FOUND.value,
    )
    ring = models.CharField(max_length=9, choices=choices(RING_WORDS))
    never_public = models.BooleanField(help_text="lies at a household: no copy of it may be published")
    line = models.CharField(max_length=20)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    origin_kind = models.CharField(max_length=20, choices=choices(ORIGIN_WORDS))
    origin_id = models.UUIDField(
        null=True, editable=False, help_text="the record of an upper room it came from"
    )
    found_at = models.DateTimeField()
    found_by = person_column("found")
    due_at = models.DateTimeField()
    due_provisional = models.BooleanField(
        help_text="reckoned with a year whose days off were not yet published"
    )
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="assigned_cases", db_index=False
    )
    assigned_at = models.DateTimeField(null=True)
    assigned_by = person_column("assigned")
    fixed_at = models.DateTimeField(null=True)
    fixed_by = person_column("fixed")
    verified_at = models.DateTimeField(null=True)
    verified_by = person_column("verified")
    closed_at = models.DateTimeField(null=True)
    closed_by = person_column("closed")
    waiting_since = models.DateTimeField(null=True)
    waiting_by = person_column("waiting")
    postpone_to = models.DateField(null=True)
    postpone_asked_at = models.DateTimeField(null=True)
    postpone_asked_by = person_column("postpone_asked")
    urged_at = models.DateTimeField(null=True)
    urged_by = person_column("urged")
    escalation_level = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    assign_count = models.PositiveSmallIntegerField(default=0)
    rework_count = models.PositiveSmallIntegerField(default=0)
    postponed_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(condition=Q(state__in=values(State)), name="case_state_is_known"),
            models.CheckConstraint(condition=Q(ring__in=values(Ring)), name="case_ring_is_known"),
            models.CheckConstraint(
                condition=paired("assignee", "assigned_at", "assigned_by"), name="case_assigned_who_and_when"
            ),
            models.CheckConstraint(condition=paired("fixed_at", "fixed_by"), name="case_fixed_who_and_when"),
            models.CheckConstraint(
                condition=paired("verified_at", "verified_by"), name="case_verified_who_and_when"
            ),
            models.CheckConstraint(
                condition=paired("closed_at", "closed_by"), name="case_closed_who_and_when"
            ),
            models.CheckConstraint(
                condition=paired("waiting_since", "waiting_by"), name="case_waiting_who_and_when"
            ),
            models.CheckConstraint(
                condition=~_WAITING | Q(state__in=values(STATES_TO_FIX)),
                name="case_waits_only_to_be_put_right",
            ),
            models.CheckConstraint(
                condition=paired("postpone_to", "postpone_asked_at", "postpone_asked_by"),
                name="case_postponement_who_and_when",
            ),
            models.CheckConstraint(
                condition=~_ASKED | Q(state=State.ASSIGNED.value), name="case_postponement_of_assigned"
            ),
            models.CheckConstraint(condition=paired("urged_at", "urged_by"), name="case_urged_who_and_when"),
            models.CheckConstraint(
                condition=Q(escalation_level=0, escalated_at__isnull=True)
                | (_ESCALATED & Q(escalated_at__isnull=False)),
                name="case_escalated_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(reopen_count=0, reopened_at__isnull=True)
                | (_REOPENED & Q(reopened_at__isnull=False)),
                name="case_reopened_at_a_moment",
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
                    "found_at",
                    "assignee",
                    "assigned_by",
                    "fixed_by",
                    "waiting_since",
                    "postpone_to",
                    "group",
                    "grid",
                    "site",
                ],
                condition=_OPEN,
                name="case_open_by_due",
            ),
            models.Index(
                fields=["closed_at", "id", "division_code", "state", "line"],
                condition=Q(closed_at__isnull=False),
                name="case_ended",
            ),
            # Of these the indicators count many at once, by village and line, without reading the rows.
            models.Index(
                fields=["fixed_at", "id", "division_code", "line", "due_at", "assign_count"],
                condition=Q(fixed_at__isnull=False),
                name="case_fixed",
            ),
            models.Index(
                fields=["verified_at", "id", "division_code", "line"],
                condition=Q(verified_at__isnull=False),
                name="case_verified",
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
            # What stands out among the open cases: few rows each, in the order of the list.
            models.Index(
                fields=["due_at", "id", "division_code"], condition=_OPEN & _WAITING, name="case_open_waiting"
            ),
            models.Index(
                fields=["due_at", "id", "division_code"], condition=_OPEN & _ASKED, name="case_open_asked"
            ),
            models.Index(
                fields=["due_at", "id", "division_code"], condition=_OPEN & _URGED, name="case_open_urged"
            ),
            models.Index(
                fields=["due_at", "id", "division_code"],
                condition=_OPEN & _ESCALATED,
                name="case_open_escalated",
            ),
            models.Index(
                fields=["due_at", "id", "division_code"],
                condition=_OPEN & _REOPENED,
                name="case_open_reopened",
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
    def line_name(self) -> str:
        """The line of work in words: that of the kind of problem, unless it was sent on to another."""
        return self.matter.line_name if self.line == self.matter.line else lines().get(self.line, self.line)

    @property
    def limit(self) -> Limit:
        """How the case stands to its limit now."""
        return Limit(
            State(self.state),
            self.reopened_at or self.found_at,
            self.due_at,
            self.fixed_at,
            clock.now(),
            self.waiting_since,
        )

    @property
    def signs(self) -> list[Sign]:
        """What stands out about the case while it is open."""
        held = {
            Sign.STOPPED: self.waiting_since is not None,
            Sign.ASKED: self.postpone_to is not None,
            Sign.URGED: self.urged_at is not None,
            Sign.ESCALATED: self.escalation_level > 0,
            Sign.REOPENED: self.reopen_count > 0,
        }
        return [sign for sign, holds in held.items() if holds and self.is_open]

    @property
    def icon(self) -> str:
        """The sign of the state."""
        return STATE_ICONS[State(self.state)]
