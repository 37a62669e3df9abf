"""Tables of a real PostgreSQL, and of SQLite, as extracts."""

import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError
from scan.extracts import contract
from scan.extracts.database import connected, fetch, with_databases
from scan.extracts.deliveries import choose_extracts, find_extracts, load_extracts
from scan.extracts.intake import accept, assess
from scan.extracts.readers import sql
from scan.house import ROOT
from tests.extracts.support import examine
from tests.support.postgres import PASSWORD, Server, programs, temporary_server

NAME = "kbi_newcomers"
VARIABLE = "SCAN_DB_KBI"


@pytest.fixture(scope="module")
def made_up_file(made_up_extracts: Path) -> Path:
    return next(made_up_extracts.rglob(f"{NAME}_*.csv"))


@pytest.fixture(scope="module")
def postgres(made_up_file: Path) -> Iterator[Server]:
    """A server with made-up newcomers in a table, and a view without its own notes."""
    if programs() is None:
        pytest.skip("no PostgreSQL here; install the Debian package postgresql")
    table = pl.read_csv(made_up_file, infer_schema=False)
    with temporary_server() as running:
        columns = ", ".join(f'"{name}" text' for name in table.columns)
        running.run(f"CREATE TABLE bron ({columns}, opmerking text)")
        rows = [
            ", ".join("NULL" if cell is None else f"'{cell}'" for cell in row)
            for row in table.iter_rows()
        ]
        values = ", ".join(f"({row}, 'niet voor ons')" for row in reversed(rows))
        kinds = {"nis": "char(5)", "jaar": "integer"}
        as_kinds = ", ".join(
            f'CAST("{name}" AS {kinds.get(name, "text")}) AS "{name}"' for name in table.columns
        )
        running.run(
            f"INSERT INTO bron VALUES {values}",
            f"CREATE VIEW {NAME} AS SELECT {as_kinds}, opmerking FROM bron",
            "CREATE TABLE andere AS SELECT 1 AS nis, 2 AS jaar",
            "CREATE SCHEMA ander",
            f"CREATE VIEW ander.{NAME} AS SELECT * FROM public.{NAME} WHERE jaar > 2022",
            f"CREATE VIEW traag AS SELECT *, pg_sleep(60)::text AS slaap FROM {NAME}",
            "CREATE ROLE lezer LOGIN PASSWORD 'mag-niets'",
        )
        yield running


@pytest.fixture
def newcomers(catalogue: Catalogue) -> Source:
    return catalogue.sources[NAME]


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.all())


def test_a_view_gives_the_figures_of_the_same_file(
    postgres: Server, catalogue: Catalogue, newcomers: Source, made_up_file: Path, tmp_path: Path
) -> None:
    environment = {VARIABLE: postgres.address()}
    (path,) = fetch((newcomers,), environment, tmp_path)
    read = examine(newcomers, path, catalogue)
    assert read.faults == ()
    expected = contract.read_extract(newcomers, made_up_file, catalogue)
    assert _sorted(read.frame).equals(_sorted(expected))
    assert "niet voor ons" not in path.read_text(encoding="utf-8")
    assert fetch((newcomers,), environment, tmp_path) == {path: NAME}


def test_another_schema_can_be_named(postgres: Server, newcomers: Source, tmp_path: Path) -> None:
    other = newcomers.model_copy(update={"sql": f"ander.{NAME}"})
    frame = sql.read_address(other, postgres.address())
    assert set(frame.get_column("jaar")) == {"2023", "2024"}


def test_nothing_can_be_written(postgres: Server, newcomers: Source) -> None:
    """A function that writes, hidden in a view, meets a transaction that is for reading only."""
    postgres.run(
        "CREATE OR REPLACE FUNCTION schrijf() RETURNS text LANGUAGE sql AS"
        " $$ DELETE FROM bron; SELECT 'weg' $$",
        f"CREATE OR REPLACE VIEW vals AS SELECT t.*, schrijf() AS weg FROM {NAME} t",
    )
    wanted = newcomers.model_copy(
        update={"sql": "vals", "area": newcomers.area.model_copy(update={"column": "weg"})}
    )
    with pytest.raises(ExtractError, match="cannot be read"):
        sql.read_address(wanted, postgres.address())
    assert sql.read_address(newcomers, postgres.address()).height > 1_000


