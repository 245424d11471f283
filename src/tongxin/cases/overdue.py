"""The overdue list: what is late, where, by how much, who has it, and what was done about its lateness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from tongxin.cases.filters import ANY
from tongxin.cases.lists import page_of_cases
from tongxin.cases.models import Case, Letter, LetterCase
from tongxin.cases.patience import levels
from tongxin.cases.queries import CaseQuerySet
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.paging import COUNTED_AT_MOST, CappedPage
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines
from tongxin.territory.ground import GroundKind, division_ground
from tongxin.territory.models import Division

SHEET_PIECE = 500  # rows whose posts and letters are read at once


@dataclass(frozen=True)
class Group:
    """The overdue cases of one village, or of one line: how many, and how late the latest is."""

    key: str
    name: str
    count: int
    days: int


class OverdueFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Overdue cases by village, line of work, and how far up the line their lateness was told."""

    village = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "Village"), empty_label=ANY, method="filter_village"
    )
    line = django_filters.ChoiceFilter(label=pgettext_lazy("filter of cases", "Line"), empty_label=ANY)
    level = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "Told up to"),
        empty_label=ANY,
        field_name="escalation_level",
        lookup_expr="gte",
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        queryset: CaseQuerySet,
        villages: Sequence[Group],
        lines: Sequence[Group],
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["village"].extra["choices"] = [(group.key, group.name) for group in villages]
        self.filters["line"].extra["choices"] = [(group.key, group.name) for group in lines]
        self.filters["level"].extra["choices"] = [
            (str(level.number), level_words(level.number)) for level in levels()
        ]

    def filter_village(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """A village."""
        return queryset.within(division_ground(value))


@dataclass(frozen=True)
class Overdue:
    """A row of the list. `holder`: the post that has it, in words; empty where it is given to nobody."""

    case: Case
    holder: str
    letter: Letter | None

    @property
    def days(self) -> int:
        """Days of the calendar past the limit."""
        return self.case.limit.days_late

    @property
    def level(self) -> str:
        """How far up the line its lateness was told, in words."""
        return level_words(self.case.escalation_level)


@dataclass(frozen=True)
class OverdueList:
    """What an address asks for; `rows` in the order of how late they are."""

    filter: OverdueFilter
    rows: CaseQuerySet
    villages: Sequence[Group]
    lines: Sequence[Group]


def overdue_list(viewer: Viewer, query: Mapping[str, Any]) -> OverdueList:
    """The overdue cases that the viewer sees, narrowed by the address, the latest first; groups of all of them."""
    visible = viewer.visible(Case.objects.overdue(clock.now()), Act.CASE_VIEW)
    villages, by_line = _groups(visible)
    narrowed = OverdueFilter(query, queryset=visible, villages=villages, lines=by_line)
    return OverdueList(narrowed, narrowed.qs.order_by("due_at", "id"), villages, by_line)


def page_of_overdue(rows: CaseQuerySet, number: str | None) -> tuple[CappedPage[Case], list[Overdue]]:
    """A page of the list, and what each of its rows shows."""
    page = page_of_cases(rows, number)
    return page, _shown(list(page))


def overdue_sheet(rows: CaseQuerySet) -> Iterator[Sequence[Any]]:
    """The rows of the workbook: those of the list, as far as its pages go."""
    found = list(rows.with_places_and_people()[:COUNTED_AT_MOST])
    for start in range(0, len(found), SHEET_PIECE):
        for each in _shown(found[start : start + SHEET_PIECE]):
            case = each.case
            yield (
                case.number,
                case.title,
                case.village_name,
                case.place_name,
                case.matter.line_name,
                case.due_at,
                each.days,
                each.level,
                each.holder,
                each.letter.number if each.letter else "",
            )


SHEET_HEADINGS: tuple[str | Promise, ...] = (
    pgettext_lazy("column of cases", "Number"),
    pgettext_lazy("column of cases", "Problem"),
    pgettext_lazy("column of cases", "Village"),
    pgettext_lazy("column of cases", "Place"),
    pgettext_lazy("column of cases", "Line"),
    pgettext_lazy("column of cases", "To be put right by"),
    pgettext_lazy("column of cases", "Days overdue"),
    pgettext_lazy("column of cases", "Told up to"),
    pgettext_lazy("column of cases", "Who has it"),
    pgettext_lazy("column of cases", "Letter"),
)


def level_words(number: int) -> str:
    """A level of the line in words: the roles that it names; nothing where nobody was told yet."""
    level = next((level for level in levels() if level.number == number), None)
    if level is None:
        return ""
    return pgettext("between names", ", ").join(sorted(str(role.label) for role in level.roles))


def _groups(visible: CaseQuerySet) -> tuple[list[Group], list[Group]]:
    """The overdue cases by village and by line: one query, answered from an index."""
    by_village: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    by_line: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    counted = visible.order_by().values_list("division_code", "line").annotate(Count("pk"), Min("due_at"))
    for code, line, count, due in counted:
        by_village[code].append((count, due))
        by_line[line].append((count, due))
    names = lines()
    return (
        _as_groups(by_village, Division.objects.name_of),
        _as_groups(by_line, lambda line: str(names.get(line, line))),
    )


def _as_groups(found: Mapping[str, list[tuple[int, datetime]]], name: Any) -> list[Group]:
    today = clock.today()
    groups = [
        Group(
            key,
            name(key),
            sum(count for count, _due in parts),
            max(1, (today - clock.local(min(due for _count, due in parts)).date()).days),
        )
        for key, parts in found.items()
    ]
    return sorted(groups, key=lambda group: group.key)


def _shown(cases: list[Case]) -> list[Overdue]:
    """With the posts and the running letters of the cases: two queries."""
    posts = _posts({case.assignee_id for case in cases if case.assignee_id})
    running = LetterCase.objects.filter(is_running=True, case__in=cases).select_related("letter")
    letters = {row.case_id: row.letter for row in running}
    return [Overdue(case, _holder(case, posts), letters.get(case.pk)) for case in cases]


def _posts(persons: set[UUID]) -> Mapping[UUID, list[Post]]:
    found: dict[UUID, list[Post]] = defaultdict(list)
    for post in Post.objects.in_force(clock.today()).filter(person__in=persons).shown():
        found[post.person_id].append(post)
    return found


def _holder(case: Case, posts: Mapping[UUID, list[Post]]) -> str:
    """The nearest post there of the person to whom it was given: the list names posts, never persons."""
    if case.assignee_id is None:
        return ""
    kinds = list(GroundKind)
    held = posts.get(case.assignee_id, [])
    near = [post for post in held if post.ground.contains(case.ground)] or held
    if not near:
        return _("no post any more")
    nearest = max(near, key=lambda post: kinds.index(GroundKind(post.ground_kind)))
    return f"{nearest.place_name} {nearest.get_role_display()}"
