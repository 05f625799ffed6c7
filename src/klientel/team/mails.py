"""The mails of sign-in and membership: plain text, short, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klientel.kit.format import format_for
from klientel.team.reset_links import INVITATION_LIFE, link_for
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence, User, Workspace


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


def send_factor_changed(user: User, verb: str) -> None:
    """Tell somebody that what guards their login besides the password is another one now."""
    with translation.override(user.language or translation.get_language() or "en"):
        told = {
            "member.app_added": _("codes of an app are asked for at sign-in from now on."),
            "member.app_removed": _("codes of an app are not asked for at sign-in any more."),
            "member.passkey_added": _("a passkey was added to your login."),
            "member.passkey_removed": _("a passkey was removed from your login."),
            "member.factors_removed": _(
                "your second factors were removed by whoever runs the server."
            ),
            "member.codes_renewed": _("new recovery codes were made; the old ones do not work."),
        }
        _send(
            user.email,
            _("Your second factor was changed"),
            _("Hello {name},"),
            told[verb],
            _(
                "All other sessions have been ended. If this was not you, "
                "set a new password at once:"
            ),
            _sign_in_address(),
            name=user.name or user.email,
        )


def send_email_link(user: User, to: str, token: str) -> None:
    """The link that makes an address the one that somebody signs in with; it goes to that one."""
    with translation.override(user.language or translation.get_language() or "en"):
        _send(
            to,
            _("Confirm your new e-mail address"),
            _("Hello {name},"),
            _("this link lets you sign in with {email}. It works once, for 24 hours:"),
            f"{settings.BASE_URL}{reverse('email_link', kwargs={'token': token})}",
            _("If you did not ask for this, you need not do anything."),
            name=user.name or user.email,
            email=to,
        )


def send_email_taken(to: str, language: str) -> None:
    """Tell who has a login that it was not given another one's address."""
    user = User.objects.filter(email__iexact=to, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language or language or "en"):
        _send(
            to,
            _("Your e-mail address"),
            _("Hello {name},"),
            _(
                "somebody asked to sign in with {email}. You do so already, and an address opens "
                "one login only: nothing was changed. If it was you, use your other login."
            ),
            name=user.name or to,
            email=to,
        )


def send_email_changed(user: User, former: str) -> None:
    """Tell the former address that another one is signed in with now."""
    with translation.override(user.language or translation.get_language() or "en"):
        _send(
            former,
            _("Your e-mail address was changed"),
            _("Hello {name},"),
            _("from now on you sign in with {email}, and no longer with {former}."),
            _(
                "All other sessions have been ended. If this was not you, tell an owner of your "
                "workspace or whoever runs the server at once."
            ),
            name=user.name or former,
            email=user.email,
            former=former,
        )


def send_invitation(actor: Actor, user: User, workspace: Workspace, *, is_asked: bool) -> str:
    """Tell somebody that a workspace has added them, or asks them to join; returns the link sent.

    Who has no password gets a link to choose one, others the address of their workspaces.
    """
    with translation.override(user.language or workspace.language):
        if user.has_usable_password():
            link = f"{settings.BASE_URL}{reverse('me')}"
            what = _("Sign in as usual; you find it here:")
        else:
            link = link_for(user, INVITATION_LIFE)
            what = _("This link lets you choose a password. It works once, for seven days:")
        subject, told = _asking(actor) if is_asked else _welcoming(actor)
        _send(
            user.email,
            subject,
            _("Hello {name},"),
            told,
            what,
            link,
            actor=actor,
            name=user.name or user.email,
            inviter=actor.name,
            workspace=workspace.name,
        )
    return link


def send_reminder(actor: Actor, user: User, workspace: Workspace) -> None:
    """Ask somebody to set up a second factor."""
    with translation.override(user.language or workspace.language):
        _send(
            user.email,
            _("Please set up a second factor"),
            _("Hello {name},"),
            _(
                "{inviter} asks you to protect your login at {workspace} by a second factor. "
                "It takes a minute:"
            ),
            f"{settings.BASE_URL}{reverse('mfa_index')}",
            actor=actor,
            name=user.name or user.email,
            inviter=actor.name,
            workspace=workspace.name,
        )


def send_stand_in(actor: Actor, absence: Absence, workspace: Workspace) -> None:
    """Tell a deputy for whom and when they stand in."""
    deputy = absence.deputy
    language = deputy.user.language or workspace.language
    with translation.override(language):
        format_ = format_for("de" if language.startswith("de") else "en", workspace.time_zone)
        _send(
            deputy.user.email,
            _("Standing in for {away}"),
            _("Hello {name},"),
            _("from {from_on} to {until_on} you stand in for {away} in {workspace}."),
            _("During these days the work of {away} is listed among your own:"),
            f"{settings.BASE_URL}/{workspace.slug}/absences",
            actor=actor,
            name=deputy.name,
            away=absence.member.name,
            from_on=format_.date(absence.from_on),
            until_on=format_.date(absence.until_on),
            workspace=workspace.name,
        )


def _welcoming(actor: Actor) -> tuple[str, str]:
    """Subject and sentence for who is in already."""
    if actor.name:
        return _("Welcome to {workspace}"), _("{inviter} has added you to {workspace} on Klientel.")
    return _("Welcome to {workspace}"), _("you have been added to {workspace} on Klientel.")


def _asking(actor: Actor) -> tuple[str, str]:
    """Subject and sentence for who may say no."""
    subject = _("Invitation to {workspace}")
    if actor.name:
        return subject, _(
            "{inviter} invites you to {workspace} on Klientel. After signing in you accept or "
            "decline; nobody there sees anything of you before."
        )
    return subject, _(
        "you are invited to {workspace} on Klientel. After signing in you accept or decline; "
        "nobody there sees anything of you before."
    )


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
    return f"{settings.BASE_URL}{reverse('account_reset_password')}"
