"""The only system calls that this process may ever make again, and nothing else: the kernel itself sees to it."""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterator
from errno import EACCES, ENOSYS
from signal import SIGKILL

from bpokpo_graph.errors import UsageError

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of classic BPF: linux/bpf_common.h
_NUMBER, _MACHINE, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, 8 bytes for each argument
_MACHINES = {"x86_64": (0xC000003E, 1), "aarch64": (0xC00000B7, 2)}  # linux/audit.h, and the column below
_X32 = 0x40000000  # where another table of calls begins

# A list of what is allowed does not age as a list of what is refused would: a new kernel's calls are not on it. Calls
# from this number on are younger than the oldest kernels that the C libraries run on (Linux 5.1), which so try them and
# go on with older ones where a kernel says that it has them not.
_NEW = 424

# The numbers of the calls on x86_64 and aarch64: asm/unistd.h of the kernel. A dash is for a call that is not there.
# What it takes to compute, to start threads and to read files; nothing that makes, changes or sends, no second process,
# no memory that others share, no other name for a descriptor.
_ALLOWED = """
    read 0 63, readv 19 65, pread64 17 67, preadv 295 69, close 3 57, lseek 8 62, fstat 5 80, stat 4 -, lstat 6 -,
    newfstatat 262 79, statx 332 291, statfs 137 43, fstatfs 138 44, access 21 -, faccessat 269 48, readlink 89 -,
    readlinkat 267 78, getdents 78 -, getdents64 217 61, getcwd 79 17, fadvise64 221 223, poll 7 -, ppoll 271 73,
    select 23 -, pselect6 270 72, mprotect 10 226, munmap 11 215, brk 12 214, mremap 25 216, madvise 28 233,
    rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, sigaltstack 131 132, set_robust_list 273 99,
    set_tid_address 218 96, rseq 334 293, futex 202 98, membarrier 324 283, arch_prctl 158 -, sched_yield 24 124,
    sched_getaffinity 204 123, sched_getparam 143 121, sched_getscheduler 145 120, sched_get_priority_max 146 125,
    sched_get_priority_min 147 126, getcpu 309 168, getpid 39 172, getppid 110 173, gettid 186 178, getuid 102 174,
    geteuid 107 175, getgid 104 176, getegid 108 177, getrlimit 97 163, getrusage 98 165, sysinfo 99 179, uname 63 160,
    times 100 153, time 201 -, gettimeofday 96 169, clock_gettime 228 113, clock_getres 229 114,
    clock_nanosleep 230 115, nanosleep 35 101, getrandom 318 278, restart_syscall 219 128, exit 60 93,
    exit_group 231 94
"""
# These are allowed with some arguments only: the call, which argument, and its bits that must not be set …
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_SHARED, _GROWING = 0x01, 0x0100  # MAP_SHARED and MAP_GROWSDOWN, which no limit of memory counts
_WITHOUT = (("open 2 -", 1, _WRITING), ("openat 257 56", 2, _WRITING), ("mmap 9 222", 3, _SHARED | _GROWING))
# … or the bits one of which must be set …
_THREAD = 0x10000  # CLONE_THREAD
_WITH = (("clone 56 220", 0, _THREAD),)
# … or the values it may have.
_IOCTL = (0x5401, 0x802C542A, 0x5413, 0x5450, 0x5451)  # TCGETS, TCGETS2, TIOCGWINSZ, FIONCLEX, FIOCLEX
_FCNTL = (1, 2, 3)  # F_GETFD, F_SETFD, F_GETFL
_PRCTL = (15,)  # PR_SET_NAME
_SIGNALS = "kill 62 129, tkill 200 130, tgkill 234 131"


def die_with_parent(parent: int) -> None:
    """Be killed when the thread that forked us ends, however it does."""
    if sys.platform == "linux":  # elsewhere none can ask for that
        _libc().prctl(_PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we could say so
        os._exit(1)


def renounce() -> None:
    """Gain no rights any more, which the kernel asks of those who confine themselves."""
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise missing("a kernel that lets processes renounce their rights (Linux 3.5)")


def allow(channel: int) -> None:
    """Let this thread, and all that it starts, do no more than compute, read and write to `channel`, for ever.

    Raises UsageError if this kernel or processor cannot.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.maxsize < 2**32:
        raise missing(f"an x86_64 or aarch64 processor, and this is {platform.machine()}")
    program = b"".join(_program(*machine, os.getpid(), channel))
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    given = Program(len(program) // 8, ctypes.addressof(code))
    if _libc().prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0):
        raise missing(f"a kernel with seccomp filters, and this one has none ({os.strerror(ctypes.get_errno())})")


def missing(what: str) -> UsageError:
    """The error where something is not there that confinement takes."""
    return UsageError(f"--untrusted needs {what}: leave it out for data you trust")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _program(audit: int, column: int, process: int, channel: int) -> Iterator[bytes]:
    """The filter; every test skips the verdict that follows it unless it applies."""
    yield _step(_LOAD, _MACHINE)
    yield _step(_EQUAL, audit, yes=1)
    yield _refuse(EACCES)
    yield _step(_LOAD, _NUMBER)
    yield _step(_AT_LEAST, _X32, no=1)
    yield _refuse(EACCES)
    yield _step(_AT_LEAST, _NEW, no=1)
    yield _refuse(ENOSYS)
    for number in _numbers(_ALLOWED, column):
        yield _step(_EQUAL, number, no=1)
        yield _step(_RETURN, _ALLOW)
    for calls, argument, bits in _WITHOUT:
        yield from _on(calls, column, argument, [_step(_ANY_BIT, bits, no=1)])
    for calls, argument, bits in _WITH:
        yield from _on(calls, column, argument, [_step(_ANY_BIT, bits, yes=1)])
    values: tuple[tuple[str, int, tuple[int, ...]], ...] = (
        ("write 1 64", 0, (channel,)),
        (_SIGNALS, 0, (process,)),
        ("prlimit64 302 261", 0, (0,)),  # its own
        ("ioctl 16 29", 1, _IOCTL),
        ("fcntl 72 25", 1, _FCNTL),
        ("prctl 157 167", 0, _PRCTL),
    )
    for calls, argument, allowed in values:
        tests = [_step(_EQUAL, value, yes=len(allowed) - place) for place, value in enumerate(allowed)]
        yield from _on(calls, column, argument, tests)
    yield _refuse(EACCES)


def _numbers(calls: str, column: int) -> Iterator[int]:
    for call in calls.split(","):
        number = call.split()[column]
        if number != "-":
            yield int(number)


def _on(calls: str, column: int, argument: int, tests: list[bytes]) -> Iterator[bytes]:
    """For some calls: refuse them unless a test, on the low half of an argument, skips that."""
    for number in _numbers(calls, column):
        yield _step(_EQUAL, number, no=3 + len(tests))
        yield _step(_LOAD, _ARGUMENT + 8 * argument)
        yield from tests
        yield _refuse(EACCES)
        yield _step(_RETURN, _ALLOW)


def _refuse(error: int) -> bytes:
    return _step(_RETURN, _ERRNO | error)


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
