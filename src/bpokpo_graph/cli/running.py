"""How a command is carried out: its work beside us, in a thread or in a process, confined or not, all writing here.

So Ctrl-C is heard at once whatever the engine does, and work that is stopped leaves no half-written file behind.
"""

import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bpokpo_graph.isolation import Bounds, Message, Send

_DATA, _FLOW, _PART, _WHOLE, _NOTE, _EXIT = "data", "flow", "part", "whole", "note", "exit"
_FRESH = "fresh"  # as data, for a file that must not be there
_ASIDE, _SHARE = "aside", "progress"  # what may come between the pieces of the data
_SENDING = "bpokpo_graph.cli.running"


def carried_out(
    work: Callable[[], Any],
    output: str | None,
    seconds: float | None,
    bounds: "Bounds | None",
    *,
    foreign: bool,
    aside: str | None = None,
) -> None:
    """Do the work, in a confined process if there are bounds for it, and write what it gives to its output.

    `foreign` work brings regular expressions of others into Python, so it too is done in a process. What is poured
    aside goes to the file `aside`, once all else is written. Raises what the work raises, LimitError if it takes longer
    than `seconds`, OutputError.
    """
    context, code = click.get_current_context(), 0
    if bounds:
        from bpokpo_graph.isolation import isolated

        told = isolated(_speaking(work, context), bounds)
    elif seconds is not None or (foreign and hasattr(os, "fork")):
        from bpokpo_graph.isolation import apart

        told = apart(_speaking(work, context), seconds)
    else:
        told = _beside(_speaking(work, context))
    with closing(told), _second(aside) as keep, _bar(str(context.info_name), output) as show:
        messages = _sifted(told, keep, show)
        for kind, data in messages:
            if kind == _NOTE:
                _tell(data.decode(errors="surrogateescape"))
            elif kind == _EXIT:
                code = int(data)
            elif kind == _PART:
                _write_together(_parts(data, messages), output)
            else:
                _write(kind, _document(kind, data, messages), output)
    if code:
        raise click.exceptions.Exit(code)


def named_paths(context: click.Context) -> tuple[Path, ...]:
    """The files and folders that the command line names as such, with or without something and “=” before them.

    Which parameters name files to read, their metavars tell.
    """
    naming = [each for each in context.command.params if each.name != "output" and each.metavar]
    files = [str(each.name) for each in naming if re.search("FILE|SOURCE|PATH", str(each.metavar))]
    words = {word for name in files for word in _words(context.params.get(name))}
    words |= {word.partition("=")[2] for word in words}
    return tuple(Path(word) for word in sorted(words) if word)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _words(each)


def emit(text: str | bytes, output: str | None, *, replace: bool = True) -> None:
    """Data to standard output, or to the file, whole or not at all, and without `replace` over no file.

    A terminal gets nothing that steers it but the colours of a text that is `Styled`. Raises OutputError.
    """
    from bpokpo_graph.cli.rendering import Styled

    chunks = [text.encode() if isinstance(text, str) else text]
    _send(_DATA if replace else _FRESH, chunks if isinstance(text, Styled) else _seen(chunks, output), output)


def pour(chunks: Iterable[bytes], output: str | None) -> None:
    """As `emit`, piece by piece; the work ends when nobody reads on."""
    _send(_FLOW, _seen(chunks, output), output)


def _seen(chunks: Iterable[bytes], output: str | None) -> Iterable[bytes]:
    """The chunks as they are to go to the output: a terminal gets what steers it spelt out."""
    from bpokpo_graph.cli.rendering import harmless

    on_terminal = output in (None, "-") and sys.stdout is not None and sys.stdout.isatty()
    return harmless(chunks) if on_terminal else chunks


def _send(kind: str, chunks: Iterable[bytes], output: str | None) -> None:
    send = _sender()
    if send is None:
        _write(kind, chunks, output)
        return
    for chunk in chunks:
        send(kind, chunk)
    send(_WHOLE, b"")


def pour_together(named: Mapping[str, bytes], output: str) -> None:
    """Several files, all or none, into the folder `output`; beside it if that is the name of one of them."""
    send = _sender()
    if send is None:
        _write_together(named, output)
        return
    for name, data in named.items():
        send(_PART, name.encode())
        send(_DATA, data)
    send(_WHOLE, b"")


def pour_aside(data: bytes) -> None:
    """A piece of the second file that the command writes."""
    if (send := _sender()) is not None:
        send(_ASIDE, data)


def advance(share: float) -> None:
    """How much of the work is done, from 0 to 1, for the bar on a terminal."""
    if (send := _sender()) is not None:
        send(_SHARE, str(share).encode())


def say(message: str) -> None:
    """A line on standard error, after all that was poured before it."""
    send = _sender()
    if send is None:
        _tell(message)
    else:
        send(_NOTE, message.encode(errors="surrogateescape"))


