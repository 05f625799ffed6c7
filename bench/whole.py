"""What is not a page: start-up, memory at rest, and an import by command."""

from __future__ import annotations

import csv
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench import server as servers
from bench import wording
from bench.datasets import DataSet
from bench.figures import Figure

ROWS = 10_000
DUPLICATES = 0.1


def start_up(data: DataSet) -> Iterator[Figure]:
    """Seconds until `klientel serve` answers its first page, and what it holds at rest."""
    seconds = []
    for _ in range(3):
        with servers.running(data, "serve") as server:
            seconds.append(server.seconds_to_answer)
            time.sleep(2)
            memory = server.memory()
    label = "start of serve to first answer"
    yield Figure("start", label, round(sorted(seconds)[1], 2), unit="s", aim=6)
    label = "memory at rest, serve, 1 process"
    yield Figure("memory_rest", label, round(memory), unit="MB", aim=200)
    with servers.running(data, "serve", workers=2) as server:
        time.sleep(2)
        label = "memory at rest, serve, 2 web processes"
        yield Figure("memory_rest_2", label, round(server.memory()), unit="MB", aim=250)


def imports(data: DataSet) -> Iterator[Figure]:
    """A file of accounts and one of contacts through `klientel import`, a tenth of it known."""
    for kind in ("account", "contact"):
        path = data.data / f"{kind}.csv"
        write_file(path, kind, data.size.accounts)
        words = ["klientel", "import", kind, str(path)]
        words += ["--workspace", "bench", "--member", "owner@bench.example"]
        began = time.perf_counter()
        data.run(*words, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        note = f"{seconds:.1f} s for {ROWS:,} rows, start of the command included"
        label = f"import of {kind}s"
        yield Figure(
            f"import_{kind}", label, round(ROWS / seconds), unit="rows/s", aim=4_000, note=note
        )


def write_file(path: Path, kind: str, accounts: int, rows: int = ROWS) -> None:
    """A table of new accounts or contacts; a tenth has the e-mail address of one we know."""
    rng, names = random.Random(rows), wording.names()
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        if kind == "account":
            out.writerow(["Name", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Kundennummer"])
        else:
            out.writerow(["Vorname", "Nachname", "Firma", "E-Mail", "Position"])
        for number in range(rows):
            known = number % round(1 / DUPLICATES) == 0
            whose = rng.randrange(accounts) // 4 * 4 + 1
            trade, family = rng.choice(names.trades), rng.choice(names.family)
            if kind == "account":
                email = f"post{whose}@kunde{whose % 9973}.example"
                if not known:
                    email = f"neu{number}@import.example"
                postcode, city = rng.choice(wording.CITIES)
                out.writerow(
                    [f"{trade} {family} {number}", email, f"040 {2_000_000 + number}",
                     "Hauptstraße 1", postcode, city, "" if known else f"I-{number}"]
                )  # fmt: skip
            else:
                first = rng.choice(names.first)
                email = f"{first[0].lower()}.neu{number}@import.example"
                out.writerow([first, family, f"{rng.randrange(1, accounts)}", email, "Einkauf"])
