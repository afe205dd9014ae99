#!/usr/bin/env python3
"""Reads what Dateline exports the way a trainer's own code would, and checks that nothing shifted.

usage: tests/interop.py PATH/TO/dateline PROJECT.ron
Offsets are compared with Python's own slices, CoNLL with the IOB2 rules, brat with its standoff rules: for these Python's standard library is enough.
Where spaCy and seqeval are installed (.ci/run installs them), spaCy opens and writes documents and seqeval scores token labels; `--all` fails where
they are not.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def run(program, *arguments, stdin=None, status=0):
    """Standard output of the program, which must end with `status`."""
    done = subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, encoding="utf-8")
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done.stdout


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def check_offsets(record):
    """Every stored text is what Python finds at the offsets, and every argument names something that is there."""
    text = record["text"]
    known = {}
    for mention in record.get("entities", []):
        assert text[mention["start"] : mention["end"]] == mention["text"] or "fragments" in mention, mention
        known[mention["id"]] = (mention["start"], mention["end"])
    for event in record.get("events", []):
        trigger = event["trigger"]
        assert text[trigger["start"] : trigger["end"]] == trigger["text"], event
        known[event["id"]] = (trigger["start"], trigger["end"])
    for event in record.get("events", []):
        for argument in event.get("arguments", []):
            if "mention" in argument:
                assert known[argument["mention"]] == (argument["start"], argument["end"]), (record["id"], argument)
            assert 0 <= argument["start"] < argument["end"] <= len(text), argument
    for zone in record.get("zones", []):
        assert 0 <= zone["start"] <= zone["end"] <= len(text), zone


def check_jsonl(program, project, folder):
    out = run(program, "export", project, "--format", "jsonl", "--with-suggestions")
    exported = records(out)
    assert exported, "no record"
    for record in exported:
        check_offsets(record)
    # What went out comes in again as it was: the filter keeps labels and adds no duplicates of them.
    again = records(run(program, "annotate", "-", stdin=out))
    assert [record["id"] for record in again] == [record["id"] for record in exported]
    for before, after in zip(exported, again):
        assert before["text"] == after["text"]
        check_offsets(after)
        kept = {entity["id"] for entity in before.get("entities", []) if entity.get("status") != "suggested"}
        assert kept <= {entity["id"] for entity in after.get("entities", [])}
    # Offsets count Unicode scalars also where UTF-8, UTF-16 and scalars differ.
    odd = {"id": "odd", "text": "👍🏽 “Zoë” met Angela Merkel in Paris. 👩‍👩‍👧 Ça va, Merkel said.\r\nIn Berlin, too."}
    (back,) = records(run(program, "annotate", "-", stdin=json.dumps(odd) + "\n"))
    assert back["text"] == odd["text"]
    assert {"Angela Merkel", "Paris", "Berlin"} <= {entity["text"] for entity in back["entities"]}, back["entities"]
    check_offsets(back)
    return len(exported)


def check_conll(program, project, folder):
    """Four columns, sentences apart by empty lines, tags that IOB2 allows; the names are those of the JSONL export."""
    path = folder / "train.conll"
    run(program, "export", project, "--format", "conll", "-o", path)
    before = "O"
    num_names = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("-DOCSTART-"):
            before = "O"
            continue
        columns = line.split(" ")
        assert len(columns) == 4, line
        tag = columns[3]
        assert re.fullmatch(r"O|[BI]-[A-Z_]+", tag), line
        if tag.startswith("I-"):
            assert before in (f"B-{tag[2:]}", tag), (before, line)
        num_names += tag.startswith("B-")
        before = tag
    assert num_names > 0, "no name"
    return num_names


def check_brat(program, project, folder):
    """Standoff files whose offsets Python finds in the text, and whose ids resolve."""
    target = folder / "brat"
    run(program, "export", project, "--format", "brat", "-o", target)
    configuration = (target / "annotation.conf").read_text(encoding="utf-8")
    assert all(f"[{section}]" in configuration for section in ("entities", "relations", "events", "attributes"))
    num_lines = 0
    for ann in sorted(target.glob("*.ann")):
        text = ann.with_suffix(".txt").read_text(encoding="utf-8")
        lines = ann.read_text(encoding="utf-8").splitlines()
        ids = {line.split("\t")[0] for line in lines}
        assert len(ids) == len([line for line in lines if not line.startswith(("*", "#"))]) + any(
            line.startswith("*") for line in lines
        ) + len({line.split("\t")[0] for line in lines if line.startswith("#")}), f"{ann}: an id is there twice"
        for line in lines:
            fields = line.split("\t")
            if line.startswith("T"):
                label, *spans = re.split("[ ;]", fields[1])
                pieces = [text[int(start) : int(end)] for start, end in zip(spans[::2], spans[1::2])]
                assert " ".join(pieces).replace("\n", " ") == fields[2], (ann, line)
                assert re.fullmatch(r"[\w-]+", label), line
            elif line.startswith("E"):
                for link in fields[1].split():
                    assert link.split(":")[1] in ids, (ann, line)
            elif line.startswith("A"):
                assert fields[1].split()[1] in ids, (ann, line)
            num_lines += 1
    assert num_lines > 0, "no annotation"
    return num_lines


def check_spacy(program, project, folder):
    """spaCy opens every document, finds the mentions on its tokens, and what it writes is read back; so is what it learns from."""
    import spacy
    from spacy.tokens import Doc, DocBin, Span
    from spacy.training import Example

    nlp = spacy.blank("en")
    path = folder / "docs.jsonl"
    run(program, "export", project, "--format", "spacy-json", "-o", path)
    written = records(path.read_text(encoding="utf-8"))
    docs = []
    same_tokens = num_tokens = 0
    for record in written:
        doc = Doc(nlp.vocab).from_json(record, validate=True)
        assert doc.text == record["text"], record["id"]
        assert [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == [
            (ent["start"], ent["end"], ent["label"]) for ent in record["ents"]
        ], record["id"]
        for span in record.get("spans", {}).get("sc", []):
            assert doc.char_span(span["start"], span["end"], label=span["label"]) is not None, (record["id"], span)
        own = {(token.idx, token.idx + len(token)) for token in nlp(doc.text)}
        same_tokens += len(own & {(token.idx, token.idx + len(token)) for token in doc})
        num_tokens += len(doc)
        docs.append(doc)
    # One epoch of training: what spaCy makes of the documents is what a trainer gets.
    DocBin(docs=docs, store_user_data=True).to_disk(folder / "train.spacy")
    again = list(DocBin().from_disk(folder / "train.spacy").get_docs(nlp.vocab))
    pipe = nlp.add_pipe("ner")
    for doc in again:
        for ent in doc.ents:
            pipe.add_label(ent.label_)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in again]
    nlp.initialize(lambda: examples)
    losses = nlp.update(examples)
    assert losses["ner"] > 0, losses
    # What spaCy writes is read back.
    odd = nlp.make_doc("👍 Zoë's aunt met Bank of China\n\nin  Oslo.")
    odd.set_ents([odd.char_span(2, 5, label="PER")])
    odd.spans["sc"] = [odd.char_span(17, 30, label="ORG"), Span(odd, len(odd) - 2, len(odd) - 1, label="GPE")]
    lines = json.dumps(odd.to_json(), ensure_ascii=False) + "\n"
    (back,) = records(run(program, "convert", "-", "--from", "spacy-json", "--to", "jsonl", stdin=lines))
    found = {(entity["text"], entity["label"]) for entity in back["entities"]}
    assert found == {("Zoë", "PER"), ("Bank of China", "ORG"), ("Oslo", "GPE")}, found
    check_offsets(back)
    # And keeps its tokens on the way through.
    (same,) = records(run(program, "convert", "-", "--from", "spacy-json", "--to", "spacy-json", stdin=lines))
    assert [(token["start"], token["end"]) for token in same["tokens"]] == [
        (token.idx, token.idx + len(token)) for token in odd
    ], same["tokens"]
    return len(docs), same_tokens / num_tokens


def check_docbin(program, project, folder):
    """spaCy opens the .spacy file with the same ents as the JSON, its tokens are its own, `spacy train` runs an epoch on it, and what it writes is read."""
    import spacy
    from spacy.cli.train import train
    from spacy.tokens import DocBin, Span

    nlp = spacy.blank("en")
    path = folder / "dateline.spacy"
    run(program, "export", project, "--format", "spacy", "-o", path)
    docs = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    written = records(run(program, "export", project, "--format", "spacy-json"))
    assert len(docs) == len(written) > 0
    num_ents = 0
    for doc, record in zip(docs, written):
        assert doc.text == record["text"]
        assert [(token.idx, token.idx + len(token)) for token in doc] == [
            (token["start"], token["end"]) for token in record["tokens"]
        ], doc.user_data["id"]
        assert [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == [
            (ent["start"], ent["end"], ent["label"]) for ent in record["ents"]
        ], doc.user_data["id"]
        spans = list(doc.spans["sc"]) if "sc" in doc.spans else []
        assert len(spans) >= len(doc.ents)
        for span in spans:
            assert span.id_ and span.label_ and doc.text[span.start_char : span.end_char] == span.text, span
        assert [(sent.start_char, sent.end_char) for sent in doc.sents], doc.user_data["id"]
        for event in doc.user_data["events"]:
            assert doc.text[event["start"] : event["end"]].strip(), event
        num_ents += len(doc.ents)
    assert num_ents > 0
    # What `spacy init config --pipeline ner,spancat` makes, for one epoch.
    run(sys.executable, "-m", "spacy", "init", "config", folder / "config.cfg", "--lang", "en", "--pipeline", "ner,spancat")
    overrides = {
        "paths.train": str(path),
        "paths.dev": str(path),
        "training.max_epochs": 1,
        "training.eval_frequency": 1000,
        "nlp.batch_size": 8,
    }
    train(folder / "config.cfg", folder / "trained", overrides=overrides)
    trained = spacy.load(folder / "trained" / "model-last")
    assert set(trained.get_pipe("ner").labels) == {ent.label_ for doc in docs for ent in doc.ents}
    # What spaCy writes is read back, blank tokens, odd spaces, an empty document and categories included.
    odd = nlp.make_doc("👍 Zoë's aunt met Bank of China\n\nin  Oslo.")
    odd.set_ents([odd.char_span(2, 5, label="PERSON", kb_id="Q1")])
    odd.spans["sc"] = [odd.char_span(17, 30, label="ORG"), Span(odd, len(odd) - 2, len(odd) - 1, label="GPE")]
    odd.cats = {"war": 0.25}
    DocBin(docs=[odd, nlp.make_doc("")], store_user_data=True).to_disk(folder / "odd.spacy")
    back = records(run(program, "convert", folder / "odd.spacy", "--to", "jsonl"))
    found = {(entity["text"], entity["label"]) for entity in back[0]["entities"]}
    assert found == {("Zoë", "PERSON"), ("Bank of China", "ORG"), ("Oslo", "GPE")}, found
    assert [record["text"] for record in back] == [odd.text, ""]
    check_offsets(back[0])
    run(program, "convert", folder / "odd.spacy", "--to", "spacy", "-o", folder / "same.spacy")
    same, empty = DocBin().from_disk(folder / "same.spacy").get_docs(spacy.blank("en").vocab)
    assert [(token.text, token.whitespace_) for token in same] == [(token.text, token.whitespace_) for token in odd]
    assert same.cats == odd.cats and same.ents[0].label_ == "PERSON" and len(empty) == 0
    return len(docs)


def check_datasets(program, project, folder):
    """`datasets` loads both configurations by the card alone; tags have their names, spans their words."""
    import datasets

    datasets.disable_progress_bars()
    target = folder / "hf"
    run(program, "export", project, "--format", "hf", "-o", target)
    load = lambda *config: datasets.load_dataset(str(target), *config, split="train", cache_dir=str(folder / "cache"))
    tokens = load()
    names = tokens.features["ner_tags"].feature.names
    assert names[0] == "O" and all(re.fullmatch(r"[BI]-.+", name) for name in names[1:]), names
    num_tags = 0
    for row in tokens:
        assert len(row["tokens"]) == len(row["ner_tags"]) > 0
        num_tags += sum(names[tag].startswith("B-") for tag in row["ner_tags"])
    assert num_tags == check_conll(program, project, folder)
    spans = load("spans")
    gold = records(run(program, "export", project, "--format", "jsonl"))
    assert [row["text"] for row in spans] == [record["text"] for record in gold]
    num_spans = 0
    for row, record in zip(spans, gold):
        assert len(row["spans"]) == len(record.get("entities", [])) and len(row["events"]) == len(record.get("events", []))
        for span in row["spans"] + row["events"]:
            assert row["text"][span["start"] : span["end"]] == span["text"], span
        num_spans += len(row["spans"])
    # A data set as it is found there: numbers with names, in a card that `datasets` writes.
    features = datasets.Features(
        {"tokens": datasets.Sequence(datasets.Value("string")), "ner_tags": datasets.Sequence(datasets.ClassLabel(names=["O", "B-PER", "I-PER"]))}
    )
    made = datasets.Dataset.from_dict({"tokens": [["Ann", "Lee", "left", "."]], "ner_tags": [[1, 2, 0, 0]]}, features=features)
    (folder / "made" / "data").mkdir(parents=True)
    made.to_json(folder / "made" / "data" / "train.jsonl")
    header = made.info._to_yaml_dict()
    import yaml

    (folder / "made" / "README.md").write_text("---\n" + yaml.safe_dump({"dataset_info": header}, sort_keys=False) + "---\n", encoding="utf-8")
    (back,) = records(run(program, "convert", folder / "made", "--to", "jsonl"))
    assert [(entity["text"], entity["label"]) for entity in back["entities"]] == [("Ann Lee", "PER")], back
    return num_spans


def check_cassis(program, project, folder):
    """dkpro-cassis opens every XMI file with its type system, finds the words, the slots and the ends, and what it writes is read back."""
    import cassis

    named = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    target = folder / "xmi"
    run(program, "export", project, "--format", "xmi", "-o", target)
    with open(target / "TypeSystem.xml", "rb") as file:
        types = cassis.load_typesystem(file)
    gold = {record["id"]: record for record in records(run(program, "export", project, "--format", "jsonl"))}
    again = folder / "xmi-again"
    again.mkdir()
    num_mentions = num_files = 0
    for path in sorted(target.glob("*.xmi")):
        with open(path, "rb") as file:
            cas = cassis.load_cas_from_xmi(file, typesystem=types)
        (about,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
        record = gold[about.documentId]
        assert cas.sofa_string == record["text"], path
        found = sorted((entity.begin, entity.get_covered_text(), entity.value) for entity in cas.select(named))
        assert found == sorted((entity["start"], entity["text"], entity["label"]) for entity in record.get("entities", [])), path
        events = {}
        for event in cas.select("webanno.custom.Event"):
            links = event.arguments.elements if event.arguments else []
            arguments = sorted((link.role, link.target.get_covered_text()) for link in links)
            events.setdefault((event.category, event.get_covered_text()), []).append(arguments)
        for event in record.get("events", []):
            arguments = sorted((one["role"], record["text"][one["start"] : one["end"]]) for one in event.get("arguments", []))
            assert arguments in events[event["type"], event["trigger"]["text"]], (path, event)
        for relation in cas.select("webanno.custom.Relation"):
            assert relation.Governor.get_covered_text() and relation.Dependent.get_covered_text(), path
        cas.to_xmi(again / path.name)
        num_mentions += len(found)
        num_files += 1
    assert num_files == len(gold) and num_mentions > 0
    back = {record["id"]: record for record in records(run(program, "convert", again, "--to", "jsonl"))}
    for name, record in gold.items():
        labels = lambda one: sorted((entity["start"], entity["end"], entity["label"]) for entity in one.get("entities", []))
        roles = lambda one: sorted(
            (event["trigger"]["start"], event["type"], sorted((a["role"], a["start"]) for a in event.get("arguments", [])))
            for event in one.get("events", [])
        )
        assert labels(back[name]) == labels(record) and roles(back[name]) == roles(record), name
    return num_mentions


def check_seqeval(program, project, folder):
    """seqeval finds the same entities in every scheme, and scores them against the JSONL export."""
    from seqeval.metrics import f1_score
    from seqeval.metrics.sequence_labeling import get_entities
    from seqeval.scheme import BILOU, IOB1, IOB2, IOE2, IOBES, Entities

    gold = None
    for name, scheme in [("iob1", IOB1), ("iob2", IOB2), ("ioe2", IOE2), ("bioes", IOBES), ("bilou", BILOU)]:
        out = run(program, "export", project, "--format", "conll2003", "--scheme", name)
        tags = []
        for block in out.split("\n\n"):
            lines = [line.split(" ") for line in block.splitlines() if line and not line.startswith("-DOCSTART-")]
            if lines:
                tags.append([columns[3] for columns in lines])
        entities = [
            sorted((entity.start, entity.end, entity.tag) for entity in sentence)
            for sentence in Entities(tags, scheme).entities
        ]
        gold = gold or (entities, tags)
        assert entities == gold[0], name
        # Read back, every scheme says the same.
        again = run(program, "convert", "-", "--from", "conll2003", "--to", "conll2003", stdin=out)
        assert again == run(program, "export", project, "--format", "conll2003"), name
    iob2 = run(program, "export", project, "--format", "conll2002")
    sentences = [
        [line.split(" ")[1] for line in block.splitlines() if line and not line.startswith("-DOCSTART-")]
        for block in iob2.split("\n\n")
    ]
    sentences = [sentence for sentence in sentences if sentence]
    assert f1_score(sentences, sentences) == 1.0
    return sum(len(get_entities(sentence)) for sentence in sentences)


def check_round_trips(program, project, folder):
    """Through every format that is read and written: the text and the mentions that a format can hold are there again."""
    formats = json.loads(run(program, "formats", "--json"))
    gold = folder / "gold.jsonl"
    run(program, "export", project, "--format", "jsonl", "-o", gold)
    count = 0
    for known in formats:
        if not (known["reads"] and known["writes"]) or known["name"] in ("text", "csv", "tsv", "rams"):
            continue
        there = folder / f"through-{known['name']}"
        run(program, "convert", gold, "--to", known["name"], "-o", there)
        back = records(run(program, "convert", there, "--to", "jsonl", "--from", known["name"]))
        before = records(gold.read_text(encoding="utf-8"))
        assert len(back) == len(before), known["name"]
        squeeze = lambda text: re.sub(r"[\s_]", "", text)
        if "exact-text" in known["holds"]:
            by_text = {record["text"] for record in back}
            # Formats of tokens leave boilerplate out of the tokens, and a reader may take the text from those.
            skipped = {"boilerplate", "markup"}
            whole = [record for record in before if not skipped & {zone["kind"] for zone in record.get("zones", [])}]
            assert all(record["text"] in by_text for record in whole), known["name"]
        if "overlapping" in known["holds"] and "zones" in known["holds"]:
            mentions = lambda all: sorted(
                (squeeze(entity["text"]), entity["label"]) for record in all for entity in record.get("entities", [])
            )
            assert mentions(before) == mentions(back), known["name"]
        for record in back:
            check_offsets(record)
        count += 1
    return count


def example_of(library):
    """The example in the README that uses a library."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    (example,) = [block for block in blocks if re.search(rf"^(import|from) {library}\b", block, re.MULTILINE)]
    assert len(example.splitlines()) <= 15, f"the example for {library} is longer than it says"
    return example


