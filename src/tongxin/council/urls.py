"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.council import agreement_pages, area_pages, text_pages

app_name = "council"
urlpatterns = [
    path("", area_pages.coverage, name="coverage"),
    path("list/", area_pages.agreements, name="list"),
    path("without/<str:key>/", area_pages.without, name="without"),
    path("drafts/<str:key>/", area_pages.draft_all, name="draft_all"),
    path("papers/<str:key>.pdf", area_pages.papers, name="papers"),
    path("at/<uuid:site_id>/", agreement_pages.at_door, name="at_door"),
    path("at/<uuid:site_id>/draft/", agreement_pages.draft, name="draft"),
    path("texts/", text_pages.texts, name="texts"),
    path("texts/adopt/", text_pages.adopt, name="adopt"),
    path("texts/<uuid:text_id>/", text_pages.text, name="text"),
    path("<uuid:agreement_id>/", agreement_pages.agreement, name="agreement"),
    path("<uuid:agreement_id>/change/", agreement_pages.change, name="change"),
    path("<uuid:agreement_id>/discard/", agreement_pages.discard, name="discard"),
    path("<uuid:agreement_id>/sign/", agreement_pages.sign, name="sign"),
    path("<uuid:agreement_id>/copies/", agreement_pages.copies, name="copies"),
    path("<uuid:agreement_id>/renew/", agreement_pages.renew, name="renew"),
    path("<uuid:agreement_id>/end/", agreement_pages.end, name="end"),
    path("<uuid:agreement_id>/breach/", agreement_pages.breach, name="breach"),
    path("<uuid:agreement_id>/evidence", agreement_pages.evidence, name="evidence"),
    path("<uuid:agreement_id>/paper.pdf", agreement_pages.paper, name="paper"),
    path("<uuid:agreement_id>/named-paper/", agreement_pages.named_paper, name="named_paper"),
]
