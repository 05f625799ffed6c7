"""The addresses of rules."""

from django.urls import path

from klientel.automations import editor_pages, history_pages, pages, pressing_pages
from klientel.automations.run_urls import urlpatterns as runs

_HERE = "<slug:workspace>/automations"

urlpatterns = [
    path(_HERE, pages.rules_page, name="rules"),
    path(f"{_HERE}/new", editor_pages.new_rule_page, name="rule_new"),
    path(f"{_HERE}/draft", editor_pages.draft_page, name="rule_draft"),
    path(f"{_HERE}/ready", pages.ready_page, name="rule_ready"),
    path(f"{_HERE}/<int:number>", editor_pages.rule_page, name="rule"),
    path(f"{_HERE}/<int:number>/switch", pages.switch_page, name="rule_switch"),
    path(f"{_HERE}/<int:number>/take-over", pages.take_over_page, name="rule_take_over"),
    path(f"{_HERE}/<int:number>/delete", pages.delete_page, name="rule_delete"),
    path(f"{_HERE}/<int:number>/copy", pages.copy_page, name="rule_copy"),
    path(f"{_HERE}/<int:number>/history", history_pages.history_page, name="rule_history"),
    path(f"{_HERE}/<int:number>/press", pressing_pages.press_page, name="rule_press"),
    path(
        f"{_HERE}/<int:number>/press-many", pressing_pages.press_many_page, name="rule_press_many"
    ),
    *runs,
]
