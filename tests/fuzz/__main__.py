"""Coverage-guided fuzzing with atheris: `make fuzz`, or `python -m tests.fuzz TARGET [SECONDS]`.

Stops with the input that broke the invariant. Without a target each one gets its share of the time.
"""

import subprocess
import sys

from tests.fuzz.targets import TARGETS

SEEDS = {
    "csv": [b"a;b\n1;2\n", b'"a","b"\r\n"1 ""x""",2\r\n', b"\xff\xfea\x00\n\x00", "á;ž\n1;2\n".encode("cp1250")],
    "xlsx": [
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1.5</v></c></row>',
        b"<row><c/></row>",
    ],
    "plan": [b'{"format":"customer-import/plan","version":1}\n{"rows":[2],"kinds":"C"}\n{"seal":""}\n'],
}


def one(name: str, seconds: int) -> None:
    """Fuzz one target in this process; atheris ends it."""
    import tempfile
    from pathlib import Path

    import atheris

    atheris.instrument_all()
    folder = Path(tempfile.mkdtemp())
    for number, seed in enumerate(SEEDS[name]):
        (folder / str(number)).write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=5", "-rss_limit_mb=600", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(folder)], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    """Fuzz the target that is named, or each of them in a process of its own."""
    if len(sys.argv) > 1 and sys.argv[1] in TARGETS:
        one(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60)
        return 0
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for name in TARGETS:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", name, str(seconds // len(TARGETS))], check=False)
        print(f"{name}: {'no input broke it' if done.returncode == 0 else 'BROKEN, see above'}", flush=True)
        if done.returncode:
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
