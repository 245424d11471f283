"""Addresses of changes of the ground, grids, pauses and classes."""

from __future__ import annotations

from django.urls import path

from tongxin.territory import change_pages, class_pages, grid_pages, pause_pages

urlpatterns = [
    path("ground/<str:code>/changes/", change_pages.changes_page, name="changes"),
    path("ground/change/<str:key>/", change_pages.change_page, name="change"),
    path("ground/change/<str:key>/rename/", change_pages.rename_page, name="rename"),
    path("ground/change/<str:key>/merge/", change_pages.merge_page, name="merge"),
    path("ground/change/<str:key>/split/", change_pages.split_page, name="split"),
    path("ground/change/<str:key>/lock/", change_pages.lock_page, name="lock"),
    path("ground/grid/<uuid:grid_id>/close/", change_pages.close_page, name="close_grid"),
    path("ground/<str:code>/grids/", grid_pages.grids_page, name="grids"),
    path("ground/<str:code>/grids-by-group/", grid_pages.by_group_page, name="grids_by_group"),
    path("ground/grid/<uuid:grid_id>/redraw/", grid_pages.redraw_page, name="redraw"),
    path("ground/grid/<uuid:grid_id>/versions/", grid_pages.versions_page, name="versions"),
    path("ground/site/<uuid:site_id>/pause/", pause_pages.pause_page, name="pause"),
    path("ground/pauses/<uuid:pause_id>/end/", pause_pages.end_pause_page, name="end_pause"),
    path("ground/<str:code>/pauses/", pause_pages.pauses_page, name="pauses"),
    path("ground/<str:code>/classes/", class_pages.classes_page, name="classes"),
    path("ground/<str:code>/classes/add/", class_pages.add_class_page, name="add_class"),
    path("ground/classes/<uuid:class_id>/", class_pages.class_page, name="class"),
    path("ground/classes/<uuid:class_id>/goal/", class_pages.goal_page, name="goal"),
    path("ground/goals/<uuid:goal_id>/end/", class_pages.end_goal_page, name="end_goal"),
    path("ground/group/<uuid:group_id>/class/", class_pages.group_class_page, name="group_class"),
]
