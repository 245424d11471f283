"""The addresses of the house where the county's sign-in is switched on."""

from __future__ import annotations

from django.urls import include, path

from tongxin.config import urls as house
from tongxin.web import county_urls
from tongxin.web import urls as shell

urlpatterns = [
    path("", include(([*shell.urlpatterns, *county_urls.urlpatterns], "web"))),
    *house.urlpatterns[1:],
]

handler400 = house.handler400
handler403 = house.handler403
handler404 = house.handler404
handler500 = house.handler500
