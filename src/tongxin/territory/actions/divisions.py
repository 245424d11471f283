"""The national table of divisions."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import DivisionFileFaulty
from tongxin.territory.ground import GroundKind, division_stem
from tongxin.territory.models import Division, FormerName

DIVISION_COLUMNS = ("code", "name", "short_name", "level", "parent_code", "pinyin", "name_en", "data_year")


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, changed, and the same as before."""

    new: int
    changed: int
    same: int


@transaction.atomic
def load_divisions(path: Path, *, by: Viewer) -> Loaded:
    """Loads a CSV of divisions; loading twice changes nothing.

    Columns `DIVISION_COLUMNS`, parents before their children. A division that was renamed here keeps its new
    name where the file still has the former one.
    Raises `DivisionFileFaulty` with the first faulty row; then nothing is loaded.
    """
    by.require(Act.STANDARD_LOAD)
    known = Division.objects.in_bulk()
    former = _former_names()
    new = changed = same = 0
    for number, row in enumerate(_division_rows(path), start=2):
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "level": row["level"],
            "parent_id": row["parent_code"] or None,
            "pinyin": row["pinyin"],
            "name_en": row["name_en"],
            "data_year": int(row["data_year"]),
        }
        _check_division(number, row["code"], values["parent_id"], known)
        division = known.get(row["code"])
        if division is not None and row["short_name"] in former.get(row["code"], ()):
            values |= {"name": division.name, "short_name": division.short_name}
        if division is None:
            known[row["code"]] = Division.objects.create(code=row["code"], **values)
            new += 1
        elif any(getattr(division, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(division, name, value)
            division.save()
            changed += 1
        else:
            same += 1
    Division.objects.forget_names()
    return Loaded(new, changed, same)


def _division_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [column for column in DIVISION_COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DivisionFileFaulty(1, _("missing columns: %(names)s") % {"names": ", ".join(missing)})
        return list(reader)


def _check_division(number: int, code: str, parent: object, known: dict[str, Division]) -> None:
    if not re.fullmatch(r"[0-9]{12}", code):
        raise DivisionFileFaulty(
            number, _("the code “%(code)s” is not 12 digits kept as text") % {"code": code}
        )
    if parent and (parent not in known or not code.startswith(division_stem(str(parent)))):
        raise DivisionFileFaulty(number, _("the parent “%(code)s” does not contain it") % {"code": parent})


def _former_names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = FormerName.objects.filter(ground_kind=GroundKind.DIVISION).order_by()
    for code, name in rows.values_list("division_code", "name"):
        found.setdefault(code, set()).add(name)
    return found
