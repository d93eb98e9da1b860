"""What the members of a consortium agree to: their parts and the agreement (联合体协议), as kept until the opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tendering.bids.rules.consortium import Party
from tendering.bids.rules.content import FileEntry


@dataclass(frozen=True, slots=True)
class Terms:
    """The parties, the lead first, and the agreement they sign."""

    parties: tuple[Party, ...] = ()
    agreement: FileEntry | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "parties": [party.to_json() for party in self.parties],
            "agreement": asdict(self.agreement) if self.agreement else None,
        }

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Terms:
        """Back from `to_json`."""
        agreement = values["agreement"]
        return Terms(
            tuple(Party.from_json(row) for row in values["parties"]), FileEntry(**agreement) if agreement else None
        )
