"""Where streets stand on the tile map."""

# Where the tile map of the style sheet has a place for a street, by its code in the national list.
POSITIONS = {
    "510106024": "xianlu",
    "510106025": "xihua",
    "510106027": "hehuachi",
    "510106030": "simaqiao",
    "510106031": "chadianzi",
    "510106032": "fuqin",
    "510106035": "jiulidi",
    "510106036": "wukuaishi",
    "510106038": "yingmenkou",
    "510106040": "jinquan",
    "510106041": "shaheyuan",
    "510106042": "tianhui",
    "510106043": "fenghuangshan",
}


def of(code: str) -> str:
    """The place of a street by its code; empty where the map knows none, then the tile flows."""
    return POSITIONS.get(code, "")
