"""Words and letters that multiply a number: k, lakh, 万, مليون."""

from .folding import folded, numbers

SCALES = numbers("""
1000: k, к, thousand, thousands, thou, mille, mil, grand, тыс, т, тр, тысяч, тысяча, тысячи, тысячу, тыщ, тыщи, тыща, штук, ألف, ألفا, الألف, آلاف, ك, हज़ार, हजार, hazar, हज़ारों
2000: ألفين, ألفان, ألفي
500000: полмиллиона, полляма, поллимона
500000000: полмиллиарда
10000: 万, 萬
100000: lakh, lakhs, lac, lacs, लाख, لاکھ
1000000: m, mm, mn, mln, mio, mill, million, millions, milion, milions, millon, milllion, millionen, mllion, millione, millioni, ملاين, مليوون, милион, миллиона, мильон, миллионав, millón, millones, milhão, milhões, milhao, milhoes, kk, кк, м, млн, миллион, миллиона, миллионов, лям, лямов, ляма, مليون, مليونا, المليون, ملايين, मिलियन, मिलियनों
2000000: مليونين, مليونان, مليوني
10000000: crore, crores, cr, करोड़, karod, کروڑ
100000000: 亿, 億
1000000000: b, bn, bln, billion, billions, milliard, milliards, mrd, millardo, millardos, bilhão, bilhões, bi, млрд, миллиард, миллиарда, миллиардов, مليار, مليارات, अरब
1000000000000: trillion, trillions, billón, billones, trilhão, trilhões, трлн, триллион, تريليون
""")
# These say nothing without a number before them: "k", "m", 万.
DEPENDENT = folded(
    "k ك штук к т тр тыс m mm mn mln mio mill kk кк м млн b bn bln bi mrd млрд трлн cr 万 萬 亿 億 w mil grand"
)
# "مليونا دولار" is two of them, "خمسون مليونا" fifty: two only without a number before and with what is counted after.
DUAL = folded("مليونا ألفا")
INDIAN = folded("lakh lakhs lac lacs लाख crore crores cr करोड़ karod")
CHINESE_SLANG = {"w": 10_000.0}  # 50w, typed by Chinese people for 50万
# "mil" is a thousand in Spanish and Portuguese, and a million to some who write English.
MIL_IS_THOUSAND = {"es", "pt"}
