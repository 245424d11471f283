"""Every write of this room."""

from tongxin.council.actions.breaches import note_breach
from tongxin.council.actions.drafts import Terms, change_draft, discard_draft, draft_agreement, draft_for_all
from tongxin.council.actions.ending import (
    end_agreement,
    end_at_closed_doors,
    expire_agreements,
    follow_closed_site,
    follow_merged,
)
from tongxin.council.actions.signing import Signature, hand_copies, sign_agreement
from tongxin.council.actions.texts import adopt_text, text_for

__all__ = [
    "Signature",
    "Terms",
    "adopt_text",
    "change_draft",
    "discard_draft",
    "draft_agreement",
    "draft_for_all",
    "end_agreement",
    "end_at_closed_doors",
    "expire_agreements",
    "follow_closed_site",
    "follow_merged",
    "hand_copies",
    "note_breach",
    "sign_agreement",
    "text_for",
]
