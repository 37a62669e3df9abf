"""Audit, tables: the figures that the files of a release hold, whatever their form.

Input: the folder of a release. Output: a frame with the columns of :data:`FIGURES`, a row for each
figure that a file tells; what two files tell alike stands there once. Series are read as Parquet,
CSV, workbook and as the files with everything; reports by the table that is attached to them.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf
import polars as pl

from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.status import Status

FIGURES: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "nis": pl.String(),
    "into": pl.String(),  # today's municipality, for figures of a former one; else ""
    "period": pl.Int32(),
    "main": pl.Boolean(),
    "category_1": pl.String(),
    "category_2": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "status": pl.String(),
    "source": pl.String(),  # "" where the file does not say it by its code
}
_NUMBERS = ("value", "numerator", "denominator")
_SERIES = (
    *("indicator", "nis", "kind", "today", "period", "part", "category_1", "category_2"),
    *(*_NUMBERS, "status", "source"),
)
_ATTACHED = (
    *("indicator", "nis", "area", "period", "part", "breakdown_1", "breakdown_2"),
    *(*_NUMBERS, "status"),
)
_OF_A_DAY = re.compile(r"-\d{4}-\d{2}-\d{2}[-.]")
_BOM = b"\xef\xbb\xbf"
_SAID = [name for name in FIGURES if name != "source"]
"""What a report says too."""


def figures_of(
    folder: Path, reports: tuple[Path, ...], catalogue: Catalogue, wanted: frozenset[str]
) -> pl.DataFrame:
    """All figures of the indicators ``wanted`` in the files of ``folder`` and in ``reports``."""
    words = {**catalogue.wording["values"], **catalogue.wording["downloads"]}
    former = _former_names(folder / "data", words)
    series = pl.concat([pl.DataFrame(schema=FIGURES), *_series(folder / "data", words, wanted)])
    told = series.unique(maintain_order=True)
    texts = (text for path in reports for text in attachments(path))
    papers = [_attached(text, words, catalogue, former) for text in texts]
    printed = pl.concat([pl.DataFrame(schema=FIGURES), *papers]).unique(maintain_order=True)
    more = printed.filter(pl.col("indicator").is_in(wanted))
    return pl.concat([told, more.join(told, on=_SAID, how="anti", nulls_equal=True)])


def series_of(folder: Path, catalogue: Catalogue, wanted: frozenset[str]) -> pl.DataFrame:
    """The figures of the Parquet files of a release alone: what its other files hold too was looked
    at when it was made."""
    words = catalogue.wording["downloads"]
    parts = _series(folder / "data", words, wanted, (".parquet",))
    return pl.concat([pl.DataFrame(schema=FIGURES), *parts]).unique(maintain_order=True)


def reports_in(folder: Path) -> tuple[Path, ...]:
    """The PDF files of reports in a release, or on a shelf: there those of another day, which are
    never released, are left out."""
    found = (path for name in ("rapporten", "reports") for path in folder.glob(f"{name}/*/*.pdf"))
    return tuple(sorted(path for path in found if not _OF_A_DAY.search(path.name)))


def attachments(path: Path) -> list[str]:
    """The tables inside a report. Raises RefusedError for a file that has none."""
    try:
        with pikepdf.open(path) as pdf:
            tables = [one.get_file().read_bytes() for one in pdf.attachments.values()]
    except (pikepdf.PdfError, OSError) as error:
        raise RefusedError(f"{path}: cannot be read ({error}); make the report anew") from error
    if not tables:
        raise RefusedError(f"{path}: holds no table of its figures; make the report anew")
    return [table.decode("utf-8-sig") for table in tables]


def texts_of(data: bytes) -> pl.DataFrame:
    """A CSV file of a release as texts."""
    table = pl.read_csv(data.removeprefix(_BOM), separator=";", infer_schema=False)
    return table.fill_null("")


def number(name: str) -> pl.Expr:
    """A column of texts as numbers; null where a code stands."""
    plain = pl.col(name).cast(pl.String).str.replace_all("−", "-").str.replace(",", ".")
    return plain.cast(pl.Float64, strict=False)


def _series(
    data: Path,
    words: Mapping[str, str],
    wanted: frozenset[str],
    kinds: tuple[str, ...] = (".parquet", ".csv", ".xlsx", ".zip"),
) -> Iterator[pl.DataFrame]:
    """The tables of series in every form."""
    heads = {words[f"series.{name}"]: name for name in _SERIES}
    for path in sorted((data / words["folder.series"]).glob("*")):
        code = path.name.split(".")[0].removesuffix(words["file.suffix"])
        if code in wanted and path.suffix in kinds:
            yield _read(_table(path, words), heads, words)
    for path in sorted((data / words["folder.all"]).glob("*")) if ".zip" in kinds else ():
        whole = _everything(path)
        if whole is not None:
            yield _read(whole.filter(pl.col("indicator").is_in(wanted)), heads, words)


def _table(path: Path, words: Mapping[str, str]) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    if path.suffix == ".csv":
        return texts_of(path.read_bytes())
    return pl.read_excel(path, sheet_name=words["sheet.figures"], infer_schema_length=0)


def _everything(path: Path) -> pl.DataFrame | None:
    """What stands in a file with all series; of a workbook ``wide`` reads it."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).with_columns(pl.col(pl.Categorical).cast(pl.String))
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return pl.concat([texts_of(archive.read(name)) for name in archive.namelist()])
    return None