def own_model(program, script, text):
    """What a model of one's own suggests in a text: words, label and score."""
    command = f'"{sys.executable}" "{script}"'
    lines = "".join(json.dumps({"id": f"a{number}", "text": text}) + "\n" for number in range(3))
    answers = records(run(program, "annotate", "-", "--model", "none", "--model-command", command, stdin=lines))
    assert [answer["id"] for answer in answers] == ["a0", "a1", "a2"]
    for answer in answers:
        check_offsets(answer)
    source = f"command/{script.name}"
    found = [
        {(entity["text"], entity["label"], entity["score"]) for entity in answer["entities"] if entity.get("source") == source}
        for answer in answers
    ]
    assert found[0] == found[1] == found[2], found
    return found[0]


def check_own_spacy(program, folder):
    """The README's program for spaCy, asked by Dateline."""
    script = folder / "spacy_model.py"
    script.write_text(example_of("spacy"), encoding="utf-8")
    found = own_model(program, script, "👍 They flew zorblats to Quimby Falls.")
    assert {(text, label) for text, label, _ in found} == {("zorblats", "VEH"), ("Quimby Falls", "GPE")}, found
    return len(found)


# Stands in for the library, whose models come from a hub: it answers in the form that its documentation gives.
TRANSFORMERS = """
def pipeline(task, model, aggregation_strategy):
    assert (task, aggregation_strategy) == ("token-classification", "simple"), (task, aggregation_strategy)
    def found(text, word, group, score):
        at = text.index(word)
        return {"entity_group": group, "score": score, "word": word.lower(), "start": at, "end": at + len(word)}
    return lambda text: [found(text, "Quimby", "LOC", 0.75), found(text, "zorblats", "MISC", 0.9)]
"""


