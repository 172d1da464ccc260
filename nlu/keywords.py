"""The stand-in while Rasa is away: knows only what must never be missed."""

import re

from nlu.interpreter import Guess, Interpretation
from nlu.server.thin.texts import presentable

_PERSON = (
    r"(?:petugas\w*|operator|admin|cs|customer service|manusia|agen|pegawai|staf"
    r"|human|agent|person|representative|staff|officer)"
)
_ANYBODY = rf"(?:{_PERSON}|orang|org|someone|somebody|people)"
_TALK = (
    r"(?:bicara|berbicara|bcra|bcara|ngobrol|ngomong|ngmg|chat(?:ting)?|(?:di)?hubung(?:kan|in)"
    r"|(?:di)?sambung(?:kan|in)|panggil(?:kan|in)?|alihkan|talk|speak|connect"
    r"|transfer(?= me| us| this| to (?:an? )?(?:human|live|real)))"
)
_WANT = r"(?:minta|mau|ingin|pengen|butuh|want|need|get me|give me|call)"
_FILLER = r"(?: (?:ke|sama|dengan|dgn|bantuan|tanya|ada|langsung|a|an|the|to|live|real|help from))"
_OF_A_TRADE = r"(?:asing|fees?|berapa|brp|licen[cs]es?|permits?)"  # no officer is meant
_MATTER = (
    r"(?:permohonan\w*|berkas\w*|pengajuan\w*|izin\w*|perizinan\w*|tiket\w*|laporan\w*|pbg|imb|nib|slf"
    r"|applications?|permits?|requests?|tickets?|case)"
)
_STATE = (
    r"(?:status\w*|progres\w*|perkembangan\w*|sampai mana|sejauh mana|sudah (?:selesai|jadi|terbit)"
    r"|(?:udah|udh|sdh) (?:selesai|jadi|terbit)|kapan (?:selesai|jadi|terbit|keluar)"
    r"|ready|approved|track(?:ing)?|how far)"
)
_NOT = (
    r"\b(?:jangan|(?:tidak|tdk|gak|ga|nggak|enggak|ndak) (?:mau|ingin|perlu|usah)"
    r"|tak (?:perlu|usah)|(?:do not|don'?t|dont) (?:want|need)|no need)\b"
)
_GREETING = (
    r"(?:halo+|hallo+|hai+|hi+|hey|hello+|permisi|salam"
    r"|ass?alam\w*(?: (?:w\w*|alaikum\w*)){0,3}"
    r"|(?:selamat|met|good) (?:pagi|siang|sore|malam|morning|afternoon|evening)"
    r"|pagi|siang|sore|malam)"
)
_ADDRESSED = r"(?:kak|kakak|min|admin|pak|bu|bapak|ibu|mas|mbak|bro|sis|semua|there|sir|madam)"

_HUMAN = re.compile(
    rf"\b{_TALK}(?: \w+){{0,4}} {_ANYBODY}\b"
    rf"|\b{_WANT}{_FILLER}{{0,3}} {_PERSON}\b(?! {_OF_A_TRADE}\b)"
    rf"|^(?:(?:live|real) )?{_PERSON}(?: (?:{_PERSON}|dong|ada|ya|kak|pak|bu|min|please|pls))*$"
)
_UNWILLING = re.compile(_NOT)
_STATUS = re.compile(
    rf"\b{_STATE}\b.{{0,40}}\b{_MATTER}\b|\b{_MATTER}\b.{{0,40}}\b{_STATE}\b|^cek status$"
)
_HELLO = re.compile(rf"^{_GREETING}(?: {_GREETING})?(?: {_ADDRESSED}){{0,2}}$")


def recognise(text: str) -> Interpretation:
    """Look a text up.

    >>> recognise("Halo kak, saya mau bicara dengan petugas!").intent
    'minta_petugas'
    """
    plain = plain_words(text)
    intent = _intent(plain)
    ranking = () if intent is None else (Guess(intent=intent, confidence=0.9),)
    return Interpretation(ranking=ranking, source="keywords")


def plain_words(text: str) -> str:
    """Lower-case words with one space between; of the marks, hyphens and straight apostrophes.

    >>> plain_words("There\N{RIGHT SINGLE QUOTATION MARK}s  a FIRE!")
    "there's a fire"
    """
    straight = presentable(text).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(re.findall(r"[\w'-]+", straight))


def asks_for_a_person(plain: str) -> bool:
    """Tell whether lower-case words without marks ask for a person, and do not refuse one."""
    return bool(_HUMAN.search(plain)) and not _UNWILLING.search(plain)


def _intent(plain: str) -> str | None:
    if asks_for_a_person(plain):
        return "minta_petugas"
    if _STATUS.search(plain):
        return "status_permohonan"
    return "sapaan" if _HELLO.search(plain) else None
