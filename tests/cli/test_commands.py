"""The path on the command line: inspect, plan, apply, resume, explain; exit codes and JSON documents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import customer_import as ci
from tests.cli.conftest import CUSTOMERS, PLAN, PRIVATE, Run
from tests.reading.xlsx_building import HEADER, LINKS, MAIN, workbook

STORE = ("--store", "sqlite:///shop.db")


def stored(folder: Path) -> list[ci.Match]:
    """Return the customers in the database."""
    return ci.SQLiteStore(folder / "shop.db", ci.load_profile("incust")).customers()


def test_a_plan_shows_counts_problems_and_credits(folder: Path, run: Run) -> None:
    """Planning a file with rejected rows ends with 1, says why, and writes nothing."""
    said = run(*PLAN, "--today", "2026-11-22")
    assert said.code == 1
    assert "created 2   updated 0   unchanged 0   skipped 0   rejected 2   = 4 rows" in said.out
    assert "This is no date in one of the forms YYYY-MM-DD." in said.out
    assert "Phone number stands in row 2 already." in said.out
    assert "1 credit, together 125 EUR, for 'opening'" in said.out
    assert not (folder / "shop.db").exists()
    assert said.err == ""


def test_a_clean_file_ends_with_0(folder: Path, run: Run) -> None:
    """A plan without rejected rows is fine, and so is applying it."""
    (folder / "customers.csv").write_text("".join(CUSTOMERS.splitlines(keepends=True)[:3]), encoding="utf-8")
    assert run(*PLAN, "--out", "plan.jsonl").code == 0
    assert run("apply", "plan.jsonl", *STORE).code == 0


def test_the_plan_names_the_command_that_applies_it(folder: Path, run: Run) -> None:
    """Whoever has looked at a saved plan is told how to go on."""
    said = run(*PLAN, "--out", "my plan.jsonl")
    assert "next: customer-import apply 'my plan.jsonl' --store sqlite:///shop.db" in said.out


def test_open_questions_are_listed_with_their_option(folder: Path, run: Run) -> None:
    """A plan with open questions ends with 1, and says which option of this command line answers."""
    said = run(*PLAN[:-2])
    assert said.code == 1
    assert "1 open question: nothing was planned" in said.out
    assert 'answer with: --occasion "TEXT"' in said.out


def test_every_answer_that_is_proposed_works(folder: Path, run: Run) -> None:
    """Following the proposed options, question after question, leads to a plan."""
    bare = CUSTOMERS.partition("\n")[2]
    (folder / "customers.csv").write_text(bare, encoding="utf-8")
    fields = iter(("phone", "email", "name", "birthday", "gender", "bonus_amount", "bonus_currency"))
    options: list[str] = ["--answer", "header=no"]
    for _ in range(5):
        said = run(*PLAN[:-2], *options, "--format", "json", "--today", "2026-11-22")
        answer = json.loads(said.out)
        if not answer["questions"]:
            break
        for question in answer["questions"]:
            option, _, value = question["answer_with"].partition(" ")
            options += [option, value.replace("FIELD", next(fields, "")).strip('"')]
    assert answer["counts"] == {
        **{"created": 2, "updated": 0, "unchanged": 0},
        **{"skipped": 0, "rejected": 2, "removed": 0},
    }


def test_apply_writes_the_plan_once(saved: Path, run: Run) -> None:
    """Applying writes the good rows; applying once more changes nothing and says the same."""
    first = run("apply", "plan.jsonl", *STORE)
    assert first.code == 1  # two rows of the file were rejected
    assert "created 2" in first.out
    assert "1 credit posted" in first.out
    before = stored(saved)
    assert run("apply", "plan.jsonl", *STORE) == first
    assert stored(saved) == before
    assert len(before) == 2


def test_apply_resumes_where_it_stopped(saved: Path, run: Run) -> None:
    """A plan that was stopped after a batch is finished by the same command; status says how far it is."""
    part = run("apply", "plan.jsonl", *STORE, "--max-batches", 1, "--batch-size", 1)
    assert "is not finished: 1 row to write, run apply to go on" in part.out
    assert json.loads(run("status", "plan.jsonl", *STORE, "--format", "json").out)["complete"] is False
    assert len(stored(saved)) == 1
    assert "is applied" in run("apply", "plan.jsonl", *STORE).out
    assert json.loads(run("status", "plan.jsonl", *STORE, "--format", "json").out)["complete"] is True
    assert len(stored(saved)) == 2


def test_ctrl_c_stops_between_batches(saved: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and a word about resuming; what was committed stays, and apply goes on from there."""

    def interrupt(self: object, stage: str, rows: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("customer_import.cli.progress.Progress.__call__", interrupt)
        said = run("apply", "plan.jsonl", *STORE, "--batch-size", 1)
    assert said.code == 130
    assert "stopped between batches; run apply again to resume" in said.err
    assert len(stored(saved)) == 1
    run("apply", "plan.jsonl", *STORE)
    assert len(stored(saved)) == 2


def test_what_happened_since_the_plan_is_told_with_what_to_do(saved: Path, run: Run) -> None:
    """A plan that came second says that its customers are there now, and to plan again."""
    run(*PLAN, "--out", "second.jsonl")
    run("apply", "plan.jsonl", *STORE)
    said = run("apply", "second.jsonl", *STORE)
    assert said.code == 1
    assert said.out.count("another customer has got a key of this row. Plan the file again.") == 2
    assert "…" not in said.out


def test_a_second_plan_finds_nothing_to_do(saved: Path, run: Run) -> None:
    """After applying, the same file plans as unchanged, and its credit is recognized."""
    run("apply", "plan.jsonl", *STORE)
    said = json.loads(run(*PLAN, "--format", "json").out)
    assert said["counts"]["unchanged"] == 2
    assert said["credits"] == []
    assert said["credits_posted_before"] == 1


def test_explain_tells_every_cell(saved: Path, run: Run) -> None:
    """Explaining a row names the verdict of each cell; a bad cell is shown where values are shown."""
    said = run("explain", "plan.jsonl", 4, "--show-values")
    assert said.code == 0
    assert "Row 4 is rejected" in said.out
    assert "31 January" in said.out
    cells = json.loads(run("explain", "plan.jsonl", 2, "--format", "json").out)["cells"]
    assert [cell["verdict"] for cell in cells] == ["set"] * 5 + ["credit"] * 2


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "command",
    [
        PLAN,
        ("inspect", "customers.csv", "--profile", "incust"),
        ("inspect", "customers.csv"),
        *(("explain", "plan.jsonl", row) for row in (2, 3, 4, 5)),
        ("apply", "plan.jsonl", *STORE),
        ("status", "plan.jsonl", *STORE),
    ],
    ids=lambda command: " ".join(map(str, command[:3])),
)
def test_no_value_is_shown_unasked(saved: Path, run: Run, command: tuple[object, ...], form: str) -> None:
    """Without --show-values no value of the file appears, in text as in JSON, on standard output as on error."""
    said = run(*command, "--format", form)
    assert [value for value in PRIVATE if value in said.out + said.err] == []


