"""Segments follow purchases through the log: told after commit, counted once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Account, SegmentRun
from klientel.events import worker
from klientel.events.models import Job
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_purchase_has_the_segments_counted(firm: Firm) -> None:
    buyer = actions.create(firm.olga, "account", {"name": "Lena", "relationship": "customer"})
    for day in (1, 2, 3):
        draft = PurchaseDraft(buyer.pk, date(2026, 11, day), Decimal(12))
        record_purchases(firm.olga, [draft])
    assert not SegmentRun.objects.in_workspace(firm.workspace.pk).exists()
    worker.run_until_idle(ahead=timedelta(minutes=1))
    run = SegmentRun.objects.in_workspace(firm.workspace.pk).get()
    assert run.buyers == 1
    jobs = Job.objects.filter(workspace_id=firm.workspace.pk, name__endswith="recompute_segments")
    assert jobs.count() == 1
    assert Account.objects.visible_to(firm.olga).get(pk=buyer.pk).rfm_word
