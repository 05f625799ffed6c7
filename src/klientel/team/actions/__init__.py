"""What people do with the firm, its members, its teams and themselves."""

from klientel.team.actions.absence import plan_absence, remove_absence
from klientel.team.actions.hand_over import hand_over, hand_over_each
from klientel.team.actions.hours import set_hours
from klientel.team.actions.invitation import accept_invitation, decline_invitation
from klientel.team.actions.member import (
    add_member,
    change_role,
    deactivate,
    invite_again,
    reactivate,
    remind_of_second_factor,
)
from klientel.team.actions.own_keys import change_key, reset_keys, switch_keys
from klientel.team.actions.profile import change_profile
from klientel.team.actions.second_factor import require_second_factor
from klientel.team.actions.session import end_all_sessions, end_other_sessions, end_session
from klientel.team.actions.team import (
    close_team,
    create_team,
    put_into_team,
    rename_team,
    reopen_team,
    take_out_of_team,
)
from klientel.team.actions.token import create_token, end_tokens_of, revoke_token
from klientel.team.actions.words import change_word, reset_word
from klientel.team.actions.workspace import change_workspace, create_workspace

__all__ = [
    "accept_invitation",
    "add_member",
    "change_key",
    "change_profile",
    "change_role",
    "change_word",
    "change_workspace",
    "close_team",
    "create_team",
    "create_token",
    "create_workspace",
    "deactivate",
    "decline_invitation",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "end_tokens_of",
    "hand_over",
    "hand_over_each",
    "invite_again",
    "plan_absence",
    "put_into_team",
    "reactivate",
    "remind_of_second_factor",
    "remove_absence",
    "rename_team",
    "reopen_team",
    "require_second_factor",
    "reset_keys",
    "reset_word",
    "revoke_token",
    "set_hours",
    "switch_keys",
    "take_out_of_team",
]
