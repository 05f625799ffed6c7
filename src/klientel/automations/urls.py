"""The addresses of rules."""

from klientel.automations.run_urls import urlpatterns as runs

urlpatterns = [*runs]
