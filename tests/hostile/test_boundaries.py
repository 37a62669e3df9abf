"""Boundaries that cannot be drawn are refused by name, whatever stands in the file."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.errors import ExtractError
from scan.extracts.boundaries import MAX_BYTES, read_boundaries
from scan.house import ROOT
from scan.report.figures import boundary_map
from scan.report.figures.tile_map import on_cover
from scan.report.style import Style
from tests.extracts.support import faults_of
from tests.hostile.mutations import spoilt

RING = [[4.0, 51.0], [4.1, 51.0], [4.1, 51.1], [4.0, 51.0]]
TONE = on_cover(Style.from_tokens(ROOT / "layouts" / "tokens.toml"))


def feature(nis: object = "11001", coordinates: object = None, kind: str = "Polygon") -> Any:
    shape = {"type": kind, "coordinates": [RING] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"nis": nis}, "geometry": shape}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


SOUND = collection(feature(), feature("11002", [[RING]], "MultiPolygon"))


def put(folder: Path, data: bytes) -> Path:
    path = folder / "boundaries.geojson"
    path.write_bytes(data)
    return path


def drawn(path: Path) -> None:
    areas = boundary_map.outlines(read_boundaries(path))
    boundary_map.draw(areas, "11001", TONE, 200, 100)


def test_sound_boundaries_are_drawn(tmp_path: Path) -> None:
    drawn(put(tmp_path, SOUND))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is no GeoJSON"),
        (b"\xff\xfe{}", "is no GeoJSON"),
        (b"[" * 100_000, "too deep"),
        (b'{"a":' * 100_000, "too deep"),
        (b"[]", "no list of features"),
        (b"{}", "no list of features"),
        (b'{"features": {}}', "no list of features"),
        (b'{"features": [7]}', "feature 0: is no feature"),
        (collection(feature(7)), "“7” is no NIS code"),
        (collection(feature("../../x")), "is no NIS code"),
        (collection(feature("<script>")), "is no NIS code"),
        (collection(feature(), feature()), "11001 stands there twice"),
        (collection({"properties": None, "geometry": {}}), "no property nis"),
        (collection({"properties": {"nis": "11001"}, "geometry": None}), "no Polygon"),
        (collection(feature(kind="GeometryCollection")), "no Polygon or MultiPolygon"),
        (collection(feature(coordinates=7)), "no list of rings"),
        (collection(feature(coordinates=[[]])), "no list of 3 points"),
        (collection(feature(coordinates=[["a", "b", "c"]])), "no list of two numbers"),
        (collection(feature(coordinates=[[["1", "2"]] * 4])), "a coordinate is no number"),
        (collection(feature(coordinates=[[[True, 2]] * 4])), "a coordinate is no number"),
        (collection(feature(coordinates=[[[4, 51]] * 4])), "on one line or spot"),
        (SOUND.replace(b"4.1", b"NaN", 1), "NaN is no number"),
        (SOUND.replace(b"4.1", b"Infinity", 1), "Infinity is no number"),
        (SOUND.replace(b"4.1", b"1e999", 1), "not finite"),
        (SOUND.replace(b"4.1", b"9" * 5_000, 1), "is no GeoJSON"),
        (SOUND.replace(b"4.1", b"9" * 400, 1), "not finite"),
        (collection(*[feature()] * 5_001), "5001 features"),
        (collection(feature(coordinates=[RING * 250_001])), "more than 1000000 points"),
        (b" " * (MAX_BYTES + 1), "more than 20000000"),
    ],
)  # fmt: skip
def test_bad_boundaries_are_refused_by_name(data: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(ExtractError) as refused:
        read_boundaries(put(tmp_path, data))
    assert says in str(refused.value)
    assert all(f.file == "boundaries.geojson" and f.remedy for f in refused.value.faults)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "is a pipe"),
        (Path.mkdir, "is a folder"),
        (lambda path: path.symlink_to("/dev/zero"), "leads out"),
    ],
)
def test_what_is_no_file_is_not_opened(
    make: Callable[[Path], object], says: str, tmp_path: Path
) -> None:
    make(tmp_path / "boundaries.geojson")
    with pytest.raises(ExtractError, match=says):
        read_boundaries(tmp_path / "boundaries.geojson")


@settings(max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_spoilt_boundaries_are_refused_or_drawn(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), data.draw(spoilt(SOUND, is_zip=False)))
        assert all(str(fault).isprintable() for fault in faults_of(lambda: drawn(path)))
