"""Words that files and previews need besides the problems' messages, in English, Swedish and Czech."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, Mapping[str, str]]

COUNTED: Words = {
    "en": {
        "uploaded": "{count} rows uploaded",
        "changing": "{count} customers change",
        "unchanged": "{count} customers stay as they are",
        "new": "{count} new customers",
        "rejected": "{count} rows rejected",
        "skipped": "{count} rows skipped",
    },
    "sv": {
        "uploaded": "{count} rader uppladdade",
        "changing": "{count} kunder ändras",
        "unchanged": "{count} kunder ändras inte",
        "new": "{count} nya kunder",
        "rejected": "{count} rader underkända",
        "skipped": "{count} rader överhoppade",
    },
    "cs": {
        "uploaded": "Nahraných řádků: {count}",
        "changing": "Změněných zákazníků: {count}",
        "unchanged": "Zákazníků beze změny: {count}",
        "new": "Nových zákazníků: {count}",
        "rejected": "Odmítnutých řádků: {count}",
        "skipped": "Přeskočených řádků: {count}",
    },
}

# What a template's header says of a field, by kind.
KINDS: Words = {
    "en": {
        "text": "Text.",
        "name": "A name.",
        "email": "An e-mail address, such as name@example.org.",
        "phone": "A telephone number with its country code, such as +46 70 174 06 05. Keep the cell formatted as text.",
        "date": "A date, written {formats}.",
        "datetime": "A date and time, written {formats}.",
        "choice": "One of: {choices}.",
        "decimal": "A number.",
        "integer": "A whole number.",
        "currency": "A currency by its three letters, such as EUR.",
        "country": "A country by its name or its two letters.",
        "identifier": "An identifier; zeros in front count. Keep the cell formatted as text.",
        "boolean": "true or false.",
        "reference": "A name out of the list {reference}.",
        "list": "One or several values; between them {separator}",
    },
    "sv": {
        "text": "Text.",
        "name": "Ett namn.",
        "email": "En e-postadress, till exempel namn@example.org.",
        "phone": "Ett telefonnummer med landsnummer, t.ex. +46 70 174 06 05. Låt cellen vara formaterad som text.",
        "date": "Ett datum, skrivet {formats}.",
        "datetime": "Datum och klockslag, skrivet {formats}.",
        "choice": "Ett av: {choices}.",
        "decimal": "Ett tal.",
        "integer": "Ett heltal.",
        "currency": "En valuta med tre bokstäver, till exempel EUR.",
        "country": "Ett land, med namn eller två bokstäver.",
        "identifier": "Ett id; inledande nollor räknas. Låt cellen vara formaterad som text.",
        "boolean": "true eller false.",
        "reference": "Ett namn ur listan {reference}.",
        "list": "Ett eller flera värden; mellan dem {separator}",
    },
    "cs": {
        "text": "Text.",
        "name": "Jméno.",
        "email": "E-mailová adresa, například jmeno@example.org.",
        "phone": "Telefonní číslo s předvolbou země, například +46 70 174 06 05. Buňku ponechte ve formátu textu.",
        "date": "Datum ve tvaru {formats}.",
        "datetime": "Datum a čas ve tvaru {formats}.",
        "choice": "Jedno z: {choices}.",
        "decimal": "Číslo.",
        "integer": "Celé číslo.",
        "currency": "Měna třemi písmeny, například EUR.",
        "country": "Země názvem nebo dvěma písmeny.",
        "identifier": "Identifikátor; nuly na začátku platí. Buňku ponechte ve formátu textu.",
        "boolean": "true nebo false.",
        "reference": "Název ze seznamu {reference}.",
        "list": "Jedna nebo více hodnot; mezi nimi {separator}",
    },
}

# What a template's header says of a field's rules, by policy and by what else is declared.
RULES: Words = {
    "en": {
        "required": "Required in every row.",
        "create": "Required for new customers.",
        "immutable": "Written when the customer is created, never changed later.",
        "fill_if_empty": "Written only where nothing is stored yet.",
        "overwritable": "What is stored is written over.",
        "ratchet": "Moves forward only: {order}.",
        "union": "Added to what is stored.",
        "never": "Never written by an import.",
        "credit": "Credited to the customer; nothing is written over.",
        "clear": "A blank cell deletes what is stored.",
        "key": "Customers are found by it.",
        "unique": "No two customers may have the same.",
        "ascending": "only upwards",
        "example": "This row is an example. It is never imported; write a customer over it.",
    },
    "sv": {
        "required": "Krävs i varje rad.",
        "create": "Krävs för nya kunder.",
        "immutable": "Skrivs när kunden läggs upp och ändras aldrig senare.",
        "fill_if_empty": "Skrivs bara där inget är sparat.",
        "overwritable": "Det som är sparat skrivs över.",
        "ratchet": "Går bara framåt: {order}.",
        "union": "Läggs till det som är sparat.",
        "never": "Skrivs aldrig av en import.",
        "credit": "Krediteras kunden; inget skrivs över.",
        "clear": "En tom cell raderar det som är sparat.",
        "key": "Kunder hittas genom det här.",
        "unique": "Två kunder får inte ha samma.",
        "ascending": "bara uppåt",
        "example": "Den här raden är ett exempel. Den importeras aldrig; skriv en kund över den.",
    },
    "cs": {
        "required": "Povinné v každém řádku.",
        "create": "Povinné u nových zákazníků.",
        "immutable": "Zapíše se při založení zákazníka a později se nemění.",
        "fill_if_empty": "Zapíše se jen tam, kde nic uloženo není.",
        "overwritable": "Uložená hodnota se přepíše.",
        "ratchet": "Posouvá se jen vpřed: {order}.",
        "union": "Přidá se k uloženým hodnotám.",
        "never": "Import to nikdy nezapisuje.",
        "credit": "Připíše se zákazníkovi; nic se nepřepisuje.",
        "clear": "Prázdná buňka smaže uloženou hodnotu.",
        "key": "Podle toho se zákazníci hledají.",
        "unique": "Dva zákazníci nesmějí mít totéž.",
        "ascending": "jen vzhůru",
        "example": "Tento řádek je ukázka. Nikdy se neimportuje; přepište ho údaji zákazníka.",
    },
}


def language(locale: str) -> str:
    """Return the language of a locale that there are words in: ``cs-CZ`` is ``cs``, others are ``en``."""
    found = locale.lower().replace("_", "-").partition("-")[0]
    return found if found in KINDS else "en"


def said(words: Words, locale: str) -> Mapping[str, str]:
    """Return the words of a locale."""
    return words[language(locale)]
