"""Reading the log: tree heads, proofs, stories, verification."""

from marketplace.audit.queries.evidence import Evidence, evidence
from marketplace.audit.queries.stories import Line, find, of, story, tellable
from marketplace.audit.queries.tree import BLOCK, NotPlaced, Proof, Tree, consistency, head, proof, size

__all__ = [
    "BLOCK",
    "Evidence",
    "Line",
    "NotPlaced",
    "Proof",
    "Tree",
    "consistency",
    "evidence",
    "find",
    "head",
    "of",
    "proof",
    "size",
    "story",
    "tellable",
]
