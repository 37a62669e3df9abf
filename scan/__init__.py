"""The factory: catalogue → extracts → series → views → report → publish → nightly → cli."""

__version__ = "1.0.0.dev0"
"""The one place where the version stands: the package, ``--version`` and manifests read it here."""
