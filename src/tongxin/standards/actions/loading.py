"""Loading the standards from files: all or none, versions side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.standards.errors import DataFaulty, Fault
from tongxin.standards.models import (
    Criterion,
    ItemHint,
    MatterType,
    ScoreSheet,
    SheetVersion,
    StandardEdition,
)
from tongxin.standards.reading import YES_NO, Document, Folder, Row, read_folder
from tongxin.standards.rules import optional

WHOLE_COUNTRY = "0" * 12  # standards belong to no division


@dataclass
class Tally:
    """How many entries of one kind were new, changed, and the same as before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Loaded:
    """What a loading did, kind by kind."""

    matters: Tally
    sheets: Tally
    hints: Tally
    editions: Tally

    @property
    def new(self) -> int:
        """Entries of every kind that were not there before."""
        return sum(part.new for part in (self.matters, self.sheets, self.hints, self.editions))

    @property
    def changed(self) -> int:
        """Entries that may change and did: retired kinds of problem, hints."""
        return sum(part.changed for part in (self.matters, self.sheets, self.hints, self.editions))

    @property
    def unchanged(self) -> int:
        """Entries that were there already."""
        return sum(part.unchanged for part in (self.matters, self.sheets, self.hints, self.editions))


@transaction.atomic
def load_standards(data_dir: Path, *, by: Viewer) -> Loaded:
    """Loads the folder `data_dir`, all or none; versions stand side by side; loading twice changes nothing.

    Raises `DataFolderMissing`, or `DataFaulty` listing every fault: broken schema, wrong columns, and a
    version that is loaded already with other content.
    """
    by.require(Act.STANDARD_LOAD)
    folder = read_folder(data_dir, Path(settings.TONGXIN_DATA))
    faults: list[Fault] = []
    loaded = Loaded(
        matters=_load_matters(folder, faults),
        sheets=_load_sheets(folder, faults, by),
        hints=_load_hints(folder, faults),
        editions=_load_editions(folder, faults, by),
    )
    if faults:
        raise DataFaulty(faults)
    return loaded


def _load_sheets(folder: Folder, faults: list[Fault], by: Viewer) -> Tally:
    known = dict(_keyed(SheetVersion.objects.values_list("sheet_id", "version", "digest")))
    tally = Tally()
    for document in folder.sheets:
        key = (document.content["sheet_id"], document.content["version"])
        if _is_known(document, key, known, tally, faults):
            continue
        sheet, _made = ScoreSheet.objects.get_or_create(sheet_id=key[0])
        content = document.content
        version = SheetVersion.objects.create(
            sheet=sheet,
            version=content["version"],
            content=content,
            digest=document.digest,
            title_zh=content["title"]["zh"],
            title_en=content["title"]["en"],
            object_kind=content["object_kind"],
            total=optional(content["total"]),
            completeness=content["completeness"],
        )
        _write_down("standard.sheet", version, document, by)
    return tally


def _load_editions(folder: Folder, faults: list[Fault], by: Viewer) -> Tally:
    known = dict(_keyed(StandardEdition.objects.values_list("standard_id", "edition", "digest")))
    tally = Tally()
    for document in folder.editions:
        key = (document.content["standard_id"], document.content["edition"])
        if _is_known(document, key, known, tally, faults):
            continue
        content = document.content
        edition = StandardEdition.objects.create(
            standard_id=content["standard_id"],
            edition=content["edition"],
            content=content,
            digest=document.digest,
            title_zh=content["title"]["zh"],
            title_en=content["title"]["en"],
            level=content["level"],
            document_number=content.get("doc_no") or "",
            valid_from=content["valid_from"] or "",
            valid_to=content["valid_to"] or "",
            applies_to=content["applies_to"],
            completeness=content["completeness"],
        )
        Criterion.objects.bulk_create(
            _criterion(edition, position, part) for position, part in enumerate(content["criteria"], start=1)
        )
        _write_down("standard.edition", edition, document, by)
    return tally


def _criterion(edition: StandardEdition, position: int, part: Mapping[str, Any]) -> Criterion:
    return Criterion(
        edition=edition,
        position=position,
        criterion_id=part["id"],
        section=part["section"],
        text_zh=part["zh"],
        text_en=part["en"],
        kind=part["kind"],
        comparison=part["op"] or "",
        threshold=part["value"],
        by_region=part.get("by_region", {}),
        unit=part["unit"] or "",
        scope=part.get("scope") or "",
        is_verified=part["status"] == "verified",
        evidence_from=part.get("evidence_from", []),
        note=part.get("note", ""),
    )


def _is_known(
    document: Document,
    key: tuple[str, str],
    known: Mapping[tuple[str, str], str],
    tally: Tally,
    faults: list[Fault],
) -> bool:
    """Counts the document; other content under a version that is loaded already is a fault."""
    digest = known.get(key)
    if digest is None:
        tally.new += 1
        return False
    if digest != document.digest:
        text = _("%(name)s version %(version)s is loaded already with other content; raise the version")
        faults.append(Fault(document.file, "", text % {"name": key[0], "version": key[1]}))
    tally.unchanged += 1
    return True


