"""The addresses of the generic pages, all below the workspace."""

from django.urls import path, register_converter

from klientel.views.action_pages import action
from klientel.views.cell_pages import field
from klientel.views.doors import TypeConverter
from klientel.views.duplicate_pages import (
    duplicates_page,
    look_again,
    looking,
    no_duplicate,
)
from klientel.views.edit_pages import edit_page
from klientel.views.filter_pages import filter_panel
from klientel.views.finding_pages import options, palette, search_page
from klientel.views.list_pages import front_page, list_page, list_with_a_slash, row
from klientel.views.merge_pages import bulk_merge, merge_page
from klientel.views.merged_pages import merge_told, take_apart
from klientel.views.new_pages import new_page, similar
from klientel.views.record_pages import menu, peek, record_page
from klientel.views.share_pages import share_page
from klientel.views.trash_pages import (
    bulk_trash,
    restore_record,
    trash_page,
    trash_record,
)

register_converter(TypeConverter, "type")

_HERE = "<slug:workspace>"
_TYPE = f"{_HERE}/<type:kind>"
_RECORD = f"{_TYPE}/<str:key>"

urlpatterns = [
    path(_HERE, front_page, name="workspace"),
    path(f"{_HERE}/", front_page, name="workspace_front"),
    path(f"{_HERE}/palette", palette, name="palette"),
    path(f"{_HERE}/search", search_page, name="search"),
    path(f"{_HERE}/options", options, name="options"),
    path(f"{_HERE}/trash", trash_page, name="trash"),
    path(f"{_HERE}/duplicates", duplicates_page, name="duplicates"),
    path(f"{_HERE}/duplicates/search", look_again, name="look_for_duplicates"),
    path(f"{_HERE}/duplicates/look", looking, name="looking_for_duplicates"),
    path(f"{_HERE}/duplicates/<uuid:suspect>/apart", no_duplicate, name="no_duplicate"),
    path(f"{_HERE}/merges/<uuid:merge_id>", merge_told, name="merge_told"),
    path(f"{_HERE}/merges/<uuid:merge_id>/apart", take_apart, name="take_apart"),
    path(_TYPE, list_page, name="list"),
    path(f"{_TYPE}/", list_with_a_slash, name="list_with_a_slash"),
    path(f"{_TYPE}/new", new_page, name="new"),
    path(f"{_TYPE}/similar", similar, name="similar"),
    path(f"{_TYPE}/filters", filter_panel, name="filters"),
    path(f"{_TYPE}/merge", merge_page, name="merge"),
    path(f"{_TYPE}/bulk/merge", bulk_merge, name="bulk_merge"),
    path(f"{_TYPE}/bulk/trash", bulk_trash, name="bulk_trash"),
    path(_RECORD, record_page, name="record"),
    path(f"{_RECORD}/peek", peek, name="peek"),
    path(f"{_RECORD}/row", row, name="row"),
    path(f"{_RECORD}/menu", menu, name="record_menu"),
    path(f"{_RECORD}/edit", edit_page, name="edit_record"),
    path(f"{_RECORD}/share", share_page, name="share_record"),
    path(f"{_RECORD}/trash", trash_record, name="trash_record"),
    path(f"{_RECORD}/restore", restore_record, name="restore_record"),
    path(f"{_RECORD}/fields/<slug:name>", field, name="field"),
    path(f"{_RECORD}/actions/<str:name>", action, name="action"),
    path(f"{_RECORD}/<slug:tab>", record_page, name="record_tab"),
]
