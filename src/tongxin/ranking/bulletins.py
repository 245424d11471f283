"""Published bulletins as JSON (data/bulletins/schema.json): read exactly, refused in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tongxin.ranking.errors import Fault, FileFaulty, whole_file
from tongxin.ranking.rules import Unit
from tongxin.ranking.score_files import PrintedEntry, PrintedList, ScoreFile, unit_key


class _Refused(ValueError):
    """JSON that Python would take and we do not: NaN, infinity, a key twice."""


def read_bulletin(content: bytes) -> ScoreFile:
    """The scores and lists of a bulletin. Raises `FileFaulty` with every place that breaks the schema."""
    document = _document(content)
    faults = [_fault(error) for error in _schema().iter_errors(document)]
    if faults:
        raise FileFaulty(faults)
    units = tuple(_unit(row) for row in document["scores"])
    _check_scores(units, document["scale_max"])
    return ScoreFile(
        title=document["title_zh"],
        kind=document["object_kind"],
        units=units,
        reasons={
            unit.key: row["reason_en"] or "" for unit, row in zip(units, document["scores"], strict=True)
        },
        lists=tuple(_list(printed, document["object_kind"]) for printed in document["lists"]),
        period=document["period"]["value"],
    )


@cache
def _schema() -> Draft202012Validator:
    path = settings.TONGXIN_DATA / "bulletins" / "schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _document(content: bytes) -> Any:
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_key_twice,
        )
    except _Refused as error:
        raise whole_file(_("The bulletin cannot be taken: %(what)s.") % {"what": error}) from error
    except (ValueError, RecursionError) as error:
        raise whole_file(_("This is no JSON text of a bulletin.")) from error


def _no_constant(word: str) -> Any:
    raise _Refused(_("%(word)s is no number") % {"word": word})


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [key for key, count in Counter(key for key, value in pairs).items() if count > 1]
    if twice:
        raise _Refused(_("the key “%(key)s” stands twice") % {"key": twice[0]})
    return dict(pairs)


def _fault(error: ValidationError) -> Fault:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    where = path.removeprefix(".") or "bulletin"
    words = {
        "required": _("a key is missing"),
        "additionalProperties": _("there is an unknown key"),
        "minimum": _("the number is too small"),
        "exclusiveMinimum": _("the number is too small"),
        "type": _("this is not the right kind of value"),
        "enum": _("this is none of the allowed words"),
    }
    what = words.get(str(error.validator), _("this is not what the schema allows"))
    return Fault(
        None, _("%(where)s: %(what)s (%(detail)s).") % {"where": where, "what": what, "detail": _short(error)}
    )


def _short(error: ValidationError) -> str:
    return error.message if len(error.message) < 120 else f"{error.message[:117]}…"


def _unit(row: Mapping[str, Any]) -> Unit:
    name = row["unit_zh"]
    return Unit(
        key=unit_key(name, ""),
        name=name,
        kind=row["object_kind"],
        score=Decimal(row["score"]),
        printed_rank=row["published_rank"],
    )


def _check_scores(units: tuple[Unit, ...], most: Decimal | int | None) -> None:
    count = Counter(unit.key for unit in units)
    faults = [
        Fault(None, _("“%(unit)s” has two scores.") % {"unit": unit.name})
        for unit in {unit.key: unit for unit in units if count[unit.key] > 1}.values()
    ]
    for unit in units:
        if most is not None and unit.score is not None and unit.score > most:
            above = {"unit": unit.name, "most": most}
            faults.append(
                Fault(None, _("The score of “%(unit)s” is above the highest possible, %(most)s.") % above)
            )
    if faults:
        raise FileFaulty(faults)


def _list(printed: Mapping[str, Any], kind: str) -> PrintedList:
    entries = tuple(
        PrintedEntry(
            name=entry["unit_zh"] or entry["place_zh"],
            parent=entry["parent_zh"] or "",
            kind=entry.get("object_kind", kind),
            reason=entry["reason_en"] or "",
        )
        for entry in printed["entries"]
    )
    return PrintedList(printed["colour"], entries)
