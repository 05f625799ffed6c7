"""The nouns of the room: whom the firm serves, who speaks for them, what was said and bought."""

from klientel.crm.models.account import Account
from klientel.crm.models.acquaintance import Acquaintance
from klientel.crm.models.affiliation import Affiliation
from klientel.crm.models.agreement import Agreement
from klientel.crm.models.consent import Consent
from klientel.crm.models.contact import Contact
from klientel.crm.models.interaction import Interaction
from klientel.crm.models.meeting import Meeting
from klientel.crm.models.purchase import Purchase, PurchaseLine
from klientel.crm.models.relationship_profile import ProfileRun, RelationshipProfile, ScoreWeights
from klientel.crm.models.segment_move import SegmentMove
from klientel.crm.models.segment_run import SegmentRun
from klientel.crm.models.stage import Stage
from klientel.crm.models.taking_part import TakingPart

__all__ = [
    "Account",
    "Acquaintance",
    "Affiliation",
    "Agreement",
    "Consent",
    "Contact",
    "Interaction",
    "Meeting",
    "ProfileRun",
    "Purchase",
    "PurchaseLine",
    "RelationshipProfile",
    "ScoreWeights",
    "SegmentMove",
    "SegmentRun",
    "Stage",
    "TakingPart",
]
