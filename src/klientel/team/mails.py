"""The mails of sign-in and membership: plain text, short, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from klientel.team.reset_links import INVITATION_LIFE, link_for
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import User, Workspace


class LoginMail(EmailMessage):
    """A mail about somebody's login; `actor` says for which workspace it is sent, if for one."""

    actor: Actor | None = None


def send_reset_link(user: User, language: str) -> None:
    """The link that was asked for on the sign-in page."""
    with translation.override(user.language or language):
        _send(
            user.email,
            _("Set a new password"),
            _("Hello {name},"),
            _("this link lets you set a new password. It works once, for one hour:"),
            link_for(user),
            _(
                "If you did not ask for this, you need not do anything: "
                "your password stays as it is."
            ),
            name=user.name or user.email,
        )


def send_password_changed(user: User, *, by_link: bool) -> None:
    """Tell somebody that their password is another one now."""
    with translation.override(user.language or translation.get_language() or "en"):
        _send(
            user.email,
            _("Your password was changed"),
            _("Hello {name},"),
            _("your password was set by a link from a mail.")
            if by_link
            else _("your password was changed in your profile."),
            _("All other sessions have been ended. If this was not you, set a new one at once:"),
            _sign_in_address(),
            name=user.name or user.email,
        )


def send_invitation(actor: Actor, user: User, workspace: Workspace, *, is_new: bool) -> str:
    """Tell somebody that they belong to a workspace now; returns the link that was sent.

    New users get a link to set their password, others the address of the workspace.
    """
    from django.conf import settings

    with translation.override(user.language or workspace.language):
        if is_new:
            link = link_for(user, INVITATION_LIFE)
            what = _("This link lets you choose a password. It works once, for seven days:")
        else:
            link = f"{settings.BASE_URL}/{workspace.slug}/"
            what = _("Sign in as usual; you find it here:")
        _send(
            user.email,
            _("Welcome to {workspace}"),
            _("Hello {name},"),
            _("{inviter} has added you to {workspace} on Klientel.")
            if actor.name
            else _("you have been added to {workspace} on Klientel."),
            what,
            link,
            actor=actor,
            name=user.name or user.email,
            inviter=actor.name,
            workspace=workspace.name,
        )
    return link


def _send(
    to: str, subject: str, *paragraphs: str, actor: Actor | None = None, **values: Any
) -> None:
    text = "\n\n".join(_filled(part, values) for part in paragraphs)
    mail = LoginMail(_filled(subject, values), f"{text}\n", to=[to])
    mail.actor = actor
    mail.send()


def _filled(text: str, values: dict[str, Any]) -> str:
    """Values put into a sentence; only whole placeholders, so that no name can be a template."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", " ".join(str(value).split()))
    return text


def _sign_in_address() -> str:
    from django.conf import settings
    from django.urls import reverse

    return f"{settings.BASE_URL}{reverse('account_reset_password')}"
