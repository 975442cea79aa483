"""However people write an identity number it is one; what only looks a little like one is left alone.

Every number is made while testing, for dates and digits that chance chooses.
"""

import random

import pytest

from app.core.guard import FindingKind, check_text, has_stop, names_somebody

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# More on the day, more on the month, more on the first check digit (numbers that are given from 2032 on).
SERIES = {
    "ordinary": (0, 0, 0),
    "D-number": (40, 0, 0),
    "test, month + 80": (0, 80, 0),
    "test, month + 40": (0, 40, 0),
    "test, month + 65": (0, 65, 0),
    "from 2032": (0, 0, 1),
}
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")

FORMS = [
    "{d}{m}{y}{p}",
    "{d}{m}{y} {p}",
    "{d}{m}{y},{p}",
    "{d}{m}{y}, {p}",
    "{d}{m}{y}: {p}",
    "{d}{m}{y} ({p})",
    "({d}{m}{y})({p})",
    "{d}{m}{y};{p}",
    "| {d}{m}{y} | {p} |",
    "{d}{m}{y}_{p}",
    "{d}{m}{y}*{p}",
    "{d}{m}{y}·{p}",
    "{d}{m}{y} → {p}",
    "{d}{m}{y} / {p}",
    "{d}{m}{y}\\{p}",
    "{d}{m}{y}    {p}",
    "{d}{m}{y}\n\n{p}",
    "{d}{m}{y}\r\n\r\n{p}",
    "{d}{m}{y} og {p}",
    "«{d}{m}{y}» «{p}»",
    "{d}.{m}.{y} {p}",
    "{d}/{m}/{y}-{p}",
    "{d}·{m}·{y}·{p}",
    "{d}_{m}_{y}_{p}",
    "{d}, {m}, {y}, {p}",
    "{Y}-{m}-{d} {p}",
    "{Y}-{m}-{d}-{p}",
    "{Y}{m}{d} {p}",
    "{d}.{m}.{Y} {p}",
    "{d}{m}{Y}-{p}",
    "født {d}.{m}.{y}, personnummer {p}",
    "født {day}.{month}.{Y}, personnummer {p}",
    "fødd {day}. {name} {Y}, personnummer: {p}",
    "f. {d}{m}{y} (pnr. {p})",
    "Fødselsdato: {day}.{month}.{Y}\nPersonnummer: {p}",
    "{d}{m}{y} - personnr - {p}",
    "personnummer {p}, født {day}.{month}.{Y}",
    "personnummer: {p} ({d}{m}{y})",
    "født {day}.{month}.{Y}, pers.nr. {p}",
    "{d}{m}{y} pers.nr {p}",
    "pers nr {p}, født {d}.{m}.{y}",
    "{d}{m}{y} person nr {p}",
    "{d}.{m}.{y}, fødsels- og personnr. {p}",
    "{d}.{m}.{y} person-nummer {p}",
    "født {d}.{m}.{y}, siste 5: {p}",
    "Født {d}.{m}.{y}. De 5 siste er {p}",
    "siste fem siffer {p}, f. {d}{m}{y}",
    "{d}{m}{Y}{p}",
    "{Y}{m}{d}{p}",
    "{d}{m} {Y}{p}",
    "{d}{m} {Y} {p}",
    "{d}.{m}.{Y} Per Hansen, Storgata 1, 3717 Skien, pnr {p}",
    "Personnr. {p}. Per Hansen, Storgata 1, 3717 Skien, er født {day}. {name} {Y}",
    "| {d}.{m}.{Y} | Per | {p} |",
    "{d}.{m}.{y};Per Hansen;Skien;{p}",
    "{d}.{m}.{y}\tPer\t{p}",
    "{d}.{m}.{y} {p} klager på vedtaket",
    "{d}{m}{y}[{p}](https://example.no)",
    "**{d}{m}{y}**~~{p}~~",
    "<b>{d}{m}{y}</b><i>{p}</i>",
]
OF_EACH_DIGIT = {
    "spaces": lambda number: " ".join(number),
    "commas": lambda number: ",".join(number),
    "stars": lambda number: "*".join(number),
    "a mark inside": lambda number: f"{number[0]}**{number[1:4]}**{number[4:]}",
    "entities": lambda number: "".join(f"&#{ord(digit)};" for digit in number),
    "some entities": lambda number: f"{number[:3]}&#x{ord(number[3]):x};{number[4:]}",
    "an entity of nothing": lambda number: f"{number[:3]}&shy;{number[3:7]}&zwnj;{number[7:]}",
    "percent signs": lambda number: "".join(f"%3{digit}" for digit in number),
    "zero width": lambda number: "\u200b".join(number),
    "soft hyphens": lambda number: "\u00ad".join(number),
    "joiners": lambda number: "\u200d".join(number),
    "other direction": lambda number: f"\u2067{number[:6]}\u2069\u061c{number[6:]}",
    "tags": lambda number: "\U000e0041".join(number),
    "keycaps": lambda number: "".join(f"{digit}\ufe0f\u20e3" for digit in number),
    "variations": lambda number: "\ufe0e".join(number),
    "struck through": lambda number: "".join(f"{digit}\u0336" for digit in number),
    "in circles": lambda number: "".join(f"{digit}\u20dd" for digit in number),
    "hangul filler": lambda number: "\u3164".join(number),
    "control characters": lambda number: "\x01".join(number),
    "superscript": lambda number: number.translate(SUPERSCRIPT),
    "circled": lambda number: number.translate(CIRCLED),
    "full width": lambda number: number.translate(WIDE),
    "arabic": lambda number: number.translate(ARABIC),
    "mathematical": lambda number: number.translate(BOLD),
}
MONTH_NAMES = (
    "januar februar mars april mai juni juli august september oktober november desember".split()  # noqa: SIM905
)

