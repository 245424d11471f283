"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.ranking.pages import lists, tables

app_name = "ranking"
urlpatterns = [
    path("", tables.tables, name="tables"),
    path("draw/", tables.draw, name="draw"),
    path("import/", tables.import_file, name="import"),
    path("import/template/", tables.import_template, name="template"),
    path("tables/<uuid:table_id>/", tables.table, name="table"),
    path("tables/<uuid:table_id>/list/", lists.draft, name="draft"),
    path("lists/<uuid:list_id>/", lists.ranked_list, name="list"),
    path("lists/<uuid:list_id>/approve/", lists.approve, name="approve"),
    path("lists/<uuid:list_id>/publish/", lists.publish, name="publish"),
    path("lists/<uuid:list_id>/withdraw/", lists.withdraw, name="withdraw"),
    path("listings/<uuid:listing_id>/end/", lists.end, name="end"),
    path("notices/<uuid:listing_id>/", lists.notice, name="notice"),
]
