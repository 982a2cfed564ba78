"""Countries by name, nationality, alias, flag and code, in eight languages."""

from datetime import date

import pytest

from relaystack.engine.answers import ANSWERS, Hearing, Misunderstood

# words, language, country of the number, what is understood
COUNTRYS = [
    ("Canada", "en", "", "CA"),
    ("CANADA!!", "en", "", "CA"),
    ("jobs in Germany please", "en", "", "DE"),
    ("Germny", "en", "", "DE"),
    ("USA", "en", "", "US"),
    ("in the us", "en", "", "US"),
    ("Dubai", "en", "", "AE"),
    ("DE", "en", "", "DE"),
    ("🇨🇦", "en", "", "CA"),
    ("turkiye", "en", "", "TR"),
    ("Curacao", "en", "", "CW"),
    ("cote d'ivoire", "en", "", "CI"),
    ("niger", "en", "", "NE"),
    ("visa for Papua New Guinea, soon", "en", "", "PG"),
    ("Iraan", "en", "", Misunderstood("unsure", "Iran")),
    ("aux Pays-Bas", "fr", "", "NL"),
    ("québec", "fr", "", "CA"),
    ("san cristóbal", "es", "", "KN"),
    ("ग्रीस", "hi", "", "GR"),
    ("nigera", "en", "", Misunderstood("unsure", "Nigeria")),
    ("Canada or Germany", "en", "", Misunderstood("several")),
    ("no", "en", "", Misunderstood("nothing")),
    ("nowhere land", "en", "", Misunderstood("unknown")),
    ("42", "en", "", Misunderstood("nothing")),
    ("", "en", "", Misunderstood("nothing")),
    ("I'm Brazilian", "en", "", "BR"),
    ("бразилец", "ru", "", "BR"),
    ("soy mexicana", "es", "", "MX"),
    ("我是巴西人", "zh", "", "BR"),
    ("我想去德国工作", "zh", "", "DE"),
    ("印度尼西亚", "zh", "", "ID"),
    ("मैं भारतीय हूँ", "hi", "", "IN"),
    ("कनाडा में", "hi", "", "CA"),
    ("أنا مصري", "ar", "", "EG"),
    ("في كندا", "ar", "", "CA"),
    ("بالبرازيل", "ar", "", "BR"),
    ("الولايات المتحدة", "ar", "", "US"),
    ("в Германии", "ru", "", "DE"),
    ("в Канаду", "ru", "", "CA"),
    ("США", "ru", "", "US"),
    ("Estados Unidos", "es", "", "US"),
    ("Alemanha", "pt", "", "DE"),
    ("Royaume-Uni", "fr", "", "GB"),
    ("je suis française", "fr", "", "FR"),
    ("au Canada", "fr", "", "CA"),
    ("UAE", "en", "", "AE"),
    ("u.s.a.", "en", "", "US"),
    ("U.K.", "en", "", "GB"),
    ("south africa", "en", "", "ZA"),
    ("I am South African", "en", "", "ZA"),
    ("Germany 🇩🇪", "en", "", "DE"),
    ("austalia", "en", "", "AU"),
    ("brazl", "en", "", "BR"),
    ("portugual", "en", "", "PT"),
    ("United Arab Emirates", "en", "", "AE"),
    ("ОАЭ", "ru", "", "AE"),
    ("Congo", "en", "", "CG"),
    ("Guinea", "en", "", "GN"),
    ("Georgia", "en", "", "GE"),
    ("dominican republic", "en", "", "DO"),
    ("Corea del Sur", "es", "", "KR"),
    ("what countries do you have?", "en", "", Misunderstood("unknown")),
    ("yes", "en", "", Misunderstood("unknown")),
    ("hello there", "en", "", Misunderstood("unknown")),
    ("英国", "en", "", "GB"),
    ("香港", "en", "", "HK"),
    ("hong kong", "en", "", "HK"),
    ("oman", "en", "", "OM"),
    ("Irã", "pt", "", "IR"),
    ("what", "en", "", Misunderstood("unknown")),
    ("Mumbai", "en", "", Misunderstood("unknown")),
]


@pytest.mark.parametrize(("words", "language", "country", "understood"), COUNTRYS)
def test_a_country_is_understood(words: str, language: str, country: str, understood: object) -> None:
    value = ANSWERS["country"](words, Hearing(language, country, date(2026, 7, 1)))
    assert (value["code"] if isinstance(value, dict) else value) == understood
