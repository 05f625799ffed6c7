"""The command line: every module of this package is one command.

A command has `register(subparsers)`, which adds its parser with `set_defaults(run=run)`, and
`run(args) -> int | None`. Django is imported inside `run` only, after `start_django()`, so that
`--help` and mistakes answer at once.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

import klientel
from klientel.config.configuration import ConfigurationError, current
from klientel.config.terminal import WRONG_USE, Parser, WrongUse
from klientel.kit.refused import Refused

INTERRUPTED = 130


def commands() -> Iterator[ModuleType]:
    """The modules of this package, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        yield importlib.import_module(f"{__name__}.{found.name}")


def parser() -> Parser:
    """The parser of all commands."""
    whole = Parser(prog="klientel", description=klientel.__doc__)
    whole.add_argument("--version", action="version", version=f"klientel {klientel.__version__}")
    subparsers = whole.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True, parser_class=Parser
    )
    for command in commands():
        command.register(subparsers)
    return whole


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; 0 is success, 1 a failure it reported, 2 a mistake in what was asked."""
    args = parser().parse_args(arguments)
    try:
        return args.run(args) or 0
    except (WrongUse, ConfigurationError, Refused) as error:
        text = error.text() if isinstance(error, Refused) else str(error)
        sys.stderr.write(f"klientel {args.command}: {text.rstrip('.')}.\n")
        return WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, e.g. `head`, has left; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def start_django() -> None:
    """Load the settings and all rooms; call it first in every command that touches data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klientel.config.settings")
    import django

    from klientel.config.logs import set_up

    set_up(current().log_level)
    django.setup()
    _finish_restore()


def _finish_restore() -> None:
    """Finish a restore that was cut off in its last step, before anything reads the data."""
    if not (current().data / "restore-unfinished.json").is_file():
        return
    from klientel.integrations.copies.restore import finish

    if finish(current().data):
        sys.stderr.write("The restore that was interrupted is finished now.\n")
