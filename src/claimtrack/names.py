"""Who is named in an article: full names, roles, and what a pronoun or a title stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import regex

from claimtrack.speech import Speech

# An initial, a title cut short (those whose full stop ends no sentence), or a word.
_SHORT = r"(?:M|Mr|Mrs|Ms|Dr|Me|St|Gen|Col|Lt|Sgt|Gov|Sen|Rep)"
_ELIDED = r"(?:[LDJSNCMT]|Qu)'\p{Ll}"  # "L'élue" is no name
_PLAIN = r"\p{Lu}[\p{L}\p{M}'-]*"
_WORD = rf"(?!{_ELIDED})(?:\p{{Lu}}\.(?:-?\p{{Lu}}\.)*|{_SHORT}\.|{_PLAIN})"
_PARTICLE = r"(?:de|da|di|do|dos|del|della|der|den|van|von|zu|bin|ben|ibn|al|el|le|la|du|ter|af|y)"
NAME = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}'-])(?:(?:al-|el-|d'|O')?{_WORD})"
    rf"(?:[ ](?:{_PARTICLE}[ ]){{0,2}}(?:al-|el-|d')?{_WORD})*"
)
_AGE = regex.compile(r", ?\d\d(?!\d)")
_ROLE_BEFORE = regex.compile(r"(?:^|,[ ]|\b(?:by|par|and|et|que|that)[ ])?([^,]{3,60})$")
_ROLE_AFTER = regex.compile(r",[ ](?P<r>[^,.;:\"]{3,60})[,.;:\"]")
_WORD_BEFORE = regex.compile(r"([\p{L}-]+),?[ ]$")
_PARTS = regex.compile(r",[ ]|[ ]\(|[ ][–—-][ ]|\)")
_LETTERS = regex.compile(r"[^\W\d_]+")
_FIRST = regex.compile(r"[\p{L}.]+'?")
_POSSESSIVE = regex.compile(r"'s?$")
# How many words a person's name has at most: longer ones are bodies or headlines.
_LONGEST_PERSON = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is cited: name as the article gives it, role if one is printed with it.

    ``kind`` is person, body or "" (not known), ``gender`` masculine, feminine, plural or "".
    """

    name: str
    role: str = ""
    kind: str = ""
    gender: str = ""


@dataclass(slots=True)
class Cast:
    """The named of one article, as its sentences are read in order."""

    words: Speech
    full: dict[str, str] = field(default_factory=dict)
    spoken: list[tuple[int, Speaker]] = field(default_factory=list)
    persons: list[tuple[int, Speaker]] = field(default_factory=list)

    def fullest(self, name: str) -> str:
        """The longest name the article gives a person whose last name this is."""
        bare = without_title(name, self.words)
        last = last_name(bare)
        full = self.full.get(last.lower(), "")
        longer = len(full.split()) > len(bare.split())
        return full if longer and bare.lower() in (last.lower(), full.lower()) else name


def cast_of(text: str, words: Speech) -> Cast:
    """Every full name in a text (plain quotes), by its last name."""
    cast = Cast(words)
    for match in NAME.finditer(text):
        name = _POSSESSIVE.sub("", match[0])
        bare = without_title(name, words)
        parts = bare.split(" ")
        while len(parts) > 1 and parts[0].lower() in words.never:
            parts = parts[1:]  # "À Brenova"
        titled, bare = bare != name, " ".join(parts)
        if len(parts) > _LONGEST_PERSON or _is_body(bare, words):
            continue
        if len(parts) == 1:
            aged = _AGE.match(text[match.end() : match.end() + 6])
            if titled or aged or bare.lower() in words.first_names:
                cast.persons.append(
                    (match.start(), Speaker(name, "", "person", gender_of(name, words)))
                )
            continue
        first = words.first_names.get(parts[0].lower(), "")
        if not (titled or first or _before_is_role(text, match.start(), words)):
            after = text[match.end() : match.end() + 6]
            if not _AGE.match(after) and match.start() and _opens(text, match):
                continue
        last = parts[-1].lower()
        if len(parts) > len(cast.full.get(last, "").split(" ")) or last not in cast.full:
            cast.full.setdefault(last, bare)
        title = name.removesuffix(bare).strip()
        who = Speaker(bare, title, "person", gender_of(name, words))
        cast.persons.append((match.start(), who))
    return cast


