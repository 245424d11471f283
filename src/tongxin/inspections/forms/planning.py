"""The form that plans a round."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.actions.rounds import usual_sharing, working_days
from tongxin.inspections.advice import Advice, advise
from tongxin.inspections.assigning import Sharing
from tongxin.inspections.drawing import PERCENT, Among, SampleKind, SampleRule
from tongxin.inspections.listing import places_listed
from tongxin.inspections.purposes import Purpose, planning_numbers
from tongxin.inspections.queries import posts_that_inspect, sheets_for
from tongxin.inspections.words import AMONG_WORDS, PURPOSE_WORDS, SAMPLE_WORDS
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


ANNOUNCED, UNANNOUNCED = "yes", "no"


def _share(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=PERCENT, help_text=help_text
    )


class SheetField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice of score sheets that says what each is made for and whether it is complete."""

    def label_from_instance(self, version: SheetVersion) -> str:
        """The sheet's name in the choice."""
        words = {"title": version.title, "kind": OBJECT_WORDS[version.object_kind]}
        if version.is_complete:
            return gettext("%(title)s (%(kind)s)") % words
        return gettext("%(title)s (%(kind)s; not complete)") % words


class PlanForm(forms.Form):
    """Title, purpose, ground, sheet, days, sample, inspectors and how the visits are shared out."""

    title = forms.CharField(
        label=pgettext_lazy("plan of a round", "Title"),
        max_length=80,
        help_text=_("as it will stand on every page"),
    )
    purpose = forms.ChoiceField(
        label=pgettext_lazy("of a round", "What for"),
        choices=list(PURPOSE_WORDS.items()),
        required=False,
        help_text=_(
            "Self-assessments, checks from above and checks again stand in columns of their own; "
            "they do not count where grounds are compared."
        ),
    )
    announced = forms.ChoiceField(
        label=_("Who may know the list before"),
        choices=[
            ("", _("as the purpose says")),
            (ANNOUNCED, _("those on whose ground the places lie")),
            (UNANNOUNCED, _("nobody but the planner; each inspector the own list, from its day on")),
        ],
        required=False,
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
    sample_among = forms.ChoiceField(
        label=pgettext_lazy("plan of a round", "Among what"),
        choices=list(AMONG_WORDS.items()),
        required=False,
    )
    sample_days = forms.IntegerField(
        label=pgettext_lazy("plan of a round", "Not seen for days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("only where what was not seen is visited"),
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
            "Each walks one stretch of the list; nobody is sent to their own ground where it can be avoided."
        ),
    )
    cross_share = _share(
        _("Visits that cross over, percent"),
        _("so many of a stretch go to another inspector, so that strict eyes can be told from dirty grids"),
    )
    own_share = _share(
        _("Own ground, at most percent"),
        _("of an inspector's visits, where nobody else is left; 0: never"),
    )
    second_share = _share(
        _("Second inspector, percent"), _("places that another inspector sees as well, independently")
    )
    recheck_share = _share(
        _("Looked at again, percent"),
        _("places that another inspector sees again, without knowing what came of the first visit"),
    )

    def __init__(self, *args: Any, by: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        grounds = cast("tuple[Ground, ...]", by.grounds(Act.ROUND_PLAN))
        self._choose("ground", _places(by))
        sheet = cast("SheetField", self.fields["sheet"])
        for first in grounds[:1]:
            self._choose("inspectors", _people(first))
            sheet.queryset = sheets_for(first, self._first_day())

    def _first_day(self) -> date:
        """The first day as far as it is entered; today where it is not."""
        try:
            return date.fromisoformat(self.data.get("starts_on", ""))
        except ValueError:
            return clock.today()

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

    @property
    def chosen_purpose(self) -> Purpose:
        """The purpose chosen; a routine check where none is."""
        return Purpose(self.cleaned_data.get("purpose") or Purpose.ROUTINE)

    @property
    def chosen_sharing(self) -> Sharing:
        """How the visits are shared out: as the purpose says where nothing is entered."""
        usual = usual_sharing(self.chosen_purpose)

        def entered(name: str, otherwise: int) -> int:
            value = self.cleaned_data.get(name)
            return otherwise if value is None else int(value)

        return Sharing(
            cross=entered("cross_share", usual.cross),
            own=entered("own_share", usual.own),
            second=entered("second_share", 0),
            recheck=entered("recheck_share", 0),
            home_first=usual.home_first,
        )

    @property
    def chosen_sample(self) -> SampleRule:
        """The rule of the sample."""
        values = self.cleaned_data
        kind = SampleKind(values.get("sample_kind") or SampleKind.ALL)
        among = Among(values.get("sample_among") or Among.EVERYTHING)
        if kind is SampleKind.LIST:
            return SampleRule(kind, keys=values.get("keys", frozenset()))
        days = values.get("sample_days") or planning_numbers().not_seen_days
        return SampleRule(
            kind,
            values.get("sample_number") or 0,
            among=among,
            days=days if among is Among.NOT_SEEN else 0,
        )

    def advice(self) -> Advice | None:
        """What the plan as far as it is entered can tell; None where it says too little."""
        values = {} if self.errors.keys() & {"ground", "sheet", "starts_on", "ends_on"} else self.cleaned_data
        if not {"ground", "sheet", "starts_on", "ends_on"} <= values.keys():
            return None
        return advise(
            values["sheet"],
            ground_of(values["ground"]),
            self.chosen_sample,
            self.chosen_sharing,
            inspectors=len(values.get("inspectors", ())),
            days=working_days(values["starts_on"], values["ends_on"]),
        )

    def plan(self) -> dict[str, Any]:
        """The arguments of `plan_round`, from valid values."""
        values = self.cleaned_data
        people = Person.objects.in_bulk(values["inspectors"])
        told = {ANNOUNCED: True, UNANNOUNCED: False}
        return {
            "title": values["title"],
            "purpose": self.chosen_purpose,
            "is_announced": told.get(values["announced"]),
            "sharing": self.chosen_sharing,
            "ground": ground_of(values["ground"]),
            "sheet_version": values["sheet"],
            "starts_on": values["starts_on"],
            "ends_on": values["ends_on"],
            "sample": self.chosen_sample,
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


def _people(ground: Ground) -> Groups:
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
