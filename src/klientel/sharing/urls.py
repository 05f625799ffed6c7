"""The addresses of the room."""

from django.urls import path

from klientel.sharing.outside import shared
from klientel.sharing.settings_pages import links_page, preview

urlpatterns = [
    path("s/<slug:token>", shared, name="shared"),
    path("s/<slug:token>/<path:rest>", shared, name="shared_more"),
    path("<slug:workspace>/settings/links", links_page, name="settings_links"),
    path("<slug:workspace>/shared/<uuid:link>", preview, name="link_preview"),
    path("<slug:workspace>/shared/<uuid:link>/<path:rest>", preview, name="link_preview_more"),
]