def _tell(message: str) -> None:
    """One line on standard error, with nothing in it that steers the terminal."""
    from bpokpo_graph.values import visible

    with suppress(OSError):  # where nobody reads the messages, the exit code still tells
        click.echo("bpokpo: " + visible(message).replace("\n", "<U+000A>"), err=True)


def _sender() -> "Send | None":
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_SENDING)


def _speaking(work: Callable[[], Any], context: click.Context) -> "Callable[[Send], None]":
    """The work with a way to send what it would write."""

    def speaking(send: "Send") -> None:
        with context.scope(cleanup=False):
            context.meta[_SENDING] = send
            try:
                work()
            except click.exceptions.Exit as end:
                send(_EXIT, str(end.exit_code).encode())
            except click.ClickException as error:
                from bpokpo_graph.errors import UsageError

                raise UsageError(error.format_message()) from error

    return speaking


def _beside(work: "Callable[[Send], None]") -> "Generator[Message]":
    """As `isolation.apart`, in a thread, which begins sooner: it cannot be stopped, but is left alone until we end."""
    from queue import Queue
    from threading import Thread

    found: Queue[tuple[str, bytes] | BaseException | None] = Queue(16)

    def run() -> None:
        try:
            work(lambda kind, data: found.put((kind, data)))
            found.put(None)
        except BaseException as error:
            found.put(error)

    Thread(target=run, daemon=True).start()
    while (each := found.get()) is not None:
        if isinstance(each, BaseException):
            raise each
        yield each


def _sifted(
    messages: "Iterator[Message]", keep: Callable[[bytes], Any], show: Callable[[float], None]
) -> "Iterator[Message]":
    """The messages without those that may come between the pieces of a document."""
    for kind, data in messages:
        if kind == _ASIDE:
            keep(data)
        elif kind == _SHARE:
            show(float(data))
        else:
            yield kind, data


@contextmanager
def _second(aside: str | None) -> Iterator[Callable[[bytes], Any]]:
    """What keeps the pieces of the second file, which is written when all has gone well."""
    if aside is None:
        yield len
        return
    from tempfile import TemporaryFile

    with TemporaryFile() as kept:
        yield kept.write
        kept.seek(0)
        _write(_DATA, iter(partial(kept.read, 2**20), b""), aside)


@contextmanager
def _bar(title: str, output: str | None) -> Iterator[Callable[[float], None]]:
    """What shows shares of the work: a bar on a terminal, once there is one, and nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty() or (output in (None, "-") and sys.stdout and sys.stdout.isatty()):
        yield lambda _share: None
        return
    shown: list[Any] = []

    def show(share: float) -> None:
        if not shown:
            from rich.console import Console
            from rich.progress import Progress

            shown.append(Progress(console=Console(stderr=True), transient=True))
            shown[0].start()
            shown[0].add_task(title, total=1.0)
        shown[0].update(shown[0].task_ids[0], completed=share)
        if share >= 1:  # what is told now is no part of the bar
            shown.pop().stop()

    try:
        yield show
    finally:
        for progress in shown:
            progress.stop()


def _document(kind: str, data: bytes, messages: "Iterator[Message]") -> Iterator[bytes]:
    """The pieces of a document, from the one that came first."""
    while kind != _WHOLE:
        yield data
        kind, data = next(messages)


def _parts(first: bytes, messages: "Iterator[Message]") -> dict[str, bytes]:
    """The files that come together, by name, from the name of the first."""
    name, pieces = first.decode(), {first.decode(): list[bytes]()}
    for kind, data in messages:
        if kind == _WHOLE:
            break
        if kind == _PART:
            name = data.decode()
            pieces[name] = []
        else:
            pieces[name].append(data)
    return {name: b"".join(each) for name, each in pieces.items()}


def _write_together(named: Mapping[str, bytes], output: str | None) -> None:
    from bpokpo_graph import files
    from bpokpo_graph.errors import OutputError

    place = Path(os.path.realpath(str(output)))
    if any(Path(name).name != name for name in named):
        raise OutputError(f"{output}: not written, a file of it would have a name with a folder")
    folder = place.parent if place.name in named else place
    files.write_together(folder, {name: [data] for name, data in named.items()})


def _write(kind: str, chunks: Iterable[bytes], output: str | None) -> None:
    from bpokpo_graph import files
    from bpokpo_graph.cli.streams import unread
    from bpokpo_graph.errors import OutputError

    if output is not None and output != "-":
        files.write_atomically(output, chunks, replace=kind != _FRESH)
        return
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
            if kind == _FLOW and unread():
                raise click.exceptions.Exit(0)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise OutputError(f"standard output could not be written: {error.strerror}") from error
