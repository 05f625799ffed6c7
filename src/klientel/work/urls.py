"""The addresses of the room; lists, records, tabs and cells are the generic ones of `views`."""

from django.urls import path

from klientel.work import pages, series_pages, settings_pages, template_pages, time_pages

_ITEM = "<slug:workspace>/work/<str:key>"
_SETTINGS = "<slug:workspace>/settings/work"
#: the shipped kinds as people say them, and their codes
_KINDS = {
    "orders": "order",
    "tasks": "task",
    "tickets": "ticket",
    "returns": "return",
    "projects": "project",
}

urlpatterns = [
    path(
        "<slug:workspace>/work/templates/new",
        template_pages.new_from_template,
        name="work_from_template",
    ),
    path(
        "<slug:workspace>/settings/templates",
        template_pages.templates_page,
        name="settings_templates",
    ),
    path(f"{_ITEM}/parts", pages.parts_page, name="work_parts"),
    path(f"{_ITEM}/steps", pages.steps_page, name="work_steps"),
    path(f"{_ITEM}/time", time_pages.time_page, name="work_time"),
    path(f"{_ITEM}/time/<uuid:noted>", time_pages.time_entry_page, name="work_time_entry"),
    path(f"{_ITEM}/waits", pages.waits_page, name="work_waits"),
    path(f"{_ITEM}/repeat", series_pages.repeat_page, name="work_repeat"),
    path(f"{_ITEM}/repeat/dates", series_pages.repeat_dates, name="work_repeat_dates"),
    path(f"{_ITEM}/repeat/do", series_pages.repeat_do, name="work_repeat_do"),
    path(_SETTINGS, settings_pages.kinds_page, name="settings_work"),
    path(f"{_SETTINGS}/<slug:kind>", settings_pages.kind_page, name="settings_kind"),
    path(
        f"{_SETTINGS}/<slug:kind>/<slug:status>",
        settings_pages.status_page,
        name="settings_status",
    ),
    *(
        path(f"<slug:workspace>/{said}", pages.list_of_kind, {"kind": code})
        for said, code in _KINDS.items()
    ),
    *(path(f"<slug:workspace>/{said}/<str:key>", pages.item_of_kind) for said in _KINDS),
]
