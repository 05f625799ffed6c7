"""The parts of the pages of accounts and contacts that come from the room itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm import account_parts as parts
from klientel.crm import always_shown
from klientel.crm import consent_parts as consents
from klientel.crm import contact_parts as contact
from klientel.crm import people_parts as people
from klientel.crm import relationship_panel as relationship
from klientel.crm.account_head import STANDING
from klientel.crm.account_tabs import EITHER
from klientel.crm.agreement_panel import agreement_panel, was_client
from klientel.crm.meeting_panels import acting_panel, meetings_panel
from klientel.crm.steps_panel import steps_panel
from klientel.views.panels import EVERY, Panel, panels


def register() -> None:
    """Tell the pages of them."""
    panels.register(
        *_of_accounts(), *_of_clients(), *_ahead_of_accounts(), _of_contacts(), _of_meetings()
    )
    panels.register(*_about_people(), *_of_people(), _beside_all_of_them())


def _of_accounts() -> list[Panel]:
    return [
        Panel(
            name="timeline",
            on="account",
            slot="tab",
            label=_("Timeline"),
            render=parts.timeline_tab,
            order=10,
        ),
        Panel(
            name="purchases",
            on="account",
            slot="tab",
            label=_("Purchases"),
            render=parts.purchases_tab,
            order=20,
            is_shown=parts.has_purchases,
        ),
        Panel(
            name="buying",
            on="account",
            slot="right",
            label=_("Buying"),
            render=parts.buying_panel,
            order=20,
            is_shown=parts.mostly_buys,
        ),
        Panel(
            name="people",
            on="account",
            slot="left",
            label=_("People"),
            render=parts.people_panel,
            order=20,
        ),
        Panel(
            name="privacy",
            on="account",
            slot="right",
            label=_("Who may see this"),
            render=parts.privacy_panel,
            order=90,
        ),
    ]


def _beside_all_of_them() -> Panel:
    """What of an account must not be overlooked, on the pages of what belongs to it."""
    return Panel(
        name="always_shown",
        on=EVERY,
        slot="right",
        label=_("Mind this"),
        render=always_shown.marked_panel,
        order=1,
        is_shown=always_shown.is_beside_an_account,
    )


def _of_clients() -> list[Panel]:
    return [
        Panel(
            name="agreement",
            on="account",
            slot="right",
            label=_("Agreement"),
            render=agreement_panel,
            order=10,
            is_shown=was_client,
        ),
        Panel(
            name="relationship_in_short",
            on="account",
            slot="right",
            label=EITHER,
            render=relationship.relationship_panel,
            order=5,
            is_shown=relationship.is_questioned,
        ),
        Panel(
            name=STANDING,
            on="account",
            slot="tab",
            label=_("Standing"),
            render=relationship.standing_tab,
            order=80,
        ),
    ]


def _ahead_of_accounts() -> list[Panel]:
    return [
        Panel(
            name="meetings",
            on="account",
            slot="right",
            label=_("Meetings"),
            render=meetings_panel,
            order=8,
        ),
        Panel(
            name="steps",
            on="account",
            slot="right",
            label=_("Next steps"),
            render=steps_panel,
            order=5,
        ),
    ]


def _about_people() -> list[Panel]:
    """What the page of an account tells of its people and its group."""
    return [
        Panel(
            name="family",
            on="account",
            slot="left",
            label=_("Group"),
            render=people.family_panel,
            order=25,
            is_shown=people.has_family,
        ),
        Panel(
            name="consents",
            on="account",
            slot="left",
            label=_("Consent"),
            render=consents.consents_of_account,
            order=22,
            is_shown=consents.is_person,
        ),
        Panel(
            name="known",
            on="account",
            slot="right",
            label=_("Known by"),
            render=people.known_at_account,
            order=40,
            is_shown=people.has_known,
        ),
    ]


def _of_people() -> list[Panel]:
    return [
        Panel(
            name="organisations",
            on="contact",
            slot="left",
            label=_("Further organisations"),
            render=people.organisations_panel,
            order=20,
        ),
        Panel(
            name="consents",
            on="contact",
            slot="right",
            label=_("Consent"),
            render=consents.consents_panel,
            order=20,
        ),
        Panel(
            name="known",
            on="contact",
            slot="right",
            label=_("Known by"),
            render=people.known_panel,
            order=30,
        ),
    ]


def _of_contacts() -> Panel:
    return Panel(
        name=contact.TAB,
        on="contact",
        slot="tab",
        label=_("Conversations"),
        render=contact.conversations_tab,
        order=10,
        opens_first=True,
    )


def _of_meetings() -> Panel:
    return Panel(
        name="acting",
        on="meeting",
        slot="right",
        label=_("Meeting"),
        render=acting_panel,
        order=10,
    )
