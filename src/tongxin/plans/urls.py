"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.plans import pages

app_name = "plans"
urlpatterns = [
    path("", pages.matrix, name="matrix"),
    path("cells/<str:key>/<str:line>", pages.cell, name="cell"),
    path("cells/<str:key>/<str:line>/task", pages.give, name="give_new"),
    path("tasks", pages.tasks, name="tasks"),
    path("tasks/download", pages.download, name="download"),
    path("tasks/<uuid:task_id>", pages.task, name="task"),
    path("tasks/<uuid:task_id>/give", pages.give_again, name="give"),
    path("tasks/<uuid:task_id>/accept", pages.accept, name="accept"),
    path("tasks/<uuid:task_id>/refuse", pages.refuse, name="refuse"),
    path("tasks/<uuid:task_id>/finish", pages.finish, name="finish"),
    path("tasks/<uuid:task_id>/confirm", pages.confirm, name="confirm"),
    path("tasks/<uuid:task_id>/return", pages.send_back, name="return"),
    path("tasks/<uuid:task_id>/withdraw", pages.withdraw, name="withdraw"),
]
