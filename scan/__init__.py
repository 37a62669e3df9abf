"""The factory: catalogue → extracts → series → views → report → publish → nightly → cli."""

__version__ = "0.1.0"
