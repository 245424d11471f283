"""Addresses of the map: part of this room's `urls.py`."""

from __future__ import annotations

from django.urls import path

from tongxin.territory import map_import_pages, map_pages

urlpatterns = [
    path("ground/<str:key>/map/", map_pages.map_page, name="map"),
    path("ground/<str:key>/map/places.geojson", map_pages.map_data, name="map_data"),
    path("ground/<str:key>/map/files/", map_pages.map_files, name="map_files"),
    path("ground/<str:key>/map/files/<str:form>/", map_pages.map_file, name="map_file"),
    path("ground/site/<uuid:site_id>/position/", map_pages.position, name="position"),
    path("ground/site/<uuid:site_id>/position/clear/", map_pages.clear, name="clear_position"),
    path("ground/group/<uuid:group_id>/position/", map_pages.group_on_map, name="place_group"),
    path("import/map/", map_import_pages.map_import, name="map_import"),
    path("import/map/<uuid:run_id>/", map_import_pages.map_run, name="map_run"),
]
