"""Folding, vocabularies in many languages, and labels that mean a password."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.normalizing.folding import fold
from customer_import.normalizing.passwords import is_password_label
from customer_import.normalizing.place import minor_units
from customer_import.normalizing.vocabularies import load, meanings
from tests.normalizing.samples import make


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("E-mail Address", "emailaddress"), ("Příjmení", "prijmeni"), ("Straße", "strasse"), ("STRASSE", "strasse"),
        ("Łódź", "lodz"), ("Ødegård", "odegard"), ("ＡＢＣ１", "abc1"), ("İstanbul", "istanbul"), ("ısı", "isi"),
        ("телефон*", "телефон"), ("Йод", "иод"), ("Ελλάδα", "ελλαδα"), ("パス", "ハ\u309aス"), ("हाँ", "हाँ"),
        ("١٢", "12"),
        ("first_name", "firstname"), ("…", ""), ("", ""),
    ],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    """Case, accents, punctuation and spacing go; letters of all scripts stay."""
    assert fold(text) == folded


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    """fold(fold(x)) == fold(x), and nothing but letters, marks that are letters, and digits is left."""
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper().lower()) is not None
    assert not any(char.isspace() for char in folded)


@pytest.mark.parametrize(
    "label",
    [
        "password", "Password", "passwd", "pwd", "password_hash", "customerPassword", "user_password",
        "Password (MD5)", "Heslo",
        "heslo", "heslo_hash", "Hasło", "Passwort", "Kennwort", "Wachtwoord", "Lösenord", "Passord", "Adgangskode",
        "Salasana", "Parool",
        "Parole", "Slaptažodis", "Jelszó", "Geslo", "Lozinka", "Zaporka", "Contraseña", "Senha", "Palavra-passe",
        "Mot de passe",
        "Parola d'ordine", "Parolă", "Пароль", "Парола", "Лозинка", "Κωδικός πρόσβασης", "Şifre", "كلمة المرور",
        "סיסמה", "पासवर्ड",
        "รหัสผ่าน", "Kata sandi", "Mật khẩu", "パスワード", "비밀번호", "密码",
        "密碼", "Fjalëkalimi", "Lykilorð", "Pasahitza",
        "Contrasenya", "billing_password", "Пароль клиента", "Пароль користувача",
    ],
)  # fmt: skip
def test_password_labels(label: str) -> None:
    """Labels that mean a password, in many languages and in compounds, are recognized."""
    assert is_password_label(label)


@pytest.mark.parametrize(
    "label",
    ["passport", "Passport number", "season pass", "Pass type", "hasło reklamowe", "bypass", "Kompas",
    "šifra zboží", "e-mail", "",
     "passenger", "PIN", "parolees", "Klíčové heslo akce", "Customer number", "Wachtwoordenboek", "compass"],
)  # fmt: skip
def test_other_labels(label: str) -> None:
    """Labels that only hold such a word are not."""
    assert not is_password_label(label)


@pytest.mark.parametrize(
    ("locale", "male", "female"),
    [
        ("bg", "мъж", "жена"), ("ca", "home", "dona"), ("cs", "Muž", "ŽENA"), ("da", "mand", "kvinde"),
        ("de", "männlich", "weiblich"),
        ("el", "Άνδρας", "γυναίκα"), ("en", "Male", "F"), ("es", "hombre", "mujer"), ("et", "mees", "naine"),
        ("fi", "mies", "nainen"),
        ("fr", "homme", "femme"), ("he", "זכר", "נקבה"), ("hr", "muško", "žensko"), ("hu", "férfi", "nő"),
        ("is", "karl", "kona"),
        ("it", "maschio", "femmina"), ("ja", "男性", "女性"), ("ko", "남성", "여성"), ("lt", "V", "M"),
        ("lv", "vīrietis", "sieviete"),
        ("nb", "mann", "kvinne"), ("nl", "M", "V"), ("pl", "mężczyzna", "K"), ("pt", "masculino", "feminino"),
        ("ro", "bărbat", "femeie"),
        ("ru", "мужской", "женский"), ("sk", "muž", "žena"), ("sl", "moški", "ženska"), ("sr", "мушки", "женски"),
        ("sv", "man", "kvinna"),
        ("tr", "erkek", "kadın"), ("uk", "чоловік", "жінка"), ("vi", "nam", "nữ"), ("zh", "男", "女"),
        ("ar", "ذكر", "أنثى"), ("hi", "पुरुष", "महिला"),
    ],
)  # fmt: skip
def test_genders(locale: str, male: str, female: str) -> None:
    """The words of each language mean what they mean in it (S0-10)."""
    normal = make("choice", {"locale": locale}, vocabulary="gender")
    assert [normal.scalar(word).value for word in (male, female)] == ["male", "female"]


def test_contested_words_are_not_guessed() -> None:
    """A letter that two languages use for different genders means nothing in a third, nor H/M's M in Spanish."""
    assert make("choice", {"locale": "en"}, vocabulary="gender").scalar("V").faults[0].code == "choice.unknown"
    assert make("choice", {"locale": "es"}, vocabulary="gender").scalar("M").faults[0].code == "choice.unknown"
    for letter in ("K", "N"):  # in an English file; beside others of its language a column tells
        assert make("choice", vocabulary="gender").scalar(letter).faults[0].code == "choice.unknown"
    assert make("choice", vocabulary="gender").scalar("女").value == "female"
    assert make("boolean", {"locale": "en"}).scalar("e").faults[0].code == "boolean.unknown"


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("yes", "no"), ("TRUE", "FALSE"), ("1", "0"), ("ano", "ne"), ("áno", "nie"), ("tak", "nie"),
        ("ja", "nein"), ("ja", "nej"),
        ("oui", "non"), ("sí", "no"), ("sim", "não"), ("da", "ne"), ("да", "нет"), ("так", "ні"), ("taip", "ne"),
        ("jā", "nē"),
        ("jah", "ei"), ("kyllä", "ei"), ("igen", "nem"), ("ναι", "όχι"), ("evet", "hayır"), ("نعم", "لا"),
        ("כן", "לא"), ("हाँ", "नहीं"),
        ("はい", "いいえ"), ("예", "아니요"), ("是", "否"), ("ใช่", "ไม่"), ("có", "không"), ("já", "nei"),
        ("WAHR", "FALSCH"), ("PRAVDA", "NEPRAVDA"),
    ],
)  # fmt: skip
def test_yes_and_no(yes: str, no: str) -> None:
    """Yes and no in many languages, and as spreadsheets write them."""
    assert [make("boolean").scalar(word).value for word in (yes, no)] == ["true", "false"]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5 Januar 2024", 1), ("5. února 2024", 2), ("5 mars 2024", 3), ("5 kwietnia 2024", 4), ("5 mai 2024", 5),
        ("2024. június 5.", 6),
        ("5 lipca 2024", 7), ("5 août 2024", 8), ("5 сентября 2024", 9), ("5 жовтня 2024", 10),
        ("5 november 2024", 11), ("5 dicembre 2024", 12),
        ("5 de setembro de 2024", 9), ("5 Φεβρουαρίου 2024", 2), ("5 Şubat 2024", 2), ("5. maaliskuuta 2024", 3),
        ("5. märts 2024", 3),
        ("2024 m. balandžio 5 d.", 4), ("5. septembra 2024", 9), ("5 ianuarie 2024", 1), ("5 desember 2024", 12),
        ("5 يناير 2024", 1),
        ("5 בינואר 2024", 1), ("5 जनवरी 2024", 1), ("5 มกราคม 2024", 1), ("5 gener 2024", 1),
        ("5. janúar 2024", 1), ("5 ožujka 2024", 3),
        ("5 ม.ค. 2024", 1), ("5 thg 3, 2024", 3), ("05 հնվ, 2024 թ.", 1), ("2024\u202fж. 05 қаң.", 1),
        ("5 ta’ Jannar 2024", 1), ("2024(e)ko urt. 5(a)", 1),
    ],
)  # fmt: skip
def test_months_in_words(text: str, month: int) -> None:
    """Month names in more than 25 languages, in the forms that stand in dates."""
    assert make("date").scalar(text) == (f"2024-{month:02d}-05", ())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon, 4 March 2024", 4), ("Sunday, March 3rd, 2024", 3), ("pondělí 4. 3. 2024", 4), ("So 03.03.2024", 3),
        ("So., 16.03.2024", 16), ("sön 3 mars 2024", 3), ("mar 5 mars 2024", 5), ("on 6 mars 2024", 6),
        ("domingo, 3 de marzo de 2024", 3), ("segunda-feira, 4 de março de 2024", 4), ("вторник, 5 марта 2024 г.", 5),
        ("2024. március 5., kedd", 5), ("Thứ Hai, ngày 4 tháng 3 năm 2024", 4), ("2024年3月5日(火)", 5),
        ("2024年3月5日火曜日", 5), ("2024. 3. 5. (화)", 5), ("יום שני, 4 במרץ 2024", 4), ("الثلاثاء 5 مارس 2024", 5),
        ("Mon 2024-03-04", 4), ("Mon 04/03/2024", 4), ("Mar 5 2024", 5), ("Mon,04.03.2024 10:30", 4),
    ],
)  # fmt: skip
def test_weekdays_beside_dates(text: str, day: int) -> None:
    """A weekday before or behind a date is read in many languages, and settles which number is the day."""
    assert make("date").scalar(text).value == f"2024-03-{day:02d}"


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from(sorted(load("weekdays").items()))
)
def test_a_weekday_agrees_or_contradicts(day: datetime.date, named: tuple[str, str]) -> None:
    """A date with a weekday's name, in any language, is that date if the name can mean its weekday, else refused."""
    name, meanings_of_it = named
    found = make("date").scalar(f"{name}, {day.isoformat()}")
    if str(day.weekday()) in meanings_of_it:
        assert found == (day.isoformat(), ())
    else:
        assert [fault.code for fault in found.faults] == ["date.weekday"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Česko", "CZ"), ("Tjeckien", "CZ"), ("Tschechien", "CZ"), ("Czechy", "CZ"), ("Чехия", "CZ"),
        ("Τσεχία", "CZ"), ("チェコ", "CZ"),
        ("Deutschland", "DE"), ("Německo", "DE"), ("Allemagne", "DE"), ("Saksa", "DE"), ("Vokietija", "DE"),
        ("Németország", "DE"),
        ("England", "GB"), ("UK", "GB"), ("USA", "US"), ("Spojené státy", "US"), ("Holland", "NL"),
        ("Sverige", "SE"), ("Lietuva", "LT"),
        ("Singapur", "SG"), ("Côte d'Ivoire", "CI"), ("cote d’ivoire", "CI"), ("Kosovo", "XK"), ("Russia", "RU"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("SVK", "SK"), ("Österreich", "AT"), ("中国", "CN"), ("España", "ES"),
        ("Latvija", "LV"),
    ],
)  # fmt: skip
def test_countries(name: str, code: str) -> None:
    """Names in many languages, codes of two and three letters, and what people write."""
    assert make("country").scalar(name) == (code, ())


def test_sizes() -> None:
    """All 249 countries, all currencies in use, and more than 25 languages of our own words."""
    assert len(load("countries")["codes"]) >= 249
    assert len(load("currencies")["codes"]) >= 150
    for name in ("gender", "yes_no"):
        assert len(load("words")[name]) >= 25
        assert len(meanings(name, "en")) > 60


@pytest.mark.parametrize(("code", "units"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("HUF", 2), ("ISK", 0), ("???", 2)])
def test_minor_units(code: str, units: int) -> None:
    """Minor units are those of ISO 4217."""
    assert minor_units(code) == units
