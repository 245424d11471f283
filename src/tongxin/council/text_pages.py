"""Pages of the text: its versions, one of them, and a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.council.actions import adopt_text
from tongxin.council.forms import TextForm
from tongxin.council.models import AgreementText
from tongxin.council.wording import read, supplied
from tongxin.people.catalogue import town_of
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.models import Division

REFUSED = 422


def _towns(request: SignedInRequest, act: Act) -> list[str]:
    """Codes of the towns in which the viewer has ground."""
    return sorted({town_of(ground.division_code) for ground in request.viewer.grounds(act)})


@page(Act.AGREEMENT_VIEW)
@require_GET
def texts(request: SignedInRequest) -> HttpResponse:
    """The version that came with the system, and those that the town adopted."""
    towns = _towns(request, Act.AGREEMENT_VIEW)
    own = AgreementText.objects.filter(division_code__in=towns).select_related("adopted_by")
    listed = list(own.order_by("-valid_from", "-adopted_at"))
    given = supplied()
    context = {
        "texts": listed,
        "supplied": given,
        "wording": read(given.text),
        "in_force": next((each for each in listed if each.valid_from <= clock.today()), None),
        "may_adopt": request.viewer.may(Act.STANDARD_LOAD),
    }
    return render(request, "council/texts.html", context)


@page(Act.AGREEMENT_VIEW)
@require_GET
def text(request: SignedInRequest, text_id: UUID) -> HttpResponse:
    """One version, as it was adopted."""
    towns = ["", *_towns(request, Act.AGREEMENT_VIEW)]
    shown = AgreementText.objects.filter(pk=text_id, division_code__in=towns).first()
    if shown is None:
        raise Http404
    return render(request, "council/text.html", {"text": shown, "wording": shown.wording})


@page(Act.STANDARD_LOAD)
def adopt(request: SignedInRequest) -> HttpResponse:
    """Adopts a version for the town, starting from the one in force."""
    town = _towns(request, Act.STANDARD_LOAD)[0]
    latest = AgreementText.objects.of_town(town).first()
    words = latest.text if latest else supplied().text
    wordings = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            wordings[language] = read(words)
    form = TextForm(request.POST or None, wordings=wordings, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            adopted = adopt_text(
                town,
                text=form.text(),
                valid_from=values["valid_from"],
                reason=values["reason"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Version %(version)s is adopted.") % {"version": adopted.version})
            return redirect("council:texts")
    context = {"form": form, "town": Division.objects.name_of(town)}
    return render(request, "council/adopt.html", context, status=REFUSED if form.errors else 200)
