"""A repeating rule as a sentence, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.kit.format import Format
from klientel.kit.repeating.rule import LAST, On, Rule, Shift, Unit

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_NTH = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    LAST: gettext_lazy("last"),
}
#: beyond this day, some months end before
_IN_EVERY_MONTH = 28


def said(rule: Rule, format_: Format) -> str:
    """The fitted rule in words: "every 3 months on the last working day, until 31 Dec 2027"."""
    parts = [_after(rule) if rule.from_done else f"{_how_often(rule)} {_which(rule, format_)}"]
    parts.append(_moved(rule))
    if rule.until is not None:
        parts.append(_("until {day}").format(day=format_.date(rule.until)))
    if rule.count is not None:
        times = ngettext("{count} time in all", "{count} times in all", rule.count)
        parts.append(times.format(count=format_.integer(rule.count)))
    return ", ".join(part.strip() for part in parts if part.strip())


def _after(rule: Rule) -> str:
    count = rule.every
    match rule.unit:
        case Unit.DAY:
            text = ngettext(
                "{count} day after it is finished", "{count} days after it is finished", count
            )
        case Unit.WEEK:
            text = ngettext(
                "{count} week after it is finished", "{count} weeks after it is finished", count
            )
        case Unit.MONTH:
            text = ngettext(
                "{count} month after it is finished", "{count} months after it is finished", count
            )
        case Unit.YEAR:
            text = ngettext(
                "{count} year after it is finished", "{count} years after it is finished", count
            )
    return text.format(count=count)


def _how_often(rule: Rule) -> str:
    count = rule.every
    match rule.unit:
        case Unit.DAY:
            text = ngettext("every day", "every {count} days", count)
        case Unit.WEEK:
            text = ngettext("every week", "every {count} weeks", count)
        case Unit.MONTH:
            text = ngettext("every month", "every {count} months", count)
        case Unit.YEAR:
            text = ngettext("every year", "every {count} years", count)
    return text.format(count=count)


def _which(rule: Rule, format_: Format) -> str:
    if rule.unit == Unit.DAY:
        return ""
    if rule.unit == Unit.WEEK:
        return _on_weekdays(rule.weekdays)
    month = format_.data.months[rule.month] if rule.unit == Unit.YEAR else ""
    if rule.on == On.DATE:
        return _on_date(rule, format_)
    if rule.on == On.LAST_DAY:
        return (
            _("on the last day of {month}").format(month=month)
            if month
            else _("on the last day of the month")
        )
    nth = _NTH[rule.nth]
    if rule.on == On.WORKING_DAY:
        text = _("on the {nth} working day of {month}") if month else _("on the {nth} working day")
        return text.format(nth=nth, month=month)
    text = _("on the {nth} {weekday} of {month}") if month else _("on the {nth} {weekday}")
    return text.format(nth=nth, weekday=WEEKDAYS[rule.weekday], month=month)


def _on_weekdays(days: tuple[int, ...]) -> str:
    names = [str(WEEKDAYS[day]) for day in days]
    if len(names) == 1:
        return _("on {day}").format(day=names[0])
    return _("on {days} and {day}").format(days=", ".join(names[:-1]), day=names[-1])


def _on_date(rule: Rule, format_: Format) -> str:
    if rule.unit == Unit.YEAR:
        return _("on {day}").format(day=format_.day_of_year(rule.month, rule.day))
    text = _("on day {day}").format(day=rule.day)
    if rule.day > _IN_EVERY_MONTH:
        text += " " + _("(or the last day of the month)")
    return text


def _moved(rule: Rule) -> str:
    is_weekend_only = not rule.region
    match rule.shift:
        case Shift.NEXT:
            return (
                _("on weekends the next working day")
                if is_weekend_only
                else _("on weekends and holidays the next working day")
            )
        case Shift.PREVIOUS:
            return (
                _("on weekends the working day before")
                if is_weekend_only
                else _("on weekends and holidays the working day before")
            )
        case Shift.LEAVE_OUT:
            return _("not on weekends") if is_weekend_only else _("not on weekends and holidays")
    return ""
