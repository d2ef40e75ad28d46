"""What the page says, by the names that its source gives."""

import json
from pathlib import Path

STRINGS = Path(__file__).resolve().parents[3] / "web" / "src"


def strings(language: str = "en") -> dict[str, str]:
    """Read what the page says."""
    read: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text(encoding="utf-8"))
    return read
