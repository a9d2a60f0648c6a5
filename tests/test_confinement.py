"""What a confined process cannot reach, neither through Python nor beneath it."""

import ctypes
import errno
import os
import platform
import socket
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from bpokpo_graph import errors

# An absolute import, since each test module is imported by its file.
from workers import libc, refused, sent, told

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # the test runner has threads
]


# The network


def test_no_network() -> None:
    assert "network" in refused(lambda: socket.socket())
    assert "network" in refused(lambda: socket.getaddrinfo("localhost", 80))
    assert "network" in refused(lambda: socket.gethostbyname("localhost"))
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        assert told(libc("socket", int(family), 1, 0)) == str(errno.EACCES)


# What is open already


def test_nothing_that_is_open_is_inherited(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    here, there = socket.socketpair()
    with here, there, (tmp_path / "a").open("r+b") as file:
        for number in (here.fileno(), there.fileno(), file.fileno()):
            assert told(libc("fcntl", number, 1)) == str(errno.EBADF)


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
def test_what_a_shell_pours_is_read(folder: str, tmp_path: Path) -> None:
    """As bash calls it: <(…)."""
    (tmp_path / "a").write_text("a")
    with (tmp_path / "a").open("r+b") as file:
        named = Path(f"{folder}/{file.fileno()}")
        assert told(named.read_bytes, named) == "b'a'"
        for change in (libc("ftruncate", file.fileno(), 0), libc("write", file.fileno(), b"b", 1)):
            assert told(change, named) == str(errno.EACCES)
    assert (tmp_path / "a").read_text() == "a"


def test_standard_input_is_read_where_it_is_named() -> None:
    receiver, sender = os.pipe()
    kept = os.dup(0)
    os.dup2(receiver, 0)
    os.write(sender, b"data")
    os.close(sender)
    try:
        assert told(lambda: os.read(0, 9)) == "b''"
        assert told(lambda: os.read(0, 9), Path("-")) == "b'data'"
    finally:
        os.dup2(kept, 0)
        for number in (kept, receiver):
            os.close(number)


@pytest.mark.parametrize("stream", [1, 2])
def test_nothing_is_said_but_through_the_channel(stream: int) -> None:
    assert told(libc("write", stream, b"x", 1)) == str(errno.EACCES)
    assert told(libc("dup2", stream, 40)) == str(errno.EACCES)


# Programs and processes


def test_no_programs() -> None:
    for start in (
        lambda: subprocess.run(["true"], check=False),
        lambda: os.system("true"),  # noqa: S605 - to be refused
        lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - to be refused
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: os.fork(),
    ):
        assert "--untrusted" in refused(start)
    assert told(libc("fork")) == str(errno.EACCES)
    assert told(libc("execv", b"/bin/true", None)) == str(errno.EACCES)
    assert told(libc("kill", os.getpid(), 0)) == str(errno.EACCES)
    assert told(libc("kill", -1, 0)) == str(errno.EACCES)
    assert told(libc("prlimit", os.getpid(), 0, None, None)) == str(errno.EACCES)


def test_threads_are_allowed() -> None:
    def work() -> object:
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(7))
        thread.start()
        thread.join()
        return found

    assert told(work) == "[7]"


# Files


def test_only_named_files_are_read(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a").write_text("a")
    (tmp_path / "in-other").write_text("b")
    (inside / "link").symlink_to("/etc/passwd")
    (inside / "up").symlink_to(tmp_path / "in-other")
    assert sent(lambda send: send("text", (inside / "a").read_bytes()), 20, 512, inside) == [("text", b"a")]
    for path in (
        Path("/etc/passwd"),
        inside / "link",
        inside / "up",
        tmp_path / "in-other",
        inside / ".." / "in-other",
        Path("/proc/self/environ"),
    ):
        assert "is refused" in refused(path.read_bytes, inside)
        assert "is refused" in refused(partial(os.open, path, os.O_RDONLY), inside)
    assert "is refused" in refused(lambda: list(Path("/etc").iterdir()), inside)
    assert "is refused" in refused(lambda: list(os.scandir(tmp_path)), inside)


def test_the_library_stays_within_reach() -> None:
    from zoneinfo import ZoneInfo

    assert told(lambda: __import__("colorsys").__name__) == "colorsys"
    assert told(lambda: ZoneInfo.no_cache("Asia/Jakarta").key) == "Asia/Jakarta"


def test_libraries_stay_within_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "library.so").write_bytes(b"")
    monkeypatch.setenv("LD_LIBRARY_PATH", f"/nowhere:{tmp_path}")
    assert told(libc("open", bytes(tmp_path / "library.so"), os.O_RDONLY)) == "0"


def test_nothing_is_written_or_changed(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("a")
    for change in (
        lambda: file.write_text("b"),
        lambda: file.open("a"),
        lambda: file.open("r+"),
        lambda: os.open(file, os.O_RDONLY | os.O_CREAT),
        lambda: os.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT),
        file.unlink,
        lambda: file.rename(tmp_path / "c"),
        lambda: (tmp_path / "folder").mkdir(),
        lambda: file.chmod(0),
        lambda: os.truncate(file, 0),
    ):
        assert "is refused" in refused(change, tmp_path)
    for call in (
        libc("open", bytes(file), os.O_WRONLY),
        libc("open", bytes(file), os.O_RDWR),
        libc("open", bytes(file), os.O_TRUNC),
        libc("open", bytes(tmp_path / "new"), os.O_CREAT),
        libc("unlink", bytes(file)),
        libc("rename", bytes(file), bytes(tmp_path / "c")),
        libc("mkdir", bytes(tmp_path / "folder")),
        libc("truncate", bytes(file), 0),
        libc("chmod", bytes(file), 0),
        libc("symlink", bytes(file), bytes(tmp_path / "c")),
    ):
        assert told(call) == str(errno.EACCES)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert file.read_text() == "a"


