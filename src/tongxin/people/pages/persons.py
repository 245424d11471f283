"""Pages of persons: the list of posts, one person, adding one, organisations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tongxin.people.actions import add_organisation, add_person
from tongxin.people.actions.persons import sort_key_of
from tongxin.people.filters import PostFilter
from tongxin.people.forms import OrganisationForm, PersonForm
from tongxin.people.models import Account, Organisation, Person, Post
from tongxin.people.roles import Role
from tongxin.people.rules import plain_name, plain_phone
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import COUNTED_AT_MOST, page_of
from tongxin.records.permission import Act, SignedInRequest, Viewer, page

REFUSED = 422


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
    rows = [
        {
            "post": post,
            "is_over": post.until is not None and post.until <= today,
            "acts": _may_change(request, post),
        }
        for post in posts.select_related("organisation", "group", "grid", "site").order_by("-since", "id")
    ]
    context = {
        "person": shown,
        "rows": rows,
        "now": [row["post"] for row in rows if not row["is_over"]],
        "may_appoint": request.viewer.may(Act.POST_MANAGE),
        "may_account": request.viewer.may(Act.ACCOUNT_MANAGE),
        "account": Account.objects.filter(person=shown).first(),
    }
    return render(request, "people/person.html", context)


def _may_change(request: SignedInRequest, post: Post) -> bool:
    """May the viewer hand over or end this post now?"""
    needed = Act.ADMINISTER if post.role == Role.ADMINISTRATOR else Act.POST_MANAGE
    return post.until is None and request.viewer.may(needed, post.ground)


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


@page(Act.PEOPLE_VIEW)
@require_GET
def organisations(request: SignedInRequest) -> HttpResponse:
    """Organisations of the viewer's ground."""
    rows = request.viewer.visible(Organisation.objects.all(), Act.PEOPLE_VIEW).with_posts(clock.today())
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "may_add": request.viewer.may(Act.POST_MANAGE),
        **tabs(request.viewer, "organisations"),
    }
    return render(request, "people/organisations.html", context)


@page(Act.POST_MANAGE)
def add_organisation_page(request: SignedInRequest) -> HttpResponse:
    """Adds an organisation."""
    form = OrganisationForm(request.POST or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        add_organisation(
            name=values["name"], kind=values["kind"], division_code=values["division"].code, by=request.viewer
        )
        messages.success(request, _("“%(name)s” is in the list.") % {"name": values["name"]})
        return redirect("people:organisations")
    return render(
        request, "people/add_organisation.html", {"form": form}, status=REFUSED if form.errors else 200
    )


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
