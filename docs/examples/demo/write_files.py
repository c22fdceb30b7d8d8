"""Write the files of the demo into files/. Everybody in them is invented.

The files are part of the repository, so that the demo needs nothing but the library; this script says how they came
about. The workbook needs XlsxWriter.

    python docs/examples/demo/write_files.py [FOLDER]
"""

import datetime
import sys
from pathlib import Path
from typing import Any

SHOPTET = """\
guid;email;billingFullName;billingStreet;billingCity;billingZip;billingCountry;shippingGuid;shippingFullName;\
shippingStreet;shippingCity;registrationDate;extraDiscountPct;pricelistName;heslo
d7cc9ff4-9a15-11e3-bb01-ac162d8a2451;jana@example.org;Jana Nováková;Květinová 12;Žďár nad Sázavou;591 01;Česko;\
5a1b3c00-9a15-11e3-bb01-ac162d8a0001;Jana Nováková;Růžová 5;Žďár nad Sázavou;2021-03-14 09:30:00;3;VIP;tajné
d7cc9ff4-9a15-11e3-bb01-ac162d8a2452;petr@example.org;Petr Dvořák;Dlouhá 1;Plzeň;301 00;Česko;;Petr Dvořák, chata;\
U Řeky 8;Šumava;01.02.2020 08:15;;;
;sarka@example.org;Šárka Křížová;Široká 3;Děčín;405 02;Česko;;;;;14.11.2026 17:05:30;5;;
;zofie@example.org;Žofie Růžičková;Jiná 9;Kolín;280 02;Česko;;;;;;;;
;ludek@example.org;Luděk Štěpánek;Přístavní 7;Ústí nad Labem;400 01;Atlantida;;;;;;;;
d7cc9ff4-9a15-11e3-bb01-ac162d8a2453;eva@example.org;Žofie Růžičková;;;;;;;;;;;;
;bezejmena@example.org;;Krátká 2;Tábor;390 01;Česko;;;;;;;;
;karel(zavinac)example.org;Karel Čížek;Úzká 4;Písek;397 01;Česko;;;;;;;;
;denisa@example.org;Denisa Žáčková;Nová 6;Třebíč;674 01;Česko;;;;;31.02.2024 10:00;;;
;Sarka@Example.org;Šárka Křížová;Široká 3;Děčín;405 02;Česko;;;;;;;;
d7cc9ff4-9a15-11e3-bb01-ac162d8a2454;ondrej@example.org;Ondřej Němec;Polní 11;Znojmo;669 02;Slovensko;;;;;;;;
"""

TIXLY = """\
Kundnummer;Förnamn;Efternamn;E-post;Mobil;Adress;Postnummer;Postort;Nyhetsbrev
1001;Anna;Åberg;anna.ny@example.org;070-174 06 05;Storgatan 1;111 22;Stockholm;ja
1002;Björn;Öström;bjorn@example.org;070-174 06 06;Hamngatan 4;411 14;Göteborg;nej
1003;Cecilia;Ängström;cecilia@example.org;;Östra vägen 9;211 20;Malmö;ja
1004;Elin;Sjöberg;elin@example.org;070-174 06 09;Björkallén 2;753 10;Uppsala;ja
0;Frida;Nyström;frida@example.org;070-174 06 11;Älvgatan 7;903 26;Umeå;ja
0;Hanna;Håkansson;hanna@example.org;;Ågatan 3;582 22;Linköping;nej
9999;Ingvar;Okänd;ingvar@example.org;;Vägen 1;100 00;Stockholm;nej
0;Kråkan;Utan Adress;;;;;;
0;Frida;Nyström;FRIDA@example.org;;Älvgatan 7;903 26;Umeå;ja
1001;Anna;Åberg;anna.igen@example.org;070-174 06 05;Storgatan 1;111 22;Stockholm;ja
"""

RALEON = """\
shopify_id,points_to_add,description
7338441277598,150,Setting up loyalty points for past purchases.
7338441277599,200,Setting up loyalty points for past purchases.
7338441277598,50,"Thank you, ""early bird""!"
7338441299999,80,Setting up loyalty points for past purchases.
7.33844E+12,120,Setting up loyalty points for past purchases.
7338441277600,0,Setting up loyalty points for past purchases.
7338441277601,-20,A correction
7338441277602,60,
7338441277603,12.5,Setting up loyalty points for past purchases.
7338441277604,75,Setting up loyalty points for past purchases.
"""

