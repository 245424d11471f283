"""Holds: which places are kept out of honours, because something serious there is not put right yet.

How serious and which kinds of place is data (`data/cases/holds.json`); `docs/rules/holds.md` tells the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from tongxin.cases.models import Case
from tongxin.cases.oversight import hold_rules
from tongxin.records import clock
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.succession import succession

Held = Mapping[str, tuple[str, ...]]


def held(grounds: Iterable[Ground], at: datetime) -> Held:
    """Key of a ground → numbers of the cases that hold it back at the moment `at`, oldest first; two queries.

    A case holds the place where it lies and what that lies in, as far as the data name that kind of ground; a
    case on ground that was merged holds what took its place. It holds until it is closed; what was declined or
    merged holds nothing any more. Grounds without a case are left out.
    """
    rules = hold_rules()
    asked = [ground for ground in grounds if ground.kind in rules.kinds]
    if not asked:
        return {}
    followed = succession(
        clock.local(at).date(), {ground.division_code for ground in asked if ground.site_id}
    )
    past = {ground: followed.with_predecessors([ground]) for ground in asked}
    open_then = Q(closed_at__isnull=True) | Q(closed_at__gt=at)
    cases = Case.objects.filter(
        open_then, _inside(places for those in past.values() for places in those), found_at__lte=at
    )
    serious = cases.filter(severity__in=sorted(rules.severities)).order_by("found_at", "id")
    columns = ("number", "division_code", "group_id", "grid_id", "site_id")
    by_key: dict[str, list[str]] = defaultdict(list)
    for number, code, group, grid, site in serious.values_list(*columns):
        for key in (code, f"group:{group}", f"grid:{grid}", f"site:{site}"):
            by_key[key].append(number)
    found = {
        ground.key: [number for old in olds for number in by_key[old.key]] for ground, olds in past.items()
    }
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items() if numbers}


def _inside(grounds: Iterable[Ground]) -> Q:
    """Rows in one of many grounds, as one list of ids for each kind: a term for each would be too deep for SQLite.

    Of divisions only villages are asked for: a wider one is never kept out as a whole.
    """
    ids: dict[str, list[object]] = defaultdict(list)
    for ground in grounds:
        match ground.kind:
            case GroundKind.DIVISION:
                ids["division_code__in"].append(ground.division_code)
            case GroundKind.GROUP:
                ids["group_id__in"].append(ground.group_id)
            case GroundKind.GRID:
                ids["grid_id__in"].append(ground.grid_id)
            case GroundKind.SITE:
                ids["site_id__in"].append(ground.site_id)
    condition = Q(pk__in=())
    for column, values in ids.items():
        condition |= Q(**{column: values})
    return condition
