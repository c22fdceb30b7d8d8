"""An import in a web application: upload → mapping → preview → confirm → report, on SQLite.

    pip install flask customer-import[xlsx]
    flask --app docs/examples/web/app.py run

Every step is a request of its own, and nothing stays in memory between two of them: the upload, the choices and the
plan are files of one folder an import. A real application has a log-in and a token against forged forms around this.
"""

import json
import os
import secrets
from pathlib import Path

from flask import Flask, Response, abort, redirect, render_template_string, request, send_file, url_for

import customer_import as ci

LAYOUT = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>Import customers</title><main><h1>Import customers</h1>{% block body %}{% endblock %}</main></html>"""

UPLOAD = """<form method=post enctype=multipart/form-data>
<label>A CSV file or workbook <input type=file name=file required></label> <button>Upload</button></form>"""

MAPPING = """{% if problem %}<p role=alert>{{ problem }}</p>{% endif %}
<form method=post><h2>Which column is what?</h2>{% for label in labels %}
<p><label>{{ label }} <select name="column:{{ label }}"><option value="">not imported</option>{% for f in fields %}
<option value="{{ f.name }}" {{ "selected" if mapped.get(label) == f.name }}>{{ f.shown }}</option>{% endfor %}
</select></label></p>{% endfor %}
{% for q in questions %}<p><label>{{ q.text }}{% if q.options %}
<select name="answer:{{ q.code }}">{% for option in q.options %}<option>{{ option }}</option>{% endfor %}</select>
{% else %}<input name="answer:{{ q.code }}" required>{% endif %}</label></p>{% endfor %}
<button>Preview</button></form>"""

PREVIEW = """<form method=post>{% for guard in guards %}
<p><label><input type=checkbox name=acknowledge value="{{ guard }}" required> I have looked at {{ guard }}</label></p>
{% endfor %}<input type=hidden name=seal value="{{ seal }}"><button>Import this</button></form>
<iframe title="Preview" src="{{ page }}" width="100%" height="800"></iframe>"""

REPORT = """<p role=status>{{ success }}</p><ul>{% for name, count in counts.items() %}<li>{{ name }}: {{ count }}</li>
{% endfor %}</ul>{% if errors %}<p><a href="{{ errors }}">The rows that need work</a>: correct and upload them.</p>
{% endif %}<p><a href="{{ again }}">Import another file</a></p>"""


def create_app(folder: str | os.PathLike[str], profile: ci.Profile) -> Flask:
    """Make the application; `folder` holds the database and the imports."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 50 * 2**20
    root = Path(folder)
    store = ci.SQLiteStore(root / "customers.db", profile)

    def folder_of(key: str) -> Path:
        here = root / "imports" / key
        if not key.isalnum() or not here.is_dir():
            abort(404)
        return here

    def show(body: str, status: int = 200, **values: object) -> tuple[str, int]:
        page = LAYOUT.replace("{% block body %}{% endblock %}", body)
        return render_template_string(page, **values), status

    @app.route("/", methods=["GET", "POST"])
    def upload():
        if request.method == "GET":
            return show(UPLOAD)
        key = secrets.token_hex(16)
        here = root / "imports" / key
        here.mkdir(parents=True)
        request.files["file"].save(here / "upload")
        (here / "answers").write_text("{}")
        return redirect(url_for("mapping", key=key))

    @app.route("/<key>/mapping", methods=["GET", "POST"])
    def mapping(key: str):
        here = folder_of(key)
        form = {name: value for name, value in request.form.items() if value}
        columns = {name.removeprefix("column:"): form.get(name) for name in request.form if name.startswith("column:")}
        remembered = json.loads((here / "answers").read_text())
        given = {name.removeprefix("answer:"): value for name, value in form.items() if name.startswith("answer:")}
        answers = {**remembered, **given}
        if request.method == "POST":
            (here / "answers").write_text(json.dumps(answers))
        questions, mapped, problem = (), dict(columns), ""
        try:
            with ci.read(here / "upload", profile=profile, answers=answers) as table:
                labels = [label for label in table.labels if label]
                if not columns:
                    found = ci.map_labels(table, profile)
                    mapped = dict(zip(found.labels, found.fields, strict=True))
                options = {"label_map": columns or None, "answers": answers}
                with ci.plan(table, profile, store, **options) as plan:
                    plan.save(here / "plan")
            if request.method == "POST":
                return redirect(url_for("preview", key=key))
        except ci.QuestionsOpen as asked:
            questions = asked.questions
        except ci.SourceError as error:  # the file as a whole: not a table, a column missing
            problem, labels = ci.message(error, profile=profile), list(mapped)
        values = {"labels": labels, "mapped": mapped, "fields": profile.fields}
        return show(MAPPING, 422 if problem else 200, questions=questions, problem=problem, **values)

    @app.route("/<key>/preview", methods=["GET", "POST"])
    def preview(key: str):
        here = folder_of(key)
        if request.method == "GET":
            with ci.Plan.open(here / "plan") as plan:
                guards = [guard.code for guard in plan.guards]
                return show(PREVIEW, seal=plan.seal, guards=guards, page=url_for("page", key=key))
        try:
            with ci.Plan.open(here / "plan", expect=request.form["seal"]) as plan:  # exactly the one that was shown
                ci.apply(plan, store, acknowledge=request.form.getlist("acknowledge"))
        except ci.CustomerImportError as error:
            return show("<p role=alert>{{ text }}</p>", 409, text=ci.message(error, profile=profile))
        return redirect(url_for("report", key=key))

    @app.route("/<key>/page")
    def page(key: str):
        with ci.Plan.open(folder_of(key) / "plan") as plan:
            html = "".join(ci.render_html(plan))
        return Response(html, headers={"Content-Security-Policy": f"{ci.PREVIEW_POLICY}; frame-ancestors 'self'"})

    @app.route("/<key>/report")
    def report(key: str):
        with ci.Plan.open(folder_of(key) / "plan") as plan:
            receipt = ci.Receipt.of(plan, store.journal(plan.ref))
            errors = url_for("errors", key=key) if plan.counts.rejected else ""
        done = receipt.counts["created"] + receipt.counts["updated"]
        success = ci.success(done, profile)
        return show(REPORT, success=success, counts=receipt.counts, errors=errors, again=url_for("upload"))

    @app.route("/<key>/errors")
    def errors(key: str):
        here = folder_of(key)
        answers = json.loads((here / "answers").read_text())
        with ci.Plan.open(here / "plan") as plan, ci.read(here / "upload", profile=profile, answers=answers) as table:
            ci.error_file(plan, table, here / "errors.csv", format="csv")
        return send_file(here / "errors.csv", as_attachment=True)

    return app


if __name__ == "app":  # flask --app
    app = create_app(os.environ.get("IMPORT_FOLDER", "."), ci.load_profile("incust"))
