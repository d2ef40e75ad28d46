"""Write what is installed in this environment, each package with its version and licence, and check the licences.

The bill is CycloneDX 1.6 (JSON). A package whose licence is not among those below, or says nothing, ends the command
with exit code 1: then read it, and add it here with the reason, or leave the package out.

Usage: python requirements/make_sbom.py [FILE] (build/sbom.json if left out)
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import Any

OWN = "creditarium"
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "LLVM-exception", "MIT",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences that ask for no more than a notice, or (MPL) for the changed file's own source."""
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
SAID = {"Apache 2.0": "Apache-2.0", "2-clause BSD": "BSD-2-Clause", "BSD License": "BSD", "ISC license": "ISC"}
"""Ways of saying a licence in the old free field, by the name that SPDX gives it."""
READ = {"protobuf": "BSD-3-Clause", "autograd-gamma": "MIT", "axe-playwright-python": "MIT"}
"""Packages whose metadata does not say it; their LICENSE file was read."""


def licence(name: str, metadata: Any) -> str:
    """Give a package's licence as an SPDX expression; "" where its metadata does not tell."""
    if metadata.get("License-Expression"):
        return str(metadata["License-Expression"])
    if name in READ:
        return READ[name]
    classified = [line.rpartition("::")[2].strip() for line in metadata.get_all("Classifier") or ()]
    known = [CLASSIFIERS[line] for line in classified if line in CLASSIFIERS]
    said = str(metadata.get("License") or "").strip()
    short = SAID.get(said, said)
    return short if terms(short) <= ALLOWED and short else " AND ".join(known)


def terms(expression: str) -> set[str]:
    """Give the licences that an SPDX expression names."""
    return {term for term in re.split(r"[\s()]+", expression) if term and term not in ("AND", "OR", "WITH")}


def bill() -> dict[str, Any]:
    """Give the bill of materials of this environment: CycloneDX 1.6, the packages by name."""
    found = {dist.name.lower(): dist for dist in importlib.metadata.distributions()}
    own = found.pop(OWN, None)
    components = [
        {
            "type": "library",
            "name": name,
            "version": dist.version,
            "purl": f"pkg:pypi/{name.replace('_', '-')}@{dist.version}",
            "licenses": [{"expression": said}] if (said := licence(name, dist.metadata)) else [],
        }
        for name, dist in sorted(found.items())
    ]
    about = {
        "type": "application",
        "name": OWN,
        "version": own.version if own else "",
        "licenses": [{"expression": "MIT"}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": about},
        "components": components,
    }


def odd(content: dict[str, Any]) -> list[str]:
    """Say in a line each which packages have a licence that is not allowed, or none."""
    lines = []
    for part in content["components"]:
        said = " AND ".join(one["expression"] for one in part["licenses"])
        if not said or not terms(said) <= ALLOWED:
            lines.append(f"{part['name']} {part['version']}: {said or 'its metadata names no licence'}")
    return lines


def main(arguments: list[str]) -> int:
    """Write the bill and check it."""
    target = Path(arguments[0] if arguments else "build/sbom.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    content = bill()
    target.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for line in odd(content):
        print(
            f"{line}. Mend: read it, and allow it in requirements/make_sbom.py, or leave the package out.",
            file=sys.stderr,
        )
    print(f"{target}: {len(content['components'])} packages")
    return 1 if odd(content) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
