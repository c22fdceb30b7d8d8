"""Generate the word lists that come from CLDR, through Babel, which is needed at development time only.

Run ``python -m tests.vocabularies.generate`` from the project's root; a test runs it too and compares.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from customer_import.normalizing.folding import fold

TARGET = Path(__file__).parents[2] / "src" / "customer_import" / "normalizing" / "vocabularies"

LANGUAGES = [
    "ar",
    "az",
    "be",
    "bg",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "kk",
    "ko",
    "lt",
    "lv",
    "mk",
    "ms",
    "mt",
    "nb",
    "nl",
    "nn",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sr_Latn",
    "sv",
    "th",
    "tr",
    "uk",
    "uz",
    "vi",
    "zh",
    "zh_Hant",
]

# Where a language is spoken elsewhere, too, and names months, days and countries otherwise: Jänner, juill., Benim.
VARIANTS = [
    "ar_DZ",
    "ar_IQ",
    "ar_MA",
    "bs_Cyrl",
    "de_AT",
    "de_CH",
    "en_AU",
    "en_CA",
    "en_GB",
    "en_IN",
    "es_419",
    "es_AR",
    "es_MX",
    "fr_CA",
    "fr_CH",
    "it_CH",
    "nl_BE",
    "pt_PT",
    "sr_Latn_BA",
    "sv_FI",
    "zh_Hant_HK",
]

# Names that CLDR has not, or only as a variant, and that stand in customers' files.
MORE_COUNTRIES = {
    "AE": ["UAE", "Emirates"],
    "BA": ["Bosna", "Bosnia", "BiH"],
    "BO": ["Bolivia, Plurinational State of"],
    "BY": ["Belorussia", "Bělorusko", "Republic of Belarus"],
    "BQ": ["Bonaire, Sint Eustatius and Saba"],
    "CD": [
        "Congo, The Democratic Republic of the",
        "Congo, Democratic Republic of the",
        "DR Congo",
        "DRC",
        "Democratic Republic of the Congo",
    ],
    "CH": ["Swiss Confederation"],
    "CI": ["Ivory Coast"],
    "CN": ["PRC", "People's Republic of China", "P.R. China", "Mainland China"],
    "CZ": [
        "Czech Republic",
        "Česká republika",
        "ČR",
        "Tschechische Republik",
        "République tchèque",
        "Republika Czeska",
    ],
    "CZ3": ["Czech Rep."],
    "CZ2": ["Tjeckiska republiken", "República Checa", "Repubblica Ceca", "Чешская Республика", "Čekijos Respublika"],
    "DE": ["BRD", "Federal Republic of Germany", "Bundesrepublik Deutschland"],
    "DK": ["Kongeriget Danmark"],
    "EE": ["Eesti Vabariik"],
    "ES": ["Reino de España"],
    "FK": ["Falkland Islands (Malvinas)"],
    "FM": ["Micronesia, Federated States of", "Federated States of Micronesia"],
    "FR": ["French Republic", "République française"],
    "GB": [
        "UK",
        "United Kingdom of Great Britain and Northern Ireland",
        "U.K.",
        "Great Britain",
        "Britain",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Velká Británie",
    ],
    "GB2": [
        "Anglie",
        "Anglia",
        "Storbritannien",
        "Großbritannien",
        "Grossbritannien",
        "Grande-Bretagne",
        "Gran Bretagna",
        "Gran Bretaña",
    ],
    "GB3": [
        "Wielka Brytania",
        "Veľká Británia",
        "Nagy-Britannia",
        "Великобритания",
        "Velika Britanija",
        "Didžioji Britanija",
    ],
    "GS": ["South Georgia and the South Sandwich Islands"],
    "HM": ["Heard Island and McDonald Islands"],
    "IT": ["Italian Republic"],
    "MF": ["Saint Martin (French part)"],
    "SH": ["Saint Helena, Ascension and Tristan da Cunha"],
    "SX": ["Sint Maarten (Dutch part)"],
    "UM": ["United States Minor Outlying Islands"],
    "VG": ["Virgin Islands, British"],
    "VI": ["Virgin Islands, U.S.", "Virgin Islands of the United States"],
    "GR": ["Hellas", "Hellenic Republic"],
    "HK": [
        "Hong Kong",
        "Hongkong",
        "Hong-Kong",
        "Hong Kong SAR",
        "HK SAR",
        "Honkongas",
        "Honkonga",
        "Хонконг",
        "Гонконг",
    ],
    "HK2": ["香港", "홍콩", "Χονγκ Κονγκ", "הונג קונג", "هونغ كونغ", "هنگ کنگ", "ฮ่องกง", "Hồng Kông"],
    "HU": ["Republic of Hungary"],
    "IE": ["Republic of Ireland", "Eire"],
    "IR": ["Islamic Republic of Iran", "Iran, Islamic Republic of"],
    "KP": ["Korea, Democratic People's Republic of", "DPRK", "Democratic People's Republic of Korea"],
    "KR": ["Korea", "Republic of Korea", "Korea, Republic of", "South Korea"],
    "LA": ["Lao PDR", "Lao People's Democratic Republic"],
    "LT": ["Lietuvos Respublika", "Republic of Lithuania"],
    "LV": ["Latvijas Republika", "Republic of Latvia"],
    "MO": [
        "Macao",
        "Macau",
        "Makao",
        "Makau",
        "Macao SAR",
        "Макао",
        "Аомынь",
        "澳门",
        "澳門",
        "마카오",
        "Μακάο",
        "מקאו",
        "มาเก๊า",
        "Ma Cao",
    ],
    "MD": ["Republic of Moldova", "Moldova, Republic of"],
    "MK": ["Macedonia", "FYROM", "Makedonie"],
    "MM": ["Burma"],
    "NL": ["Holland", "The Netherlands", "Holandsko", "Holandia", "Nederland"],
    "PL": ["Rzeczpospolita Polska", "Republic of Poland"],
    "PS": ["Palestine, State of", "Palestine", "State of Palestine"],
    "PT": ["Portuguese Republic"],
    "RO": ["Rumania", "Roumania"],
    "SA": ["KSA"],
    "ZA": ["RSA"],
    "DO": ["Dominican Rep."],
    "RU": ["Russian Federation", "Russian Fed.", "Российская Федерация", "РФ"],
    "SK": ["Slovak Republic", "Slovak Rep.", "Slovenská rep.", "Slovenská republika", "Slowakische Republik"],
    "SY": ["Syrian Arab Republic"],
    "SZ": ["Swaziland"],
    "TL": ["East Timor"],
    "TR": ["Turkey", "Türkiye Cumhuriyeti"],
    "TW": ["Taiwan, Province of China", "Republic of China"],
    "TZ": ["United Republic of Tanzania", "Tanzania, United Republic of"],
    "US": ["USA", "U.S.A.", "U.S.", "United States of America", "America", "Spojené státy americké", "Amerika"],
    "US2": [
        "Vereinigte Staaten von Amerika",
        "États-Unis d'Amérique",
        "Stany Zjednoczone Ameryki",
        "Соединённые Штаты Америки",
    ],
    "VA": ["Holy See (Vatican City State)", "Vatican City State", "Holy See", "Vatican"],
    "VE": ["Venezuela, Bolivarian Republic of"],
    "VN": ["Viet Nam", "Socialist Republic of Vietnam"],
}

# Signs that mean one currency wherever they stand, and what people write for it. "$", "kr" and "£" mean several.
MORE_CURRENCIES = {
    "CNY": ["RMB", "renminbi"],
    "CZK": ["koruna česká", "korun českých", "Kč", "Kc", "Kčs", "koruna", "korun", "koruny"],
    "EUR": ["€", "euro", "euros", "eura", "eurai", "eurų"],
    "GBP": ["£", "UK£", "GB£", "quid", "sterling"],
    "PLN": ["zł", "zl", "złoty", "złotych", "złote"],
    "HUF": ["Ft", "forint"],
    "UAH": ["hryvnia", "hryvnias", "₴", "грн", "гривня", "гривень"],
    "RUB": ["rouble", "roubles", "rubles", "₽", "руб", "рубль", "рублей"],
    "BGN": ["лв", "лев", "лева"],
    "RON": ["lei", "leu"],
    "INR": ["₹", "Rs"],
    "ILS": ["₪"],
    "TRY": ["₺", "TL"],
    "KZT": ["₸", "тенге"],
    "KRW": ["₩"],
    "VND": ["₫", "đ"],
    "THB": ["฿"],
    "GEL": ["₾"],
    "AMD": ["֏"],
    "AZN": ["₼"],
    "NGN": ["₦"],
    "PHP": ["₱"],
    "CHF": ["SFr", "Fr.", "Franken"],
    "USD": ["US dollars", "US$", "U$S", "US dollar"],
    "SGD": ["S$"],
    "AUD": ["A$", "AU$"],
    "CAD": ["C$", "CA$"],
    "NZD": ["NZ$"],
    "HKD": ["HK$"],
    "BRL": ["R$"],
    "TWD": ["NT$"],
    "SEK": ["skr"],
    "NOK": ["nkr"],
    "DKK": ["dkr"],
}


def locales() -> Iterator[Any]:
    """Yield Babel's locale of each language."""
    from babel import Locale

    for name in LANGUAGES + VARIANTS:
        yield name, Locale.parse(name)


