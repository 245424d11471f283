"""The table of rights as a document in Chinese: `docs/rules/access.md` is written by this and checked against it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongxin.access.rules import allows, roles_with
from tongxin.people.role_words import places_of
from tongxin.people.roles import RoleType, standard_roles
from tongxin.records.permission import Act

# Acts by the part of the town's work they belong to, in the words of the table.
PARTS: Mapping[str | Promise, Mapping[Act, str | Promise]] = {
    pgettext_lazy("part of the work", "Every day"): {
        Act.HOME_OPEN: gettext_lazy("open the home page"),
        Act.FIGURE_OPEN: gettext_lazy("open a figure and the records behind it"),
    },
    pgettext_lazy("part of the work", "Ground"): {
        Act.GROUND_VIEW: gettext_lazy("see villages, groups, grids and places"),
        Act.GROUND_MANAGE: gettext_lazy("add and change groups, grids and places"),
        Act.POSITION_SET: gettext_lazy("put places on the map"),
        Act.GROUND_PAUSE: gettext_lazy("leave a household or place in peace for a while"),
    },
    pgettext_lazy("part of the work", "Household register"): {
        Act.REGISTER_OPEN: gettext_lazy("open a household's entry, with a reason that is recorded"),
        Act.REGISTER_IMPORT: gettext_lazy("import a register"),
        Act.ID_NUMBERS: gettext_lazy("say whether ID numbers are kept"),
    },
    pgettext_lazy("part of the work", "Personal data"): {
        Act.PHONE_OPEN: gettext_lazy(
            "open the number of a person with a post, with a reason that is recorded"
        ),
        Act.REGISTER_EXPORT: gettext_lazy("export households, with a reason that is recorded"),
        Act.EXPORT_APPROVE: gettext_lazy("decide on a large export (never one's own)"),
        Act.OPENINGS_VIEW: gettext_lazy("see who opened and exported what, and for what"),
        Act.SUBJECT_ANSWER: gettext_lazy("answer what a person asks about the own data"),
    },
    pgettext_lazy("part of the work", "People"): {
        Act.PEOPLE_VIEW: gettext_lazy("see persons and posts"),
        Act.POST_MANAGE: gettext_lazy("appoint, hand over and end posts"),
        Act.LEAVE_MANAGE: gettext_lazy("let somebody stand in during a leave"),
        Act.ACCOUNT_MANAGE: gettext_lazy("open, reset and close accounts"),
        Act.ACCOUNT_RESET: gettext_lazy("give somebody lower in line a new slip to sign in with"),
    },
    pgettext_lazy("part of the work", "Standards"): {
        Act.STANDARD_VIEW: gettext_lazy("see score sheets and kinds of problem"),
        Act.STANDARD_LOAD: gettext_lazy("load new versions of them"),
        Act.SHEET_AMEND: gettext_lazy("write the town's own score sheets, adopt and retire them"),
    },
    pgettext_lazy("part of the work", "Rounds and visits"): {
        Act.ROUND_VIEW: gettext_lazy("see rounds"),
        Act.ROUND_PLAN: gettext_lazy("plan a round"),
        Act.VISIT_VIEW: gettext_lazy("see visits and scores"),
        Act.VISIT_ENTER: gettext_lazy("enter a visit"),
    },
    pgettext_lazy("part of the work", "Cases"): {
        Act.CASE_VIEW: gettext_lazy("see cases"),
        Act.CASE_REPORT: gettext_lazy("report a case"),
        Act.REPORT_RECEIVE: gettext_lazy("take in what residents report, take it up or decline it"),
        Act.COMPLAINT_HANDLE: gettext_lazy(
            "read and answer complaints, where named for it (never those about oneself)"
        ),
        Act.COMPLAINT_NAME: gettext_lazy("name the persons who read complaints"),
        Act.CASE_ASSIGN: gettext_lazy("assign a case, reject it, mark it as a duplicate"),
        Act.CASE_FIX: gettext_lazy("say that a case is fixed"),
        Act.CASE_VERIFY: gettext_lazy("verify a fix (never one's own)"),
        Act.CASE_CLOSE: gettext_lazy("close a case"),
        Act.LETTER_ISSUE: gettext_lazy("issue and withdraw a rectification letter"),
        Act.LETTER_ANSWER: gettext_lazy("sign for and answer a letter to one's own post or committee"),
        Act.CASE_URGE: gettext_lazy("urge a case"),
    },
    pgettext_lazy("part of the work", "Door agreements"): {
        Act.AGREEMENT_VIEW: gettext_lazy("see door agreements and how far they reach"),
        Act.AGREEMENT_KEEP: gettext_lazy("draw up, sign, renew and end door agreements"),
    },
    pgettext_lazy("part of the work", "Work by line and block"): {
        Act.TASK_VIEW: gettext_lazy("see the tasks given in one's ground"),
        Act.TASK_GIVE: gettext_lazy("give a task, give it to somebody else, withdraw it"),
        Act.TASK_DO: gettext_lazy("take on a task of one's own, refuse it, report it done"),
        Act.TASK_CONFIRM: gettext_lazy("confirm that a task was done (never one's own)"),
    },
    pgettext_lazy("part of the work", "Evaluation"): {
        Act.TABLE_VIEW: gettext_lazy("see tables and lists"),
        Act.LIST_DRAFT: gettext_lazy("draft a list"),
        Act.LIST_APPROVE: gettext_lazy("approve a list (never one's own draft)"),
        Act.LIST_PUBLISH: gettext_lazy("publish a list"),
    },
    pgettext_lazy("part of the work", "Briefs"): {
        Act.BRIEF_VIEW: gettext_lazy("see briefs"),
        Act.BRIEF_WRITE: gettext_lazy("write a brief"),
        Act.BRIEF_PUBLISH: gettext_lazy("issue a brief"),
    },
    pgettext_lazy("part of the work", "Administration"): {
        Act.CALENDAR_KEEP: gettext_lazy("keep the working calendar"),
        Act.ADMINISTER: gettext_lazy("administer"),
        Act.CHECKS_VIEW: gettext_lazy("see what is missing or amiss in one's ground"),
        Act.HEALTH_SEE: gettext_lazy("see the state of the system"),
    },
}


def words_of(act: Act) -> str | Promise:
    """An act in the words of the table."""
    return next(acts[act] for acts in PARTS.values() if act in acts)


def markdown() -> str:
    """The whole document, in Chinese."""
    with translation.override("zh-hans"):
        lines = ["# " + _("Who may do what"), "", *_introduction(), ""]
        for part, acts in PARTS.items():
            lines += [f"## {part}", "", *_heads(_("act"), _("who may"))]
            lines += [_row(words, _roles(act)) for act, words in acts.items()]
            lines.append("")
        lines += ["## " + _("By post"), "", *_heads(_("post"), _("its ground"), _("holders"), _("acts"))]
        lines += [
            _row(role.name, places_of(role), _numbers(role), _acts(role))
            for role in standard_roles().values()
        ]
        return "\n".join(lines) + "\n"


def _heads(*titles: str) -> list[str]:
    return [_row(*titles), "|" + "---|" * len(titles)]


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _introduction() -> list[str]:
    return [
        _(
            "This page is written from the table in the software itself by “tongxin access-table”; a test compares "
            "them. Change the table, not the page."
        ),
        "",
        "- "
        + _("A right follows from a post in force, and from nothing else. It ends on the day the post ends."),
        "- " + _("It holds on the post's ground and everything inside it, nowhere else."),
        "- "
        + _("What this table does not allow is refused. What lies outside one's ground is not even named."),
        "- "
        + _(
            "A household's name and phone are opened one at a time, with a reason; each opening is recorded."
        ),
    ]


def _separator() -> str:
    return _(", ")


def _roles(act: Act) -> str:
    held = roles_with(act)
    return _separator().join(role.name for role in standard_roles().values() if role.acts_as in held)


def _numbers(role: RoleType) -> str:
    """How many hold it on one ground, and on how many grounds one person."""
    here = _("any number") if role.per_ground is None else str(role.per_ground)
    if role.per_person is None:
        return here
    return _("%(here)s; one person on at most %(grounds)d") % {"here": here, "grounds": role.per_person}


def _acts(role: RoleType) -> str:
    every = [words for acts in PARTS.values() for act, words in acts.items() if allows(role.acts_as, act)]
    return _separator().join(str(words) for words in every)
