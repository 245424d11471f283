"""Forms of agreements: translate only; what is allowed is decided by the acts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.forms import PhotoField
from tongxin.council.actions import Signature, Terms
from tongxin.council.models import Agreement
from tongxin.council.querysets import AgreementQuerySet
from tongxin.council.rules import CHOSEN_REASONS, Duty, Holder, Party, SignedHow, Standing, Term
from tongxin.council.wording import Wording, numbers
from tongxin.council.words import DUTY_WORDS, END_WORDS, HOLDER_WORDS, HOW_WORDS, PARTY_WORDS
from tongxin.people.forms import DayInput
from tongxin.records import clock
from tongxin.records.photos import Photo, PhotoRefused, reencode

LINES = 4  # rows of a field for several lines
DATA_URL = "data:image/png;base64,"
MOST_SIGNATURE = 400_000  # signs of the drawn picture as text; a pad of 640 × 240 has under 60,000


class AllTermsForm(forms.Form):
    """Days, other side and area of agreements for many doors at once: neither neighbours nor metres."""

    since = forms.DateField(label=pgettext_lazy("of an agreement", "First day"), widget=DayInput())
    last_day = forms.DateField(label=pgettext_lazy("of an agreement", "Last day"), widget=DayInput())
    party = forms.ChoiceField(
        label=pgettext_lazy("of an agreement", "With whom"),
        choices=list(PARTY_WORDS.items()),
        widget=forms.RadioSelect,
        initial=Party.VILLAGE,
    )
    front = forms.CharField(
        label=_("In front: from where to where"),
        max_length=120,
        required=False,
        help_text=_("For instance: from the wall to the edge of the road."),
    )

    def terms(self) -> Terms:
        """What the form says; the last day becomes the first day no longer in force."""
        values = dict(self.cleaned_data)
        until = values.pop("last_day") + timedelta(days=1)
        values["party"] = Party(values["party"])
        return Terms(until=until, **values)


class TermsForm(AllTermsForm):
    """The same for one door."""

    left = forms.CharField(
        label=_("To the left: up to what"),
        max_length=60,
        required=False,
        help_text=_("A door number or a mark, no name."),
    )
    right = forms.CharField(label=_("To the right: up to what"), max_length=60, required=False)
    width = forms.DecimalField(
        label=_("Width in metres"),
        max_digits=5,
        decimal_places=1,
        min_value=0,
        required=False,
        help_text=_("Only where somebody measured it."),
    )
    depth = forms.DecimalField(
        label=_("Depth in metres"), max_digits=5, decimal_places=1, min_value=0, required=False
    )


def initial_terms(term: Term, agreement: Agreement | None = None) -> dict[str, Any]:
    """A form filled with a term, and with the area of an agreement where there is one."""
    filled: dict[str, Any] = {"since": term.since, "last_day": term.last_day, "party": Party.VILLAGE}
    if agreement is not None:
        names = ("party", "front", "left", "right", "width", "depth")
        filled |= {name: getattr(agreement, name) for name in names}
    return filled


class SignForm(forms.Form):
    """In what way the other side signed, when, and who got a copy."""

    how = forms.ChoiceField(
        label=_("How was it signed?"),
        choices=list(HOW_WORDS.items()),
        widget=forms.RadioSelect,
        initial=SignedHow.SCREEN,
        help_text=_("No photo is needed: that the paper lies in an office is enough."),
    )
    on = forms.DateField(
        label=pgettext_lazy("of an agreement", "Signed on"), widget=DayInput(), initial=clock.today
    )
    drawn = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_SIGNATURE)
    photo = PhotoField(
        label=_("Photo of the signed paper"),
        required=False,
        help_text=_("Not needed. Place and time inside the photo are taken out."),
    )
    paper_place = forms.CharField(
        label=_("Where the paper lies"),
        max_length=80,
        required=False,
        help_text=_("For instance: cupboard of the village office, folder 3."),
    )
    copies = forms.MultipleChoiceField(
        label=_("Who has got a copy"),
        choices=list(HOLDER_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("It can be noted later."),
    )

    def clean_drawn(self) -> Photo | None:
        """The drawn signature as a picture made anew, or None where nothing was drawn."""
        text: str = self.cleaned_data["drawn"]
        if not text:
            return None
        try:
            content = base64.b64decode(text.removeprefix(DATA_URL), validate=True)
            return reencode(BytesIO(content))
        except (binascii.Error, PhotoRefused) as error:
            raise forms.ValidationError(
                _("The drawn signature cannot be read. Draw it again, or leave it out.")
            ) from error

    def signature(self) -> Signature:
        """What the form says."""
        values = self.cleaned_data
        how = SignedHow(values["how"])
        pictures: Mapping[SignedHow, Photo | None] = {
            SignedHow.SCREEN: values.get("drawn"),
            SignedHow.PHOTO: values.get("photo"),
        }
        return Signature(
            how=how,
            on=values["on"],
            picture=pictures.get(how),
            paper_place=values["paper_place"] if how is not SignedHow.SCREEN else "",
            copies=frozenset(map(Holder, values["copies"])),
        )


class CopiesForm(forms.Form):
    """Who got a copy, and when."""

    to = forms.MultipleChoiceField(choices=list(HOLDER_WORDS.items()))
    on = forms.DateField(initial=clock.today)


class EndForm(forms.Form):
    """Why an agreement ends today."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[(reason.value, END_WORDS[reason]) for reason in CHOSEN_REASONS],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a few words"), max_length=200, required=False, help_text=_("Needed for “other” only.")
    )


