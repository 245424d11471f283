"""The form that plans a round."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.listing import places_listed
from tongxin.inspections.queries import posts_that_inspect
from tongxin.inspections.words import SAMPLE_WORDS
from tongxin.people.models import Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.standards.models import SheetVersion
from tongxin.standards.words import OBJECT_WORDS
from tongxin.territory.ground import Ground
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Grid, VillagerGroup

Groups = list[tuple[str, list[tuple[str, str]]]]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SheetField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice of score sheets that says what each is made for and whether it is complete."""

    def label_from_instance(self, version: SheetVersion) -> str:
        """The sheet's name in the choice."""
        words = {"title": version.title, "kind": OBJECT_WORDS[version.object_kind]}
        if version.is_complete:
            return gettext("%(title)s (%(kind)s)") % words
        return gettext("%(title)s (%(kind)s; not complete)") % words


class PlanForm(forms.Form):
    """Title, ground, sheet, days, sample, inspectors."""

    title = forms.CharField(
        label=pgettext_lazy("plan of a round", "Title"),
        max_length=80,
        help_text=_("as it will stand on every page"),
    )
    ground = forms.ChoiceField(label=pgettext_lazy("plan of a round", "Where"))
    sheet = SheetField(
        SheetVersion.objects.none(),
        label=_("Score sheet"),
        empty_label=None,
        help_text=_("The sheet says what is visited: households, public places, groups …"),
    )
    accept_partial = forms.BooleanField(
        label=_("Use it although the sheet is not complete"),
        required=False,
        help_text=_("Only for trying out: what the source does not state cannot be scored."),
    )
    starts_on = forms.DateField(label=pgettext_lazy("plan of a round", "First day"), widget=DAY)
    ends_on = forms.DateField(label=pgettext_lazy("plan of a round", "Last day"), widget=DAY)
    sample_kind = forms.ChoiceField(
        label=_("What is visited"), choices=list(SAMPLE_WORDS.items()), widget=forms.RadioSelect
    )
    sample_number = forms.IntegerField(
        label=pgettext_lazy("plan of a round", "How many"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("of each grid, or percent of all; drawn at random, and anybody can draw again"),
    )
    sample_list = forms.CharField(
        label=pgettext_lazy("plan of a round", "List"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("one place a line: group and door number, or the name of the place"),
    )
    inspectors = forms.MultipleChoiceField(
        label=_("Inspectors"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_(
            "Visits are shared out in turn; nobody is sent to their own ground where it can be avoided."
        ),
    )

    def __init__(self, *args: Any, by: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        grounds = by.grounds(Act.ROUND_PLAN)
        self._choose("ground", _places(by))
        if isinstance(grounds[0] if grounds else None, Ground):
            self._choose("inspectors", _people(grounds[0]))
        sheet = self.fields["sheet"]
        if isinstance(sheet, SheetField):
            sheet.queryset = SheetVersion.objects.newest().order_by("completeness", "sheet")

    def _choose(self, name: str, choices: Groups) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Reads the list of places against ground and sheet. The rest is the act's to judge."""
        values = super().clean() or {}
        if values.get("sample_kind") == SampleKind.LIST and "ground" in values and "sheet" in values:
            listed = places_listed(
                values.get("sample_list", ""),
                kind=values["sheet"].object_kind,
                ground=ground_of(values["ground"]),
            )
            values["keys"] = listed.keys
            if listed.unclear:
                text = gettext("These lines name no place here, or more than one: %(lines)s")
                self.add_error("sample_list", text % {"lines": "; ".join(listed.unclear[:20])})
        return values

    def plan(self) -> dict[str, Any]:
        """The arguments of `plan_round`, from valid values."""
        values = self.cleaned_data
        people = Person.objects.in_bulk(values["inspectors"])
        return {
            "title": values["title"],
            "ground": ground_of(values["ground"]),
            "sheet_version": values["sheet"],
            "starts_on": values["starts_on"],
            "ends_on": values["ends_on"],
            "sample": SampleRule(
                SampleKind(values["sample_kind"]),
                values["sample_number"] or 0,
                values.get("keys", frozenset()),
            ),
            "inspectors": sorted(people.values(), key=lambda person: (person.sort_key, str(person.pk))),
            "accept_partial": values["accept_partial"],
        }


def _places(by: Viewer) -> Groups:
    """Town and villages, then each village's groups and grids, as far as the viewer may plan there."""
    divisions = by.visible(Division.objects.all(), Act.ROUND_PLAN)
    wide = [(division.code, division.short_name) for division in divisions]
    narrow: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for group in by.visible(VillagerGroup.objects.in_use(), Act.ROUND_PLAN):
        narrow[group.division_code].append((group.ground.key, group.name))
    for grid in by.visible(Grid.objects.in_use(), Act.ROUND_PLAN):
        narrow[grid.division_code].append((grid.ground.key, grid.name))
    named = [(Division.objects.name_of(code), places) for code, places in sorted(narrow.items())]
    return [(gettext("Town and villages"), wide), *named]


def _people(ground: Any) -> Groups:
    """Whoever may inspect, under the role, with the place of the post; each person once."""
    posts = posts_that_inspect(clock.today(), ground).select_related("person", "group", "grid", "site")
    by_role: dict[Role, list[Post]] = defaultdict(list)
    for post in posts.order_by("division_code", "person__sort_key"):
        by_role[Role(post.role)].append(post)
    seen: set[Any] = set()
    groups: Groups = []
    for role in Role:
        people = []
        for post in by_role.get(role, []):
            if post.person_id not in seen:
                seen.add(post.person_id)
                people.append((str(post.person_id), f"{post.person.masked_name} · {post.place_name}"))
        if people:
            groups.append((str(role.label), people))
    return groups
