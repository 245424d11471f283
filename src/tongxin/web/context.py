"""What every template has besides its page's own values."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from tongxin.access.viewer import PostViewer, viewer_of
from tongxin.people.catalogue import role_name
from tongxin.people.roles import Role
from tongxin.records import clock, publication
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import GroundKind
from tongxin.territory.lookup import place_of
from tongxin.territory.models import Division
from tongxin.web.navigation import menu_for
from tongxin.web.preferences import is_elder

DEMONSTRATION = "demonstration"  # the kind of the published row that says that the data are invented

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}  # Django's code, and the one of the page's `lang`


def shell(request: HttpRequest) -> dict[str, Any]:
    """Viewer, menu, ground, language, large text, the mark of a demonstration. What costs a query is lazy."""
    viewer = viewer_behind(request)
    language = translation.get_language() or "zh-hans"
    other = "en" if language.startswith("zh") else "zh-hans"
    return {
        "viewer": viewer,
        "nav": SimpleLazyObject(lambda: menu_for(viewer)),
        "ground_name": SimpleLazyObject(lambda: home_name(viewer)),
        "is_demo": SimpleLazyObject(lambda: publication.current(DEMONSTRATION).exists()),
        "elder": is_elder(request),
        "html_lang": LANGUAGE_TAGS.get(language, language),
        "other_language": {
            "code": other,
            "html_lang": LANGUAGE_TAGS[other],
            "name": get_language_info(other)["name_local"],
        },
        "post_name": post_name(viewer),
        "printed_at": clock.local(clock.now()),
    }


def viewer_behind(request: HttpRequest) -> PostViewer:
    """The request's viewer, also where no page was found and `access` put none on the request."""
    known = getattr(request, "viewer", None)
    if isinstance(known, PostViewer):
        return known
    return viewer_of(request)


def post_name(viewer: PostViewer) -> str:
    """The weightiest of the viewer's posts in words, an own one first; empty for whoever has none."""
    order = list(Role)
    posts = sorted(viewer.posts, key=lambda post: (not post.is_own, order.index(post.role)))
    return role_name(posts[0].code or posts[0].role) if posts else ""


def home_name(viewer: PostViewer) -> str:
    """The name of the widest ground that the viewer works on; empty where there is none."""
    ground = viewer.home_ground
    if ground is None:
        return ""
    if ground.kind is GroundKind.DIVISION:
        return Division.objects.name_of(ground.division_code)
    try:
        return str(place_of(ground.key))
    except NoSuchGround:
        return ""
