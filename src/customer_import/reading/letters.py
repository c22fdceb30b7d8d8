"""How often languages use their letters beyond ASCII, roughly: enough to tell which encoding a text was meant in.

Per language, letters in groups from frequent to rare; each group weighs half as much as the one before. Only relations
matter: ``ø`` is common in Danish and ``ř`` in Czech, and they are the same byte in two encodings.
"""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, str] = {
    "en": "’£ “”–\u00a0 é€‘ °—…é® ™§ö",
    "cs": "íá éě řžšč ýů ú ňťď ó öäü",
    "sk": "áí éč šžý ľúô ťň óď äĺŕ ěřö",
    "pl": "łó ęąż ść ń ź é öü",
    "hu": "á é öó íő üú ű ä",
    "ro": "ă îșțşţ â éáóö",
    "hr": "š čž ć đ éáóöü",
    "sl": "č šž ć đ éáöü",
    "sq": "ë ç é",
    "lt": "ė ų šž į ąū čę éöüł",
    "lv": "ā ī ēš ū ņļž čģķ éö",
    "et": "äõ ü ö é š ž",
    "fi": "ä ö å é ü š ž",
    "sv": "ä å ö é ü áèàøæ",
    "da": "å ø æ é öäüáôè",
    "no": "å ø æ é òôóèäöü",
    "is": "áí ð éóö ú þýæ",
    "de": "ü ä ö ß é èáóçñê",
    "fr": "é è àêç ô âîû ëïœ ùü æöñ",
    "es": "ó íá é ñú ü àèïçòê·ºª",
    "ca": "à é òèóí ïç üú ñ·",
    "gl": "ñ óíá é ú ü",
    "eu": "ñ áéíóú ü",
    "pt": "ã çá éõíó êâú ô à ñüöºª",
    "it": "à è ùò ì é öüçá",
    "nl": "ë é ïè ö üáç",
    "tr": "ıü şç ğö İ âîû é",
    "cy": "ŵŷ âêîôû ëïáé",
    "ga": "á í é ó ú ḃċḋḟġṁṗṡṫ",
    "gd": "à ò ù ì è áéó",
    "br": "ñ ê ù éè ôâûü",
    "lb": "é ë ä èê çôûî öü",
    "fo": "á ð ø í ó úý æ éäöü",
    "hsb": "ě ó ř łšćč žń ź öüäé",
    "af": "ë ê é ï ô è öüáîûä",
    "mt": "ħ ż ġċ àèìòù",
    "eo": "ĉ ĝ ŭŝ ĵĥ é",
    "vi": "àáạảãâấầậẩẫăắằặẳẵ èéẹẻẽêếềệểễ ìíịỉĩ òóọỏõôốồộổỗơớờợởỡ ùúụủũưứừựửữ ỳýỵỷỹ đ",
    "ru": "оеаинт срвлкм дпуя ыьзбгчй хжюш цщ эф ъё",
    "uk": "оаинів терсл кмдпу яьзбг йчхжшю ціщє фї ґ",
    "be": "анаіы рослтке ядвумз нпцйбўгч ьэх жшюё фі",
    "bg": "аоеи тнрс влдк пмзу бъгч яйцжщшхф юь",
    "sr": "аоие нрст јукв длмпз бгчшцхњћж љф џђ",
    "mk": "аоеи тнрс вдклј мпузгб чшцжќфѓњљџѕ",
    "el": "αοιετσ νηυρ πκμλςω όίέάήδ γχθύώφβξ ζψ ϊϋΐΰ",
    "he": "יוהלא רתבשמ נםדחע קכפטגצ ןסזךףץ ־׳״ ַּ ָ ִ ֵֶֹֿ ְֻײױװ",
    "ar": "الي ملنرتبو دةسعفهك حقجشأ صضخىطئإذزثءظغآؤ",
    "fa": "اینر دهومتسل بشکزخ پگفقحجعچ طصغضذظثژآئ",
    "th": "านร อกเงม่ยลวดท้สตะปบคหแจพช ัิีื์ไใผขุูโถศณซธฐภญ็ษๆฉฮฤฝฎฏฆฬฟำ",
}
# The encodings in which each language was really written, the usual one first.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("cs", "sk", "hu", "hr", "sl", "ro", "hsb"), ("cp1250", "iso8859-2", "cp852", "mac-latin2", "iso8859-16")
    ),
    "pl": ("cp1250", "iso8859-2", "cp852", "mac-latin2", "iso8859-16", "cp1257", "iso8859-13"),
    "sq": ("cp1252", "cp1250", "iso8859-1", "iso8859-2", "cp850", "mac-roman"),
    **dict.fromkeys(("lt", "lv"), ("cp1257", "iso8859-13", "cp775", "iso8859-4", "iso8859-10")),
    "et": ("cp1257", "cp1252", "iso8859-1", "iso8859-15", "iso8859-13", "iso8859-4", "cp775"),
    **dict.fromkeys(
        ("en", "fi", "sv", "de", "es", "ca", "gl", "eu", "it", "nl", "ga", "gd", "br", "lb", "af"),
        ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437"),
    ),
    **dict.fromkeys(("da", "no"), ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437", "cp865")),
    **dict.fromkeys(
        ("is", "fo"), ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437", "mac-iceland", "cp861")
    ),
    "fr": ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437", "cp863"),
    "pt": ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437", "cp860"),
    "tr": ("cp1254", "iso8859-9", "cp857", "mac-turkish", "iso8859-3"),
    "cy": ("iso8859-14",),
    "mt": ("iso8859-3",),
    "eo": ("iso8859-3",),
    "vi": ("cp1258",),
    **dict.fromkeys(
        ("ru", "be", "bg", "sr", "mk"), ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855")
    ),
    "uk": ("cp1251", "koi8-u", "cp1125", "iso8859-5", "mac-cyrillic"),
    "el": ("cp1253", "iso8859-7", "cp737", "mac-greek", "cp869"),
    "he": ("cp1255", "iso8859-8", "cp862"),
    "ar": ("cp1256", "iso8859-6", "cp720"),
    "fa": ("cp1256",),
    "th": ("cp874", "iso8859-11", "tis-620"),
}
EASTERN: tuple[str, ...] = ("cp932", "euc_jp", "gb18030", "big5", "cp949", "johab")
SIGNS = "’‘“”„–—…«»°§€£·•©®™´`º№²³½¼\u00a0¨‚‹›±×µ¿¡‰"

