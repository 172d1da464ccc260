import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.keywords import recognise
from nlu.signals import AGREES, CONTINUES, DENIES, EMERGENCY, EXTORTION, PERSON, signals

EXTORTION_OR_SCAM = [
    "petugas survei minta uang rokok, itu resmi?",
    "mau lapor pungli di kelurahan",
    "oknum kelurahan minta 2 juta biar izin cepat keluar",
    "pegawainya nagih 500 ribu, katanya biaya administrasi",
    "staf ptsp minta ditransfer ke rekening pribadi",
    "petugas minta 500rb",
    "diminta Rp3.000.000 sama orang kelurahan",
    "ada yang minta uang, ngaku petugas",
    "disuruh bayar lewat gopay pribadi, wajar ga",
    "ada calo nawarin IMB jadi 3 hari",
    "ada makelar yang ngaku bisa urus SIP",
    "saya diperas petugas lapangan",
    "boleh gak sih ngasih amplop ke petugas biar lancar",
    "dimintai uang pelicin sama orang dalam",
    "mereka bilang bisa lewat jalur belakang",
    "apakah memberi bingkisan termasuk gratifikasi",
    "dimintain duit kopi pas survei",
    "bapak itu mengaku petugas dan minta transfer 750 rb",
    "saya ditipu biro jasa yang katanya dari PTSP",
    "ini web palsu bukan? saya sudah isi data",
    "dapat SMS dari nomor palsu mengatasnamakan PTSP",
    "penipuan online shop mengatasnamakan dinas",
    "hati-hati modus baru, petugas gadungan datang ke toko",
    "Mohon ditindak, pejabat tersebut meminta imbalan Rp5.000.000",
    "an officer asked me for money to speed it up",
    "the inspector wants cash before he signs",
    "I want to report bribery",
    "is this a scam? someone called about my permit",
    "someone inside offered to do it for a fee",
    "a broker claims he can get my permit for 3 million",
    "they asked me to send it to a personal account",
    "a clerk demanded a facilitation payment",
    "an official is extorting my shop",
    "I think this website is a fake site",
    "the surveyor requested a small gift",
    "I was told to pay under the table",
    "ditelpon katanya dari dpmptsp, disuruh byr 3,5jt hari ini klo ga izin dicabut",
]
NO_EXTORTION = [
    "calon penyewa gedung harus punya SLF?",
    "cara urus sendiri tanpa calo gimana",
    "mau ngurus tanpa makelar bisa ga",
    "calon pengantin perlu surat apa",
    "saya kalori konsultan gizi, izinnya apa",
    "file pdf corrupt terus pas diunggah",
    "the file is corrupted, what now",
    "surat palsu ga ya kalau tidak ada barcode",
    "cara cek izin ini asli atau palsu",
    "tanda tangan elektronik ini sah atau palsu?",
    "petugas survei datang kapan",
    "petugasnya minta berkas tambahan, di mana unggahnya",
    "petugas minta fotokopi KTP lagi",
    "petugas minta bukti bayar, kirim ke mana",
    "the officer asked for proof of payment",
    "I want to pay the fee, do officers accept cards",
    "berapa biaya PBG rumah tinggal",
    "bayar retribusi di mana",
    "transfer ke bank apa untuk bayar SKRD",
    "sudah bayar tapi status belum berubah",
    "izin rumah sakit tipe D",
    "kapan uang saya dikembalikan, bayar dobel",
    "mau minta salinan kuitansi pembayaran",
    "izin pengumpulan uang atau barang",
    "izin money changer",
    "syarat izin koperasi simpan pinjam",
    "tipe rumah 36 perlu PBG?",
    "modal usaha saya 5 juta, NIB-nya risiko apa",
    "modul pelatihan OSS ada?",
    "sertifikat staf ahli konstruksi",
    "the office asked for my tax number",
    "how much is the fee for a building permit",
    "can I pay by bank transfer",
    "udah dapet sms suruh bayar, kode billing di mana",
    "I want to know the official fee, 2 million?",
    "do officers come on Saturday for the survey",
    "I want to open a money changer",
    "which documents does the inspector ask for",
    "my staff applied last week, what is the status",
    "jalur hijau dan jalur merah itu apa",
]
EMERGENCIES = [
    "tolong ada kebakaran di gang sebelah",
    "rumah terbakar!!",
    "rumahnya terbakar cepat",
    "KEBAKARAN!!! jl mawar 3",
    "min tetangga kebakaran",
    "panggil ambulans sekarang",
    "panggilkan ambulan tolong",
    "butuh ambulans ke tebet",
    "tolong panggil damkar",
    "panggil pemadam cepet",
    "ada api besar di pasar",
    "bapak saya henti napas",
    "ibu tidak bernapas",
    "ada kecelakaan parah depan kantor",
    "ada kecelakaan sekarang di lampu merah",
    "cara manggil pemadam gimana ini api udah nyamber",
    "gas bocor di dapur",
    "ada kebocoran gas di ruko",
    "there's a fire next door",
    "there\N{RIGHT SINGLE QUOTATION MARK}s a fire in my kitchen",
    "there is a fire in the kitchen",
    "my house is on fire",
    "the building is on fire",
    "call an ambulance please",
    "we need an ambulance now",
    "gas leak in our street",
    "suami saya tidak sadarkan diri, tolong ambulans",
]
NO_EMERGENCY = [
    "ppkm darurat masih perlu SIKM?",
    "izin proteksi kebakaran gedung",
    "surat rekomendasi pemadam kebakaran",
    "sertifikat laik kebakaran, urusnya di mana",
    "syarat sistem proteksi kebakaran untuk SLF",
    "nomor darurat PTSP berapa",
    "izin klinik gawat darurat",
    "tangga darurat wajib untuk SLF?",
    "jalur evakuasi darurat di gambar",
    "izin usaha ambulans swasta",
    "perlu izin apa untuk membuka depot gas",
    "izin pangkalan gas elpiji",
    "izin praktik dokter IGD",
    "butuh cepat, ini mendesak",
    "aplikasi error terus, darurat nih besok deadline",
    "permohonan saya hangus terbakar waktu",
    "api unggun untuk acara perlu izin?",
    "izin kembang api tahun baru",
    "fire safety certificate for a restaurant",
    "do I need a permit for fireworks",
    "is an emergency exit required",
    "which licence does an ambulance service need",
    "my application is urgent",
    "gas station permit",
    "restoran wajib punya alat pemadam kebakaran ga",
    "telepon dinas pemadam kebakaran berapa",
    "ikan bakar, usaha kuliner, NIB-nya apa",
    "rumah saya pernah kebakaran, mau urus PBG lagi",
]
WANT_A_PERSON = [
    "tolong sambungkan ke petugas",
    "saya mau bicara dengan petugas",
    "bisa ngobrol sama manusia gak",
    "mau chat sama cs dong",
    "minta admin",
    "petugas",
    "CS manusia",
    "live agent",
    "operator dong",
    "hubungkan saya dengan operator",
    "alihkan ke pegawai",
    "tolong panggilkan admin",
    "pengen ngomong langsung sama orang",
    "saya ingin berbicara dengan staf",
    "butuh bantuan petugas",
    "disambungin ke agen bisa?",
    "mau tanya langsung ke petugas",
    "can I talk to a human",
    "let me speak with an officer",
    "connect me to an agent",
    "transfer me to a real person",
    "I want a human",
    "get me a representative",
    "give me a live agent",
    "I need help from an officer",
    "speak to someone please",
    "petugas dong",
    "transfer to a human agent",
    "mau bcra sm admin",
    "human please",
]
WANT_NO_PERSON = [
    "petugas survei datang kapan",
    "petugasnya galak",
    "jangan sambungkan ke petugas",
    "tidak perlu operator",
    "ga usah sambungin ke cs",
    "I don't want to talk to an agent",
    "no need to connect me to an agent",
    "jam kerja petugas loket",
    "berapa orang yang boleh masuk",
    "izin operator alat berat",
    "syarat untuk orang asing",
    "saya agen properti, izinnya apa",
    "agen gas elpiji perlu NIB?",
    "travel agent licence",
    "estate agent permit",
    "mau buka agen perjalanan",
    "saya staf klinik, mau tanya SIP",
    "petugas minta uang rokok",
    "staff ptsp minta transfer admin fee",
    "biaya admin berapa",
    "admin fee for a permit",
    "nama petugas yang survei siapa",
    "my staff needs a licence",
    "can a permit be transferred to other people",
    "can I transfer to other people",
    "can a person own two NIBs",
    "how many people may work there",
    "person in charge harus WNI?",
    "apakah petugas bisa ditelepon",
    "mau pegawai asing, izinnya apa",
    "butuh pegawai berapa untuk klinik",
]
LEAN = {
    CONTINUES: [
        "kalau SLF?",
        "klo yg toko?",
        "terus biayanya?",
        "bukan imb tapi slf",
        "for a cafe?",
    ],
    DENIES: ["bukan", "bukan itu kak", "salah", "ga nyambung", "no", "not that please", "wrong"],
    AGREES: ["iya", "ya betul", "yes", "oke min", "sip", "that's it", "iya itu kak"],
}
NEITHER = [
    "kalau mau urus slf rumah tinggal dua lantai di jakarta selatan",
    "salah isi data di aplikasi",
    "bukannya gratis ya",
    "no reply from the office",
    "yesterday I applied",
    "benarkah gratis",
    "sip dokter umum",
    "",
]


