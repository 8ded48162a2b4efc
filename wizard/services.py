"""What the process was started with, handed to whoever needs it instead of being looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wizard.models.database import Database
from wizard.outside import Outside
from wizard.profiles import HostProfile, host_profile
from wizard.sealing import Sealer
from wizard.settings import Settings


@dataclass(frozen=True)
class Services:
    settings: Settings
    database: Database
    outside: Outside
    sealer: Sealer
    memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What this process remembers from one page to the next; nothing that may not be lost."""

    @property
    def host(self) -> HostProfile:
        return host_profile(self.settings.host_profile)

    def now(self) -> datetime:
        return self.outside.clock.now()
