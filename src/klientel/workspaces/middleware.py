"""Finds who is asking: the session, the user, the workspace of the address and the member in it.

One query a request answers all of it: does the session live, is the user active, which role, which
`auth_version`. Teams and grants are cached in the process under that version, so a change of
rights acts at once (SECURITY rule 11). No member, no page: a stranger gets the same 404 as for an
address that never existed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from klientel.kit import clock
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User, Workspace
from klientel.workspaces.prepared import Prepared
from klientel.workspaces.preview import preview_of
from klientel.workspaces.queries import actor_of
from klientel.workspaces.reserved import is_reserved
from klientel.workspaces.rows import known_as
from klientel.workspaces.sign_in import is_strong_enough, to_second_factor, to_sign_in
from klientel.workspaces.words import PLAIN, words_of

_rights: dict[UUID, tuple[int, Actor]] = {}


class WorkspaceMiddleware:
    """Sets `request.user`, `.workspace`, `.member`, `.actor`, `.words`; refuses strangers.

    `request.seeing` is as whom the member looks, if as somebody else; the actor is theirs then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.workspace = request.member = request.actor = request.seeing = None
        request.words = PLAIN
        slug = request.path_info.split("/", 2)[1]
        if slug and not is_reserved(slug):
            refused = self._enter(request, slug)
            if refused is not None:
                return refused
        self._speak(request)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: Any, _page: Any, _args: Any, parts: dict[str, Any]
    ) -> HttpResponse | None:
        """Let nobody onto a page of a workspace without its actor: every room's pages lie behind.

        A reserved word where a slug stands leads here; it is no workspace, so there is no page.
        """
        if "workspace" in parts and request.actor is None:
            raise Http404
        return None

    def _enter(self, request: Any, slug: str) -> HttpResponse | None:
        member = member_of_session(request.session, slug)
        if member is None:
            if not request.user.is_authenticated or not _is_alive(request.session):
                if SESSION_KEY in request.session:
                    # ended by another process: ours still had it in its cache
                    request.session.flush()
                return to_sign_in(request)
            _speak_as(request)
            raise Http404
        if not is_strong_enough(request.session, member.workspace):
            return to_second_factor(request)
        request.user = member.user
        request.member = member
        request.workspace = member.workspace
        request.actor = cached_actor_of(member)
        request.seeing = preview_of(request.session, member, request.actor)
        if request.seeing is not None:
            request.actor = request.seeing.actor
        request.words = words_of(member.workspace)
        return None

    def _speak(self, request: Any) -> None:
        _speak_as(request)
        zone = getattr(getattr(request, "user", None), "time_zone", "") or (
            request.workspace.time_zone if request.workspace else ""
        )
        if zone:
            timezone.activate(zone)


def _speak_as(request: Any) -> None:
    """Speak the language of who is signed in, where they chose one."""
    chosen = getattr(getattr(request, "user", None), "language", "") or ""
    if chosen:
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


def member_of_session(session: Any, slug: str) -> Member | None:
    """The active member behind a session in the workspace of the slug; None for anybody else."""
    user_id = session.get(SESSION_KEY)
    if not user_id or not session.session_key or not session.get(BACKEND_SESSION_KEY):
        return None
    try:
        user_key = UUID(user_id)
    except ValueError:
        return None
    found = _member_behind.rows(
        session_key=session.session_key, user_key=user_key, slug=slug, now=clock.now()
    )
    member = _built(found[0]) if found else None
    if member is None or not _password_unchanged(session, member.user):
        return None
    return member


def _alive(session_key: str, now: datetime) -> Any:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


def _is_alive(session: Any) -> bool:
    return bool(_alive(session.session_key, clock.now()).exists())


def _names(model: Any, prefix: str = "") -> list[str]:
    return [prefix + field.attname for field in model._meta.concrete_fields]


def _behind(session_key: str, user_key: UUID, slug: str, now: datetime) -> Any:
    members = Member.objects.for_system("sign-in: which member is this session in this workspace?")
    names = [*_names(Member), *_names(User, "user__"), *_names(Workspace, "workspace__")]
    return members.filter(
        Exists(_alive(session_key, now)),
        user_id=user_key,
        workspace__slug=slug,
        is_active=True,
        user__is_active=True,
    ).values_list(*names)[:1]


# Every request asks this, so it is put together once.
_member_behind = Prepared(
    _behind,
    session_key="the key of a session",
    user_key=UUID(int=7),
    slug="the slug of a workspace",
    now=datetime(2000, 1, 1, tzinfo=UTC),
)


def _built(row: tuple[Any, ...]) -> Member:
    """The member of a row, with its user and workspace at hand."""
    built: list[Any] = []
    values = iter(row)
    for model in (Member, User, Workspace):
        names = _names(model)
        mine = [next(values) for _name in names]
        built.append(model.from_db(DEFAULT_DB_ALIAS, names, mine))
    member, user, workspace = built
    member._state.fields_cache |= {"user": user, "workspace": workspace}
    return known_as(Member, member)


def _password_unchanged(session: Any, user: User) -> bool:
    stored = session.get(HASH_SESSION_KEY) or ""
    return bool(stored) and constant_time_compare(stored, user.get_session_auth_hash())


def cached_actor_of(member: Member) -> Actor:
    """The member's actor, cached in the process under their `auth_version`."""
    cached = _rights.get(member.pk)
    if cached and cached[0] == member.auth_version and cached[1].name == member.name:
        return cached[1]
    actor = actor_of(member)
    if len(_rights) > 10_000:
        _rights.clear()
    _rights[member.pk] = (member.auth_version, actor)
    return actor
