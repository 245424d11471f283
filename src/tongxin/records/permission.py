"""The words in which every room asks for permission, and how a page declares what it needs.

The table of rights itself is in `access/rules.py`; `access` implements `Viewer`. By this inversion
rooms below `access` can ask too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

M = TypeVar("M", bound=Model)
QS = TypeVar("QS", bound=QuerySet[Any])
P = TypeVar("P", bound=Callable[..., HttpResponseBase])


class Act(StrEnum):
    """Everything that a post may allow. Who may do it where is said in `access/rules.py`."""

    HOME_OPEN = "home.open"
    GROUND_VIEW = "ground.view"
    GROUND_MANAGE = "ground.manage"
    GROUND_PAUSE = "ground.pause"
    POSITION_SET = "position.set"
    REGISTER_OPEN = "register.open"
    REGISTER_IMPORT = "register.import"
    ID_NUMBERS = "id_numbers.switch"
    REGISTER_EXPORT = "register.export"
    EXPORT_APPROVE = "export.approve"
    PHONE_OPEN = "phone.open"
    OPENINGS_VIEW = "openings.view"
    SUBJECT_ANSWER = "subject.answer"
    PEOPLE_VIEW = "people.view"
    POST_MANAGE = "post.manage"
    LEAVE_MANAGE = "leave.manage"
    ACCOUNT_MANAGE = "account.manage"
    ACCOUNT_RESET = "account.reset"
    STANDARD_VIEW = "standard.view"
    STANDARD_LOAD = "standard.load"
    SHEET_AMEND = "sheet.amend"
    ROUND_VIEW = "round.view"
    ROUND_PLAN = "round.plan"
    VISIT_VIEW = "visit.view"
    VISIT_ENTER = "visit.enter"
    CASE_VIEW = "case.view"
    CASE_REPORT = "case.report"
    REPORT_RECEIVE = "report.receive"
    COMPLAINT_HANDLE = "complaint.handle"
    COMPLAINT_NAME = "complaint.name"
    CASE_ASSIGN = "case.assign"
    CASE_FIX = "case.fix"
    CASE_VERIFY = "case.verify"
    CASE_CLOSE = "case.close"
    LETTER_ISSUE = "letter.issue"
    LETTER_ANSWER = "letter.answer"
    AGREEMENT_VIEW = "agreement.view"
    AGREEMENT_KEEP = "agreement.keep"
    CASE_URGE = "case.urge"
    TASK_VIEW = "task.view"
    TASK_GIVE = "task.give"
    TASK_DO = "task.do"
    TASK_CONFIRM = "task.confirm"
    TABLE_VIEW = "table.view"
    LIST_DRAFT = "list.draft"
    LIST_APPROVE = "list.approve"
    LIST_PUBLISH = "list.publish"
    FIGURE_OPEN = "figure.open"
    BRIEF_VIEW = "brief.view"
    BRIEF_WRITE = "brief.write"
    BRIEF_PUBLISH = "brief.publish"
    CALENDAR_KEEP = "calendar.keep"
    ADMINISTER = "administer"
    CHECKS_VIEW = "checks.view"
    HEALTH_SEE = "health.see"


class NotAllowed(RuleBroken):
    """The viewer's posts do not allow the act on this ground."""

    message = _("Your posts do not allow this here. Ask the town office if you need it for your work.")

    def __init__(self, act: Act | None = None) -> None:
        super().__init__()
        self.act = act


class GroundLike(Protocol):
    """A piece of ground as far as records need it: `territory.ground.Ground` is one."""

    @property
    def division_code(self) -> str:
        """National code of the division, 12 digits; the village's code for anything inside a village."""

    @property
    def key(self) -> str:
        """One text for the ground: a division code, or `group:`, `grid:` or `site:` and an id."""


@dataclass(frozen=True)
class StandIn:
    """A post for whose holder somebody stands in today: the post, who is away, on which ground, in which role."""

    post_id: UUID
    holder_id: UUID
    ground: GroundLike
    role: str


