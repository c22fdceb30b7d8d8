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
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.reading.accuracy import READERS

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
# A second list, of streets, notes and names, made after detection was improved on the first: run it, do not tune.
LATER = {
    "cs": "Kozí hřbety,Ke Krčskému lesu,volat až po šesté,Otakar Žíla,Mlýnská 5,Běla Tůmová,dárkový poukaz,Úpice",
    "sk": "Dúbravská 9,volať až večer,Svätopluk Ďatelinka,Sídlisko Západ,Rača,darčekový poukaz,Ľudovíta Fullu",
    "pl": "Żwirki i Wigury,dzwonić później,Jędrzej Pączek,Księżycowa 4,bon upominkowy dla córki,Brzęczyszcz",
    "hu": "Bálint Gergő,Kőbánya,csak délután hívható,Csillagvirág köz,Ürge utca,Bűbáj Réka,ajándékutalvány",
    "ro": "Valea Lungă,sunaţi după prânz,Horaţiu Cîrstea,Dâmbului 7,Viişoara,fără plăcuţă",
    "hr": "Vučja jama,zvati poslije šest,Božidar Ježić,Žabnica,Đuro Špoljar,darovni bon za kćer",
    "lt": "Šaltinių skersgatvis,skambinti po šešių,Žygimantas Ūsas,Beržų g.,Ąsočių,dovanų čekis",
    "lv": "Mežmalītes,zvanīt pēc sešiem,Ņikita Šķēle,Bērzu iela,Ūdensroze,dāvanu karte,Ļoti labs",
    "fi": "Lehmusväylä,soittakaa illalla,Väinämö Törö,Yläniitty,Mäyränkolo,lahjakortti tyttärelle",
    "sv": "Älgstigen,ring efter sex på kvällen,Örjan Blåman,Sälgvägen,Hönsgärde,presentkort åt dottern",
    "da": "Bøllemosevej,ring først efter seks,Ærø Blåbær,Rørsangervej,gavekort til sønnen,Åsum",
    "no": "Trollåsen,ring først etter seks,Ørjan Blåbær,Bjørnemyrveien,gavekort til sønnen,Lærdal",
    "de": "Füchslein,erst nach sechs anrufen,Gänseblümchenweg,Rößler,Geschenk für Söhnchen,Hör zu,Käsmark",
    "fr": "Rue du Tilleul argenté,à rappeler après six heures,Théophile Lepoète,Crécy,chèque-cadeau reçu,Fosse à l’âne",
    "es": "Callejón del Añil,llamar después de las seis,Ramón Piñón,Bañeza,tarjeta según acuerdo,Íñiguez",
    "pt": "Beco do Açafrão,ligar só após as seis,Estêvão Anão,Mação,cartão para a irmã,Três Rios",
    "it": "Vicolo della Nudità,chiamare più tardi,Niccolò Umiltà,Forlimpopoli però,buono da metà prezzo,Tre Città",
    "nl": "Eeuwigdurende ideeën,bellen ná zes uur,Zoë de Reünist,coöp Noord,twee cafés verderop",
    "tr": "Kuşdili çıkmazı,altıdan sonra arayın,Doğukan Şişman,Gölbaşı,hediye kartı kızıma,Ünlü Ağa",
}
SIGNS = (
    "It’s a customer’s note", "the “small” one", "2010–2015 — open", "£5.00 off", "20°C at noon", "12\u00a0345 points",
    "5½ inch", "Lego® Ltd", "• first item", "§ 12, 3", "3×4 m", "and so on…", "Excel™ file", "±5 days", "«Bonjour»",
    "12 m²", "¿Qué?", "paid 15 € in cash", "O’Neil – Café", "© 2019 the office", "1º piso", "don’t call",
    "Smith’s, “The Oak”",
)  # fmt: skip
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


def cases(lists: Mapping[str, str]) -> Iterator[tuple[int, str, bytes]]:
    """Yield the number of rows, the text and its bytes."""
    for language, joined in lists.items():
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


def sign_cases() -> Iterator[tuple[int, str, bytes]]:
    """Yield English lists with one sign beyond ASCII in them, as programs put it there."""
    for note in SIGNS:
        for encoding in ("cp1252", "iso8859-1", "mac-roman", "cp850"):
            text = "id,note,count\n" + "".join(f"{i},plain words of {i} customers,{i}\n" for i in range(9))
            text += f"9,{note},1\n"
            try:
                yield 1, text, text.encode(encoding)
            except UnicodeEncodeError:
                continue


def main() -> None:
    """Print shares of right answers by number of rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    every = [("", case) for case in cases(WORDS)] + [("later, ", case) for case in cases(LATER)]
    every += [("signs, ", case) for case in sign_cases()]
    for name, reader in READERS.items():
        hits: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for kind, (size, text, data) in every:
            try:
                right = data.decode(reader(data)) == text
            except Exception:  # noqa: BLE001 - a rival may raise anything
                right = False
            for key in (f"{kind}all", f"{kind}{size} rows"):
                hits[key] += right
                total[key] += 1
        results[name] = {key: round(hits[key] / total[key], 4) for key in total}
    print(json.dumps(results, indent=1))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
