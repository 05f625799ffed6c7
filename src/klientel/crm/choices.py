"""The lists that the fields of the room offer: relationship, stage, source, segment and more."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.crm.models import Consent
from klientel.records.fields import Option

KINDS = (
    Option("organisation", _("Organisation"), "plain"),
    Option("person", _("Person"), "plain"),
)

RELATIONSHIPS = (
    Option("client", _("{client.up}"), icon="handshake", sphere="client"),
    Option("customer", _("{customer.up}"), icon="shopping-bag", sphere="customer"),
    Option("prospect", _("{prospect.up}"), icon="circle-dashed", sphere="general"),
)

#: what an account can be dealt with like and not called
SEEMS = RELATIONSHIPS[:2]

BEFORE, ACTIVE, RESTING, LOST = "before", "active", "resting", "lost"

#: what a stage means to the program, whatever a firm calls it
MEANINGS = (
    Option(BEFORE, _("Before the first deal"), "plain", "message-circle"),
    Option(ACTIVE, _("Active"), "plain", "circle-check"),
    Option(RESTING, _("At rest"), "plain", "moon"),
    Option(LOST, _("Lost"), "plain", "history"),
)

#: how a stage stands out, beside its glyph and its name
TONES = (
    Option("accent", _("Highlighted")),
    Option("ok", _("Good")),
    Option("warn", _("Careful")),
    Option("bad", _("Critical")),
    Option("neutral", _("Quiet")),
)


@dataclass(frozen=True)
class StageOption(Option):
    """A stage as it is offered; a `is_retired` one is only told of."""

    meaning: str = BEFORE
    is_retired: bool = False


#: of a firm that has not made its own
STAGES = (
    StageOption("new", _("New"), "accent", "sparkles"),
    StageOption("in_contact", _("In contact"), "accent", "message-circle"),
    StageOption("qualified", _("Qualified"), "accent", "check"),
    StageOption("active", _("Active"), "ok", "circle-check", meaning=ACTIVE),
    StageOption("dormant", _("Dormant"), "warn", "moon", meaning=RESTING),
    StageOption("former", _("Former"), "neutral", "history", meaning=LOST),
)

TIERS = (
    Option("a", _("A"), "accent", "star"),
    Option("b", _("B"), "plain", "circle"),
    Option("c", _("C"), "plain", "circle-dashed"),
)

SOURCES = (
    Option("referral", _("Referral"), "plain"),
    Option("website", _("Website"), "plain"),
    Option("event", _("Event"), "plain"),
    Option("outreach", _("Outreach"), "plain"),
    Option("walk_in", _("Walk-in"), "plain"),
    Option("import", _("Import"), "plain"),
    Option("other", _("Other"), "plain"),
)

SEGMENTS = (
    Option("champion", _("Champion"), "ok", "star"),
    Option("regular", _("Regular"), "ok", "repeat"),
    Option("new", _("New buyer"), "accent", "sparkles"),
    Option("rising", _("Rising"), "accent", "trending-up"),
    Option("at_risk", _("At risk"), "warn", "triangle-alert"),
    Option("asleep", _("Asleep"), "neutral", "moon"),
)

CONTACT_KINDS = (
    Option("call", _("Call"), icon="phone"),
    Option("meeting", _("Meeting"), icon="calendar"),
    Option("visit", _("Visit"), icon="map-pin"),
    Option("mail", _("E-mail"), icon="mail"),
    Option("message", _("Message"), icon="message-circle"),
    Option("note", _("Note"), icon="sticky-note"),
)

DIRECTIONS = (
    Option("in", _("Incoming"), "plain"),
    Option("out", _("Outgoing"), "plain"),
    Option("none", _("None"), "plain"),
)

#: languages in which people are written to, by their code
LANGUAGES = tuple(
    Option(code, label, "plain")
    for code, label in (
        ("de", _("German")), ("en", _("English")), ("fr", _("French")), ("it", _("Italian")),
        ("es", _("Spanish")), ("pt", _("Portuguese")), ("nl", _("Dutch")), ("da", _("Danish")),
        ("sv", _("Swedish")), ("pl", _("Polish")), ("cs", _("Czech")), ("hu", _("Hungarian")),
        ("ro", _("Romanian")), ("hr", _("Croatian")), ("sr", _("Serbian")), ("el", _("Greek")),
        ("tr", _("Turkish")), ("ru", _("Russian")), ("uk", _("Ukrainian")), ("ar", _("Arabic")),
        ("fa", _("Persian")), ("vi", _("Vietnamese")), ("zh", _("Chinese")), ("ja", _("Japanese")),
    )
)  # fmt: skip

#: how a person likes to be reached
PREFERRED_CHANNELS = (
    Option("phone", _("Telephone"), "plain"),
    Option("mobile", _("Mobile"), "plain"),
    Option("mail", _("E-mail"), "plain"),
    Option("message", _("Message"), "plain"),
    Option("letter", _("Letter"), "plain"),
    Option("none", _("None wanted"), "warn"),
)

#: what people are asked for, or object to (Art. 6 and 21 GDPR, section 7 UWG)
CONSENT_PURPOSES = tuple(Option(value, label, "plain") for value, label in Consent.Purpose.choices)
ANSWERS = (
    Option("given", _("Agreed"), "ok", "check"),
    Option("withdrawn", _("Withdrawn or objected"), "bad", "x"),
)
CONSENT_CHANNELS = (
    Option("person", _("In person"), "plain"),
    Option("phone", _("By telephone"), "plain"),
    Option("paper", _("On paper"), "plain"),
    Option("form", _("By a form on the website"), "plain"),
    Option("mail", _("By e-mail"), "plain"),
    Option("message", _("By message"), "plain"),
    Option("portal", _("In the portal"), "plain"),
    Option("import", _("Taken over from another program"), "plain"),
)

CHANNELS = {
    "till": _("Till"),
    "online": _("Online"),
    "phone": _("Telephone"),
    "import": _("Import"),
}
