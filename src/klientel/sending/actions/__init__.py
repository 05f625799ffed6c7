"""What people do with outgoing mail."""

from klientel.sending.actions.mail import announce_trial, resend, withdraw

__all__ = ["announce_trial", "resend", "withdraw"]
