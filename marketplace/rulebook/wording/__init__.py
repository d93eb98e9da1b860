"""Rule values in words, in both languages: keys, codes, faults, values, and the whole as a document."""

from marketplace.rulebook.wording.changes import ChangeInWords, changes
from marketplace.rulebook.wording.document import Part, Row, Section, document, section
from marketplace.rulebook.wording.labels import code_name, key_help, key_name, key_trail, problem_words
from marketplace.rulebook.wording.single import RuleInWords, in_words
from marketplace.rulebook.wording.values import value_at, words_at

__all__ = [
    "ChangeInWords",
    "Part",
    "Row",
    "RuleInWords",
    "Section",
    "changes",
    "code_name",
    "document",
    "in_words",
    "key_help",
    "key_name",
    "key_trail",
    "problem_words",
    "section",
    "value_at",
    "words_at",
]
