"""The addresses of the room; lists, records, tabs and cells are the generic ones of `views`."""

from django.urls import path

from klientel.crm import meeting_pages, pages

_ACCOUNT = "<slug:workspace>/accounts/<str:key>"

urlpatterns = [
    path(f"{_ACCOUNT}/log", pages.log_contact),
    path("<slug:workspace>/contacts/<str:key>/log", pages.log_with_person),
    path(f"{_ACCOUNT}/people", pages.add_contact),
    path(f"{_ACCOUNT}/meetings/new", meeting_pages.new_meeting),
    path("<slug:workspace>/busy", meeting_pages.busy_page),
    path("<slug:workspace>/meetings/<uuid:key>/ics", meeting_pages.meeting_ics),
    path(f"{_ACCOUNT}/purchases/<uuid:purchase>/trash", pages.delete_purchase),
]
