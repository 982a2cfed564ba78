"""What people of a country are called, in the languages the bot speaks: "I'm Brazilian", "бразилец"."""

from .folding import table

NATIONALITIES = table("""
US: american, americans, estadounidense, norteamericano, norteamericana, américain, américaine, americano, americana, estado-unidense, американец, американка, أمريكي, أمريكية, 美国人, अमेरिकी
GB: british, brit, english, scottish, welsh, británico, británica, inglés, inglesa, britannique, anglais, anglaise, britânico, britânica, inglês, британец, британка, англичанин, англичанка, بريطاني, بريطانية, 英国人, ब्रिटिश, अंग्रेज
AE: emirati, emiratí, émirati, émiratie, эмиратец, إماراتي, إماراتية, 阿联酋人, अमीराती
SA: saudi arabian, saudita, saoudien, saoudienne, саудовец, سعودي, سعودية, 沙特人, सऊदी अरबी
IN: indian, indio, hindú, indien, indienne, indiano, индиец, индианка, индус, هندي, هندية, 印度人, भारतीय
PK: pakistani, pakistaní, pakistanais, pakistanaise, paquistanês, paquistanesa, paquistaní, пакистанец, пакистанка, باكستاني, باكستانية, 巴基斯坦人, पाकिस्तानी
BD: bangladeshi, bangladesí, bangladais, bangladaise, бангладешец, بنغلاديشي, 孟加拉人, बांग्लादेशी
LK: sri lankan, srilankés, sri-lankais, cingalês, шриланкиец, سريلانكي, 斯里兰卡人, श्रीलंकाई
NP: nepali, nepalese, nepalí, népalais, nepalês, непалец, نيبالي, 尼泊尔人, नेपाली
CN: chinese, chino, chinois, chinoise, chinês, chinesa, китаец, китаянка, صيني, صينية, 中国人, चीनी
JP: japanese, japonés, japonesa, japonais, japonaise, japonês, японец, японка, ياباني, 日本人, जापानी
KR: korean, south korean, coreano, coreana, coréen, coréenne, кореец, кореянка, كوري, 韩国人, कोरियाई
VN: vietnamese, vietnamita, vietnamien, vietnamienne, вьетнамец, فيتنامي, 越南人, वियतनामी
PH: filipino, filipina, philippine, philippin, филиппинец, فلبيني, فلبينية, 菲律宾人, फिलिपिनो
ID: indonesian, indonesio, indonésien, indonésienne, indonésio, индонезиец, إندونيسي, 印尼人, 印度尼西亚人, इंडोनेशियाई
MY: malaysian, malasio, malaisien, malaio, малайзиец, ماليزي, 马来西亚人, मलेशियाई
TH: thai, tailandés, thaïlandais, tailandês, таец, تايلاندي, 泰国人, थाई
SG: singaporean, singapurense, singapourien, сингапурец, سنغافوري, 新加坡人
RU: russian, russians, ruso, rusa, russe, russo, russa, русский, русская, россиянин, россиянка, روسي, روسية, روس, 俄罗斯人, रूसी
UA: ukrainian, ucraniano, ucraniana, ukrainien, ukrainienne, украинец, украинка, أوكراني, أوكرانية, 乌克兰人, यूक्रेनी
BY: belarusian, bielorruso, biélorusse, bielorrusso, белорус, белоруска, بيلاروسي, 白俄罗斯人
KZ: kazakh, kazakhstani, kazajo, kazakhstanais, cazaque, казах, казашка, казахстанец, казахстанка, كازاخستاني, 哈萨克斯坦人, कज़ाख
UZ: uzbek, uzbeko, ouzbek, usbeque, узбек, узбечка, أوزبكي, 乌兹别克斯坦人, उज़्बेक
GE: georgian, georgiano, géorgien, géorgienne, грузин, грузинка, جورجي, 格鲁吉亚人
AM: armenian, armenio, arménien, arménienne, armênio, армянин, армянка, أرميني, 亚美尼亚人
AZ: azerbaijani, azeri, azerbaiyano, azerbaïdjanais, азербайджанец, азербайджанка, أذربيجاني, 阿塞拜疆人
TR: turkish, turk, turco, turca, turc, turque, турок, турчанка, تركي, تركية, 土耳其人, तुर्क
IR: iranian, persian, iraní, iranien, iranienne, iraniano, iraniana, иранец, иранка, إيراني, إيرانية, 伊朗人, ईरानी
IQ: iraqi, iraquí, irakien, irakienne, iraquiano, иракец, عراقي, عراقية, 伊拉克人, इराकी
SY: syrian, sirio, syrien, syrienne, sírio, сириец, سوري, سورية, 叙利亚人, सीरियाई
LB: lebanese, libanés, libanesa, libanais, libanaise, libanês, ливанец, ливанка, لبناني, لبنانية, 黎巴嫩人, लेबनानी
JO: jordanian, jordano, jordanien, jordanienne, jordaniano, иорданец, أردني, أردنية, 约旦人
PS: palestinian, palestino, palestinien, palestinienne, палестинец, فلسطيني, فلسطينية, 巴勒斯坦人
IL: israeli, israelí, israélien, israélienne, israelense, израильтянин, израильтянка, إسرائيلي, 以色列人, इज़राइली
EG: egyptian, egipcio, egipcia, égyptien, égyptienne, egípcio, egípcia, египтянин, египтянка, مصري, مصرية, 埃及人, मिस्री
MA: moroccan, marroquí, marocain, marocaine, marroquino, marroquina, марокканец, марокканка, مغربي, مغربية, 摩洛哥人
DZ: algerian, argelino, argelina, algérien, algérienne, алжирец, جزائري, جزائرية, 阿尔及利亚人
TN: tunisian, tunecino, tunisien, tunisienne, tunisiano, тунисец, تونسي, تونسية, 突尼斯人
LY: libyan, libio, libyen, líbio, ливиец, ليبي, ليبية, 利比亚人
SD: sudanese, sudanés, soudanais, sudanês, суданец, سوداني, سودانية, 苏丹人
KW: kuwaiti, kuwaití, koweïtien, kuwaitiano, кувейтец, كويتي, كويتية, 科威特人
QA: qatari, qatarí, qatarien, catariano, катарец, قطري, قطرية, 卡塔尔人
OM: omani, omaní, omanais, оманец, عماني, عمانية, 阿曼人
BH: bahraini, baréiní, bahreïni, бахрейнец, بحريني, 巴林人
YE: yemeni, yemení, yéménite, iemenita, йеменец, يمني, يمنية, 也门人
NG: nigerian, nigeriano, nigeriana, nigérian, nigériane, нигериец, нигерийка, نيجيري, 尼日利亚人, नाइजीरियाई
GH: ghanaian, ghanés, ghanéen, ganês, ганец, غاني, 加纳人
KE: kenyan, keniano, kényan, queniano, кениец, كيني, 肯尼亚人
ZA: south african, sudafricano, sudafricana, sud-africain, sud-africaine, sul-africano, sul-africana, южноафриканец, جنوب أفريقي, 南非人
ET: ethiopian, etíope, éthiopien, эфиоп, إثيوبي, 埃塞俄比亚人
SN: senegalese, senegalés, sénégalais, сенегалец, سنغالي
CM: cameroonian, camerunés, camerounais, камерунец, كاميروني
CI: ivorian, marfileño, ivoirien, ivoirienne, ивуариец, إيفواري
AO: angolan, angoleño, angolais, angolano, angolana, анголец, أنغولي
MZ: mozambican, mozambiqueño, mozambicain, moçambicano, мозамбикец
BR: brazilian, brazilians, brasileño, brasileña, brésilien, brésilienne, brasileiro, brasileira, бразилец, бразильянка, برازيلي, برازيلية, 巴西人, ब्राज़ीली, ब्राजीलियाई
MX: mexican, mexicano, mexicana, mexicain, mexicaine, мексиканец, мексиканка, مكسيكي, 墨西哥人, मैक्सिकन
AR: argentinian, argentine, argentino, argentin, аргентинец, أرجنتيني, 阿根廷人
CO: colombian, colombiano, colombiana, colombien, colombienne, колумбиец, كولومبي, 哥伦比亚人
VE: venezuelan, venezolano, venezolana, vénézuélien, venezuelano, венесуэлец, فنزويلي, 委内瑞拉人
PE: peruvian, peruano, peruana, péruvien, перуанец, بيروفي, 秘鲁人
CL: chilean, chileno, chilena, chilien, чилиец, تشيلي, 智利人
EC: ecuadorian, ecuatoriano, équatorien, equatoriano, эквадорец, 厄瓜多尔人
CU: cuban, cubano, cubana, cubain, кубинец, كوبي, 古巴人
DO: dominicano, dominicana
CA: canadian, canadians, canadiense, canadien, canadienne, canadense, канадец, канадка, كندي, كندية, 加拿大人, कनाडाई
AU: australian, aussie, australiano, australiana, australien, australienne, австралиец, أسترالي, 澳大利亚人, ऑस्ट्रेलियाई
NZ: new zealander, kiwi, neozelandés, néo-zélandais, neozelandês, новозеландец, 新西兰人
DE: german, germans, alemán, alemana, allemand, allemande, alemão, alemã, немец, немка, ألماني, ألمانية, 德国人, जर्मन
FR: french, frenchman, francés, francesa, français, française, francês, француз, француженка, فرنسي, فرنسية, 法国人, फ्रांसीसी
ES: spanish, spaniard, español, española, espagnol, espagnole, espanhol, espanhola, испанец, испанка, إسباني, 西班牙人, स्पेनी
PT: portuguese, portugués, portuguesa, portugais, portugaise, português, португалец, برتغالي, 葡萄牙人, पुर्तगाली
IT: italian, italiano, italiana, italien, italienne, итальянец, итальянка, إيطالي, 意大利人, इतालवी
NL: dutch, neerlandés, holandés, néerlandais, holandês, голландец, هولندي, 荷兰人
PL: polish, polaco, polaca, polonais, polonaise, polonês, поляк, полька, بولندي, 波兰人
GR: greek, griego, griega, grec, grecque, grego, grega, грек, гречанка, يوناني, 希腊人
IE: irish, irlandés, irlandais, irlandês, ирландец, أيرلندي, 爱尔兰人
CH: swiss, suizo, suíço, швейцарец, سويسري, 瑞士人
SE: swedish, swede, sueco, suédois, швед, سويدي, 瑞典人
RO: romanian, rumano, roumain, romeno, румын, روماني, 罗马尼亚人
AF: afghan, afgano, afegão, афганец, أفغاني, 阿富汗人, अफ़ग़ान
""")
