"""Writing a town's own sheet: beginning, changing and discarding a draft, and keeping pictures for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from tongxin.records import clock, files, ledger
from tongxin.records.canonical import canonical, sha256
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.standards import editing
from tongxin.standards.errors import (
    DraftMoved,
    DraftUnderWay,
    DraftUnfit,
    NumberTaken,
    PictureUnknown,
    SheetTooLarge,
)
from tongxin.standards.faults import schema_faults
from tongxin.standards.hints import hints_of
from tongxin.standards.limits import limits, sheet_schema
from tongxin.standards.models import SheetDraft, SheetPicture, SheetVersion
from tongxin.standards.rules import read_sheet
from tongxin.standards.towns import TownGround


@transaction.atomic
def begin_draft(version: SheetVersion, *, town: str, by: Viewer) -> SheetDraft:
    """A draft for the town with the code `town`: the next version of its own sheet, or a copy of another one.

    Raises `NotAllowed`, `DraftUnderWay` (one draft of a sheet at a time).
    """
    by.require(Act.SHEET_AMEND, TownGround(town))
    own = version.sheet if version.sheet.division_code == town else None
    content = editing.copied(version.content, hints_of(version))
    if own is not None and SheetDraft.objects.filter(sheet=own).exists():
        raise DraftUnderWay
    return _begin(SheetDraft(division_code=town, sheet=own, base=version, content=content), by)


@transaction.atomic
def begin_blank(*, town: str, zh: str, en: str, object_kind: str, by: Viewer) -> SheetDraft:
    """A draft with nothing in it but its title and what it is made for. Raises `NotAllowed`, `DraftUnfit`."""
    by.require(Act.SHEET_AMEND, TownGround(town))
    content = editing.blank(zh=zh, en=en, object_kind=object_kind)
    _require_fit(content, town)
    return _begin(SheetDraft(division_code=town, content=content), by)


def _begin(draft: SheetDraft, by: Viewer) -> SheetDraft:
    try:
        draft.save(force_insert=True)
    except IntegrityError as error:
        raise DraftUnderWay from error
    base = str(draft.base_id) if draft.base_id else ""
    ledger.append(
        "sheet.draft", by=by, subject=draft, division_code=draft.division_code, detail={"base": base}
    )
    return draft


@transaction.atomic
def change_draft(draft: SheetDraft, *, content: Mapping[str, Any], revision: int, by: Viewer) -> SheetDraft:
    """Puts `content` in the place of what the draft said at `revision`.

    Raises `NotAllowed`, `DraftMoved` (it was changed since), `DraftUnfit`, `NumberTaken`, `SheetTooLarge`,
    `PictureUnknown`.
    """
    by.require(Act.SHEET_AMEND, TownGround(draft.division_code))
    current = SheetDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None or current.revision != revision:
        raise DraftMoved
    _require_fit(content, current.division_code)
    current.content = dict(content)
    current.revision += 1
    current.changed_at = clock.now()
    current.save(update_fields=["content", "revision", "changed_at"])
    ledger.append(
        "sheet.change",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"revision": current.revision, "digest": sha256(canonical(current.content))},
    )
    return current


@transaction.atomic
def discard_draft(draft: SheetDraft, *, by: Viewer) -> None:
    """Takes a draft out; versions stay as they are. Raises `NotAllowed`."""
    by.require(Act.SHEET_AMEND, TownGround(draft.division_code))
    current = SheetDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        return
    ledger.append("sheet.discard", by=by, subject=current, division_code=current.division_code)
    current.delete()


@transaction.atomic
def add_picture(draft: SheetDraft, *, photo: Photo, by: Viewer) -> SheetPicture:
    """Keeps a picture for the town's sheets; it shows nowhere until an item names it.

    Raises `NotAllowed`, `DiskFull`.
    """
    by.require(Act.SHEET_AMEND, TownGround(draft.division_code))
    file = files.store(photo.content, media_type="image/jpeg", name="picture.jpg")
    known = SheetPicture.objects.filter(division_code=draft.division_code, file=file).first()
    if known is not None:
        return known
    picture = SheetPicture.objects.create(division_code=draft.division_code, file=file)
    ledger.append(
        "sheet.picture",
        by=by,
        subject=picture,
        division_code=picture.division_code,
        detail={"digest": file.digest},
    )
    return picture


def _require_fit(content: Mapping[str, Any], town: str) -> None:
    """The content is a score sheet in which each part can be told from the others, and of a size to be used."""
    if faults := schema_faults("", content, sheet_schema()):
        raise DraftUnfit(faults)
    sheet = read_sheet(content)
    for ids in ([section.id for section in sheet.sections], [item.id for item in sheet.items]):
        for part_id, times in Counter(ids).items():
            if times > 1:
                raise NumberTaken(part_id)
    bounds = limits()
    if len(sheet.sections) > bounds.sections or len(sheet.by_id) > bounds.items:
        raise SheetTooLarge(bounds.sections, bounds.items)
    shown = editing.pictures_of(content)
    if SheetPicture.objects.filter(division_code=town, pk__in=shown).count() != len(shown):
        raise PictureUnknown
