"""What a program did to the files of one folder, as strace wrote it down.

Each call that changes a file or the folder, or that waits for the disk, becomes one operation;
what the program acknowledged meanwhile stands between them, as it wrote it to a file of its own.
The index of a WAL (`-shm`) is left out: SQLite makes it anew when it opens a file.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.crash.traced import ACKNOWLEDGED, FOLDER

ROOT: Final = Path(__file__).parents[2]
CALLS: Final = (
    "openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync_file_range,sync,syncfs,unlink,unlinkat,rename,renameat,renameat2,"
    "link,linkat,copy_file_range,sendfile"
)
BYTES_SHOWN: Final = 1 << 24
LEFT_OUT: Final = "-shm"


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes put into a file; on the disk once the file is synced."""

    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """The file's length is set."""

    inode: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Returned once all that was put into the file before is on the disk."""

    inode: int


@dataclass(frozen=True, slots=True)
class Name:
    """The folder has this name for the file; on the disk once the folder is synced."""

    name: str
    inode: int


@dataclass(frozen=True, slots=True)
class Unname:
    """The folder has this name no longer."""

    name: str


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """Returned once all names are on the disk."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The program said so, to whoever asked."""

    said: str


Operation = Write | Truncate | Sync | Name | Unname | SyncFolder | Acknowledge

_LINE: Final = re.compile(r"^(\d+) +(.*)$", re.DOTALL)
_RESUMED: Final = re.compile(r"^<\.\.\. \w+ resumed>(.*)$", re.DOTALL)
_CALL: Final = re.compile(r"^(\w+)\((.*)\) += (-?\d+|\?)", re.DOTALL)
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE: Final = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")
_NUMBERS: Final = re.compile(r", (-?\d+)")


def recorded(
    program: Sequence[str], folder: Path, output: Path, names: Mapping[str, int] | None = None
) -> list[Operation]:
    """Run a module of ours on a folder, and read what it did to the files there.

    Args:
        program: module and arguments; the folder is the last.
        folder: empty, but for the files of ``names``.
        output: where strace writes.
        names: the files that are there, by name, and their numbers.

    Raises:
        AssertionError: the program failed, or did something that is not understood here.

    """
    command = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", str(BYTES_SHOWN)]
    command += ["-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(output)]
    command += [sys.executable, "-m", *program, str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    with output.open() as lines:
        return list(Reader(folder, names or {}).operations(lines))


def _decoded(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _calls(lines: Iterator[str]) -> Iterator[str]:
    """Whole calls in the order in which they returned; a thread's halves are put together."""
    begun: dict[str, str] = {}
    for line in lines:
        matched = _LINE.match(line.rstrip("\n"))
        assert matched, line[:200]
        thread, text = matched.groups()
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>")
            continue
        resumed = _RESUMED.match(text)
        yield begun.pop(thread, "") + resumed[1] if resumed else text


class Reader:
    """Reads the calls of one program on one folder."""

    def __init__(self, folder: Path, names: Mapping[str, int]) -> None:
        self._folder = str(folder)
        self._names = dict(names)
        self._open: dict[int, int] = {}
        self._places: dict[int, int] = {}
        self._inodes = max(names.values(), default=0)

    def operations(self, lines: Iterator[str]) -> Iterator[Operation]:
        """The operations of all calls that were done."""
        for text in _calls(lines):
            matched = _CALL.match(text)
            if matched is None:
                assert text.startswith(("+++", "---")), text[:200]
                continue
            name, said, result = matched.groups()
            if result != "?" and int(result) >= 0:
                yield from self._of_call(name, said, int(result))

    def _of_call(self, name: str, said: str, result: int) -> Iterator[Operation]:
        handle = _HANDLE.match(said)
        if name in ("openat", "open", "creat", "unlink", "unlinkat", "rename", "link", "linkat"):
            texts = [_decoded(text).decode() for text, _ in _TEXT.findall(said)]
            yield from self._of_names(name, said, texts, result)
        elif handle is not None:
            path = _decoded(handle[2]).decode()
            yield from self._of_file(name, int(handle[1]), path, said)
        else:
            assert name not in ("sync", "syncfs"), f"{name} is not understood here"

    def _of_names(self, name: str, said: str, texts: list[str], result: int) -> Iterator[Operation]:
        inside = [Path(text).name for text in texts if str(Path(text).parent) == self._folder]
        if name == "openat":
            self._open.pop(result, None)
        if not inside:
            return
        assert name not in ("open", "creat", "rename"), f"{name} is not understood here"
        first, *others = inside
        if name == "openat":
            yield from self._of_opening(first, said, result)
        elif name in ("link", "linkat"):
            self._names[others[0]] = self._names[first]
            yield Name(others[0], self._names[first])
        elif not first.endswith(LEFT_OUT):
            del self._names[first]
            yield Unname(first)

    def _of_opening(self, name: str, said: str, handle: int) -> Iterator[Operation]:
        if name.endswith(LEFT_OUT) or "O_DIRECTORY" in said:
            return
        if name not in self._names:
            self._inodes += 1
            self._names[name] = self._inodes
            yield Name(name, self._inodes)
        self._open[handle], self._places[handle] = self._names[name], 0
        if "O_TRUNC" in said:
            yield Truncate(self._names[name], 0)

    def _of_file(self, name: str, handle: int, path: str, said: str) -> Iterator[Operation]:
        texts = _TEXT.findall(said)
        if path == self._folder:
            assert name in ("fsync", "fdatasync"), name
            yield SyncFolder()
        elif Path(path).name == ACKNOWLEDGED and name == "write":
            yield Acknowledge(_decoded(texts[0][0]).decode().strip())
        elif path.startswith(f"{self._folder}/") and not path.endswith(LEFT_OUT):
            inode = self._open[handle]
            assert name in ("write", "pwrite64", "ftruncate", "fsync", "fdatasync"), name
            if name in ("fsync", "fdatasync"):
                yield Sync(inode)
            elif name == "ftruncate":
                yield Truncate(inode, int(_NUMBERS.findall(said)[-1]))
            else:
                assert not texts[0][1], "a call was cut off"
                data = _decoded(texts[0][0])
                place = self._places[handle]
                if name == "pwrite64":
                    place = int(_NUMBERS.findall(said)[-1])
                else:
                    self._places[handle] += len(data)
                yield Write(inode, place, data)


def folder_in(place: Path) -> Path:
    """The folder that a traced program works in; what it acknowledges is beside it."""
    folder = place / FOLDER
    folder.mkdir()
    return folder
