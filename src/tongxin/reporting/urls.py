"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.reporting import brief_pages, figure_pages, indicator_pages

app_name = "reporting"
urlpatterns = [
    path("indicators/", indicator_pages.indicators_page, name="indicators"),
    path("indicators/table.xlsx", indicator_pages.indicators_workbook, name="indicators_workbook"),
    path("figures/", figure_pages.figures_page, name="figures"),
    path("figures/<str:key>/", figure_pages.figure_page, name="figure"),
    path("figures/<str:key>/rows.xlsx", figure_pages.figure_workbook, name="figure_workbook"),
    path("briefs/", brief_pages.briefs, name="briefs"),
    path("briefs/new/", brief_pages.new_brief, name="new_brief"),
    path("briefs/wordings/", brief_pages.load_wordings, name="load_wordings"),
    path("briefs/<uuid:brief_id>/", brief_pages.brief_page, name="brief"),
    path("briefs/<uuid:brief_id>/text/", brief_pages.edit_brief, name="edit_brief"),
    path("briefs/<uuid:brief_id>/approve/", brief_pages.approve, name="approve_brief"),
    path("briefs/<uuid:brief_id>/publish/", brief_pages.publish, name="publish_brief"),
    path("briefs/<uuid:brief_id>/withdraw/", brief_pages.withdraw, name="withdraw_brief"),
    path("briefs/<uuid:brief_id>/brief.docx", brief_pages.brief_docx, name="brief_docx"),
    path("briefs/<uuid:brief_id>/brief.pdf", brief_pages.brief_pdf, name="brief_pdf"),
    path("briefs/<uuid:brief_id>/figures/<int:position>/", brief_pages.brief_figure, name="brief_figure"),
    path(
        "briefs/<uuid:brief_id>/figures/<int:position>/rows.xlsx",
        brief_pages.brief_figure_workbook,
        name="brief_figure_workbook",
    ),
]
