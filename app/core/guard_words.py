"""The words by which the guard knows a person's name, case or health, in bokmål and nynorsk.

Vocabularies are lists that an office worker can read and add to; a low line stands for a space inside a phrase. Every
pattern runs in linear time: each repetition is bounded.
"""

import re


def _any(words: str) -> str:
    """A pattern for any of these words."""
    return "|".join(word.replace("_", " ") for word in words.split())


SP = r"[ \n]{1,3}"  # between words: never a long walk
UPPER, LOWER = "A-ZÀ-ÖØ-ÞČĐŊŠŦŽŁ", "a-zß-öø-ÿčđŋšŧžł"

# ---- Addresses and numbers of cases

EMAIL = re.compile(r"(?<![\w.+-])(?P<name>[\w.+-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
SHARED_MAILBOXES = frozenset(
    _any("post postmottak kontakt firmapost info epost servicetorg servicekontor resepsjon noreply").split("|")
)

CASE_WORDS = _any(
    "saksnr saksnummer saksnummeret saknr sak_nr saks_nr saks-id saksid journalnr journalnummer journalpost vedtaksnr "
    "vedtaksnummer gosys"
)
CASE_NUMBER = re.compile(
    rf"(?i:\b(?:{CASE_WORDS})\b\.?[ :#]{{0,3}}(?:(?:er|var|mitt)[ ]){{0,2}}(?P<number>\d(?:[ /-]?\d){{4,14}}))"
)
# A case in an archive is year and number; an item of an agenda is a number and a year, and neither is long: Sak 12/26.
CASE_NAMES = _any(
    "sak saken sakens saka saker sakene sakane arkivsak arkivsaken arkivsaka klagesak klagesaken klagesaka ankesak "
    "ankesaken ankesaka trygdesak straffesak barnevernssak barnevernsak barnevernssaken barnevernssaka uføresak "
    "uføresaken uføresaka aap-sak aap-saken aap-saka nav-sak vedtak vedtaket journalpost journalposten dokument ref "
    "referanse referansen referansenummer saksreferanse"
)
ARCHIVED = (
    r"(?:(?:(?:19|20)\d\d[ ]?[/-]|\d\d[ ]?/)[ ]?(?!(?:19|20)\d\d(?!\d))\d{4,9}|(?:19|20)\d{7,11})"
    r"(?:[ ]?-[ ]?\d{1,4})?"
)
CASE_REFERENCE = re.compile(
    rf"(?i:\b(?:{CASE_NAMES})\b\.?[ :#(]{{0,3}}(?:(?:nr|nummer|er|har|var|med)\b\.?[ :(]{{0,3}}){{0,3}}"
    rf"(?P<number>{ARCHIVED})(?![/-]?\d))"
)
# Eleven digits that are called somebody's number, though the check digits are wrong: one digit may be mistyped.
NUMBER_WORDS = _any(
    "fødselsnummer fødselsnummeret fødselsnr fødselsn fnr personnummer personnummeret personnr persnr pnr d-nummer "
    "d-nummeret dnummer dnr"
)
NUMBER_NAMES = rf"{NUMBER_WORDS}|(?:fødsels|person|pers|p|f|d)[. -]{{1,3}}n(?:umme)?r(?:et)?"
# What may stand between a birth date and the five digits.
BETWEEN_THE_PARTS = frozenset(
    _any(
        "født fødd fødselsdato fødselsdatoen f og p nr nummer nummeret d med er har hadde han hun ho hans hennes "
        "hennar min mitt si sitt de dei fem siste sifre siffer sifra sifrene tall så deretter den kode koden"
    ).split("|")
)
MONTHS = {
    month: f"{number:02d}"
    for number, names in enumerate(
        [
            *("januar jan", "februar feb", "mars mar", "april apr", "mai", "juni jun", "juli jul", "august aug"),
            *("september sep sept", "oktober okt", "november nov", "desember des"),
        ],
        start=1,
    )
    for month in names.split()
}
# What follows an amount, and no number of a person: units, and people or things that are counted.
QUANTITIES = (
    r"kr\b|kroner|krone\b|nok\b|mill|mrd|,-|%|prosent|svar\b|(?:"
    + _any(
        "personar personer brukere brukarar timer timar besøk saker sakar innbyggere innbyggjarar innbyggarar "
        "arbeidsledige arbeidslause henvendelser henvendingar medlemmer medlemer søknader søknadar stillinger "
        "stillingar samtaler samtalar telefoner telefonar familier familiar ungdommer ungdomar elever elevar oppmøter "
        "kundar eksemplarer årsverk"
    )
    + r")\b"
)
# The same where nothing else speaks for a person: many of any kind, or a word that may also begin a sentence.
MANY = (
    r"(?:unike|nye|ledige|registrerte|klager|klagar|kunder|vedtak|ansatte|tilsette|barn|unge|menn|kvinner|tusen)\b"
    r"|[a-zæøå]{3,20}(?:arane|arar|elser|elsar|ere|erne|inger|ingar|sjoner|sjonar|heter|ninger)\b"
)
BEFORE_QUANTITIES = r"kr|nok|kroner|eur|euro|€|\$"
TOLD_NUMBER = re.compile(
    rf"(?i:\b(?:{NUMBER_NAMES})\b\.?[ :]{{0,3}}(?:(?:er|var|mitt|hans|hennes|hennar)[ ]){{0,2}})"
    r"(?P<number>\d{6}[\W_]{0,4}\d{5}|\d{5})(?!\d)"
)
OWN_REFERENCE = re.compile(r"20\d\d-\d{4,5}")  # Innspill 2026-0042

# ---- My own case

CASE_DEFINITE = _any(
    "saken saka sakene sakane søknaden søknadene søknadane klagen klaga vedtaket vedtaka vedtakene avslaget avslaga "
    "avslagene anken mappen mappa utbetalingen utbetalinga uføresaken uføresaka aap-saken aap-saka"
    " trygdesaken trygdesaka"
)
CASE_INDEFINITE = _any(
    "sak saker søknad søknader søknadar klage klager klagar vedtak avslag anke mappe utbetaling utbetalingar uføresak "
    "trygdesak aap-sak"
)
MINE = _any("min mi mitt mine")
BETWEEN = _any("egen eigen eiga eget eige siste nye gamle")
I_GOT = rf"(?:som{SP})?(?:jeg|eg){SP}(?:fikk|fekk|sendte|sende|leverte|(?:har|hadde){SP}(?:fått|sendt|levert))"
OWN_CASE = re.compile(
    rf"(?i:\b(?:(?:{CASE_DEFINITE}){SP}(?:{MINE}|{I_GOT})|(?:{MINE}){SP}(?:(?:{BETWEEN}){SP})?(?:{CASE_INDEFINITE}))\b)"
)

# ---- A name after a role

STAFF = _any(
    "saksbehandler saksbehandleren saksbehandlar saksbehandlaren sakshandsamar sakshandsamaren veileder veilederen "
    "rettleiar rettleiaren rådgiver rådgiveren rådgivar rådgivaren jobbspesialist jobbspesialisten nav-leder "
    "nav-lederen nav-leiar nav-leiaren kontorleder kontorlederen kontorleiar kontorleiaren avdelingsleder "
    "avdelingslederen avdelingsleiar avdelingsleiaren teamleder teamlederen teamleiar teamleiaren kontaktperson "
    "kontaktpersonen nav-ansatt nav-tilsett"
)
CALLED = _any("heter heiter het hette heitte")
LINK = _any("min mi vår hans hennes hennar som er var") + "|" + CALLED
ONE_NAME = rf"[{UPPER}][{LOWER}]{{1,30}}(?:-[{UPPER}][{LOWER}]{{1,30}})?"
FULL_NAME = rf"(?:[{UPPER}]\.[ ]?)?{ONE_NAME}(?:[ ](?:[{UPPER}]\.|{ONE_NAME})){{0,3}}"
AT_A_PLACE = rf"(?:[ ](?:på|i|ved)(?:[ ][\w-]{{1,20}}){{1,2}}(?=[ ](?:{CALLED})\b))?"
NAMED_STAFF = re.compile(
    rf"\b(?i:{STAFF}){AT_A_PLACE}(?:[ ]?[:,]|[ ]-)?[ ]{{1,3}}(?:(?i:{LINK}),?[ ]{{1,2}}){{0,3}}"
    rf"(?P<name>{FULL_NAME})(?!\w)"
)
NOT_A_NAME = frozenset(
    _any(
        "Alle Arbeid Brukarar Brukarutvalet Bruker Brukere Brukerne Brukerutvalget Da De Dei Den Denne Dere Dersom "
        "Desse Det Dette Disse Du Eg Ei Ein Eit En Er Et Etter Folk For Fra Frå Fylket Får God Han Har Hei Her Hva "
        "Hvem Hvis Hvor Hvordan Hvorfor Hun Ho Ikke Ikkje Ingen Ja Jeg Kan Kommunen Kontoret Kor Korleis Kva Kven "
        "Kvifor Man Mange Med Me Men Må Nav Nei Noen Nokon Nokre Norge Noreg Ny Nye Når Og Om På Samtale Skal Som "
        "Svar Så Takk Telefon Til Timeavtale Tolk Under Ung Ungdom Utan Uten Ved Velkommen Vi Vil Åpent Opent "
        "Ledig Les Ring Se Spør Andre Ansatte Barn Begge Born Brukargruppa Eldre Enkelte Fleire Flere Foreldre "
        "Halvparten Jenter Kven Kvinner Kvinnfolk Mannfolk Medlem Medlemmer Medlemer Menn Mennesker Menneske Nesten "
        "Pasienter Pasientar Personar Personer Pårørende Pårørande Somme Søkere Unge Ungdommer Ungdomar Voksne Vaksne"
    ).split("|")
)

# ---- Health, in the first person or of somebody close

ILLNESSES = _any(
    "adhd alkoholikar alkoholiker alkoholisert alzheimer alzheimers angst anoreksi artrose asperger aspergers astma "
    "autisme autist bipolar bipolart borderline brystkreft bulimi cerebral_parese demens depresjon deprimert diabetes "
    "dysleksi endometriose epilepsi fibromyalgi hepatitt hiv hjerneskade hjerneslag hjerteinfarkt hjertesvikt kols "
    "kreft leddgikt leukemi lungekreft lymfekreft migrene narkoman nyresvikt ocd parkinson parkinsons "
    "personlighetsforstyrrelse prostatakreft psoriasis psykisk_sjuk psykisk_syk psykose psykotisk ptsd revmatisme "
    "rusavhengig rusavhengighet rusmisbruker schizofren schizofreni spiseforstyrrelse spiseforstyrring tourette "
    "tourettes utviklingshemma utviklingshemmet"
)
# Short names only in capitals: "me" is nynorsk for "we".
ILLNESS = rf"(?:(?i:{ILLNESSES})|ADD|AIDS|CFS|CP|ME|MS(?![ ](?:Teams|Office|Word)))\b"
KNOWN_ILLNESS = _any(
    "sykdommen sjukdommen sjukdomen diagnosen diagnosa lidelsen lidinga kreften angsten depresjonen psykosen "
    "epilepsien rusavhengigheten funksjonsnedsettelsen"
)
DIAGNOSED = _any("diagnose diagnosen diagnosa")
ILL = _any("sykdom sjukdom diagnose lidelse liding")
CLOSE = _any(
    "sønn sønnen son sonen datter datteren dattera dotter dottera barn barnet gutten guten jenta mann mannen kone kona "
    "samboer samboeren samboar samboaren kjæreste kjæresten partner partneren ektefelle ektefellen ektemann "
    "ektemannen eksmann eksmannen ekskone ekskona eks eksen mor mora moren mamma far faren pappa foreldrene "
    "bror broren broder søster søsteren søstera syster systera tvilling tvillingen stesønn stedatter fostersønn "
    "fosterdatter fosterbarn stemor stefar svigermor svigermora svigerfar svigersønn svigerdatter svoger svogeren "
    "svigerinne besteforeldre bestemor bestemora bestefar bestefaren mormor morfar farmor farfar oldemor oldefar "
    "tante tanta tanten onkel onkelen nevø nevøen niese niesa niesen fetter fetteren kusine kusina søskenbarn "
    "barnebarn barnebarnet nabo naboen nabokona nabogutten nabojenta kollega kollegaen kamerat kameraten "
    "venn vennen ven venen venninne venninna venninnen veninne kompis kompisen bekjent sjef sjefen"
)
MY = "min|mi|mitt|vår|vårt"
BY_NAME = rf"(?:,?[ ]{FULL_NAME})?"
SUBJECT = (
    rf"(?:(?i:jeg|eg)|(?i:{MY})[ ](?i:{CLOSE}){BY_NAME}|(?i:{CLOSE})[ ](?i:{MY}){BY_NAME}|(?i:{CLOSE})[ ]{FULL_NAME}"
    rf"|{FULL_NAME},[ ](?:(?i:{MY})[ ](?i:{CLOSE})|(?i:{CLOSE})[ ](?i:{MY})))"
)
HAVE = _any("er var har hadde fikk fekk får ble blei blir vart lever levde lider lid lir sliter slit")
FILLER = _any(
    "alvorleg alvorlig av ble blei blitt både diagnosa diagnose diagnosen diagnosert diagnostisert djup dyp ei ein eit "
    "en et fått grav hatt konstatert kronisk lenge lett litt med mild moderat mye mykje no nå nettopp nylig også "
    "påvist selv sjuk sjølv som sterk stor syk til type vore vorte vært"
)
# Named, and said to have a diagnosis by that word. At the beginning of a sentence "Mange har diagnosen" looks alike.
SOMEBODY = rf"(?:(?i:han|hun|ho|hen)|(?P<who>{FULL_NAME}))"
DIAGNOSIS = re.compile(
    rf"\b(?:{SUBJECT},?(?:{SP}som)?{SP}(?i:{HAVE}){SP}(?:(?i:{FILLER}){SP}){{0,6}}{ILLNESS}"
    rf"|{SUBJECT},?(?:{SP}som)?{SP}(?i:{HAVE}){SP}(?:(?i:{FILLER}){SP}){{0,3}}(?i:{DIAGNOSED})\b"
    rf"|{SOMEBODY}{SP}(?i:{HAVE}){SP}(?:(?i:{FILLER}){SP}){{0,3}}(?i:{DIAGNOSED}){SP}(?:(?i:{FILLER}){SP}){{0,2}}{ILLNESS}"
    rf"|(?i:min|mi|mitt){SP}(?:(?i:egen|eiga|eigen){SP})?(?:(?i:{ILL})\b|{ILLNESS})"
    rf"|(?i:{KNOWN_ILLNESS}){SP}(?i:min|mi)\b)"
)
# No name, though it begins a sentence: people in general, by these endings or in NOT_A_NAME.
PEOPLE_IN_GENERAL = re.compile(r"\w{2,}(?:ene|ane|ere|arar|arane|erne|inger|ingar|ister|enter|anter)")

# ---- So few that everybody knows who

FEW = _any("én en ein ett eitt to tre fire fem [1-5]")
LITTLE_PLACE = _any(
    "kommunen kommuna kommune bygda bygden bygd øya øyen grenda stedet staden plassen kontoret tettstedet tettstaden "
    "dalen"
)
PLACE = rf"(?:i|på|ved){SP}(?:(?:denne|hele|heile|vår){SP})?(?:{LITTLE_PLACE})"
TIMES = _any("timer timar dager dagar ganger gonger")
# How many sit in a council or a meeting is said of it openly.
SEATED = (
    r"(?![ ](?:(?:medlemmer|medlemer|representanter|representantar|brukerrepresentanter|brukarrepresentantar)\b"
    r"|(?:igjen[ ]|att[ ])?(?:i|på|fra|frå|av)[ ](?:\w{1,20}[ ])?"
    r"\w{0,20}(?:utval|utvalg|utvalget|utvalet|møte|møtet|møter|styret|rådet|gruppa|gruppen)\b))"
)
FEW_PEOPLE = re.compile(
    rf"(?i:\b(?:d(?:en|et|e|ei){SP}(?:eneste|einaste)\b[^.!?\n]{{0,60}}?\b{PLACE}\b"
    rf"|(?:vi|me){SP}(?:er|var){SP}(?:bare|berre|kun){SP}(?:{FEW})\b{SEATED}"
    rf"|(?:bare|berre|kun){SP}(?:{FEW})\b(?![ ](?:{TIMES})){SEATED}[^.!?\n]{{0,40}}?\b{PLACE}\b"
    rf"|(?:jeg|eg){SP}er{SP}(?:den|det){SP}(?:eneste|einaste)\b))"
)
