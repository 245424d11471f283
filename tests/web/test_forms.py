"""How forms are drawn."""

from __future__ import annotations

import pytest
from django import forms

from tongxin.web.renderer import control_class


class Report(forms.Form):
    """One of each control."""

    title = forms.CharField(label="Title", help_text="One sentence")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], required=False)
    ring = forms.ChoiceField(
        label="Ring", choices=[("h", "Household"), ("g", "Grid")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="Told", required=False)


@pytest.mark.parametrize(
    ("widget", "name"),
    [
        (forms.TextInput(), "form-control"),
        (forms.Textarea(), "form-control"),
        (forms.FileInput(), "form-control"),
        (forms.Select(), "form-select"),
        (forms.CheckboxInput(), "form-check-input"),
        (forms.RadioSelect(), "form-check-input"),
    ],
)
def test_each_control_has_its_class(widget: forms.Widget, name: str) -> None:
    assert control_class(widget) == name


def test_label_hint_and_control_belong_together() -> None:
    html = str(Report())
    assert '<label for="id_title">' in html
    assert 'id="id_title_helptext"' in html
    assert 'aria-describedby="id_title_helptext"' in html


def test_an_error_stands_between_hint_and_control_and_in_the_summary() -> None:
    html = str(Report({"ring": "h"}))
    assert (
        html.index('id="id_title_helptext"') < html.index('id="id_title_error"') < html.index('name="title"')
    )
    assert '<a href="#id_title">Title</a>' in html
    assert 'aria-invalid="true"' in html


def test_optional_is_said_and_required_is_not() -> None:
    html = str(Report())
    assert html.count("opt-word") == 1


def test_choices_are_a_group_with_a_legend() -> None:
    html = str(Report())
    assert '<fieldset class="field">' in html
    assert html.count('type="radio"') == 2
    assert '<label class="form-check-label" for="id_ring_0">Household</label>' in html


def test_a_single_box_has_its_label_behind_it() -> None:
    html = str(Report())
    assert html.index('name="told"') < html.index('for="id_told"')


def test_a_message_for_the_whole_form_is_in_the_summary() -> None:
    form = Report({"title": "x", "ring": "h"})
    form.add_error(None, "Someone else was first.")
    assert "Someone else was first." in str(form)
