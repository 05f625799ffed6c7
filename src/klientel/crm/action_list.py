"""The actions of the room, entered into the catalogue when it opens."""

from __future__ import annotations

from functools import partial


def introduce() -> None:
    """Load the actions, so that the catalogue knows them, and say how purchases are taken back
    and who from elsewhere is written to.
    """
    from klientel.crm import addressed
    from klientel.crm.actions import (  # noqa: F401 - they register
        account,
        acquaintance,
        affiliation,
        agreement,
        always_shown,
        consent,
        consent_proof,
        interaction,
        meeting,
        own_person,
        profile,
        purchase_one,
        score,
        stage,
    )
    from klientel.crm.actions.entries import take_back as take_entry_back
    from klientel.crm.actions.purchase_trash import take_back
    from klientel.crm.verbs import DECIDE_AGAIN, PURCHASES_BACK, STAGES_BACK, WEIGHTS_BACK
    from klientel.crm.verbs_of_people import (
        ACQUAINTANCE_BACK,
        CONSENT_BACK,
        ORGANISATION_BACK,
    )
    from klientel.records.actions.undoers import each, register

    addressed.introduce()
    register(PURCHASES_BACK, take_back, right=None)
    register(DECIDE_AGAIN, each(profile.decide_again), right=None)
    register(STAGES_BACK, each(stage.take_back), right=None)
    register(WEIGHTS_BACK, each(score.take_back), right=None)
    register(CONSENT_BACK, each(consent.take_back), right="edit")
    for name, entries in (
        (ORGANISATION_BACK, affiliation.ORGANISATIONS),
        (ACQUAINTANCE_BACK, acquaintance.ACQUAINTANCES),
    ):
        register(name, each(partial(take_entry_back, entries)), right="edit")
