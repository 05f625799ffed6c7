"""The addresses of the generic pages, all below the workspace."""

from django.urls import path, register_converter

from klientel.views import comment_change_pages, comment_pages, file_pages
from klientel.views.action_pages import action
from klientel.views.asked_fields import asked_fields
from klientel.views.bulk_pages import bulk_change, bulk_form, bulk_run
from klientel.views.cell_pages import field
from klientel.views.columns_pages import columns_page
from klientel.views.doors import TypeConverter
from klientel.views.duplicate_pages import (
    duplicates_page,
    look_again,
    looking,
    no_duplicate,
)
from klientel.views.edit_pages import edit_page
from klientel.views.export_pages import export_list
from klientel.views.field_condition_pages import field_conditions
from klientel.views.filter_pages import filter_panel
from klientel.views.finding_pages import options, palette, search_page
from klientel.views.formula_pages import formula_preview
from klientel.views.gesture_pages import gesture
from klientel.views.joined_filters import joined_filters
from klientel.views.link_pages import links_page, whom_page
from klientel.views.list_pages import front_page, list_page, list_with_a_slash, row
from klientel.views.merge_pages import bulk_merge, merge_page
from klientel.views.merged_pages import merge_told, take_apart
from klientel.views.new_pages import new_page, similar
from klientel.views.own_field_pages import (
    all_fields_page,
    new_field_page,
    one_field_page,
    order_fields_page,
    restore_field_page,
    type_fields_page,
)
from klientel.views.presence_pages import follow_record, presence
from klientel.views.record_pages import menu, peek, record_page
from klientel.views.share_pages import share_page
from klientel.views.totals_pages import totals_page
from klientel.views.trash_pages import (
    bulk_trash,
    restore_record,
    trash_page,
    trash_record,
)
from klientel.views.view_pages import (
    delete_view,
    keep_view,
    new_view,
    one_view,
    pin,
    pins,
    views_panel,
)

register_converter(TypeConverter, "type")

_HERE = "<slug:workspace>"
_TYPE = f"{_HERE}/<type:record_type>"
_RECORD = f"{_TYPE}/<str:key>"
_VIEW = f"{_TYPE}/views/<int:number>"
_FIELDS = f"{_HERE}/settings/fields/<type:record_type>"
_FILE = f"{_HERE}/files/<uuid:file>"
_COMMENT = f"{_HERE}/comments/<uuid:comment>"

