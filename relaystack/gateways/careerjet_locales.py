"""Which Careerjet site serves a country, and in which of its languages."""

_ONE = (
    "cs_CZ", "da_DK", "de_AT", "de_DE", "en_AE", "en_AU", "en_BD", "en_GB", "en_HK", "en_IE", "en_IN", "en_KE",
    "en_KW", "en_MY", "en_NZ", "en_OM", "en_PH", "en_PK", "en_QA", "en_SA", "en_SG", "en_TW", "en_US", "en_ZA",
    "es_AR", "es_BO", "es_CL", "es_CO", "es_CR", "es_DO", "es_EC", "es_ES", "es_GT", "es_MX", "es_PA", "es_PE",
    "es_PR", "es_PY", "es_UY", "es_VE", "fi_FI", "fr_FR", "fr_LU", "fr_MA", "hu_HU", "it_IT", "ja_JP", "ko_KR",
    "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT", "ru_RU", "sk_SK", "sv_SE", "tr_TR",
)  # fmt: skip
# The first locale of a country is the one for people whose language its site does not speak.
LOCALES: dict[str, tuple[str, ...]] = {code[3:]: (code,) for code in _ONE} | {
    "BE": ("fr_BE", "nl_BE"),
    "CA": ("en_CA", "fr_CA"),
    "CH": ("de_CH", "fr_CH"),
    "CN": ("en_CN", "zh_CN"),
    "UA": ("uk_UA", "ru_UA"),
    "VN": ("en_VN", "vi_VN"),
}


def locale_of(country: str, language: str) -> str | None:
    """The locale to ask in: the person's language where the country's site speaks it; None where there is no site."""
    locales = LOCALES.get(country, ())
    return next((code for code in locales if code[:2] == language), locales[0] if locales else None)
