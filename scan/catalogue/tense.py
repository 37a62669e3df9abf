"""Catalogue, tense: what is told of a figure that is old.

Input: clauses of indicators, which begin with their verb, and the verbs of
``wording/sentences.toml``. Output: the same clauses in the past tense; faults where a verb has
none.
"""

from collections.abc import Iterator, Mapping

from scan.catalogue.findings import Files
from scan.catalogue.records import Indicator
from scan.errors import Fault

VERBS = "verb."
"""How the keys of the verbs begin: ``verb.heeft = "had"``."""


def past(clause: str, patterns: Mapping[str, str]) -> str:
    """A clause in the past tense. Needs a clause that was checked."""
    verb, space, rest = clause.partition(" ")
    return f"{patterns[f'{VERBS}{verb}']}{space}{rest}"


def check_tense(
    indicators: Mapping[str, Indicator], wording: Mapping[str, Mapping[str, str]], files: Files
) -> Iterator[Fault]:
    """Clauses that begin with a verb of which nobody says the past tense."""
    patterns = wording.get("sentences", {})
    known = {key.removeprefix(VERBS) for key in patterns if key.startswith(VERBS)}
    for indicator in indicators.values():
        for at, clause in _clauses(indicator):
            verb = clause.split(" ")[0]
            if verb not in known:
                message = f"the past tense of {verb!r} is not known"
                remedy = "begin with the verb, and add it to [verb] of wording/sentences.toml"
                yield Fault(files["indicators", indicator.id], at, message, remedy)


def _clauses(indicator: Indicator) -> Iterator[tuple[str, str]]:
    told = [("phrases", indicator.phrases)]
    told += [
        (f"sources[{number}].words.phrases", way.words.phrases)
        for number, way in enumerate(indicator.sources)
        if way.words.phrases is not None
    ]
    for at, phrases in told:
        yield f"{at}.clause", phrases.clause
        for name, phrase in (("zero", phrases.zero), ("one", phrases.one)):
            if phrase:
                yield f"{at}.{name}", phrase
