"""How people introduce themselves, and words that no name has, in the languages the bot speaks."""

import re

from .folding import folded

_GREETINGS = (
    "hi there|hi|hello|hey|good (?:morning|afternoon|evening)|dear sirs?|hola|buen[oa]s (?:días|dias|tardes|noches)|bonjour"
    "|bonsoir|salut|olá|ola|oi|bom dia|boa (?:tarde|noite)|привет|здравствуйте|добрый (?:день|вечер|утро)|مرحبا|أهلا"
    "|السلام عليكم|नमस्ते|नमस्कार|sure|ok(?:ay)?|yes"
)
GREETING = re.compile(rf"(?:(?:{_GREETINGS})(?:\s*[,.!،;:\-]+\s*|\s+)|(?:你好|您好)[,，!！。\s]*)", re.IGNORECASE)

# After these a name follows, whatever else is said after it.
NAMED = re.compile(
    r"(?:my (?:full |first )?name(?:'s|’s|s| is)|(?:the )?(?:full )?name(?: is\b|\s*[:=])|(?:you can )?call me(?! (?:at|on|in|by|after|before|around|back|tomorrow|today|tonight|later|now|asap|this|next|when|please)\b)"
    r"|mi nombre(?: completo)? es|(?:yo )?me llamo|nombre(?: completo)?\s*[:=]|je m['’ ]?appelle|mon nom(?: complet)? est|moi c['’]est"
    r"|nom(?: complet)?\s*[:=]|(?:o )?meu nome(?: completo)? (?:é|e)\b|(?:eu )?me chamo|(?:eu )?chamo-me|nome(?: completo)?\s*[:=]"
    r"|меня зовут|зовут меня|мо[её](?: полное)? имя(?:\s*[-—:])?|(?:фио|имя)\s*[:=]|"
    r"(?:ا|إ)سمي(?: الكامل)?(?: هو)?|الاسم\s*[:=]|मेरा (?:पूरा )?नाम|नाम\s*[:=])(?=\W)\s*[:,\-—]?\s*"
    r"|(?:我的?(?:名字|姓名)(?:是|叫)|我叫做?|我姓名是|叫我|姓名\s*[:：])\s*",
    re.IGNORECASE,
)
# After these it may be a name as well as anything: "I'm interested".
PERHAPS = re.compile(
    r"(?:i am|i['’]?m|this is|it['’]?s|it is|myself|soy|je suis|c['’]est|(?:eu )?sou(?: [oa]\b)?|я|это|أنا|انا|मैं)(?=\s)\s+|我是\s*",
    re.IGNORECASE,
)
# What ends a name that was said outright, whatever comes then: "my name is Ana and work in London".
CUT = re.compile(
    r"\s(?:and|y|et|e|и|और)\s+(?=[a-zà-öø-ÿа-яё\u0900-\u097f]).*|\s(?:and|but|pero|mais|mas|но|लेकिन|from)\s.*"
    r"|\s(?:है|हूँ|हूं|हे)(?:\s.*)?$|\sو(?:أ|ا(?:عمل|ريد|سكن|عيش|بحث|رغب|شتغل|نا))\w*.*"
    r"|(?<=[\u3400-\u9fff]{2})(?:[在想从]|来自|今年|住在).*",
    re.DOTALL,
)
# What may follow a name.
AFTER = re.compile(
    r"(?:\s*[,;!。，]\s*|\s+)(?:and (?:i|my)\b.*|thanks?.*|thank you.*|please|here|from .*|nice to meet.*|gracias|mucho gusto.*|merci|enchantée?"
    r"|obrigad[oa]|prazer.*|спасибо|очень приятно.*|شكرا|धन्यवाद|y (?:quiero|soy|vivo)\b.*|et je\b.*|e (?:eu|quero|moro)\b.*|и (?:я|хочу)\b.*)$"
    r"|\s+(?:है|हूँ|हूं|हे)$",
    re.IGNORECASE,
)

