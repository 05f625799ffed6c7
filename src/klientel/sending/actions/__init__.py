"""What people do with outgoing mail."""

from klientel.sending.actions.mail import resend, withdraw

__all__ = ["resend", "withdraw"]