def check_own_transformers(program, folder):
    """The README's program for a transformers pipeline, with a stand-in for the library."""
    (folder / "transformers.py").write_text(TRANSFORMERS, encoding="utf-8")
    script = folder / "transformers_model.py"
    script.write_text(example_of("transformers"), encoding="utf-8")
    found = own_model(program, script, "👍 They flew zorblats to Quimby.")
    assert found == {("Quimby", "GPE", 0.75)}, found
    return len(found)


def check_pipes(program, project):
    """A reader that goes away early is no error worth a trace, and results are all that standard output holds."""
    shell = f'"{program}" export "{project}" --format jsonl | head -c 10'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, encoding="utf-8")
    assert "panicked" not in done.stderr, done.stderr
    gold = run(program, "export", project, "--format", "jsonl")
    assert records(gold)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(gold)
        file.flush()
        report = run(program, "score", file.name, file.name)
    assert "1.000" in report, report


def optional(name, wants_all):
    """Whether a program's own library is there to judge."""
    import importlib.util

    if importlib.util.find_spec(name):
        return True
    assert not wants_all, f"{name} is not installed"
    print(f"{name} is not installed: its part is left out")
    return False


def main():
    wants_all = "--all" in sys.argv
    program, project = [argument for argument in sys.argv[1:] if argument != "--all"]
    passed = 6
    import os

    # Nothing is fetched: what is loaded lies here.
    os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"JSONL: {check_jsonl(program, project, folder)} records, offsets as Python counts them")
        print(f"CoNLL: {check_conll(program, project, folder)} names in sound IOB2")
        print(f"brat: {check_brat(program, project, folder)} lines that resolve")
        print(f"round trips: {check_round_trips(program, project, folder)} formats give back what they hold")
        if optional("spacy", wants_all):
            num_docs, share = check_spacy(program, project, folder)
            print(f"spaCy: {num_docs} documents open and train; {share:.1%} of the tokens are its own")
            print(f"spaCy as a model of one's own: {check_own_spacy(program, folder)} names")
            print(f"spaCy: {check_docbin(program, project, folder)} documents of a DocBin open and train")
            passed += 3
        if optional("datasets", wants_all):
            print(f"datasets: {check_datasets(program, project, folder)} spans, and their token labels by name")
            passed += 1
        if optional("cassis", wants_all):
            print(f"dkpro-cassis: {check_cassis(program, project, folder)} mentions there and back")
            passed += 1
        if optional("seqeval", wants_all):
            print(f"seqeval: {check_seqeval(program, project, folder)} names, the same in five schemes")
            passed += 1
        print(f"the transformers example with a stand-in: {check_own_transformers(program, folder)} name")
    check_pipes(program, project)
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    main()
