"""What a browser calls itself, in two words: so that people know their own sign-ins again."""

_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome",
             "CriOS": "Chrome", "Safari": "Safari"}  # fmt: skip
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac",
            "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def in_words(user_agent: str) -> str:
    """Like "Firefox, Windows"; the first name that fits, since most claim to be several."""
    found = (next((said for sign, said in names.items() if sign in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(word for word in found if word)
