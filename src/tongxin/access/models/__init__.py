"""What access itself records: openings, exports, requests of persons."""

from tongxin.access.models.exports import Export, ExportDownload, ExportedHousehold
from tongxin.access.models.openings import Opening
from tongxin.access.models.requests import SubjectRequest

__all__ = ["Export", "ExportDownload", "ExportedHousehold", "Opening", "SubjectRequest"]
