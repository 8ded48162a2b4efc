"""The folder with the official cXML DTDs, which are not ours to copy into the project."""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).parents[2] / ".." / "shared" / "cxml-dtd"


def _folder() -> Path | None:
    folder = Path(os.environ.get("CXML_DTD_DIR") or _BESIDE)
    return folder if (folder / "cXML.dtd").is_file() else None


DTDS = _folder()