def _read(table: pl.DataFrame, heads: Mapping[str, str], words: Mapping[str, str]) -> pl.DataFrame:
    """A table of series as figures; a gap tells nothing that its two figures do not."""
    known = table.select(pl.col(head).alias(name) for head, name in heads.items())
    codes = {words[f"code.{status.value}"]: status.value for status in Status}
    kinds = {words["kind.former"]: "former"}
    former = pl.col("kind").replace(kinds) == "former"
    counted = pl.col("part").is_in([words["part.main"], words["part.cell"]])
    return (
        known.filter(counted)
        .with_columns(
            pl.when(former).then("today").otherwise(pl.lit("")).alias("into"),
            pl.col("period").cast(pl.Int32),
            (pl.col("part") == words["part.main"]).alias("main"),
            pl.col("category_1", "category_2").fill_null(""),
            *(number(name).alias(name) for name in _NUMBERS),
            pl.col("status").replace_strict(codes, default=Status.SHOWN.value),
        )
        .select(pl.col(name).cast(kind) for name, kind in FIGURES.items())
    )


# --- reports --------------------------------------------------------------------------------


def _former_names(data: Path, words: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Name of a former municipality → its code, and that of today's."""
    path = data / "codes" / f"{words['list.areas']}.csv"
    if not path.is_file():
        return {}
    table = texts_of(path.read_bytes())
    rows = table.select(words[f"series.{name}"] for name in ("area", "nis", "today", "kind"))
    return {
        area: (nis, now)
        for area, nis, now, kind in rows.iter_rows()
        if kind == words["kind.former"]
    }


def _attached(
    text: str, words: Mapping[str, str], catalogue: Catalogue, former: Mapping[str, tuple[str, str]]
) -> pl.DataFrame:
    """The table inside a report as figures; groups, which have no code, are left out."""
    table = texts_of(text.encode()).select(
        pl.col(words[f"column.{name}"]).alias(name) for name in _ATTACHED
    )
    old = (pl.col("nis") == "") & pl.col("area").is_in(list(former))
    statuses = {words[f"status.{status.value}"]: status.value for status in Status}
    codes = _labels(table, catalogue)
    key = pl.concat_str("indicator", "breakdown_1", "breakdown_2", separator="\n")
    return (
        table.with_columns(
            pl.when(old)
            .then(pl.col("area").replace_strict({a: n for a, (n, _) in former.items()}, default=""))
            .otherwise("nis")
            .alias("nis"),
            pl.when(old)
            .then(pl.col("area").replace_strict({a: t for a, (_, t) in former.items()}, default=""))
            .otherwise(pl.lit(""))
            .alias("into"),
            (pl.col("part") == words["part.main"]).alias("main"),
            pl.col("part").is_in([words["part.main"], words["part.cell"]]).alias("known"),
            pl.col("period").cast(pl.Int32),
            *(number(name).alias(name) for name in _NUMBERS),
            pl.col("status").replace_strict(statuses, default=Status.SHOWN.value),
            *(
                key.replace_strict({k: c[n] for k, c in codes.items()}, default="").alias(
                    f"category_{n + 1}"
                )
                for n in (0, 1)
            ),
            pl.lit("").alias("source"),
        )
        .filter("known", pl.col("nis") != "", pl.col("main") | (pl.col("category_1") != ""))
        .select(pl.col(name).cast(kind) for name, kind in FIGURES.items())
    )


def _labels(table: pl.DataFrame, catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Indicator and labels of a row → its categories, by whichever way has all of them."""
    found: dict[str, tuple[str, str]] = {}
    for code, *labels in (
        table.select("indicator", "breakdown_1", "breakdown_2").unique().iter_rows()
    ):
        given = [label for label in labels if label]
        if code not in catalogue.indicators or not given:
            continue
        indicator = catalogue.indicators[code]
        for way in range(len(indicator.sources)):
            fits = [
                next(
                    (c.code for c in catalogue.dimensions[name].categories if c.label == label), ""
                )
                for name, label in zip(indicator.fed_by(way).breakdown, given, strict=False)
            ]
            if len(fits) == len(given) and all(fits):
                found["\n".join((code, *labels))] = (*fits, "", "")[0], (*fits, "", "")[1]
                break
    return found
