"""Introduces the design system to Django, so that its templates and catalogue are found."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The room of the design system; it has no models."""

    name = "klientel.ui"
    label = "ui"