def spellings(text: str) -> set[str]:
    """Return a name with "and" for its sign, and with "Saint" in full."""
    whole = text.replace("&", "and")
    return {text, whole, whole.replace("St.", "Saint"), text.replace("St.", "Saint")}


def settle(words: dict[str, dict[str, set[str]]]) -> dict[str, Any]:
    """Return word → meaning, or word → {meaning → languages} where languages differ."""
    settled: dict[str, Any] = {}
    for word, meanings in sorted(words.items()):
        if not word:
            continue
        if len(meanings) == 1:
            settled[word] = next(iter(meanings))
        else:
            settled[word] = {meaning: " ".join(sorted(langs)) for meaning, langs in sorted(meanings.items())}
    return settled


def months() -> dict[str, Any]:
    """Names of months in all forms that CLDR has (stand-alone, genitive, abbreviated)."""
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, locale in locales():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, text in locale.months[context][width].items():
                    word = fold(text)
                    # "1月", "tháng 1", "M01": digits name no month by themselves.
                    if not any(char.isdigit() for char in word) and len(word) > 1:
                        words[word][str(number)].add(name.split("_")[0])
                        if name == "eu" and width == "wide":  # 2024(e)ko urtarrilaren 5(a)
                            words[f"{word}ren"][str(number)].add(name)
    return settle(words)


