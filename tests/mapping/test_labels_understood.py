"""What labels mean, whatever their spelling, and that the table of their words holds together."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.vocabulary import meaning_of, votes
from customer_import.mapping.weighing import SURE
from customer_import.mapping.words import languages, one_mistake, pieces_of
from customer_import.normalizing.folding import fold

WORDS = tomllib.loads(files("customer_import.mapping").joinpath("labels.toml").read_text("utf-8"))
COLUMNS = [
    (language, meaning.rstrip("?"), word)
    for language, meanings in WORDS.items()
    for meaning, words in meanings.items()
    if not meaning.startswith(("+", "of_"))
    for word in words.split(", ")
]


def test_table_has_languages() -> None:
    """The table speaks more than 25 languages, and each of them has the words of a list of customers."""
    assert len(languages()) >= 58
    needed = {
        "first_name",
        "last_name",
        "email",
        "phone",
        "mobile",
        "address",
        "city",
        "postcode",
        "birthday",
        "points",
    }
    assert (
        not {language: missing for language in WORDS if (missing := needed - set(WORDS[language]))}
        - {"fa": 0, "zxx": 0}.keys()  # zxx: codes of software, no language
    )


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("What is your full name?", "full_name"),
        ("Hi! What's your *first name*?", "first_name"),
        ("In which country do you live? (required)", "country"),
        ("Qual o seu e-mail?", "email"),
        ("Quel est votre numéro de téléphone ?", "phone"),
        ("Wie lautet Ihre E-Mail-Adresse?", "email"),
        ("メールアドレスは？", "email"),
        ("Have you been here before?", ""),
    ],
)
def test_questions_are_understood(label: str, what: str) -> None:
    """The words of a question that only ask say nothing; others still do."""
    assert meaning_of(label, votes([label])).what == what


def test_no_word_has_two_meanings_in_one_language() -> None:
    """Within a language a label means one column: what means two is said nowhere."""
    for language, meanings in WORDS.items():
        seen: dict[str, str] = {}
        for meaning, words in meanings.items():
            if not meaning.startswith(("+", "of_")):
                for word in words.split(", "):
                    assert seen.setdefault(fold(word), meaning) == meaning, (language, word)


def test_every_word_of_the_table_is_understood_in_its_language() -> None:
    """A label out of the table means what the table says, in a file of its language."""
    wrong = [
        (language, meaning, word)
        for language, meaning, word in COLUMNS
        if fold(word)
        and meaning_of(word, {language: 5.0}).what != meaning
        and meaning not in {sense for piece in pieces_of(word) for sense in piece.senses}
    ]
    assert not wrong


@pytest.mark.parametrize(
    "label",
    [
        "First name", "first_name", "firstName", "FIRST-NAME", "* First name *", "First name (required)",
        "3. First name", "[First name]", "Customer first name", "CustomerFirstName", "customer.first_name",
        "First  Name:", "Frist name", "your first name", "Ｆｉｒｓｔ ｎａｍｅ",
    ],
)  # fmt: skip
def test_dress_of_a_label_does_not_matter(label: str) -> None:
    """Case, humps, underscores, stars, brackets, numbering, small mistakes and who it is about change no meaning."""
    assert meaning_of(label, {"en": 3.0}).what == "first_name"


@pytest.mark.parametrize(
    ("label", "language", "what", "role"),
    [
        ("Kundentelefonnummer", "de", "phone", ""),
        ("Rechnungsort", "de", "city", "billing"),
        ("Lieferanschrift", "de", "address", "shipping"),
        ("shippingPostalCode", "en", "postcode", "shipping"),
        ("Tel. privat", "de", "phone", "home"),
        ("お客様メールアドレス", "ja", "email", ""),
        ("客户电话", "zh", "phone", ""),
        ("Номер телефона клиента", "ru", "phone", ""),
        ("Emergency contact phone", "en", "other", ""),
        ("E-mail verified", "en", "other", ""),
        ("Dt. nasc.", "pt", "birthday", ""),
        ("Huisnr.", "nl", "house_number", ""),
        ("Address 2", "en", "address_2", ""),
        ("PLZ / Ort", "de", "other", ""),
        ("MailCity", "en", "city", ""),
        ("country_id/code", "en", "country", ""),
        ("Work phone", "en", "phone", "work"),
        ("Admin area", "en", "region", ""),
        ("is_company", "en", "other", ""),
        ("Has e-mail", "en", "other", ""),
        ("İş telefonu", "tr", "phone", "work"),
        ("Is subscribed", "en", "newsletter", ""),
        ("Privola za newsletter", "hr", "newsletter", ""),
        ("Newsletter date", "en", "other", ""),
        ("Newsletter status", "en", "newsletter", ""),
        ("Date_Birth", "en", "birthday", ""),
        ("CreatedDateTimeUtc", "en", "created", ""),
        ("Card date", "en", "other", ""),
        ("Member #", "en", "member_id", ""),
        ("〒", "ja", "postcode", ""),
        ("Address 1&2", "en", "street", ""),
        ("Other street", "en", "street", ""),
        ("Supporter ID", "en", "customer_id", ""),
        ("Contact person - mobile", "en", "mobile", ""),
        ("Langue / Language", "fr", "language", ""),
        ("Poznámka / Note", "cs", "notes", ""),
        ("KUNNR", "en", "customer_id", ""),
        ("STRAS", "en", "street", ""),
        ("PSTLZ", "en", "postcode", ""),
        ("SMTP_ADDR", "en", "email", ""),
        ("MailingCity", "en", "city", ""),
        ("E-mail 1 - Value", "en", "email", ""),
        ("billing_address.city", "en", "city", "billing"),
        ("addresses[0].zip", "en", "postcode", ""),
        ("attributes/phone", "en", "phone", ""),
        ("Customer: Billing address - City", "en", "city", "billing"),
        ("Birthday (YYYY-MM-DD)", "en", "birthday", ""),
        ("No. Telefon Bimbit", "ms", "mobile", ""),
        ("Датум на раѓање", "mk", "birthday", ""),
        ("Hausnummernzusatz", "de", "address_2", ""),
        ("N° adhérent", "fr", "member_id", ""),
        ("Street, house number, apartment", "en", "street", ""),
        ("Улица, дом, квартира", "ru", "street", ""),
        ("Street & no.", "en", "street", ""),
        ("Ap. paterno", "es", "last_name", ""),
        ("Förn.", "sv", "first_name", ""),
        ("Doğ. Tar.", "tr", "birthday", ""),
        ("Jm.", "cs", "first_name", ""),
        ("Cty", "en", "city", ""),
        ("დაბადების თარიღი", "ka", "birthday", ""),
        ("Müştəri kodu", "az", "customer_id", ""),
        ("Էլ. փոստ", "hy", "email", ""),
        ("Ұялы телефон", "kk", "mobile", ""),
        ("Data e lindjes", "sq", "birthday", ""),
        ("Selfoonnommer", "af", "mobile", ""),
        ("Enderezo", "gl", "address", ""),
        ("Прозвішча", "be", "last_name", ""),
        ("Dodacie meno", "sk", "first_name", "shipping"),
        ("Favourite colour", "en", "other", ""),
        ("Género favorito", "es", "other", ""),
        ("Wonort", "de", "city", ""),
        ("Ph (M)", "en", "mobile", ""),
        ("شماره همراه", "fa", "mobile", ""),
        ("ग्राहक संख्या", "hi", "customer_id", ""),
        ("Datum rođenja", "sr", "birthday", ""),
        ("Codi de soci", "ca", "member_id", ""),
        ("Registration address", "en", "other", ""),
        ("Employer address", "en", "other", ""),
        ("Address company", "en", "company", ""),
    ],
)
def test_labels_made_of_words(label: str, language: str, what: str, role: str) -> None:
    """Compounds, scripts without spaces, abbreviations, and whose value it is are understood."""
    found = meaning_of(label, {"en": 0.5, language: 3.0})
    assert (found.what, found.role) == (what, role)


@pytest.mark.parametrize(
    ("plain", "doubtful", "what"),
    [
        ("Customer type", "Type", "group"),
        ("Customer category", "Category", "group"),
        ("Customer type", "Skier type", "group"),
        ("Customer category", "category_id/name", "group"),
        ("Company name", "Trade name", "company"),
        ("Balance", "Amount due", "balance"),
        ("Corporation", "Corporation / name", "company"),
        ("Last name", "Last name (company)", "last_name"),
        ("Last name", "Company / last name", "last_name"),
    ],
)
def test_labels_that_could_mean_something_else_are_asked_about(plain: str, doubtful: str, what: str) -> None:
    """Words that may well mean something else, a company or a name, and what brackets contradict are less than sure."""
    english = {"en": 3.0}
    assert (meaning_of(plain, english).what, meaning_of(doubtful, english).what) == (what, what)
    assert meaning_of(plain, english).sure * 0.97 >= SURE > meaning_of(doubtful, english).sure


def test_languages_of_the_file_settle_a_word_of_two_meanings() -> None:
    """A "nome" is an Italian first name beside "Cognome", "kraj" a Polish country and a Czech region."""
    italian = votes(["Cognome", "Indirizzo", "Telefono"])
    assert max(italian, key=lambda language: italian[language]) == "it"
    assert meaning_of("Kraj", {"pl": 3.0}).what == "country"
    assert meaning_of("Kraj", {"cs": 3.0}).what == "region"


def test_words_of_other_languages_do_not_say_whose_a_value_is() -> None:
    """A "host" is a guest in Czech, and somebody else in a file that speaks English."""
    assert meaning_of("Host jméno", {"cs": 3.0}).what == "first_name"
    assert meaning_of("Host mobile", {"en": 3.0}).what == "other"


def test_words_of_languages_that_a_file_hardly_speaks_are_asked_about() -> None:
    """A "porte" is a door in French; in a file that speaks Lithuanian, somebody should say what it is."""
    assert meaning_of("Porte", {"fr": 6.0}).sure * 0.97 >= SURE
    assert meaning_of("Porte", {"lt": 6.0, "fr": 0.3}).sure < SURE


@given(st.text(max_size=60))
def test_any_label_has_a_meaning_or_none(label: str) -> None:
    """No label, whatever its characters, breaks anything; confidence stays between 0 and 1."""
    found = meaning_of(label, {"en": 1.0})
    assert 0.0 <= found.sure <= 1.0
    assert "".join(piece.text for piece in pieces_of(label)) == "" or found.word or not found.what


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
def test_one_mistake_is_one_edit(one: str, other: str) -> None:
    """One letter left out, added, changed, or two neighbours swapped: compared with trying them all."""
    edits = {one[:i] + one[i + 1 :] for i in range(len(one))}
    edits |= {one[:i] + letter + one[i:] for i in range(len(one) + 1) for letter in "abcd"}
    edits |= {one[:i] + letter + one[i + 1 :] for i in range(len(one)) for letter in "abcd"}
    edits |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    assert one_mistake(one, other) == (other in edits - {one})