EPOS_LABELS = (
    "full_name,email,phone_number,mobile_number,lookup_id,date_of_birth,gender,membership_point,"
    "membership_expiry_date,customer_group_names,allow_credit_transactions,shoe_size\n"
)
EPOS_INVALID = (
    EPOS_LABELS
    + """\
Tan Wei Ling,weiling@example.com,61234567,91230002,M-2001,08/10/1992,female,120,31/12/2027,Regulars,TRUE,38
Lim Jun Hao,junhao@example.com,,91230003,M-2001,17/05/1988,male,,31/12/2027,Regulars,,42
Siti Rahman,siti@example.com,,91234567,M-2003,23/01/1979,female,15,31/12/2027,,,37
Ravi Kumar,ravi@example.com,,91230005,M-2004,8 Oct 1992,male,,31/12/2027,,,44
Chen Xiu Ying,xiuying@example.com,,91230006,M-2005,30/11/1995,female,40,01/01/2020,"Regulars, VIP",,36
Wong Kai,kai@example.com,,91230007,,12/12/1990,male,,31/12/2027,,,41
Nur Aisyah,aisyah@example.com,61234567,91230008,M-2007,05/06/92,female,,31/12/2027,VIP,FALSE,39
Goh Boon Kiat,,61234567,+65 9123 0009,M-2008,,male,,,,,43
"""
)
EPOS = (
    EPOS_INVALID.replace("91230003,M-2001", "91230003,M-2002")
    .replace("91234567,M-2003", "91230004,M-2003")
    .replace("8 Oct 1992", "08/10/1992")
    .replace("01/01/2020", "01/01/2028")
    .replace("91230007,,", "91230007,M-2006,")
)

# phone, e-mail, consent, name, birthday, gender, cards, amount, currency, expiry, account
INCUST_WITHOUT_HEADER = """\
+37061200001;;;Ona Onaitė;1990-01-31;female;;;;;
37061200021;lukas@example.org;2026-11-01, No. 17, Vilnius shop;Lukas;1982-07-09;vyras;3001|3002;25.50;EUR;2027-12-31;
+37061200022;;;Miglė;;;;10;eur;;
61200023;;;Saulius;1975-13-01;;;;;;
+37061200024;greta(at)example.org;;Greta;;;;;;;
+37061200002;kitas@example.org;2026-11-02, No. 18, Kaunas shop;Jonas;1985-05-06;other;1002;;;;
+37061200022;;;Miglė;;;;10;EUR;;
+37061200028;;;Eglė;;;"3003;3004";5;XYZ;;
"""

INCUST_LABELS = (
    "Phone number",
    "Customer email address",
    "Customer Name",
    "Birthday",
    "Gender",
    "Plastic Card Numbers",
    "Sum of credited bonus points",
    "Bonus currency",
    "Bonus points expiration date",
    "Customer account",
)
INCUST_ROWS: list[list[Any]] = [
    [37061200001, "", "Ona O.", datetime.date(1990, 1, 31), "Moteris", "", 120, "EUR", datetime.date(2027, 6, 30), ""],
    ["+37061200002", "jonas@example.org", "Jonas Jonaitis", "1985-05-05", "male", "", "", "", "", ""],
    ["37061200003", "", "", "", "", "1003, 2003", "", "", "", ""],
    ["+380 50 123 45 67", "olena@example.org", "Олена", "2001-12-24", "жінка", "", 50, "UAH", "", ""],
    [37061200006, "", "Rasa", "", "Female", 2006, 30, "", "", ""],
    ["8 612 00007", "", "Tomas 7", "", "", "", "", "", "", ""],
    ["", "be.numerio@example.org", "Be Numerio", "", "", "", "", "", "", ""],
    [380501234567, "", "Олена вдруге", "", "", "", 50, "UAH", "", ""],
    ["+37061200010", "", "Dalia", "31 January", "", "", "", "", "", ""],
    ["+37061200011", "", "Vytautas", "", "", "", 15, "", "", "A-17"],
    ["+37061200012", "", "Kortos Vagis", "", "", "1002", "", "", "", ""],
    ["3.70612E+10", "", "Prarasti Skaitmenys", "", "", "", "", "", "", ""],
]


def write_workbook(path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(path)
    workbook.set_properties({"created": datetime.datetime(2026, 11, 22)})
    sheet = workbook.add_worksheet("Customers")
    sheet.write_row(0, 0, INCUST_LABELS)
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for number, cells in enumerate(INCUST_ROWS, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(cell, datetime.time()), day)
            elif cell != "":
                sheet.write(number, column, cell)
    workbook.close()


def write_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shoptet.csv").write_bytes(SHOPTET.replace("\n", "\r\n").encode("cp1250"))
    (folder / "tixly.csv").write_bytes(TIXLY.replace("\n", "\r\n").encode("cp1252"))
    (folder / "raleon.csv").write_bytes(RALEON.encode("utf-8"))
    (folder / "epos-invalid.csv").write_bytes(EPOS_INVALID.encode("utf-8-sig"))
    (folder / "epos.csv").write_bytes(EPOS.encode("utf-8-sig"))
    (folder / "incust-without-header.csv").write_bytes(INCUST_WITHOUT_HEADER.encode("utf-8"))
    write_workbook(folder / "incust.xlsx")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files")
