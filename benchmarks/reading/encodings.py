"""How often the encoding of short lists of places and names is found: languages × encodings that they were written in.

Lists of 1 to 16 rows are drawn from a few words of each language and transcoded; a right answer decodes to the same
text. Few words leave several encodings equally plausible: the shortest lists show how good a guess is.

    python -m benchmarks.reading.encodings [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.reading.accuracy import chardet, charset_normalizer, our_encoding

WORDS = {
    "cs": (
        "Plzeň,České Budějovice,Třebíč,Jindřichův Hradec,Žďár nad Sázavou,Uherské Hradiště,Dvořák,Němcová,"
        "Růžička,Šťastný,Kroměříž,Čáslav,Příbram,Tábor,Děčín,Mladá Boleslav,Frýdek-Místek,Bílý Újezd"
    ),
    "sk": (
        "Košice,Žilina,Nitra,Trenčín,Banská Bystrica,Spišská Nová Ves,Levoča,Kováč,Ľubica,Hlohovec,"
        "Považská Bystrica,Dolný Kubín,Stará Ľubovňa,Šaľa,Senec,Krížová,Ružomberok"
    ),
    "pl": (
        "Łódź,Kraków,Gdańsk,Wrocław,Częstochowa,Rzeszów,Białystok,Żółkiewski,Świnoujście,Zielona Góra,"
        "Bydgoszcz,Wiśniewska,Dąbrowa Górnicza,Jastrzębie-Zdrój,Ząbki,Piła,Chełm"
    ),
    "hu": (
        "Győr,Pécs,Székesfehérvár,Szombathely,Kecskemét,Nyíregyháza,Érd,Hódmezővásárhely,Zalaegerszeg,Kőszeg,"
        "Gyöngyös,Sárközi,Tóth Béla,Szűcs Éva,Dunaújváros,Cegléd"
    ),
    "ro": ("Iaşi,Constanţa,Braşov,Ploieşti,Brăila,Bacău,Piteşti,Târgu Mureş,Bistriţa,Reşiţa,Ionuţ Ţăran"),
    "hr": (
        "Šibenik,Čakovec,Požega,Županja,Đakovo,Varaždin,Sisačka,Krešimir Božić,Jurišić,Knežević,Općina Križ,"
        "Slavonski Brod,Međimurje"
    ),
    "sl": (
        "Škofja Loka,Črnomelj,Žalec,Šmarje pri Jelšah,Brežice,Kočevje,Tržič,Novak Matjaž,Krajnčan,Ribič,"
        "Velenje,Črešnjevec"
    ),
    "lt": (
        "Šiauliai,Panevėžys,Klaipėda,Mažeikiai,Jonava,Telšiai,Utena,Kėdainiai,Žukauskas,Paulauskienė,"
        "Rūta Petraitytė,Biržai,Kuršėnai,Gargždai,Ąžuolų g.,Įmonė"
    ),
    "lv": (
        "Rīga,Jūrmala,Liepāja,Rēzekne,Valmiera,Jēkabpils,Ķekava,Bērziņš,Kalniņa,Ozoliņš,Brīvības iela,Cēsis,"
        "Ādaži,Mārupe,Tukums,Gatis Ļaudis"
    ),
    "et": ("Pärnu,Kohtla-Järve,Jõhvi,Põlva,Jõgeva,Sillamäe,Võru,Õunapuu,Mägi,Kärdla,Türi,Rüütli tänav,Šmidt,Žukov"),
    "fi": (
        "Jyväskylä,Hämeenlinna,Seinäjoki,Kemijärvi,Ähtäri,Virtanen Päivi,Mäkinen,Järvenpää,Nykarleby,"
        "Äänekoski,Kärkkäinen,Ylöjärvi,Öhman"
    ),
    "sv": (
        "Malmö,Göteborg,Västerås,Örebro,Linköping,Jönköping,Umeå,Gävle,Borås,Åsa Öberg,Sjöström,Växjö,Skövde,"
        "Östersund,Luleå,Ängelholm"
    ),
    "da": (
        "København,Århus,Ålborg,Næstved,Hillerød,Holbæk,Sønderborg,Søren Kjær,Birkerød,Rødovre,Brønderslev,"
        "Tårnby,Møller,Jørgensen,Øster Allé"
    ),
    "no": (
        "Tromsø,Ålesund,Bodø,Tønsberg,Lillestrøm,Bærum,Kråkerøy,Bjørn Sæther,Sørlie,Åsane,Mosjøen,Førde,Røros,Øystein"
    ),
    "is": (
        "Reykjavík,Kópavogur,Hafnarfjörður,Ísafjörður,Þorlákshöfn,Sauðárkrókur,Húsavík,Guðrún Þórsdóttir,"
        "Björk,Ólafsvík,Seyðisfjörður,Ægir"
    ),
    "de": (
        "München,Köln,Düsseldorf,Nürnberg,Würzburg,Lübeck,Fürth,Straße,Göttingen,Größe,Jürgen Müller,Schäfer,"
        "Osnabrück,Tübingen,Weißenfels,Zürich,Österreich"
    ),
    "fr": (
        "Saint-Étienne,Besançon,Orléans,Nîmes,Béziers,Évreux,Châteauroux,François Lefèvre,Hélène,Mâcon,Sète,"
        "Angoulême,Alençon,Île-de-France,Drôme,Benoît"
    ),
    "es": (
        "Málaga,Córdoba,Cádiz,Logroño,A Coruña,León,Jaén,Ávila,Almería,José Núñez,García,Muñoz,Peñíscola,"
        "Móstoles,Alcalá de Henares,Cáceres"
    ),
    "ca": (
        "Badalona,Lleida,Mataró,Vilafranca del Penedès,Sant Adrià de Besòs,Cerdanyola del Vallès,"
        "Francesc Sànchez,Núria,Plaça,Çelra,Calldetenes,Reus,València,Alcúdia,Montserrat Solà"
    ),
    "pt": (
        "São Paulo,Brasília,Belém,Florianópolis,Goiânia,Maceió,João Conceição,Évora,Setúbal,Guimarães,"
        "Bragança,Conceição,Antônio Araújo,Taubaté,Viseu,Águeda"
    ),
    "it": (
        "Forlì,Cantù,Nicolò Papà,Santhià,Città di Castello,Sestri,Libertà,Viale Università,Mondovì,Rosà,"
        "Monsù,Cefalù,Patti Canicattì,Agrò"
    ),
    "nl": (
        "Coevorden,Zoë Daniëls,Ijsselstein,Patiënt,Renée,Sneek,België,Italië,André,Curaçao,Noordoostpolder,"
        "Hélène,Financiën"
    ),
    "tr": (
        "İstanbul,Muğla,Eskişehir,Diyarbakır,Şanlıurfa,Çanakkale,Gümüşhane,Aydın,Ağrı,Kırşehir,Iğdır,Öztürk,"
        "Yıldız,Doğan,Güneş,Çelik,Bingöl"
    ),
    "ru": (
        "Москва,Санкт-Петербург,Новосибирск,Екатеринбург,Казань,Иванов Пётр,Смирнова,Ростов-на-Дону,"
        "Челябинск,Самара,Уфа,улица Ленина,Волгоград"
    ),
    "uk": (
        "Київ,Харків,Одеса,Дніпро,Запоріжжя,Львів,Кривий Ріг,Шевченко,Коваленко,Чернівці,Їжакевич,"
        "Івано-Франківськ,Кропивницький"
    ),
    "bg": (
        "София,Пловдив,Варна,Бургас,Русе,Стара Загора,Плевен,Иванов,Георгиева,Велико Търново,Враца,Кърджали,Димитър"
    ),
    "el": ("Αθήνα,Θεσσαλονίκη,Πάτρα,Ηράκλειο,Λάρισα,Παπαδόπουλος,Γεωργίου,Χανιά,Ιωάννινα,Καλαμάτα,Ρόδος,Οδός Ερμού"),
    "he": ("ירושלים,תל אביב,חיפה,ראשון לציון,פתח תקווה,אשדוד,כהן,לוי,באר שבע,הרצליה"),
}
CENTRAL, BALTIC = ("cp1250", "iso8859-2", "cp852", "mac-latin2"), ("cp1257", "iso8859-13", "cp775")
WESTERN, CYRILLIC = ("cp1252", "iso8859-1", "cp850", "mac-roman"), ("cp1251", "koi8-r", "cp866", "iso8859-5")
WRITTEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cs", "sk", "pl", "hu", "ro", "hr", "sl"), CENTRAL),
    **dict.fromkeys(("lt", "lv", "et"), BALTIC),
    **dict.fromkeys(("fi", "sv", "da", "no", "is", "de", "fr", "es", "ca", "pt", "it", "nl"), WESTERN),
    **dict.fromkeys(("ru", "bg"), CYRILLIC),
    "tr": ("cp1254", "iso8859-9", "cp857"),
    "uk": ("cp1251", "koi8-u"),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255",),
}
SIZES = (1, 2, 4, 8, 16)
LISTS = 4  # of each size


def cases() -> Iterator[tuple[int, str, bytes]]:
    """Yield the number of rows, the text and its bytes."""
    for language, joined in WORDS.items():
        words = joined.split(",")
        for encoding in WRITTEN[language]:
            for size in SIZES:
                rng = random.Random(f"{language} {encoding} {size}")
                for _ in range(LISTS):
                    picked = [rng.choice([word for word in words if not word.isascii()])]
                    picked += [rng.choice(words) for _ in range(size - 1)]
                    rows = [f"{i};{word};{rng.randint(1, 999)}\n" for i, word in enumerate(picked, 1)]
                    text = "id;place;count\n" + "".join(rows)
                    try:
                        yield size, text, text.encode(encoding)
                    except UnicodeEncodeError:
                        continue


def main() -> None:
    """Print shares of right answers by number of rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    readers: dict[str, Callable[[bytes], str]] = {
        "customer-import": our_encoding, "chardet": chardet, "charset-normalizer": charset_normalizer
    }  # fmt: skip
    results: dict[str, dict[str, float]] = {}
    for name, reader in readers.items():
        hits: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for size, text, data in cases():
            try:
                right = data.decode(reader(data)) == text
            except Exception:  # noqa: BLE001 - a rival may raise anything
                right = False
            for key in ("all", f"{size} rows"):
                hits[key] += right
                total[key] += 1
        results[name] = {key: round(hits[key] / total[key], 4) for key in total}
    print(json.dumps(results, indent=1))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
