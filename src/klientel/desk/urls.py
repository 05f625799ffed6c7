"""The addresses of the desk."""

from django.urls import path

from klientel.desk import capture_pages, pages
from klientel.desk.calendar_pages import calendar_page
from klientel.desk.feed_pages import feed, feeds_page
from klientel.desk.today_pages import put_off, today_page, wake_up

urlpatterns = [
    path("<slug:workspace>/today", today_page, name="today"),
    path("<slug:workspace>/today/later", put_off, name="today_later"),
    path("<slug:workspace>/today/again", wake_up, name="today_again"),
    path("<slug:workspace>/today/calendar", calendar_page, name="calendar"),
    path("<slug:workspace>/today/feeds", feeds_page, name="feeds"),
    path("feeds/<slug:token>.ics", feed, name="feed"),
    path("<slug:workspace>/capture", capture_pages.capture_page, name="capture"),
    path("<slug:workspace>/capture/read", capture_pages.capture_read, name="capture_read"),
    path("<slug:workspace>/jobs", pages.jobs_page, name="jobs"),
    path("<slug:workspace>/jobs/again", pages.try_work_again, name="jobs_again"),
    path("<slug:workspace>/jobs/<uuid:key>/cancel", pages.cancel_job, name="job_cancel"),
]
