import pytest

from nlu.keywords import recognise
from nlu.standin import Standin

ASKS_FOR_A_PERSON = [
    "Saya mau bicara dengan petugas",
    "tolong sambungkan saya ke operator ya",
    "MINTA ADMIN DONG!!!",
    "petugas",
    "bisa ngobrol sama orang?",
    "/ hubungi petugas: mau tanya petugas langsung",
    "Can I speak to a human please?",
    "I want a real person",
    "connect me to an agent",
]
GREETS = ["halo", "Halo kak!", "selamat pagi", "Assalamualaikum wr wb", "good morning", "hi there"]
ASKS_FOR_THE_STATUS = [
    "status permohonan saya bagaimana",
    "berkas saya sudah sampai mana?",
    "izin saya kapan terbit",
    "what is the status of my application",
    "is my permit ready?",
]
NOTHING = [
    "",
    "   ",
    "🙏🙏",
    "syarat pbg apa saja",
    "saya mau tanya syarat untuk orang asing",
    "jangan sambungkan ke petugas",
    "tidak perlu operator",
    "i don't want to talk to an agent",
    "halo, berapa biaya pbg",
    "здравствуйте",
    "agentur",
]


@pytest.mark.parametrize(
    ("text", "intent"),
    [(text, "minta_petugas") for text in ASKS_FOR_A_PERSON]
    + [(text, "sapaan") for text in GREETS]
    + [(text, "status_permohonan") for text in ASKS_FOR_THE_STATUS]
    + [(text, None) for text in NOTHING],
)
def test_the_table(text: str, intent: str | None) -> None:
    found = recognise(text)
    assert found.intent == intent
    assert found.source == "keywords"


async def test_long_texts_cost_nothing() -> None:
    assert (await Standin(lambda: None).parse("mau tidak " * 50_000)).intent is None
