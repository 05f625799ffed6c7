"""Which accounts and people rows of an address book mean: asked once for a whole chunk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.crm.account_names import keys_of, plain_key
from klientel.crm.address_book_people import Said
from klientel.crm.likeness import ACCOUNTS
from klientel.crm.models import Account, Contact
from klientel.kit.likeness import NEARLY_SURE, Likeness, compare
from klientel.kit.refused import Refused
from klientel.records.doubts import key_of
from klientel.records.looking_up import among
from klientel.workspaces.actor import Actor

_PIECE = 5_000
#: points against a company of the same name that make it another one: another town together with
#: another telephone. Of a person of the same name anything does.
_ANOTHER_COMPANY = 24


class Known:
    """What is there of the accounts and people that rows name; the actor sees no others."""

    def __init__(
        self,
        actor: Actor,
        said: Sequence[Said],
        match_on: Collection[str],
        given: dict[UUID, str] | None = None,
    ) -> None:
        """`given` are numbers that rows before gave to accounts without, written or not."""
        self._actor = actor
        self._match_on = match_on
        self._given = {} if given is None else given
        emails = {e for one in said for e in _emails(one)} if "email" in match_on else set()
        numbers = {n for one in said if (n := one.account.get("external_number"))}
        numbers = numbers if "external_number" in match_on else set()
        contacts = self._found(Contact, "email", emails)
        self._contacts_by_email = _grouped(contacts, "email")
        self._by_number = _grouped(
            self._found(Account, "external_number", numbers), "external_number"
        )
        self._by_email = _grouped(self._found(Account, "email", emails), "email")
        named = self._found_by_name(said, numbers)
        mine = {pk for pk, number in self._given.items() if number in numbers}
        numbered = self._found(Account, "pk", mine)
        for account in numbered:
            self._by_number.setdefault(self._given[account.pk], []).append(account)
        #: by name and number: of thousands with one name each may have a number
        self._by_name: dict[str, dict[str, list[Account]]] = {}
        for account in named:
            by_number = self._by_name.setdefault(plain_key(account.name), {})
            by_number.setdefault(self._number_of(account), []).append(account)
        accounts = {account.pk: account for account in (*named, *numbered)}
        for found in (self._by_number, self._by_email):
            accounts |= {account.pk: account for several in found.values() for account in several}
        missing = {one.account_id for one in contacts} - accounts.keys()
        accounts |= {one.pk: one for one in self._found(Account, "pk", missing)}
        self._accounts: dict[UUID, Account] = accounts
        self._people: dict[tuple[UUID, str], list[Contact]] = {}
        names = {one.contact_key for one in said if one.contact}
        for contact in self._found(Contact, "name_key", names):
            self._people.setdefault((contact.account_id, contact.name_key), []).append(contact)
        self.ids = set(accounts) | {one.pk for one in contacts}
        self.ids |= {one.pk for several in self._people.values() for one in several}

    def _found(
        self, model: Any, column: str, values: Collection[Any], only: Q | None = None
    ) -> list[Any]:
        listed = sorted(values)
        found: list[Any] = []
        for start in range(0, len(listed), _PIECE):
            seen = model.objects.visible_to(self._actor).filter(only or Q())
            found += among(seen, column, listed[start : start + _PIECE]).order_by("pk")
        return found

    def _found_by_name(self, said: Sequence[Said], numbers: Collection[str]) -> list[Account]:
        """The accounts of the rows' names; those of another number are not read where all rows of
        a name have one: a till may have thousands of one name.
        """
        free: set[str] = set()
        numbered: set[str] = set()
        for one in said:
            is_numbered = one.account.get("external_number") in numbers
            (numbered if is_numbered else free).update(keys_of(one.account["name"]))
        without = self._found(Account, "name_key", numbered - free, Q(external_number=""))
        return [*self._found(Account, "name_key", free), *without]

    def contact_by_email(self, one: Said) -> Contact | None:
        """The person of the row's address; where several share it, the one of the row's name."""
        email = one.contact.get("email")
        found = self._contacts_by_email.get(email, []) if email else []
        same = [contact for contact in found if contact.name_key == one.contact_key]
        if len(same) == 1:
            return same[0]
        return found[0] if len(found) == 1 else None

    def contact_by_name(self, account_id: UUID, one: Said) -> Contact | None:
        """The person of that name at the account, unless another address says it is another."""
        email = one.contact.get("email")
        found = [
            contact
            for contact in self._people.get((account_id, one.contact_key), [])
            if not (email and contact.email and contact.email != email)
        ]
        return found[0] if len(found) == 1 else None

    def account_of(self, one: Said, contact: Contact | None) -> Account | None:
        """The account that a row means, None for one nobody knows.

        Raises `Refused` when several would do.
        """
        number = one.account.get("external_number")
        if number and (numbered := self._by_number.get(number)):
            if len(numbered) == 1:
                return numbered[0]
            return self._meant(numbered, one, by_name=False)
        if contact is not None:
            theirs = self._accounts.get(contact.account_id)
            if theirs is not None and (one.is_person or plain_key(theirs.name) == one.account_key):
                return theirs
        email = one.account.get("email")
        mailed = self._by_email.get(email, []) if email else []
        if mailed and (not one.contact or one.is_person):
            meant = self._meant(mailed, one, by_name=False)
            if meant is not None:
                return meant
        return self._meant(self._named(one), one, by_name=True)

    def give(self, account: Account, number: str) -> None:
        """Note that a row gives an account its number: rows after it find it so, as if it were
        written already.
        """
        if not number or self._number_of(account):
            return
        self._given[account.pk] = number
        self._by_number.setdefault(number, []).append(account)
        by_number = self._by_name.get(plain_key(account.name), {})
        if account in by_number.get("", ()):
            by_number[""].remove(account)
            by_number.setdefault(number, []).append(account)

    def _number_of(self, account: Account) -> str:
        return account.external_number or self._given.get(account.pk, "")

    def _named(self, one: Said) -> Sequence[Account]:
        """The accounts of the row's name, but those of another number."""
        by_number = self._by_name.get(one.account_key, {})
        number = one.account.get("external_number")
        if not number:
            return [account for several in by_number.values() for account in several]
        return [*by_number.get(number, ()), *by_number.get("", ())]

    def _meant(self, accounts: Sequence[Account], one: Said, *, by_name: bool) -> Account | None:
        """The account among these that a row means, as the search for duplicates weighs them.

        Raises `Refused` when several would do.
        """
        if not accounts:
            return None
        number = one.account.get("external_number")
        entry = ACCOUNTS.entry(ACCOUNTS.typed(one.account))
        weighed: list[tuple[int, Account]] = []
        for account in accounts:
            if number and self._number_of(account) not in ("", number):
                continue
            likeness = compare(entry, ACCOUNTS.entry(account))
            if _may_be(account, one, likeness, by_name=by_name):
                weighed.append((likeness.certainty if likeness else 0, account))
        if not weighed:
            return None
        most = max(certainty for certainty, _account in weighed)
        best = [account for certainty, account in weighed if certainty == most]
        if len(best) > 1:
            raise Refused(
                "Several records fit this row. A number or e-mail address would tell them apart."
            )
        return best[0]

    def keys_of(self, one: Said, account: Account | None) -> list[str]:
        """What rows of one file share that mean the same account, the surest first."""
        if account is not None:
            return [f"id:{account.pk}"]
        keys = []
        if number := one.account.get("external_number"):
            keys.append(f"number:{number}")
        kind = "person" if one.is_person else "company"
        return [*keys, f"{kind}:{one.account_key}"]


def _emails(one: Said) -> Iterable[str]:
    return filter(None, (one.contact.get("email"), one.account.get("email")))


def _grouped(rows: Iterable[Any], column: str) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, column), []).append(row)
    return grouped


def doubt_key(one: Said) -> str:
    """What stands for the account that a row names, wherever in the file it is named again."""
    known_by = one.account.get("external_number")
    if not known_by and one.is_person:
        known_by = one.account.get("email") or one.account.get("postcode")
    return key_of(one.account.get("kind"), one.account_key, known_by or "")


def _may_be(account: Account, one: Said, likeness: Likeness | None, *, by_name: bool) -> bool:
    """Whether nothing speaks against it; a company that shares the address is meant in any case."""
    if one.is_person and account.kind != Account.Kind.PERSON:
        return False
    if likeness is None:
        return not by_name and not one.is_person
    if likeness.certainty >= NEARLY_SURE:
        return True
    against = -sum(reason.points for reason in likeness.reasons if reason.points < 0)
    return against == 0 if one.is_person else not by_name or against < _ANOTHER_COMPANY
