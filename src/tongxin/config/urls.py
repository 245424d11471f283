"""Every address of the house; a room's own addresses stand in the room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tongxin.web.urls")),
    path("", include("tongxin.territory.urls")),
    path("", include("tongxin.people.urls")),
    path("", include("tongxin.access.urls")),
    path("standards/", include("tongxin.standards.urls")),
    path("rounds/", include("tongxin.inspections.urls")),
    path("cases/", include("tongxin.cases.urls")),
    path("agreements/", include("tongxin.council.urls")),
    path("plans/", include("tongxin.plans.urls")),
    path("report/", include("tongxin.cases.report_urls")),
    path("complaint/", include("tongxin.cases.complaint_urls")),
    path("ranking/", include("tongxin.ranking.urls")),
    path("", include("tongxin.reporting.urls")),
    path("public/", include("tongxin.portal.urls")),
]

handler400 = "tongxin.web.pages.errors.bad_request"
handler403 = "tongxin.web.pages.errors.forbidden"
handler404 = "tongxin.web.pages.errors.not_found"
handler500 = "tongxin.web.pages.errors.server_error"