def roles_of(text: str, cast: Cast) -> list[tuple[str, Speaker]]:
    """(role in lower case, person) wherever a text prints a full name with a role beside it."""
    found: list[tuple[str, Speaker]] = []
    for at, who in cast.persons:
        if " " not in who.name:
            continue
        if who.role:
            found.append((who.role.lower(), who))
        start = max(text.rfind(mark, 0, at) for mark in (".", ";", '"', "\n")) + 1
        before = text[max(start, at - 70) : at].rstrip(" ,")
        after = text[at + len(who.name) : at + len(who.name) + 80]
        role = _ROLE_BEFORE.search(before)
        if role and head_noun(role[1].strip(), cast.words) in cast.words.persons:
            found.append((role[1].strip().lower(), who))
        apposed = _ROLE_AFTER.match(after)
        if apposed and head_noun(apposed["r"], cast.words) in cast.words.persons:
            found.append((apposed["r"].lower(), who))
    return found


def _opens(text: str, match: Any) -> bool:
    """Does the name open a sentence, so that its first word may be any word?"""
    return text[: match.start()].rstrip()[-1:] in (".", "!", "?", "\n", "")


def _before_is_role(text: str, start: int, words: Speech) -> bool:
    before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
    return before is not None and before[1].lower() in words.persons


def _is_body(name: str, words: Speech) -> bool:
    low = [w.lower() for w in name.split(" ")]
    return any(w in words.organisations or w in words.documents for w in low)


def without_title(name: str, words: Speech) -> str:
    """ "Mr Roake" → "Roake", "Governor Irena Sokol" → "Irena Sokol"."""
    parts = name.split(" ")
    while len(parts) > 1 and (
        parts[0].lower() in words.titles
        or parts[0].lower().rstrip(".") in words.titles
        or parts[0].lower() in words.persons
    ):
        parts = parts[1:]
    return " ".join(parts)


def last_name(name: str) -> str:
    return name.rsplit(" ", maxsplit=1)[-1]


def gender_of(name: str, words: Speech) -> str:
    """What a title, a role noun or the first name says: masculine, feminine or ""."""
    parts = [p.lower() for p in name.split(" ")]
    for part in parts:
        found = words.titles.get(part) or words.titles.get(part.rstrip("."))
        if found in ("masculine", "feminine"):
            return found
        if part in words.gender:
            return words.gender[part]
    bare = without_title(name, words).split(" ")
    return words.first_names.get(bare[0].lower(), "")


# ---------------------------------------------------------------- who a phrase names

_RELATIVE = regex.compile(r"[ ,](?:who|which|whose|that|qui|dont|où|que|qu')(?:\b|(?<='))")


def read_speaker(phrase: str, words: Speech) -> Speaker | None:
    """Name and role out of a noun phrase with its appositions; None where it names nobody."""
    phrase = words.lead_in.sub("", _RELATIVE.split(phrase)[0].strip(' ,"'))
    phrase = words.trailing.sub("", phrase.removesuffix(".") if phrase.count(".") == 1 else phrase)
    parts = [p.strip(' "') for p in _PARTS.split(phrase) if p.strip(' "')]
    if not parts:
        return None
    core, rest = parts[0], parts[1:]
    author = _author(core, words)
    if author:
        core = author
    name, role, kind = _split(core, words)
    if not role and rest and head_noun(core, words) in words.persons and _is_person(rest[0], words):
        name, role, kind = rest[0], core, "person"
    elif not role and rest and kind == "role" and _split(rest[0], words)[2] == "person":
        name, role, kind = _split(rest[0], words)
    elif not role and rest and kind == "role" and _is_person(words.article.sub("", rest[0]), words):
        name, role, kind = words.article.sub("", rest[0]), core, "person"
    elif not role and rest:
        if (kind != "name" and NAME.fullmatch(rest[0]) and not NAME.search(core[1:])) or (
            kind == "role" and NAME.fullmatch(rest[0])
        ):
            name, role, kind = rest[0], core, "person" if kind == "role" else kind
        elif _is_role(rest[0], words):
            role = rest[0]
            kind = "person"
    first, *more = name.lower().split(" ")
    if not name or first in words.never or (more and first in words.pronouns):
        return None
    kind = {"role": "person", "name": ""}.get(kind, kind)
    if kind == "" and NAME.match(name):
        kind = (
            "person"
            if words.first_names.get(name.split(" ")[0].lower()) or role
            else "body"
            if " " not in name
            else "person"
        )
    gender = gender_of(f"{role} {name}".strip(), words) or _grammatical(core, words)
    if kind != "person" and not gender and _plural(core, words):
        gender = "plural"
    return Speaker(name, role, kind, gender)