def test_values_are_shown_on_request(saved: Path, run: Run) -> None:
    """With --show-values a row is shown as it is; without, just enough to recognize it."""
    assert "ona.onaite@example.org" in run("explain", "plan.jsonl", 2, "--show-values").out
    masked = run("explain", "plan.jsonl", 2).out
    assert "o…@e….org" in masked
    assert "+370…67" in masked


def test_changed_cells_are_listed_masked(saved: Path, run: Run) -> None:
    """A plan lists what changes for stored customers, at most as many cells as were asked for."""
    run("apply", "plan.jsonl", *STORE)
    (saved / "customers.csv").write_text(CUSTOMERS.replace("Jonaitis", "Petraitis"), encoding="utf-8")
    rule = ("--override", "name=overwritable:the owner asked", "--actor", "office")
    said = json.loads(run(*PLAN, *rule, "--format", "json").out)
    assert said["changed_cells"] == 1
    assert said["changes"] == [
        {"row": 3, "customer": "2", "field": "name", "before": "J…s", "after": "J…s", "child": ""}
    ]
    assert json.loads(run(*PLAN, *rule, "--format", "json", "--changes", 0).out)["changes"] == []


def test_profiles_are_listed_and_shown(folder: Path, run: Run) -> None:
    """The list names the built-in profiles; one profile is shown field by field, with the changes of --set."""
    assert all(name in run("profiles").out for name in ci.profile_names())
    assert "phone numbers   of region LT" in run("profiles", "incust", "--set", "region=LT").out
    assert json.loads(run("profiles", "tixly", "--format", "json").out)["profile"]["name"] == "tixly"


