"""Publication: rows made for the public, with an end. The portal reads these and nothing else (A10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock, ledger
from tongxin.records.canonical import JSON
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.models import PublishedRow
from tongxin.records.permission import SYSTEM, Viewer
from tongxin.records.personal import refuse_personal, refuse_personal_in
from tongxin.records.queries import PublishedRowQuerySet


class EndsBeforeItBegins(RuleBroken):
    """The end of a publication lies in the past."""

    message = _("The end of the publication is in the past. Choose a later day.")


class NotPublished(Stale):
    """There is nothing in force to withdraw."""

    message = _("This is not published any more. Load the page again.")


@transaction.atomic
def publish(
    kind: str,
    key: str,
    *,
    title: str,
    body: JSON,
    division_code: str,
    expires_at: datetime | None,
    by: Viewer,
) -> PublishedRow:
    """Publishes, in place of any row in force under the same kind and key.

    The calling room has asked for permission. Raises `PersonalDataInText` where title or body hold a mobile
    number, an identity number or a bank card; `EndsBeforeItBegins`.
    """
    refuse_personal(title)
    refuse_personal_in(body)
    moment = clock.now()
    if expires_at is not None and expires_at <= moment:
        raise EndsBeforeItBegins
    for earlier in _standing(kind, key):
        _end(earlier, moment)
    row = PublishedRow.objects.create(
        kind=kind,
        key=key,
        title=title,
        body=body,
        division_code=division_code,
        published_at=moment,
        expires_at=expires_at,
    )
    detail: dict[str, JSON] = {"kind": kind, "key": key}
    ledger.append("publication.publish", by=by, subject=row, division_code=division_code, detail=detail)
    return row


@transaction.atomic
def withdraw(kind: str, key: str, *, by: Viewer) -> PublishedRow:
    """Takes the row in force back, at once. Raises `NotPublished` where there is none."""
    row = _standing(kind, key).first()
    if row is None:
        raise NotPublished
    return _withdraw(row, by=by, reason="withdrawn")


def expire() -> int:
    """Ends the rows whose time is up; returns how many. The public did not see them any more already."""
    count = 0
    for row in PublishedRow.objects.expired():
        with transaction.atomic():
            current = PublishedRow.objects.select_for_update().expired().filter(pk=row.pk).first()
            if current is not None:
                _withdraw(current, by=SYSTEM, reason="expired")
                count += 1
    return count


def current(kind: str) -> PublishedRowQuerySet:
    """The rows of that kind in force now, newest first."""
    return PublishedRow.objects.filter(kind=kind).in_force()


def _standing(kind: str, key: str) -> PublishedRowQuerySet:
    return PublishedRow.objects.select_for_update().filter(kind=kind, key=key, withdrawn_at__isnull=True)


def _end(row: PublishedRow, moment: datetime) -> None:
    row.withdrawn_at = moment
    row.save(update_fields=["withdrawn_at"])


def _withdraw(row: PublishedRow, *, by: Viewer, reason: str) -> PublishedRow:
    _end(row, clock.now())
    detail: dict[str, JSON] = {"kind": row.kind, "key": row.key, "reason": reason}
    ledger.append("publication.withdraw", by=by, subject=row, division_code=row.division_code, detail=detail)
    return row
