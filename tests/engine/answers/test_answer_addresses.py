"""E-mail addresses and phone numbers as people send them."""

from datetime import date

import pytest

from relaystack.engine.answers import ANSWERS, Hearing, Misunderstood, Understood

# words, language, country of the number, what is understood
EMAILS = [
    ("ana@example.com", "en", "", "ana@example.com"),
    (" it is Ana.Silva+x@Example.COM, thanks!", "en", "", "Ana.Silva+x@example.com"),
    ("<ana@example.com>", "en", "", "ana@example.com"),
    ("mailto:ana@example.com", "en", "", "ana@example.com"),
    ("ana@example.com.", "en", "", "ana@example.com"),
    ("ana@münchen.de", "en", "", "ana@münchen.de"),
    ("ana@gmail.con", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("Ana@GMIAL.com", "en", "", Misunderstood("typo", "Ana@gmail.com")),
    ("a@example.com or b@example.com", "en", "", Misunderstood("several")),
    ("ana at example.com", "en", "", Misunderstood("typo", "ana@example.com")),
    ("ana@@example.com", "en", "", Misunderstood("incomplete")),
    ("ana@localhost", "en", "", Misunderstood("incomplete")),
    ("@example.com", "en", "", Misunderstood("incomplete")),
    ("", "en", "", Misunderstood("nothing")),
    ("ana＠gmail.com", "en", "", "ana@gmail.com"),
    ("ana (at) gmail (dot) com", "en", "", "ana@gmail.com"),
    ("ana at gmail dot com", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana[at]gmail.com", "en", "", "ana@gmail.com"),
    ("ana @ gmail.com", "en", "", "ana@gmail.com"),
    ("ana@gmail", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana@gmail.co m", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana@gmail. com", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("anagmail.com", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana.gmail.com", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana@mail.ry", "en", "", Misunderstood("typo", "ana@mail.ru")),
    ("ana@yandex.rru", "en", "", Misunderstood("typo", "ana@yandex.ru")),
    ("ana@hotmail.fr", "en", "", "ana@hotmail.fr"),
    ("ana@hotmial.fr", "en", "", Misunderstood("typo", "ana@hotmail.fr")),
    ("ana@gmail,com", "en", "", Misunderstood("typo", "ana@gmail.com")),
    ("ana@qq.con", "en", "", Misunderstood("typo", "ana@qq.com")),
    ("ana@exmple.cmo", "en", "", Misunderstood("typo", "ana@exmple.com")),
    ("my email is: ana@example.com 😀", "en", "", "ana@example.com"),
    ("ana@example.co", "en", "", "ana@example.co"),
    ("meet at example.com", "en", "", Misunderstood("typo", "meet@example.com")),
    ("*ana@example.com*", "en", "", "ana@example.com"),
    ("ana@example.com, ana@EXAMPLE.com", "en", "", "ana@example.com"),
    ("ANA@example.com or ana@example.com", "en", "", "ANA@example.com"),
    ("ana@почта.рф", "en", "", "ana@почта.рф"),
    ("123456@qq.com", "en", "", "123456@qq.com"),
    ("ana@xn--mnchen-3ya.de", "en", "", "ana@münchen.de"),
    ("i work at home.com", "en", "", Misunderstood("typo", "work@home.com")),
    ("我的邮箱是wang_li.99@qq.com", "zh", "", "wang_li.99@qq.com"),
    ("邮箱：wang@qq.com。", "zh", "", "wang@qq.com"),
    ("мояпочтаivan@mail.ru", "ru", "", "ivan@mail.ru"),
    ("ईमेल:rajesh@example.com।", "hi", "", "rajesh@example.com"),
    ("joséluis@example.com", "es", "", "joséluis@example.com"),
    ("почта@пример.рф", "ru", "", "почта@пример.рф"),
    ("o'neil@example.com", "en", "", "o'neil@example.com"),
    ("O’Neil@example.com", "en", "", "O'Neil@example.com"),
    ("my address is o＇neil@example.com.", "en", "", "o'neil@example.com"),
    ("o'neil (at) example.com", "en", "", "o'neil@example.com"),
    ("o'neilgmail.com", "en", "", Misunderstood("typo", "o'neil@gmail.com")),
    ("o´neil@example.com", "en", "", Misunderstood("typo", "o'neil@example.com")),
    ("ana;silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana:silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana,silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana|silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana😀silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("jo(e)smith@example.com", "en", "", Misunderstood("typo", "smith@example.com")),
    ("ana/silva@example.com", "en", "", Misunderstood("typo", "ana/silva@example.com")),
    ('maria"silva@example.com', "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana<silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana…silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("joão–silva@example.com", "pt", "", Misunderstood("typo", "silva@example.com")),
    ("ana•silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana٫silva@example.com", "en", "", Misunderstood("typo", "silva@example.com")),
    ("ana是silva@example.com", "zh", "", Misunderstood("typo", "silva@example.com")),
    ("jean‐luc@example.com", "fr", "", "jean-luc@example.com"),
    ("jean‑luc@example.com", "fr", "", "jean-luc@example.com"),
    ('Ana Silva"ana@example.com"', "en", "", "ana@example.com"),
    ("email–ana@example.com", "en", "", "ana@example.com"),
    ("ana@foo@example.com", "en", "", Misunderstood("incomplete")),
    ('"john smith"@example.com', "en", "", Misunderstood("incomplete")),
    ("email:ana@example.com", "en", "", "ana@example.com"),
    ("correo=ana@example.com", "es", "", "ana@example.com"),
    ("MAILTO:ana@example.com?subject=hi", "en", "", "ana@example.com"),
    ("Ana Silva<ana@example.com>", "en", "", "ana@example.com"),
    ("‘ana@example.com’", "en", "", "ana@example.com"),
    ("'ana@example.com'", "en", "", "ana@example.com"),
    ("_ana@example.com", "en", "", "_ana@example.com"),
    ("_ana@example.com_", "en", "", "ana@example.com"),
    ("😀ana@example.com", "en", "", "ana@example.com"),
    ("a@example.com,b@example.com", "en", "", Misunderstood("several")),
    ("王芳，wang@qq.com。谢谢", "zh", "", "wang@qq.com"),
    ("ana@example.comспасибо", "ru", "", "ana@example.com"),
    ("иван.petrov@пример.рф", "ru", "", "иван.petrov@пример.рф"),
]
PHONES = [
    ("+1 (555) 012-3456", "en", "", "+15550123456"),
    ("0049 151 23456789", "en", "", "+4915123456789"),
    ("my number is +44 20 7946 0018, thanks", "en", "", "+442079460018"),
    ("٠٠٩٧١٥٠١٢٣٤٥٦٧", "ar", "", "+971501234567"),
    ("+९१ ९८७६५ ४३२१०", "hi", "", "+919876543210"),
    ("050 123 4567", "ar", "AE", "+971501234567"),
    ("0501234567", "en", "", Misunderstood("country_code")),
    ("(201) 555-0123", "en", "US", "+12015550123"),
    ("11 98765-4321", "pt", "BR", "+5511987654321"),
    ("12", "en", "", Misunderstood("nothing")),
    ("call me", "en", "", Misunderstood("nothing")),
    ("+44 20 7946 0018 or +44 20 7946 0019", "en", "", Misunderstood("several")),
    ("+12", "en", "", Misunderstood("nothing")),
    ("+123456", "en", "", Misunderstood("invalid")),
    ("971501234567", "en", "", "+971501234567"),
    ("138 1234 5678", "zh", "CN", "+8613812345678"),
]


@pytest.mark.parametrize(("words", "language", "country", "understood"), EMAILS)
def test_a_email_is_understood(words: str, language: str, country: str, understood: object) -> None:
    value = ANSWERS["email"].understand(words, Hearing(language, country, date(2026, 7, 1)))
    assert (value.value if isinstance(value, Understood) else value) == understood


@pytest.mark.parametrize(("words", "language", "country", "understood"), PHONES)
def test_a_phone_is_understood(words: str, language: str, country: str, understood: object) -> None:
    value = ANSWERS["phone"].understand(words, Hearing(language, country, date(2026, 7, 1)))
    assert (value.value if isinstance(value, Understood) else value) == understood