class BreachForm(forms.Form):
    """Which duty was not kept, and what was seen."""

    duty = forms.ChoiceField(
        label=_("Which of the three duties?"),
        choices=[(duty.value, DUTY_WORDS[duty]) for duty in Duty],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What was seen"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_("Not needed. Place and time inside the photo are taken out."),
    )

    def photos(self) -> list[Photo]:
        """The photo sent along, if any."""
        photo = self.cleaned_data.get("photo")
        return [photo] if photo else []


class TextForm(forms.Form):
    """A version of the text: both languages, a line a point."""

    valid_from = forms.DateField(
        label=_("Holds from"), widget=DayInput(), help_text=_("Agreements drawn up before keep their text.")
    )
    reason = forms.CharField(label=_("Why the text changes"), max_length=200)

    def __init__(self, *arguments: Any, wordings: Mapping[str, Wording], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for language, wording in wordings.items():
            self._add(language, wording)

    def _add(self, language: str, wording: Wording) -> None:
        marks = {"zh": _("Chinese"), "en": _("English")}

        def field(name: str, label: Any, initial: str, rows: int = LINES) -> None:
            named = f"{label} · {marks[language]}"
            widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
            self.fields[f"{language}_{name}"] = forms.CharField(label=named, initial=initial, widget=widget)

        field("title", _("Heading"), wording.title, rows=1)
        field("opening", _("Opening"), wording.opening)
        for duty in wording.duties:
            field(f"{duty.duty}_title", _("Name of the duty"), duty.title, rows=1)
            field(f"{duty.duty}_points", _("What it asks, a line each"), "\n".join(duty.points))
        field("other_side", _("What the village does, a line each"), "\n".join(wording.other_side))
        field("closing", _("Closing"), wording.closing)

    def text(self) -> dict[str, Any]:
        """The text as data, to be checked by the act."""
        return {language: self._words(language) for language in ("zh", "en")}

    def _words(self, language: str) -> dict[str, Any]:
        def value(name: str) -> str:
            return str(self.cleaned_data[f"{language}_{name}"]).strip()

        def lines(name: str) -> list[str]:
            return [line.strip() for line in value(name).splitlines() if line.strip()]

        return {
            "title": value("title"),
            "opening": value("opening"),
            "duties": [
                {
                    "code": duty.value,
                    "title": value(f"{duty.value}_title"),
                    "points": lines(f"{duty.value}_points"),
                }
                for duty in Duty
            ],
            "other_side": lines("other_side"),
            "closing": value("closing"),
        }


_SHOWN = {
    Standing.RUNNING: pgettext_lazy("filter of agreements", "in force"),
    Standing.ENDS_SOON: pgettext_lazy("filter of agreements", "ends soon"),
    Standing.DRAFT: pgettext_lazy("filter of agreements", "drafts"),
    Standing.OVER: pgettext_lazy("filter of agreements", "over"),
}


class AgreementFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Agreements by village, how they stand, and number."""

    village = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of agreements", "Village"),
        field_name="division_code",
        empty_label=_("every village"),
    )
    standing = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of agreements", "Stands"),
        choices=list(_SHOWN.items()),
        empty_label=pgettext_lazy("filter of agreements", "every one"),
        method="by_standing",
    )
    number = django_filters.CharFilter(
        label=pgettext_lazy("filter of agreements", "Number"), lookup_expr="icontains"
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, *, queryset: AgreementQuerySet, villages: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["village"].extra["choices"] = villages

    def by_standing(self, rows: AgreementQuerySet, name: str, value: str) -> AgreementQuerySet:
        """Those that stand so today."""
        today: date = clock.today()
        soon = today + timedelta(days=numbers().ends_soon)
        if value == Standing.DRAFT:
            return rows.drafts()
        if value == Standing.ENDS_SOON:
            return rows.in_force(today).filter(until__lte=soon, followed_by__isnull=True)
        if value == Standing.OVER:
            return rows.exclude(pk__in=rows.drafts().values("pk")).filter(until__lte=today)
        return rows.in_force(today)
