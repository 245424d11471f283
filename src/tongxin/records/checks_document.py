"""All checks as a document in Chinese: `docs/rules/checks.md` is written by this and checked against it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from tongxin.records import checks
from tongxin.records.checks import SEVERITY_WORDS, Check


def markdown() -> str:
    """The whole document, in Chinese."""
    with translation.override("zh-hans"):
        lines = ["# " + _("The checks, one by one"), "", *_introduction(), ""]
        for room in checks.rooms():
            declared = [each for each in checks.all() if each.room == room.name]
            lines += [f"## {room.title}", "", *_heads(), *map(_line, declared), ""]
        return "\n".join(lines)


def _introduction() -> list[str]:
    return [
        _(
            "This page is written from the checks in the software itself by “tongxin checks-table”; a test compares "
            "them. Each of them is shown to fail when it is broken, and to be right again after the act that mends it."
        ),
        "",
        *("- " + text for text in _rules()),
    ]


def _rules() -> list[str]:
    return [
        _(
            "Office roles see the checks of their ground; those of the whole house are for clerk and administrator."
        ),
        _(
            "A check names places and posts, nothing personal. Whoever does not sign in is counted and not named."
        ),
        _(
            "The checks without a room in their name are those of the foundation: they read everything there is."
        ),
        _(
            "The worker makes them once a day, “tongxin doctor” at any time, which ends with 1 where one fails."
        ),
    ]


def _heads() -> list[str]:
    titles = (
        _("name"),
        _("what is not as it should be"),
        _("how grave"),
        _("why it matters"),
        _("what mends it"),
    )
    return [_row(*titles), "|" + "---|" * len(titles)]


def _line(check: Check) -> str:
    return _row(f"`{check.name}`", check.title, SEVERITY_WORDS[check.severity], check.why, check.mend)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
