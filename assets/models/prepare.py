#!/usr/bin/env python3
"""Prepares the open corpora for `dateline train`: names only, cleaned to the guideline of schema `news`, a fifth of three corpora kept out.

usage: prepare.py CORPORA OUT [--silver FILE]

CORPORA is the folder of corpora (one folder each, CORPUS/SPLIT.jsonl, with their to_jsonl.py); OUT gets
  train/CORPUS.jsonl        to train on
  heldout/CORPUS.jsonl      a fifth of uner_ewt, wikigold and re3d by document, as `to_jsonl.py --names` writes them: never trained on
  heldout-clean/CORPUS.jsonl  the same documents with the cleaning below, to tell the model's errors from differences of guideline
  events/CORPUS.jsonl       triggers with their types, for the encoder: OTHER where a corpus says no type of schema `news`; no names

Cleaning (names of schema `news` are bare names):
- articles, possessives, titles and nationalities before a name are cut off; spans with lower-case words of content are nominals and no names
- a lone listed nationality or people is NORP, whatever the corpus calls it, and is so too where a corpus leaves it unmarked
- LOC may be GPE, LOC or FAC where a corpus does not tell them apart; an ORG of re3d that is a listed country may be GPE (governments)
- where cleaning is unsure (appositions, lists, very long spans) the capitalised words are left open: label UNSURE, which may be anything
Records say which labels they mark (`labels_annotated`) and what a label may stand for (`labels_ambiguous`); `dateline train` reads both.
Lines are taken whose `licence_class` is open. The division is by SHA-1 of the document's id: the same every time.
"""
import hashlib, importlib.util, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
GAZETTEERS = os.path.join(HERE, "..", "gazetteers")
LABELS = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP"]
AMBIGUOUS = {"PLACE": ["GPE", "LOC", "FAC"], "POWER": ["ORG", "GPE"], "GROUP": ["NORP", "O"], "UNSURE": ["O"] + LABELS}
# Corpora of the mixture with their splits. `marks`: labels whose absence means something there.
MIXTURE = {
    "wikigold": (["train", "dev", "test"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "redocred": (["dev", "test"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "crossner": (["train", "dev"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "uner_ewt": (["dev", "test"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "re3d": (["train", "dev"], ["PER", "ORG", "GPE", "LOC", "FAC", "NORP"]),
    "gum": (["train", "dev"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "btc": (["train"], ["PER", "ORG", "GPE", "LOC", "FAC"]),
    "wikievents": (["dev"], []),
}
HELD_OUT = ("uner_ewt", "wikigold", "re3d")
# Corpora with events. WikiEvents is kept for measuring.
EVENTS = {"geneva": ["train", "dev"], "plover_gsr": ["train", "dev", "test"], "ecbplus": ["train", "dev"], "eventstoryline": ["train", "dev"], "causal_news": ["train", "dev"]}
WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+|[^\w\s]")
# Words in lower case that stand inside names.
INNER = set("of the and for to in on at de la el al bin ibn von van der den da do dos del di du le les y an ad ul ur abu a e st s n".split())


def rows(name):
    """Rows of a gazetteer as lists of fields."""
    with open(os.path.join(GAZETTEERS, name), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]


def lists():
    given = {row[0].lower() for row in rows("given_names.tsv")}
    titles = set()
    for row in rows("titles.tsv"):
        if row[2:3] and row[2] in ("particle", "suffix"):
            continue
        for word in WORD.findall(row[0].lower()):
            if word not in given or row[2:3] == ["honorific"]:
                titles.add(word)
    titles -= {"of", "the", "and", "for", "to", "in", "de"}
    peoples, countries = set(), set()
    for row in rows("own_countries.tsv") + rows("own_norp.tsv"):
        if row[1] == "NORP" and row[0][:1].isupper() and " " not in row[0] and row[2] != "politics":
            peoples.add(row[0])
        if row[1:3] == ["GPE", "country"]:
            countries.add(row[0].lower())
    countries |= {row[0].lower() for row in rows("countries.tsv")}
    with open(os.path.join(HERE, "..", "words", "en.txt"), encoding="utf-8") as lines:
        words = {line.strip() for line in lines}
    # "White", "Polish", "Thousands": what a capital says little about.
    return titles, {people for people in peoples if people.lower() not in words}, countries, words


TITLES, PEOPLES, COUNTRIES, WORDS = lists()


def words_of(text, start, end):
    return [(start + word.start(), start + word.end(), word.group()) for word in WORD.finditer(text[start:end])]


def is_name(words):
    capitals = 0
    for _, _, word in words:
        if word[:1].isupper():
            capitals += 1
        elif word[:1].isalpha() and word.lower() not in INNER:
            return False
    return capitals > 0


PRONOUNS = set("i we you he she it they me us him her them this that these those who which there here".split())


def clean(text, start, end, label):
    """The bare name inside a span: (start, end), or None when there is none."""
    words = words_of(text, start, end)
    if len(words) > 2 and words[-1][2] == "s" and words[-2][2] in "'’":
        words = words[:-2]
    if len(words) > 1 and words[-1][2] in "'’":
        words = words[:-1]
    while len(words) > 1 and words[0][2].lower() in ("the", "a", "an", "his", "her", "their", "our", "its"):
        words = words[1:]
    if label == "PER":
        while len(words) > 1 and (words[0][2].lower() in TITLES or words[0][2] in PEOPLES or words[0][2].lower() in ("of", "for", "and", ".", ",", "-")):
            words = words[1:]
    if not words or not is_name(words) or (len(words) == 1 and words[0][2].lower() in PRONOUNS and words[0][2] != "US"):
        return None
    end = words[-1][1]
    # An abbreviation's stop belongs to it: "Inc.", "Jr.".
    if end < len(text) and text[end] == "." and words[-1][2] in ("Inc", "Corp", "Ltd", "Co", "Jr", "Sr"):
        end += 1
    return words[0][0], end


def unsure(text, start, end):
    """The capitalised words of a span, each left open."""
    return [(s, e, "UNSURE") for s, e, word in words_of(text, start, end) if word[:1].isupper()]


def mentions(corpus, document):
    """Spans and labels of a document, cleaned; they may overlap."""
    text, found = document["text"], []
    for entity in document["entities"]:
        start, end, label, kind = entity["start"], entity["end"], entity.get("dl"), entity.get("kind")
        words = words_of(text, start, end)
        if len(words) == 1 and words[0][2] in PEOPLES and label in ("LOC", "GPE", "MISC", "NORP", "ORG", None) and label != "ORG":
            found.append((start, end, "NORP"))
            continue
        if label not in ("PER", "ORG", "GPE", "LOC", "FAC", "NORP") or kind in ("pron", "nom", "num"):
            continue
        if label == "NORP":
            if len(words) == 1 and words[0][2][:1].isupper():
                found.append((start, end, "NORP"))
            continue
        name = clean(text, start, end, label)
        if name is None:
            continue
        inside = words_of(text, *name)
        if corpus in ("gum", "re3d") and (len(inside) > 7 or any(word == "," for _, _, word in inside)):
            found += unsure(text, start, end)
            continue
        if label == "PER" and len(inside) == 1 and (inside[0][2] in PEOPLES or inside[0][2].lower() in TITLES):
            found += [(*name, "NORP")] if inside[0][2] in PEOPLES else []
            continue
        if corpus in ("gum", "re3d", "btc", "uner_ewt", "wikigold", "redocred", "crossner") and label in ("LOC", "FAC", "GPE"):
            label = "GPE" if label == "GPE" else "PLACE"
        if corpus == "re3d" and label == "ORG" and text[slice(*name)].lower() in COUNTRIES:
            label = "POWER"
        found.append((*name, label))
    return outermost(found)


def outermost(found):
    """Spans that lie in no other one; of equal ones the first, and an open one only where nothing else is."""
    kept, sure = [], [span for span in found if span[2] != "UNSURE"]
    for span in sorted(set(found), key=lambda s: (s[0], -s[1], s[2] == "UNSURE")):
        rivals = sure if span[2] == "UNSURE" else found
        if span[2] == "UNSURE" and any(o[0] < span[1] and span[0] < o[1] for o in rivals):
            continue
        if any(o[0] <= span[0] and span[1] <= o[1] and o[1] - o[0] > span[1] - span[0] and o[2] != "UNSURE" for o in found):
            continue
        if kept and kept[-1][1] > span[0]:
            continue
        kept.append(span)
    return kept


def with_peoples(text, found):
    """Listed nationalities that the corpus leaves unmarked; those that are also names of other things stay open."""
    more = []
    taken = [span[:2] for span in found]
    words = words_of(text, 0, len(text))
    at = 0
    for index, (start, end, word) in enumerate(words):
        if word not in PEOPLES:
            continue
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end:
            continue
        follows = index + 1 < len(words) and words[index + 1][2][:1].isupper() and words[index + 1][0] - end == 1
        more.append((start, end, "GROUP" if follows else "NORP"))
    return sorted(found + more)


def record(corpus, document, marks):
    text = document["text"]
    found = with_peoples(text, mentions(corpus, document))
    if corpus == "wikievents":
        # Heads only, and not of all names: a place that stands alone teaches which kind of place it is, the rest says nothing.
        found = [span for span in found if span[2] in ("GPE", "LOC", "FAC", "NORP") and stands_alone(text, span)]
    entities = [{"id": f"m{number}", "start": start, "end": end, "text": text[start:end], "label": label} for number, (start, end, label) in enumerate(found)]
    return {
        "id": document["id"], "text": text, "entities": entities, "labels_annotated": marks,
        "labels_ambiguous": AMBIGUOUS, "meta": {"source": document.get("source"), "licence": document.get("licence")},
    }


def stands_alone(text, span):
    """Whether no capitalised word is beside a span and it is no ordinary word."""
    start, end, _ = span
    before, behind = WORD.findall(text[max(0, start - 30):start]), WORD.findall(text[end:end + 30])
    capital = (before and before[-1][:1].isupper()) or (behind and behind[0][:1].isupper())
    return not capital and text[start:end].lower() not in WORDS


def events(corpus, document):
    """Records of the parts of a document in which a corpus marks events, with the triggers in them."""
    text = document["text"]
    for number, (first, last) in enumerate(document.get("annotated_ranges") or [(0, len(text))]):
        here = [event for event in document["events"] if first <= event["start"] and event["end"] <= last]
        found = [
            {"id": f"e{place}", "type": event.get("dl") or "OTHER", "trigger": {"start": event["start"] - first, "end": event["end"] - first}}
            for place, event in enumerate(here)
        ]
        yield {"id": f"{document['id']}#{number}", "text": text[first:last], "events": found, "meta": {"source": document.get("source"), "licence": document.get("licence")}}


def is_held_out(corpus, document):
    return corpus in HELD_OUT and int(hashlib.sha1(document["id"].encode()).hexdigest(), 16) % 5 == 0


def write(path, records):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        for item in records:
            out.write(json.dumps(item, ensure_ascii=False) + "\n")
    print(f"{path}: {len(records)} documents, {sum(len(item.get('entities', item.get('events', []))) for item in records)} labels")


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__)
    corpora, out = argv
    spec = importlib.util.spec_from_file_location("to_jsonl", os.path.join(corpora, "to_jsonl.py"))
    to_jsonl = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(to_jsonl)

    def read(corpus, splits):
        documents = []
        for split in splits:
            with open(os.path.join(corpora, corpus, f"{split}.jsonl"), encoding="utf-8") as lines:
                documents += [document for document in map(json.loads, lines) if document.get("licence_class") == "open"]
        return documents

    for corpus, splits in EVENTS.items():
        write(os.path.join(out, "events", f"{corpus}.jsonl"), [part for document in read(corpus, splits) for part in events(corpus, document)])
    for corpus, (splits, marks) in MIXTURE.items():
        documents = read(corpus, splits)
        kept = [document for document in documents if not is_held_out(corpus, document)]
        write(os.path.join(out, "train", f"{corpus}.jsonl"), [record(corpus, document, marks) for document in kept])
        held = [document for document in documents if is_held_out(corpus, document)]
        if held:
            write(os.path.join(out, "heldout", f"{corpus}.jsonl"), [to_jsonl.convert(document, True, ["LOC", "ORG", "PER"]) for document in held])
            write(os.path.join(out, "heldout-clean", f"{corpus}.jsonl"), [record(corpus, document, ["PER", "ORG", "LOC"]) for document in held])


if __name__ == "__main__":
    main(sys.argv[1:])
