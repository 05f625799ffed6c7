"""Opens the engine: its ear, its clock, and the cleaning up of what is old."""

from __future__ import annotations


def open_engine() -> None:
    """Register the subscriber, the schedules and the actions on runs."""
    from klientel.automations import run_verbs, through  # noqa: F401 - they register
    from klientel.automations.actions import pressing, running, stopping  # noqa: F401 - they register
    from klientel.automations.engine import going_on, hearing  # noqa: F401 - they register
    from klientel.automations.engine.cleaning import clean_runs, empty_rules
    from klientel.automations.engine.timing import let_go_on, look_at_the_clock
    from klientel.events.jobs import schedule

    schedule("automations.go_on", let_go_on, "* * * * *")
    schedule("automations.look_at_the_clock", look_at_the_clock, "*/5 * * * *")
    schedule("automations.empty_rules", empty_rules, "37 3 * * *")
    schedule("automations.clean_runs", clean_runs, "51 3 * * *")
