"""What every page begins with: members of the workspace only, and records found for the actor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import reading_as
from klientel.records.keys import named_by
from klientel.records.types import RecordType, record_types
from klientel.views.compiled import record_named
from klientel.views.render import page_reading

Page = Callable[..., HttpResponseBase]


def staff(*methods: str) -> Callable[[Page], Page]:
    """A page for members of the workspace, which the middleware found in the address already.

    What people type on it is cleaned in their language and zone.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def wrap(page: Page) -> Page:
        @wraps(page)
        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(methods)
            kwargs.pop("workspace", None)
            reading = page_reading(request)
            if "record_type" in kwargs:
                kwargs["record_type"] = kwargs["record_type"].in_workspace(reading.workspace)
            with reading_as(reading):
                return page(request, *args, **kwargs)

        inner.methods = tuple(methods)  # type: ignore[attr-defined]
        return inner

    return wrap


def find(
    actor: Any,
    record_type: RecordType,
    key: str,
    *,
    trashed: bool | None = False,
    says_shared: bool = False,
) -> Any:
    """The record of an address: by id, or by its number with or without the title behind it.

    With `says_shared` it knows whether a link to it is in force (`compiled.SHARED`). Raises
    `Forbidden` where the actor's role may not view the type, `NotFound` for what does not exist for
    the actor.
    """
    actor.must(record_type.permission("view"))
    ((column, value),) = named_by(record_type, key).items()
    record = record_named(
        record_type, actor, column, value, trashed=trashed, says_shared=says_shared
    )
    if record is None:
        raise NotFound()
    return record


class TypeConverter:
    """The segment of an address that names a record type; other segments are other rooms' pages."""

    regex = "[a-z][a-z0-9-]*"

    def to_python(self, value: str) -> RecordType:
        try:
            return record_types.by_slug(value)
        except NotFound:
            raise ValueError from None

    def to_url(self, value: RecordType | str) -> str:
        return value if isinstance(value, str) else value.slug
