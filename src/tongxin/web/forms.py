"""Forms of sign-in."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignInForm(forms.Form):
    """Name or phone, and the password or a slip's code."""

    username = forms.CharField(
        label=_("Mobile number or sign-in name"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("For the first time: the 12 digits on your slip."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "current-password",
                "data-show-password": pgettext_lazy("password", "Show"),
            }
        ),
    )
    own_device = forms.BooleanField(
        label=_("This is my own device: stay signed in for 30 days"), required=False
    )


class CodeForm(forms.Form):
    """The six digits of the second factor."""

    code = forms.RegexField(
        r"^\s*(?:[0-9]\s?){6}\s*$",
        label=_("Six digits"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"invalid": _("Enter the six digits that the authenticator shows now.")},
    )

    def clean_code(self) -> int:
        """The digits as a number, as the device compares them."""
        return int("".join(self.cleaned_data["code"].split()))


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # the stub's user type is the setting's
    """A person's own new password, twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password once more")
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(ChoosePasswordForm):
    """The same, with the present password first."""

    old_password = forms.CharField(
        label=_("Present password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        """The present password. Raises `ValidationError` where it is wrong."""
        password: str = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your present password."))
        return password


class DayForm(forms.Form):
    """A day that the town enters by hand."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    working = forms.TypedChoiceField(
        label=_("It is"),
        choices=[("no", _("a day off")), ("yes", _("a working day"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    name = forms.CharField(
        label=_("What day"), max_length=40, help_text=_("As on the notice: the festival, or the exchange.")
    )
    hours = forms.CharField(
        label=_("Opening hours of that day"),
        max_length=60,
        required=False,
        help_text=_("Only for a working day of which part is free, as 8:30-12:00; else leave it empty."),
    )


class YearForm(forms.Form):
    """A year whose whole arrangement was entered."""

    year = forms.IntegerField(min_value=2004, max_value=2100, widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("By which notice"), max_length=200, help_text=_("Title or number of the notice.")
    )
