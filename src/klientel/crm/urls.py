"""The addresses of the room; lists, records, tabs and cells are the generic ones of `views`."""

from django.urls import path

from klientel.crm import (
    meeting_pages,
    pages,
    people_pages,
    radar_pages,
    score_pages,
    segment_pages,
    stage_history,
    stage_pages,
)

_ACCOUNT = "<slug:workspace>/accounts/<str:key>"

urlpatterns = [
    path("<slug:workspace>/settings/score", score_pages.score_page, name="settings_score"),
    path(
        "<slug:workspace>/settings/score/preview",
        score_pages.score_preview,
        name="settings_score_preview",
    ),
    path("<slug:workspace>/settings/stages", stage_pages.stages_page, name="settings_stages"),
    path(
        "<slug:workspace>/settings/stages/<str:stage>",
        stage_pages.stage_page,
        name="settings_stage",
    ),
    path(f"{_ACCOUNT}/stages", stage_history.stages_of_account),
    path("<slug:workspace>/segments", segment_pages.segments_page),
    path("<slug:workspace>/segments/moves", segment_pages.moves_page),
    path("<slug:workspace>/radar", radar_pages.radar_page),
    path(f"{_ACCOUNT}/log", pages.log_contact),
    path("<slug:workspace>/contacts/<str:key>/log", pages.log_with_person),
    path(f"{_ACCOUNT}/people", pages.add_contact),
    path(
        "<slug:workspace>/contacts/<str:key>/entries/<uuid:entry>/<slug:name>",
        people_pages.entry_action,
    ),
    path(f"{_ACCOUNT}/meetings/new", meeting_pages.new_meeting),
    path("<slug:workspace>/busy", meeting_pages.busy_page),
    path("<slug:workspace>/meetings/<uuid:key>/ics", meeting_pages.meeting_ics),
    path(f"{_ACCOUNT}/purchases/<uuid:purchase>/trash", pages.delete_purchase),
]
