"""The addresses of the import, of copies and of webhooks."""

from django.urls import path

from klientel.integrations import (
    agent_pages,
    copy_pages,
    map_page,
    pages,
    reference_pages,
    suspect_pages,
    upload,
)
from klientel.integrations.api.urls import urlpatterns as api
from klientel.integrations.hooks import pages as hook_pages
from klientel.integrations.hooks.receiving import receive

_ALL = "<slug:workspace>/import"
_API = "<slug:workspace>/settings/api"
_RUN = f"{_ALL}/<uuid:key>"
_HOOKS = "<slug:workspace>/settings/webhooks"

urlpatterns = [
    *api,
    path(_ALL, pages.runs_page, name="imports"),
    path(f"{_ALL}/new", upload.upload, name="import_upload"),
    path(_RUN, pages.run_entry, name="import_run"),
    path(f"{_RUN}/map", map_page.map_page, name="import_map"),
    path(f"{_RUN}/duplicates", suspect_pages.suspects_page, name="import_suspects"),
    path(f"{_RUN}/duplicates/all", suspect_pages.choose_suspects, name="import_choose_all"),
    path(f"{_RUN}/duplicates/<uuid:suspect>", suspect_pages.choose_suspect, name="import_choose"),
    path(f"{_RUN}/check", pages.check_page, name="import_check"),
    path(f"{_RUN}/run", pages.run_page, name="import_progress"),
    path(f"{_RUN}/start", pages.start, name="import_start"),
    path(f"{_RUN}/cancel", pages.cancel, name="import_cancel"),
    path(f"{_RUN}/undo", pages.undo, name="import_undo"),
    path(f"{_RUN}/delete", pages.throw_away, name="import_delete"),
    path(f"{_API}/reference", reference_pages.reference_page, name="api_reference"),
    path(f"{_API}/openapi.json", reference_pages.description_file, name="api_description"),
    path("<slug:workspace>/settings/agents", agent_pages.agents_page, name="settings_agents"),
    path("<slug:workspace>/settings/export", copy_pages.export_page, name="settings_export"),
    path("<slug:workspace>/settings/export/<uuid:key>", copy_pages.download, name="export_file"),
    path(f"{_RUN}/errors.csv", pages.errors, name="import_errors"),
    path(_HOOKS, hook_pages.webhooks_page, name="settings_webhooks"),
    path(f"{_HOOKS}/new", hook_pages.webhook_new, name="webhook_new"),
    path(f"{_HOOKS}/address", hook_pages.hook_new, name="hook_new"),
    path(f"{_HOOKS}/<uuid:key>", hook_pages.webhook_page, name="webhook"),
    path("hooks/<str:token>", receive, name="hook"),
]
