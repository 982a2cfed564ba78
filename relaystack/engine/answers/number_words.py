"""Number words in the languages the bot speaks, for those who write "half a million"."""

from .folding import folded, numbers

SMALL = numbers("""
1: one, uno, один, одна, одного, واحد, एक, 一
2: two, dos, deux, dois, duas, два, две, двух, اثنين, اثنان, दो, 二, 两, 兩
3: three, tres, trois, três, три, трех, ثلاثة, ثلاث, तीन, 三
4: four, cuatro, quatre, quatro, четыре, четырех, أربعة, أربع, चार, 四
5: five, cinco, cinq, пять, пяти, خمسة, خمس, पांच, पाँच, 五
6: six, seis, шесть, ستة, ست, छह, छः, 六
7: seven, siete, sept, sete, семь, سبعة, سبع, सात, 七
8: eight, ocho, huit, oito, восемь, ثمانية, ثمان, ثماني, आठ, 八
9: nine, nueve, neuf, nove, девять, تسعة, تسع, नौ, 九
10: ten, diez, dix, dez, десять, десяти, عشرة, عشر, दस
11: eleven, once, onze, одиннадцать, ग्यारह
12: twelve, doce, douze, doze, двенадцать, बारह
13: thirteen, trece, treize, treze, тринадцать
14: fourteen, catorce, quatorze, catorze, четырнадцать
15: fifteen, quince, quinze, пятнадцать, पंद्रह
16: sixteen, dieciseis, seize, dezesseis, шестнадцать
17: seventeen, diecisiete, dezessete, семнадцать
18: eighteen, dieciocho, dezoito, восемнадцать, अठारह
19: nineteen, diecinueve, dezenove, девятнадцать
20: twenty, veinte, vingt, vingts, vinte, двадцать, двадцати, عشرون, عشرين, बीस
25: veinticinco, पच्चीस
30: thirty, treinta, trente, trinta, тридцать, тридцати, ثلاثون, ثلاثين, तीस
35: पैंतीस
40: forty, cuarenta, quarante, quarenta, сорок, أربعون, أربعين, चालीस
45: पैंतालीस
50: fifty, cincuenta, cinquante, cinquenta, пятьдесят, خمسون, خمسين, पचास
60: sixty, sesenta, soixante, sessenta, шестьдесят, ستون, ستين, साठ
70: seventy, setenta, septante, семьдесят, سبعون, سبعين, सत्तर
75: पचहत्तर
80: eighty, ochenta, octante, oitenta, восемьдесят, ثمانون, ثمانين, अस्सी
90: ninety, noventa, nonante, девяносто, تسعون, تسعين, नब्बे
100: cien, ciento, cem, cento, сто, ста, مئة, مائة, مية
200: doscientos, doscientas, duzentos, duzentas, двести, двухсот, مئتان, مئتين, مئتا, مئتي, مائتان, مائتين, مائتا, مائتي, ميتين
300: trescientos, trescientas, trezentos, trezentas, триста, трехсот, ثلاثمائة, ثلاثمئة, ثلاثمية, تلتمية
400: cuatrocientos, cuatrocientas, quatrocentos, quatrocentas, четыреста, أربعمائة, أربعمئة, اربعمية
500: quinientos, quinientas, quinhentos, quinhentas, пятьсот, пятисот, خمسمائة, خمسمئة, خمسمية
600: seiscientos, seiscientas, seiscentos, seiscentas, шестьсот, ستمائة, ستمئة, ستمية
700: setecientos, setecientas, setecentos, setecentas, семьсот, سبعمائة, سبعمئة, سبعمية
800: ochocientos, ochocientas, oitocentos, oitocentas, восемьсот, ثمانمائة, ثمانمئة, ثمنمية, تمنمية
900: novecientos, novecientas, novecentos, novecentas, девятьсот, تسعمائة, تسعمئة, تسعمية
1.5: полтора, полторы, डेढ़
2.5: ढाई
""")
# Multiply what stands right before them.
HUNDREDS = numbers("""
10: 十
100: hundred, cent, cents, सौ, 百
1000: 千
""")
PARTS = numbers("""
0.5: half, medio, media, demi, demie, meio, meia, половина, половиной, пол, نصف, نص, النصف, النص, आधा, आधी, 半
0.25: quarter, cuarto, quart, quarto, четверть, четвертью, ربع, चौथाई
0.3333333: third, tercio, tiers, terço, треть, ثلث, तिहाई
""")
# Multiplied by the number before them: three quarters.
SHARES = numbers("""
0.25: quarters, cuartos, cuartas, quarts, quartos, четверти, أرباع, चौथाई
0.3333333: thirds, tercios, tiers, terços, трети, أثلاث, तिहाई
0.2: fifths, quintos, cinquièmes, пятых
""")
# Hindi: half above, a quarter above, a quarter below the number that follows.
SHIFTS = numbers("""
0.5: साढ़े, साढे
0.25: सवा
-0.25: पौने, पौन, पौना
""")
AND = folded("and y et e и с و और & 零 又")
# What may stand within a number without changing it.
WITHIN = folded("a an un une um uma of de d el la le uno una 个 個") | AND
# Bare, these are no amount: "thousands of dollars".
VAGUE = folded("hundreds thousands millions billions centaines milliers milhares cientos miles centenas"
               " сотни тысячи миллионы ملايين آلاف हजारों लाखों करोड़ों")  # fmt: skip
