"""What happens to share links; who they were made for is erased with the person."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how the end of a link is taken back
SHARE_BACK = "share_link_back"
_ABOUT = ("link", "purpose", "name")

verbs.declare(
    Verb(
        "share.made",
        _("{actor} shared {record} with {name} by a link"),
        (*_ABOUT, "expires_on"),
        erase=("name",),
        icon="link",
        once=_("once {record} is shared by a link"),
    ),
    Verb(
        "share.sent",
        _("{actor} sent {name} the link to {record}"),
        (*_ABOUT, "email"),
        audience=Audience.SILENT,
        erase=("name", "email"),
        icon="mail",
    ),
    Verb(
        "share.opened",
        _("{name} opened the link to {record}"),
        (*_ABOUT, "number"),
        erase=("name",),
        icon="eye",
        once=_("once somebody outside opens a link to {record}"),
        on="*",
    ),
    Verb(
        "share.renewed",
        _("{actor} extended the link of {name} to {record}"),
        (*_ABOUT, "before", "expires_on"),
        audience=Audience.SILENT,
        erase=("name",),
        icon="clock",
    ),
    Verb(
        "share.revoked",
        _("{actor} revoked the link of {name} to {record}"),
        _ABOUT,
        erase=("name",),
        undo=SHARE_BACK,
        icon="lock",
        once=_("once a link to {record} is revoked"),
    ),
    Verb(
        "share.restored",
        _("{actor} reactivated the link of {name} to {record}"),
        _ABOUT,
        erase=("name",),
        icon="link",
    ),
    Verb(
        "share.handed_over",
        _("{actor} handed the link of {name} to {record} over to {member}"),
        (*_ABOUT, "member"),
        audience=Audience.SILENT,
        erase=("name",),
        icon="user",
    ),
)
