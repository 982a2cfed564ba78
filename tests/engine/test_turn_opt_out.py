"""Opt-outs as people write them, in every language: obeyed where nothing else is said, and nowhere else."""

from dataclasses import replace

import pytest
from talking import Talk

from relaystack.engine.effects import OptOut, Speak
from relaystack.engine.events import Tapped

OPT_OUTS = {
    "en": [
        "Stop. Thank you",
        "stop please",
        "please stop",
        "Unsubscribe me",
        "remove me from your list",
        "quit",
        "END",
        "Revoke",
        "QUIT!",
        "end.",
        "do not contact me again",
        "please don't contact me anymore",
        "I don't want to receive any more messages from you",
        "Please remove my number from your database, thanks",
        "can you please unsubscribe me",
        "stop sending me messages",
        "Stop all messages now",
        "STOP stop STOP",
        "ok, stop",
        "take me off your list",
        "I would like to opt out please",
        "no more messages please",
        "stop texting me",
        "leave me alone",
        "unsubscribe me from Nexora Investments",
        "I said stop",
        "don't message me",
        "revoke my consent",
        "stop!!!!",
        "Stop promotions",
        "hello, please unsubscribe me",
        "remove me",
        "take my number off",
        "please delete me from your mailing list",
        "cease",
        "don't ever contact me again",
    ],
    "ar": [
        "إيقاف من فضلك",
        "لا ترسلوا لي رسائل بعد الآن",
        "أريد إلغاء الاشتراك",
        "ما أبغى رسائل",
        "لا تتواصلوا معي مرة أخرى",
        "ستــوب",
        "احذفوا رقمي لو سمحتم",
        "توقفوا عن إرسال الرسائل",
        "أوقِفوا الرسائل",
        "مش عايز رسائل",
        "شكرا، توقف",
        "الغاء الاشتراك رجاء",
        "لا تراسلوني أبدا",
        "لا أريد استقبال رسائلكم",
    ],
    "es": [
        "quiero darme de baja",
        "stop por favor",
        "no quiero recibir más mensajes, gracias",
        "dejen de escribirme",
        "Por favor, no me contacten más",
        "bórrenme de su lista",
        "quiero cancelar mi suscripción",
        "basta",
        "no me manden más mensajes",
        "denme de baja por favor",
        "no me escriban nunca más",
        "déjenme en paz",
    ],
    "fr": [
        "désabonnez-moi svp",
        "Merci de ne plus me contacter",
        "je veux me désabonner",
        "arrêtez de m'envoyer des messages s'il vous plaît",
        "stop merci",
        "ne m’écrivez plus",
        "retirez-moi de votre liste",
        "je ne souhaite plus recevoir de messages",
        "desinscription svp",
        "plus de messages svp",
        "je me désinscris",
    ],
    "pt": [
        "sair da lista",
        "por favor me remova da lista de vocês",
        "não me mande mais mensagens",
        "Pare de me enviar mensagens por favor",
        "quero cancelar minha inscrição",
        "me tira da lista",
        "chega de mensagens",
        "nao quero mais receber mensagens obrigado",
        "não entrem mais em contato comigo",
        "parem, por favor",
        "retirem meu número da lista",
        "cancele minha assinatura, por favor",
    ],
    "ru": [
        "отпишите меня пожалуйста",
        "Не пишите мне больше!",
        "больше никогда не пишите",
        "хватит",
        "стоп, спасибо",
        "хочу отписаться",
        "прекратите писать мне",
        "удалите меня из рассылки",
        "я больше не хочу получать сообщения",
        "не присылайте мне рекламу",
        "пожалуйста, уберите мой номер из базы",
    ],
    "zh": [
        "退订，谢谢",
        "不要再给我发消息了",
        "请不要再联系我",
        "把我从名单中删除",
        "别再发了，谢谢",
        "我想退订",
        "请停止发送信息",
        "别烦我",
        "不想再收到你们的信息",
        "取消訂閱",
        "停止发消息",
        "別再傳訊息給我",
        "請不要再聯絡我",
        "停止發送訊息，謝謝",
    ],
    "hi": [
        "मुझे मैसेज मत भेजो",
        "कृपया बंद करें",
        "संदेश न भेजें",
        "please band karo",
        "mujhe message mat karo",
        "मेरा नंबर हटा दो",
        "स्टॉप प्लीज़",
        "मुझे और संदेश नहीं चाहिए",
        "list se hata do",
        "मैसेज भेजना बंद करो भाई",
        "बस करो, मैसेज नहीं",
        "मुझे मैसेज न करें",
    ],
    "mixed": [
        "stop por favor",
        "стоп please",
        "STOP, merci",
        "unsubscribe करो",
        "stop 谢谢",
        "baja please",
        "توقف please",
    ],
    "disguised": [
        "S.T.O.P",
        "S T O P",
        "s-t-o-p",
        "s_t_o_p.",
        "q u i t",
        "E.N.D.",
        "С Т О П",
        "СТОР",
        "STОP",
        "ЅТОР",
        "ΣΤΟΠ",
        "STΟP",
        "ＳＴＯＰ",
        "🆂🆃🅾🅿",
        "ⓢⓣⓞⓟ",
        "🇸 🇹 🇴 🇵",
        "stoooop",
        "SSTOOPP!!",
        "ST0P",
        "stóp",
        "🛑 STOP 🛑",
        "*STOP*",
        "«stop»",
        "s\u200bt\u200bo\u200bp",
        "unѕubѕсribе me",
        "stop\n\nthanks",
        "ʂᴛᴏᴘ",
        "sŧøp",
        "ᵴƭoƥ",
        "ՏTOP",
        "ᏚᎢᎾᏢ",
        "ꓢꓔꓳꓑ",
    ],
}
NONE = {
    "en": [
        "stop, Joe can't come at five",
        "when does the programme stop?",
        "don't stop",
        "please do not stop",
        "can I stop at any time?",
        "the end",
        "in the end",
        "end of the year",
        "I want to quit my job and move to Portugal",
        "bus stop",
        "full stop",
        "end date",
        "quit smoking",
        "do not contact my wife",
        "don't message my boss",
        "stop by your office",
        "will it end?",
        "revoke visa",
        "can they revoke my passport",
        "don't unsubscribe me",
        "please don't remove me from your list",
        "never stop",
        "I want to stop working",
        "thanks",
        "please",
        "stop loss",
        "one stop shop",
        "end to end",
        "take my number",
        "cease fire",
        "stop 5",
        "do I have to quit my job?",
        "I don't want to receive a visa late",
        "remove tax",
        "not at all",
    ],
    "ar": ["لا تتوقف", "لا توقف", "متى يتوقف البرنامج", "توقف البرنامج؟ متى", "شكرا"],
    "es": [
        "no pares",
        "no me den de baja",
        "quiero dejar de trabajar",
        "parar de trabajar",
        "baja California",
        "¿cuándo termina el programa?",
    ],
    "fr": ["n'arrêtez pas", "ne vous arrêtez pas", "arrêt maladie", "quand le programme s'arrête-t-il ?"],
    "pt": ["não pare", "quero parar de trabalhar", "quando o programa vai parar?"],
    "ru": ["не стоп", "не отписывайте меня", "не останавливайтесь", "хватит ли 250000?", "когда прекратят программу"],
    "zh": ["不要停", "什么时候停止", "停车", "会停止吗", "取消"],
    "hi": ["बंद मत करो", "ये बंद है", "क्या कार्यक्रम बंद होगा", "मत रोको"],
}
ALL = [(language, words) for language, listed in OPT_OUTS.items() for words in listed]


