"""However people write an identity number it is one; what only looks a little like one is left alone.

Every number is made while testing, for dates and digits that chance chooses.
"""

import random

import pytest

from app.core.guard import FindingKind, check, has_stop, names_somebody, without_numbers

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

        assert has_stop(check(text)), text


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("way", OF_EACH_DIGIT)
def test_an_identity_number_stops_whatever_stands_in_it(way, series):
    for number in numbers_of(series, 5):
        text = f"Sak 12: {OF_EACH_DIGIT[way](number['all'])} står det."

        assert has_stop(check(text)), ascii(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_beside_each_other_are_no_person(text):
    assert not has_stop(check(text))


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

    assert sum(has_stop(check(pair)) for pair in pairs) < 60


def test_numbers_are_masked_where_they_were_written_also_behind_entities():
    [number] = numbers_of("test, month + 80", 1)
    written = f"Å &amp; {number['d']}{number['m']}{number['y']} &nbsp; {number['p']} slutt"

    kept = without_numbers(written)

    assert kept.startswith("Å &amp; ")
    assert kept.endswith(" slutt")
    assert not has_stop(check(kept))


def test_what_was_hidden_is_masked_in_a_draft_as_well():
    [number] = numbers_of("ordinary", 1)

    for way in OF_EACH_DIGIT.values():
        kept = without_numbers(f"Hei {way(number['all'])} der")
        assert not has_stop(check(kept)), ascii(kept)


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
    assert [found.kind for found in check(text)] == [FindingKind.DIAGNOSIS]


@pytest.mark.parametrize("text", CASES)
def test_the_reference_of_a_case_is_a_warning(text):
    assert [found.kind for found in check(text)] == [FindingKind.CASE_NUMBER]


@pytest.mark.parametrize("text", OF_NOBODY)
def test_people_in_general_and_items_of_an_agenda_pass(text):
    assert check(text) == []
