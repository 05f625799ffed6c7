"""How runs end: done, stopped in words, failed; and when a rule that fails is paused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from klientel.automations.actions.pausing import pause
from klientel.automations.engine.acting import Firm
from klientel.automations.models import Awaited, Rule, Run
from klientel.automations.outcome import HAPPENED
from klientel.events import backoff
from klientel.kit import clock
from klientel.kit.format import Format, format_for
from klientel.kit.refused import Forbidden, Refused
from klientel.team.throttle import TooMany
from klientel.workspaces.words import PLAIN, Words

State = Run.State
#: attempts at a step that fails for a reason nobody gave, or takes its worker down
MAX_ATTEMPTS = 5
#: runs that fail one after the other before their rule is paused
MOST_FAILED = 5
UNKNOWN = gettext_noop("The program could not do this step. Its log file says why.")
FAILED_ALWAYS = gettext_noop("The last {count} runs failed: {reason}")


def kept(refusal: Refused) -> dict[str, Any]:
    """A refusal as JSON keeps it, to be said in the language of whoever reads it."""
    values = {name: str(value) for name, value in refusal.values.items()}
    return {"reason": refusal.reason, "values": values}


def said(reason: Mapping[str, Any], words: Words = PLAIN, format_: Format | None = None) -> str:
    """A kept refusal as a sentence in the active language, with others that it quotes and instants
    as the reader's clock shows them; empty for none.
    """
    refusal = Refused(str(reason.get("reason", "")))
    refusal.values = {
        name: _value(value, words, format_) for name, value in (reason.get("values") or {}).items()
    }
    return words.refusal(refusal)


def _value(value: Any, words: Words, format_: Format | None) -> Any:
    if not isinstance(value, Mapping):
        return value
    if "at" not in value:
        return said(value, words, format_)
    at = datetime.fromisoformat(value["at"])
    return (format_ or format_for("en", "UTC")).instant(at)


def end(run: Run, state: int, reason: Mapping[str, Any] | None = None) -> None:
    """Let a run end; the caller saves it."""
    run.state = state
    run.reason = dict(reason or {})
    run.ended_at = clock.now()
    run.next_at = run.claim = None
    forget_awaited(run)


def wait(run: Run, until: Any) -> None:
    """Let a run wait until an instant; the caller saves it."""
    run.state = State.WAITING
    run.reason = {}
    run.next_at = until
    run.claim = None
    run.attempts = 0


def fail(firm: Firm, run: Run, reason: Mapping[str, Any], *, at_once: bool = False) -> None:
    """Let a run fail and save it; pauses its rule when it is one too many, or `at_once`.

    At once only where the rule still is what the run does: one that was changed since may be right.
    """
    end(run, State.FAILED, reason)
    run.save()
    # how the others of this transaction ended counts, too
    firm.write_runs()
    rule = Rule.objects.in_workspace(firm.workspace.pk).get(pk=run.rule_id)
    # other runs of this transaction must see that it is paused
    firm.rules.pop(rule.pk, None)
    if at_once and run.version == rule.version:
        pause(rule, reason)
    elif _fails_always(run):
        values = {"count": MOST_FAILED, "reason": dict(reason)}
        pause(rule, {"reason": FAILED_ALWAYS, "values": values})


def refused(firm: Firm, run: Run, refusal: Refused) -> None:
    """Let a run fail for a reason in words; who may not is not asked to try again."""
    fail(firm, run, kept(refusal), at_once=isinstance(refusal, Forbidden))


def put_off(firm: Firm, run: Run, refusal: TooMany) -> None:
    """Let a run do its step again once a limit allows it; the caller saves it.

    After as many attempts as any step has it fails: what comes faster than the limit lets it leave
    must not pile up for ever, and its owner hears of it.
    """
    if run.attempts >= MAX_ATTEMPTS:
        refused(firm, run, refusal)
        return
    made = max(run.attempts, 1)
    until = clock.now() + timedelta(minutes=int(str(refusal.values["minutes"])))
    wait(run, until)
    run.attempts, run.reason = made, kept(refusal)
    if refusal.later:
        # “in 40 minutes” would be as of now, whenever it is read
        values = {**run.reason["values"], "when": {"at": until.isoformat()}}
        run.reason = {"reason": refusal.later, "values": values}


def broke(firm: Firm, run: Run, error: BaseException) -> None:
    """Let a run try again later after something nobody foresaw, or fail for good; saves it."""
    if run.attempts >= MAX_ATTEMPTS:
        fail(firm, run, {"reason": UNKNOWN})
        return
    run.state = State.READY
    run.claim = None
    run.next_at = clock.now() + backoff.wait_after(run.attempts)
    run.save()


def forget_awaited(run: Run) -> None:
    """It waits for nothing any more."""
    if run.facts.get(HAPPENED, "") is not None:
        return
    Awaited.objects.in_workspace(run.workspace_id).filter(run_id=run.pk).delete()


def _fails_always(run: Run) -> bool:
    """Whether this run and those that ended before it, as many as are too many, have all failed."""
    mine = Run.objects.in_workspace(run.workspace_id).filter(rule_id=run.rule_id)
    ended = mine.filter(state__in=(State.DONE, State.FAILED), ended_at__isnull=False)
    last = ended.order_by("-starts_at", "-pk").values_list("state", flat=True)[:MOST_FAILED]
    return list(last) == [State.FAILED] * MOST_FAILED
