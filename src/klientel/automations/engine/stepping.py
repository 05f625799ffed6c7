"""Does the steps of one run, each under a savepoint, until it ends, waits, or its turn is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils.translation import gettext_noop

from klientel.automations.definition import Definition, Step, from_json
from klientel.automations.engine import ending
from klientel.automations.engine.acting import Firm, deeper
from klientel.automations.engine.flow import FLOW, Ends
from klientel.automations.engine.index import about_of
from klientel.automations.engine.telling import Entry, note, tell_made
from klientel.automations.engine.waiting import is_awaiting, time_is_over
from klientel.automations.models import Rule, RuleVersion, Run
from klientel.automations.position import Frame, frames_of, steps_in
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking, Done, steps
from klientel.automations.steps.arguments import arguments
from klientel.events.reading_back import event_of
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records.types import RecordType, record_types
from klientel.team.throttle import TooMany
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

logger = logging.getLogger(__name__)

#: seconds and steps after which a run gives way to others and goes on later
TURN = 0.25
MOST_STEPS = 50
GONE = gettext_noop("The record is in the trash, or out of sight of whom this rule acts as.")
DELETED = gettext_noop("The rule was deleted meanwhile.")
PAUSED = gettext_noop("The rule was paused meanwhile.")


class Unsure(Exception):
    """A step failed without a savepoint: whatever it wrote must go, and with it all the rest."""


class Stepping:
    """One run at work. Its columns are changed here, and saved by the caller."""

    def __init__(self, firm: Firm, run: Run) -> None:
        self.firm = firm
        self.run = run
        self.frames = frames_of(run.todo)
        self._scene: Scene | None = None
        #: whether its record was read for all runs at work, and not for the next step
        self._is_shared = False

    def go(self) -> None:
        """Do what can be done now. What no step foresaw is tried again later from where it was."""
        run = self.run
        try:
            if self.rule.deleted_at is not None:
                raise Ends({"reason": DELETED})
            if self.rule.paused_at is not None:
                raise Ends({"reason": PAUSED})
            self.actor = self._actor()
            if is_awaiting(run):
                time_is_over(run)
            self._go()
        except Ends as end:
            ending.end(run, Run.State.STOPPED, end.reason)
        except TooMany as refusal:
            ending.put_off(self.firm, run, refusal)
        except Refused as refusal:
            ending.refused(self.firm, run, refusal)
        finally:
            run.todo = [frame.to_json() for frame in self.frames]

    @cached_property
    def rule(self) -> Rule:
        """The rule as it is now."""
        found = self.firm.rules.get(self.run.rule_id)
        if found is None:
            found = Rule.objects.in_workspace(self.run.workspace_id).get(pk=self.run.rule_id)
        return found

    @cached_property
    def definition(self) -> Definition:
        """The rule as it was when the run began."""
        key = (self.run.rule_id, self.run.version)
        known = self.firm.definitions.get(key)
        if known is None:
            known = self.firm.definitions[key] = self._read_definition()
        return known

    def _read_definition(self) -> Definition:
        if self.rule.version == self.run.version:
            return from_json(self.rule.definition)
        kept = RuleVersion.objects.in_workspace(self.run.workspace_id)
        row = kept.filter(rule_id=self.run.rule_id, version=self.run.version).first()
        return from_json(row.definition if row else self.rule.definition)

    @cached_property
    def event(self) -> Event | None:
        """The event that started it."""
        if self.run.event_id is None:
            return None
        known = self.firm.events.get(self.run.event_id)
        return known or event_of(self.run.workspace_id, self.run.event_id)

    @cached_property
    def acts_as(self) -> UUID:
        """Whose rights it has: those of who said what it does, also where that was said anew since.

        Nobody's rights do what they have taken out, or never read.
        """
        if self.run.version == self.rule.version:
            return self.rule.acts_as_id
        key = (self.run.rule_id, self.run.version)
        if key not in self.firm.authors:
            self.firm.authors[key] = self._author() or self.rule.acts_as_id
        return self.firm.authors[key]

    def _author(self) -> UUID | None:
        """Who brought about the run's version, or the last before it that a person did."""
        kept = RuleVersion.objects.in_workspace(self.run.workspace_id).filter(
            rule_id=self.run.rule_id, version__lte=self.run.version, member_id__isnull=False
        )
        found: UUID | None = kept.order_by("-version").values_list("member_id", flat=True).first()
        return found

    def _actor(self) -> Actor:
        actor = self.firm.must_have(self.acts_as)
        run = self.run
        return deeper(actor, cause=run.event_id or run.pk, depth=run.depth, batch=run.pk)

    def _go(self) -> None:
        ends, count = time.monotonic() + TURN, 0
        while (found := self._next()) is not None:
            frame, step = found
            if count and (count >= MOST_STEPS or time.monotonic() > ends):
                frame.at -= 1
                self.run.state, self.run.next_at = Run.State.READY, clock.now()
                return
            count += 1
            try:
                is_waiting = self._do(frame, step)
            except (Refused, Ends):
                frame.at -= 1
                raise
            except (OperationalError, Unsure):
                # the whole transaction is over: nothing of it is kept
                raise
            except Exception as error:
                frame.at -= 1
                if count > 1:
                    # what was done before it stays done; the step itself is tried anew
                    self.run.attempts = 1
                logger.warning("step %s of run %s failed", step.do, self.run.pk, exc_info=error)
                ending.broke(self.firm, self.run, error)
                return
            self.run.attempts = 0
            if is_waiting:
                return
        ending.end(self.run, Run.State.DONE)

    def _next(self) -> tuple[Frame, Step] | None:
        """The next step, with its frame moved past it; None when all is done."""
        while self.frames:
            frame = self.frames[-1]
            some = steps_in(self.definition, frame.inside)
            if frame.at < len(some):
                frame.at += 1
                return frame, some[frame.at - 1]
            if frame.rows:
                frame.row, frame.at = frame.rows.pop(0), 0
            else:
                self.frames.pop()
            self._scene = None
        return None

    def _do(self, frame: Frame, step: Step) -> bool:
        """Do one step; whether the run waits then."""
        kind = steps.get(step.do)
        flow = kind.leads or FLOW.get(step.do)
        writes = flow is None and kind.touches_records
        scene = self._scene_now(is_fresh=writes)
        if scene is None:
            return False
        scene = scene.at(self._key(step), step_key=step.key)
        if flow is not None:
            with transaction.atomic():
                return flow(self, frame, step, scene, arguments(kind, step, scene))
        if kind.run is None:
            raise Refused("This step is not known here any more.")
        with self._safely():
            values = arguments(kind, step, scene)
            done = kind.run(scene.actor, scene, values)
        self.note(frame, step, scene, values, done)
        if kind.makes_records:
            tell_made(scene.actor, self.run, self.rule, done)
        if writes:
            # what it wrote is read anew by the next one, of this run or another
            self.firm.records.clear()
        self._scene = None
        return False

    @contextmanager
    def _safely(self) -> Iterator[None]:
        """Keep nothing of a step that fails. Most do not: a savepoint is set when one did."""
        if self.firm.is_careful:
            with transaction.atomic():
                yield
            return
        try:
            yield
        except OperationalError:
            raise
        except Exception as error:
            raise Unsure from error

    def note(
        self, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any], done: Done
    ) -> None:
        """Write down what a step did."""
        asking = Asking(scene.about, step.values, scene.reading, step)
        # a branch has no record of its own: it is done for that of the for-each around it
        note(self.run, Entry.of(asking, step, values, done, row=next(reversed(self._rows()), "")))

    def enter(self, frame: Frame, step: Step, part: str, **of: Any) -> None:
        """Go on with the steps that a step holds."""
        self.frames.append(Frame((*frame.inside, step.key, part), **of))
        self._scene = None

    def _key(self, step: Step) -> str:
        return ":".join((self.run.pk.hex, step.key, *self._rows()))

    def _rows(self) -> list[str]:
        """The record of each for-each that is under way, the innermost last."""
        return [frame.row for frame in self.frames if frame.row]

    def _scene_now(self, *, is_fresh: bool) -> Scene | None:
        """What the next step acts on; None where the record of a for-each is gone meanwhile.

        It is `is_fresh` for a step that writes: what others wrote meanwhile is not written over.
        """
        if self._scene is None or (is_fresh and self._is_shared):
            scene = self._outermost(is_fresh=is_fresh)
            for frame in self.frames:
                if frame.of and frame.row:
                    inner = self._within(scene, frame)
                    if inner is None:
                        frame.at = len(steps_in(self.definition, frame.inside))
                        return None
                    scene = inner
            self._scene = scene
        return self._scene

    def _outermost(self, *, is_fresh: bool) -> Scene:
        run, reading = self.run, self.firm.reading
        about = about_of(self.definition, reading)
        record = None
        self._is_shared = False
        if run.record_id is not None:
            if about is not None and not is_fresh:
                record = self.firm.known(self.acts_as, about.name, run.record_id)
                self._is_shared = record is not None
            record = record or self._seen(about, run.record_id)
            if record is None:
                raise Ends({"reason": GONE})
        event = self.event
        scene = Scene(
            actor=self.actor,
            reading=reading,
            about=about if record is not None else None,
            record=record,
            event=event,
            facts={**(event.facts if event else {}), **run.facts},
            rule_id=self.rule.pk,
            rule_name=self.rule.name,
        )
        if self._is_shared:
            self._know_account(scene)
        return scene

    def _know_account(self, scene: Scene) -> None:
        """Take the account of a record that was read for all from where that was read, too."""
        known = scene.account_type
        key = scene.about.account_of(scene.record) if scene.about is not None else None
        if known is not None and key is not None:
            account = self.firm.known(self.acts_as, known.name, key)
            if account is not None:
                scene.know_account(account)

    def _within(self, outer: Scene, frame: Frame) -> Scene | None:
        if frame.of not in record_types:
            raise NotFound
        about = record_types.get(frame.of).in_workspace(self.firm.workspace)
        record = self._seen(about, UUID(frame.row))
        if record is None:
            return None
        return outer.at(outer.key, about=about, record=record, outer=outer)

    def _seen(self, about: RecordType | None, pk: UUID) -> Any:
        if about is None:
            return None
        return about.model.objects.visible_to(self.actor).filter(pk=pk).first()
