"""What a person or a household asks of the town about its own data, and the answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.access.querysets import RequestQuerySet
from tongxin.access.request_rules import RequestState
from tongxin.access.words import REQUEST_STATES, REQUEST_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.subjects import SubjectKind
from tongxin.territory.models import GroundedModel

ANSWER_LENGTH = 500


class SubjectRequest(GroundedModel):
    """A request about personal data (个人信息申请): who asks for what, until when to answer, the answer.

    Whose data: that of `person` or, without one, of the household of the site.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note", "answer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=list(REQUEST_WORDS.items()))
    note = models.CharField(_("what is asked"), max_length=ANSWER_LENGTH, blank=True)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(help_text="last day for the answer")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    state = models.CharField(
        max_length=8, choices=list(REQUEST_STATES.items()), default=RequestState.OPEN.value
    )
    answer = models.CharField(_("answer"), max_length=ANSWER_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="requests_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(REQUEST_WORDS)), name="request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=list(REQUEST_STATES)), name="request_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(site__isnull=False), name="request_says_whose"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="request_due_after_asked"),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN.value, answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(state=RequestState.OPEN.value),
                name="answered_request_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED.value) | ~Q(answer=""), name="refusal_has_its_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_on}"

    @property
    def subject_kind(self) -> SubjectKind:
        """Whom it is about."""
        return SubjectKind.PERSON if self.person_id else SubjectKind.HOUSEHOLD

    @property
    def subject_id(self) -> object:
        """The id of the person or of the household's site."""
        return self.person_id or self.site_id

    @property
    def is_open(self) -> bool:
        """Does it wait for an answer?"""
        return self.state == RequestState.OPEN

    @property
    def is_late(self) -> bool:
        """Is its time over without an answer?"""
        return self.is_open and clock.today() > self.due_on