HARMLESS = [
    "Ring 22 33 44 55 eller 99 88 77 66, org.nr 974 761 076",
    "org.nr 974761076, 15.10.2026 kl. 10",
    "Sak 2026/14 og 2024/123456, 03.02.2026",
    "15.10.2026: 12500 kroner, 16.10.2026: 13500 kroner",
    "Den 15.10.2026 ble 12 500 kr betalt",
    "15.10.2026-17.10.2026, 12.11.26-14.11.26",
    "2026-11-21 10:15:30 123",
    "KID 1234567890123456",
    "Fra 100 000 til 250 000, deretter 12 500",
    "Uke 12, 13, 14, 15, 16 og 17",
    "Svar: 1 2 3 4 5 6 5 4 3 2 1 2 3 4 5",
    "12\n15\n20\n35\n41\n5",
    "0.12345678901234 og 3.14159265358979",
    "tlf. 22 33 44 55, postboks 6944, 0130 Oslo",
    "f. 1986, 12345 innbyggere, og 67890 i fjor",
    "AT&T &amp; Nav, 10 % og 20%",
    "[Rapporten](https://example.no/2026/11/21/12345.html) er ute",
    "1\ufe0f\u20e3 Åpningstid 2\ufe0f\u20e3 Tolk 3\ufe0f\u20e3 Vakttelefon",
]


