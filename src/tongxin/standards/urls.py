"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.standards import draft_pages, pages, use_pages

app_name = "standards"
urlpatterns = [
    path("", pages.sheets, name="sheets"),
    path("sheets/<uuid:version_id>/", pages.sheet, name="sheet"),
    path("sheets/<uuid:version_id>/form.pdf", use_pages.form, name="form"),
    path("sheets/<uuid:version_id>/sheet.xlsx", use_pages.workbook, name="workbook"),
    path("sheets/<uuid:version_id>/copy/", draft_pages.copy, name="copy"),
    path("sheets/<uuid:version_id>/retire/", use_pages.retire, name="retire"),
    path("pictures/<uuid:picture_id>/", use_pages.picture, name="picture"),
    path("drafts/new/", draft_pages.blank, name="blank"),
    path("drafts/<uuid:sheet_draft_id>/", draft_pages.draft, name="draft"),
    path("drafts/<uuid:sheet_draft_id>/head/", draft_pages.head, name="draft_head"),
    path("drafts/<uuid:sheet_draft_id>/new-part/", draft_pages.section, name="draft_new_section"),
    path("drafts/<uuid:sheet_draft_id>/parts/<str:section>/", draft_pages.section, name="draft_section"),
    path(
        "drafts/<uuid:sheet_draft_id>/parts/<str:section>/new-item/",
        draft_pages.new_item,
        name="draft_new_item",
    ),
    path("drafts/<uuid:sheet_draft_id>/items/<str:item>/", draft_pages.item, name="draft_item"),
    path("drafts/<uuid:sheet_draft_id>/move/", draft_pages.move, name="draft_move"),
    path("drafts/<uuid:sheet_draft_id>/remove/", draft_pages.remove, name="draft_remove"),
    path("drafts/<uuid:sheet_draft_id>/discard/", draft_pages.discard, name="draft_discard"),
    path("drafts/<uuid:sheet_draft_id>/draft.xlsx", draft_pages.workbook, name="draft_workbook"),
    path("drafts/<uuid:sheet_draft_id>/upload/", draft_pages.upload, name="draft_upload"),
    path("drafts/<uuid:sheet_draft_id>/form.pdf", draft_pages.form_preview, name="draft_form"),
    path("drafts/<uuid:sheet_draft_id>/adopt/", use_pages.adopt, name="draft_adopt"),
    path("matters/", pages.matters, name="matters"),
    path("checklists/", pages.editions, name="editions"),
    path("checklists/<uuid:edition_id>/", pages.edition, name="edition"),
]
