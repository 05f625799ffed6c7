"""What is not a page: start-up, memory at rest, and an import by command."""

from __future__ import annotations

import csv
import random
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench import server as servers
from bench import wording
from bench.datasets import DataSet
from bench.figures import Figure
from klientel.kit.text import fold

ROWS = 10_000
DUPLICATES = 0.1
#: what the command says of its speed, from the first row read until the last is durable
_RATES = re.compile(r"([\d,]+)/s")


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
    whose = ["--workspace", "bench", "--member", "owner@bench.example"]
    for kind in ("account", "contact"):
        path, before = data.data / f"{kind}.csv", data.data / f"{kind}-before.csv"
        write_file(path, kind, data.size.accounts)
        write_known(path, before)
        data.run("klientel", "import", kind, str(before), *whose, stdout=subprocess.DEVNULL)
        began = time.perf_counter()
        command = ["klientel", "import", kind, str(path), *whose]
        told = data.run(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.perf_counter() - began
        note = f"{seconds:.1f} s with the command's start and what follows from the rows"
        label = f"import of {kind}s"
        rate = float(_RATES.findall(told.stdout)[-1].replace(",", ""))
        yield Figure(f"import_{kind}", label, rate, unit="rows/s", aim=4_000, note=note)


def write_file(path: Path, kind: str, accounts: int, rows: int = ROWS) -> None:
    """A table of accounts or contacts, each with an e-mail address of its own."""
    rng, names = random.Random(rows), wording.names()
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        if kind == "account":
            out.writerow(["Name", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Kundennummer"])
        else:
            out.writerow(["Vorname", "Nachname", "Firma", "E-Mail", "Position"])
        for number in range(rows):
            trade, family = rng.choice(names.trades), rng.choice(names.family)
            if kind == "account":
                email = f"neu{number}@import.example"
                postcode, city = rng.choice(wording.CITIES)
                out.writerow(
                    [f"{trade} {family} {number}", email, f"040 {2_000_000 + number}",
                     "Hauptstraße 1", postcode, city, f"I-{number}"]
                )  # fmt: skip
            else:
                first = rng.choice(names.first)
                # a letter that no address may have would refuse its row
                email = f"{fold(first)[0]}.neu{number}@import.example"
                out.writerow([first, family, f"{rng.randrange(1, accounts)}", email, "Einkauf"])


def write_known(path: Path, before: Path) -> None:
    """Every tenth row of a table as it may have come a year ago: another street or position."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    column = next(n for n, name in enumerate(header) if name in ("Straße", "Position"))
    with before.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(header)
        for row in rows[:: round(1 / DUPLICATES)]:
            out.writerow([*row[:column], "Früher", *row[column + 1 :]])
