"""How numbers and names are written in texts, tables and figures."""

from __future__ import annotations

WORLD = "one world among those the record allows"
"""What stands under every table and on every figure."""
_FEW = 0.0005


def words(name: str) -> str:
    """Give a name from a preset as words: underscores become spaces.

    >>> words("public_order")
    'public order'
    """
    return name.replace("_", " ")


def counted(count: int, thing: str) -> str:
    """Say how many of a thing there are.

    >>> counted(1, "attempt"), counted(2_000, "attempt")
    ('1 attempt', '2,000 attempts')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def share_text(count: int, total: int) -> str:
    """Say a share in percent, so that few are never said to be none.

    >>> share_text(0, 7), share_text(1, 9_999), share_text(1, 3)
    ('0%', '< 0.1%', '33.3%')
    """
    return ratio_text(count / total) if total else "0%"


def ratio_text(share: float) -> str:
    """Say a part of one in percent, so that little is never said to be nothing.

    >>> ratio_text(0.0001), ratio_text(-0.256)
    ('< 0.1%', '−25.6%')
    """
    if not share:
        return "0%"
    if abs(share) < _FEW:
        return "< 0.1%" if share > 0 else "−< 0.1%"
    return f"{'−' if share < 0 else ''}{100 * abs(share):.1f}%"


def money_text(amount: float) -> str:
    """Say a sum that was gained or lost, with its sign.

    >>> money_text(12.34), money_text(-0.5), money_text(1234.5), money_text(0)
    ('+12.3', '−0.5', '+1,234', '0')
    """
    if abs(amount) < 0.05:
        return "0"
    digits = 0 if abs(amount) >= 100 else 1
    return f"{'+' if amount > 0 else '−'}{abs(amount):,.{digits}f}"
