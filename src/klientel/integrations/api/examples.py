"""One example of each call, for curl and for Python, made of the same registries as the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from klientel.integrations.api.description import Operation, sample
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.views.query import is_sortable

_ID = "01936d2e-0000-7000-8000-000000000000"
_QUERIES: Mapping[str, str] = {
    "search": "q=müller",
    "changes": "cursor=now",
    "timeline": "limit=20",
    "upload": f"name=plan.pdf&record={_ID}",
    "upload_version": "name=plan.pdf",
}


@dataclass(frozen=True)
class Example:
    """A call as somebody would make it: address, JSON (None for none) and further headers."""

    method: str
    path: str
    query: str
    body: Mapping[str, Any] | None
    headers: Mapping[str, str]
    sends_file: bool = False
    gives_bytes: bool = False

    @property
    def address(self) -> str:
        """The whole address, ready for a shell and a program."""
        query = f"?{self.query}" if self.query else ""
        return f"{settings.BASE_URL}/api/v1{self.path}{query}"

    @property
    def curl(self) -> str:
        """The call for a shell, with the token in `$TOKEN`."""
        method = "" if self.method == "GET" else f"-X {self.method} "
        lines = [f"curl {method}'{self.address}'", '  -H "Authorization: Bearer $TOKEN"']
        lines += [f"  -H '{name}: {value}'" for name, value in self.headers.items()]
        if self.sends_file:
            lines.append("  -H 'Content-Type: application/octet-stream'")
            lines.append("  --data-binary @plan.pdf")
        if self.gives_bytes:
            lines.append("  -o plan.pdf")
        if self.body is not None:
            lines.append("  -H 'Content-Type: application/json'")
            text = json.dumps(self.body, ensure_ascii=False).replace("'", "'\\''")
            lines.append(f"  -d '{text}'")
        return " \\\n".join(lines)

    @property
    def python(self) -> str:
        """The call for a program, with the package `requests`."""
        headers = ['"Authorization": f"Bearer {token}"']
        headers += [f'"{name}": {value!r}' for name, value in self.headers.items()]
        lines = [
            "import requests",
            "",
            "answer = requests.request(",
            f'    "{self.method}",',
            f'    "{self.address}",',
            f"    headers={{{', '.join(headers)}}},",
        ]
        if self.body is not None:
            lines.append(f"    json={dict(self.body)!r},")
        if self.sends_file:
            lines.append('    data=open("plan.pdf", "rb"),')
        told = "print(answer.json())"
        if self.gives_bytes:
            told = 'open("plan.pdf", "wb").write(answer.content)'
        return "\n".join([*lines, ")", "answer.raise_for_status()", told])


def example_of(one: Operation, reading: Reading) -> Example:
    """The example of an operation."""
    return Example(
        one.endpoint.method,
        _path(one),
        _query(one),
        _body(one, reading),
        {"If-Match": '"3"'} if one.endpoint.name == "change" else {},
        one.endpoint.takes_file,
        one.endpoint.gives_bytes,
    )


def _path(one: Operation) -> str:
    path = one.path.replace("{kind}", _any().slug).replace("{file}", _ID)
    return path.replace("{key}", _key(one.record_type)) if one.record_type else path


def _any() -> RecordType:
    """The record type that examples about none are told with."""
    return next(iter(record_types))


def _key(record_type: RecordType) -> str:
    if record_type.numbered is not None:
        return "A-42"
    return f"{record_type.ref_prefix}42" if record_type.has_refs else _ID


def _query(one: Operation) -> str:
    if one.endpoint.name == "list" and one.record_type is not None:
        names = ",".join(_shown(one.record_type))
        sort = one.record_type.default_sort
        is_known = is_sortable(one.record_type, sort.lstrip("-"))
        return f"fields={names}{f'&sort={sort}' if is_known else ''}&limit=10"
    return _QUERIES.get(one.endpoint.name, "")


def _shown(record_type: RecordType) -> list[str]:
    return [record_type.title, *record_type.default_columns][:4]


def _body(one: Operation, reading: Reading) -> Mapping[str, Any] | None:
    if one.endpoint.name == "batch":
        operation = {
            "method": "POST",
            "path": f"/{_any().slug}",
            "body": {"fields": sample(_any(), reading)},
        }
        return {"operations": [operation], "whole": True}
    if one.action is not None:
        inputs = one.action.inputs_in(reading.workspace)
        needed = [field for field in inputs if field.is_needed] or list(inputs[:1])
        return {"inputs": {field.name: value_of(field, reading) for field in needed}}
    if one.record_type is None or not one.endpoint.takes:
        return None
    needed = [field for field in one.record_type.fields if field.is_asked and field.editable]
    values = {field.name: value_of(field, reading) for field in needed} | sample(
        one.record_type, reading
    )
    if one.endpoint.name == "change":
        title = one.record_type.title
        values = {title: values.get(title, "Neu")}
    return {"fields": values}


def value_of(field: Field, reading: Reading) -> Any:
    """Something that an input could be sent."""
    schema = field.taken(reading)
    if values := schema.get("enum"):
        return values[0]
    if field.example is not None:
        return field.example
    if schema.get("format") == "uuid":
        return _ID
    kinds = schema.get("type", "string")
    return [] if kinds == "array" else "Text"
