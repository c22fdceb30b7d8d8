"""Places, people and notes in 46 languages, and mixed lists, from memory: what `transcoded` writes in old encodings.

Made without a look at the words that detection knows; what it does know of them, `transcoded` leaves out.
"""

from __future__ import annotations

PLACES: dict[str, str] = {
    "cs": (
        "Slavkov u Brna,Kyjov,Bystřice pod Hostýnem,Neratovice,Říčany,Čelákovice,Lysá nad Labem,Dobříš,"
        "Hořice,Náměšť nad Oslavou,Třešť,Světlá nad Sázavou,Květoslav Šťovíček,Otýlie Hřebíčková,"
        "Vratislav Kuře,Na Výsluní 8,U Cihelny,platí převodem,zavolat ráno,Říp,Žďárec,Boží Dar,Mšeno,Újezdec,"
        "Kozí hřbety,Ke Krčskému lesu,volat až po šesté,Otakar Žíla,Mlýnská 5,Běla Tůmová,dárkový poukaz,"
        "Úpice"
    ),
    "sk": (
        "Handlová,Spišské Podhradie,Turčianske Teplice,Gelnica,Krupina,Šurany,Modra,Bytča,Svit,Stropkov,"
        "Medzilaborce,Vladimíra Šťastná,Igor Žúbor,Kysucké Nové Mesto,Kvačalova,Mlynské nivy,platí prevodom,"
        "zavolať ráno,Hriňová,Detva,Veľké Kapušany,Čierna nad Tisou,Štúrovo,Dúbravská 9,volať až večer,"
        "Svätopluk Ďatelinka,Sídlisko Západ,Rača,darčekový poukaz,Ľudovíta Fullu"
    ),
    "pl": (
        "Zgierz,Żyrardów,Pruszków,Otwock,Mińsk Mazowiecki,Łęczyca,Węgrów,Września,Śrem,Gostyń,Kościan,"
        "Jarosław,Łańcut,Przemyśl,Ożarów,Bogusława Szczęsna,Mirosława Rzepka,Kiełbaśnicza 3,Świeradów-Zdrój,"
        "płatne przelewem,zadzwonić rano,Źrebięta,Żnin,Skierniewice,Sulejówek,Żwirki i Wigury,"
        "dzwonić później,Jędrzej Pączek,Księżycowa 4,bon upominkowy dla córki,Brzęczyszcz"
    ),
    "hu": (
        "Kiskőrös,Tapolca,Keszthely,Kőröshegy,Balatonfüred,Siófok,Gyöngyöspata,Pásztó,Szécsény,Füzesabony,"
        "Hatvan,Tiszafüred,Berettyóújfalu,Püspökladány,Csorna,Kapuvár,Sümeg,Borbála Csűrös,Dezső Üveges,"
        "Bő utca 3,átutalással fizet,reggel hívja,Őriszentpéter,Hűvösvölgy,Bálint Gergő,Kőbánya,"
        "csak délután hívható,Csillagvirág köz,Ürge utca,Bűbáj Réka,ajándékutalvány"
    ),
    "ro": (
        "Câmpina,Băileşti,Caracal,Făgăraş,Codlea,Râşnov,Săcele,Gherla,Dej,Năsăud,Vişeu de Sus,Moldova Nouă,"
        "Anişoara Şerbănescu,Dănuţ Crăciun,Rădăuţi,Fălticeni,Huşi,Adjud,Mărăşeşti,Strada Plopilor,"
        "plăteşte cash,sunaţi dimineaţa,Mangalia,Cernavodă,Valea Lungă,sunaţi după prânz,Horaţiu Cîrstea,"
        "Dâmbului 7,Viişoara,fără plăcuţă"
    ),
    "hr": (
        "Čabar,Ludbreg,Lepoglava,Ivanić-Grad,Dugo Selo,Zaprešić,Krk,Mali Lošinj,Crikvenica,Slunj,Imotski,"
        "Vrgorac,Hrvoje Čuljak,Ružica Špehar,Ante Žuvela,Dračevac,Put Žnjana 4,plaća karticom,nazvati ujutro,"
        "Donji Miholjac,Pleternica,Orahovica,Čepin,Vučja jama,zvati poslije šest,Božidar Ježić,Žabnica,"
        "Đuro Špoljar,darovni bon za kćer"
    ),
    "sl": (
        "Cerknica,Ribnica,Metlika,Sevnica,Hrastnik,Šentjur,Žužemberk,Tolmin,Bovec,Železniki,Šoštanj,Mežica,"
        "Štefan Čuček,Milena Žveglič,Dušan Rožman,Pod hribom 3,plača s kartico,poklicati zjutraj,Višnja Gora,"
        "Dravče,Pšata,Žabnica,Lendava"
    ),
    "bs": (
        "Lukavac,Doboj,Derventa,Modriča,Teslić,Gradiška,Kiseljak,Čapljina,Stolac,Ljubuški,Maglaj,Žepče,"
        "Zavidovići,Senad Hadžić,Amra Čaušević,Mirza Delalić,Ilidža,Hadžići,Vogošća,Olovo"
    ),
    "lt": (
        "Biržai,Šilalė,Rietavas,Kazlų Rūda,Trakai,Lentvaris,Vievis,Pabradė,Neringa,Akmenė,Venta,Žiežmariai,"
        "Baltoji Vokė,Arūnas Žebrauskas,Giedrė Šapokienė,Ligita Čepaitė,Lazdynų g.,moka kortele,"
        "skambinti rytą,Vėžaičiai,Ežerėlis,Grigiškės,Šaltinių skersgatvis,skambinti po šešių,Žygimantas Ūsas,"
        "Beržų g.,Ąsočių,dovanų čekis"
    ),
    "lv": (
        "Sabile,Kandava,Piltene,Pāvilosta,Skrunda,Durbe,Priekule,Zilupe,Dagda,Subate,Viesīte,Jaunjelgava,"
        "Skaidrīte Bundža,Uldis Kļava,Gunārs Šics,Pļavu iela,maksā ar karti,zvanīt no rīta,Ainaži,Aknīste,"
        "Līgatne,Ķegums,Salacgrīva,Mežmalītes,zvanīt pēc sešiem,Ņikita Šķēle,Bērzu iela,Ūdensroze,"
        "dāvanu karte,Ļoti labs"
    ),
    "et": (
        "Rüütel Õnne,Põlva,Kärstna,Võsu,Käina,Kõrveküla,Märjamaa,Vändra,Türi-Alliku,Käru,Järvakandi,Nõo,"
        "Tõstamaa,Häädemeeste,Kuusalu,Äksi,Maret Lääne,Urmas Kõiv,maksab kaardiga,helistada hommikul,Pühajõe,"
        "Aegviidu,Jüri tee"
    ),
    "fi": (
        "Ylivieska,Nivala,Kiuruvesi,Haapajärvi,Pyhäjoki,Kauhajoki,Närpiö,Forssa,Loimaa,Uusikaupunki,Hanko,"
        "Lieksa,Sotkamo,Kemiö,Veijo Kärppä,Marjatta Äijälä,Töölöntori,maksaa kortilla,soita aamulla,"
        "Hyrynsalmi,Ähtäri,Mäntsälä,Orimattila,Lehmusväylä,soittakaa illalla,Väinämö Törö,Yläniitty,"
        "Mäyränkolo,lahjakortti tyttärelle"
    ),
    "sv": (
        "Kungälv,Säffle,Åmål,Mönsterås,Oskarshamn,Västervik,Nynäshamn,Strängnäs,Köping,Arboga,Lindesberg,"
        "Hällefors,Ljusnarsberg,Sölvesborg,Ängelsberg,Gällivare,Håkan Törnqvist,Birgitta Sjöö,Kvarnbyvägen 3,"
        "betalar med kort,ring på morgonen,Tjörn,Öckerö,Flen,Älgstigen,ring efter sex på kvällen,"
        "Örjan Blåman,Sälgvägen,Hönsgärde,presentkort åt dottern"
    ),
    "da": (
        "Brøndby,Glostrup,Hørve,Nakskov,Sorø,Præstø,Stege,Ærøskøbing,Rønne,Skagen,Sæby,Løgstør,Støvring,Aars,"
        "Bjerringbro,Grindsted,Skjern,Tønder,Ribe,Bodil Skødt,Asger Nøhr,betaler med kort,ring om morgenen,"
        "Hvidbjergvænget 4,Gørlev,Bøllemosevej,ring først efter seks,Ærø Blåbær,Rørsangervej,"
        "gavekort til sønnen,Åsum"
    ),
    "no": (
        "Svolvær,Brønnøysund,Mosjøen,Namsos,Levanger,Røyrvik,Ørsta,Måløy,Årdalstangen,Vadsø,Hammerfest,"
        "Kirkenes,Lillehammer,Raufoss,Hokksund,Mjøndalen,Kragerø,Grimstad,Flekkefjord,Sigbjørn Tømmerås,"
        "Gunvor Røed,betaler med kort,ring på morgenen,Bygdøynesveien,Trollåsen,ring først etter seks,"
        "Ørjan Blåbær,Bjørnemyrveien,gavekort til sønnen,Lærdal"
    ),
    "is": (
        "Siglufjörður,Ólafsfjörður,Bolungarvík,Patreksfjörður,Stykkishólmur,Grundarfjörður,Blönduós,"
        "Skagaströnd,Djúpivogur,Höfn,Vík,Hella,Hvolsvöllur,Steinunn Eyþórsdóttir,Hrafnkell Þrastarson,"
        "greiðir með korti,hringja að morgni,Sólheimar,Varmahlíð,Hólmavík"
    ),
    "de": (
        "Wörgl,Füssen,Kaufbeuren,Mühldorf,Pößneck,Mühlhausen,Wolfenbüttel,Königswinter,Brühl,Würselen,"
        "Gänserndorf,Kitzbühel,Völkermarkt,Ottilie Grünwald,Ansgar Höllerer,Schlüterstraße 12,"
        "zahlt per Überweisung,morgens anrufen,Bühl,Käfertal,Süßen,Rösrath,Mettmann,Füchslein,"
        "erst nach sechs anrufen,Gänseblümchenweg,Rößler,Geschenk für Söhnchen,Hör zu,Käsmark"
    ),
    "fr": (
        "Montélimar,Bourg-lès-Valence,Romans-sur-Isère,Crémieu,Tréguier,Paimpol,Saint-Brieuc,Lannéanou,Vitré,"
        "Fougères,Mayenne,Sablé-sur-Sarthe,Lisieux,Pont-l'Évêque,Barnabé Crépin,Solène Péron,"
        "Impasse des Mûriers,paie par chèque,à rappeler demain,Belvès,Sarlat-la-Canéda,Figeac,Gâvres,"
        "Ax-les-Thermes,Rue du Tilleul argenté,à rappeler après six heures,Théophile Lepoète,Crécy,"
        "chèque-cadeau reçu,Fosse à l’âne"
    ),
    "es": (
        "Alcázar de San Juan,Tomelloso,Valdepeñas,Hellín,Almansa,Yecla,Jumilla,Águilas,Totana,Níjar,Guadix,"
        "Loja,Lucena,Écija,Morón de la Frontera,Chipiona,Jesús Patiño,Encarnación Rincón,Calle Jazmín 3,"
        "paga con cheque,llamar por la mañana,Peñafiel,Almazán,Coín,Logrosán,Callejón del Añil,"
        "llamar después de las seis,Ramón Piñón,Bañeza,tarjeta según acuerdo,Íñiguez"
    ),
    "ca": (
        "Berga,Solsona,Puigcerdà,Ripoll,Santa Coloma de Farners,Cassà de la Selva,Llagostera,Palafrugell,"
        "Begur,Palamós,Calonge,Sant Feliu de Guíxols,Tossa,Canet de Mar,Arenys,Sant Celoni,Centelles,Artés,"
        "Súria,Navàs,Remei Falcó,Narcís Bagó,Plaça de l'Àngel,paga amb targeta,Flaçà,Bescanó"
    ),
    "eu": (
        "Azpeitia,Bergara,Oñate Agirre,Andoain,Beasain,Ordizia,Legazpi,Mungia,Bermeo,Gernika,Ondarroa,"
        "Markina,Mutriku,Iñigo Agiñaga,Peñagarikano,Begoñalde,Ibañez Etxeberria,Usurbil,Muñoa"
    ),
    "gl": (
        "Betanzos,Cee,Noia,Padrón,Rianxo,Boiro,Sanxenxo,Moaña,Tomiño,Tui,A Guarda,Vimianzo,Fene,Viveiro,"
        "Burela,Sarria,Chantada,Verín,Xinzo de Limia,Celanova,Xosé Piñeiro,Antía Louzán,Praza da Ferrería,"
        "paga con tarxeta,chamar pola mañá,Mondoñedo,Fisterra"
    ),
    "pt": (
        "Vila do Conde,Famalicão,Ovar,Espinho,Águeda,Ílhavo,Cantanhede,Pombal,Nazaré,Alcobaça,Abrantes,Tomar,"
        "Ourém,Montijo,Palmela,Estremoz,Loulé,Olhão,Tavira,Araraquara,Jundiaí,Piracicaba,Maringá,"
        "Serafim Leão,Conceição Brandão,Rua das Andorinhas,paga com cartão,ligar de manhã,Maranhão,"
        "Beco do Açafrão,ligar só após as seis,Estêvão Anão,Mação,cartão para a irmã,Três Rios"
    ),
    "it": (
        "Gorizia,Monfalcone,Conegliano,Bassano,Schio,Feltre,Chioggia,Rovereto,Desenzano,Saronno,"
        "Busto Arsizio,Voghera,Ivrea,Chieri,Alba,Cuneo,Imperia,Sarzana,Carrù,Temù,Cirié,Dalmine,Osnago,"
        "Vicolo Bontà,Nicolò Dorè,paga metà subito,Cà del Bosco,Mandatoriccio,Polistena,Crotone,Alì Terme,"
        "Aragonà,Vicolo della Nudità,chiamare più tardi,Niccolò Umiltà,Forlimpopoli però,"
        "buono da metà prezzo,Tre Città"
    ),
    "nl": (
        "Purmerend,Hoorn,Alkmaar,Den Helder,Schagen,Heerenveen,Drachten,Leeuwarden,Assen,Emmen,Meppel,Kampen,"
        "Harderwijk,Ermelo,Barneveld,Ede,Wageningen,Tiel,Gorinchem,Schoonhoven,Curaçaostraat,Mariënburg,"
        "Jeroen Coëlho,Thérèse Zuiderwijk,Oranjeën,reünist,beëindigd,Coöperatieplein,Brabançonne,Knieënlaan,"
        "Eeuwigdurende ideeën,bellen ná zes uur,Zoë de Reünist,coöp Noord,twee cafés verderop"
    ),
    "tr": (
        "Bodrum,Fethiye,Söke,Nazilli,Turgutlu,Akhisar,Bandırma,Gönen,Çerkezköy,Lüleburgaz,Gebze,İnegöl,"
        "Mudanya,Ereğli,Akşehir,Beyşehir,Silifke,Kozan,Osmaniye,Nizip,Viranşehir,Siverek,Nurcan Kırdağ,"
        "Sıtkı Öğüt,Çınarlı Sk.,kartla öder,sabah arayın,Ürgüp,Kuşdili çıkmazı,altıdan sonra arayın,"
        "Doğukan Şişman,Gölbaşı,hediye kartı kızıma,Ünlü Ağa"
    ),
    "sq": (
        "Përrenjas,Ballsh,Konispol,Delvinë,Selenicë,Memaliaj,Këlcyrë,Ersekë,Bilisht,Mamurras,Rubik,Rrëshen,"
        "Bajram Curri,Pukë,Koplik,Vorë,Kamëz,Gjakovë,Pejë,Mitrovicë,Besnik Dërmaku,Lumturie Çaushi,"
        "paguan me kartë"
    ),
    "mt": (
        "Żebbiegħ,Ħal Kirkop,Imqabba,Għajnsielem,Xewkija,Xagħra,Nadur,Marsaxlokk,Birgu,Bormla,Isla,Kalkara,"
        "Santa Luċija,Gudja,Għargħur,Iklin,Lija,Balzan,Triq il-Kbira,Ċensu Żahra,Ġorġ Ħabib"
    ),
    "cy": (
        "Llanfairpwll,Trefynwy,Y Trallwng,Y Bala,Tywyn,Dolgellau,Porthmadog,Blaenau Ffestiniog,Llanrwst,"
        "Tŷ Gwyn,Ystâd Ŵyr,Llŷr Siôn,Môn,Crymych,Aberporth,Llandeilo,Pontardawe,Glyn-nedd,Tŷ'r Felin,"
        "Siân Gwŷn,Porth Tŵr,dŵr glân"
    ),
    "eo": (
        "Ĝardenurbo,Ĉevalejo,Ŝtonetejo,Ĥoralo,Ĵaŭdo,Ruĝa Domo,Aŭtuna strato,Antaŭa vilaĝo,Feliĉa Ŝipano,"
        "Maljuna Fiŝkaptisto,Neĝa monto,Junaĝa"
    ),
    "vi": (
        "Biên Hòa,Thủ Dầu Một,Mỹ Tho,Long Xuyên,Rạch Giá,Cà Mau,Sóc Trăng,Phan Thiết,Pleiku,Tuy Hòa,"
        "Quảng Ngãi,Hội An,Đồng Hới,Vinh,Thanh Hóa,Việt Trì,Lạng Sơn,Móng Cái,Nguyễn Văn Dũng,Trần Thị Mai"
    ),
    "ru": (
        "Нижневартовск,Йошкар-Ола,Комсомольск-на-Амуре,Северодвинск,Псков,Бийск,Прокопьевск,Балаково,Рыбинск,"
        "Шахты,Дзержинск,Орск,Сыктывкар,Ангарск,Грозный,Энгельс,Подольск,Мытищи,Люберцы,Фёдор Плющ,"
        "Аграфена Цыплакова,проспект Мира,платит картой,звонить утром,Ишим,Елец,Юрга,Щёкино"
    ),
    "uk": (
        "Кременчук,Хмільник,Бердичів,Коростень,Шостка,Ізмаїл,Чорноморськ,Первомайськ,Вознесенськ,Жмеринка,"
        "Калуш,Коломия,Чортків,Трускавець,Борислав,Ковель,Нововолинськ,Ірпінь,Бориспіль,Ніжин,Зеновій Гнатюк,"
        "Єлизавета Щур,вулиця Садова,платить карткою,дзвонити зранку,Ґалаґан"
    ),
    "be": (
        "Лунінец,Іванава,Пружаны,Бяроза,Ашмяны,Навагрудак,Шчучын,Глыбокае,Лепель,Горкі,Крычаў,Асіповічы,"
        "Быхаў,Добруш,Петрыкаў,Нясвіж,Дзяржынск,Заслаўе,вуліца Савецкая,Кастусь Жук,Алесь Мікуліч,Уладзімір,"
        "плаціць карткай"
    ),
    "bg": (
        "Банско,Разлог,Мездра,Берковица,Белоградчик,Козлодуй,Червен бряг,Троян,Априлци,Трявна,Елена,Попово,"
        "Каварна,Балчик,Провадия,Поморие,Несебър,Царево,Елхово,Тополовград,Кръстьо Джамбазов,"
        "Цветелина Жекова,улица Шипка,плаща с карта,обадете се сутрин,Ивайловград,Пирдоп"
    ),
    "sr": (
        "Аранђеловац,Горњи Милановац,Пријепоље,Нова Варош,Ивањица,Параћин,Ћуприја,Неготин,Књажевац,Сокобања,"
        "Бела Паланка,Димитровград,Апатин,Оџаци,Врбас,Бечеј,Рума,Шид,Љубинко Џиновић,Живадинка Ђокић,"
        "плаћа картицом,звати ујутру,Његошева,Мионица"
    ),
    "mk": (
        "Демир Хисар,Македонски Брод,Крушево,Валандово,Богданци,Демир Капија,Ѓаково,Ќешко Ѓоргиев,"
        "Љупка Џамбаска,Зоран Ѕвездан,плаќа со картичка,ѕвони наутро,улица Вардарска,Ростуше,Маврово,Пехчево,"
        "Зрновци,Чашка,Градско"
    ),
    "el": (
        "Άρτα,Πρέβεζα,Ηγουμενίτσα,Γρεβενά,Καστοριά,Φλώρινα,Έδεσσα,Νάουσα,Κιλκίς,Πολύγυρος,Μύρινα,Μυτιλήνη,"
        "Χίος,Σάμος,Ερμούπολη,Κως,Ζάκυνθος,Αργοστόλι,Λευκάδα,Άμφισσα,Λιβαδειά,Θανάσης Ψαρράς,Ευγενία Ξυδάκη,"
        "Οδός Ανθέων,πληρώνει με κάρτα,Ύδρα,Τρίπολη"
    ),
    "he": (
        "קריית שמונה,מגדל העמק,נצרת עילית,יקנעם,זכרון יעקב,קיסריה,נתיבות,אופקים,שדה בוקר,מצפה רמון,ערד,"
        "קריית מלאכי,גדרה,מעלה אדומים,אריאל,ביתר,משה פרידמן,שרה אברהמי,רחוב הגפן,לשלם בכרטיס,להתקשר בבוקר,"
        "צור הדסה"
    ),
    "ar": (
        "أسيوط,سوهاج,الأقصر,دمياط,الإسماعيلية,طنطا,المنصورة,الزقازيق,تبوك,حائل,نجران,جازان,كربلاء,الحلة,"
        "السماوة,اللاذقية,طرطوس,الكرك,معان,مكناس,تطوان,القيروان,بنزرت,عنابة,شارع النخيل,فاطمة الزهراء,"
        "يوسف الحداد,الدفع نقدا"
    ),
    "fa": (
        "بوشهر,خرم‌آباد,سنندج,گرگان,ساری,بابل,آمل,نیشابور,سبزوار,کاشان,دزفول,آبادان,ملایر,مراغه,"
        "خیابان گلستان,پروین چراغی,ژاله پژمان,کامران گودرزی,پرداخت با کارت,چالوس"
    ),
    "th": (
        "มุกดาหาร,กาฬสินธุ์,ร้อยเอ็ด,มหาสารคาม,ชัยภูมิ,บุรีรัมย์,สุรินทร์,ศรีสะเกษ,พะเยา,แพร่,น่าน,สุโขทัย,"
        "กำแพงเพชร,ตาก,กาญจนบุรี,ราชบุรี,เพชรบุรี,ประจวบคีรีขันธ์,ชุมพร,ระนอง,ตรัง,พัทลุง,สงขลา,ถนนสุขุมวิท,"
        "สมชาย ใจดี,โทรตอนเช้า"
    ),
    "ja": (
        "青森市,盛岡市,秋田市,山形市,水戸市,前橋市,甲府市,長野市,岐阜市,津市,大津市,奈良市,和歌山市,鳥取市,"
        "松江市,徳島市,高松市,高知市,佐賀市,大分市,那覇市,渡辺直美,サンライズ荘,カード払い,朝に電話,"
        "みどり通り,黒川ひろし"
    ),
    "zh-cn": (
        "保定市,邯郸市,唐山市,大同市,包头市,鞍山市,吉林市,齐齐哈尔市,无锡市,常州市,苏州市,温州市,绍兴市,"
        "芜湖市,蚌埠市,泉州市,漳州市,赣州市,烟台市,潍坊市,洛阳市,襄阳市,岳阳市,珠海市,佛山市,柳州市,刷卡支付,"
        "早上联系,胡晓梅,解放路"
    ),
    "zh-tw": (
        "斗六市,馬公市,埔里鎮,鹿港鎮,淡水區,中和區,土城區,汐止區,樹林區,鶯歌區,頭份市,苗栗市,朴子市,潮州鎮,"
        "恆春鎮,羅東鎮,蘇澳鎮,刷卡付款,早上聯絡,謝雅雯,中山路,吳宗憲,蔡依林"
    ),
    "ko": (
        "원주시,목포시,순천시,군산시,익산시,경주시,구미시,안동시,진주시,통영시,거제시,양산시,김포시,파주시,"
        "의정부시,남양주시,하남시,속초시,동해시,삼척시,홍길동,윤보라,신용카드 결제,아침에 전화,무궁화길,"
        "서귀포시"
    ),
}
# Lists that no one language explains, as real files have them.
MIXED: dict[str, str] = {
    "world": (
        "Côte d'Ivoire,Åland Islands,Curaçao,Réunion,Saint Barthélemy,São Tomé and Príncipe,France,Kenya,"
        "Peru,Mexico,Brazil,Chad,Laos,Malta,Norway,Oman,Palau,Qatar,Samoa,Tonga,Yemen,Zambia,Nepal,Ghana,"
        "Haiti,India,Jordan,Fiji"
    ),
    "players": (
        "Zlatan Ibrahimović,Luka Modrić,Petr Čech,Robert Lewandowski,Tomáš Rosický,Wojciech Szczęsny,"
        "Vladimír Šmicer,Mario Mandžukić,Gábor Király,Dušan Tadić,Łukasz Fabiański,Thomas Müller,"
        "Kevin Großkreutz,László Kleinheisler,Ivan Perišić"
    ),
    "footballers": (
        "Mesut Özil,Thomas Müller,Zinédine Zidane,Kylian Mbappé,Sergio Agüero,Iker Casillas,Ángel Di María,"
        "Pelé,Luis Suárez,Andrés Iniesta,Peter Schmeichel,Ole Gunnar Solskjær,Martin Ødegaard,"
        "Freddie Ljungberg,João Félix,José Giménez,Rúben Dias,Kasper Dolberg,Pierre-Emile Højbjerg,"
        "Simon Kjær,N'Golo Kanté,David Luiz,Fernandinho,Éder Militão,Harry Kane"
    ),
    "music": (
        "Motörhead,Björk,Sigur Rós,Mötley Crüe,Blue Öyster Cult,Queensrÿche,Beyoncé,Céline Dion,Röyksopp,"
        "Édith Piaf,Sinéad O'Connor,Hüsker Dü,The Beatles,Queen,Antonín Dvořák,Enya,Michael Bublé,Maná,"
        "Sílvia Pérez Cruz,Zoé,Tiësto,José González,Mínus"
    ),
    "films": (
        "Amélie,Léon: The Professional,La Dolce Vita,Das Boot,Der Untergang,Le Fabuleux Destin,"
        "Cidade de Deus,El laberinto del fauno,Les Misérables,À bout de souffle,Le Salaire de la peur,"
        "Señorita,Jeux d'été,Smultronstället,Fanny och Alexander,Låt den rätte komma in"
    ),
    "wines": (
        "Château Margaux,Rosé d'Anjou,Grüner Veltliner,Rías Baixas,Côtes du Rhône,Dão,Gewürztraminer,"
        "Pouilly-Fumé,Cava,Merlot,Tokaj,Mâcon-Villages,Chablis,Saint-Émilion,Vinho Verde,Malbec,Rioja,Syrah,"
        "Bourgogne Aligoté,Crémant d'Alsace,Ribera del Duero"
    ),
    "food": (
        "crème brûlée,jalapeño,piña colada,sauté pan,purée,soufflé,café latte,fondue,Gruyère,pâté,consommé,"
        "beef stew,rice,vinaigrette,entrée,à la carte,maître d',mocha,naïve,fiancée,résumé,coffee,tea,milk,"
        "señor,doppelgänger,smörgåsbord"
    ),
    "prices": (
        "Widget – small,Widget – large,£3.50 each,5 €,“best” offer,Sam’s choice,100 °C,½ price,Acme®,"
        "20 µm filter,naïve,item #4,set of 3 × 5,plain,blue,red,A4 paper,n° 5,Größe M,± 2 mm,Nescafé 200g,"
        "8¼ inch,¥1200,• bullet,Straße 4,Peña Ltd"
    ),
}
# One sign each in a list of plain English words.
SIGNS = (
    "It’s a customer’s note", "the “small” one", "2010–2015 — open", "£5.00 off", "20°C at noon", "12\u00a0345 points",
    "5½ inch", "Lego® Ltd", "• first item", "§ 12, 3", "3×4 m", "and so on…", "Excel™ file", "±5 days", "«Bonjour»",
    "12 m²", "¿Qué?", "paid 15 € in cash", "O’Neil – Café", "© 2019 the office", "1º piso", "don’t call",
    "Smith’s, “The Oak”",
)  # fmt: skip
