"""The most memory that this process ever held.

Input: nothing. Output: kilobytes of resident memory, never less than its share (PSS). Read from
the kernel's account of the process, since that of ``getrusage`` begins with what its parent held.
"""

from pathlib import Path


def peak_kb() -> int:
    """Peak of resident memory since this program started. Linux only."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
