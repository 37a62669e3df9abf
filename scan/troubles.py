"""Ground, troubles: what a machine says when it cannot go on, as an error of ours.

Input: an OSError, and the folder that a command works in. Output: a ScanError with the message
and the exit code, the same wherever it shows: in the account of a run, at the command line.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scan.errors import ReportError, ScanError, UsageError
from scan.files import disk_full

_NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)
"""What a file system says when it is not as a command needs it, and no fault of the program."""
_LOOK = "Look whether it is what it should be, and whether this user may read and write there."
_ILL = (errno.EIO, errno.EUCLEAN, errno.EBADMSG, errno.ENXIO, errno.ENODEV, errno.EREMOTEIO)
"""What a disk says that is broken, or was pulled out."""
_AWAY = (errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN)
"""What a share says that is not there any more."""
_SHORT = (errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EAGAIN)
"""What a machine says that has no memory, open files or processes left."""


def translated(error: OSError, folder: Path | None = None) -> ScanError | None:
    """The error to end with; ``None`` for what nobody foresaw, which is a bug."""
    where = error.filename or folder or "the disk"
    if disk_full(error):
        return ReportError("", f"the disk of {folder or where} is full; make room and run again")
    if error.errno in _ILL:
        message = f"{where}: the disk does not read and write as it should ({error.strerror})"
        return ReportError("", f"{message}. Look at the disk; what is live stays live")
    if error.errno in _AWAY:
        message = f"{where}: the share is not there any more ({error.strerror})"
        return ReportError("", f"{message}. Mount it and run again")
    if error.errno in _SHORT:
        message = f"this machine has no memory, files or processes left ({error.strerror})"
        return ReportError("", f"{message}. Give it more, or fewer workers, and run again")
    if error.errno in _NOT_OURS:
        return UsageError(f"{where}: {error.strerror}. {_LOOK}")
    return None


@contextmanager
def translating(folder: Path) -> Iterator[None]:
    """A context in which a trouble of the machine ends as an error of ours."""
    try:
        yield
    except OSError as error:
        if (known := translated(error, folder)) is None:
            raise
        raise known from error
