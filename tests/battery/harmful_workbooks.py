"""Workbooks that are broken, cut, forged or no workbooks at all, and what becomes of each.

    python -m tests.battery.harmful_workbooks

Each ends in its declared error, or is a table that holds all sixty customers, where the cell that was harmed, if one
was, is blank or flagged as an error. Each is read by a process of its own: within 5 seconds and 300 MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys

import customer_import as ci
from tests.battery.harmful_makes import CUSTOMERS, FLAGGED, WHOLE, harms

SECONDS, MEGABYTES = 5, 300


def ended(data: bytes) -> str:
    """Read a file twice, as rows and as columns; say how it ended."""
    try:
        with ci.read(data) as table:
            rows = {row.number: row.cells for row in table}
            errors = 0
            numbers: list[int] = []
            for chunk in table.chunks():
                errors += sum(list(flags.values()).count("error") for flags in chunk.flags.values())
                numbers += chunk.numbers
    except ci.SourceError as error:
        return error.code
    wanted = {n: (f"u{n}@example.org", f"Ann {n}", "Lund") for n in CUSTOMERS}
    whole = [*rows] == numbers and all(rows.get(n, ())[: len(cells)] == cells for n, cells in wanted.items())
    if errors == 1 and not whole:  # the harmed cell may be one of the customers'
        whole = sum(rows.get(n, ())[:3] != cells for n, cells in wanted.items()) == 1
    return {(True, 0): WHOLE, (True, 1): FLAGGED}.get((whole, errors), f"something lost, {errors} errors")


def _measured(data: bytes) -> tuple[str, float, int]:
    """Read a file in a process of its own: how it ended, CPU seconds, megabytes more than before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before = resource.getrusage(resource.RUSAGE_SELF)
        try:
            found = ended(data)
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            found = f"undeclared {type(error).__name__}"
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        os.write(writing, f"{found}\n{spent}\n{(after.ru_maxrss - before.ru_maxrss) // 1024}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read().split("\n")
    os.waitpid(child, 0)
    return (told[0], float(told[1]), int(told[2])) if len(told) == 3 else ("died", 0.0, 0)


def main() -> int:
    """Run the battery and say what did not end as it should."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    count = wrong = 0
    slowest, largest = 0.0, 0
    for harm in harms():
        found, spent, grown = _measured(harm.data)
        count, slowest, largest = count + 1, max(slowest, spent), max(largest, grown)
        if found != harm.ends or spent > SECONDS or grown > MEGABYTES:
            wrong += 1
            print(f"  {harm.name}: {found}, not {harm.ends}; {spent:.1f} s, {grown} MB")
    print(f"{count} harmful files, {wrong} ended otherwise; at most {slowest:.1f} s and {largest} MB")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
