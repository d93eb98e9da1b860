"""Reading the log: tree heads, proofs, stories, verification."""

from marketplace.audit.queries.evidence import Evidence, continuation, evidence
from marketplace.audit.queries.reading import last_act, line_of, told_to
from marketplace.audit.queries.seals import Seal, seal_of
from marketplace.audit.queries.stories import Line, find, of, runs, story, tellable
from marketplace.audit.queries.tree import BLOCK, NotPlaced, Proof, Tree, head, proof, size

__all__ = [
    "BLOCK",
    "Evidence",
    "Line",
    "NotPlaced",
    "Proof",
    "Seal",
    "Tree",
    "continuation",
    "evidence",
    "find",
    "head",
    "last_act",
    "line_of",
    "of",
    "proof",
    "runs",
    "seal_of",
    "size",
    "story",
    "tellable",
    "told_to",
]
