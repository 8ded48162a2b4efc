"""Addresses of many countries as people type them, and what spoils them."""

from __future__ import annotations

from wizard.places import Postal

# country, addressee, street1, street2, city, state, postal_code, phone
RIGHT = """
US | Northwind Clinics | 1420 Harbor Avenue SW | Suite 200 | Seattle | WA | 98116 | (206) 555-0142
US | Northwind Clinics | 350 5th Ave | Fl 21 | New York | New York | 10118-0110 | +1 212 555 0100
US | Northwind Clinics | 1 Dr Carlton B Goodlett Pl | | San Francisco | ca | 94102 | 415-555-2671
US | Northwind Clinics | 24 Beacon St | | Boston | Massachusetts | 02133 | 617 555 0199
PR | Northwind Clinics | 151 Calle de San Francisco | | San Juan | | 00901 | +1 787 555 0100
CA | Northwind Clinics | 111 Wellington St | | Ottawa | ON | K1A 0A9 | 613-555-0182
CA | Northwind Clinics | 1045 rue des Parlementaires | | Québec | Québec | g1a1a3 | +1 418 555 0123
CA | Northwind Clinics | 501 Belleville St | | Victoria | British Columbia | V8V 1X4 | +1 250 555 0171
GB | Northwind Clinics | 12 Park Row | | Leeds | | LS1 5HN | 0113 496 0000
GB | Northwind Clinics | 10 Downing Street | | London | | sw1a2aa | +44 20 7946 0000
GB | Northwind Clinics | 1 Parliament Square | | Edinburgh | Midlothian | EH1 1RF | 0131 496 0000
UK | Northwind Clinics | 1 Cathedral Road | | Cardiff | | CF11 9HA | 029 2018 0000
IE | Northwind Clinics | 6 O'Connell Street | | Dublin | Co. Dublin | D01 F5P2 | 01 234 5678
IE | Northwind Clinics | Patrick Street | | Cork | County Cork | | +353 21 234 5678
IE | Northwind Clinics | Eyre Square | | Galway | galway | H91 CX4P | 091 234567
FR | Northwind Cliniques | 12 rue de la Paix | | Paris | | 75002 | 01 23 45 67 89
FR | Northwind Cliniques | 5 avenue du Général Leclerc | BP 1234 | LYON CEDEX 03 | | 69424 | +33 4 72 00 00 00
FR | Northwind Cliniques | 1 quai de la Fosse | | Nantes Cedex 1 | | 44000 | 02 40 12 34 56
DE | Northwind Labor GmbH | Invalidenstr. 117 | | Berlin | | 10115 | 030 901820
DE | Northwind Labor GmbH | Marienplatz 8 | Zimmer 3 | München | Bayern | 80331 | +49 89 23300
DE | Northwind Labor GmbH | Große Elbstraße 1 | | Hamburg | | 22767 | 040 428280
AT | Northwind Labor | Stephansplatz 3 | | Wien | | 1010 | 01 5155235
AT | Northwind Labor | Kapitelplatz 2 | | Salzburg | | 5020 | +43 662 80470
CH | Northwind Labor AG | Bahnhofstrasse 1 | | Zürich | | 8001 | 044 211 00 00
CH | Northwind Labor AG | Rue du Rhône 30 | | Genève | | CH-1204 | +41 22 418 20 00
IT | Northwind Cliniche | Via del Corso 12 | Scala B | Roma | RM | 00186 | 06 6982 0000
IT | Northwind Cliniche | Corso Buenos Aires 5 | | Milano | Milano | 20124 | +39 02 8846 0000
ES | Northwind Clínicas | Calle de Alcalá 50 | 3º | Madrid | Madrid | 28014 | 912 345 678
ES | Northwind Clínicas | Plaça de Sant Jaume 1 | | Barcelona | Barcelona | 08002 | +34 934 02 70 00
NL | Northwind Klinieken | Damrak 1 | | Amsterdam | | 1012 LG | 020 555 1234
NL | Northwind Klinieken | Coolsingel 40 | | Rotterdam | | 3011ad | +31 10 267 1000
BE | Northwind Klinieken | Grote Markt 1 | | Brussel | | 1000 | 02 279 22 11
SE | Northwind Klinik | Drottninggatan 1 | | Stockholm | | 111 51 | 08 508 290 00
PL | Northwind Kliniki | ul. Marszałkowska 1 | | Warszawa | | 00-624 | 22 443 00 00
PT | Northwind Clínicas | Praça do Comércio 1 | | Lisboa | | 1100-148 | 21 031 2700
AU | Northwind Clinics | 483 George Street | | Sydney | NSW | 2000 | 02 9265 9333
AU | Northwind Clinics | 90 Swanston St | | Melbourne | Victoria | 3000 | +61 3 9658 9658
NZ | Northwind Clinics | 135 Albert Street | | Auckland | | 1010 | 09 301 0101
JP | 北風クリニック | 千代田1-1 | | 千代田区 | 東京都 | 100-0001 | 03-3213-1111
JP | Northwind Clinic | 2-8-1 Nishi-Shinjuku | | Shinjuku-ku | Tokyo | 1638001 | +81 3 5321 1111
JP | Northwind Clinic | 大阪市北区中之島1-3-20 | | | 大阪府 | ５３０－０００５ | 06-6208-8181
HK | Northwind Clinic | 8 Connaught Place | | Central | Hong Kong Island | | 2345 6789
HK | 北風診所 | 彌敦道132號 | | 尖沙咀 | 九龍 | | +852 2345 6789
IN | Northwind Clinics | 1 Rajpath Marg | | New Delhi | Delhi | 110001 | 011 2301 5321
IN | Northwind Clinics | 12 Mahatma Gandhi Road | | Bengaluru | Karnataka | 560001 | +91 80 2222 1188
BR | Clínicas Northwind | Avenida Paulista 1578 | Bela Vista | São Paulo | SP | 01310-200 | (11) 3251-5644
BR | Clínicas Northwind | Rua da Quitanda 86 | | Rio de Janeiro | Rio de Janeiro | 20091005 | +55 21 2345 6789
MX | Clínicas Northwind | Av. Paseo de la Reforma 1 | | Ciudad de México | CDMX | 06030 | 55 5123 4567
MX | Clínicas Northwind | Av. Juárez 100 | | Guadalajara | Jalisco | 44100 | +52 33 3837 4400
SG | Northwind Clinic | 3 St Andrew's Road | | | | 178958 | 6338 1234
AE | Northwind Clinic | Sheikh Zayed Road 1 | | Dubai | Dubai | | 04 331 1111
KR | Northwind Clinic | 110 Sejong-daero | | Jung-gu | Seoul | 04524 | 02-2133-2114
TR | Northwind Klinik | Atatürk Bulvarı 1 | | Çankaya | Ankara | 06420 | 0312 123 45 67
"""
SPOILT = """
US | postal_code | 9811 | locations.postal_code_invalid
US | postal_code | 10118 | locations.postal_code_invalid
US | postal_code | SW1A 2AA | locations.postal_code_invalid
US | postal_code | | locations.incomplete
US | state | Ontario | locations.state_invalid
US | state | | locations.incomplete
US | street1 | | locations.incomplete
US | city | | locations.incomplete
US | phone | | locations.phone_missing
US | phone | 12 | locations.phone_invalid
US | phone | ask at the desk | locations.phone_invalid
US | phone | +44 12 | locations.phone_invalid
US | country | | locations.incomplete
US | country | XX | locations.incomplete
CA | postal_code | K1A 0A | locations.postal_code_invalid
CA | postal_code | D1A 0A9 | locations.postal_code_invalid
CA | postal_code | V8V 1X4 | locations.postal_code_invalid
CA | state | WA | locations.state_invalid
GB | postal_code | LS1 | locations.postal_code_invalid
GB | postal_code | GIR 0AA Leeds | locations.postal_code_invalid
GB | postal_code | XLS1 5HN | locations.postal_code_invalid
GB | postal_code | | locations.incomplete
GB | city | | locations.incomplete
GB | phone | 0113 496 | locations.phone_invalid
IE | postal_code | D01 | locations.postal_code_invalid
IE | state | Leinster | locations.state_invalid
IE | city | | locations.incomplete
FR | postal_code | 75002 CEDEX | locations.postal_code_invalid
FR | postal_code | 7500 | locations.postal_code_invalid
FR | postal_code | | locations.incomplete
FR | phone | 01 23 45 | locations.phone_invalid
DE | postal_code | 1011 | locations.postal_code_invalid
DE | postal_code | D-10115 | locations.postal_code_invalid
DE | street1 | | locations.incomplete
AT | postal_code | 10100 | locations.postal_code_invalid
CH | postal_code | 80011 | locations.postal_code_invalid
CH | phone | 044 211 | locations.phone_invalid
IT | postal_code | 0186 | locations.postal_code_invalid
IT | state | Lazio | locations.state_invalid
IT | state | | locations.incomplete
ES | postal_code | 08002 | locations.postal_code_invalid
ES | state | Lisboa | locations.state_invalid
NL | postal_code | 1012 | locations.postal_code_invalid
NL | postal_code | 0012 LG | locations.postal_code_invalid
BE | postal_code | 10000 | locations.postal_code_invalid
SE | postal_code | 1115 | locations.postal_code_invalid
PL | postal_code | 0-624 | locations.postal_code_invalid
AU | postal_code | 3000 | locations.postal_code_invalid
AU | state | Wales | locations.state_invalid
AU | city | | locations.incomplete
JP | postal_code | 100-001 | locations.postal_code_invalid
JP | postal_code | 530-0005 | locations.postal_code_invalid
JP | state | | locations.incomplete
JP | state | 江戸 | locations.state_invalid
JP | street1 | | locations.incomplete
HK | state | | locations.incomplete
HK | state | Macau | locations.state_invalid
HK | phone | 2345 | locations.phone_invalid
IN | postal_code | 11001 | locations.postal_code_invalid
IN | state | Punjaab | locations.state_invalid
IN | postal_code | | locations.incomplete
BR | postal_code | 1310-200 | locations.postal_code_invalid
BR | postal_code | 20091-005 | locations.postal_code_invalid
BR | state | | locations.incomplete
BR | state | XX | locations.state_invalid
MX | postal_code | 6030 | locations.postal_code_invalid
MX | postal_code | | locations.incomplete
MX | state | Texas | locations.state_invalid
SG | postal_code | 1789 | locations.postal_code_invalid
KR | state | Jeolla | locations.state_invalid
"""


def right_addresses() -> list[Postal]:
    return [Postal(*_cells(line)) for line in RIGHT.strip().splitlines()]


def right_one(country: str) -> Postal:
    """The first right address of the country."""
    return next(address for address in right_addresses() if address.country == country)


def spoilt() -> list[tuple[str, str, str, str]]:
    """Country, field, what is typed there instead, and the code that names it."""
    rows = [_cells(line) for line in SPOILT.strip().splitlines()]
    return [(country, field, typed, code) for country, field, typed, code in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]
