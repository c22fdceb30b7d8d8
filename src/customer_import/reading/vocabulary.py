"""Labels of customer lists in general, folded: weaker evidence than a profile's own labels, but there without one."""

from __future__ import annotations

from customer_import.normalizing.folding import fold

_LABELS = """
id|no|nr|number|code|name|first name|firstname|given name|forename|last name|lastname|surname|family name|full name
middle name|title|salutation|gender|sex|birthday|birth date|date of birth|dob|age|email|e-mail|mail|email address|phone
phone number|mobile|mobile phone|cell|telephone|tel|fax|address|address 1|address 2|street|street 1|house number|city
town|postal code|postcode|zip|zip code|county|state|region|province|country|country code|company|organisation
organization|customer|customer id|customer number|customer no|customer name|client|member|membership|card|card number
loyalty card|points|balance|bonus|amount|currency|price|total|quantity|qty|date|created|created at|updated|updated at
status|type|category|group|level|tier|language|locale|notes|note|comment|comments|description|discount|vat|vat number
tax id|newsletter|consent|active|login|username|user name|url|website|web|latitude|longitude|lat|lon|lng|year|month|day
time|start date|end date|start|end|value|count|rank|score|key|uuid|reference|ref|invoice|order|order id|product|sku|item
vorname|nachname|name 1|anrede|geburtsdatum|telefon|handy|mobil|strasse|hausnummer|plz|postleitzahl|ort|stadt|land|firma
kunde|kundennummer|kunden nr|punkte|bemerkung|datum|betrag|wahrung|sprache|geschlecht|nummer|bezeichnung
jmeno|prijmeni|krestni jmeno|ulice|mesto|obec|psc|zeme|stat|telefonni cislo|mobilni telefon|datum narozeni|pohlavi
zakaznik|cislo|cislo karty|body|poznamka|firma|ico|dic|ucet|heslo|uzivatelske jmeno|skupina|sleva
meno|priezvisko|mesto|psc|krajina|datum narodenia|pohlavie|cislo zakaznika|poznamka
imie|nazwisko|imie i nazwisko|ulica|miasto|kod pocztowy|kraj|numer|data urodzenia|plec|klient|punkty|uwagi
telefon komorkowy
vardas|pavarde|adresas|miestas|pasto kodas|salis|gimimo data|lytis|telefonas|el pastas|taskai|kortele|pastabos|klientas
vards|uzvards|pilseta|valsts|talrunis|dzimsanas datums|eesnimi|perekonnanimi|linn|riik|telefon|sunniaeg
fornamn|efternamn|namn|adress|gata|postnummer|postort|ort|telefonnummer|mobilnummer|mobiltelefon|fodelsedatum|kon
kundnummer|kund|epost|personnummer|poang|anteckning|fornavn|etternavn|navn|adresse|postnr|poststed|fodselsdato|kundenr
efternavn|gade|vej|by|etunimi|sukunimi|nimi|osoite|postinumero|kaupunki|puhelin|sahkoposti|syntymaaika
prenom|nom|nom de famille|adresse|rue|code postal|ville|pays|telephone portable|portable|date de naissance|sexe|civilite
client|numero|courriel|points|remarque|societe|nombre|apellido|apellidos|direccion|calle|ciudad|codigo postal|pais
telefono
movil|correo|correo electronico|fecha de nacimiento|sexo|cliente|puntos|notas|empresa|nome|cognome|indirizzo|via|citta
cap|paese|cellulare|data di nascita|sesso|codice fiscale|ragione sociale
sobrenome|endereco|rua|cidade|cep|telemovel|celular
data de nascimento|voornaam|achternaam|naam|straat|huisnummer|woonplaats|plaats|geboortedatum|geslacht|telefoonnummer
klantnummer|punten|nev|vezeteknev|keresztnev|cim|utca|varos|iranyitoszam|orszag|szuletesi datum|nem|telefonszam
prenume|nume|adresa|strada|oras|judet|cod postal|tara|data nasterii|ime|prezime|grad|postanski broj|drzava|ulica|broj
имя|фамилия|отчество|телефон|мобильный телефон|почта|электронная почта|адрес|город|улица|индекс|страна|дата рождения|пол
клиент|номер|карта|баллы|дата|комментарий|прізвище|ім'я|місто|країна|дата народження|стать|име|презиме|όνομα|επώνυμο
τηλέφωνο|διεύθυνση|πόλη|χώρα|ad|soyad|adi|soyadi|sehir|ulke|posta kodu|dogum tarihi|cinsiyet|eposta
"""
COMMON: frozenset[str] = frozenset(fold(label) for line in _LABELS.split("\n") for label in line.split("|")) - {""}