urlpatterns = [
    path(_HERE, front_page, name="workspace"),
    path(f"{_HERE}/", front_page, name="workspace_front"),
    path(f"{_HERE}/palette", palette, name="palette"),
    path(f"{_HERE}/search", search_page, name="search"),
    path(f"{_HERE}/options", options, name="options"),
    path(f"{_HERE}/trash", trash_page, name="trash"),
    path(f"{_HERE}/pins", pins, name="pins"),
    path(f"{_HERE}/settings/fields", all_fields_page, name="settings_fields"),
    path(_FIELDS, type_fields_page, name="settings_type_fields"),
    path(f"{_FIELDS}/new", new_field_page, name="settings_new_field"),
    path(f"{_FIELDS}/preview", formula_preview, name="settings_formula_preview"),
    path(f"{_FIELDS}/order", order_fields_page, name="settings_order_fields"),
    path(f"{_FIELDS}/<uuid:field>", one_field_page, name="settings_field"),
    path(
        f"{_FIELDS}/<uuid:field>/conditions/<slug:purpose>",
        field_conditions,
        name="settings_field_conditions",
    ),
    path(f"{_FIELDS}/<uuid:field>/restore", restore_field_page, name="settings_restore_field"),
    path(f"{_HERE}/files/new", file_pages.stage_file, name="stage_file"),
    path(_FILE, file_pages.download, name="file"),
    path(f"{_FILE}/view", file_pages.view_picture, name="view_picture"),
    path(f"{_FILE}/rename", file_pages.rename_file, name="rename_file"),
    path(f"{_FILE}/replace", file_pages.replace_file, name="replace_file"),
    path(f"{_FILE}/remove", file_pages.remove_file, name="remove_file"),
    path(f"{_FILE}/revert", file_pages.revert_file, name="revert_file"),
    path(_COMMENT, comment_pages.comment_page, name="comment"),
    path(f"{_COMMENT}/menu", comment_change_pages.comment_menu, name="comment_menu"),
    path(f"{_COMMENT}/edit", comment_change_pages.edit_comment, name="edit_comment"),
    path(f"{_COMMENT}/remove", comment_change_pages.remove_comment, name="remove_comment"),
    path(f"{_COMMENT}/publish", comment_change_pages.publish_comment, name="publish_comment"),
    path(f"{_COMMENT}/withdraw", comment_change_pages.withdraw_comment, name="withdraw_comment"),
    path(f"{_COMMENT}/assign", comment_change_pages.assign_comment, name="assign_comment"),
    path(f"{_COMMENT}/state", comment_change_pages.comment_state, name="comment_state"),
    path(f"{_COMMENT}/react", comment_change_pages.react_to_comment, name="react_to_comment"),
    path(f"{_COMMENT}/wordings", comment_change_pages.comment_wordings, name="comment_wordings"),
    path(f"{_HERE}/mentions/seen", comment_change_pages.mentions_seen, name="mentions_seen"),
    path(f"{_HERE}/duplicates", duplicates_page, name="duplicates"),
    path(f"{_HERE}/duplicates/search", look_again, name="look_for_duplicates"),
    path(f"{_HERE}/duplicates/look", looking, name="looking_for_duplicates"),
    path(f"{_HERE}/duplicates/<uuid:suspect>/apart", no_duplicate, name="no_duplicate"),
    path(f"{_HERE}/merges/<uuid:merge_id>", merge_told, name="merge_told"),
    path(f"{_HERE}/merges/<uuid:merge_id>/apart", take_apart, name="take_apart"),
    path(_TYPE, list_page, name="list"),
    path(f"{_TYPE}/", list_with_a_slash, name="list_with_a_slash"),
    path(f"{_TYPE}/new", new_page, name="new"),
    path(f"{_TYPE}/asked", asked_fields, name="asked_fields"),
    path(f"{_TYPE}/similar", similar, name="similar"),
    path(f"{_TYPE}/filters", filter_panel, name="filters"),
    path(f"{_TYPE}/filters/joined", joined_filters, name="joined_filters"),
    path(f"{_TYPE}/export", export_list, name="export_list"),
    path(f"{_TYPE}/totals", totals_page, name="totals"),
    path(f"{_TYPE}/columns", columns_page, name="columns"),
    path(f"{_TYPE}/bulk", bulk_form, name="bulk_form"),
    path(f"{_TYPE}/bulk/change", bulk_change, name="bulk_change"),
    path(f"{_TYPE}/bulk/<uuid:run>", bulk_run, name="bulk_run"),
    path(f"{_TYPE}/merge", merge_page, name="merge"),
    path(f"{_TYPE}/bulk/merge", bulk_merge, name="bulk_merge"),
    path(f"{_TYPE}/bulk/trash", bulk_trash, name="bulk_trash"),
    path(f"{_TYPE}/views", views_panel, name="views"),
    path(f"{_TYPE}/views/new", new_view, name="new_view"),
    path(_VIEW, one_view, name="view"),
    path(f"{_VIEW}/keep", keep_view, name="keep_view"),
    path(f"{_VIEW}/delete", delete_view, name="delete_view"),
    path(f"{_VIEW}/pin", pin, name="pin_view"),
    path(_RECORD, record_page, name="record"),
    path(f"{_RECORD}/peek", peek, name="peek"),
    path(f"{_RECORD}/row", row, name="row"),
    path(f"{_RECORD}/menu", menu, name="record_menu"),
    path(f"{_RECORD}/change", gesture, name="gesture"),
    path(f"{_RECORD}/edit", edit_page, name="edit_record"),
    path(f"{_RECORD}/share", share_page, name="share_record"),
    path(f"{_RECORD}/links", links_page, name="record_links"),
    path(f"{_RECORD}/links/whom", whom_page, name="record_link_whom"),
    path(f"{_RECORD}/trash", trash_record, name="trash_record"),
    path(f"{_RECORD}/restore", restore_record, name="restore_record"),
    path(f"{_RECORD}/fields/<slug:name>", field, name="field"),
    path(f"{_RECORD}/actions/<str:name>", action, name="action"),
    path(f"{_RECORD}/files/add", file_pages.add_files, name="add_files"),
    path(f"{_RECORD}/comments/list", comment_pages.comment_list, name="comment_list"),
    path(f"{_RECORD}/comments/add", comment_pages.add_comment, name="add_comment"),
    path(f"{_RECORD}/comments/names", comment_pages.names, name="comment_names"),
    path(f"{_RECORD}/presence", presence, name="presence"),
    path(f"{_RECORD}/follow", follow_record, name="follow_record"),
    path(f"{_RECORD}/<slug:tab>", record_page, name="record_tab"),
]
