"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.cases import batch_pages, letter_pages, overdue_pages, pages, similar_page

app_name = "cases"
urlpatterns = [
    path("", pages.case_list, name="list"),
    path("download", pages.download, name="download"),
    path("new", pages.report, name="report"),
    path("new/place", pages.report_place, name="report_place"),
    path("new/similar", similar_page.similar, name="similar"),
    path("overdue", overdue_pages.overdue_list, name="overdue"),
    path("overdue/download", overdue_pages.overdue_download, name="overdue_download"),
    path("tray", overdue_pages.tray, name="orphans"),
    path("letters", letter_pages.letters, name="letters"),
    path("letters/download", letter_pages.download, name="letters_download"),
    path("letters/new", letter_pages.write, name="letter_new"),
    path("letters/preview", letter_pages.preview, name="letter_preview"),
    path("letters/<uuid:letter_id>", letter_pages.letter, name="letter"),
    path("letters/<uuid:letter_id>/paper", letter_pages.paper, name="letter_paper"),
    path("letters/<uuid:letter_id>/signed", letter_pages.signed, name="letter_signed"),
    path("letters/<uuid:letter_id>/receive", letter_pages.receive, name="letter_receive"),
    path("letters/<uuid:letter_id>/answer", letter_pages.answer, name="letter_answer"),
    path("letters/<uuid:letter_id>/withdraw", letter_pages.withdraw, name="letter_withdraw"),
    path("batches/assign", batch_pages.assign, name="batch_assign"),
    path("batches/verify", batch_pages.verify, name="batch_verify"),
    path("batches/<uuid:batch_id>", batch_pages.batch, name="batch"),
    path("batches/<uuid:batch_id>/undo", batch_pages.undo, name="batch_undo"),
    path("<uuid:case_id>/relocate", overdue_pages.relocate, name="relocate"),
    path("<uuid:case_id>", pages.case, name="case"),
    path("<uuid:case_id>/photos/<uuid:photo_id>", pages.photo, name="photo"),
    *(path(f"<uuid:case_id>/{move}", take, name=move) for move, take in pages.STEP_PAGES.items()),
]
