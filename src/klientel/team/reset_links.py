"""Links that let somebody set their password: 256 random bits, stored as a hash, good once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from klientel.kit import clock
from klientel.kit.link_secrets import hashed, new_secret
from klientel.team.models import ResetLink
from klientel.workspaces.models import User

RESET_LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=7)


class ResetLinks:
    """What allauth asks for and checks tokens with (`ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR`)."""

    def make_token(self, user: User, life: timedelta = RESET_LIFE) -> str:
        """A new token; links that were sent before stop working."""
        token = new_secret()
        ResetLink.replace(user, hashed(token), clock.now() + life)
        return token

    def check_token(self, user: User | None, token: str) -> bool:
        """Whether the token opens this user's door now."""
        if user is None or not user.is_active or not token:
            return False
        links = ResetLink.objects.filter(user_id=user.pk, expires_at__gt=clock.now())
        return links.filter(token_hash=hashed(token)).exists()


def link_for(user: User, life: timedelta = RESET_LIFE) -> str:
    """The whole address of a new link for this user."""
    key = ResetLinks().make_token(user, life)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user.pk, "key": key})
    return f"{settings.BASE_URL}{path}"
