"""What can happen to webhooks, and what one that is called says."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

_ONE = ("hook", "name")

verbs.declare(
    Verb("webhook.added", _("{actor} added the webhook {name}"), _ONE, icon="webhook"),
    Verb(
        "webhook.changed",
        _("{actor} changed the webhook {name}"),
        (*_ONE, "before", "after"),
        icon="webhook",
    ),
    Verb("webhook.switched_on", _("{actor} switched the webhook {name} on"), _ONE, icon="webhook"),
    Verb(
        "webhook.switched_off", _("{actor} switched the webhook {name} off"), _ONE, icon="webhook"
    ),
    Verb(
        "webhook.paused",
        _("The webhook {name} was switched off because it could not be reached"),
        (*_ONE, "error"),
        icon="triangle-alert",
    ),
    Verb(
        "webhook.stopped",
        _("The webhook {name} was switched off, because nothing can be sent to it any more"),
        (*_ONE, "reason"),
        icon="triangle-alert",
    ),
    Verb(
        "webhook.handed_over",
        _("{actor} handed the webhook {name} over"),
        (*_ONE, "member"),
        icon="webhook",
    ),
    Verb("webhook.removed", _("{actor} removed the webhook {name}"), _ONE, icon="webhook"),
    Verb(
        "webhook.secret_replaced",
        _("{actor} replaced the secret of the webhook {name}"),
        _ONE,
        icon="key-round",
    ),
    Verb("webhook.tried", _("{actor} tried the webhook {name}"), _ONE, icon="webhook"),
    Verb("webhook.repeated", _("{actor} sent a call of {name} again"), _ONE, icon="rotate-cw"),
    Verb(
        "hook.added", _("{actor} added the address {name} for other programs"), _ONE, icon="webhook"
    ),
    Verb("hook.removed", _("{actor} removed the address {name}"), _ONE, icon="webhook"),
    Verb("hook.switched_on", _("{actor} switched the address {name} on"), _ONE, icon="webhook"),
    Verb("hook.switched_off", _("{actor} switched the address {name} off"), _ONE, icon="webhook"),
    Verb(
        "hook.handed_over",
        _("{actor} handed the address {name} over"),
        (*_ONE, "member"),
        icon="webhook",
    ),
    Verb(
        "hook.received",
        _("Another program called the address {name}"),
        (*_ONE, "payload"),
        audience=Audience.SILENT,
        erase=("payload",),
        icon="webhook",
    ),
)
