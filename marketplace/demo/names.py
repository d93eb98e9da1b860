"""Made-up names; the pages mask them like everybody's."""

from __future__ import annotations

from collections.abc import Iterator

SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FIRST = "安和宁惠明清思嘉文若景云书向予知"
SECOND = "宁和岚舟禾远川溪然青悦棠遥林乔言"


def names(skip: int = 0) -> Iterator[str]:
    """An endless row of names, always the same; `skip` begins further on."""
    number = skip
    while True:
        surname = SURNAMES[number % len(SURNAMES)]
        given = FIRST[(number // 3) % len(FIRST)] + SECOND[(number // 7 + number) % len(SECOND)]
        yield surname + given
        number += 1
