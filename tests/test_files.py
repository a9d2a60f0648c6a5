import errno
import os
import signal
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest

from bpokpo_graph import files
from bpokpo_graph.errors import OutputError


def test_the_folders_are_found_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert (files.root() / "ontology").is_dir()
    assert [path.name for path in files.vocabulary()] == ["bpokpo.ttl", "codes.ttl"]
    assert (files.shapes().name, files.curation_shapes().name) == ("shapes.ttl", "shapes-curation.ttl")


def test_data_and_queries_are_sorted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("data/b.ttl", "data/a.ttl", "data/c.txt", "ontology/queries/z.rq", "ontology/queries/y.rq"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(files, "root", lambda: tmp_path)
    assert [path.name for path in files.data()] == ["a.ttl", "b.ttl"]
    assert [path.name for path in files.queries()] == ["y.rq", "z.rq"]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    target, usual = tmp_path / "new", tmp_path / "usual"
    usual.touch()
    files.write_atomically(target, [b"one ", b"two"])
    assert target.read_bytes() == b"one two"
    assert target.stat().st_mode == usual.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "usual"]


def test_an_old_file_keeps_its_mode_and_a_link_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    files.write_atomically(link, [b"new"])
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def _breaks(error: BaseException) -> Iterator[bytes]:
    yield b"half"
    raise error


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (ValueError("bad"), ValueError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(errno.ENOSPC, "no space"), OutputError),
    ],
)
def test_a_failure_keeps_the_old_file(tmp_path: Path, error: BaseException, raised: type[BaseException]) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(raised):
        files.write_atomically(target, _breaks(error))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/file", "the folder .*missing does not exist"),
        (".", "it is a directory"),
        ("file/below", "the folder .*file does not exist"),
        ("n" * 300, "a name is longer than the file system allows: choose a shorter one"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message) as caught:
        files.write_atomically(tmp_path / name, [b"x"])
    assert caught.value.exit_code == 6


def test_a_full_disk_and_a_forbidden_place_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    with pytest.raises(OutputError, match="the disk is full"):
        files.write_atomically(target, _breaks(OSError(errno.ENOSPC, "no space")))
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(OutputError, match="you may not write there"):
        files.write_atomically(target, [b"x"])
    assert target.read_bytes() == b"old"


def test_a_pipe_is_written_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write_atomically(pipe, [b"one ", b"two"])
        assert os.read(reader, 100) == b"one two"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_that_is_full_is_said() -> None:
    with pytest.raises(OutputError, match="the disk is full"):
        files.write_atomically("/dev/full", [b"x"])


