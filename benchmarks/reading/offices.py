"""What statistics offices and weather services publish. A part of the family of `publishers`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.reading.exports import (
    Made,
    Maker,
    Rng,
    Row,
    day,
    one_of,
    plain,
    real,
    serial,
    table,
    whole,
    written,
)

LANDS = [
    "Albania",
    "Bolivia (Plurinational State of)",
    "Congo, Dem. Rep.",
    "Côte d'Ivoire",
    "Egypt, Arab Rep.",
    "Fiji",
    "Korea, Rep.",
    "Laos",
    "Micronesia, Fed. Sts.",
    "Sao Tome and Principe",
]
FIRMS = [
    '"Slunce", s.r.o.',
    "Müller & Söhne GmbH",
    "O'Neill's Cafe",
    "A. Rossi S.p.A.",
    "Kebab House; Take Away",
    "'t Hoekje",
]
SHIRES = [
    "Ústí nad Labem",
    "Baden-Württemberg",
    "Bourgogne-Franche-Comté",
    "Valle d'Aosta",
    "Skåne län",
    "Öland",
    "Gozo",
]


def amount(rng: Rng, i: int) -> str:
    """Make an amount with thousands."""
    return f"{rng.randint(1, 99)},{rng.randint(0, 999):03d}.{rng.randint(0, 99):02d}"


def euro(rng: Rng, i: int) -> str:
    """Make an amount as it is written on the continent."""
    return f"{rng.randint(1, 99)}.{rng.randint(0, 999):03d},{rng.randint(0, 99):02d}"


def cyclic(texts: list[str]) -> Maker:
    """Take these texts in turn."""
    return lambda rng, i: texts[i % len(texts)]


def full(made: tuple[Row, list[Row]], mark: str = ",", *, every: bool = False, end: str = "\n") -> str:
    """Write labels and rows."""
    return written([made[0], *made[1]], mark, every=every, end=end)


def by_years(rng: Rng, what: str, names: list[str], first: int = 2015, count: int = 6) -> tuple[Row, list[Row]]:
    """Make a table of names by years."""
    years = [str(first + j) for j in range(count)]
    return table("|".join([what, *years]), rng, len(names), cyclic(names), *[real(0, 90, ".1f")] * count)


def worldwide(rng: Rng) -> Iterator[Made]:
    """International organizations."""
    years = "|".join(str(y) for y in range(2012, 2020))
    bank = table(
        f"Country Name|Country Code|Indicator Name|Indicator Code|{years}",
        rng,
        10,
        cyclic(LANDS),
        lambda r, i: LANDS[i][:3].upper(),
        one_of("GDP growth (annual %)"),
        one_of("NY.GDP.MKTP.KD.ZG"),
        *[lambda r, i: r.choice(["", f"{r.uniform(-5, 9):.12f}"])] * 8,
    )
    head = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-03-28",\n\n'
    yield "worldbank", head + full(bank, every=True, end=",\n"), bank
    yield (
        "worldbank_bare",
        "Data Source,World Development Indicators\n\nLast Updated Date,2024-03-28\n\n" + full(bank),
        bank,
    )
    tsv = table(
        "freq,unit,geo\\TIME_PERIOD|2019 |2020 |2021 ",
        rng,
        24,
        lambda r, i: f"A,PC,{LANDS[i % 10][:2].upper()}{i}",
        *[one_of("12.4 ", "7.0 p", ": ", ": z", "101.3 b")] * 3,
    )
    yield plain("eurostat_tabs", tsv, "\t", "")
    sdmx = table(
        "DATAFLOW|LAST UPDATE|freq|geo|TIME_PERIOD|OBS_VALUE|OBS_FLAG",
        rng,
        30,
        one_of("ESTAT:TPS00001(1.0)"),
        one_of("12/03/24 23:00:00"),
        one_of("A"),
        one_of("AT", "CZ", "SE"),
        whole(2010, 2022),
        whole(0, 10**7),
        one_of("", "b", "p"),
    )
    yield plain("eurostat_sdmx", sdmx)
    who = table(
        "Country|Year|Both sexes|Male|Female",
        rng,
        12,
        cyclic(LANDS),
        whole(2000, 2019),
        *[lambda r, i: f"{r.uniform(50, 80):.1f} [{r.uniform(40, 50):.1f}-{r.uniform(80, 90):.1f}]"] * 3,
    )
    yield plain("who_ranges", who)
    top = ["", "", *["Life expectancy at birth (years)"] * 3]
    yield (
        "who_groups",
        written([top]) + full(who),
        ([f"{a} {b}".strip() for a, b in zip(top, who[0], strict=True)], who[1]),
    )
    un = table(
        "Country or Area|Year|Variant|Value|Value Footnotes",
        rng,
        20,
        cyclic(LANDS),
        whole(2000, 2020),
        one_of("Medium", "High"),
        real(0, 999),
        one_of("", "1", "1,2"),
    )
    notes = '\n"fnSeqID","Footnote"\n"1","Estimated, see annex."\n"2","Provisional."\n'
    yield "un_footnotes", full(un, every=True) + notes, un
    hxl = table(
        "Province|District|People in need|Date", rng, 14, cyclic(LANDS), one_of("North", "South"), whole(1, 9999), day
    )
    tags = ["#adm1+name", "#adm2+name", "#inneed", "#date"]
    yield (
        "hxl_tags",
        written([hxl[0], tags, *hxl[1]]),
        ([f"{a} {b}" for a, b in zip(hxl[0], tags, strict=True)], hxl[1]),
    )


def offices(rng: Rng) -> Iterator[Made]:
    """National statistics offices."""
    px = by_years(rng, "region", SHIRES)
    title = '"Population by region, age, sex and year"\n\n'
    yield "px_title", title + full(px, every=True), px
    yield (
        "px_bare_numbers",
        title
        + "".join(
            ",".join(f'"{c}"' if j == 0 or i == 0 else c for j, c in enumerate(r)) + "\n"
            for i, r in enumerate([px[0], *px[1]])
        ),
        px,
    )
    notes = [
        "Latest update:",
        "20240319 08:00",
        "",
        "Source:",
        "Statistics Ruritania",
        "",
        "Contact:",
        "A. Person, Statistics Ruritania",
        "+46 10-479 50 00",
        "person@stat.example",
        "",
        "Units:",
        "number",
    ]
    yield "px_notes", title + full(px, ";") + "\n" + "\n".join(notes) + "\n", px
    years, kinds = ["2021", "2022"], ["men", "women", "total"]
    rows = [[name, *[str(rng.randint(1, 10**5)) for _ in range(6)]] for name in SHIRES]
    groups, under = ["", *[y if j == 0 else "" for y in years for j in range(3)]], ["", *kinds, *kinds]
    joined = ["", "2021 men", "women", "total", "2022 men", "women", "total"]
    yield "px_groups", title + written([groups, under, *rows], ";"), (joined, rows)
    groups = ["", *[y for y in years for _ in range(3)]]
    joined = [f"{a} {b}".strip() for a, b in zip(groups, under, strict=True)]
    yield "px_groups_repeated", title + written([groups, under, *rows], ";"), (joined, rows)
    three = ["", *["Number"] * 6]
    deep = [f"{a} {b}".strip() for a, b in zip(three, joined, strict=True)]
    above = (
        "GENESIS-Tabelle: 12411-0010\nBevölkerung: Bundesländer, Stichtag, Geschlecht\n"
        "Fortschreibung des Bevölkerungsstandes\n"
    )
    below = (
        "__________\nErgebnisse auf Grundlage des Zensus 2011.\n© Statistisches Bundesamt (Destatis), 2024\n"
        "Stand: 01.04.2024 / 10:00:11\n"
    )
    yield "genesis", above + written([three, groups, under, *rows], ";") + below, (deep, rows)
    yield (
        "genesis_padded",
        "".join(line + ";" * 6 + "\n" for line in above.splitlines()) + written([groups, under, *rows], ";") + below,
        (joined, rows),
    )
    can = table(
        "REF_DATE|GEO|DGUID|Sex|UOM|SCALAR_FACTOR|VECTOR|COORDINATE|VALUE|STATUS|SYMBOL|TERMINATED|DECIMALS",
        rng,
        25,
        whole(2000, 2023),
        one_of("Canada", "Newfoundland and Labrador"),
        one_of("2016A000011124"),
        one_of("Both sexes", "Males"),
        one_of("Persons"),
        one_of("units "),
        lambda r, i: f"v{466000 + i}",
        lambda r, i: f"1.{i % 3 + 1}.{i}",
        whole(1, 10**6),
        one_of("", "..", "E"),
        one_of(""),
        one_of(""),
        one_of("0"),
    )
    yield "statcan", "\ufeff" + full(can, every=True), can
    view = table("Geography|2019|2020|2021", rng, 7, cyclic(SHIRES), amount, amount, amount)
    top = (
        "Population estimates on July 1st, by age and sex 1 2 3\n"
        "Frequency: Annual\nTable: 17-10-0005-01\nRelease date: 2024-02-21\n\n"
    )
    end = (
        '\nFootnotes:\n1,"Postcensal estimates, based on the census."\n2,"Age on July 1."\n'
        "\nHow to cite: Statistics, Table 17-10-0005-01\n"
    )
    yield "statcan_view", top + full(view) + end, view
    abs_ = by_years(rng, "", SHIRES)
    pad = "," * 6
    top = (
        f"            Bureau of Statistics{pad}\n3101.0 National Population{pad}\n"
        f"Released at 11:30 am 21 March 2024{pad}\nTable 4.{pad}\n"
    )
    yield "abs_cube", top + full(abs_) + f"\n© Commonwealth of Ruritania 2024{pad}\n", abs_
    insee = table(
        "Libellé|idBank|Dernière mise à jour|Période|2023-01|2023-02",
        rng,
        12,
        lambda r, i: f"Indice des prix - Ensemble {i}",
        lambda r, i: f"00176{i:04d}",
        one_of("15/02/2024 08:45"),
        one_of(""),
        real(90, 120, ".2f"),
        real(90, 120, ".2f"),
    )
    yield "insee", full(insee, ";", every=True), insee
    acs = table(
        "GEO_ID|NAME|B01001_001E|B01001_001M",
        rng,
        18,
        lambda r, i: f"0500000US{i:05d}",
        lambda r, i: f"County {i}, Ruritania",
        whole(100, 10**6),
        one_of("*****", "114"),
    )
    words = ["Geography", "Geographic Area Name", "Estimate!!Total:", "Margin of Error!!Total:"]
    yield (
        "census_codes_words",
        full((acs[0], [words, *acs[1]]), every=True),
        ([f"{a} {b}" for a, b in zip(acs[0], words, strict=True)], acs[1]),
    )
    numbered = [f"({j})" for j in range(1, 8)]
    yield (
        "columns_numbered",
        written([px[0], numbered, *px[1]]),
        ([f"{a} {b}" for a, b in zip(px[0], numbered, strict=True)], px[1]),
    )
    months = table(
        "Item|Jan-23|Feb-23|Mar-23|Apr-23",
        rng,
        9,
        one_of("Butter, 250 g", "Milk 1 l", "Bread"),
        *[real(1, 9, ".2f")] * 4,
    )
    yield plain("months_short", months, ";")
    rates = table(
        "země|měna|množství|kód|kurz",
        rng,
        15,
        cyclic(LANDS),
        one_of("dolar", "koruna"),
        one_of("1", "100"),
        one_of("AUD", "SEK"),
        lambda r, i: f"{r.randint(1, 30)},{r.randint(0, 999):03d}",
    )
    yield "rates_dated", "01.02.2024 #23\n" + full(rates, "|"), rates


def weather(rng: Rng) -> Iterator[Made]:
    """Stations and sensors."""
    glance = table("Date|Value|Anomaly", rng, 40, lambda r, i: f"{1980 + i}01", real(20, 60, ".2f"), real(-5, 5, ".2f"))
    yield (
        "noaa_title",
        (
            "Contiguous Area, Average Temperature, January-December\nUnits: Degrees Fahrenheit\n"
            "Base Period: 1901-2000\nMissing: -99\n" + full(glance)
        ),
        glance,
    )
    dwd = table(
        "STATIONS_ID|MESS_DATUM|QN_9|TT_TU|RF_TU|eor",
        rng,
        30,
        one_of("        433"),
        lambda r, i: f"2024010{i % 9}{i % 24:02d}",
        one_of("    3"),
        lambda r, i: f"{r.uniform(-9, 30):6.1f}",
        one_of("   -999", "   81.0"),
        one_of("eor"),
    )
    yield plain("dwd_padded", dwd, ";")
    smhi = table(
        "Datum|Tid (UTC)|Lufttemperatur|Kvalitet",
        rng,
        30,
        day,
        lambda r, i: f"{i % 24:02d}:00:00",
        real(-9, 30, ".1f"),
        one_of("G", "Y"),
    )
    above = (
        "Stationsnamn;Stationsnummer;Stationsnät;Mäthöjd (meter över marken)\nUppsala;97510;SMHIs stationsnät;2.0\n\n"
        "Parameternamn;Beskrivning;Enhet\nLufttemperatur;momentanvärde, 1 gång/tim;celsius\n\n"
        "Tidsperiod (fr.o.m);Tidsperiod (t.o.m);Höjd (meter över havet);Latitud (decimalgrader);"
        "Longitud (decimalgrader)\n"
        "1985-05-01 00:00:00;2023-10-01 08:00:00;23.6;59.8471;17.6320\n\n"
    )
    yield "smhi_blocks", above + full(smhi, ";"), smhi
    units = table(
        "Date Time|PM10|NO2|Wind",
        rng,
        26,
        lambda r, i: f"{day(r, i)} {i % 24:02d}:00",
        real(5, 60, ".1f"),
        real(5, 60, ".1f"),
        real(0, 9, ".1f"),
    )
    under = ["", "µg/m³", "µg/m³", "m/s"]
    yield (
        "air_units",
        written([units[0], under, *units[1]], ";"),
        ([f"{a} {b}".strip() for a, b in zip(units[0], under, strict=True)], units[1]),
    )
    yield (
        "air_title_units",
        "Station: Main Square; type: traffic\n\n" + written([units[0], under, *units[1]], ";"),
        ([f"{a} {b}".strip() for a, b in zip(units[0], under, strict=True)], units[1]),
    )
    usgs = table(
        "agency_cd|site_no|datetime|flow_cd|00060",
        rng,
        24,
        one_of("USGS"),
        lambda r, i: f"0{1646500 + i % 2}",
        day,
        one_of("A", "P"),
        whole(0, 9000),
    )
    forms = ["5s", "15s", "20d", "10s", "14n"]
    about = (
        "# ---------------- WARNING ----------------\n# Some of the data, as shown, may be provisional.\n"
        "#\n# retrieved: 2024-03-01 10:00:01\n#\n"
    )
    yield (
        "usgs_formats",
        about + written([usgs[0], forms, *usgs[1]], "\t", ""),
        ([f"{a} {b}" for a, b in zip(usgs[0], forms, strict=True)], usgs[1]),
    )
    met = table(
        "yyyy|mm|tmax|tmin|af|rain|sun",
        rng,
        36,
        lambda r, i: str(1990 + i // 12),
        lambda r, i: str(i % 12 + 1),
        *[real(0, 25, ".1f")] * 2,
        whole(0, 20),
        real(0, 150, ".1f"),
        one_of("---", "101.2"),
    )
    sizes = (7, 4, 8, 8, 8, 8, 8)
    lines = ["".join(c.rjust(w) for c, w in zip(r, sizes, strict=True)) for r in [met[0], *met[1]]]
    yield "metoffice", "Heathrow (London Airport)\nLocation 507800E 176700N, 25m amsl\n" + "\n".join(lines) + "\n", met
    logger = table(
        "No.|Time|Temp(°C)|RH(%)",
        rng,
        40,
        serial,
        lambda r, i: f"2024/3/{i % 28 + 1} {i % 24}:00:00",
        real(10, 30, ".1f"),
        real(30, 70, ".1f"),
    )
    block = (
        "Logger Name\tTH-22\nSerial\t0042\nStart Delay\t0 min\nHigh Alarm\t30.0\tLow Alarm\t2.0\n"
        "Max\t29.9\tMin\t3.0\tAvg\t11.2\n"
    )
    yield "logger_block", block + full(logger, "\t"), logger
    yield "logger_block_blank", block + "\n\n" + full(logger, "\t"), logger
