"""The commands of `dev.py`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from bench import options
from devtools import assets, checks, environment, locking, machine, packaging, testing
from devtools.shell import ROOT, Failed, run, say, step

INTERRUPTED = 130
HANDS_THROUGH = ("test", "bench", "soak", "duplicates")
"""Commands whose options belong to another program."""
TELLS = {"bench": options.bench, "soak": options.soak}
"""Those of them whose own help can be printed without installing anything."""
HELP = frozenset({"-h", "--help"})


def serve(args: argparse.Namespace) -> None:
    """Install, build, fill with sample data and serve: the whole product on this machine."""
    environment.ensure()
    assets.ensure()
    command = [str(environment.PYTHON), "-m", "klientel", "serve", "--demo", args.size]
    command += ["--host", args.host, "--port", str(args.port)]
    sys.stdout.flush()
    # The server takes the place of this process, so that Ctrl-C reaches it and nothing is left.
    os.execv(command[0], command)


def test(args: argparse.Namespace) -> None:
    """Run the tests of everything, of a room or of a path."""
    testing.test(args.target, args.rest)


def lint(args: argparse.Namespace) -> None:
    """Check style, types, imports, templates and lock files."""
    checks.lint()
    say("Nothing to complain about.")


def ci(args: argparse.Namespace) -> None:
    """Everything that must hold before a change is taken."""
    missing = machine.missing_packages()
    if missing and machine.is_debian_root():
        quietly = {"DEBIAN_FRONTEND": "noninteractive"}
        with step(f"Installing {' and '.join(missing)}"):
            install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
            run(["apt-get", "update"], quiet=True, env=quietly)
            run(install, quiet=True, env=quietly, fails="apt-get could not install them.")
    checks.lint()
    testing.test(None, [])
    packaging.smoke()
    say("Ready.")


def build(args: argparse.Namespace) -> None:
    """Build the front end and compile the translations."""
    environment.ensure()
    assets.ensure()


def wheel(args: argparse.Namespace) -> None:
    """Build the wheel into dist/."""
    say(f"Built {packaging.build_wheel().relative_to(ROOT)}")


def messages(args: argparse.Namespace) -> None:
    """Collect the texts of every room into its catalogue."""
    environment.ensure()
    program = [environment.PYTHON, "-m", "devtools.catalogues", "update"]
    run(program, fails="Some texts have no translation yet.")
    assets.compile_translations()


def lock(args: argparse.Namespace) -> None:
    """Write the lock files anew."""
    locking.lock(upgrade=args.upgrade)


def bench(args: argparse.Namespace) -> None:
    """Measure the figures of docs/ and compare them with the stored ones."""
    _measure("bench", args.rest)


def soak(args: argparse.Namespace) -> None:
    """Run the long checks."""
    _measure("bench.soak", args.rest)


def duplicates(args: argparse.Namespace) -> None:
    """Print how well duplicates are found, on made-up people: precision, recall, seconds."""
    _measure("klientel.kit.likeness.measure", args.rest)


def _measure(module: str, arguments: list[str]) -> None:
    environment.ensure(dev=True)
    assets.ensure()
    run([environment.PYTHON, "-m", module, *arguments])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.exit(_complain(f"{message}. See ./dev.py --help.", 2))


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    whole = _Parser(prog="./dev.py", description="Run, test and check this checkout of Klientel.")
    commands = whole.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    serving = _add(commands, "run", serve)
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serving.add_argument("--port", type=_port, default=8000, help="port to listen on")
    serving.add_argument(
        "--size", choices=("small", "m", "l"), default="small", help="of the sample data"
    )
    testing_ = _add(commands, "test", test)
    testing_.add_argument("target", nargs="?", help="a room such as crm, or a path")
    _add(commands, "ci", ci)
    _add(commands, "lint", lint)
    _add(commands, "build", build)
    _add(commands, "wheel", wheel)
    _add(commands, "messages", messages)
    locking_ = _add(commands, "lock", lock)
    locking_.add_argument("--upgrade", action="store_true", help="take newer versions")
    _add(commands, "bench", bench)
    _add(commands, "soak", soak)
    _add(commands, "duplicates", duplicates)
    return whole


def _add(commands, name, function) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=function.__doc__.splitlines()[0], allow_abbrev=False)
    command.set_defaults(run=function, name=name)
    return command


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; what pytest or the benches understand is handed through."""
    own, rest = list(arguments), []
    if HELP & set(own) and own[0] in TELLS:
        TELLS[own[0]]().print_help()
        sys.exit(0)
    if own[:1] and own[0] in HANDS_THROUGH and not HELP & set(own):
        # One word that is no option is the target of `test`; pytest reads the rest.
        end = 2 if own[0] == "test" and own[1:] and not own[1].startswith("-") else 1
        own, rest = own[:end], own[end:]
    args = parser().parse_args(own)
    args.rest = rest
    return args


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    os.chdir(ROOT)
    args = read(arguments)
    try:
        args.run(args)
    except Failed as failed:
        return _complain(str(failed), failed.code)
    except KeyboardInterrupt:
        print("\nStopped.")
        return INTERRUPTED
    return 0


def _complain(sentence: str, code: int) -> int:
    if sentence:
        sys.stderr.write(f"./dev.py: {sentence}\n")
    return code
