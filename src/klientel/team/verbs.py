"""The events of people, teams and the firm itself."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

verbs.declare(
    Verb(
        "workspace.created", _("{actor} created the workspace {name}"), ("name",), icon="building-2"
    ),
    Verb(
        "workspace.changed",
        _("{actor} changed the firm's settings: {what}"),
        ("what", "setting", "before", "after"),
        undo="workspace_setting_back",
        icon="settings",
    ),
    Verb(
        "workspace.word_changed",
        _("{actor} changed the word for {noun}: {after_word}"),
        ("noun", "before", "after", "after_word"),
        undo="word_back",
        icon="languages",
    ),
    Verb(
        "member.added",
        _("{actor} added {member} as {role}"),
        ("member", "role"),
        audience=Audience.MILESTONE,
        icon="user-plus",
    ),
    Verb("member.accepted", _("{actor} joined"), audience=Audience.MILESTONE, icon="user-plus"),
    Verb("member.declined", _("{actor} declined the invitation"), icon="user-round"),
    Verb(
        "member.uninvited",
        _("{actor} took the invitation of {member} back"),
        ("member",),
        icon="user-round",
    ),
    Verb(
        "member.role_changed",
        _("{actor} changed the role of {member} from {before} to {after}"),
        ("member", "before", "after"),
        undo="member_role_back",
        icon="shield",
    ),
    Verb(
        "member.renamed",
        _("{actor} is called {after} now"),
        ("before", "after"),
        erase=("before", "after"),
        icon="user-round",
    ),
    Verb(
        "member.deactivated",
        _("{actor} took the access of {member} away"),
        ("member",),
        undo="member_reactivate",
        icon="lock",
    ),
    Verb(
        "member.reactivated",
        _("{actor} gave {member} access again"),
        ("member",),
        undo="member_deactivate",
        icon="user-round",
    ),
    Verb("member.signed_in", _("{actor} signed in"), audience=Audience.SILENT, icon="user-round"),
    Verb("member.signed_out", _("{actor} signed out"), audience=Audience.SILENT, icon="log-out"),
    Verb(
        "member.sessions_ended",
        _("{actor} ended sessions of their own"),
        ("count",),
        audience=Audience.SILENT,
        icon="log-out",
    ),
    Verb(
        "member.password_changed",
        _("{actor} changed their password"),
        audience=Audience.SILENT,
        icon="lock",
    ),
    Verb(
        "member.password_reset",
        _("{actor} set a new password by mail"),
        audience=Audience.SILENT,
        icon="lock",
    ),
    Verb(
        "member.handed_over",
        _("{actor} handed over what {member} answered for to {successors}"),
        ("member", "successors", "batch"),
        undo="hand_over_back",
        icon="handshake",
    ),
    Verb(
        "absence.planned",
        _("{actor} planned an absence of {member} from {from_on} to {until_on}"),
        ("member", "from_on", "until_on", "deputy"),
        undo="absence_remove",
        icon="calendar",
    ),
    Verb(
        "absence.removed",
        _("{actor} took back the absence of {member} from {from_on} to {until_on}"),
        ("member", "from_on", "until_on", "deputy"),
        undo="absence_plan",
        icon="calendar",
    ),
    Verb(
        "member.app_added",
        _("{actor} set up codes of an app as second factor"),
        audience=Audience.SILENT,
        icon="shield",
    ),
    Verb(
        "member.app_removed",
        _("{actor} removed the codes of an app as second factor"),
        audience=Audience.SILENT,
        icon="shield",
    ),
    Verb(
        "member.passkey_added",
        _("{actor} added the passkey {name}"),
        ("name",),
        erase=("name",),
        audience=Audience.SILENT,
        icon="shield",
    ),
    Verb(
        "member.passkey_removed",
        _("{actor} removed the passkey {name}"),
        ("name",),
        erase=("name",),
        audience=Audience.SILENT,
        icon="shield",
    ),
    Verb(
        "member.codes_renewed",
        _("{actor} made new recovery codes"),
        audience=Audience.SILENT,
        icon="shield",
    ),
    Verb(
        "workspace.second_factor_required",
        _("{actor} made a second factor a condition of entering"),
        icon="shield",
    ),
    Verb(
        "workspace.second_factor_optional",
        _("{actor} left it to each person whether to use a second factor"),
        icon="shield",
    ),
    Verb(
        "member.invited_again",
        _("{actor} sent {member} a new link to set a password"),
        ("member",),
        icon="mail",
    ),
    Verb("team.created", _("{actor} created the team {name}"), ("team", "name"), icon="users"),
    Verb(
        "team.renamed",
        _("{actor} renamed the team {before} to {after}"),
        ("team", "before", "after"),
        undo="team_rename_back",
        icon="users",
    ),
    Verb(
        "team.closed",
        _("{actor} closed the team {name}"),
        ("team", "name"),
        undo="team_reopen",
        icon="archive",
    ),
    Verb(
        "team.reopened", _("{actor} opened the team {name} again"), ("team", "name"), icon="users"
    ),
    Verb(
        "team.member_added",
        _("{actor} put {member} into the team {name}"),
        ("team", "member", "name"),
        undo="team_take_out",
        icon="user-plus",
    ),
    Verb(
        "team.member_removed",
        _("{actor} took {member} out of the team {name}"),
        ("team", "member", "name"),
        undo="team_put_in",
        icon="users",
    ),
)
