"""The bounds of the project's catalogue, for tests that need no more of it."""

import tomllib

from scan.catalogue.bounds import FILE, Bounds
from scan.house import CATALOGUE

BOUNDS = Bounds.model_validate(tomllib.loads((CATALOGUE / FILE).read_text(encoding="utf-8")))
