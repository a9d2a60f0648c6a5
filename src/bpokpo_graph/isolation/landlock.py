"""Files that this process may still read, held by the kernel itself where it has Landlock (Linux 5.13 and later)."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress

# Alike on all processors: asm-generic/unistd.h and linux/landlock.h of the kernel.
_CREATE, _ADD, _RESTRICT, _PATH_BENEATH = 444, 445, 446, 1
_READ_FILE, _READ_FOLDER, _ALL = 1 << 2, 1 << 3, (1 << 13) - 1  # what the first version knows of


def read_only(roots: Iterable[str]) -> bool:
    """Open nothing from now on but to read these files and what is in these folders; False without Landlock.

    Needs PR_SET_NO_NEW_PRIVS.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    rules = libc.syscall(_CREATE, struct.pack("=Q", _ALL), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    for root in roots:
        with suppress(OSError):  # it is not there
            _allow(libc, rules, root)
    failed = libc.syscall(_RESTRICT, rules, 0)
    os.close(rules)
    return not failed


def _allow(libc: ctypes.CDLL, rules: int, root: str) -> None:
    place = os.open(root, os.O_PATH | os.O_CLOEXEC)
    folder = stat.S_ISDIR(os.fstat(place).st_mode)
    rule = struct.pack("=Qi", _READ_FILE | (_READ_FOLDER if folder else 0), place)
    libc.syscall(_ADD, rules, _PATH_BENEATH, rule, 0)
    os.close(place)
