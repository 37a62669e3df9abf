"""A process that makes reports loads none of the libraries that only readers and series need."""

import subprocess
import sys

HEAVY = ("fastexcel", "pyarrow", "scipy", "adbc_driver_manager", "rich", "typer")


def test_a_worker_is_light() -> None:
    code = "import sys, scan.nightly.tasks; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name for name in HEAVY if name in done.stdout.split()}
