"""Tables that every room shares: numbers, calendar, ledger, files, receipts, publication, jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import BinaryIO, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock, durable
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.records.queries import JobQuerySet, PublishedRowQuerySet

DIGEST_DIGITS = 64  # sha-256 in hexadecimal


class NumberSeries(models.Model):
    """The last number given in a series and a year."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class CalendarDay(models.Model):
    """A day entered by hand: a local day off, or a day worked in exchange (调休). Wins over the package.

    `hours`: the opening hours of a day worked in part only ("8:30-12:00"); empty: the usual ones.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    day = models.DateField(_("day"), primary_key=True)
    working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40)
    hours = models.CharField(_("opening hours"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(working=True) | models.Q(hours=""), name="hours_of_worked_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarYear(models.Model):
    """A year whose whole arrangement was entered by hand; its days without an entry are plain."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year} ({self.source})"


class LedgerEntry(models.Model):
    """One act, for ever (台账): who, when by server and by device, what, on which subject, in which village.

    Triggers of the database refuse change and deletion (`guards.py`). No personal data: a person is an id.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    device_at = models.DateTimeField(null=True)
    verb = models.CharField(max_length=60)
    person_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=60, help_text="label of the model, e.g. cases.case")
    subject_id = models.CharField(max_length=64)
    division_code = models.CharField(max_length=12)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=DIGEST_DIGITS)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="ledger_of_subject"),
            models.Index(fields=["division_code", "id"], name="ledger_of_division"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class UnsealedEntry(models.Model):
    """An entry that waits for its seal. Made in the entry's own transaction, so none is overlooked."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, related_name="waiting")

    def __str__(self) -> str:
        return str(self.entry_id)


class LedgerSeal(models.Model):
    """A link of the chain: `head` is made of the head before and the digests of `count` entries."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    number = models.PositiveIntegerField(primary_key=True)
    previous_head = models.CharField(max_length=DIGEST_DIGITS, unique=True)
    head = models.CharField(max_length=DIGEST_DIGITS, unique=True)
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="seal_holds_entries"),
            models.CheckConstraint(condition=Q(number__gt=0), name="seals_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.head[:12]}"


class SealedEntry(models.Model):
    """The place of an entry under a seal."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(LedgerSeal, models.PROTECT, related_name="entries", db_index=False)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="one_entry_a_place")]

    def __str__(self) -> str:
        return f"{self.seal_id}/{self.position}"


class StoredFile(models.Model):
    """A photo or paper kept under its content's digest; the row exists only after the bytes are durable."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("name",)

    digest = models.CharField(max_length=DIGEST_DIGITS, primary_key=True, editable=False)
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=120, help_text="for display and download, cleaned; never a path")
    size = models.PositiveBigIntegerField(help_text="bytes")
    stored_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.name

    def open(self) -> BinaryIO:
        """The content, open for reading. Raises `durable.FileGone`."""
        return durable.open_file(self.digest)


class Receipt(models.Model):
    """An answer given once (上传回执): the same id with the same body gets it again."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, editable=False)
    body_digest = models.CharField(max_length=DIGEST_DIGITS)
    answer = models.JSONField(null=True)
    received_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class ConflictingReceipt(models.Model):
    """A second body under an id already answered, kept so that a person can look at both."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("body",)

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="conflicts", db_index=False)
    body_digest = models.CharField(max_length=DIGEST_DIGITS)
    body = models.BinaryField()
    received_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "body_digest"], name="each_conflict_kept_once"),
        ]

    def __str__(self) -> str:
        return str(self.receipt_id)


class PublishedRow(models.Model):
    """What the public may read (发布): a copy with an end. The portal reads nothing else."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    body = models.JSONField()
    division_code = models.CharField(max_length=12)
    published_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PublishedRowQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(withdrawn_at__isnull=True), name="one_row_in_force"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("published_at")),
                name="row_expires_after_publication",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at"], name="published_by_kind"),
            models.Index(
                fields=["expires_at"], condition=Q(withdrawn_at__isnull=True), name="published_to_expire"
            ),
        ]

    def __str__(self) -> str:
        return self.title


LEASE = timedelta(minutes=2)  # without a sign of life for so long, a worker is taken for dead


class LeaseLost(RuntimeError):
    """Another worker has the job by now."""


class JobState(models.TextChoices):
    """Where a job is. waiting → running → done; back to waiting after a fault; failed after the last try."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed, a person must look")


class Job(models.Model):
    """Work for the worker, written in the transaction that caused it. Leased, repeated after a crash."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, blank=True, help_text="no second unfinished job with it")
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    run_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    again = models.BooleanField(default=False, help_text="asked for while running: run once more")
    tries = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True, help_text="the last error")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["run_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(unique_key=""),
                name="one_unfinished_job",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="running", leased_until__isnull=False)
                | (~Q(state="running") & Q(leased_until__isnull=True)),
                name="running_job_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state="waiting"), name="jobs_waiting"),
            models.Index(fields=["leased_until"], condition=Q(state="running"), name="jobs_running"),
            models.Index(fields=["finished_at"], condition=Q(state="done"), name="jobs_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    def progress(self, done: int, total: int) -> None:
        """Notes how far the work is and lengthens the lease; a long handler calls it at least once a minute.

        Raises `LeaseLost` where another worker has taken the job over: stop then.
        """
        held = Job.objects.filter(pk=self.pk, state=JobState.RUNNING, tries=self.tries)
        if not held.update(steps_done=done, steps_total=total, leased_until=clock.now() + LEASE):
            raise LeaseLost(str(self.pk))


class Examined(models.Model):
    """What a check said when the worker last made it (体检结果): the foundation's, and those that read every place.

    Of places only those where something is amiss have a row. Texts are kept by language.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    name = models.CharField(max_length=60)
    division_code = models.CharField(max_length=12, blank=True, help_text="empty: the whole house")
    count = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)
    mend = models.JSONField(default=dict)
    subjects = models.JSONField(default=list)
    examined_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "division_code"], name="examined_once_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.division_code}".strip()
