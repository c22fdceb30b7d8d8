"""The directory that driver and executors share: files that are whole as soon as they have their name.

Files and folders get the mode that the umask gives, as driver and executors may be different users of one group.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name when it is whole; a task that is killed or runs twice changes nothing."""
    unfinished = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        with unfinished.open("xb") as file:
            yield file
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def staging_folder(directory: str | os.PathLike[str] | None, close: list[Callable[[], object]]) -> Path:
    """Make a directory that `close` removes; only a temporary one of this machine is private to its user."""
    if directory is None:
        folder = Path(tempfile.mkdtemp(prefix="customer-import-"))
    else:
        folder = Path(directory).absolute() / f"customer-import-{uuid4().hex}"
        folder.mkdir()
    close.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder
