"""How django-allauth behaves here: throttled, silent about who exists, with our own mails."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from klientel.kit import net
from klientel.team import mails, throttle
from klientel.team.models import ResetLink
from klientel.workspaces.models import User

logger = logging.getLogger("klientel.security")

LONGEST_PASSWORD = 128


class Adapter(DefaultAccountAdapter):
    """The switchboard of sign-in (`ACCOUNT_ADAPTER`)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail address and password do not belong together."),
        "enter_current_password": _("This is not your current password."),
        "invalid_password_reset": _("This link is not valid any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a login for themselves: an owner adds people."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address, behind as many proxies as are configured."""
        return address_of(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of our own may be gone to after signing in or out."""
        return is_own_path(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: sign-in has one form, a page."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("me")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("usersessions_list") + "?changed=1"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; unknown, inactive and wrong take the same way and the same time.

        Raises ValidationError when too many tries were made.
        """
        account = str(credentials.get("email", "")).strip().lower()
        address = address_of(request)
        limits = tuple(throttle.sign_in_limits(account, address))
        try:
            throttle.take(*limits)
        except throttle.TooMany as refusal:
            logger.warning("sign-in throttled from %s", address)
            raise ValidationError(refusal.text()) from None
        if len(credentials.get("password") or "") > LONGEST_PASSWORD:
            # Hashing something endless would be work for nothing.
            credentials["password"] = "-" * LONGEST_PASSWORD
        user = authenticate(request, **credentials)
        if not isinstance(user, User):
            logger.warning("sign-in refused from %s", address)
            return None
        throttle.give_back(*limits)
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Store a new password; every link that was sent before stops working."""
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            ResetLink.burn(user)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person about a change of their password, in our own words."""
        if template_prefix.startswith("account/email/password_"):
            mails.send_password_changed(user, by_link=template_prefix.endswith("password_reset"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail of the library's own ever leaves."""
        raise LookupError(f"the mail {template_prefix} is not offered")


def address_of(request: HttpRequest) -> str:
    """The caller's network address."""
    remote = request.META.get("REMOTE_ADDR")
    return net.client_address(request.headers, remote, settings.TRUSTED_PROXIES)


def is_own_path(url: str | None) -> bool:
    """Whether a text is a path on this very site and nothing else."""
    if not url or not url.startswith("/") or len(url) > 2000:
        return False
    return bool(url_has_allowed_host_and_scheme(url, allowed_hosts=None))
