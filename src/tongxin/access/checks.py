"""Checks of rights: whoever must enter records can, every act has somebody, what needs two persons has two."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tongxin.access.export_rules import ExportState
from tongxin.access.models import Export, SubjectRequest
from tongxin.access.request_rules import RequestState
from tongxin.access.rules import roles_with
from tongxin.access.table import words_of
from tongxin.people.models import Account, Post
from tongxin.people.queries import PostQuerySet
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, Text, check
from tongxin.records.permission import Act
from tongxin.territory.check_subjects import address, subject_at

# Acts that a second person must do, after somebody who may often do it too.
FOUR_EYES = (Act.LIST_APPROVE, Act.BRIEF_PUBLISH, Act.CASE_VERIFY)
DECIDED_WITHIN = timedelta(days=3)
FORGOTTEN_WITHIN = timedelta(days=1)  # the worker deletes daily

checks.room("access", _("Rights and personal data"), place=3)


@check(
    "access.post_without_account",
    title=_("Post that enters records, and its holder has no account"),
    why=_("Somebody else must type in what is written on paper; that is allowed, and should be known."),
    mend=_("Open an account, or agree who enters it for the person."),
    severity=Severity.LOOK,
)
def post_without_account(scope: CheckScope) -> Found:
    """Posts held today that may enter visits, whose person cannot sign in. Paper stays possible: burden rule E14."""
    accounts = Account.objects.filter(person=OuterRef("person"), is_active=True)
    posts = scope.within(_held()).of_role(*roles_with(Act.VISIT_ENTER)).filter(~Exists(accounts))
    return checks.found(posts.select_related("group", "grid", "site"), _open_account, scope)


def _open_account(post: Post) -> Subject:
    return subject_at(
        post,
        what=str(post.get_role_display()),
        url=address("people:person", post.person_id),
        act=_("Open an account"),
        act_url=address("people:open_account", post.person_id),
    )


@check(
    "access.act_without_holder",
    title=_("Something that nobody in the town may do"),
    why=_("The page is there, but no post opens it: the work stands still at this step."),
    mend=_("Appoint somebody in a role that may do it, with an account."),
    severity=Severity.WRONG,
    of_house=True,
)
def act_without_holder(scope: CheckScope) -> Found:
    """Acts of the table of rights that no person with an account may do anywhere today."""
    held = set(_with_account().values_list("acts_as", flat=True).distinct())
    return checks.found([act for act in Act if not held & roles_with(act)], _appoint, scope)


@check(
    "access.no_second_person",
    title=_("Four eyes are asked for, and there are only two"),
    why=_("Nobody approves or verifies their own work: with one person only, nothing is ever finished."),
    mend=_("Appoint a second person who may do it, with an account."),
    severity=Severity.WRONG,
    of_house=True,
)
def no_second_person(scope: CheckScope) -> Found:
    """Acts that need a second person and that exactly one person with an account may do."""
    alone = []
    for act in FOUR_EYES:
        holders = _with_account().of_role(*roles_with(act)).values("person").distinct()
        if holders.count() == 1:
            alone.append(act)
    return checks.found(alone, _appoint, scope)


@check(
    "access.export_waits",
    title=_("Export of households that waits for a second person"),
    why=_(
        "Somebody needs the data for their work, or should not get them: in both cases they want an answer."
    ),
    mend=_("Agree to the export, or refuse it with a reason."),
    severity=Severity.LOOK,
)
def export_waits(scope: CheckScope) -> Found:
    """Exports asked for over three days ago and not decided on."""
    waiting = Export.objects.filter(state=ExportState.WAITING, requested_at__lt=clock.now() - DECIDED_WITHIN)
    rows = scope.within(waiting).select_related("group", "grid", "site").order_by("requested_at", "id")
    return checks.found(rows, lambda row: _export(row, _("Decide")), scope)


@check(
    "access.export_file_kept",
    title=_("File of an export that should have been deleted"),
    why=_("It holds personal data of many households and has done its duty."),
    mend=_("Let the worker run: tongxin serve, or tongxin worker."),
    severity=Severity.WRONG,
)
def export_file_kept(scope: CheckScope) -> Found:
    """Exports whose file is still there a day after its end."""
    kept = Export.objects.filter(file__isnull=False, file_until__lt=clock.now() - FORGOTTEN_WITHIN)
    rows = scope.within(kept).select_related("group", "grid", "site").order_by("file_until", "id")
    return checks.found(rows, _export, scope)


@check(
    "access.request_overdue",
    title=_("Request about personal data that was not answered in time"),
    why=_("Whoever asks about the own data has a right to an answer by the stated day."),
    mend=_("Answer the request, or refuse it with reasons."),
    severity=Severity.WRONG,
)
def request_overdue(scope: CheckScope) -> Found:
    """Open requests whose last day is over. Source: PIPL 45 to 50, burden rules P09."""
    late = SubjectRequest.objects.filter(state=RequestState.OPEN, due_on__lt=clock.today())
    rows = scope.within(late).select_related("group", "grid", "site").order_by("due_on", "id")
    return checks.found(rows, _request, scope)


def _export(row: Export, act: Text = "") -> Subject:
    url = address("access:export", row.pk)
    return subject_at(row, what=_day(row.requested_at), url=url, act=act, act_url=url if act else "")


def _request(row: SubjectRequest) -> Subject:
    url = address("access:request", row.pk)
    return subject_at(row, what=str(row.get_kind_display()), url=url, act=_("Answer"), act_url=url)


def _day(moment: datetime) -> str:
    return date_format(clock.local(moment), "SHORT_DATE_FORMAT")


def _appoint(act: Act) -> Subject:
    return Subject(str(words_of(act)), act=_("Appoint"), act_url=address("people:appoint"))


def _held() -> PostQuerySet:
    return Post.objects.in_force(clock.today())


def _with_account() -> PostQuerySet:
    return _held().filter(person__account__is_active=True).order_by()
