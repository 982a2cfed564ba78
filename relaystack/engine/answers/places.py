"""What people call countries besides their official names, in the languages the bot speaks."""

from .folding import folded, table

ALIASES = table("""
US: usa, us, u s a, america, united states of america, the states, eeuu, ee uu, estados unidos de america, eua, états-unis d'amérique, amérique, сша, америка, соединенные штаты америки, штаты, أمريكا, امريكا, أميركا, الولايات المتحدة الأمريكية, 美利坚, 美國, 美利坚合众国, अमेरिका, अमरीका, यूएसए, америке, америку
GB: uk, u k, britain, great britain, gran bretaña, reino unido, grande-bretagne, royaume-uni, grã-bretanha, британия, великобритания, بريطانيا, بريطانيا العظمى, 大不列颠, ब्रिटेन, यूके
AE: uae, u a e, emirates, the emirates, eau, emiratos, emiratos arabes, émirats, émirats arabes, emirados, emirados árabes, эмираты, оаэ, الإمارات, الامارات, 阿联酋, यूएई, अमीरात, эмиратах
SA: ksa, saudi, arabia saudita, arabie saoudite, саудовская, السعودية, 沙特, सऊदी, सउदी
NL: les pays-bas, aux pays-bas, holland, the netherlands, holanda, hollande, голландия, هولندا, 荷兰, हॉलैंड
CZ: czech republic, chequia, república checa, tchéquie, république tchèque, tchéquia, чехия, التشيك, चेक गणराज्य
TR: turkey, turquía, turquie, turquia, турция, تركيا, 土耳其, तुर्की
KR: south korea, korea, corea, corea del sur, corée, corée du sud, coreia, coreia do sul, корея, южная корея, كوريا, كوريا الجنوبية, 南韩, 韩国, कोरिया, दक्षिण कोरिया, южной корее, южную корею, корее
KP: north korea
MK: macedonia
CI: ivory coast, costa de marfil, costa do marfim, кот-д'ивуар, ساحل العاج
MM: burma, birmania, birmanie
CV: cape verde
SZ: swaziland
HK: hong kong, hongkong, гонконг, هونغ كونغ, 香港, हांगकांग
MO: macau, 澳门
TW: taiwan, 台湾
RU: russia, rossiya, рф, российская федерация, россия, روسيا, 俄国
CG: congo
CD: drc, rdc, democratic republic of congo
BA: bosnia
MD: moldavia
BY: belorussia, белоруссия
KG: киргизия
KN: st kitts, saint kitts, st kitts and nevis, 圣基茨, सेंट किट्स, san cristóbal, são cristóvão, são cristóvão e neves, saint-christophe, saint christopher
LC: st lucia
VC: st vincent
AG: antigua, 安提瓜
TT: trinidad
DO: república dominicana, dominican
DE: deutschland, alemania, alemanha, فدراليه المانيا, 德國
ES: espana
BR: brasil
IT: italia
AT: österreich
CH: schweiz, suiza
GR: hellas, ग्रीस
IN: bharat, hindustan, भारत, हिन्दुस्तान, हिंदुस्तान
CN: prc, 中國, china mainland, 中国大陆
NZ: nz, nueva zelandia, 纽西兰
AU: oz, 澳洲
CA: कैनेडा
VN: vietnam
LA: laos
SY: syria
IR: persia, iran
PS: palestine, palestina, فلسطين
VA: vatican
""")

# Parts of countries that are called by their own names where the country is asked for. Cities that CLDR knows need no line.
PARTS = table("""
AE Abu Dhabi: abu dhabi, أبو ظبي, أبوظبي, 阿布扎比, абу даби, अबू धाबी
AE Sharjah: sharjah, الشارقة, 沙迦, шарджа
AE Dubai: dubái, дубае
CA Quebec: quebec, québec
GB England: england, inglaterra, angleterre, англия, англии, англию, إنجلترا, انجلترا, 英格兰, इंग्लैंड
GB Scotland: scotland, escocia, écosse, escócia, шотландия, шотландии
GB Wales: wales
GB Northern Ireland: northern ireland
US New Mexico: new mexico
US Georgia: georgia usa, georgia us, georgia united states, atlanta georgia
US New York: nueva york, nova york, нью йорке, nova iorque
""")

# Short names that are no other word, so that they count in a sentence too: "us" and French "eau" do not.
ABBREVIATIONS = folded("uk usa uae ksa eua nz drc rdc prc")

# Words around a country's name that say nothing about which it is, in all languages.
FILLER = folded("""
in the jobs job work working to for please i want would like am looking at from live living a an citizen citizens
citizenship passport visa nationality national country my is im m s of am and go move moving work born lives
en el la los las de del trabajo trabajos empleo soy quiero vivo ir vivir por favor mi país es ciudadano ciudadana pasaporte
dans le les du des au aux je suis emploi travail veux vis s'il vous plaît mon pays est citoyen citoyenne emplois j aller vivre partir
em no na nos nas o os as do da dos das eu sou ir viver morar trabalho emprego quero moro meu país é cidadão cidadã vagas
в во на из я работа работу хочу живу пожалуйста гражданин гражданка моя страна вакансии поехать уехать переехать жить
في من أنا اريد أريد عمل وظائف وظيفة دولة بلدي أعيش الذهاب السفر
我 是 在 来自 找 工作 想 去 的 国家 人 住
मैं में से का की के हूँ हूं नौकरी काम चाहिए चाहता चाहती देश मेरा जाना रहना
any anywhere everywhere cualquier n'importe quel qualquer любую любой любая страну стране أي اي بلد 任何 किसी भी
""")

# Larger than a country, and like the names of some: أوروبا is no أروبا (Aruba).
CONTINENTS = folded("""
europe europa أوروبا اوروبا европа европе европу 欧洲 यूरोप africa afrique áfrica африка африке أفريقيا افريقيا 非洲 अफ्रीका
asia asie ásia азия азии آسيا اسيا 亚洲 एशिया caribbean caribe caraïbes карибы الكاريبي 加勒比 कैरिबियन
""")
