"""Extracts, call filter: a little program in the kernel that looks at each system call.

Input: none. Output: this process with all its threads, that may open files for reading, ask for
memory and start threads, and no longer reaches the network, starts processes, changes files or
touches other processes; or why this system cannot have that. The filter (seccomp) needs no rights,
and cannot be taken away again.
"""

import ctypes
import os
import platform
import struct
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Machine:
    """A kind of processor, and the numbers of its system calls."""

    code: int
    column: int
    """In the tables below."""
    filtering: int
    """Number of ``seccomp`` itself."""


_MACHINES = {"x86_64": _Machine(0xC000003E, 0, 317), "aarch64": _Machine(0xC00000B7, 1, 277)}
_FOREIGN = 0x40000000
"""From here on, calls of the second set of numbers that x86_64 knows."""

_Calls = dict[str, tuple[int, ...]]
"""Call → its number on each machine; some have a number on the first one only."""


def _calls(*lines: str) -> _Calls:
    words = [entry.split() for line in lines for entry in line.split(",")]
    return {name: tuple(map(int, numbers)) for name, *numbers in words}


_FORBIDDEN = _calls(
    # the network
    "socket 41 198, connect 42 203, bind 49 200, listen 50 201, accept 43 202, accept4 288 242",
    "sendto 44 206, sendmsg 46 211, sendmmsg 307 269",
    # other programs and processes
    "execve 59 221, execveat 322 281, fork 57, vfork 58, ptrace 101 117, tkill 200 130",
    "process_vm_readv 310 270, process_vm_writev 311 271, pidfd_open 434 434, pidfd_getfd 438 438",
    "pidfd_send_signal 424 424, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240",
    # files: made, moved, changed, removed
    "creat 85, mknod 133, mknodat 259 33, mkdir 83, mkdirat 258 34, truncate 76 45",
    "rmdir 84, unlink 87, unlinkat 263 35, rename 82, renameat 264 38, renameat2 316 276",
    "link 86, linkat 265 37, symlink 88, symlinkat 266 36",
    "chmod 90, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452",
    "chown 92, lchown 94, fchown 93 55, fchownat 260 54",
    "utime 132, utimes 235, futimesat 261, utimensat 280 88",
    "setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7",
    "removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16",
    # memory and messages that no limit counts; limits themselves
    "shmget 29 194, msgget 68 186, semget 64 190, mq_open 240 180, setrlimit 160 164",
    # ways round the rest: requests in a queue, rights, namespaces, the kernel
    "io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427",
    "mount 165 40, setns 308 268, unshare 272 97, bpf 321 280, keyctl 250 219, userfaultfd 323 282",
)
_UNKNOWN = _calls("clone3 435 435, openat2 437 437")
"""Calls whose arguments a filter cannot see: as if the kernel had none, which makes libraries fall
back to the older ones."""
_OPENING = ((_calls("open 2")["open"], 1), (_calls("openat 257 56")["openat"], 2))
"""Calls that open a file, and which argument says for what."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CLONE, _THREAD = (56, 220), 0x00010000
_SIGNALLING = {"kill": (62, 129), "tgkill": (234, 131)}
_PRLIMIT = (302, 261)

_LOAD, _EQUAL, _AT_LEAST, _ANY_OF, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _NO_SUCH_CALL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
"""To a call: go on, EPERM, ENOSYS."""
_CALL, _CODE = 0, 4
"""Where its number and the machine stand."""
_PR_SET_NO_NEW_PRIVS, _SET_FILTER, _ALL_THREADS = 38, 1, 1

_Step = tuple[int, int, int, int]
"""Operation, steps to jump over if so, if not, and its constant."""


def _argument(number: int, *, upper: bool = False) -> _Step:
    return _LOAD, 0, 0, 16 + 8 * number + (4 if upper else 0)


def _program(machine: _Machine) -> list[_Step]:
    """The filter: a little program that the kernel runs before each call."""
    steps: list[_Step] = [
        (_LOAD, 0, 0, _CODE),
        *((_EQUAL, 1, 0, machine.code), (_ANSWER, 0, 0, _REFUSE)),
        (_LOAD, 0, 0, _CALL),
        *((_AT_LEAST, 0, 1, _FOREIGN), (_ANSWER, 0, 0, _REFUSE)),
    ]
    for calls, answer in ((_FORBIDDEN, _REFUSE), (_UNKNOWN, _NO_SUCH_CALL)):
        for number in _numbers(calls, machine):
            steps += [(_EQUAL, 0, 1, number), (_ANSWER, 0, 0, answer)]
    for numbers, at in _OPENING:
        steps += _only_if(numbers, machine, [_argument(at), (_ANY_OF, 0, 1, _WRITING)])
    steps += _only_if(_CLONE, machine, [_argument(0), (_ANY_OF, 1, 0, _THREAD)])
    for numbers in _SIGNALLING.values():
        steps += _only_if(numbers, machine, [_argument(0), (_EQUAL, 1, 0, os.getpid())])
    for half in (False, True):  # asking for a limit is allowed, setting one is not
        new = [_argument(2, upper=half), (_EQUAL, 1, 0, 0)]
        steps += _only_if(_PRLIMIT, machine, new, go_on=not half)
    return [*steps, (_ANSWER, 0, 0, _ALLOW)]


def _numbers(calls: _Calls, machine: _Machine) -> list[int]:
    return [n[machine.column] for n in calls.values() if machine.column < len(n)]


def _only_if(
    numbers: tuple[int, ...], machine: _Machine, test: list[_Step], *, go_on: bool = False
) -> list[_Step]:
    """Refuse a call unless a test jumps over the refusal; ``go_on`` with further tests of it."""
    if machine.column >= len(numbers):
        return []
    rest = (_LOAD, 0, 0, _CALL) if go_on else (_ANSWER, 0, 0, _ALLOW)
    inside = [*test, (_ANSWER, 0, 0, _REFUSE), rest]
    return [(_EQUAL, 0, len(inside), numbers[machine.column]), *inside]


class _Filter(ctypes.Structure):
    """``struct sock_fprog``: how many steps, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def filter_calls() -> str:
    """Have the kernel filter the calls of all threads; says why where it does not."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None or struct.calcsize("P") != 8:
        return "network, processes and files are not forbidden on this kind of machine"
    packed = b"".join(struct.pack("=HBBI", *step) for step in _program(machine))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    filtered = _Filter(len(packed) // 8, packed)
    if libc.syscall(machine.filtering, _SET_FILTER, _ALL_THREADS, ctypes.byref(filtered)):
        reason = os.strerror(ctypes.get_errno())
        return f"network, processes and files are not forbidden: no filter of calls ({reason})"
    return ""