def _plural(core: str, words: Speech) -> bool:
    last = core.lower().split(" ")[-1]
    return core == core.lower() and last.endswith(tuple(words.table["plural_endings"]))


def _is_person(name: str, words: Speech) -> bool:
    """Does it look like a person's full name?"""
    if not NAME.fullmatch(name):
        return False
    parts = without_title(name, words).split(" ")
    return 2 <= len(parts) <= 4 or parts[0].lower() in words.first_names


def _author(core: str, words: Speech) -> str:
    """ "un bilan publié par la préfecture", "a count by X" → who made the document."""
    low = core.lower()
    first = _LETTERS.findall(low)[:6]
    if not set(first) & words.documents:
        return ""
    match = words.author.search(core)
    return match["who"] if match else ""


def _split(core: str, words: Speech) -> tuple[str, str, str]:
    """(name, role, kind) of a phrase without its appositions."""
    tokens = core.split(" ")
    low = [t.lower().strip(".,") for t in tokens]
    names = list(NAME.finditer(core))
    heads = [i for i, t in enumerate(low) if noun(t) in words.nouns]
    if names and names[-1].end() == len(core):
        name = names[-1][0]
        at = names[-1].start()
        before = core[:at].strip()
        if not before:
            return name, "", "name"
        head = head_noun(before, words)
        if head in words.persons and _may_name(before, name, words):
            return name, before, "person"
        if head in words.titles:
            return core, "", "person"
        bare = words.determiner.sub("", before)
        unknown = not head and bare and before == before.lower() and len(before.split(" ")) <= 3
        if unknown and " " in name and not words.table["head_first"]:
            return name, before, "person"
        if head == "" and len(before.split(" ")) <= 1:
            return core, "", "body"
        return core, "", "body" if heads else ""
    head = head_noun(core, words)
    if head in words.persons or head in words.table["weak"]["generic_roles"]:
        return core, "", "role"
    if heads:
        return core, "", "body"
    return core, "", ""


def noun(word: str) -> str:
    return word.rsplit("'", maxsplit=1)[-1]


def head_noun(phrase: str, words: Speech) -> str:
    """The known noun that says what a phrase is: the first in French, the last in English."""
    low = [noun(t.lower().strip('.,"')) for t in phrase.split(" ")]
    cut = next((i for i, t in enumerate(low) if i and t in words.table["links"]["words"]), len(low))
    if words.table["head_first"]:
        known = (t for t in [*low[:cut], *low[cut:]] if t in words.nouns or t in words.titles)
        return next(known, "")
    for size in (3, 2, 1):
        last = " ".join(low[max(0, cut - size) : cut])
        if last in words.nouns or last in words.titles:
            return last
    return ""


def _may_name(before: str, name: str, words: Speech) -> bool:
    """Not where the name only belongs to the role: "le maire de Kyiv", "residents of Leeds"."""
    last = before.lower().split(" ")[-1]
    return last not in words.table["links"]["words"] and not last.endswith(("d'", "'s"))


def _is_role(phrase: str, words: Speech) -> bool:
    if NAME.fullmatch(phrase):
        return False
    return head_noun(phrase, words) in words.persons or (
        bool(words.determiner.match(phrase.lower())) and head_noun(phrase, words) in words.nouns
    )


def _grammatical(core: str, words: Speech) -> str:
    """The gender or number that the article and the noun show: "la préfecture", "des experts"."""
    first = _FIRST.match(core.lower())
    table = words.table["determiners"]
    if first is None:
        return ""
    for gender in ("feminine", "masculine", "plural"):
        if first[0] in table[gender]:
            return gender
    head = head_noun(core, words)
    return words.gender.get(head, "")


def opens_phrase(head: str, words: Speech) -> bool:
    """A name, an article, or a role: not "said that …" nor "said 30 people"."""
    first = _FIRST.match(head)
    if first is None:
        return False
    low = first[0].lower()
    if first[0][0].isupper() or low in words.nouns or low in words.titles:
        return True
    if words.determiner.match(head.lower()):
        return True
    before_name = NAME.search(head)
    role = head[: before_name.start()].strip() if before_name and before_name.start() else head
    if before_name and before_name.start() and before_name.end() == len(head):
        plain = len(role.split()) <= 3 and role == role.lower() and "," not in role
        if plain and " " in before_name[0] and not words.table["head_first"]:
            return True  # "coxswain Neil Harcus"
    return not words.table["head_first"] and head_noun(role, words) != ""
