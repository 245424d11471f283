"""Pages of persons: the list of posts, one person, adding one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tongxin.people.actions import add_person, may_reset
from tongxin.people.actions.persons import sort_key_of
from tongxin.people.filters import PostFilter
from tongxin.people.forms import PersonForm
from tongxin.people.models import Account, HandOver, Leave, Person, Post
from tongxin.people.roles import Role
from tongxin.people.rules import plain_name, plain_phone
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import COUNTED_AT_MOST, page_of
from tongxin.records.permission import Act, SignedInRequest, Viewer, page

REFUSED = 422
HAND_OVERS_SHOWN = 10


@page(Act.PEOPLE_VIEW)
@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Posts in the viewer's ground with their holders."""
    posts = _filtered_posts(request)
    context = {
        "filter": posts,
        "page": page_of(posts.qs, request.GET.get("page")),
        "query": request.GET.urlencode(),
        **tabs(request.viewer, "posts"),
    }
    return render(request, "people/people.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen filters it, as a workbook; numbers masked as on the screen."""
    headings = (
        _("Person"),
        _("Phone"),
        _("Role"),
        pgettext("of a post", "Place"),
        _("Organisation"),
        _("Since"),
        _("Until"),
    )
    rows = (
        (
            post.person.masked_name,
            post.person.masked_phone,
            post.get_role_display(),
            post.place_name,
            str(post.organisation or ""),
            post.since,
            post.until,
        )
        for post in _filtered_posts(request).qs[:COUNTED_AT_MOST]
    )
    name = _("posts %(day)s") % {"day": clock.today().isoformat()}
    return export.download(export.xlsx(_("Posts"), headings, rows), f"{name}.xlsx", export.XLSX)


def _filtered_posts(request: SignedInRequest) -> PostFilter:
    visible = request.viewer.visible(Post.objects.all(), Act.PEOPLE_VIEW)
    rows = visible.select_related("person", "organisation", "group", "grid", "site").order_by(
        "division_code", "role", "since", "id"
    )
    return PostFilter(request.GET, queryset=rows, viewer=request.viewer)


@page(Act.POST_MANAGE)
@require_GET
def unposted(request: SignedInRequest) -> HttpResponse:
    """Persons who never had a post, newest names first to be given one."""
    persons = Person.objects.unposted().select_related("account").order_by("sort_key", "id")
    context = {"page": page_of(persons, request.GET.get("page")), **tabs(request.viewer, "unposted")}
    return render(request, "people/unposted.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """One person: posts with their days, and the account for those who manage accounts."""
    shown = find_person(request.viewer, Act.PEOPLE_VIEW, person_id)
    posts = request.viewer.visible(Post.objects.all(), Act.PEOPLE_VIEW).filter(person=shown)
    today = clock.today()
    account = Account.objects.filter(person=shown).first()
    rows = [
        {
            "post": post,
            "is_over": post.until is not None and post.until <= today,
            "acts": _may_change(request, post),
            "may_leave": _may(request.viewer, Act.LEAVE_MANAGE, post)
            and (post.until is None or post.until > today),
        }
        for post in posts.select_related("organisation", "group", "grid", "site").order_by("-since", "id")
    ]
    context = {
        "person": shown,
        "rows": rows,
        "now": [row["post"] for row in rows if not row["is_over"]],
        "leaves": _leaves(request.viewer, shown),
        "hand_overs": _hand_overs(request.viewer, shown),
        "may_leave_all": any(row["acts"] for row in rows),
        "may_appoint": request.viewer.may(Act.POST_MANAGE),
        "may_account": request.viewer.may(Act.ACCOUNT_MANAGE),
        "may_open_phone": request.viewer.may(Act.PHONE_OPEN),
        "may_answer": request.viewer.may(Act.SUBJECT_ANSWER),
        "account": account,
        "may_reset": account is not None and account.is_active and may_reset(shown, request.viewer),
    }
    return render(request, "people/person.html", context)


def _may_change(request: SignedInRequest, post: Post) -> bool:
    """May the viewer hand over or end this post now?"""
    return post.until is None and _may(request.viewer, Act.POST_MANAGE, post)


def _may(viewer: Viewer, act: Act, post: Post) -> bool:
    needed = Act.ADMINISTER if post.acts_as == Role.ADMINISTRATOR else act
    return viewer.may(needed, post.ground)


def _leaves(viewer: Viewer, person: Person) -> list[dict[str, object]]:
    """Leaves that hold or will, of the person's posts and of those for which the person stands in."""
    concerned = Q(post__person=person) | Q(deputy=person)
    rows = viewer.visible(Leave.objects.filter(concerned), Act.PEOPLE_VIEW).not_over_before(clock.today())
    return [
        {"leave": leave, "may_end": leave.until is None and _may(viewer, Act.LEAVE_MANAGE, leave.post)}
        for leave in rows.shown().order_by("since", "id")
    ]


def _hand_overs(viewer: Viewer, person: Person) -> list[HandOver]:
    """The latest hand-overs from and to the person."""
    concerned = Q(before__person=person) | Q(after__person=person)
    rows = viewer.visible(HandOver.objects.filter(concerned), Act.POST_MANAGE)
    return list(rows.shown().order_by("-made_at")[:HAND_OVERS_SHOWN])


@page(Act.POST_MANAGE)
def add(request: SignedInRequest) -> HttpResponse:
    """Adds a person, after a look at those who may be the same."""
    form = PersonForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    similar: list[Person] = []
    following = _following(request)
    if request.method == "POST" and form.is_valid():
        similar = _similar(request.viewer, form.cleaned_data["name"], form.cleaned_data["phone"])
        if not similar or "confirmed" in request.POST:
            try:
                made = add_person(**form.cleaned_data, by=request.viewer)
            except RuleBroken as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("%(name)s was added.") % {"name": made.masked_name})
                return (
                    redirect(_with_person(following, made))
                    if following
                    else redirect("people:person", made.pk)
                )
    context = {
        "form": form,
        "similar": similar,
        "next": following,
        "phone": plain_phone(request.POST.get("phone", "")),
    }
    return render(request, "people/add.html", context, status=REFUSED if form.errors else 200)


def _similar(viewer: Viewer, name: str, phone: str) -> list[Person]:
    """Persons whom the viewer knows and who may be meant: same number, or a name that is near."""
    known = Person.objects.known_to(viewer, Act.POST_MANAGE).distinct()
    clean, number = plain_name(name), plain_phone(phone)
    same_phone = list(known.filter(phone=number)) if number else []
    near = [each for each in known.like(clean, sort_key_of(clean)) if each not in same_phone]
    return same_phone + near


def _following(request: SignedInRequest) -> str:
    """Where adding leads on to: a page of ours that waits for a person; empty for the person's own page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _with_person(address: str, added: Person) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'person': str(added.pk)})}"


def find_person(viewer: Viewer, act: Act, person_id: UUID) -> Person:
    """A person whom the viewer knows by `act`; missing and forbidden alike raise `Http404`."""
    found = Person.objects.known_to(viewer, act).filter(pk=person_id).distinct().first()
    if found is None:
        raise Http404
    return found


def tabs(viewer: Viewer, current: str) -> dict[str, object]:
    """What the tabs of the people pages show."""
    return {
        "tab": current,
        "may_appoint": viewer.may(Act.POST_MANAGE),
        "may_account": viewer.may(Act.ACCOUNT_MANAGE),
        "may_see_openings": viewer.may(Act.OPENINGS_VIEW),
    }
