"""The field protocol, one file per kind; built-in columns and own fields speak it alike."""

from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.birthday import BirthdayField
from klientel.records.fields.choice import ChoiceField, Option
from klientel.records.fields.choices import ChoicesField
from klientel.records.fields.date import DayField, InstantField
from klientel.records.fields.email import EmailField
from klientel.records.fields.linked import Linked
from klientel.records.fields.member import MemberField, TeamField, away_note
from klientel.records.fields.money import MoneyField
from klientel.records.fields.number import NumberField
from klientel.records.fields.percent import PercentField
from klientel.records.fields.phone import PhoneField
from klientel.records.fields.rating import RatingField
from klientel.records.fields.record_link import RecordLinkField
from klientel.records.fields.several import MembersField, RecordLinksField, TeamsField
from klientel.records.fields.tags import TagsField
from klientel.records.fields.text import LongTextField, TextField
from klientel.records.fields.truth import TruthField
from klientel.records.fields.url import UrlField

__all__ = [
    "BirthdayField",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "EmailField",
    "Field",
    "InstantField",
    "Linked",
    "LongTextField",
    "MemberField",
    "MembersField",
    "MoneyField",
    "NumberField",
    "Operator",
    "Option",
    "PercentField",
    "PhoneField",
    "RatingField",
    "Reading",
    "RecordLinkField",
    "RecordLinksField",
    "TagsField",
    "TeamField",
    "TeamsField",
    "TextField",
    "TruthField",
    "UrlField",
    "away_note",
]
