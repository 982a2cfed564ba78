"""Words that leave a form, in every language and at every question: they are nobody's name."""

import pytest
from talking import MENU, Talk

QUESTIONS = {
    "name": ("3",),
    "e-mail": ("3", "Ana Silva"),
    "budget": ("2",),
    "country of jobs": ("4",),
    "category": ("1",),
    "programmes": ("1", "a"),
    "a budget's programmes": ("2", "250k"),
    "menu": (),
}
LEAVING = [
    "exit",
    "Exit!",
    "never mind",
    "nevermind",
    "cancel please",
    "Cancel 🙏",
    "forget it",
    "nothing",
    "no thanks",
    "No, thank you!",
    "leave",
    "ok cancel",
    "sorry, never mind",
    "not now, thanks",
    "bye",
    "I want to cancel",
    "c a n c e l",
    "I'm not interested",
    "maybe later",
    "I changed my mind",
    "quit this form",
    "go away from here",
    "I'd rather not",
    "nah, forget it",
    "I don't want to",
    "I give up",
    "stop asking",
    "salir",
    "cancelar",
    "olvídalo",
    "no, gracias",
    "quiero salir por favor",
    "ahora no",
    "cancélalo",
    "me voy",
    "mejor no",
    "ya no",
    "annuler",
    "quitter",
    "non merci",
    "laissez tomber",
    "j’ai changé d’avis",
    "je ne veux plus",
    "je pars",
    "sair",
    "deixa pra lá",
    "não, obrigado",
    "agora não",
    "mudei de ideia",
    "melhor não",
    "desisto",
    "encerrar",
    "выход",
    "отмена",
    "Отмена, пожалуйста",
    "не надо",
    "передумала, извините",
    "забудьте",
    "не хочу",
    "отказываюсь",
    "лучше не надо",
    "取消",
    "算了",
    "算了吧",
    "退出",
    "不用了，谢谢",
    "取消吧",
    "不要了",
    "不想说",
    "不说了",
    "إلغاء",
    "خروج",
    "لا شكرًا",
    "غيرت رأيي",
    "لا أريد",
    "ما أبغى",
    "لا يهمني",
    "रद्द करें",
    "रहने दो",
    "अभी नहीं",
    "छोड़ दीजिए",
    "नहीं करना",
    "nahi karna",
    "cancel karo",
]


@pytest.mark.parametrize("words", LEAVING)
@pytest.mark.parametrize("question", ["name", "e-mail"])
def test_a_form_is_left_for_the_menu(question: str, words: str) -> None:
    talk = Talk("hi", *QUESTIONS[question])
    assert talk(words) == f"All right, we leave it there. Here is the menu:\n\n{MENU}"
    assert (talk.place, talk.answers, talk.rehearsal.state.left) == ("main_menu.menu", {}, None)


@pytest.mark.parametrize("words", ["exit", "Never mind!", "annuler", "выход", "算了", "إلغاء", "no, thanks"])
@pytest.mark.parametrize("before", QUESTIONS.values(), ids=QUESTIONS)
def test_so_is_every_other_question(before: tuple[str, ...], words: str) -> None:
    talk = Talk("hi", *before)
    assert talk(words).endswith(MENU)
    assert talk.place == "main_menu.menu"


@pytest.mark.parametrize("words", ["no", "No.", "nah", "none", "нет", "não", "non"])
def test_a_plain_no_leaves_nothing(words: str) -> None:
    talk = Talk("hi", "3", "Ana Silva")
    talk(words)
    assert talk.place == "consultant.email"


@pytest.mark.parametrize(
    "words",
    ["Exit Silva", "cancel my flight to Lisbon", "leave me in peace with Ana", "I cannot cancel", "no quiero invertir"],
)
def test_words_that_say_more_leave_nothing(words: str) -> None:
    talk = Talk("hi", "3", "Ana Silva")
    talk(words)
    assert talk.place == "consultant.email"


def test_it_is_said_in_the_persons_language() -> None:
    talk = Talk("hi", "español", "3")
    assert talk("salir").startswith("De acuerdo, lo dejamos aquí.")


def test_what_was_set_aside_before_is_still_offered() -> None:
    talk = Talk("hi", "3", "Ana Silva").later(hours=1)
    talk("hm")
    assert "[Continue]" not in talk("exit")
    assert "Continue" in [choice.title for choice in talk.reply.choices]
