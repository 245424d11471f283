"""Every write of this room: openings, exports, answers to requests."""

from tongxin.access.actions.exports import (
    abandon_export,
    approve_export,
    delete_files,
    download_export,
    lapse_exports,
    make_export,
    refuse_export,
    request_export,
)
from tongxin.access.actions.openings import open_phone, open_record, open_register
from tongxin.access.actions.requests import (
    answer_request,
    copy_of,
    correct_household,
    correct_person,
    erase_subject,
    record_request,
    refuse_request,
)

__all__ = [
    "abandon_export",
    "answer_request",
    "approve_export",
    "copy_of",
    "correct_household",
    "correct_person",
    "delete_files",
    "download_export",
    "erase_subject",
    "lapse_exports",
    "make_export",
    "open_phone",
    "open_record",
    "open_register",
    "record_request",
    "refuse_export",
    "refuse_request",
    "request_export",
]