def check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def numbers_of(series: str, count: int) -> list[dict[str, str]]:
    """Some identity numbers of a series, in parts: as in the number, and as the date was."""
    more_day, more_month, more_first = SERIES[series]
    chance = random.Random(series)
    made: list[dict[str, str]] = []
    while len(made) < count:
        year, month, day = chance.randint(1950, 2015), chance.randint(1, 12), chance.randint(1, 28)
        individual = chance.randint(0, 499) if year < 2000 else chance.randint(500, 999)
        nine = f"{day + more_day:02d}{month + more_month:02d}{year % 100:02d}{individual:03d}"
        first = check_digit(nine, FIRST_WEIGHTS) + more_first
        second = check_digit(f"{nine}{first}", SECOND_WEIGHTS) if first < 10 else 10
        if second < 10 and first < 10:
            number = f"{nine}{first}{second}"
            parts = {"d": number[:2], "m": number[2:4], "y": number[4:6], "Y": str(year), "p": number[6:]}
            made.append({**parts, "day": str(day), "month": str(month), "name": MONTH_NAMES[month - 1], "all": number})
    return made


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("form", FORMS)
def test_an_identity_number_stops_however_its_parts_are_written(form, series):
    for number in numbers_of(series, 5):
        text = f"Sak 12: {form.format(**number)} står det."

        assert has_stop(check_text(text)), text


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("way", OF_EACH_DIGIT)
def test_an_identity_number_stops_whatever_stands_in_it(way, series):
    for number in numbers_of(series, 5):
        text = f"Sak 12: {OF_EACH_DIGIT[way](number['all'])} står det."

        assert has_stop(check_text(text)), ascii(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_beside_each_other_are_no_person(text):
    assert not has_stop(check_text(text))


def test_a_column_of_dates_beside_a_column_of_amounts_hardly_ever_stops_a_file():
    chance = random.Random(2026)
    rows = [
        f"{chance.randint(1, 28):02d}.{chance.randint(1, 12):02d}.2025;{chance.randint(1000, 40_000)};Oslo"
        for _ in range(2_000)
    ]

    assert not names_somebody("\n".join(rows), strict=True)


def test_ordinary_pairs_of_numbers_stop_in_one_case_of_a_hundred_at_most():
    chance = random.Random(2026)
    pairs = [f"{chance.randint(100_000, 999_999)}, {chance.randint(10_000, 99_999)}" for _ in range(3_000)]

    assert sum(has_stop(check_text(pair)) for pair in pairs) < 60


# What councils and offices write every week. Each of the first lines holds digits that would be somebody's.
ORDINARY = [
    "Per 20.05.26 – 66687 innbyggere",
    "Per 18.10.25: 44397 brukere",
    "Per 18.10.25: 44397 registrerte arbeidssøkere",
    "Per 18.10.25: 44397 kr",
    "Per 18.10.25: kr 44397",
    "brev 07.09.24 nr. 31309",
    "Møteperioden er 27.9.-16.12.2026",
    "Budsjettet er 42 844 000 000 kroner",
    "kr 42 844 000 000 til tiltak",
    "27.09.26-16.12.26",
    "Møte 14.10.26 kl. 10.00-12.00, rom 305, 3. etg.",
    "Frist 01.09.26, svar innen 15.10.26, nytt møte 03.11.26",
    "Sak 14/26, 15/26 og 16/26 ble behandlet 07.09.26",
    "Rundskriv nr. 31309 av 07.09.24",
    "Rentene 4,25 4,50 4,75 5,00 5,25",
    "Ring 55 55 33 33 mellom 09.00 og 15.00, 3717 Skien",
    "Storgata 12, 3717 Skien, og Torggata 5, 3724 Skien",
    "De siste 5 årene har vi hatt 12345 saker",
    "De siste 5: 12345, 23456 og 34567 kroner",
    "Vi fikk 12 innspill i 2024, 15 i 2025 og 22 i 2026",
    "Antall: 1 204 i januar, 1 310 i februar, 1 288 i mars",
    "ISBN 9788205309876, EAN 7038010000013",
    "KID 1507198510151",
    "Budsjett 2026: 1.250.000, 2027: 1.310.000",
    "| 18.10.2025 | Skien | 64397 |",
    "| 18.10.25 | Skien | 44397 |",
    "18.10.2025;Husleie;64397",
    "uke 36-40: 123, 145, 167, 189 og 201 besøk",
    "Organisasjonsnummer 889 640 782, postboks 354, 8601 Mo i Rana",
    "Versjon 2026.1234567 av rapporten",
    "Kl. 08.30-15.30, tlf. 55 55 33 33, valg 2, 4, 6",
    "Lov 16. juni 2006 nr. 20, forskrift 27. juni 2008 nr. 742",
    "f. nr. 12 i rekken, p. nr. 3",
    "Person nr. 12 i køen fikk time, person nr. 13 måtte gå",
    "Skjemaet spør om personnummer, altså 5 siffer etter datoen",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_with_dates_amounts_and_numbers_pass(text):
    assert check_text(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Vi er bare to i utvalget",
        "Vi er bare tre medlemmer",
        "Me er berre to att i brukarutvalet",
        "Det var bare fire på møtet ved kontoret",
        "Vi var bare fem i arbeidsgruppa i dag",
    ],
)
def test_how_many_sit_in_a_council_is_no_secret_in_a_small_place(text):
    assert check_text(text, small_municipality=True) == []


def test_five_digits_called_somebodys_are_a_warning_even_without_a_date():
    assert [found.kind for found in check_text("Hun har pers.nr. 10150 i papirene")] == [FindingKind.TOLD_NUMBER]


@pytest.mark.parametrize("text", ["8601.1117947", "8601-1117947", "NO93-8601-1117-947", "NO93.8601.1117.947"])
def test_an_account_is_found_with_other_marks_between_its_groups(text):
    assert [found.kind for found in check_text(f"Betal til {text}.")] == [FindingKind.ACCOUNT_NUMBER]


OF_ANOTHER = [
    "Min nabo Per har diagnosen diabetes",
    "Naboen min har fått diagnosen ADHD",
    "Kollegaen min Kari fikk diagnosen ME",
    "Min kollega har kreft",
    "Broren min lider av angst",
    "Min søster Anne fikk påvist MS",
    "Mannen min har demens",
    "Kona mi er bipolar",
    "barnet mitt fikk diagnosen diabetes type 1",
    "Per, naboen min, har diabetes",
    "Per har diagnosen diabetes",
    "Nabo Per har KOLS",
    "Syster mi fekk diagnosen ADHD",
    "Hun har diagnosen ADHD",
    "Min mor er diagnostisert med demens",
    "Min nabo Per, som har diagnosen diabetes, får ikke time",
    "Min nabo Per har diagnosen kronisk utmattelse",
]
CASES = [
    "sak 2023/12345",
    "Saken 2023/12345 er ikke behandlet",
    "saka 2023/12345",
    "Sak nr. 2023/12345",
    "Sak (2023/12345)",
    "sak 23/12345",
    "vår ref. 2023/12345",
    "Ref: 2023/12345-3",
    "klagesak 2023/4567",
    "sakens nummer er 2023/12345",
    "Sak 202312345",
]
OF_NOBODY = [
    "Mange har diagnosen diabetes",
    "Kvinner har diagnosen endometriose oftere",
    "Brukerne har diagnosen ME",
    "Ungdommer har diagnosen ADHD",
    "Halvparten har diagnosen angst",
    "Diabetesforbundet har fått svar",
    "Sjefen min sier at det er greit",
    "Naboen min har hund",
    "Min erfaring er at angst er vanlig",
    "Venner med angst får ikke time",
    "Sak 12/2026 og sak 2026/14",
    "sak 2026-0042",
    "Etter vedtak 2025/2026 om budsjett",
    "Forordning 2016/679",
    "Vi har 12345 saker",
]


@pytest.mark.parametrize("text", OF_ANOTHER)
def test_the_health_of_somebody_close_or_named_is_a_warning(text):
    assert [found.kind for found in check_text(text)] == [FindingKind.DIAGNOSIS]


@pytest.mark.parametrize("text", CASES)
def test_the_reference_of_a_case_is_a_warning(text):
    assert [found.kind for found in check_text(text)] == [FindingKind.CASE_NUMBER]


@pytest.mark.parametrize("text", OF_NOBODY)
def test_people_in_general_and_items_of_an_agenda_pass(text):
    assert check_text(text) == []
