"""Pages of classes of ground: made, given to villages and groups, their goals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.actions import add_class, end_goal, give_class, set_goal
from tongxin.territory.class_forms import ClassForm, GoalForm, GroupClassForm, MembersForm
from tongxin.territory.class_view import classes_of, goals_before, suggestions
from tongxin.territory.links import url_of
from tongxin.territory.models import Division, GroundClass, GroundGoal, VillagerGroup

REFUSED = 422
TOWN_DIGITS, CODE_DIGITS = 9, 12


@page(Act.GROUND_VIEW)
@require_GET
def classes_page(request: SignedInRequest, code: str) -> HttpResponse:
    """The classes of a town, with their villages, and where these stand against the goals."""
    town = request.viewer.find(Division.objects.townships(), Act.GROUND_VIEW, pk=code)
    may_manage = request.viewer.may(Act.GROUND_MANAGE, town.ground)
    context = {
        "town": town,
        "classes": classes_of(town, request.viewer),
        "suggestions": suggestions(town) if may_manage else (),
        "form": ClassForm(),
        "may_manage": may_manage,
    }
    return render(request, "territory/classes.html", context)


@page(Act.GROUND_MANAGE)
@require_POST
def add_class_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Adds a class, in one's own words or as suggested."""
    town = request.viewer.find(Division.objects.townships(), Act.GROUND_MANAGE, pk=code)
    form = ClassForm(request.POST)
    if form.is_valid():
        try:
            made = add_class(town, **form.cleaned_data, by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The class “%(name)s” was added.") % {"name": made.name})
            return redirect("territory:class", class_id=made.pk)
    context = {
        "town": town,
        "classes": classes_of(town, request.viewer),
        "suggestions": suggestions(town),
        "form": form,
        "may_manage": True,
    }
    return render(request, "territory/classes.html", context, status=REFUSED)


@page(Act.GROUND_MANAGE)
def class_page(request: SignedInRequest, class_id: UUID) -> HttpResponse:
    """One class: its villages, its goals and those that were."""
    found = request.viewer.find(GroundClass.objects.all(), Act.GROUND_MANAGE, pk=class_id)
    town = Division.objects.get(pk=found.division_code)
    members = Division.objects.villages().in_use().filter(ground_class=found)
    form = MembersForm(request.POST or None, town=town, initial={"villages": members})
    if request.method == "POST" and form.is_valid():
        _give(found, set(members), set(form.cleaned_data["villages"]), request)
        messages.success(request, _("The villages of “%(name)s” were changed.") % {"name": found.name})
        return redirect("territory:classes", code=town.code)
    context = {
        "ground_class": found,
        "town": town,
        "form": form,
        "goals": GroundGoal.objects.filter(ground_class=found, until__isnull=True),
        "former": goals_before(found),
    }
    return render(request, "territory/class.html", context, status=REFUSED if form.errors else 200)


@transaction.atomic
def _give(
    ground_class: GroundClass, had: set[Division], wanted: set[Division], request: SignedInRequest
) -> None:
    for village in had - wanted:
        give_class(village, ground_class=None, by=request.viewer)
    for village in wanted - had:
        give_class(village, ground_class=ground_class, by=request.viewer)


@page(Act.GROUND_MANAGE)
def group_class_page(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """The class of a villager group of another nature than its village."""
    groups = VillagerGroup.objects.in_use().select_related("village")
    group = request.viewer.find(groups, Act.GROUND_MANAGE, pk=group_id)
    town_code = group.division_code[:TOWN_DIGITS].ljust(CODE_DIGITS, "0")
    form = GroupClassForm(request.POST or None, group=group, town_code=town_code)
    if request.method == "POST" and form.is_valid():
        give_class(group, ground_class=form.cleaned_data["ground_class"], by=request.viewer)
        messages.success(request, _("Saved."))
        return redirect(url_of(group.ground))
    context: dict[str, Any] = {"form": form, "village": group.village}
    context["title"] = _("Class of %(group)s") % {"group": group.name}
    return render(request, "territory/form.html", context, status=REFUSED if form.errors else 200)


@page(Act.GROUND_MANAGE)
def goal_page(request: SignedInRequest, class_id: UUID) -> HttpResponse:
    """Sets a goal of a class."""
    found = request.viewer.find(GroundClass.objects.all(), Act.GROUND_MANAGE, pk=class_id)
    form = GoalForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_goal(
                found,
                figure=values["figure"],
                value=values["value"],
                is_ceiling=values["bound"] == GoalForm.AT_MOST,
                since=values["since"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The goal was set."))
            return redirect("territory:class", class_id=found.pk)
    context = {"form": form, "ground_class": found, "town": Division.objects.get(pk=found.division_code)}
    return render(request, "territory/goal.html", context, status=REFUSED if form.errors else 200)


@page(Act.GROUND_MANAGE)
@require_POST
def end_goal_page(request: SignedInRequest, goal_id: UUID) -> HttpResponse:
    """Ends a goal today."""
    classes = request.viewer.visible(GroundClass.objects.all(), Act.GROUND_MANAGE)
    goals = GroundGoal.objects.filter(ground_class__in=classes).select_related("ground_class")
    goal = goals.filter(pk=goal_id).first()
    if goal is None:
        raise Http404
    end_goal(goal, by=request.viewer)
    messages.success(request, _("The goal was ended."))
    return redirect("territory:class", class_id=goal.ground_class_id)
