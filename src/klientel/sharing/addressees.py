"""Who a link can be addressed to: a record with an e-mail address, in its own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.fields.base import Field
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

LANGUAGE = "language"

#: asked with an actor and an account: who belongs to it beside an account of their own
also: list[Callable[[Actor, UUID], Iterable[UUID]]] = []


@dataclass(frozen=True)
class Addressee:
    """Name, address and language as they stand on a record; each may be empty."""

    name: str = ""
    email: str = ""
    language: str = ""


def types() -> tuple[str, ...]:
    """The names of the record types that have an e-mail address."""
    return tuple(one.name for one in record_types if _address_of(one) is not None)


def also_of(actor: Actor, account: UUID) -> set[UUID]:
    """The records that belong to an account beside one of their own, as rooms tell."""
    return {key for ask in also for key in ask(actor, account)}


def is_of_another(actor: Actor, key: UUID, account: UUID | None) -> bool:
    """Whether a record belongs to somebody else than this account, as far as the actor sees it.

    What belongs to nobody, and is no account's, is of no other.
    """
    ref = RecordRef.objects.visible_to(actor).filter(pk=key).first()
    if account is None or ref is None or ref.account_id in (None, account):
        return False
    return key not in also_of(actor, account)


def addressee_of(actor: Actor, key: UUID) -> Addressee:
    """Whom a record stands for; raises `Refused` for one that the actor cannot see, or write to."""
    ref = RecordRef.objects.visible_to(actor).filter(pk=key, type__in=types()).first()
    if ref is None:
        raise Refused("This record does not exist, or you have no access to it.", "to")
    record_type = record_types.get(ref.type)
    record = record_type.model.objects.visible_to(actor).filter(pk=key).first()
    address = _address_of(record_type)
    if record is None or address is None:
        raise Refused("This record does not exist, or you have no access to it.", "to")
    return Addressee(
        record_type.named(record),
        str(address.value(record) or ""),
        str(getattr(record, LANGUAGE, "") or "") if LANGUAGE in record_type.by_name else "",
    )


def _address_of(record_type: RecordType) -> Field | None:
    return next((one for one in record_type.fields if one.takes_mail), None)
