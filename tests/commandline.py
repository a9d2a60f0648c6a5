"""The command line as users call it: one way for every test."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress

import click

from bpokpo_graph import cli


def bpokpo(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One call in a plain locale, 80 columns wide; `environment` comes on top."""
    return subprocess.run(
        [sys.executable, "-m", "bpokpo_graph", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8", "COLUMNS": "80", **environment},
    )


def outcome(*arguments: str) -> tuple[int, str]:
    """The exit code of a call in this process, and all that it says on both streams."""
    told = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with redirect_stdout(told), redirect_stderr(told):
        code = cli.exit_code_of(lambda: cli._call(arguments))
    told.seek(0)
    return code, told.read()


def answer(*arguments: str, **environment: str) -> str:
    """What a call that succeeds prints."""
    result = bpokpo(*arguments, stdin=b"", **environment)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode()


def on_terminal(*arguments: str, **environment: str) -> bytes:
    """What a terminal, 80 columns wide, gets from a call that succeeds."""
    primary, secondary = pty.openpty()
    command = [sys.executable, "-m", "bpokpo_graph", *arguments]
    told = {**os.environ, "LANG": "C.UTF-8", "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "", **environment}
    subprocess.run(command, stdout=secondary, check=True, env=told, timeout=60)
    os.close(secondary)
    out = b""
    with suppress(OSError):  # at its end
        while chunk := os.read(primary, 65536):
            out += chunk
    os.close(primary)
    return out


def complaint(result: subprocess.CompletedProcess[bytes], code: int) -> str:
    """The one sentence on stderr of a call that ended with this code."""
    message = result.stderr.decode()
    assert result.returncode == code, message
    assert "Traceback" not in message
    assert message.startswith("bpokpo: ")
    assert message.count("\n") == 1, message
    return message


def commands(group: click.Group = cli.main, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command
