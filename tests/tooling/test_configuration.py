"""The configuration: defaults that run, clear refusals, masked secrets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from klientel.config import configuration
from klientel.config.configuration import ConfigurationError, explain, read


def test_defaults_run_on_sqlite(tmp_path: Path) -> None:
    config = read({"KLIENTEL_DATA": str(tmp_path)})
    assert config.database["NAME"] == tmp_path / "klientel.sqlite3"
    assert config.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in config.database["OPTIONS"]["init_command"]
    assert not config.secure
    assert "127.0.0.1" in config.hosts


def test_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = read({"KLIENTEL_DATA": str(data)})
    second = read({"KLIENTEL_DATA": str(data)})
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in data.iterdir()] == ["secret.key"]


def test_half_a_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(ConfigurationError, match="incomplete"):
        read({"KLIENTEL_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("KLIENTEL_THREADS", "many", "must be a whole number from 1 to 64"),
        ("KLIENTEL_THREADS", "0", "must be a whole number from 1 to 64"),
        ("KLIENTEL_DEBUG", "perhaps", "must be 1 or 0"),
        ("KLIENTEL_LANGUAGE", "fr", "must be one of de, en"),
        ("KLIENTEL_TIME_ZONE", "Mars/Base", "must be the name of a time zone"),
        ("KLIENTEL_BASE_URL", "klientel.example", "must be an address"),
        ("KLIENTEL_DATABASE_URL", "mysql://x/y", "must begin with postgresql://"),
        ("KLIENTEL_DATABASE_URL", "postgresql://host", "must name the database"),
        ("KLIENTEL_DATABASE_URL", "postgresql://host:port/x", "is not a valid address"),
        ("KLIENTEL_SMTP_URL", "mail.example", "must be an address"),
        ("KLIENTEL_SQLITE_SYNC", "OFF", "must be one of FULL, NORMAL"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read({"KLIENTEL_DATA": str(tmp_path), name: value})
    assert name in str(caught.value)
    assert says in str(caught.value)


def test_postgresql_address(tmp_path: Path) -> None:
    url = "postgresql://anna:p%40ss@db.example:5433/klientel?sslmode=require"
    database = read({"KLIENTEL_DATA": str(tmp_path), "KLIENTEL_DATABASE_URL": url}).database
    assert database["USER"] == "anna"
    assert database["PASSWORD"] == "p@ss"
    assert database["HOST"] == "db.example"
    assert database["PORT"] == "5433"
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_socket_folder_stands_in_the_query(tmp_path: Path) -> None:
    url = "postgresql://anna@/klientel?host=/run/postgresql"
    database = read({"KLIENTEL_DATA": str(tmp_path), "KLIENTEL_DATABASE_URL": url}).database
    assert database["HOST"] == "/run/postgresql"


def test_mail_server(tmp_path: Path) -> None:
    url = "smtps://anna:secret@mail.example"
    server = read({"KLIENTEL_DATA": str(tmp_path), "KLIENTEL_SMTP_URL": url}).mail
    assert server is not None
    assert (server.host, server.port, server.tls) == ("mail.example", 465, "whole")


def test_explanation_masks_secrets(tmp_path: Path) -> None:
    environ = {
        "KLIENTEL_DATA": str(tmp_path),
        "KLIENTEL_SECRET_KEY": "k" * 50,
        "KLIENTEL_DATABASE_URL": "postgresql://anna:geheim@db.example/klientel?sslmode=require",
        "KLIENTEL_SMTP_URL": "smtp://anna:geheim@mail.example",
    }
    lines = {line.name: line for line in explain(read(environ))}
    text = " ".join(line.value for line in lines.values())
    assert "geheim" not in text
    assert "kkkk" not in text
    assert lines["KLIENTEL_DATABASE_URL"].value == "postgresql://anna:********@db.example/klientel"
    assert lines["KLIENTEL_DATA"].source == "environment"
    assert lines["KLIENTEL_THREADS"].source == "default"
    assert all(line.explains for line in lines.values())


def test_https_hardens_cookies(tmp_path: Path) -> None:
    environ = {"KLIENTEL_DATA": str(tmp_path), "KLIENTEL_BASE_URL": "https://k.example/"}
    config = read(environ)
    assert config.secure
    assert config.base_url == "https://k.example"
    assert "k.example" in config.hosts


@pytest.mark.parametrize(
    ("host", "named", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8011"),
        ("0.0.0.0", "", "http://127.0.0.1:8011"),
        ("::1", "", "http://[::1]:8011"),
        ("127.0.0.1", "https://crm.example", "https://crm.example"),
    ],
)
def test_links_lead_to_where_the_server_listens(
    host: str, named: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIENTEL_BASE_URL", named)
    configuration.listen_at(host, 8011)
    assert os.environ["KLIENTEL_BASE_URL"] == address
    configuration.current.cache_clear()
