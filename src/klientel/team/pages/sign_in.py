"""Sign in, sign out, reset and change a password: allauth's views behind our own pages."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordKeyForm
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klientel.events import jobs
from klientel.kit import email_address
from klientel.kit.refused import Refused
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.guard import drop_dead_session, signed_in
from klientel.team.passwords import LONGEST, SHORTEST
from klientel.team.tasks import send_reset_link

_REQUIRED = {"required": _("Please fill this in."), "invalid": _("This is not an e-mail address.")}


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= _REQUIRED


class ResetForm(forms.Form):
    """The address a link is wanted for; whether anybody has it is not looked at here."""

    email = forms.CharField(max_length=254, error_messages=_REQUIRED)

    def clean_email(self) -> str:
        """The address in its one form."""
        try:
            return email_address.normalise(self.cleaned_data["email"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.text()) from None


class _OnePassword:
    """A new password is typed once: it can be looked at while typing."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        for field in self.fields.values():
            field.error_messages |= _REQUIRED


class NewPasswordForm(_OnePassword, ResetPasswordKeyForm):
    """The password chosen behind a link from a mail."""


class OwnPasswordForm(_OnePassword, ChangePasswordForm):
    """The present password and the next one."""

    def clean_oldpassword(self) -> str:
        """Check the present password, a few times at most."""
        tried = (throttle.OWN_PASSWORD, str(self.user.pk))
        try:
            throttle.take(tried)
        except throttle.TooMany as refusal:
            raise forms.ValidationError(refusal.text()) from None
        password = str(super().clean_oldpassword())
        throttle.give_back(tried)
        return password


class _Page:
    """What our templates need of a form: values and errors by name, and the errors of the whole."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context.get("form")
        errors = {name: str(texts[0]) for name, texts in form.errors.items()} if form else {}
        return {
            "whole_error": errors.pop("__all__", ""),
            "errors": errors,
            "values": form.data if form and form.is_bound else {},
            "next": context.get("redirect_field_value") or "",
            "shortest": SHORTEST,
            "longest": LONGEST,
            **{key: context[key] for key in ("action_url", "token_fail") if key in context},
        }

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The page again, with what was wrong."""
        status = 422
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status)  # type: ignore[attr-defined,no-any-return]


class SignIn(_Page, views.LoginView):
    """`/me/sign-in`."""

    template_name = "team/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        drop_dead_session(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        told = {
            "yes": _("Your session ended."),
            "kept": _("Your session ended. What you typed is kept."),
        }
        return {**context, "ended": told.get(self.request.GET.get("ended", ""), "")}


class SignOut(_Page, views.LogoutView):
    """`/me/sign-out`: asks on GET, acts on POST."""

    template_name = "team/sign_out.html"


class ResetPassword(_Page, views.PasswordResetView):
    """`/me/reset`: asks for a link. Known or not, the page does the same work."""

    template_name = "team/reset.html"
    form_class = ResetForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        email = form.cleaned_data["email"]
        try:
            throttle.take(
                (throttle.RESET_ADDRESS, address_of(self.request)), (throttle.RESET_ACCOUNT, email)
            )
        except throttle.TooMany as refusal:
            form.add_error(None, refusal.text())
            return self.form_invalid(form)
        language = (get_language() or "en")[:2]
        jobs.enqueue(
            send_reset_link, dedupe_key=f"reset {email}"[:120], email=email, language=language
        )
        return redirect("account_reset_password_done")


class ResetSent(_Page, views.PasswordResetDoneView):
    """`/me/reset/sent`: says the same to everybody."""

    template_name = "team/reset_sent.html"


class SetPassword(_Page, views.PasswordResetFromKeyView):
    """`/me/reset/<link>`: the link out of a mail, which works once."""

    template_name = "team/set_password.html"
    form_class = NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        throttle.take((throttle.LINK_ADDRESS, address_of(request)))
        response = super().dispatch(request, *args, **kwargs)
        # The address carries a secret until it is redirected: nobody else may hear of it.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["email"] = self.reset_user.email if self.reset_user else ""
        return context


class PasswordSet(_Page, views.PasswordResetFromKeyDoneView):
    """`/me/reset/done`."""

    template_name = "team/password_set.html"


class ChangePassword(_Page, views.PasswordChangeView):
    """`/me/password`."""

    template_name = "team/change_password.html"
    form_class = OwnPasswordForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
reset_password = ResetPassword.as_view()
reset_sent = ResetSent.as_view()
set_password = SetPassword.as_view()
password_set = PasswordSet.as_view()
change_password = signed_in(ChangePassword.as_view())
