"""The addresses of runs and of the test run."""

from django.urls import path

from klientel.automations import rehearsal_pages, run_pages, stopping_pages

_RULE = "<slug:workspace>/automations/<int:number>"
_RUNS = f"{_RULE}/runs"

urlpatterns = [
    path(f"{_RULE}/rehearsal", rehearsal_pages.rehearsal_page, name="rule_rehearsal"),
    path(_RUNS, run_pages.runs_page, name="rule_runs"),
    path(f"{_RUNS}/stop", stopping_pages.stop_runs_page, name="rule_runs_stop"),
    path(f"{_RUNS}/<uuid:key>", run_pages.run_page, name="rule_run"),
    path(f"{_RUNS}/<uuid:key>/retry", run_pages.retry_page, name="rule_run_retry"),
    path(f"{_RUNS}/<uuid:key>/undo", run_pages.undo_page, name="rule_run_undo"),
]