def weekdays() -> dict[str, str]:
    """Names of weekdays, long and short; Monday is 0. Where languages differ over a word, all days that it means."""
    words: dict[str, set[str]] = defaultdict(set)
    for _, locale in locales():
        for width in ("wide", "abbreviated", "short"):
            for context in ("format", "stand-alone"):
                for number, text in locale.days[context][width].items():
                    word = fold(text)
                    # "T2", "1ش": digits name no day by themselves. One letter does in Chinese, Japanese and Korean.
                    if word and not any(map(str.isdigit, word)) and (len(word) > 1 or ord(word) > 0x1100):
                        words[word].add(str(number))
                        if word.startswith("วัน"):  # before a date: "the Monday that is the 4th"
                            words[fold(f"{text}ที่")].add(str(number))
    return {word: "".join(sorted(days)) for word, days in sorted(words.items())}


def countries() -> dict[str, Any]:
    """Codes of countries, and their names in many languages."""
    import phonenumbers  # the list of regions that really exist, with XK
    from babel import Locale

    regions = {code for code in phonenumbers.SUPPORTED_REGIONS if code not in ("AC", "TA")}
    regions |= {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    regions -= {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "TA", "CP", "DG", "EA", "IC", "CQ"}
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    named = [
        (name.split("_")[0], code, text)
        for name, locale in locales()
        for code, text in locale.territories.items()
        if code in regions
    ]
    for language, code, text in named:
        for spelling in spellings(text):
            words[fold(spelling)][code].add(language)
    whole = {
        (language, word) for word, codes in words.items() for languages in codes.values() for language in languages
    }
    for language, code, text in named:  # "Myanmar (Burma)", unless another country is called so in that language
        word = fold(text.partition(" (")[0])
        if (language, word) not in whole:
            words[word][code].add(language)
    for code, texts in MORE_COUNTRIES.items():
        for text in texts:
            words[fold(text)] = {code[:2]: {"en"}}
    return {"codes": alpha3(regions), "names": settle(words)}


def alpha3(regions: set[str]) -> dict[str, str]:
    """Map alpha-2 to alpha-3, from CLDR's aliases of territories."""
    from babel.core import get_global

    codes = dict.fromkeys(sorted(regions), "")
    for old, new in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and len(new) == 1 and new[0] in codes and not codes[new[0]]:
            codes[new[0]] = old
    # Old alpha-3 codes stand in the aliases beside the current ones.
    codes.update({code: now for code, now in CURRENT_ALPHA3.items() if code in codes})
    return codes


CURRENT_ALPHA3 = {
    "DE": "DEU",
    "RU": "RUS",
    "MM": "MMR",
    "TL": "TLS",
    "CD": "COD",
    "RO": "ROU",
    "YE": "YEM",
    "RS": "SRB",
    "XK": "XKX",
    "CZ": "CZE",
    "FR": "FRA",
    "SG": "SGP",
    "IM": "IMN",
}


# ISO 4217. (CLDR's own digits say how prices are shown, not how money is counted.)
MINOR_UNITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
)
MINOR_UNITS |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


def currencies() -> dict[str, Any]:
    """Codes that are legal tender now, with minor units, and their names in many languages."""
    from babel.core import get_global

    tender: set[str] = set()
    for entries in get_global("territory_currencies").values():
        tender |= {code for code, _start, end, legal in entries if legal and end is None}
    tender |= {"CHE", "CHW"}
    tender -= {code for code in tender if code.startswith("XX")}
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, locale in locales():
        for code in tender & set(locale.currencies):
            text = locale.currencies[code]
            if not (text.isupper() and text.isascii()):  # a code, perhaps a former one
                words[fold(text)][code].add(name.split("_")[0])
    signs: dict[str, str] = {}
    for code, texts in MORE_CURRENCIES.items():
        for text in texts:
            if fold(text) == text.lower() or fold(text).isalpha():
                words[fold(text)] = {code: {"en"}}
            if not text.isalpha():
                signs[text] = code
    minor = {code: MINOR_UNITS.get(code, 2) for code in sorted(tender)}
    return {"codes": minor, "signs": dict(sorted(signs.items())), "names": settle(words)}


def generate() -> dict[str, str]:
    """Return file name → text of every generated word list."""
    lists = {"months": months(), "weekdays": weekdays(), "countries": countries(), "currencies": currencies()}
    return {
        f"{name}.json": json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
        for name, content in lists.items()
    }


if __name__ == "__main__":
    for file, text in generate().items():
        (TARGET / file).write_text(text, encoding="utf-8")
