"""The tables every record shares: its spine, who answers for it, who may see it, its search row."""

from klientel.records.models.counter import Counter
from klientel.records.models.grant import RecordGrant
from klientel.records.models.likeness_key import LikenessKey
from klientel.records.models.merge import Merge, MergedRecord, MovedRow
from klientel.records.models.own_field import FieldDefinition, FieldValue
from klientel.records.models.record import Record, RecordQuerySet
from klientel.records.models.record_ref import RecordRef
from klientel.records.models.responsibility import Responsibility
from klientel.records.models.search_doc import SearchDoc
from klientel.records.models.suspect import LikenessRun, Suspect
from klientel.records.models.tag import Tag, Tagging

__all__ = [
    "Counter",
    "FieldDefinition",
    "FieldValue",
    "LikenessKey",
    "LikenessRun",
    "Merge",
    "MergedRecord",
    "MovedRow",
    "Record",
    "RecordGrant",
    "RecordQuerySet",
    "RecordRef",
    "Responsibility",
    "SearchDoc",
    "Suspect",
    "Tag",
    "Tagging",
]