def test_a_table_that_takes_too_long_is_left(
    postgres: Server, newcomers: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = newcomers.model_copy(
        update={"sql": "traag", "area": newcomers.area.model_copy(update={"column": "slaap"})}
    )
    short = (sql._SETTINGS[0], "SET LOCAL statement_timeout = '200ms'")
    monkeypatch.setattr(sql, "_SETTINGS", short)
    with pytest.raises(ExtractError, match="did not answer within"):
        sql.read_address(slow, postgres.address())


@pytest.mark.parametrize(
    ("change", "table", "says"),
    [
        ({"password": "verkeerd"}, NAME, "refuses the user or the password"),
        ({"user": "niemand"}, NAME, "refuses the user or the password"),
        ({"database": "nergens"}, NAME, "no such database or user"),
        ({"user": "lezer", "password": "mag-niets"}, NAME, "the user may not read it"),
        ({}, "nergens", "there is no such table or view"),
        ({}, f"nergens.{NAME}", "there is no such table or view"),
        ({}, "andere", "the column is missing; the file has nis, jaar"),
    ],
    ids=["password", "user", "database", "right", "table", "schema", "columns"],
)
def test_what_goes_wrong_is_said_without_a_secret(
    postgres: Server,
    newcomers: Source,
    change: dict[str, str],
    table: str,
    says: str,
    tmp_path: Path,
) -> None:
    address = postgres.address(**change)
    source = newcomers.model_copy(update={"sql": table})
    with pytest.raises(ExtractError, match=says) as caught:
        fetch((source,), {VARIABLE: address}, tmp_path)
    told = f"{caught.value} {[vars_of(fault) for fault in caught.value.faults]}"
    for secret in (PASSWORD, "Geh3im", "verkeerd", "127.0.0.1", str(postgres.port), "scan_test"):
        assert secret not in told
    assert table in told
    assert VARIABLE in told
    assert list(tmp_path.iterdir()) == []


def vars_of(fault: object) -> str:
    """All that a fault holds."""
    return repr(fault)


def test_the_environment_decides_and_a_file_wins(
    postgres: Server, catalogue: Catalogue, made_up_file: Path, tmp_path: Path
) -> None:
    assert connected(catalogue, {}) == ()
    assert connected(catalogue, {VARIABLE: ""}) == ()
    environment = {VARIABLE: postgres.address()}
    assert {source.id for source in connected(catalogue, environment)} == {NAME}
    folder, cache = tmp_path / "extracts", tmp_path / "cache"
    folder.mkdir()
    empty = find_extracts(folder, catalogue)
    whole = with_databases(empty, catalogue, environment, cache)
    assert [source for source, _ in whole.files] == [NAME]
    assert whole.fingerprint != empty.fingerprint
    assert whole.fingerprint == with_databases(empty, catalogue, environment, cache).fingerprint
    shutil.copy(made_up_file, folder)
    handed = find_extracts(folder, catalogue)
    assert with_databases(handed, catalogue, environment, cache) is handed
    made_up = find_extracts(made_up_file.parent, catalogue)
    assert with_databases(made_up, catalogue, environment, cache) is made_up


def test_a_table_becomes_a_delivery(
    postgres: Server, catalogue: Catalogue, newcomers: Source, tmp_path: Path
) -> None:
    environment, output = {VARIABLE: postgres.address()}, tmp_path / "output"
    tables = fetch((newcomers,), environment, tmp_path)
    day = datetime.date(2026, 7, 1)
    accept(assess(tuple(tables), output, catalogue, day, sources=tables), output)
    chosen = choose_extracts(None, output, catalogue)
    assert chosen is not None
    assert chosen.dates == {NAME: day}
    assert load_extracts(chosen, catalogue)[NAME].height > 1_000
    assert with_databases(chosen, catalogue, environment, tmp_path) is chosen
    again = assess(tuple(tables), output, catalogue, day, sources=tables)
    assert again.verdict == "known"


def _scan(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        env={**own, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_command_takes_tables_in_and_keeps_secrets(tmp_path: Path, newcomers: Source) -> None:
    """With SQLite, so that it runs everywhere; a wrong address leaves nothing behind."""
    output = tmp_path / "output"
    bad = _scan(
        *("intake", "--database", "--accept", "--output", str(output)),
        SCAN_DB_KBI="postgresql://wie:Geh3im@127.0.0.1:1/x",
    )
    assert bad.returncode == 4
    assert "the database cannot be reached" in bad.stderr
    kept = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert "Geh3im" not in "".join((bad.stdout, bad.stderr, *kept))
    none = _scan("intake", "--database", "--output", str(output))
    assert none.returncode == 2
    assert "Set one of: SCAN_DB_KBI" in none.stderr


@pytest.mark.slow
def test_a_file_and_a_database_give_the_same_report(
    postgres: Server, made_up_extracts: Path, tmp_path: Path
) -> None:
    """The made-up extracts, taken for real ones: one series from a file, or from PostgreSQL."""
    reports = []
    for kind in ("file", "database"):
        folder = tmp_path / kind
        folder.mkdir()
        for path in made_up_extracts.rglob("statbel_nat*.csv"):
            shutil.copy(path, folder)
        if kind == "file":
            for path in made_up_extracts.rglob("kbi_*.csv"):
                shutil.copy(path, folder)
        environment = {"SCAN_DB_KBI": postgres.address()} if kind == "database" else {}
        output = tmp_path / f"output-{kind}"
        words = ("report", "Mechelen", "--extracts", str(folder), "--output", str(output), "--json")
        done = _scan(*words, **environment)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)
        (pdf,) = (output / "reports").rglob("*.pdf")
        reports.append(pdf.read_bytes())
        written = b"".join(path.read_bytes() for path in output.rglob("*") if path.is_file())
        assert b"Geh3im" not in written + done.stdout.encode() + done.stderr.encode()
    assert reports[0] == reports[1]
    assert any((tmp_path / "output-database" / "database").iterdir())


def test_sqlite_gives_what_the_file_gives(
    made_up_file: Path, catalogue: Catalogue, newcomers: Source, tmp_path: Path
) -> None:
    table = pl.read_csv(made_up_file, infer_schema=False)
    marks = ", ".join("?" for _ in table.columns)
    with closing(sqlite3.connect(tmp_path / "kbi.sqlite")) as database:
        names = ", ".join(f'"{name}"' for name in table.columns)
        database.execute(f"CREATE TABLE {NAME} ({names})")
        database.executemany(f"INSERT INTO {NAME} VALUES ({marks})", table.rows())
        database.commit()
    environment = {VARIABLE: f"sqlite:///{tmp_path}/kbi.sqlite"}
    (path,) = fetch((newcomers,), environment, tmp_path / "cache")
    found = contract.read_extract(newcomers, path, catalogue)
    expected = contract.read_extract(newcomers, made_up_file, catalogue)
    assert _sorted(found).equals(_sorted(expected))