def _keyed(rows: Any) -> Any:
    return (((name, version), digest) for name, version, digest in rows)


def _write_down(verb: str, row: SheetVersion | StandardEdition, document: Document, by: Viewer) -> None:
    ledger.append(
        verb,
        by=by,
        subject=row,
        division_code=WHOLE_COUNTRY,
        detail={"file": document.file, "digest": document.digest},
    )


def _load_matters(folder: Folder, faults: list[Fault]) -> Tally:
    known = {(matter.code, matter.valid_from): matter for matter in MatterType.objects.all()}
    tally = Tally()
    for row in folder.matters:
        fresh = _matter(row)
        matter = known.get((fresh.code, fresh.valid_from))
        if matter is None:
            fresh.save()
            known[fresh.code, fresh.valid_from] = fresh
            tally.new += 1
        elif _differs(matter, fresh):
            text = _("%(code)s is loaded already with other content; add a row with a later valid_from")
            faults.append(row.fault(text % {"code": fresh.code}))
        elif fresh.retired_on and (matter.retired_on is None or fresh.retired_on < matter.retired_on):
            matter.retired_on = fresh.retired_on
            matter.save(update_fields=["retired_on"])
            tally.changed += 1
        else:
            tally.unchanged += 1
    _retire_superseded()
    return tally


def _matter(row: Row) -> MatterType:
    values = row.values
    return MatterType(
        code=values["code"],
        valid_from=date.fromisoformat(values["valid_from"]),
        retired_on=date.fromisoformat(values["retired_on"]) if values["retired_on"] else None,
        name_zh=values["zh"],
        name_en=values["en"],
        limit_value=int(values["limit_value"]),
        severity=values["severity_default"],
        household_related=YES_NO[values["household_related"]],
        **{column: values[column] for column in _COPIED},
    )


_COPIED = (
    "line",
    "line_zh",
    "place_kind",
    "limit_unit",
    "limit_basis",
    "limit_source",
    "ref_new",
    "ref_new_standard",
    "ref_old",
    "ref_old_standard",
    "note",
)
_COMPARED = (*_COPIED, "name_zh", "name_en", "limit_value", "severity", "household_related")


def _differs(matter: MatterType, fresh: MatterType) -> bool:
    return any(getattr(matter, name) != getattr(fresh, name) for name in _COMPARED)


def _retire_superseded() -> None:
    """An earlier version of a kind ends on the day on which the next one begins."""
    for later, matter in pairwise(MatterType.objects.order_by("code", "-valid_from")):
        if later.code == matter.code and (matter.retired_on or later.valid_from) >= later.valid_from:
            matter.retired_on = later.valid_from
            matter.save(update_fields=["retired_on"])


def _load_hints(folder: Folder, faults: list[Fault]) -> Tally:
    """Hints are ours and may change; they need their sheet, item and kind of problem to be there."""
    items: dict[str, set[str]] = defaultdict(set)
    for version in SheetVersion.objects.all():
        items[version.sheet_id].update(item.id for item in version.parts.items)
    codes = set(MatterType.objects.values_list("code", flat=True))
    known = {(hint.sheet_id, hint.item_id): hint for hint in ItemHint.objects.all()}
    tally = Tally()
    for row in folder.hints:
        wrong = list(_hint_faults(row, items, codes))
        faults += wrong
        if not wrong:
            _load_hint(row, known.get((row.values["sheet_id"], row.values["item_id"])), tally)
    return tally


def _hint_faults(row: Row, items: Mapping[str, set[str]], codes: set[str]) -> list[Fault]:
    values = row.values
    if values["sheet_id"] not in items:
        return [row.fault(_("there is no sheet “%(name)s”") % {"name": values["sheet_id"]})]
    faults = [
        row.fault(_("the sheet has no item “%(name)s”") % {"name": values[column]})
        for column in ("item_id", "not_with")
        if values[column] and values[column] not in items[values["sheet_id"]]
    ]
    code = values["matter_code"]
    if code and code not in codes:
        faults.append(row.fault(_("there is no kind of problem “%(code)s”") % {"code": code}))
    return faults


def _load_hint(row: Row, hint: ItemHint | None, tally: Tally) -> None:
    values: dict[str, Any] = {
        "matter_code": row.values["matter_code"],
        "needs_reason": YES_NO[row.values["needs_reason"]],
        "is_private": YES_NO[row.values["is_private"]],
        "not_with": row.values["not_with"],
    }
    if hint is None:
        ItemHint.objects.create(sheet_id=row.values["sheet_id"], item_id=row.values["item_id"], **values)
        tally.new += 1
    elif any(getattr(hint, name) != value for name, value in values.items()):
        ItemHint.objects.filter(pk=hint.pk).update(**values)
        tally.changed += 1
    else:
        tally.unchanged += 1
