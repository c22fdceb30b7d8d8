"""What people use instead, on the same file and the same stored customers: a framework's importer, scripts, validators.

Each does less than a plan: the scripts and the framework read, normalize phones and dates, find who is stored and tell
new, changed and unchanged rows apart; the validators only look at cells. The libraries come with the group `bench`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import workload

FIELDS = tuple(label.lower() for label in workload.LABELS)
GENDERS = {"vyras": "male", "moteris": "female"}


def e164(text: str) -> str:
    """Normalize a phone number as its library's readme does."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "LT")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_phone(text: str) -> str:
    """Read a number that may lack its plus, as the workload's do."""
    return e164(f"+{text}" if text.startswith("370") else text)


def pandas_script(path: Path, database: Path) -> tuple[int, int]:
    """Read, normalize, join and compare with pandas; return how many are new and how many changed."""
    import pandas as pd

    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.columns = list(FIELDS)
    rows["phone"] = rows["phone"].map(read_phone)
    rows["email"] = rows["email"].str.strip().str.lower()
    rows["birthday"] = pd.to_datetime(rows["birthday"], format="%Y-%m-%d", errors="coerce").dt.strftime("%Y-%m-%d")
    rows["joined"] = pd.to_datetime(rows["joined"], format="%d.%m.%Y", errors="coerce").dt.strftime("%Y-%m-%d")
    rows["gender"] = rows["gender"].str.lower().replace(GENDERS)
    rows = rows[rows["phone"] != ""].drop_duplicates("phone")
    connection = sqlite3.connect(database)
    stored = pd.read_sql(f"SELECT {', '.join(FIELDS)} FROM customers", connection).fillna("")
    connection.close()
    joined = rows.merge(stored, on="phone", how="left", suffixes=("", "_stored"), indicator=True)
    both = joined["_merge"] == "both"
    changed = sum((joined[name] != joined[f"{name}_stored"]) & (joined[name] != "") & both for name in FIELDS[1:]) > 0
    return int((~both).sum()), int(changed.sum())


def polars_script(path: Path, database: Path) -> tuple[int, int]:
    """The same with polars."""
    import polars as pl

    rows = pl.read_csv(path, infer_schema=False).fill_null("")
    rows.columns = list(FIELDS)
    rows = rows.with_columns(
        pl.col("phone").map_elements(read_phone, return_dtype=pl.String),
        pl.col("email").str.strip_chars().str.to_lowercase(),
        pl.col("birthday").str.to_date("%Y-%m-%d", strict=False).dt.to_string("%Y-%m-%d"),
        pl.col("joined").str.to_date("%d.%m.%Y", strict=False).dt.to_string("%Y-%m-%d"),
        pl.col("gender").str.to_lowercase().replace(GENDERS),
    )
    rows = rows.filter(pl.col("phone") != "").unique("phone", keep="first", maintain_order=True)
    connection = sqlite3.connect(database)
    found = connection.execute(f"SELECT {', '.join(FIELDS)} FROM customers").fetchall()
    connection.close()
    stored = pl.DataFrame(found, schema=dict.fromkeys(FIELDS, pl.String), orient="row").fill_null("")
    joined = rows.join(stored.with_columns(there=True), on="phone", how="left", suffix="_stored")
    differs = [(pl.col(name) != pl.col(f"{name}_stored")) & (pl.col(name) != "") for name in FIELDS[1:]]
    changed = joined.filter(pl.col("there") & pl.any_horizontal(differs))
    return joined["there"].null_count(), len(changed)


def frictionless_validate(path: Path) -> int:
    """Validate the cells against a schema; return how many errors there are."""
    from frictionless import Resource, Schema, system

    dates = {"birthday": "%Y-%m-%d", "joined": "%d.%m.%Y"}
    fields: list[dict[str, object]] = []
    for name, label in zip(FIELDS, workload.LABELS, strict=True):
        kind = {"type": "date", "format": dates[name]} if name in dates else {"type": "string"}
        fields.append({"name": label, **kind, "constraints": {"required": name == "phone"}})
    fields[1]["format"] = "email"
    with system.use_context(trusted=True):
        report = Resource(str(path), schema=Schema.from_descriptor({"fields": fields})).validate()
    return int(report.stats["errors"])


