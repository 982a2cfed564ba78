"""How people say which part of a day suits them, or a whole week."""

from .folding import fold, table

DAY_PARTS = table("""
morning: morning, in the morning, por la mañana, de la mañana, matin, le matin, matinée, manhã, de manhã, утром, утро, до обеда, 上午, 早上, صباحا, في الصباح, الصبح, सुबह
afternoon: afternoon, in the afternoon, por la tarde, tarde, à tarde, après-midi, apres midi, днем, после обеда, 下午, بعد الظهر, العصر, दोपहर, दोपहर बाद
evening: evening, in the evening, tonight, por la noche, soir, le soir, à noite, noite, вечером, вечер, 晚上, مساء, في المساء, शाम
""")
HOURS_OF = {"morning": ("05:00", "12:00"), "afternoon": ("12:00", "18:00"), "evening": ("17:00", "23:00")}
NEXT_WEEK = {fold(words) for words in (
    "next week", "la semana que viene", "la próxima semana", "la semaine prochaine", "semaine prochaine",
    "semana que vem", "próxima semana", "на следующей неделе", "следующая неделя", "下周", "下星期",
    "الأسبوع القادم", "الأسبوع المقبل", "अगले हफ्ते", "अगले सप्ताह",
)}  # fmt: skip