@pytest.mark.parametrize(("language", "words"), ALL)
def test_an_opt_out_in_a_few_words_is_obeyed(language: str, words: str) -> None:
    talk = Talk("hi", "2")
    assert talk(words).startswith("You will get no more messages")
    assert talk.turn.effects == (OptOut(),)


@pytest.mark.parametrize("words", [word for listed in NONE.values() for word in listed])
def test_words_that_say_more_are_no_opt_out(words: str) -> None:
    talk = Talk("hi", "2")
    talk(words)
    assert OptOut() not in talk.turn.effects


@pytest.mark.parametrize(
    "before", [(), ("hi",), ("hi", "3"), ("hi", "3", "Ana"), ("hi", "human"), ("hi", "2", "x", "y", "z")], ids="-".join
)
@pytest.mark.parametrize(
    "words", ["Stop. Thank you", "do not contact me again", "пожалуйста, отпишите меня", "S.T.O.P"]
)
def test_it_is_obeyed_wherever_one_is(before: tuple[str, ...], words: str) -> None:
    """In the first message ever, in the middle of a form, while consultants have the conversation."""
    talk = Talk(*before)
    talk(words)
    assert talk.turn.effects == (OptOut(),)
    assert talk("hi") == ""


@pytest.mark.parametrize(
    "tap",
    [
        Tapped("Stop.", "Stop."),
        Tapped("STOP_PROMOTIONS", "Stop promotions"),
        Tapped("Unsubscribe me", "No, thanks"),
        Tapped("x", "Please stop"),
    ],
)
def test_words_on_a_templates_button_are_obeyed_alike(tap: Tapped) -> None:
    talk = Talk("hi")
    talk.takes(tap)
    assert talk.turn.effects == (OptOut(),)


@pytest.mark.parametrize(
    ("words", "language", "last"),
    [
        ("darme de baja, gracias", "es", "No recibirá más mensajes"),
        ("désabonnez-moi svp", "fr", "Vous ne recevrez plus"),
        ("отпишите меня", "ru", "Вы больше не будете"),
        ("请不要再联系我", "zh", "您不会再收到"),
    ],
)
def test_the_last_word_is_in_the_language_of_a_first_message(words: str, language: str, last: str) -> None:
    talk = Talk()
    talk.rehearsal.person = replace(talk.rehearsal.person, language=None)
    assert talk(words).startswith(last)
    assert talk.turn.effects == (Speak(language), OptOut())