def pandera_validate(path: Path) -> int:
    """Validate the cells against a schema of pandera, dates and phones by expression; return how many rows."""
    import pandas as pd
    import pandera.pandas as pa

    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    checks = {
        "Phone": pa.Check.str_matches(r"^\+?[0-9 ]{8,15}$"),
        "Email": pa.Check.str_matches(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
        "Birthday": pa.Check(lambda column: pd.to_datetime(column, format="%Y-%m-%d", errors="coerce").notna()),
        "Joined": pa.Check(lambda column: pd.to_datetime(column, format="%d.%m.%Y", errors="coerce").notna()),
        "Gender": pa.Check.isin(workload.GENDERS),
    }
    schema = pa.DataFrameSchema({label: pa.Column(str, checks.get(label)) for label in workload.LABELS})
    return len(schema.validate(rows, lazy=True))


def django_dry_run(path: Path, folder: Path, *, bulk: bool) -> tuple[int, int]:
    """Preview with django-import-export; return how many are new and how many changed."""
    import tablib
    from import_export import resources, widgets
    from import_export.fields import Field

    model = django_model(folder)

    class Phone(widgets.CharWidget):
        def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
            return read_phone(value)

    class Gender(widgets.CharWidget):
        def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
            return GENDERS.get(value.lower(), value.lower())

    own = {"phone": Phone(), "gender": Gender(), "birthday": widgets.DateWidget("%Y-%m-%d")}
    own["joined"] = widgets.DateWidget("%d.%m.%Y")
    options = {"model": model, "fields": FIELDS, "import_id_fields": ["phone"], "use_bulk": bulk}
    options |= {"skip_unchanged": True, "batch_size": 1000, "skip_html_diff": True}
    columns = {
        name: Field(attribute=name, column_name=label, widget=own.get(name, widgets.CharWidget()))
        for name, label in zip(FIELDS, workload.LABELS, strict=True)
    }
    resource = type("CustomerResource", (resources.ModelResource,), {**columns, "Meta": type("Meta", (), options)})
    with path.open(encoding="utf-8", newline="") as file:
        data = tablib.Dataset().load(file, format="csv")
    result = resource().import_data(data, dry_run=True, raise_errors=True)
    return int(result.totals["new"]), int(result.totals["update"])


def django_model(folder: Path) -> Any:
    """Set Django up with a database in a folder, and return the model of its customers."""
    import django
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "django.db")}}
        settings.configure(DATABASES=databases, INSTALLED_APPS=["import_export"], USE_TZ=True)
        django.setup()
    if "customer" in apps.all_models["import_export"]:
        return apps.all_models["import_export"]["customer"]
    from django.db import models

    dates = ("birthday", "joined")
    columns: dict[str, Any] = {
        name: models.DateField() if name in dates else models.TextField(blank=True) for name in FIELDS
    }
    columns["phone"] = models.TextField(unique=True)
    meta = type("Meta", (), {"app_label": "import_export"})
    return type("Customer", (models.Model,), {**columns, "Meta": meta, "__module__": __name__})


def fill_django(folder: Path, database: Path) -> None:
    """Give Django's database the customers of ours."""
    from django.db import connection as to

    model = django_model(folder)
    with to.schema_editor() as editor:
        editor.create_model(model)
    ours = sqlite3.connect(database)
    found = ours.execute(f"SELECT {', '.join(FIELDS)} FROM customers").fetchall()
    ours.close()
    model.objects.bulk_create(
        [model(**{name: value or "" for name, value in zip(FIELDS, row, strict=True)}) for row in found],
        batch_size=1000,
    )


def rivals(path: Path, database: Path, folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every rival with its work."""
    fill_django(folder, database)
    yield "polars script", lambda: polars_script(path, database)
    yield "pandas script", lambda: pandas_script(path, database)
    yield "pandera, cells only", lambda: pandera_validate(path)
    yield "frictionless validate, cells only", lambda: frictionless_validate(path)
    yield "django-import-export, bulk dry run", lambda: django_dry_run(path, folder, bulk=True)
    yield "django-import-export, dry run", lambda: django_dry_run(path, folder, bulk=False)
