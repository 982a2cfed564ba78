"""Signs and names of currencies, and whose they are where several countries use one name."""

import functools

from babel import Locale

from .folding import table

NAMES = table("""
USD: $, us$, usd, dollar, dollars, us dollar, us dollars, u.s. dollars, american dollars, buck, bucks, usdt, dólar, dólares, dolar, dolares, dólares americanos, dólares estadounidenses, dollars américains, доллар, доллара, долларов, доллары, долл, дол, баксов, бакса, долларов сша, دولار, دولارات, دولار أمريكي, دولارا, डॉलर, डालर, अमेरिकी डॉलर, 美元, 美金, 刀, 美刀
EUR: €, eur, euro, euros, евро, يورو, यूरो, 欧元, 歐元, 欧
GBP: £, gbp, pound, pounds, pounds sterling, sterling, quid, libra esterlina, libras, libras esterlinas, livres sterling, livre sterling, livres, фунт, фунта, фунтов, фунтов стерлингов, جنيه استرليني, जीबीपी, पाउंड, 英镑, 英鎊
AED: aed, dhs, dh, dirham emirati, درهم إماراتي, د . إ, د إ
MAD: mad, dirhams marocains, درهم مغربي
OMR: omr, ريال عماني, ر . ع
BHD: bhd, دينار بحريني, د . ب
JOD: jod, دينار أردني
dirham: dirham, dirhams, dírham, dirhem, dirhames, درهم, دراهم, дирхам, дирхама, дирхамов, दिरहम, 迪拉姆
SAR: sar, saudi riyal, saudi riyals, ريال سعودي, ر . س, ر س, 沙特里亚尔
QAR: qar, qatari riyal, qatari riyals, ريال قطري, ر . ق
riyal: riyal, riyals, riales, riyales, ريال, ريالات, риал, риала, риалов, रियाल, 里亚尔
INR: ₹, inr, indian rupee, indian rupees
rupee: rs, ₨, rupee, rupees, roupie, roupies, rupia, rupias, рупия, рупий, рупии, روبية, रुपये, रुपए, रुपया, रूपये, 卢比
CNY: cny, rmb, yuan, yuans, yuanes, renminbi, юань, юаней, юаня, يوان, युआन, 人民币, 人民幣, 元, 块
yen: ¥
JPY: jpy, yen, yens, yenes, иен, иена, иены, ين, येन, 日元, 日圆
RUB: ₽, rub, rur, rouble, roubles, ruble, rubles, rublos, rublo, rouble russe, рубль, рубля, рублей, рубли, руб, р, روبل, रूबल, 卢布
CAD: c$, ca$, $ca, $ ca, cad, canadian dollar, canadian dollars, dólares canadienses, dólares canadenses, dollars canadiens, канадских долларов, دولار كندي, 加元, 加币
AUD: a$, au$, aud, australian dollar, australian dollars, dólares australianos, dollars australiens, австралийских долларов, دولار أسترالي, 澳元, 澳币
NZD: nz$, nzd, new zealand dollars, 纽元
SGD: s$, sg$, sgd, singapore dollars, 新元, 新币
HKD: hk$, hkd, hong kong dollars, 港币, 港元
TWD: nt$, twd, 台币, 新台币
MXN: mx$, mxn, mexican pesos, pesos mexicanos
peso: peso, pesos, песо, 比索
CHF: chf, sfr, swiss francs, francs suisses, francos suizos, francos suíços, швейцарских франков, فرنك سويسري, 瑞士法郎, 瑞郎
franc: franc, francs, francos, франков, فرنك, 法郎
BRL: r$, brl, reais, reales brasileños, reales, реалов, 雷亚尔
ZAR: zar, rand, rands, рэндов
NGN: ₦, ngn, naira, nairas, найр
PKR: pkr, pakistani rupees
TRY: ₺, tl, lira, liras, лир, ليرة تركية, 里拉
KRW: ₩, krw, 韩元
THB: ฿, thb, baht, бат, 泰铢
VND: ₫, vnd, dong
ILS: ₪, ils, nis, shekel, shekels, שקל
UAH: ₴, uah, hryvnia, гривен, гривень, грн
KZT: ₸, kzt, tenge, тенге
PHP: ₱, php
PLN: zł, pln, zloty, zlotys
EGP: egp, egyptian pounds, جنيه, جنيه مصري
KWD: kwd, دينار كويتي, د . ك
dinar: dinar, dinars, dinares, دينار, динаров
SEK: sek
NOK: nok
DKK: dkk
IDR: idr, rupiah
MYR: myr, ringgit
KES: kes, ksh
GHS: ghs, cedi, cedis
XOF: fcfa, cfa, xof, xaf
BTC: btc, bitcoin, bitcoins, биткоин
ETH: eth, ethereum
""")

# Whose money is meant by a name that several countries use; "" where nothing may be supposed.
SHARED = {
    "dirham": {"": "AED", "MA": "MAD"},
    "riyal": {"": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR"},
    "rupee": {"": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"},
    "peso": {
        "": "", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP", "PH": "PHP", "UY": "UYU", "DO": "DOP", "CU": "CUP",
    },
    "franc": {"": "", "CH": "CHF", "LI": "CHF", "SN": "XOF", "CI": "XOF", "ML": "XOF", "CM": "XAF", "GA": "XAF"},
    "dinar": {
        "": "", "KW": "KWD", "BH": "BHD", "JO": "JOD", "IQ": "IQD", "DZ": "DZD", "TN": "TND", "LY": "LYD", "RS": "RSD",
    },
    "yen": {"": "", "JP": "JPY", "CN": "CNY"},
}  # fmt: skip
LONGEST_NAME = max(len(name.split()) for name in NAMES)
BEGINNINGS = frozenset(name.split()[0] for name in NAMES if " " in name)  # of names of several words


def whose(name: str, country: str, language: str) -> str:
    """The ISO code that a currency's name stands for; empty where it could be several."""
    if name == "yen" and language == "zh":
        return "CNY"
    shared = SHARED.get(name)
    return name if shared is None else shared.get(country, shared[""])


@functools.cache
def codes() -> frozenset[str]:
    """All ISO codes, for those written in capitals: `KWD 500k`."""
    return frozenset(Locale("en").currencies)
