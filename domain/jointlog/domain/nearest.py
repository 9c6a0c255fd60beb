"""The names that a misspelt one may mean: by its words, in any order, and by its letters."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

LENGTH_MAX: Final = 60
WORDS_MAX: Final = 8
NEAR: Final = 0.42
"""Likeness, from 0 to 1, from which on a name is told."""
OF_THE_BEST: Final = 0.92
"""The part of the best likeness from which on another name is told too."""
COUNT_MAX: Final = 3
STEM: Final = 4
"""Letters that two words share at their beginning to be of one stem."""
SAME_STEM: Final = 0.9
SLIP: Final = 0.75
"""Likeness of letters from which on two words are one, with a slip."""
WORD: Final = re.compile("[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[a-z][0-9]+")
BY_LETTERS: Final = 0.35
"""The weight of the letters of the whole name beside its words."""
SHARED_MIN: Final = 0.15
"""With fewer words shared, no letters make two names near."""


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three of the known names that ``name`` may mean, the likeliest first.

    Words may stand in another order, be missing, or have other endings (``request_ambulance``);
    capitals, hyphens and spaces are as underscores.
    """
    return _nearest(name[:LENGTH_MAX], tuple(known))


def hint(names: tuple[str, ...]) -> str:
    """The end of a sentence about an unknown name: ``; did you mean a, b or c?``, or nothing."""
    return f"; did you mean {one_of(names)}?" if names else ""


def one_of(names: tuple[str, ...]) -> str:
    """The names, of which one is meant: ``a, b or c``."""
    *others, last = names or ("",)
    return f"{', '.join(others)} or {last}" if others else last


@lru_cache(maxsize=256)
def _nearest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only on an error

    asked = _words(name)
    if not asked:
        return ()
    of_known = {each: _words(each) for each in known}
    likeness = _by_words(asked, of_known)
    whole = SequenceMatcher(None, "", "_".join(asked), autojunk=False)
    for each, shared in likeness.items():
        if shared >= SHARED_MIN:
            whole.set_seq1(each)
            likeness[each] = (1 - BY_LETTERS) * shared + BY_LETTERS * whole.ratio()
    least = max(NEAR, OF_THE_BEST * max(likeness.values(), default=0.0))
    near = [each for each, value in likeness.items() if value >= least]
    return tuple(sorted(near, key=likeness.__getitem__, reverse=True)[:COUNT_MAX])


def _by_words(asked: tuple[str, ...], of_known: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """The part of the words of each known name and of that asked for that are in the other."""
    every = {word for words in of_known.values() for word in words}
    same = {word: _sames(word, every) for word in asked}
    return {
        each: (
            sum(max((same[word][other] for other in words), default=0.0) for word in asked)
            + sum(max(same[word][other] for word in asked) for other in words)
        )
        / (len(asked) + len(words))
        for each, words in of_known.items()
    }


@lru_cache(maxsize=1024)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(name)[:WORDS_MAX])


def _sames(word: str, others: Iterable[str]) -> dict[str, float]:
    """How far each is the same word: 1 where it is, less with a slip or another ending."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only on an error

    letters = SequenceMatcher(None, "", word, autojunk=False)
    same: dict[str, float] = {}
    for other in others:
        if other == word:
            same[other] = 1.0
            continue
        if len(word) >= STEM and word[:STEM] == other[:STEM]:
            same[other] = SAME_STEM
            continue
        letters.set_seq1(other)
        is_near = letters.real_quick_ratio() >= SLIP and letters.quick_ratio() >= SLIP
        ratio = letters.ratio() if is_near else 0.0
        same[other] = ratio if ratio >= SLIP else 0.0
    return same
