"""What a text says, as far as two texts can be compared: its tokens, without the words that every text here says.

The tokens are those of the index, so that all engines, and both directions, compare the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from search import tokens

# What every demand and every provider says tells them not apart.
COMMON = (
    "社区",
    "街道",
    "居民",
    "群众",
    "项目",
    "服务",
    "活动",
    "工作",
    "组织",
    "开展",
    "提供",
    "进行",
    "建设",
    "需求",
    "辖区",
    "全年",
    "每周",
    "每月",
    "我们",
    "以及",
    "相关",
    "中心",
    "单位",
)
# Tokens of a demand that count, from its beginning: its title stands first.
MOST = 300
PHRASES = 4
_COMMON = re.compile("|".join(COMMON))


def chain(*texts: str) -> tuple[str, ...]:
    """The telling tokens of these texts in their order; single characters tell nothing."""
    return tuple(token for token in tokens.tokens(telling("\n".join(texts))) if len(token) > 1)


def telling(text: str) -> str:
    """The text without what everybody says."""
    return _COMMON.sub(" ", text)


def asked(*texts: str) -> tuple[str, ...]:
    """The telling tokens of a demand, of a long one the beginning."""
    return chain(*texts)[:MOST]


def shared(wanted: Sequence[str], said: Collection[str]) -> tuple[str, ...]:
    """The words that both say, as a reader knows them, in the order of who wants; at most `PHRASES`."""
    return tuple(dict.fromkeys(_phrases(wanted, said)))[:PHRASES]


def _phrases(wanted: Sequence[str], said: Collection[str]) -> Iterator[str]:
    """Neighbouring tokens join again: 老旧 旧院 院落 are 老旧院落."""
    phrase, last = "", ""
    for token in wanted:
        follows = bool(last) and _joins(last, token)
        if token in said:
            if phrase and not follows:
                yield phrase
                phrase = ""
            phrase = phrase + token[1:] if phrase else token
        elif phrase:
            yield phrase
            phrase = ""
        last = token
    if phrase:
        yield phrase


def _joins(first: str, second: str) -> bool:
    """Whether two tokens are bigrams of one run of Chinese."""
    return len(first) == len(second) == 2 and not first.isascii() and first[1] == second[0]
