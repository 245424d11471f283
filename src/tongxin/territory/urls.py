"""Addresses of this room: pages that change the ground. The pages that show it are the web's."""

from __future__ import annotations

from django.urls import path

from tongxin.territory import change_urls, map_urls, pages

app_name = "territory"
urlpatterns = [
    path("ground/<str:code>/add-group/", pages.group_page, name="add_group"),
    path("ground/<str:code>/add-grid/", pages.grid_page, name="add_grid"),
    path("ground/<str:code>/add-place/", pages.place_page, name="add_place"),
    path("ground/grid/<uuid:grid_id>/members/", pages.members_page, name="grid_members"),
    *map_urls.urlpatterns,
    *change_urls.urlpatterns,
]