def test_a_folder_one_may_write_but_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read anything, so the refusal is played."""

    def forbidden(*_: object) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    real = os.open

    def no_folder(path: Path, flags: int, mode: int = 0o777) -> int:
        if path == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(Path, "iterdir", forbidden)
    monkeypatch.setattr(os, "open", no_folder)
    files.write_atomically(tmp_path / "new", [b"whole"])
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"new": b"whole"}


NAMES = ("a", "b", "c", "meta")  # c is new, meta says what the others are
STEPS = ("link", "replace", "unlink")


def _together(folder: Path, text: bytes, names: Sequence[str] = NAMES) -> None:
    files.write_together(folder, {name: [text, name.encode()] for name in names})


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _of(text: bytes, names: Sequence[str] = NAMES) -> dict[str, bytes]:
    return {name: text + name.encode() for name in names}


def _without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuse)


def _counted(monkeypatch: pytest.MonkeyPatch, at_step: Callable[[int], None]) -> None:
    """Let something happen before each change of a name, by its number."""
    steps = count(1)

    def before(real: Callable[..., None]) -> Callable[..., None]:
        def changed(*arguments: object, **options: object) -> None:
            at_step(next(steps))
            real(*arguments, **options)

        return changed

    for name in STEPS:
        monkeypatch.setattr(os, name, before(getattr(os, name)))


def _killed(folder: Path, step: int) -> bool:
    """Whether a process that writes NAMES there lived to be killed at that step."""
    child = os.fork()
    if not child:
        with pytest.MonkeyPatch.context() as patched:
            _counted(patched, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == step else None)
            _together(folder, b"new ")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("links", [True, False])
def test_a_process_that_is_killed_at_any_step_of_writing_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool, twice: bool
) -> None:
    """What is there is of one writing while meta is there; the next one begins from it, and leaves nothing behind."""
    if not links:
        _without_links(monkeypatch)
    old, new = _of(b"old ", ("a", "b", "meta")), _of(b"new ")
    for step in count(1):
        folder = tmp_path / f"{step}"
        _together(folder, b"old ", ("a", "b", "meta"))
        if not _killed(folder, step):
            break
        if twice:  # the next one too, while it puts things right
            _killed(folder, step)
        seen = {name: text for name, text in _contents(folder).items() if not name.startswith(".")}
        assert "meta" not in seen or seen in (old, new) or seen == old | {"c": new["c"]}
        assert set(seen.items()) <= {*old.items(), *new.items()}
        full = _breaks(OSError(errno.ENOSPC, "no space"))
        with pytest.raises(OutputError):  # which finds the old files again
            files.write_together(folder, {name: [b"newer"] for name in NAMES[:-1]} | {"meta": full})
        after = _contents(folder)
        assert after in (old, new) or after == old | {"c": new["c"]}
        _together(folder, b"newer ")
        assert _contents(folder) == _of(b"newer ")
    assert _contents(folder) == new
    assert step > 12  # 3 files kept, 4 put, 3 removed, and the parts


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("step", range(1, 13))
def test_what_cannot_be_put_back_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, length: int
) -> None:
    _together(tmp_path, b"old ", ("a", "b", "meta"))

    def fail(number: int) -> None:
        if step <= number < step + length:
            raise OSError(errno.EIO, "Input/output error")

    told = ""
    with monkeypatch.context() as patched:
        _counted(patched, fail)
        try:
            _together(tmp_path, b"new ")
        except OutputError as error:
            told = str(error)
    after = _contents(tmp_path)
    if told:
        assert {b"old a", b"old b", b"old meta"} <= set(after.values())
        assert all(name in told for name, text in after.items() if name.endswith(".old") and text not in _shown(after))
    else:
        assert _shown(after) == set(_of(b"new ").values())
    _together(tmp_path, b"newer ")
    assert _contents(tmp_path) == _of(b"newer ")


def _shown(contents: Mapping[str, bytes]) -> set[bytes]:
    return {text for name, text in contents.items() if not name.startswith(".")}


def test_two_names_that_are_links_to_one_file_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "shared").write_bytes(b"old")
    for name in ("a", "c"):
        (folder / name).symlink_to(tmp_path / "shared")
    with pytest.raises(OutputError, match="a and c in it are one file by a link: remove the link"):
        _together(folder, b"new ")
    assert (tmp_path / "shared").read_bytes() == b"old"
    (folder / "c").unlink()
    _together(folder, b"new ")
    assert (folder / "a").is_symlink()
    assert _contents(folder) == _of(b"new ")
    assert (tmp_path / "shared").read_bytes() == b"new a"


def test_several_processes_write_together_one_after_another(tmp_path: Path) -> None:
    children = []
    for text in (b"one ", b"two ", b"six "):
        child = os.fork()
        if not child:
            for _ in range(30):
                _together(tmp_path, text)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert _contents(tmp_path) in (_of(b"one "), _of(b"two "), _of(b"six "))


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_replaces_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        _without_links(monkeypatch)
    target = tmp_path / "file"

    def made_meanwhile() -> Iterator[bytes]:
        target.write_bytes(b"theirs")
        yield b"ours"

    with pytest.raises(OutputError, match="file: not written, it is there already: choose another name"):
        files.write_atomically(target, made_meanwhile(), replace=False)
    assert _contents(tmp_path) == {"file": b"theirs"}
    target.unlink()
    files.write_atomically(target, [b"ours"], replace=False)
    assert _contents(tmp_path) == {"file": b"ours"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_an_old_file_keeps_its_owner_and_its_other_names_keep_the_old_text(tmp_path: Path) -> None:
    target, other = tmp_path / "file", tmp_path / "other"
    target.write_bytes(b"old")
    os.chown(target, 1234, 5678)
    target.chmod(0o2750)
    other.hardlink_to(target)
    files.write_atomically(target, [b"new"])
    status = target.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 5678, 0o2750)
    assert _contents(tmp_path) == {"file": b"new", "other": b"old"}


@pytest.mark.parametrize(("allowed", "mode"), [((-1,), 0o754), ((), 0o744)])
def test_where_an_owner_cannot_be_kept_nobody_sees_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: tuple[int, ...], mode: int
) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    target.chmod(0o6754)

    def refuse(_descriptor: int, owner: int, _group: int) -> None:
        if owner not in allowed:
            raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    files.write_atomically(target, [b"new"])
    assert stat.S_IMODE(target.stat().st_mode) == mode
