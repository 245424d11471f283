"""The tabs that the pages of personal data share."""

from __future__ import annotations

from tongxin.records.permission import Act, Viewer

REFUSED = 422


def tabs(viewer: Viewer, current: str) -> dict[str, object]:
    """What the tabs of the pages of personal data show."""
    return {
        "tab": current,
        "may_see_openings": viewer.may(Act.OPENINGS_VIEW),
        "may_answer": viewer.may(Act.SUBJECT_ANSWER),
        "may_export": viewer.may(Act.REGISTER_EXPORT),
    }