def test_files_are_kept_from_what_python_does_not_see(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    for file in (inside / "a", outside):
        file.write_text("a")
    (inside / "link").symlink_to(outside)
    if ctypes.CDLL(None).syscall(444, None, 0, 1) < 1:
        pytest.skip("this kernel has no Landlock")

    assert told(libc("open", bytes(inside / "a"), os.O_RDONLY), inside) == "0"
    for path in (outside, inside / "link", Path("/etc/passwd"), Path("/proc/self/environ"), Path("/root"), tmp_path):
        assert told(libc("open", bytes(path), os.O_RDONLY), inside) == str(errno.EACCES)


# Numbers on x86_64 and aarch64, as asm/unistd.h has them, of calls that would reach beyond this process.
REACHING = {
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "socketpair": (53, 199),
    "sendfile": (40, 71),
    "splice": (275, 76),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "timer_create": (222, 107),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "mount": (165, 40),
    "pivot_root": (155, 41),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (180, 180),
    "memfd_create": (319, 279),
    "ftruncate": (77, 46),
    "fallocate": (285, 47),
    "utimensat": (280, 88),
    "fsetxattr": (190, 7),
    "flock": (73, 32),
    "pwrite64": (18, 68),
    "writev": (20, 66),
    "copy_file_range": (326, 285),
    "io_setup": (206, 0),
    "setpriority": (141, 140),
    "sched_setaffinity": (203, 122),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
    "setuid": (105, 146),
    "setpgid": (109, 154),
    "setsid": (112, 157),
    "chdir": (80, 49),
    "umask": (95, 166),
}


@pytest.mark.parametrize("name", REACHING)
def test_calls_that_reach_further(name: str) -> None:
    number = REACHING[name][platform.machine() == "aarch64"]
    assert told(libc("syscall", number, 0, 0, 0, 0, 0)) == str(errno.EACCES)


# io_uring_setup, openat2, clone3, pidfd_send_signal, pidfd_getfd, landlock_create_ruleset, mseal, and one to come
@pytest.mark.parametrize("number", [425, 437, 435, 424, 438, 444, 462, 900])
def test_young_calls_are_said_not_to_be_there(number: int) -> None:
    assert told(libc("syscall", number, 0, 0, 0, 0, 0)) == str(errno.ENOSYS)


def test_arguments_that_reach_further() -> None:
    """F_SETOWN, F_SETPIPE_SZ, F_DUPFD_CLOEXEC, TIOCSTI, PR_SET_PDEATHSIG, and the signal of another thread."""
    for call in (
        *(libc("fcntl", 1, command, 0) for command in (8, 1031, 1030)),
        libc("ioctl", 1, 0x5412, b"x"),
        libc("prctl", 1, 0, 0, 0, 0),
        libc("tgkill", os.getpid(), os.getpid(), 0),
    ):
        assert told(call) == str(errno.EACCES)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="calls that other processors never had")
def test_calls_that_the_c_library_has_left_behind(tmp_path: Path) -> None:
    """By number, as no C library makes them any more: open, creat, fork, utime, utimes, futimesat, socket of x32."""
    file = tmp_path / "a"
    file.write_text("a")
    for number, arguments in (
        (2, (bytes(file), os.O_WRONLY)),
        (85, (bytes(file), 0)),
        (57, ()),
        *((each, (bytes(file), None)) for each in (132, 235)),
        (261, (-1, bytes(file), None)),
        (0x40000000 + 41, (socket.AF_INET, 1, 0)),
    ):
        assert told(libc("syscall", number, *arguments)) == str(errno.EACCES), number
    assert file.read_text() == "a"


def test_modules_are_imported_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fresh_module.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert told(lambda: __import__("fresh_module").__name__) == "fresh_module"
    assert [each.name for each in tmp_path.iterdir()] == ["fresh_module.py"]


def test_modules_do_not_come_from_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "planted.py").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match="No module named 'planted'"):
        sent(lambda _: __import__("planted"))


# Where that cannot be had


def test_no_confinement_is_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(errors.UsageError, match="x86_64 or aarch64 processor, and this is riscv64") as caught:
        sent(lambda send: send("begun", b""))
    assert str(caught.value).startswith("--untrusted needs ")


def test_no_proc_is_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from bpokpo_graph.isolation import confinement

    monkeypatch.setattr(confinement, "_PROC", Path("/nowhere"))
    with pytest.raises(errors.UsageError, match="--untrusted needs /proc"):
        sent(lambda send: send("begun", b""))


def test_a_kernel_without_filters_is_told() -> None:
    """As one that is confined already, and may not confine itself again."""
    from bpokpo_graph.isolation import seccomp

    with pytest.raises(errors.UsageError, match=r"--untrusted needs a kernel with seccomp filters.*Permission denied"):
        sent(lambda _: seccomp.allow(1))
