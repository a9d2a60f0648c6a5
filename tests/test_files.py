import errno
import os
import stat
from collections.abc import Iterator
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
