"""Tables of scored units, the lists drawn from them, and the entries of lists."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.ranking.queries import LIVING, ListingQuerySet, RankedListQuerySet, TableQuerySet
from tongxin.ranking.rule_json import from_json
from tongxin.ranking.rules import IMPROVE_DAYS_AT_MOST, Colour, ListState, RankRule, Unit, UnitKind
from tongxin.ranking.words import STATE_WORDS, colour_word, kind_word, list_title, table_title
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.models import Division, GroundedModel

NAME_LENGTH = 60
REASON_LENGTH = 200
WAS_IN_FORCE = (ListState.PUBLISHED.value, ListState.EXPIRED.value)
WAS_APPROVED = (ListState.APPROVED.value, *WAS_IN_FORCE)


class Source(models.TextChoices):
    """Where a table's scores come from."""

    VISITS = "visits", _("visits of rounds")
    FILE = "file", _("imported file")


class Table(models.Model):
    """Scored units of one division for a period, ranked within their kind (评比表). Never changed once drawn."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_title = models.CharField(max_length=200, blank=True, help_text="title that an imported file gives")
    division_code = models.CharField(max_length=12)
    kind = models.CharField(_("compared"), max_length=40, help_text="the kind from which lists are drawn")
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    min_n = models.PositiveSmallIntegerField(
        _("least visits"), help_text="units seen fewer times have not enough evidence and no rank"
    )
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TableQuerySet.as_manager()
    kept_lists: list[RankedList]  # put there by `with_lists`

    class Meta:
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="table_ends_after_start"),
            models.CheckConstraint(
                condition=Q(source=Source.FILE, file__isnull=False)
                | Q(source=Source.VISITS, file__isnull=True),
                name="imported_table_keeps_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-until", "-id"], name="table_of_division"),
            models.Index(fields=["-until", "-id"], name="table_by_period"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The file's own title, else period and kind in words."""
        return self.file_title or table_title(self.since, self.until, self.kind)

    @property
    def ground(self) -> Ground:
        """The division whose units are compared."""
        return division_ground(self.division_code)

    @property
    def division_name(self) -> str:
        """The name of the division whose units are compared."""
        return Division.objects.name_of(self.division_code)

    @property
    def kind_word(self) -> str:
        """The kind compared, in words."""
        return kind_word(self.kind)


class ScoredUnit(GroundedModel):
    """A village, group, grid or other object with its score in a table (评比对象).

    Its ground is that of the place where the name is known here, else that of the table.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveIntegerField(help_text="place in the table, by kind and rank")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=NAME_LENGTH)
    parent_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    unit_class = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_known = models.BooleanField(help_text="the name is that of a place of this town's ground")
    n = models.PositiveIntegerField(
        null=True, help_text="visits behind the score; empty where the source is silent"
    )
    score100 = models.PositiveIntegerField(null=True, help_text="hundredths of a point")
    rank = models.PositiveIntegerField(null=True)
    printed_rank = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["table", "position"]
        constraints = [
            models.UniqueConstraint(fields=["table", "position"], name="one_unit_a_position"),
            models.UniqueConstraint(fields=["table", "parent_name", "name"], name="unit_once_a_table"),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.HOUSEHOLD.value), name="households_are_not_ranked"
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(score100__isnull=False, rank__gte=1),
                name="rank_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with the unit above it, where that is known: 莲华村 小伍排组."""
        return f"{self.parent_name} {self.name}".strip()

    @property
    def score(self) -> Decimal | None:
        """Points, exact to the hundredth."""
        return None if self.score100 is None else Decimal(self.score100) / 100

    @property
    def lacks_evidence(self) -> bool:
        """Was it seen, but too rarely to be ranked? A source that is silent on visits is not doubted."""
        return self.rank is None and self.n is not None

    @property
    def kind_word(self) -> str:
        """What the unit is, in words."""
        return kind_word(self.kind)

    def to_rank(self) -> Unit:
        """The unit as the rules of lists see it; its key is the id."""
        return Unit(
            key=str(self.pk),
            name=self.full_name,
            kind=self.kind,
            score=self.score,
            parent=self.parent_name,
            unit_class=self.unit_class,
            printed_rank=self.printed_rank,
            n=self.n,
            rank=self.rank,
        )


class RankedList(models.Model):
    """A list drawn from a table by a stated rule (红榜, 待改进榜): drafted, approved by a second person, in force."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="lists")
    division_code = models.CharField(max_length=12)
    colour = models.CharField(max_length=10)
    rule = models.JSONField()
    statement = models.TextField(help_text="the rule in plain words, as it was when the list was drawn")
    state = models.CharField(max_length=10, choices=list(STATE_WORDS.items()), default=ListState.DRAFT.value)
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now, editable=False)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    days = models.PositiveSmallIntegerField(null=True, help_text="how long it stands")
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="expired or withdrawn")
    end_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects = RankedListQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "colour"], condition=Q(state__in=LIVING), name="one_living_list_a_colour"
            ),
            models.CheckConstraint(
                condition=Q(colour__in=[c.value for c in Colour]), name="list_colour_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ListState]), name="list_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drawn_by")),
                name="list_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="list_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_APPROVED) | Q(approved_by__isnull=False),
                name="list_in_force_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_IN_FORCE)
                | Q(published_by__isnull=False, published_at__isnull=False)
                & Q(days__gte=1, expires_at__gt=F("published_at")),
                name="list_in_force_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True)
                | Q(colour=Colour.RED.value)
                | Q(days__lte=IMPROVE_DAYS_AT_MOST),
                name="improve_list_ends_in_14_days",
            ),
        ]
        indexes = [models.Index(fields=["division_code", "state"], name="list_of_division")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Period and colour in words; costs the table."""
        return list_title(self.table.since, self.table.until, self.colour)

    @property
    def ground(self) -> Ground:
        """The division of the table."""
        return division_ground(self.division_code)

    @property
    def colour_word(self) -> str:
        """What the town calls this list."""
        return colour_word(self.colour)

    @property
    def is_red(self) -> bool:
        """Is this the list of the best?"""
        return self.colour == Colour.RED

    @property
    def drawn_rule(self) -> RankRule:
        """The stored rule."""
        return from_json(self.rule)


class Listing(GroundedModel):
    """An entry of a list (入榜); keeps rank and score as they were, and ends at correction or with the list."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ranked_list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="listings")
    unit = models.ForeignKey(ScoredUnit, on_delete=models.PROTECT, related_name="listings")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)
    score100 = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="taken off before the list's end")
    end_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["ranked_list", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ranked_list", "unit"], name="listed_once_a_list"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""), name="early_end_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def score(self) -> Decimal | None:
        """Points at the time of listing."""
        return None if self.score100 is None else Decimal(self.score100) / 100
