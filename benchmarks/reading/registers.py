"""What registers of schools, crimes, elections, budgets and libraries publish. A part of the family of `publishers`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.reading.exports import (
    Made,
    Maker,
    Rng,
    day,
    one_of,
    plain,
    real,
    serial,
    table,
    whole,
    written,
)
from benchmarks.reading.offices import FIRMS, SHIRES, amount, cyclic, euro, full

STREETS = [
    "12 High Street\nOldtown",
    "Unit 4, Mill Lane\nNewport",
    "The Old School,\nChurch Rd",
    "Nádražní 7\n400 01 Ústí",
]
WORKS = [
    "The sea : a history / by J. Doe ; ill. by A. Roe",
    "Maps, charts and atlases. - 2nd ed.",
    "Collected letters, 1890-1914 ; vol. 3",
    "Poems [sound recording]",
]


def ring(rng: Rng, i: int) -> str:
    """Make a long shape."""
    return "MULTIPOLYGON (((" + ", ".join(f"{rng.uniform(14, 15):.6f} {i}.5" for _ in range(60)) + ")))"


def registers(rng: Rng) -> Iterator[Made]:
    """Schools, police, transport, elections, budgets, catalogues."""
    count = rng.choice([6, 20])
    stops = table(
        "stop_id|stop_code|stop_name|stop_desc|stop_lat|stop_lon|zone_id|stop_url|location_type|parent_station",
        rng,
        count,
        lambda r, i: f"U{i}Z1P",
        one_of(""),
        cyclic(SHIRES),
        one_of(""),
        real(48, 51, ".6f"),
        real(12, 18, ".6f"),
        one_of("P", "0,B"),
        one_of(""),
        one_of("0", "1"),
        one_of("", "U1S1"),
    )
    yield plain("gtfs_stops", stops)
    times = table(
        "trip_id|arrival_time|departure_time|stop_id|stop_sequence|stop_headsign|pickup_type|drop_off_type|shape_dist_traveled",
        rng,
        count,
        one_of("991_10_201230"),
        lambda r, i: f"{20 + i % 8}:10:00",
        lambda r, i: f"{20 + i % 8}:10:30",
        lambda r, i: f"U{i}Z1P",
        serial,
        one_of(""),
        one_of("0"),
        one_of("0", "3"),
        real(0, 30, ".5f"),
    )
    yield plain("gtfs_times", times)
    schools = table(
        "URN|School name|Address|Head|Telephone|Website",
        rng,
        count,
        lambda r, i: str(100000 + i),
        one_of("St. Mary's CofE, Infant School", "Gymnázium"),
        cyclic(STREETS),
        one_of("Mrs A. Brown", "Mgr. Jan Nový, Ph.D."),
        one_of("020 7946 0000", "(02) 123 45 67"),
        lambda r, i: f"www.school{i}.example",
    )
    yield plain("schools", schools)
    yield "schools_all_quoted", full(schools, ";", every=True, end="\r\n"), schools
    crime = table(
        "ID|Case Number|Date|Block|Arrest|Location",
        rng,
        count,
        whole(10**6, 10**7),
        lambda r, i: f"HX{i}",
        lambda r, i: f"0{i % 9 + 1}/12/2023 12:00:00 AM",
        one_of("043XX S WOOD ST", "008XX N CENTRAL AVE"),
        one_of("true", "false"),
        lambda r, i: f"({r.uniform(40, 42):.9f}, {-r.uniform(87, 88):.9f})",
    )
    yield plain("crimes", crime)
    yield plain("geo_first", table("the_geom|OBJECTID|NAZEV", rng, count, ring, serial, cyclic(SHIRES)))
    point: Maker = lambda r, i: json.dumps({"type": "Point", "coordinates": [round(r.uniform(14, 15), 4), 50.1]})  # noqa: E731
    yield plain("geojson_cells", table("id|geometry|name|date", rng, count, serial, point, cyclic(SHIRES), day))
    html = one_of(
        '<p class="x">Open, daily</p>\n<ul><li>Mo; Tu</li></ul>', "<b>Closed</b>", '<a href="/x?a=1,2">here</a>'
    )
    yield plain("html_broken", table("nid|title|body", rng, count, serial, cyclic(SHIRES), html))
    for name, written_as in (("catalogue", ()), ("catalogue_tabs", ("\t", ""))):
        books = table(
            "bib|title|shelf|copies",
            rng,
            count,
            lambda r, i: f"b{i:07d}x",
            one_of(*WORKS),
            one_of("QA 76.9 .D3", "PZ7"),
            whole(1, 9),
        )
        yield plain(name, books, *written_as)
    yield plain(
        "marc_fields",
        table(
            "001|245|650",
            rng,
            count,
            lambda r, i: f"nkc{i:08d}",
            one_of("|a Maps |b a history, |c J. Doe", "|a Rivers"),
            one_of("|a Geography; |x History", "|a Art"),
        ),
    )
    size = one_of('12 x 30 cm (4 3/4 x 11 7/8")', '3 1/8" x 4"', "Diam. 9 in.")
    yield plain(
        "museum",
        table(
            "Object ID|Artist|Dimensions|Credit",
            rng,
            count,
            serial,
            one_of("Roe, Ann (b. 1901)", "Unknown"),
            size,
            one_of("Gift of A. and B. Fox, 1967", ""),
        ),
    )
    say = one_of(
        "Please “fix” the road – it’s bad", "Více zeleně, méně aut", "Why? Because: kids; bikes", "100 % agree 👍"
    )
    yield plain(
        "petitions",
        table(
            "id|text|votes|created_at",
            rng,
            count,
            serial,
            say,
            whole(0, 999),
            lambda r, i: f"{day(r, i)}T10:00:00.000+02:00",
        ),
    )
    cpv = one_of("45000000;45210000", "33100000", "72000000;48000000;30200000")
    yield plain(
        "tenders_lists",
        table(
            "ocid|title|cpv|value|url",
            rng,
            count,
            lambda r, i: f"ocds-b5fd17-{i}",
            one_of(*FIRMS),
            cpv,
            real(0, 10**6, ".2f"),
            lambda r, i: f"https://t.example/n/{i}?a=1;b=2",
        ),
    )
    yield plain(
        "firms",
        table(
            "IČO|Název|Sídlo|Vznik",
            rng,
            count,
            lambda r, i: f"{27000000 + i}",
            one_of(*FIRMS),
            one_of("Praha 1, Nové Město", "Brno"),
            day,
        ),
        rng.choice(",;"),
    )
    votes = table(
        "Candidate|votes|%|votes|%",
        rng,
        12,
        lambda r, i: f"Person {i} (Party, the)",
        whole(1, 9999),
        real(0, 60, ".2f"),
        whole(1, 9999),
        real(0, 60, ".2f"),
    )
    top = ["", "Round 1", "", "Round 2", ""]
    yield (
        "election_rounds",
        written([top]) + full(votes),
        (["Candidate", "Round 1 votes", "%", "Round 2 votes", "%"], votes[1]),
    )
    yield plain(
        "election_numbers",
        table(
            "OKRSEK|OBEC|KSTRANA|POC_HLASU", rng, 40, whole(1, 99), whole(500000, 599999), whole(1, 27), whole(0, 500)
        ),
    )
    budget = table(
        "Line|Approved|Changed|Actual",
        rng,
        5,
        one_of("Wages", "Energy, water"),
        amount,
        amount,
        lambda r, i: f"({amount(r, i)})",
    )
    body = [
        ["REVENUE", "", "", ""],
        *budget[1],
        ["EXPENDITURE", "", "", ""],
        *table("", rng, 5, one_of("Roads", "Schools"), amount, amount, amount)[1],
    ]
    yield plain("budget_sections", (budget[0], body))
    yield (
        "budget_title_unit",
        "Budget of the town 2024" + "," * 3 + "\nin thousands" + "," * 3 + "\n" + ",,,\n" + full(budget),
        budget,
    )
    spend = table(
        "Department|Entity|Date|Expense Type|Supplier|Transaction No|Amount",
        rng,
        count,
        one_of("Dept for Roads"),
        one_of("HQ"),
        lambda r, i: f"{i % 28 + 1:02d}/04/2023",
        one_of("IT, hardware", "Rent"),
        one_of(*FIRMS),
        lambda r, i: str(5100000 + i),
        lambda r, i: f" £{amount(r, i)} ",
    )
    yield (
        "spend_padded",
        "".join(line + ",,,\n" if line else "" for line in full(spend).split("\n")) + ",,,,,,,,,\n" * 8,
        spend,
    )
    yield plain(
        "euro_semicolons",
        table(
            "Codice|Descrizione|Importo",
            rng,
            count,
            lambda r, i: f"A{i:03d}",
            one_of("Spese, varie", "Opere"),
            lambda r, i: f"{euro(r, i)} €",
        ),
        ";",
    )
    yield plain(
        "euro_quoted_commas",
        table(
            "Codice|Descrizione|Importo|Saldo",
            rng,
            count,
            lambda r, i: f"A{i:03d}",
            one_of("Spese, varie", "Opere"),
            euro,
            euro,
        ),
    )
    yield plain(
        "japanese",
        table(
            "都道府県|市区町村|人口|備考",
            rng,
            count,
            one_of("東京都", "大阪府"),
            one_of("港区", "堺市"),
            whole(1000, 999999),
            one_of("", "推計、速報", "注1，注2"),
        ),
    )
    yield plain(
        "greek_semicolons",
        table(
            "Δήμος|Πληθυσμός|Έτος",
            rng,
            count,
            one_of("Αθηναίων", "Πειραιά, Νίκαιας"),
            whole(1000, 99999),
            whole(2001, 2021),
        ),
        ";",
    )
    yield plain(
        "hebrew",
        table("שם|עיר|שנה", rng, count, one_of("דוד", "רות"), one_of("חיפה", "תל אביב, יפו"), whole(1950, 2020)),
    )
    yield plain(
        "hash_label",
        table(
            "#|Player|Pts|+/-",
            rng,
            count,
            serial,
            one_of("Roe, A.", "Doe, B."),
            whole(0, 40),
            lambda r, i: f"{r.randint(-9, 9):+d}",
        ),
    )
    yield plain(
        "hstore",
        table(
            "osm_id|tags|way",
            rng,
            count,
            whole(1, 10**9),
            lambda r, i: f'"name"=>"Way {i}", "highway"=>"path"',
            one_of("POINT(14 50)"),
        ),
    )
    yield plain(
        "pg_arrays_tabs", table("id|tags|at", rng, count, serial, one_of("{a,b}", '{"x y",z}', "{}"), day), "\t", ""
    )
