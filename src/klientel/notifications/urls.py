"""The addresses of the inbox."""

from django.urls import path

from klientel.notifications import ending_pages, pages, push_pages, settings_pages

_INBOX = "<slug:workspace>/inbox"

urlpatterns = [
    path("me/unsubscribe/<str:token>", ending_pages.end_mails, name="end_mails"),
    path("me/push/worker.js", push_pages.worker, name="push_worker"),
    path(f"{_INBOX}/push", push_pages.push_page, name="push"),
    path(_INBOX, pages.inbox_page, name="inbox"),
    path(
        "<slug:workspace>/settings/notifications",
        settings_pages.notifications_page,
        name="settings_notifications",
    ),
    path(f"{_INBOX}/badge", pages.inbox_badge, name="inbox_badge"),
    path(f"{_INBOX}/done", pages.set_all_done, name="inbox_all_done"),
    path(f"{_INBOX}/mute", pages.mute_record, name="inbox_mute"),
    path(f"{_INBOX}/<uuid:key>/open", pages.open_line, name="inbox_open"),
    path(f"{_INBOX}/<uuid:key>/done", pages.set_done, name="inbox_done"),
    path(f"{_INBOX}/<uuid:key>/again", pages.take_up, name="inbox_again"),
    path(f"{_INBOX}/<uuid:key>/later", pages.put_off, name="inbox_later"),
]
