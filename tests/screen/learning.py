"""The network of the ranker while it learns: the same as ``network.py``, in fractions.

Weights and what goes from layer to layer are rounded as they are in the shipped file while
the slope passes through the rounding (Bengio et al. 2013, "straight-through"), so that
the network learns to work with whole numbers.
"""

import os

os.environ["XLA_FLAGS"] = (  # one thread and plain instructions, so that it is made again alike
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1 --xla_cpu_max_isa=AVX2"
)

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax

from sealbench.screen.model import INNER, STEPS, WIDTH

Weights = dict[str, jax.Array]
Ids = npt.NDArray[np.int32]
Block = tuple[Ids, Ids, npt.NDArray[np.float32]]
"""The features of the words of many texts, their answers, and which rows are words."""

MOST = 32  # features of a word
_GAP = max(STEPS)  # rows of nothing between two texts, which no layer steps over
_BLOCK = 4_096
_RATE = 2e-3
_DECAY = 1e-4
_FORGOTTEN = 0.1  # of the features of a word
_DROPPED = 0.4
_LIMIT = 127
_OFFSETS = frozenset({"bias", "biases", "level"})  # which need more than a byte
UNITS = {"table": 2.0**-6, "bias": 2.0**-6, "wide": 2.0**-7, "deep": 2.0**-7}
UNITS |= {"biases": 2.0**-11, "last": 2.0**-6, "level": 2.0**-10}
_STEP, _TOP = 2.0**-4, 255


@dataclass(frozen=True, slots=True)
class Example:
    """A text: the features of each of its words (rows, 0 is none), and the answers."""

    ids: Ids
    answers: Ids


def begun(features: int, seed: int) -> Weights:
    """Return weights drawn by chance."""
    keys = jax.random.split(jax.random.PRNGKey(seed), 4)

    def drawn(key: jax.Array, *shape: int, gain: float) -> jax.Array:
        return jax.random.normal(key, shape) * gain

    return {
        "table": drawn(keys[0], features + 1, WIDTH, gain=0.1),
        "bias": jnp.zeros(WIDTH),
        "wide": drawn(keys[1], 5, WIDTH, INNER, gain=(2 / 5 / WIDTH) ** 0.5),
        "deep": drawn(keys[2], len(STEPS), 3, INNER, INNER, gain=0.5 * (2 / 3 / INNER) ** 0.5),
        "biases": jnp.zeros((1 + len(STEPS), INNER)),
        "last": drawn(keys[3], INNER, 4, gain=0.5 * (2 / INNER) ** 0.5),
        "level": jnp.array([2.0, 0, -1, -1]),
    }


def rounded(weights: Weights) -> Weights:
    """Return *weights* as multiples of their units, as the slope sees them unrounded."""
    return {
        name: value + jax.lax.stop_gradient(_whole(name, value) * UNITS[name] - value)
        for name, value in weights.items()
    }


def _whole(name: str, value: jax.Array) -> jax.Array:
    found = jnp.round(value / UNITS[name])
    return found if name in _OFFSETS else jnp.clip(found, -_LIMIT, _LIMIT)


def whole(weights: Weights) -> dict[str, npt.NDArray[np.integer]]:
    """Return *weights* in whole units, in the types of the file."""
    return {
        name: np.asarray(_whole(name, value)).astype(np.int32 if name in _OFFSETS else np.int8)
        for name, value in weights.items()
    }


def _cut(sums: jax.Array) -> jax.Array:
    sums = jax.nn.relu(sums)
    steps = jnp.clip(jnp.floor(sums / _STEP + 0.5), 0, _TOP)
    return sums + jax.lax.stop_gradient(steps * _STEP - sums)


def _moved(known: jax.Array, by: int) -> jax.Array:
    empty = jnp.zeros((abs(by), known.shape[1]))
    if by < 0:
        return jnp.concatenate([empty, known[:by]])
    return jnp.concatenate([known[by:], empty])


def outputs(weights: Weights, ids: jax.Array, there: jax.Array, key: jax.Array) -> jax.Array:
    """Return the four numbers of each word while learning: parts are left out by chance."""
    keys = jax.random.split(key, 3 + len(STEPS))
    exact = rounded(weights)

    def dropped(known: jax.Array, number: int) -> jax.Array:
        kept = jax.random.bernoulli(keys[number], 1 - _DROPPED, known.shape)
        return known * kept / (1 - _DROPPED)

    ids = jnp.where(jax.random.bernoulli(keys[0], 1 - _FORGOTTEN, ids.shape), ids, 0)
    table = exact["table"].at[0].set(0.0)
    known = dropped(_cut(table[ids].sum(1) + exact["bias"]) * there, 1)
    wide = sum(_moved(known, by) @ exact["wide"][by + 2] for by in range(-2, 3))
    known = _cut(wide + exact["biases"][0]) * there
    for i, step in enumerate(STEPS):
        known = dropped(known, 2 + i)
        deep = sum(_moved(known, step * by) @ exact["deep"][i, by + 1] for by in (-1, 0, 1))
        known = (known + _cut(deep + exact["biases"][1 + i])) * there
    return known @ exact["last"] + exact["level"]


def _blocks(examples: Sequence[Example]) -> Iterator[Block]:
    ids, answers, there, at = _empty()
    for example in examples:
        size = len(example.ids)
        if at + size + _GAP > _BLOCK:
            yield ids, answers, there
            ids, answers, there, at = _empty()
        part = slice(at, at + size)
        ids[part], answers[part], there[part] = example.ids, example.answers, 1
        at += size + _GAP
    yield ids, answers, there


def _empty() -> tuple[Ids, Ids, npt.NDArray[np.float32], int]:
    ids = np.zeros((_BLOCK, MOST), np.int32)
    return ids, np.zeros(_BLOCK, np.int32), np.zeros((_BLOCK, 1), np.float32), _GAP


def learnt(variants: Sequence[Sequence[Example]], features: int, passes: int, seed: int) -> Weights:
    """Return the weights after *passes* over the examples, each over the next of *variants*."""
    orders = [list(variants[i % len(variants)]) for i in range(passes)]
    chance = random.Random(seed)  # noqa: S311 - the order of the notes
    for order in orders:
        chance.shuffle(order)
    steps = sum(1 for order in orders for _ in _blocks(order))
    rate = optax.cosine_onecycle_schedule(steps + 1, _RATE, pct_start=0.1)
    rule = optax.adamw(rate, weight_decay=_DECAY)
    weights = begun(features, seed)
    state = rule.init(weights)

    def loss(weights: Weights, block: Block, key: jax.Array) -> jax.Array:
        ids, answers, there = block
        found = outputs(weights, ids, there, key)
        each = optax.softmax_cross_entropy_with_integer_labels(found, answers)
        return (each * there[:, 0]).sum() / there.sum()

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(
        weights: Weights, state: optax.OptState, key: jax.Array, block: Block
    ) -> tuple[Weights, optax.OptState]:
        slope = jax.grad(loss)(weights, block, key)
        change, state = rule.update(slope, state, weights)
        return optax.apply_updates(weights, change), state

    key = jax.random.PRNGKey(seed + 1)
    for order in orders:
        for block in _blocks(order):
            key, now = jax.random.split(key)
            weights, state = step(weights, state, now, block)
    return weights