def test_inspect_says_which_profiles_fit(folder: Path, run: Run) -> None:
    """Without a profile, inspect proposes the profiles whose labels the file has."""
    said = run("inspect", "customers.csv")
    assert said.code == 0
    assert "1 header + 4 rows = 5 records" in said.out
    assert "profiles that fit (columns they know): incust (7 of 7)" in said.out


def test_inspect_asks_how_a_file_is_written_and_takes_the_answer(folder: Path, run: Run) -> None:
    """With a profile or without, inspect shows what the file leaves open with the option that answers it."""
    text = "CustomerID;FirstName;Email\n1;Ann;ann@example.org\n2;Bo;bo@example.org\n\n7;z\n8;w\n"
    (folder / "doubtful.csv").write_text(text, encoding="utf-8")
    for profile in ((), ("--profile", "tixly")):
        said = run("inspect", "doubtful.csv", *profile)
        assert said.code == 1
        assert "answer with: --answer trailing=rows|skip" in said.out
        assert "trailing=rows" not in run("inspect", "doubtful.csv", *profile, "--answer", "trailing=skip").out


def test_a_reference_comes_from_a_file_or_from_the_line(folder: Path, run: Run) -> None:
    """The values of a reference list are given between commas, or one a line in a file."""
    (folder / "shops.csv").write_text(
        "email;billingFullName;billingCountry\na@example.org;A;Česko\nb@example.org;B;Polsko\n", encoding="utf-8"
    )
    (folder / "countries.txt").write_text("Česko\nSlovensko\n", encoding="utf-8")
    plan = ("plan", "shops.csv", "--profile", "shoptet", "--store", "sqlite:///s.db", "--format", "json")
    for values in ("countries.txt", "@countries.txt", "Česko,Slovensko"):
        problems = json.loads(run(*plan, "--reference", f"countries={values}").out)["problems"]
        assert [(problem["code"], problem["first_rows"]) for problem in problems] == [("country.unknown", [3])]


def test_the_sheets_of_a_workbook_are_listed(folder: Path, run: Run) -> None:
    """Whoever asks for a sheet that is not there is sent to the list of them."""
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Phone</t></is></c></row>'
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId1"/>' for n, name in enumerate(("One", "Two"), 1))
    book = f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    (folder / "two.xlsx").write_bytes(workbook(rows, book=book))
    assert "sheets  One, Two" in run("inspect", "two.xlsx").out
    assert "`customer-import inspect FILE` lists the sheets" in run("inspect", "two.xlsx", "--sheet", "X").err


def test_a_label_is_mapped_by_hand(folder: Path, run: Run) -> None:
    """A column is given to a field with --map, even where its label holds an equals sign; ignore leaves it out."""
    (folder / "odd.csv").write_text("Phone=Tel;Customer Name\n+37061234567;Ona\n", encoding="utf-8")
    plan = ("plan", "odd.csv", "--profile", "incust", "--store", "sqlite:///s.db", "--format", "json")
    verdicts = json.loads(run(*plan, "--map", "Phone=Tel=phone", "--map", "Customer Name=ignore").out)["verdicts"]
    assert verdicts == {"phone": {"set": 1}, "Customer Name (column 2)": {"unmapped": 1}}


def test_standard_input_is_read(folder: Path) -> None:
    """A single dash reads the file from standard input; the module runs as a program."""
    command = [sys.executable, "-m", "customer_import", "inspect", "-", "--format", "json"]
    done = subprocess.run(command, input=CUSTOMERS.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tally"]["rows"] == 4


def test_a_reader_that_leaves_is_no_failure(folder: Path) -> None:
    """When the pipe is closed early, the command ends quietly with 141."""
    code = "import sys; from customer_import.cli import main; sys.stdin.read(); sys.exit(main(['profiles', 'tixly']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_help_loads_nothing_heavy() -> None:
    """--help imports neither the library's rooms nor a third party."""
    code = (
        "import sys; from customer_import.cli import main; assert main(['plan', '--help']) == 0;"
        "loaded = {'attrs', 'cattrs', 'chardet', 'phonenumbers', 'dateutil', 'sqlite3', 'zipfile'} & set(sys.modules);"
        "assert not loaded, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert "--occasion" in done.stdout