# No name has these; one is enough.
NEVER = folded("""
vs versus want wanna need please your talk speak someone somebody anyone consultant interested looking help
what where which whats don't dont didn't can't cant won't i'm i'd i'll i've info information
budget invest investment residency citizenship citizenships hello hey hi thanks thank yes yeah yep nope okay menu
worst peor pire pior худший худшая худшее хуже الأسوأ الاسوأ أسوأ اسوأ सबसे
nothing none anonymous whatever later know give would should could think now not much takes already
about apply process documents question questions
quiero quisiera necesito hablar alguien gracias hola ayuda cuanto cuánto cual cuál donde dónde favor informacion
asesor tengo puedo busco interesa precio dinero atrás volver después ahora
veux voudrais besoin parler quelqu'un quelqu bonjour bonsoir merci comment combien pourquoi quel quelle aide cherche oui aucun maintenant
suis j'ai rien prix argent retour
quero preciso falar alguém alguem obrigado obrigada olá agora ajuda quanto qual onde gostaria não nao tenho você voce preço
dinheiro voltar
хочу хотел хотела нужно нужен нужна поговорить привет здравствуйте спасибо помощь помогите сколько как что где почему зачем
пожалуйста да нет меня мне вы вам вас интересует консультант консультантом стоп меню назад деньги цена скажите
أريد اريد التحدث مرحبا شكرا مساعدة مساعده كيف كم ماذا لماذا أين متى نعم لا هل فضلك محتاج عندي ممكن عليكم توقف قائمة القائمة أحتاج احتاج
चाहिए चाहता चाहती बात करनी करना नमस्ते नमस्कार धन्यवाद मदद कैसे क्या कितना क्यों कहाँ कहां हाँ हां नहीं मुझे किसी
""")
# No name begins with these in small letters, Vietnamese ones (The Anh) have capitals.
ARTICLES = folded("the a an")
# Names in which every word begins with a capital may have these as well: I Made Wirawan, Tan How Wei.
TITLED = folded("i how why when como you human have has still many money show tell skip cancel")
# Names may have one of these (Nguyen The Anh, To Huu, Nada Ahmed); two make a sentence, but where all are capitals.
RARELY = folded("""
nada mas from
agent advisor visa passport price cost stop start back
a the to with of for my me is are am be do does can will in at it its this that and or an not no so if but was were we they on
con un una en para que es mi por lo se mis pero je un une est pas pour mon ma vous nous au com um em é meu minha eu
с в на и я это не у к по от को में के का है हूँ मैं मेरा से في على مع ما هذا أنا هو
""")
# First names that are everyday words too, where both words begin with a capital: Will Price.
GIVEN = folded("will may hope grace bill rich mark sue guy pat faith")
# Surnames that are what people ask about too, where every word has a capital: Ana Precio, Jean Prix.
TOPIC_SURNAMES = folded(
    "precio prix price prices preço preco cost coste costa visa visas money dinero cash budget passport menu"
)
# These are part of names alone: who has one of them is not talking, in small letters too.
SURELY = folded("""
thi nguyen tran pham huynh hoang phan dang bui duong tan lim ng goh wang wong chan chua cheng wei ming ling lee kim park choi jung bin binti ibn
ahmed ahmad ali mohamed mohammed muhammad mohammad hassan hussein khan singh kumar sharma gupta patel silva santos oliveira souza
garcia rodriguez lopez martinez gonzalez hernandez smith johnson williams ivanov ivanova petrov petrova wayan nyoman ketut gede
""")
SMALL_PARTS = folded(
    "de da do dos das del della di du la le van von der den ter ten y e bin binti ibn al el ben af av zu zur st"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
# What ends a name after words that anything may follow, where the name has capitals and the rest has none, or in a
# script that has none: "Soy Luis y trabajo en Madrid", "我是李明，我在北京工作".
ASIDE = re.compile(
    r"(?:,|\s(?:and|y|et|e|и))\s+(?=[a-zà-öø-ÿа-яё]).*|[،,]\s*(?=[\u0600-\u06ff]).*"
    r"|\sو(?:أ|ا(?:عمل|ريد|سكن|عيش|بحث|رغب|شتغل|نا))\w*.*"
    rf"|(?:(?<=^[{SURNAMES}][\u3400-\u9fff])|(?<=^[{SURNAMES}][\u3400-\u9fff]{{2}}))[，,。；！].*",
    re.DOTALL,
)
CHINESE = re.compile(
    "[最想要请吗嗎么麼哪谁]|[问問][下题題你您]|多少|你好|您好|谢谢|帮助|不知道|需要|为什么|可以|咨询|客服|人工|菜单|签证|移民|投资|我们|没有"
)
LONGEST_CHINESE = 8  # more characters without a space or a dot are a sentence
MOST_WORDS = 8
# Alone these are an answer to another question.
NO_NAMES = folded("""
sim no nah nao me si ok ya na oi не не нет лол lol idk n/a test asdf qwerty asdfgh xxx abc x y
好的 好 不用 不用了 取消 退出 继续 再见 算了 是的 停 停止 退订 别发了 不要发了
ठीक बंद रुकें रुको हेल्प थैंक्स हाँ जी शुरू वापस बैक फोन कॉल
""")
ABBREVIATIONS = folded("jr sr dr mr mrs ms prof st sra md phd esq ph.d m.d")
