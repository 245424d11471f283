"""Addresses of the shell."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongxin.web.pages import (
    account,
    administration,
    calendar,
    checks,
    ground,
    health,
    home,
    preferences,
    search,
    second_factor,
    sign_in,
)

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("today/", home.today, name="today"),
    path("overview/", home.overview, name="overview"),
    path("search/", search.search, name="search"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", second_factor.second_factor, name="second_factor"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", sign_in.change_password, name="change_password"),
    path("account/", account.account, name="account"),
    path("account/devices/", account.end_devices, name="end_devices"),
    path("large-text/", preferences.large_text, name="large_text"),
    path("language/", preferences.language, name="language"),
    path("rings/", preferences.rings, name="rings_form"),
    path("ground/", ground.ground, name="ground"),
    path("ground/<str:code>/", ground.village, name="village"),
    path("ground/group/<uuid:group_id>/", ground.group, name="group"),
    path("ground/grid/<uuid:grid_id>/", ground.grid, name="grid"),
    path("ground/site/<uuid:site_id>/", ground.site, name="site"),
    path("administration/", administration.administration, name="administration"),
    path("checks/", checks.checks, name="checks"),
    path("checks/examine/", checks.examine, name="examine"),
    path("administration/jobs/<uuid:job_id>/again/", administration.again, name="job_again"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/year/", calendar.year, name="calendar_year"),
    path("calendar/<str:day>/remove/", calendar.remove, name="calendar_remove"),
    path("healthz/", health.healthz, name="healthz"),
]
if settings.TONGXIN_OIDC is not None:
    urlpatterns.append(path("", include("tongxin.web.county_urls")))
