"""Countries as they are written."""

from tests.exchange.corpus.making import ASK, BAD, OK, one_csv


def _one(typed, verdict=OK, *alpha3s):
    says = {"countries": alpha3s} if verdict == OK else {}
    return one_csv(repr(typed)[:40], {"country": typed}, verdict, says, group="country")


CASES = (
    _one("NA", OK, "NAM"),
    _one("NAM", OK, "NAM"),
    _one("516", OK, "NAM"),
    _one("Namibia", OK, "NAM"),
    _one("", OK),
    _one("Kenya; Uganda", OK, "KEN", "UGA"),
    _one("Kenya, Uganda and Tanzania", OK, "KEN", "UGA", "TZA"),
    _one("Kenya / Uganda", OK, "KEN", "UGA"),
    _one("Kenya\nUganda", OK, "KEN", "UGA"),
    _one("KEN;UGA;KEN", OK, "KEN", "UGA"),
    _one("Trinidad and Tobago", OK, "TTO"),
    _one("Bosnia and Herzegovina, Serbia", OK, "BIH", "SRB"),
    _one("cote d'ivoire", OK, "CIV"),
    _one("Ivory Coast", OK, "CIV"),
    _one("Elfenbeinküste", OK, "CIV"),
    _one("Кот-д’Ивуар", OK, "CIV"),
    _one("Swaziland", OK, "SWZ"),
    _one("Burma", OK, "MMR"),
    _one("Zaire", OK, "COD"),
    _one("Congo, Democratic Republic of the", OK, "COD"),
    _one("UK", OK, "GBR"),
    _one("Scotland", OK, "GBR"),
    _one("U.S.A.", OK, "USA"),
    _one("Republic of Korea", OK, "KOR"),
    _one("Niger", OK, "NER"),
    _one("Nigeria", OK, "NGA"),
    _one("Guinea", OK, "GIN"),
    _one("中国", OK, "CHN"),
    _one("مصر", OK, "EGY"),
    _one("Congo", ASK),
    _one("Korea", ASK),
    _one("Nigera", ASK),
    _one("Kenya; Congo", ASK),
    _one("Nairobi, Kenya", ASK),
    _one("no", ASK),
    _one("Yugoslavia", ASK),
    _one("Botswanna", BAD),
    _one("online", BAD),
    _one("n/a", BAD),
    _one("various", BAD),
    _one("Kenya; Atlantis", BAD),
    _one("x" * 4000, BAD),
)
