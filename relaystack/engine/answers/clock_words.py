"""How people say what time it is: parts of the day, halves and quarters, hours in words."""

from .folding import folded, numbers, table

# Halves of the day; "day" stands for hours that are said as they are, except for small ones.
PARTS_OF_DAY = table("""
am: am, a m, a.m, in the morning, morning, de la mañana, por la mañana, du matin, da manhã, утра, утром, 上午, 早上, 凌晨, 早晨, صباحا, ص, الصبح, सुबह
pm: pm, p m, p.m, in the afternoon, afternoon, in the evening, evening, de la tarde, por la tarde, de l'après-midi, de l apres midi, du soir, da tarde, дня, вечера, вечером, 下午, 中午, 傍晚, مساء, م, عصرا, المساء, शाम, दोपहर
night: at night, de la noche, da noite, ночи, 晚上, ليلا, रात
""")
WHOLE = table("""
1200: noon, midday, mediodía, midi, meio dia, meio-dia, полдень, в полдень, 中午, ظهرا, الظهر, दोपहर बारह बजे
0000: midnight, medianoche, minuit, meia noite, meia-noite, полночь, 午夜, منتصف الليل, आधी रात
""")
HOURS = numbers("""
1: one, una, une, uma, час, الواحدة, एक, 一
2: two, dos, deux, duas, два, الثانية, दो, 两, 二
3: three, tres, trois, três, три, الثالثة, तीन, 三
4: four, cuatro, quatre, quatro, четыре, الرابعة, चार, 四
5: five, cinco, cinq, пять, الخامسة, पांच, पाँच, 五
6: six, seis, шесть, السادسة, छह, 六
7: seven, siete, sept, sete, семь, السابعة, सात, 七
8: eight, ocho, huit, oito, восемь, الثامنة, आठ, 八
9: nine, nueve, neuf, nove, девять, التاسعة, नौ, 九
10: ten, diez, dix, dez, десять, العاشرة, दस, 十
11: eleven, once, onze, одиннадцать, الحادية عشرة, الحادية عشر, ग्यारह, 十一
12: twelve, doce, douze, doze, двенадцать, الثانية عشرة, الثانية عشر, बारह, 十二
""")
# "Half of the fourth" in Russian is half past three.
HALF_OF = numbers("""
1: первого
2: второго
3: третьего
4: четвертого
5: пятого
6: шестого
7: седьмого
8: восьмого
9: девятого
10: десятого
11: одиннадцатого
12: двенадцатого
""")
MINUTES = numbers("""
30: half, thirty, treinta, trente, trinta, тридцать, 三十, media, demie, demi, meia, половина, пол, с половиной, نصف, والنصف, ونصف, النصف, साढ़े, 半
15: पौने, fifteen, quince, quinze, пятнадцать, 十五, quarter, cuarto, quart, четверть, четверти, ربع, والربع, وربع, الربع, सवा, 一刻, 刻
10: ten, diez, dix, dez, والعشر
5: five, cinco, cinq, пять
20: twenty, veinte, vingt, vinte, двадцать, والثلث, 二十
25: twenty five, veinticinco
40: forty, cuarenta, quarante, quarenta, сорок, 四十
45: forty five, forty-five, cuarenta y cinco, quarante cinq, 三刻
""")
MARKS = folded("""
o'clock oclock uhr h hr hrs hour hours heure heures hora horas час часа часов ч 点 點 点钟 點鐘 时 時 बजे الساعة
""") | {"o clock"}
