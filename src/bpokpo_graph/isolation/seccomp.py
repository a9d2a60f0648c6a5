"""System calls that this process shall never make again, refused by the kernel itself."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterator
from errno import EACCES, ENOSYS
from signal import SIGKILL

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of classic BPF: linux/bpf_common.h
_NUMBER, _MACHINE, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, 8 bytes for each argument
_THREAD = 0x10000  # CLONE_THREAD
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


# The numbers of the calls on x86_64 and aarch64: asm/unistd.h of the kernel. A dash is for a call that is not there.
_REFUSED = """
    socket 41 198, connect 42 203, bind 49 200, listen 50 201, accept 43 202, accept4 288 242, io_uring_setup 425 425,
    execve 59 221, execveat 322 281, fork 57 -, vfork 58 -, ptrace 101 117, process_vm_readv 310 270,
    process_vm_writev 311 271, pidfd_getfd 438 438, pidfd_send_signal 424 424, tkill 200 130,
    creat 85 -, truncate 76 45, link 86 -, linkat 265 37, symlink 88 -, symlinkat 266 36, unlink 87 -, unlinkat 263 35,
    rename 82 -, renameat 264 38, renameat2 316 276, mkdir 83 -, mkdirat 258 34, rmdir 84 -, mknod 133 -,
    mknodat 259 33, chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, chown 92 -, fchown 93 55, lchown 94 -,
    fchownat 260 54, utimensat 280 88, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7
"""
# These hide what they are asked for behind a pointer; the C library does without them where they are not there.
_ABSENT = "clone3 435 435, openat2 437 437"
_OPEN, _OPENAT, _CLONE = "open 2 -", "openat 257 56", "clone 56 220"
_SIGNALS, _LIMITS = "kill 62 129, tgkill 234 131", "prlimit64 302 261"
_MACHINES = {"x86_64": (0xC000003E, 1), "aarch64": (0xC00000B7, 2)}  # linux/audit.h, and the column above
_X32 = 0x40000000  # where another table of calls begins


def die_with_parent(parent: int) -> None:
    """Be killed when the thread that forked us ends, however it does."""
    _libc().prctl(_PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we could say so
        os._exit(1)


def deny() -> bool:
    """Refuse the calls for all threads to come; False if this kernel or processor cannot."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    program = b"".join(_program(*machine, os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    given = Program(len(program) // 8, ctypes.addressof(code))
    return not libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _program(audit: int, column: int, process: int) -> Iterator[bytes]:
    """The filter; every test skips the verdict that follows it unless it applies."""
    yield _step(_LOAD, _MACHINE)
    yield _step(_EQUAL, audit, yes=1)
    yield _refuse(EACCES)
    yield _step(_LOAD, _NUMBER)
    yield _step(_AT_LEAST, _X32, no=1)
    yield _refuse(EACCES)
    for calls, error in ((_REFUSED, EACCES), (_ABSENT, ENOSYS)):
        for number in _numbers(calls, column):
            yield _step(_EQUAL, number, no=1)
            yield _refuse(error)
    tests = (
        (_OPEN, 1, _step(_ANY_BIT, _WRITING, no=1)),
        (_OPENAT, 2, _step(_ANY_BIT, _WRITING, no=1)),
        (_CLONE, 0, _step(_ANY_BIT, _THREAD, yes=1)),
        (_SIGNALS, 0, _step(_EQUAL, process, yes=1)),
        (_LIMITS, 0, _step(_EQUAL, 0, yes=1)),  # its own
    )
    for calls, argument, test in tests:
        for number in _numbers(calls, column):
            yield from _on(number, argument, test)
    yield _step(_RETURN, _ALLOW)


def _numbers(calls: str, column: int) -> Iterator[int]:
    for call in calls.split(","):
        number = call.split()[column]
        if number != "-":
            yield int(number)


def _on(number: int, argument: int, test: bytes) -> Iterator[bytes]:
    """For one call: refuse it unless the test, on the low half of an argument, skips that."""
    yield _step(_EQUAL, number, no=4)
    yield _step(_LOAD, _ARGUMENT + 8 * argument)
    yield test
    yield _refuse(EACCES)
    yield _step(_RETURN, _ALLOW)


def _refuse(error: int) -> bytes:
    return _step(_RETURN, _ERRNO | error)


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
