"""The one address of the room."""

from django.urls import path

from klientel.sending import pages

urlpatterns = [path("<slug:workspace>/settings/mail", pages.mail_page, name="settings_mail")]
