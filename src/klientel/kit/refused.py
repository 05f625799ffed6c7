"""The one exception for a rule saying no, which pages, the API and rules each show in their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Refused(Exception):
    """A rule says no.

    `reason` is an English msgid with `{placeholders}`, `values` fill them, and `field` names the
    input it is about. The text is translated when it is shown, in the reader's language.
    """

    status: ClassVar[int] = 422

    def __init__(self, reason: str, field: str | None = None, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.values = values

    def text(
        self,
        translate: Callable[[str], str] | None = None,
        words: Mapping[str, object] | None = None,
    ) -> str:
        """The sentence in the reader's language; `words` are a workspace's nouns (`{client}`).

        A placeholder nobody fills stays as it is written: a refusal must never fail itself.
        """
        sentence = (translate or _gettext)(self.reason)
        try:
            return sentence.format_map(_Filling({**(words or {}), **self.values}))
        except (ValueError, AttributeError, IndexError, KeyError, TypeError):
            return sentence

    def at(self, field: str) -> Refused:
        """The same refusal, said of a field."""
        self.field = field
        return self

    def __str__(self) -> str:
        return self.text(translate=lambda msgid: msgid)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions rebuild themselves from args alone, which would lose field and values.
        return (_rebuilt, (type(self), self.args, self.__dict__))


class Forbidden(Refused):
    """What the actor sees, but may not do (403)."""

    status = 403

    def __init__(
        self,
        reason: str = "You do not have permission to do this.",
        field: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(reason, field, **values)


class NotFound(Refused):
    """What does not exist for the actor; foreign and missing look the same (404)."""

    status = 404

    def __init__(
        self,
        reason: str = "This does not exist, or you have no access to it.",
        field: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(reason, field, **values)


class Conflict(Refused):
    """Somebody else was faster (409); `current` is what stands there now."""

    status = 409

    def __init__(
        self,
        reason: str = "Somebody else changed this in the meantime.",
        field: str | None = None,
        *,
        current: Any = None,
        **values: object,
    ) -> None:
        super().__init__(reason, field, **values)
        self.current = current


class Invalid(Refused):
    """Several inputs at once (422): `errors` maps each field to its own refusal."""

    status = 422

    def __init__(self, errors: Mapping[str, Refused]) -> None:
        super().__init__("Please check the marked fields.")
        self.errors: dict[str, Refused] = dict(errors)

    def __str__(self) -> str:
        return "; ".join(f"{field}: {error}" for field, error in self.errors.items())


class _Filling(dict[str, object]):
    """Values for a sentence; what is missing keeps its braces."""

    def __missing__(self, key: str) -> object:
        return _Unfilled(key)


class _Unfilled:
    """A placeholder without a value, e.g. `{client.pl}` where no word list is at hand."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, part: str) -> _Unfilled:
        return _Unfilled(f"{self._name}.{part}")

    def __format__(self, spec: str) -> str:
        return "{" + self._name + (f":{spec}" if spec else "") + "}"


def _gettext(msgid: str) -> str:
    # Here and not above, so that the tools load without Django.
    from django.utils.translation import gettext

    return str(gettext(msgid)) if msgid else ""


def _rebuilt(kind: type[Refused], args: tuple[Any, ...], state: dict[str, Any]) -> Refused:
    refusal = kind.__new__(kind, *args)
    refusal.args = args
    refusal.__dict__.update(state)
    return refusal