@pytest.mark.parametrize("text", EXTORTION_OR_SCAM)
def test_extortion_and_scams_are_never_missed(text: str) -> None:
    assert EXTORTION in signals(text)


@pytest.mark.parametrize("text", NO_EXTORTION)
def test_what_only_sounds_like_extortion_is_not(text: str) -> None:
    assert EXTORTION not in signals(text)


@pytest.mark.parametrize("text", EMERGENCIES)
def test_emergencies_are_never_missed(text: str) -> None:
    assert EMERGENCY in signals(text)


@pytest.mark.parametrize("text", NO_EMERGENCY)
def test_a_permit_about_fire_is_no_emergency(text: str) -> None:
    assert EMERGENCY not in signals(text)


@pytest.mark.parametrize("text", WANT_A_PERSON)
def test_who_wants_a_person_is_heard(text: str) -> None:
    assert PERSON in signals(text)
    assert recognise(text).intent == "minta_petugas"


@pytest.mark.parametrize("text", WANT_NO_PERSON)
def test_who_speaks_of_persons_or_refuses_one_is_not_handed_over(text: str) -> None:
    assert PERSON not in signals(text)


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal, texts in LEAN.items() for text in texts]
)
def test_short_words_lean_on_what_was_said(signal: str, text: str) -> None:
    assert signals(text) == {signal}


@pytest.mark.parametrize("text", NEITHER)
def test_longer_ones_stand_alone(text: str) -> None:
    assert not signals(text) & {DENIES, AGREES}


@pytest.mark.parametrize("text", ["ppkm darurat", "sip", "", "🙏", "/" * 50])
def test_a_word_alone_alarms_nobody(text: str) -> None:
    assert not signals(text) & {EXTORTION, EMERGENCY, PERSON}


@given(
    st.sampled_from(EXTORTION_OR_SCAM[:12] + EMERGENCIES[:8] + WANT_A_PERSON[:5]),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.text(alphabet=" \n!?.🙏", max_size=6),
)
def test_capitals_and_marks_change_nothing(text: str, case: object, marks: str) -> None:
    assert callable(case)
    assert signals(f"{marks}{case(text)}{marks}") == signals(text)


def test_long_texts_cost_nothing() -> None:
    for word in ("petugas minta ", "minta uang ", "iya kak ", "a "):
        signals(word * 50_000)
