"""Addresses of the component gallery; the pages themselves refuse outside of debugging."""

from django.urls import path

from .pages import gallery_page

urlpatterns = [
    path("dev/components", gallery_page, name="gallery"),
    path("dev/components/<slug:sample>", gallery_page, name="gallery-sample"),
]
