"""Stage 1, population: who lives here, as published tables and declared assumptions.

A person is (seed, people, index); nothing about a person is stored or read. The attributes are the closed
list below: small enumerations, packed into 16 bits by the layout that `ATTRIBUTES` declares.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

from pydantic import ValidationInfo, model_validator

from creditarium.model.base import Spec
from creditarium.model.parameter import Count, Factor, Number, Numbers, Share
from creditarium.model.problem import Problem, suggestion
from creditarium.model.source import is_weak, sources

BANDS = (
    "0-4", "5-9", "10-14", "15-17", "18-19", "20-24", "25-29", "30-34", "35-39", "40-44",
    "45-49", "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85+",
)  # fmt: skip
"""The exact age bands, years; they split 15-19 at the age of majority."""
BAND_STARTS = (0, 5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85)
MINOR_BANDS = 4
"""The first four bands are under 18."""
AGE_GROUPS = ("0-14", "15-17", "18-24", "25-34", "35-44", "45-59", "60-74", "75+")
FIRST_ADULT = 2
"""The first age group of majority; no scheme covers anybody younger."""
AGE_GROUP_OF_BAND = (0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7)
SEXES = ("male", "female")
EDUCATIONS = ("primary", "junior", "senior", "tertiary")
"""Primary school or less, junior and senior secondary, college or more; children by what they attend."""
INCOMES = ("1", "2", "3", "4", "5")
"""The fifths of households by income per head, the lowest first."""
STRATA = ("city", "town", "rural")
ROLES = ("head", "partner", "child", "elder", "other")
"""Places in a household; an elder is a parent of the head or partner, others claim no tie."""
_NO_YES = ("no", "yes")


class Attribute(NamedTuple):
    """Where one attribute stands in the 16-bit profile, and what its values are called."""

    shift: int
    bits: int
    categories: tuple[str, ...]

    def place_in(self, profile: int) -> int:
        """Give the place of a profile's category.

        >>> ATTRIBUTES["sex"].categories[ATTRIBUTES["sex"].place_in(0b1000)]
        'female'
        """
        return (profile >> self.shift) & ((1 << self.bits) - 1)


ATTRIBUTES: dict[str, Attribute] = {
    "age": Attribute(0, 3, AGE_GROUPS),
    "sex": Attribute(3, 1, SEXES),
    "education": Attribute(4, 2, EDUCATIONS),
    "income": Attribute(6, 3, INCOMES),
    "licence": Attribute(9, 1, _NO_YES),
    "internet": Attribute(10, 1, _NO_YES),
    "gamer": Attribute(11, 1, _NO_YES),
    "credit_file": Attribute(12, 1, _NO_YES),
    "migrant": Attribute(13, 1, _NO_YES),
    "stratum": Attribute(14, 2, STRATA),
}
"""The profile: every attribute that is fixed for a life. Income is the fifth of the household."""

FURTHER_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "band": BANDS,
    "role": ROLES,
    "household_size": tuple(str(size) for size in range(1, 11)),
    "parent": _NO_YES,
}
"""Recomputed when asked. A parent is a head or partner with a minor child in the household."""

TRAITS = ("licence", "internet", "gamer", "credit_file", "migrant")
SHARE_ATTRIBUTES = ("age", "sex", "education", "stratum", "region")


class CellTable(Spec):
    """A file of published counts, with its origin. Rows from memory or assumed need a reason and a range.

    `file` is looked for beside the population's file. `range` is a factor by which such rows may be wrong.
    """

    title: str
    file: str
    year: int
    licence: str
    source: str | None = None
    recalled: str | None = None
    assumed: str | None = None
    range: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _has_origin(self, info: ValidationInfo) -> Self:
        known = (info.context or {}).get("sources")
        known = sources() if known is None else known
        if self.source is not None and self.source not in known:
            raise Problem(f"no source is called '{self.source}'", mend=suggestion(self.source, known), at=("source",))
        if self.source is not None and is_weak(known[self.source]):
            raise Problem(f"'{self.source}' is no source", mend="say 'recalled:' and why", at=("source",))
        if self.source is None and self.recalled is None and self.assumed is None:
            raise Problem("a table without an origin", mend="give source, or recalled or assumed with a range")
        if (self.recalled or self.assumed) and self.range is None:
            raise Problem("a table with rows from memory needs a range", mend="add range: [0.9, 1.1]")
        if self.range is not None and not 0 < self.range[0] <= 1 <= self.range[1]:
            raise Problem("the range of a table is a factor around 1", mend="write [0.9, 1.1]", at=("range",))
        return self


class Schooling(Spec):
    """Who learned what. `counts` says whom the table counts: `adults`, or everyone from an age on (`3+`).

    Children attend what their age allows; education is independent of age among adults of one sex and place.
    """

    table: CellTable
    counts: str
    junior_at_10_14: Share
    senior_at_15_17: Share


class Households(Spec):
    """How people live together.

    `kinds` lists the compositions that occur and their part of the households of each size. `partners` weighs
    couples by how many five-year bands lie between them; `generations` weighs the years between the starts of
    a parent's and a child's band (18 at least); `at_home` weighs grown children by age. These are weights
    before raking: the published tables move them.
    """

    size: CellTable
    kinds: CellTable
    partners: Numbers
    generations: dict[str, Number]
    at_home: dict[str, Number]
    head_is_woman: Share


class Income(Spec):
    """Household income per head: its mean in each region, and in each fifth of all households.

    `urban_to_rural` is the ratio of the two means within a region, where one is published. Within a region
    and stratum incomes are log-logistic with the `exponent` (1 / exponent is their Gini coefficient); this
    and the means give each place its shares of the fifths. `fifths` are their means, for sums of money.
    """

    table: CellTable
    fifths: Numbers
    exponent: Factor
    urban_to_rural: Factor | None = None


class Trait(Spec):
    """Who has a trait: a share of those of some `ages` (and another trait), by attribute where published.

    Several attributes are joined by a logistic model without interactions that keeps each published share;
    whatever is not listed makes no difference.
    """

    title: str
    ages: str = "0+"
    among: Literal["internet"] | None = None
    share: Share | None = None
    by: dict[str, dict[str, Share]] = {}

    @model_validator(mode="after")
    def _has_share(self) -> Self:
        if self.share is None and not self.by:
            raise Problem("a trait without a share", mend="give share, or shares by attribute")
        for attribute, shares in self.by.items():
            known = {"sex": SEXES, "education": EDUCATIONS, "stratum": STRATA}.get(attribute)
            if known is None and attribute != "age":
                choices = ("age", "sex", "education", "stratum")
                raise Problem(f"no attribute is called '{attribute}'", mend=suggestion(attribute, choices), at=("by",))
            for category in shares if known else ():
                if known is not None and category not in known:
                    mend = suggestion(category, known)
                    raise Problem(f"no {attribute} is called '{category}'", mend=mend, at=("by", attribute, category))
            for ages in shares if attribute == "age" else ():
                bands_of(ages)
        return self


class PublishedShare(Spec):
    """A published share that a catalogue may refer to: what it says, of whom, and by which attribute."""

    what: str
    of: str
    share: Share
    by: dict[str, dict[str, Share]] = {}


MOST_LARGE_FIRMS = 64


class LargeFirms(Spec):
    """Firms of many sites: how many each region has, and the share of its workers whom they employ.

    One rating, the head office's, counts for all the workers of a firm, in whichever community they live.
    """

    each_region: Count
    workers: Share

    @model_validator(mode="after")
    def _few(self) -> Self:
        if not 1 <= self.each_region.lowest <= self.each_region.highest <= MOST_LARGE_FIRMS:
            what = f"large firms in each region are 1 to {MOST_LARGE_FIRMS}"
            raise Problem(what, mend="correct the value or its range", at=("each_region",))
        return self


class Population(Spec):
    """The spec of a synthetic people.

    `counts` says whether the table of ages is by region and stratum, or national (then each region and
    stratum has the national ages, and `strata` gives the share of each stratum).
    """

    name: str
    title: str
    region_is: str
    size: Count
    regions: CellTable
    ages: CellTable
    counts: Literal["region and stratum", "national"]
    strata: dict[str, Share] = {}
    minors_of_15_19: Share
    schooling: Schooling
    households: Households
    income: Income
    traits: dict[str, Trait]
    shares: dict[str, PublishedShare] = {}
    large_firms: LargeFirms | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for name in self.traits:
            if name not in TRAITS:
                raise Problem(f"no trait is called '{name}'", mend=suggestion(name, TRAITS), at=("traits", name))
        for trait in TRAITS:
            if trait not in self.traits:
                raise Problem(f"the trait '{trait}' is missing", mend=f"add '{trait}:'", at=("traits",))
        if (self.counts == "national") != bool(self.strata):
            raise Problem("'strata' goes with national counts", mend="give both or neither", at=("strata",))
        if self.strata and tuple(self.strata) != STRATA:
            raise Problem("the strata are city, town and rural", mend="give a share of each", at=("strata",))
        for name, share in self.shares.items():
            for attribute in share.by:
                if attribute not in SHARE_ATTRIBUTES:
                    mend = suggestion(attribute, SHARE_ATTRIBUTES)
                    raise Problem(f"no attribute is called '{attribute}'", mend=mend, at=("shares", name, "by"))
        return self


def bands_of(ages: str) -> range:
    """Give the indices of the bands in a range of whole bands, such as `18-24` or `60+`.

    >>> [BANDS[band] for band in bands_of("18-24")]
    ['18-19', '20-24']
    """
    first, _, last = ages.partition("-")
    try:
        start = BAND_STARTS.index(int(first.removesuffix("+")))
        if ages.endswith("+"):
            return range(start, len(BANDS))
        return range(start, BAND_STARTS.index(int(last) + 1))
    except ValueError:
        mend = "use the starts and ends of " + ", ".join(BANDS)
        raise Problem(f"'{ages}' is no range of whole age bands", mend=mend) from None