class Viewer(Protocol):
    """Who looks or acts. Made by `access.viewer`; `SYSTEM` is the machine itself."""

    @property
    def person_id(self) -> UUID | None:
        """The person, or None for the passer-by and the machine."""

    @property
    def account_id(self) -> UUID | None:
        """The account signed in with, or None."""

    @property
    def display_name(self) -> str:
        """The name for screens; never written into the ledger."""

    @property
    def acting_for(self) -> UUID | None:
        """The post of somebody away by whose right the last act was allowed; None for one's own right."""

    @property
    def stands_in_for(self) -> tuple[StandIn, ...]:
        """The posts of people who are away, by which the viewer may act besides the own ones."""

    def act_for(self, post_id: UUID | None) -> None:
        """Notes by which post the act is done, where something other than `require` decided that."""

    def may(self, act: Act, ground: GroundLike | None = None) -> bool:
        """Whether the act is allowed on `ground`; with None, whether on any ground at all."""

    def require(self, act: Act, ground: GroundLike | None = None) -> None:
        """Raises `NotAllowed` where `may` answers no; else notes by which post it is allowed, own posts first."""

    def visible(self, queryset: QS, act: Act) -> QS:
        """The rows in grounds where the act is allowed; `queryset` must offer `within_any(grounds)`."""

    def find(self, queryset: QuerySet[M], act: Act, **lookup: Any) -> M:
        """The one visible row, else `Http404`: missing and forbidden are told alike."""

    def grounds(self, act: Act) -> tuple[GroundLike, ...]:
        """The grounds, largest first, on which the act is allowed."""

    def outranks(self, person_id: UUID) -> bool:
        """Whether the viewer stands above that person in line, with every right that the person has."""


class _System:
    """The machine: runs jobs and loads data. It may do everything and is nobody."""

    person_id: UUID | None = None
    account_id: UUID | None = None
    acting_for: UUID | None = None
    stands_in_for: tuple[StandIn, ...] = ()

    @property
    def display_name(self) -> str:
        return str(_("System"))

    def act_for(self, post_id: UUID | None) -> None:
        return None

    def may(self, act: Act, ground: GroundLike | None = None) -> bool:
        return True

    def require(self, act: Act, ground: GroundLike | None = None) -> None:
        return None

    def visible(self, queryset: QS, act: Act) -> QS:
        return queryset

    def find(self, queryset: QuerySet[M], act: Act, **lookup: Any) -> M:
        row = queryset.filter(**lookup).first()
        if row is None:
            raise Http404
        return row

    def grounds(self, act: Act) -> tuple[GroundLike, ...]:
        return ()

    def outranks(self, person_id: UUID) -> bool:
        return True


SYSTEM: Viewer = _System()


class SignedInRequest(HttpRequest):
    """A request that has passed `access`: it knows its viewer. For annotations of pages only."""

    viewer: Viewer
    htmx: HtmxDetails


class Reach(StrEnum):
    """Whom a page lets in."""

    ACT = "act"
    SIGNED_IN = "signed in"
    PUBLIC = "public"


@dataclass(frozen=True)
class PageDeclaration:
    """What a page needs: an act on some ground, any account, or nothing (and why it is public)."""

    reach: Reach
    act: Act | None = None
    why: str = ""


def page(act: Act) -> Callable[[P], P]:
    """Declares a page for those who hold `act` on some ground; `find` and `visible` narrow its rows."""
    return _declare(PageDeclaration(Reach.ACT, act=act))


def signed_in_page(function: P) -> P:
    """Declares a page for any account."""
    return _declare(PageDeclaration(Reach.SIGNED_IN))(function)


def public_page(why: str) -> Callable[[P], P]:
    """Declares a page for everyone; `why` says for what reason, and is printed in the table of routes."""
    if not why.strip():
        raise ValueError("a public page says why it is public")
    return _declare(PageDeclaration(Reach.PUBLIC, why=why))


def declaration_of(function: object) -> PageDeclaration | None:
    """The declaration of a page function, or None where it has none (then it is refused)."""
    found = getattr(function, "declaration", None)
    return found if isinstance(found, PageDeclaration) else None


def _declare(declaration: PageDeclaration) -> Callable[[P], P]:
    def attach(function: P) -> P:
        if declaration_of(function) is not None:
            raise ValueError(f"{getattr(function, '__qualname__', function)} is declared twice")
        setattr(function, "declaration", declaration)  # noqa: B010 - a plain assignment is unknown to the type
        return function

    return attach
