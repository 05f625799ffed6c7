"""The addresses of runs."""

from django.urls import path

from klientel.automations import run_pages

_RUNS = "<slug:workspace>/automations/<int:number>/runs"

urlpatterns = [
    path(_RUNS, run_pages.runs_page, name="rule_runs"),
    path(f"{_RUNS}/<uuid:key>", run_pages.run_page, name="rule_run"),
    path(f"{_RUNS}/<uuid:key>/retry", run_pages.retry_page, name="rule_run_retry"),
    path(f"{_RUNS}/<uuid:key>/undo", run_pages.undo_page, name="rule_run_undo"),
]