# In these, the last byte is a space that does not break, which no program of their time wrote.
MSDOS: tuple[str, ...] = (
    "cp437",
    "cp720",
    "cp737",
    "cp775",
    "cp850",
    "cp852",
    "cp855",
    "cp857",
    "cp860",
    "cp861",
    "cp862",
    "cp863",
    "cp865",
    "cp866",
    "cp869",
    "cp1125",
)

# What is said against an encoding before anything is read: the more unusual, the more its text has to speak for it.
HANDICAP: Mapping[str, float] = {
    "utf-8": 0.0,
    "cp1252": 0.0, "cp1250": 0.0, "cp1251": 0.0, "cp1253": 0.3, "cp1254": 0.5, "cp1257": 0.3, "cp1255": 0.5,
    "cp1256": 0.5, "iso8859-1": 0.4, "iso8859-2": 0.8, "iso8859-15": 0.8, "iso8859-9": 1.2, "iso8859-13": 1.0,
    "iso8859-7": 0.9, "cp850": 1.0, "cp852": 1.0, "mac-roman": 1.2, "koi8-r": 0.8, "koi8-u": 1.0, "cp866": 1.0,
    "cp932": 0.5, "euc_jp": 0.8, "gb18030": 0.5, "big5": 0.8, "cp949": 0.5, "cp437": 2.5, "cp775": 2.0, "cp857": 1.5,
    "mac-latin2": 2.0, "mac-cyrillic": 2.5, "mac-turkish": 2.5, "mac-greek": 2.5, "cp737": 2.0, "iso8859-5": 2.0,
    "cp1125": 2.0, "iso8859-10": 4.5, "iso8859-16": 4.5, "iso8859-14": 2.5,
}  # fmt: skip
UNUSUAL = 3.5
# Languages of few customer lists: what is said against them.
SELDOM: Mapping[str, float] = dict.fromkeys(("ga", "gd", "br", "lb", "fo", "hsb", "af"), 2.0)


def weights(language: str) -> dict[str, float]:
    """Return the probability of each letter beyond ASCII in a language, among its letters beyond ASCII."""
    raw: dict[str, float] = {}
    for rank, group in enumerate(GROUPS[language].split()):
        for letter in group:
            raw.setdefault(letter, 0.5**rank)
    total = sum(raw.values())
    return {letter: weight / total for letter, weight in raw.items()}


# Signs, what stands before them, and what behind: "." is a letter, "0" a digit, " " neither.
_HOMES: tuple[tuple[str, str, str], ...] = (
    ("‘“„«‹¿¡", " ", ".0"), ("”»›", ".0 ", " "), ("’", ".0", " "), ("–", "0 ", "0 "), ("—", " ", " "),
    ("…", ". ", " "), ("£€$¥", " ", "0 "), ("€", "0 ", " "), ("°", "0 ", " "), ("ºª", "0", ". "), ("½¼¾", "0 ", " "),
    ("²³", ".", " "), ("‰", "0 ", " "), ("§¶№", " ", "0 "), ("×", "0 ", "0 "), ("±", " ", "0 "), ("µ", "0 ", "."),
    ("®™©", ". ", " "), ("•", " ", " "), ("°", ".", "0 "), ("\u00a0", "0", "0. "), ("\u00a0", " ", "0. "),
    ("‰", " ", "0"),
)  # fmt: skip
_HOME = {(sign, b, a) for signs, before, after in _HOMES for sign in signs for b in before for a in after}
ELIDED, CLITIC = "cdjlmnost", "dmst"  # before an apostrophe: l’été, O’Neil; behind it: it’s, don’t


def at_home(char: str, before: str, earlier: str, after: str, later: str) -> bool:
    """Tell whether a sign stands where it usually does: ``5 €``, ``it’s``, ``20 °C``."""
    if char == "’" and before.isalpha() and after.isalpha():
        return (after.lower() in CLITIC and not later.isalpha()) or (before.lower() in ELIDED and not earlier.isalpha())
    if char == "’" and (before.lower() == "s" or (before.isdigit() and after == "s")):
        return not after.isdigit()  # customers’, the 90’s
    if char == "·":
        return before in "lL" and after in "lL"  # of Catalan
    if char == "°" and after.isalpha():
        return after in "CFKNSEWO" and not before.isalpha()  # degrees, of temperature or on a map
    if char == "\u00a0" and before.isalpha() and after.isalpha():
        return earlier.isalpha()  # copied from a web page; a word of one letter before it is rather half a word
    return (char, _class(before), _class(after)) in _HOME


def _class(char: str) -> str:
    return "." if char.isalpha() else "0" if char.isdigit() else " "
