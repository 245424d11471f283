"""Once-only answers: a phone that sends again gets the answer it missed, and the act is not done twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongxin.records import rows
from tongxin.records.canonical import JSON, sha256
from tongxin.records.errors import Stale
from tongxin.records.models import ConflictingReceipt, Receipt


class ReceiptConflict(Stale):
    """The id was used before for something else. Both are kept."""

    message = _("This entry was sent before with other content. Both are kept; the town office will look.")


@dataclass(frozen=True)
class Answer:
    """What to answer; `fresh` when the act was done now, not when the answer is repeated."""

    fresh: bool
    body: JSON


def once(receipt_id: UUID, body: bytes | str, act: Callable[[], JSON]) -> Answer:
    """Does `act` unless `receipt_id` was answered before, then gives that answer again.

    Act and receipt are one transaction of their own (`RuntimeError` inside another one), so an answer is only
    given for what is durable; an act that raises leaves no receipt. Two sendings at once: the second waits
    for the first. Raises `ReceiptConflict` where the id came with another body, and keeps that body.
    """
    content = body.encode("utf-8") if isinstance(body, str) else body
    digest = sha256(content)
    with transaction.atomic(durable=True):
        receipt = Receipt(id=receipt_id, body_digest=digest)
        fresh = rows.insert_once(receipt)
        if fresh:
            receipt.answer = act()
            rows.update(receipt, ["answer"])
        else:
            receipt = Receipt.objects.get(pk=receipt_id)
        if receipt.body_digest != digest:
            ConflictingReceipt.objects.get_or_create(
                receipt=receipt, body_digest=digest, defaults={"body": content}
            )
    if receipt.body_digest != digest:
        raise ReceiptConflict
    return Answer(fresh, cast("JSON", receipt.answer))
