import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scan.errors import ExtractError
from scan.extracts.readers import sql, tidy
from tests.extracts.support import put, source


def _database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute('CREATE TABLE "nieuwkomers 2025" (nis, jaar INTEGER, man, vrouw REAL)')
        database.execute("INSERT INTO \"nieuwkomers 2025\" VALUES ('11001', 2025, 'x', 2.5)")
        database.execute("INSERT INTO \"nieuwkomers 2025\" VALUES ('11002', 2025, NULL, 3.5)")
        database.commit()
    return path


def test_a_table_gives_the_frame_of_the_same_tidy_table(tmp_path: Path) -> None:
    record = source(layout="sql", sql="nieuwkomers 2025")
    text = "nis,jaar,man,vrouw\n11001,2025,x,2.5\n11002,2025,,3.5\n"
    from_text = tidy.read(source(), put(tmp_path, "a.csv", text))
    assert sql.read(record, _database(tmp_path / "a.sqlite")).equals(from_text)


def test_what_is_no_database_or_has_no_such_table_is_refused(tmp_path: Path) -> None:
    record = source(layout="sql", sql='x"; DROP TABLE "nieuwkomers 2025')
    for path in (_database(tmp_path / "a.sqlite"), put(tmp_path, "b.sqlite", "no database at all")):
        with pytest.raises(ExtractError, match="cannot be read"):
            sql.read(record, path)
